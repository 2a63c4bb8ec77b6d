import type { SpecChart } from '../charts/types.ts';
import { dateText, dayText, pad, titleOf } from '../internal/text.ts';
import { arePeriods, clockText, isAlias, periodText, readPeriod, zoneOffsets } from '../internal/values.ts';
import { columnGrain, detectGrain } from '../locale/cells.ts';
import { resolveZone } from '../locale/formats.ts';
import type { Grain, Locale } from '../locale/types.ts';
import type { ChartViewModel } from '../pipeline/view-model.ts';
import { DAY, localFromUtc } from '../public-client/temporal.ts';
import type { Cell, Column, Dataset, ParamValue } from '../public-client/types.ts';
import { endIn, type Selectable, valueIn } from './selectable.ts';
import { textOf } from './selected-marks.ts';

/** How the moments that a chart draws go into parameters and come back. */
interface Clock {
  /** What is drawn, as a parameter takes it; `last`: the later of two moments that a clock set back shows alike. */
  readonly write: (drawn: Date, last: boolean) => string;
  /** What is drawn for a moment. */
  readonly show: (moment: Date) => Date;
}

/** What stands between the rows that are drawn and the values of parameters. */
export interface ValueContext {
  readonly selectable: Selectable;
  /** The column behind the field, as it came; `null` where the spec makes it. */
  readonly column: Column | null;
  /** How fine its dates are. */
  readonly grain: Parameters<typeof endOf>[1];
  /** `null` where what is drawn are the very moments that the rows hold. */
  readonly clock: Clock | null;
  /** A text of the column, where its texts are the names of months, quarters or days; else `null`. */
  readonly like?: string | null;
  /** Derived charts write these in place of `true` and `false`, and of nothing. */
  readonly words: { readonly yes: string; readonly no: string; readonly none: string } | null;
}

type Row = Readonly<Record<string, unknown>>;

/** The value of a mark as a parameter takes it; `null` for a mark that stands for none. */
export function chosenIn(datum: Row, context: ValueContext): Selected | null {
  const { selectable, words } = context;
  const value = valueIn(datum, selectable);
  if (value === words?.none) return null;
  return toChosen(value, context);
}

/** The first and the last value that marks stand for: of a month, its last day. `null` where they stand for none. */
export function rangeIn(data: readonly Row[], context: ValueContext): readonly [Selected, Selected] | null {
  const { selectable, column, grain } = context;
  const starts = data.map((datum) => toScalar(valueIn(datum, selectable), context));
  const ends = data.map((datum) => toScalar(endIn(datum, selectable), context));
  const known = starts.flatMap((start, index) => (isScalar(start) ? [{ start, end: ends[index] }] : []));
  if (known.length === 0) return null;
  const first = known.reduce((a, b) => (b.start < a.start ? b : a)).start;
  const last = known.map(({ start, end }) => (isScalar(end) ? end : start)).reduce((a, b) => (b > a ? b : a));
  const end = last instanceof Date && column?.type !== 'number' ? endOf(last, grain) : last;
  const range = [toChosen(first, context), toChosen(end, context, true)] as const;
  return range[0] === null || range[1] === null ? null : [range[0], range[1]];
}

/** Whether a mark stands for one of these values. */
export function isAmong(datum: Row, texts: ReadonlySet<string>, { selectable }: ValueContext): boolean {
  return texts.has(textOf(valueIn(datum, selectable)));
}

/** Whether a mark lies between two values, of which either may be open. */
export function isWithin(
  datum: Row,
  [from, to]: readonly [Selected | null, Selected | null],
  context: ValueContext,
): boolean {
  const value = toScalar(valueIn(datum, context.selectable), context);
  if (!isScalar(value)) return false;
  const [first, last] = [from, to].map((end) => (end === null ? null : toDrawn(end, context)));
  return (!isScalar(first) || value >= first) && (!isScalar(last) || value <= last);
}

/** A chosen value as the rows that are drawn have it. */
export function toDrawn(value: Selected, { selectable, column, words, clock }: ValueContext): unknown {
  if (selectable.time && column?.type === 'number') return new Date(Number(value), 0);
  if (selectable.time) return readDate(String(value), clock?.show);
  if (words && column?.type === 'boolean') return String(value) === 'true' ? words.yes : words.no;
  return selectable.continuous ? Number(value) : value;
}

/** A drawn value as cells of its column are. */
export function toCell(value: Selected, context: ValueContext): Selected | Date {
  const { selectable, column } = context;
  if (selectable.time && column?.type !== 'number') return readDate(String(value), context.clock?.show);
  return column?.type === 'boolean' ? String(value) === 'true' : value;
}

function toChosen(value: unknown, context: ValueContext, last = false): Selected | null {
  const { selectable, column, words } = context;
  const date =
    value instanceof Date ? value : selectable.time && typeof value === 'number' ? new Date(value) : null;
  if (date) {
    if (Number.isNaN(date.getTime())) return null;
    if (context.like) return periodText(date, context.like);
    return column?.type === 'number' ? date.getFullYear() : momentText(date, context, last);
  }
  if (words && column?.type === 'boolean') return value === words.yes;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'boolean' || (typeof value === 'string' && value !== '') ? value : null;
}

/** Grains whose moments have a time, and units that have one. */
const TIMED = /hour|minute|second/;

/** A day goes out as a day, which has no zone; midnight among hours is a moment as they are. */
function momentText(date: Date, { selectable: { field, key }, grain, clock }: ValueContext, last: boolean) {
  const write = (moment: Date): string => clock?.write(moment, last) ?? moment.toISOString();
  const isTimed = TIMED.test(grain) && (key === field || TIMED.test(key.slice(0, -field.length)));
  return isTimed ? write(date) : dateText(date, write);
}

/** Units of time are numbers in the rows of marks. */
const toScalar = (value: unknown, { selectable }: ValueContext): unknown =>
  selectable.time && typeof value === 'number' ? new Date(value) : value;

const isScalar = (value: unknown): value is number | Date =>
  (typeof value === 'number' && !Number.isNaN(value)) ||
  (value instanceof Date && !Number.isNaN(value.getTime()));

/** One chosen value: that of a mark's field, as it goes into a parameter. */
export type Selected = string | number | boolean;

/** What a `select-to` attribute asks for. */
export interface SelectTo {
  /** The parameter, or the two that take the ends of a range. */
  readonly params: readonly [string] | readonly [from: string, to: string];
  /** The field that it names; `null`: to be found in the chart. */
  readonly field: string | null;
  /** It says by `[]` that the parameter takes several values. */
  readonly several: boolean;
}

const NAME = /^[^\s,:[\]]+$/;

/** Reads `region`, `region:state_name`, `regions[]`, `from,to`; `null` where the text is none of these. */
export function readSelectTo(text: string): SelectTo | null {
  const [, params = text, field = null] = /^([^:]*):([^]*)/.exec(text)?.map((part) => part.trim()) ?? [];
  const [first = '', second, ...more] = params.split(',').map((name) => name.trim());
  const name = first.replace(/\[\]$/, '').trimEnd();
  const several = name !== first;
  const named = NAME.test(name) && (second === undefined || NAME.test(second));
  if (!named || field === '' || more.length > 0 || (several && second)) return null;
  return { params: second ? [name, second] : [name], field, several };
}

/**
 * What is chosen after `value` was pointed at: it alone, or nothing where it was that already; `add` keeps the others.
 */
export function toggled<T>(chosen: readonly T[], value: T, add: boolean): readonly T[] {
  const has = chosen.includes(value);
  if (add) return has ? chosen.filter((each) => each !== value) : [...chosen, value];
  return has && chosen.length === 1 ? [] : [value];
}

/** The single values of a parameter; none for what means "no choice". */
export function valuesOf(value: ParamValue | undefined): readonly Selected[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) return value as readonly Selected[];
  return [value instanceof Date ? dateText(value) : (value as Selected)];
}

/** The moment that the local clock shows so, without a zone. */
function localText(date: Date): string {
  return `${dayText(date)}T${clockText(date)}.${pad(date.getMilliseconds(), 3)}`;
}

const WITH_ZONE = /\d:\d\d.*(Z|[+-]\d\d(:?\d\d)?)\s*$/i;

/**
 * The date that such a text means, an invalid one for any other. A day, and a time without a zone, are what the clock
 * shows; `show` makes of any other moment what is drawn for it.
 */
export function readDate(text: string, show = (moment: Date): Date => moment): Date {
  const period = readPeriod(text);
  if (period) return period;
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year) return new Date(Number(year), Number(month) - 1, Number(day));
  const date = new Date(text);
  // A long text that is no date would take the pattern its length squared.
  return !Number.isNaN(date.getTime()) && WITH_ZONE.test(text) ? show(date) : date;
}

/** The last day, or the last moment, of the unit of time that begins with `start`. */
export function endOf(start: Date, grain: Grain): Date {
  const [year, month, day] = [start.getFullYear(), start.getMonth(), start.getDate()];
  switch (grain) {
    case 'year':
      return new Date(year, 12, 0);
    case 'quarter':
      return new Date(year, month + 3, 0);
    case 'month':
      return new Date(year, month + 1, 0);
    case 'week':
      return new Date(year, month, day + 6);
    case 'hour':
      return new Date(start.getTime() + 3_599_999);
    case 'minute':
      return new Date(start.getTime() + 59_999);
    case 'day':
    case 'second':
      return start;
  }
}

/* What is known of the fields whose values can be chosen in a chart: their columns, and how readers write them. */

/** Contexts are made once for each chart and field: who compares two compares what they are of. */
export class ValueContexts {
  readonly #known = new WeakMap<SpecChart, Map<string, ValueContext>>();

  /** `timeZone` is that to which the moments of the rows have been moved. */
  of(
    chart: SpecChart,
    selectable: Selectable,
    viewModel: ChartViewModel,
    timeZone: string | null,
  ): ValueContext {
    let contexts = this.#known.get(chart);
    if (!contexts) this.#known.set(chart, (contexts = new Map()));
    let context = contexts.get(selectable.field);
    if (!context) {
      const rows = [...(viewModel.loaded?.data.values() ?? [])];
      const { yes, no, none } = viewModel.locale.messages;
      const known = columnOf(rows, selectable, chart.derived);
      context = {
        selectable,
        column: known.column,
        grain: selectable.time ? grainIn(known) : 'day',
        clock: selectable.time ? clockFor(known, rows, timeZone) : null,
        like: chart.derived && selectable.time ? likeOf(known.cells) : null,
        words: chart.derived ? { yes, no, none } : null,
      };
      contexts.set(selectable.field, context);
    }
    return context;
  }
}

/** What a chart calls the field of a context: the platform's own names are words of the reader's language. */
export function titleIn({ selectable, column }: ValueContext, { messages: { unnamed } }: Locale): string {
  const { title, field, time, continuous } = selectable;
  const name = column?.name ?? field;
  return (
    title ?? (isAlias(name) ? unnamed[time ? 'date' : continuous ? 'number' : 'category'] : titleOf(name))
  );
}

const grainIn = ({ column, cells }: Known): Grain =>
  (column && columnGrain(column, cells as readonly Cell[])) ?? detectGrain(cells);

function likeOf(cells: readonly unknown[]): string | null {
  const text = cells.find((cell) => cell !== null);
  return typeof text === 'string' && arePeriods(cells) ? text : null;
}

interface Known {
  readonly column: Column | null;
  readonly cells: readonly unknown[];
}

/** The column behind a field, with its cells. */
function columnOf(rows: readonly Dataset[], { field }: Selectable, derived: boolean): Known {
  for (const { columns, rows: cells } of rows) {
    // What Vega-Lite would not take for a name is renamed in derived charts.
    const place = derived ? /^column_(\d+)$/.exec(field)?.[1] : undefined;
    const index = place ? Number(place) - 1 : columns.findIndex(({ name }) => name === field);
    const column = columns[index];
    if (column) return { column, cells: cells.map((row) => row[index]) };
  }
  return { column: null, cells: [] };
}

const ISO_WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/** What a spec makes itself it makes of the moments that are drawn; text it reads as JavaScript does. */
function clockFor({ column, cells }: Known, rows: readonly Dataset[], timeZone: string | null): Clock | null {
  const text = column?.type === 'string' ? cells.find((cell) => cell !== null) : null;
  if (typeof text === 'string') return ISO_WITHOUT_ZONE.test(text) ? wallTime : null;
  const columns = column ? [column] : rows.flatMap((each) => each.columns);
  const zone = resolveZone(timeZone);
  return zone && columns.some(({ type }) => type === 'timestamp') ? clockOf(zone) : null;
}

/* What a parameter takes for the moments that a chart draws, which are not always those that its rows hold. */

/** Rows without a zone hold what a clock shows, and so does what is drawn. */
const wallTime: Clock = { write: localText, show: (moment) => moment };

/** Of moments that were moved to the wall clock of a zone when they were decoded. The zone must be a known one. */
function clockOf(timeZone: string): Clock {
  const offsetAt = zoneOffsets(timeZone);
  return {
    write(drawn, last) {
      const wall = utcOfLocal(drawn);
      const [before, after] = [offsetAt(wall - DAY), offsetAt(wall + DAY)];
      const moments = [wall - before, wall - after].filter((ms) => ms + offsetAt(ms) === wall);
      const moment = last ? Math.max(...moments) : Math.min(...moments);
      return new Date(moments.length > 0 ? moment : wall - before).toISOString();
    },
    show: (moment) => localFromUtc(moment.getTime() + offsetAt(moment.getTime())),
  };
}

/** The milliseconds at which UTC has the local fields of a date. */
function utcOfLocal(date: Date): number {
  const utc = new Date(0);
  utc.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  return utc.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds());
}
