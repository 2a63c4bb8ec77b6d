import type { JsonObject } from '../internal/json.ts';
import { extent, type Field, grainOf } from './columns.ts';
import {
  COLORS,
  colorSeries,
  encode,
  fitAbreast,
  fold,
  measure,
  namesBelow,
  rankOf,
  type AvailableSize,
  type Setting,
  specChart,
  SUM,
  sumTooltip,
  TIME,
  tooltip,
  widthOf,
} from './frame.ts';
import type { SpecChart } from './types.ts';

interface LineFields {
  /** Dates, or categories. */
  readonly x: Field;
  readonly number: Field;
  readonly series?: Field | undefined;
  readonly previous?: Field | undefined;
  /** Order of the categories on x; `null` for that of the rows. */
  readonly sort?: readonly string[] | null | undefined;
}

/** Points are drawn on lines only where there are few. */
const FEW = 20;
/** Beyond this many rows, the unseen points under the pointer cost more than they give. */
const MANY = 3000;

/** Points that only the pointer finds, from ten pixels away. */
const UNSEEN = { size: 320, opacity: 0 };

const pointsOn = (x: Field): unknown =>
  x.distinct <= FEW ? { size: 30, opacity: 1 } : x.values.length <= MANY && UNSEEN;

/** Px that a slanting name takes of the width, and the most px of its own. */
const SLANTED = 16;
const SLANTED_LIMIT = 100;

/** Names without an order of their own say nothing of those that are left out: they slant where they do not fit. */
function nameAxis(x: Field, sort: LineFields['sort'], { width }: AvailableSize): JsonObject {
  const names = [...new Set(x.values)].map(String);
  const slanted = !sort && !fitAbreast(names, width) && names.length * SLANTED < width;
  return slanted ? { labelAngle: -40, labelOverlap: false, labelLimit: SLANTED_LIMIT } : namesBelow(x);
}

/** Whether a line runs from right to left: over names without an order, where the page does. */
const isTurned = ({ x, sort }: Pick<LineFields, 'x' | 'sort'>, { rtl }: Setting): boolean =>
  rtl && x.kind === 'text' && !sort;

function axisX(x: Field, sort: LineFields['sort'], setting: Setting): JsonObject {
  if (x.kind === 'time') return encode(x, { title: null });
  const scale = isTurned({ x, sort }, setting) ? { reverse: true } : undefined;
  return encode(x, { title: null, sort, scale, axis: nameAxis(x, sort, setting.room) });
}

/** Lines: in one picture where each has a color of its own, else in a picture each. */
export function deriveLines(fields: LineFields, setting: Setting): SpecChart {
  const { x, number, series, previous, sort } = fields;
  if (previous) return comparedLines(fields, previous, setting);
  const ends = series && lineEnds(x, number, series);
  if (series && ends && ends.length > COLORS) return smallMultiples({ ...fields, series }, ends, setting);
  const colors = series && colorSeries(series, number, setting, { order: ends });
  return specChart(
    {
      mark: { type: 'line', point: pointsOn(x) },
      encoding: {
        x: axisX(x, sort, setting),
        y: measure(number, false),
        // Without a legend of ours, the engine names lines at their ends where there is room.
        color: colors && { ...colors.color, legend: undefined },
        tooltip: tooltip(x, series, number),
      },
    },
    [x, number, series],
  );
}

/** Px between small pictures; the size of one, and the least that the engine makes of it in a low box. */
const GAP = { column: 20, row: 10 };
const CELL = { width: 88, height: 44 };
const LEAST = { width: 64, height: 24 };
/** What axes and title take of the width and height, and the name above each picture for every line. */
const AROUND = { width: 40, height: 60, name: 8, line: 14 };
/** Names are bold. */
const BOLD = 1.1;

/**
 * One small picture for each line, all on the same axes. They share the room; where that is too low, they are scrolled
 * in it.
 */
function smallMultiples(
  { x, number, series, sort }: LineFields & { readonly series: Field },
  names: readonly string[],
  setting: Setting,
): SpecChart {
  const { room } = setting;
  const width = room.width - AROUND.width;
  // No word is cut.
  const word = BOLD * widthOf(names.flatMap((name) => name.split(/[\s/-]+/)));
  const [usual, most] = [CELL, LEAST].map((cell) =>
    Math.max(2, Math.floor(width / (Math.max(cell.width, word) + GAP.column))),
  ) as [number, number];
  const heightOf = (columns: number): number => {
    const lines = Math.min(3, Math.ceil((BOLD * widthOf(names)) / (width / columns - GAP.column)));
    const row = LEAST.height + AROUND.name + lines * AROUND.line + GAP.row;
    return Math.ceil(names.length / columns) * row + AROUND.height;
  };
  let fitting = usual;
  while (fitting < most && heightOf(fitting) > room.height) fitting++;
  const columns = Math.ceil(names.length / Math.ceil(names.length / fitting));
  const each = Math.floor(width / columns) - GAP.column;
  return specChart(
    {
      autosize: 'fit',
      facet: {
        ...encode(series, { sort: names }),
        // In place of a title of each axis.
        header: { title: encode(number)['title'] },
      },
      columns,
      spacing: GAP,
      spec: {
        width: each,
        height: CELL.height,
        encoding: {
          x: axisX(x, sort, { ...setting, room: { ...room, width: each } }),
          y: { ...measure(number, false, { axis: { tickCount: 2 } }), title: null },
          tooltip: tooltip(series, x, number),
        },
        layer: [
          { mark: 'line' },
          // What the pointer finds beyond its own picture would move the name above.
          ...(x.values.length <= MANY ? [{ mark: { type: 'point', clip: true, ...UNSEEN } }] : []),
        ],
      },
    },
    [series, x, number],
  );
}

/** This period and the one before it: one color, the earlier one dashed. */
function comparedLines(fields: LineFields, previous: Field, setting: Setting): SpecChart {
  const { x, number, sort } = fields;
  const { words } = setting;
  const pair = [
    { ...number, title: words.current },
    { ...previous, title: words.previous },
  ];
  const { series, value, other } = fold(pair, x);
  return specChart(
    {
      mark: { type: 'line', point: pointsOn(other) },
      encoding: {
        x: axisX(other, sort, setting),
        y: measure(value, false),
        strokeDash: encode(series, {
          scale: {
            domain: [words.current, words.previous],
            range: [
              [1, 0],
              [3, 4],
            ],
          },
          legend: { symbolType: 'stroke', symbolStrokeWidth: 2, offset: 10 },
        }),
        tooltip: tooltip(other, series, value),
      },
    },
    [other, series, value],
  );
}

/** The names of the lines, the one that ends highest first. */
function lineEnds(x: Field, number: Field, series: Field): readonly string[] {
  const last = new Map<string, number | null>(series.values.map((name) => [String(name), null]));
  series.values.forEach((name, row) => {
    const before = last.get(String(name)) ?? null;
    if (number.values[row] === null || x.values[row] === null) return;
    const isLater = before === null || x.kind === 'text' || (x.values[row] ?? 0) >= (x.values[before] ?? 0);
    if (isLater) last.set(String(name), row);
  });
  const height = (row: number | null): number => (row === null ? -Infinity : Number(number.values[row]));
  return [...last.keys()].sort((a, b) => height(last.get(b) ?? null) - height(last.get(a) ?? null));
}

/** Areas that stand on one another; one alone is a line over a wash of its color. */
export function deriveArea({ x, number, series, sort }: LineFields, setting: Setting): SpecChart {
  const colors = series && colorSeries(series, number, setting);
  const rank = colors && rankOf(colors);
  return specChart(
    {
      mark: {
        type: 'area',
        point: x.values.length <= MANY && UNSEEN,
        ...(!colors && { line: true, opacity: 0.25 }),
      },
      encoding: {
        x: axisX(x, sort, setting),
        y: measure(number, true, colors && SUM),
        color: colors?.color,
        order: rank && encode(rank, { aggregate: 'min' }),
        tooltip: colors ? sumTooltip(number, x, colors.group) : tooltip(x, number),
      },
    },
    [x, number, colors?.group, rank],
  );
}

/** More bars than this stand on a time axis, fewer each over its own date. */
const MAX_DATED = 16;
const DAY = 864e5;

/** Bars over time, series stacked. */
export function deriveTimeBars({ x: time, number, series }: LineFields, setting: Setting): SpecChart {
  const { unit, days } = TIME[grainOf(time)];
  const [first, last] = extent(time);
  // Weeks and other steps that are no unit of the calendar have no width on a time axis.
  const steady = last - first < days * DAY * 1.5 * time.distinct;
  const dated = !(steady && time.distinct > MAX_DATED);
  const x = encode(time, {
    title: null,
    timeUnit: unit,
    ...(dated && { type: 'ordinal' }),
  });
  const colors = series && colorSeries(series, number, setting);
  const rank = colors && rankOf(colors);
  return specChart(
    {
      mark: { type: 'bar', width: dated ? { band: 1 } : undefined },
      encoding: {
        x,
        y: measure(number, true),
        color: colors?.color,
        order: rank && encode(rank),
        tooltip: tooltip(time, series, number),
      },
    },
    [time, number, colors?.group, rank, series],
  );
}
