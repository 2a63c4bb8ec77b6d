import { detectGrain, type Grain, LENGTHS, MONTHS } from '../internal/grain.ts';
import { isMidnight } from '../internal/text.ts';
import { longestTextWidth } from '../internal/widths.ts';
import { sameFieldsInUtc } from '../locale/formats.ts';
import type { DatePart } from '../spec/types.ts';

/** A time axis: its dates and its size. Dates are in local time. */
export interface TickRequest {
  /** Start and end of a time scale, or all categories of a band scale. */
  readonly domain: readonly Date[];
  /** Length of the axis in px. */
  readonly length: number;
  /** Dates of the marks, in ms since 1970. */
  readonly moments: readonly number[];
  readonly isBand: boolean;
  readonly isVertical: boolean;
  /** Whether marks extend to the next tick, so there is no tick at the end of the domain. */
  readonly isFilled: boolean;
  /** Whether labels at the ends of the axis stay within its length. */
  readonly isFlush: boolean;
  /** Font size of labels in px. */
  readonly size: number;
  /** The interval between ticks that the spec sets. */
  readonly every?: { readonly unit: Grain; readonly step: number } | null;
  /** The maximum number of ticks. */
  readonly most?: number | null;
  /** Formats parts of a date in the reader's language. */
  readonly write: (date: Date, parts: readonly DatePart[]) => string;
  /** The format that the spec sets. */
  readonly format?: ((date: Date) => string) | null;
}

export interface Ticks {
  readonly values: readonly Date[];
  /** One or two lines for each tick. The second line shows the larger unit, such as the year, where it changes. */
  readonly labels: readonly (string | readonly string[])[];
  /** The end of the mark that starts at each tick. */
  readonly ends: readonly Date[];
  /** Whether labels at the ends of the axis stay within its length: also if only these fit. */
  readonly isFlush: boolean;
}

type Step = readonly [unit: Grain, count: number];

const DAY = 864e5;
const CLOCK: ReadonlySet<Grain> = new Set(['hour', 'minute', 'second']);
/** 1970-01-05 was a Monday. */
const MONDAY = 4 * DAY;

/** Sorted from fine to coarse. */
const STEPS: readonly Step[] = (
  [
    ['second', [1, 5, 15, 30]],
    ['minute', [1, 5, 15, 30]],
    ['hour', [1, 3, 6, 12]],
    ['day', [1, 2]],
    ['week', [1, 2]],
    ['month', [1, 2, 3, 6]],
    ['quarter', [1, 2]],
    ['year', [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]],
  ] as const
).flatMap(([unit, counts]) => counts.map((count): Step => [unit, count]));

/** The two lines of a label: the unit of the tick, and the larger unit. */
const LINES: Readonly<Record<Grain, readonly [fine: readonly DatePart[], coarse: readonly DatePart[]]>> = {
  year: [['year'], []],
  quarter: [['quarter'], ['year']],
  month: [['month'], ['year']],
  week: [['day'], ['month']],
  day: [['day'], ['month']],
  hour: [['hour'], ['month', 'day']],
  minute: [
    ['hour', 'minute'],
    ['month', 'day'],
  ],
  second: [
    ['hour', 'minute', 'second'],
    ['month', 'day'],
  ],
};

const MAX_TICKS = 300;
/** Maximum number of dates that each get a tick even if they are unevenly spaced. */
const MAX_UNEVEN_TICKS = 12;

/**
 * Chooses the ticks of a time axis: at the dates of marks, as many as fit, but never finer than the data. An interval in the
 * spec determines the ticks if there are any, and not more than px. If their labels do not fit, Vega hides some, so each shows
 * the larger unit, too.
 */
export function timeTicks(request: TickRequest): Ticks {
  const { isBand, isFilled, every, most } = request;
  const domain = toWallTimes(request.domain);
  const dated = request.moments.map((moment) => new Date(moment));
  const moments = toWallTimes(dated);
  const grain = moments.length === 0 ? 'second' : detectGrain(dated);
  const [start = NaN, end = NaN] = [domain[0], domain.at(-1)];
  const dates = isBand ? domain : moments;
  const all = isBand || (dates.length <= MAX_UNEVEN_TICKS && !CLOCK.has(grain)) ? dates : [];
  const limit = every ? request.length : Math.min(most ?? MAX_TICKS, MAX_TICKS);

  const attempts: (readonly [Grain, readonly number[]])[] = every ? [] : [[grain, all]];
  const finest = STEPS.findIndex(([unit]) => unit === grain);
  for (const [unit, count] of every ? [[every.unit, every.step] as const] : STEPS.slice(finest)) {
    const grid = createGrid(unit, count, moments, start);
    attempts.push([unit, isBand ? firstOfEach(domain, grid) : linesBetween(start, end, grid, limit)]);
  }
  // If no even step fits, both ends do.
  const ends = [dates[0]!, dates.at(-1)!];
  if (!every && dates.length > 1) attempts.push([grain, ends]);
  const place = (value: number): number =>
    isBand ? domain.indexOf(value) / domain.length : (value - start) / (end - start || 1);
  let best: readonly Tick[] = [];
  let { isFlush } = request;
  for (const [unit, found] of attempts) {
    const values = isFilled ? found.filter((value) => value < end) : found;
    if (values.length === 0 || values.length > limit) continue;
    const ticks = labelled(values, unit, request);
    if (ticks.length > 1 && fits(ticks, place, request)) {
      best = ticks;
      isFlush ||= found === ends;
      break;
    }
    if (every) best = values.flatMap((value) => labelled([value], unit, { ...request, isVertical: true }));
    else if (best.length === 0) best = ticks.slice(0, 1);
  }
  if (every && best.length === 0) return timeTicks({ ...request, every: null });
  const grid = createGrid(grain, 1, moments, start);
  return {
    values: best.map(({ value }) => fromWallTime(value)),
    labels: best.map(({ lines: [fine = '', ...coarse] }) => (coarse.length > 0 ? [fine, ...coarse] : fine)),
    ends: best.map(({ value }) => fromWallTime(grid.line(grid.index(value) + 1))),
    isFlush,
  };
}

/**
 * Converts timestamps to local wall-clock time, encoded as UTC timestamps, where every day has 24 hours. Sorts and
 * deduplicates.
 */
function toWallTimes(dates: readonly Date[]): readonly number[] {
  const walls = dates.map((date) => {
    const wall = sameFieldsInUtc(date);
    return isMidnight(date) ? wall.setUTCHours(0, 0, 0, 0) : wall.getTime();
  });
  return [...new Set(walls)].filter(Number.isFinite).sort((a, b) => a - b);
}

function fromWallTime(wall: number): Date {
  const utc = new Date(wall);
  const date = new Date(0);
  date.setFullYear(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate());
  date.setHours(utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds(), utc.getUTCMilliseconds());
  return date;
}

const monthIndex = (wall: number): number => {
  const utc = new Date(wall);
  return utc.getUTCFullYear() * 12 + utc.getUTCMonth();
};

const startOfMonth = (month: number): number =>
  new Date(0).setUTCFullYear(Math.floor(month / 12), mod(month, 12), 1);

const mod = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;

/** Returns the common remainder of all values, or `null` if their remainders differ. */
function remainder(values: readonly number[], divisor: number): number | null {
  const [first = NaN] = values;
  const rest = mod(first, divisor);
  return values.every((value) => mod(value, divisor) === rest) ? rest : null;
}

/** Grid lines at even intervals of time, numbered. */
interface Grid {
  readonly index: (wall: number) => number;
  readonly line: (index: number) => number;
}

/** Creates a grid with a line every `count` units, aligned to the dates of the marks if they are evenly spaced. */
function createGrid(unit: Grain, count: number, moments: readonly number[], origin: number): Grid {
  const months = MONTHS[unit];
  if (months) {
    const length = months * count;
    const phase = remainder(moments.map(monthIndex), length) ?? 0;
    return {
      index: (wall) => Math.floor((monthIndex(wall) - phase) / length),
      line: (index) => startOfMonth(index * length + phase),
    };
  }
  const each = LENGTHS[unit]!;
  const length = each * count;
  const phase = remainder(moments, each) ?? (unit === 'week' ? MONDAY : 0);
  // Count hours from midnight, days and weeks from the first date.
  const first = each < DAY ? phase : phase + each * Math.floor((origin - phase) / each);
  return {
    index: (wall) => Math.floor((wall - first) / length),
    line: (index) => index * length + first,
  };
}

function linesBetween(start: number, end: number, { index, line }: Grid, limit: number): readonly number[] {
  const from = index(start);
  const count = Math.min(index(end) - from, limit + 1) + 1;
  const lines = Array.from({ length: Math.max(0, count || 0) }, (_, step) => line(from + step));
  return lines.filter((wall) => wall >= start && wall <= end);
}

/** Returns the first date after each grid line. */
const firstOfEach = (walls: readonly number[], { index, line }: Grid): readonly number[] =>
  walls.filter((wall, place) => {
    const before = walls[place - 1];
    return before === undefined ? line(index(wall)) === wall : index(wall) !== index(before);
  });

interface Tick {
  readonly value: number;
  readonly lines: readonly string[];
}

function labelled(walls: readonly number[], unit: Grain, request: TickRequest): readonly Tick[] {
  const { write, format, isVertical } = request;
  const [fine, coarse] = LINES[unit];
  const under = CLOCK.has(unit) ? DAY : null;
  /** Returns the index of the larger unit, such as the year, that contains a tick. */
  const whole = (wall: number): number =>
    under ? Math.floor(wall / under) : Math.floor(monthIndex(wall) / (unit in MONTHS ? 12 : 1));
  return walls.map((value, place) => {
    const date = fromWallTime(value);
    if (format) return { value, lines: [format(date)] };
    const before = walls[place - 1];
    const isNew = coarse.length > 0 && (before === undefined || whole(before) !== whole(value));
    if (!isNew) return { value, lines: [write(date, fine)] };
    const isNewYear =
      before !== undefined && Math.floor(monthIndex(before) / 12) !== Math.floor(monthIndex(value) / 12);
    const parts: readonly DatePart[] = isNewYear && !coarse.includes('year') ? [...coarse, 'year'] : coarse;
    return {
      value,
      lines: isVertical ? [write(date, [...fine, ...parts])] : [write(date, fine), write(date, parts)],
    };
  });
}

/** Labels closer than this to an end of a flush axis, in px, start or end at their tick. */
export const FLUSH = 12;

/** Returns whether no label overlaps or repeats the previous one. */
function fits(
  ticks: readonly Tick[],
  place: (value: number) => number,
  { length, size, isVertical, isBand, isFlush }: TickRequest,
): boolean {
  const gap = size * (isBand ? 0.5 : 1.4);
  return [0, 1].every((line) => {
    const row = ticks.flatMap(({ value, lines }) => {
      const text = lines[line];
      if (text === undefined) return [];
      const at = place(value) * length;
      const width = (size / 12) * longestTextWidth([text]);
      const before = isFlush && at < FLUSH ? 0 : isFlush && at > length - FLUSH ? 1 : 0.5;
      return [{ text, at, start: at - before * width, end: at + (1 - before) * width }];
    });
    return row.every(({ text, at, start }, index) => {
      const before = row[index - 1];
      if (!before) return true;
      if (isVertical) return at - before.at >= 2 * size;
      const isSame = line === 0 && text === before.text;
      return !isSame && start - before.end >= gap;
    });
  });
}
