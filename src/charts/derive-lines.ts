import type { JsonObject } from '../internal/json.ts';
import { extent, type Field, fieldGrain } from './columns.ts';
import {
  COLORS,
  colorSeries,
  encode,
  fitSideBySide,
  fold,
  measure,
  shortenOrderedLabels,
  stackingRank,
  type DeriveContext,
  specChart,
  SUM,
  sumTooltip,
  TIME,
  tooltip,
  longestTextWidth,
  ROUNDED,
} from './encodings.ts';
import { withGaps } from './gaps.ts';
import type { SpecChart } from './types.ts';

export interface LineFields {
  /** Dates, or categories. */
  readonly x: Field;
  readonly number: Field;
  readonly series?: Field | undefined;
  readonly previous?: Field | undefined;
  /** Order of the categories on x; `null` for the order of the rows. */
  readonly sort?: readonly string[] | null | undefined;
}

/** Maximum number of positions on x for lines with visible points. */
const FEW = 20;
/** Maximum number of rows for invisible points. With more rows, these targets for the pointer are too slow. */
const MANY = 3000;

/** Invisible points with a radius of about ten px, as targets for tooltips. */
const HOVER_TARGET = { size: 320, opacity: 0 };

const pointsOnLine = (x: Field): unknown =>
  x.distinct <= FEW ? { size: 30, opacity: 1 } : x.values.length <= MANY && HOVER_TARGET;

/** Px of the axis that a slanted name needs, and its maximum length in px, at a text size of 12 px. */
const SLANTED_WIDTH = 16;
const SLANTED_LIMIT = 100;

/**
 * Returns the axis properties of names on x. Readers cannot guess omitted names that have no natural order, so such
 * names are slanted if they do not fit.
 */
function nameAxis(x: Field, sort: LineFields['sort'], context: DeriveContext): JsonObject {
  const {
    available: { width },
    textScale,
  } = context;
  const names = [...new Set(x.values)].map(String);
  const slanted = !sort && !fitSideBySide(names, width) && names.length * SLANTED_WIDTH < width;
  return slanted
    ? { labelAngle: -40, labelOverlap: false, labelLimit: Math.round(SLANTED_LIMIT * textScale) }
    : shortenOrderedLabels(x, context);
}

/**
 * Returns whether a line runs from right to left. It does on right-to-left pages, for categories without a natural
 * order.
 */
const isReversed = ({ x, sort }: Pick<LineFields, 'x' | 'sort'>, { rtl }: DeriveContext): boolean =>
  rtl && x.kind === 'text' && !sort;

function axisX(x: Field, sort: LineFields['sort'], context: DeriveContext): JsonObject {
  if (x.kind === 'time') return encode(x, { title: null });
  const scale = isReversed({ x, sort }, context) ? { reverse: true } : undefined;
  return encode(x, { title: null, sort, scale, axis: nameAxis(x, sort, context) });
}

/** Derives a line chart, or small multiples if there are more series than colors. */
export function deriveLines(fields: LineFields, context: DeriveContext): SpecChart {
  if (fields.previous) return comparedLines(fields, fields.previous, context);
  const { sort } = fields;
  const { x, number, series } = fields.series ? withGaps({ ...fields, series: fields.series }) : fields;
  const ends = series && namesByLastValue(x, number, series);
  if (series && ends && ends.length > COLORS)
    return smallMultiples({ x, number, series, sort }, ends, context);
  // Columns keep their order, and so their colors, when other rows have other values.
  const colors = series && colorSeries(series, number, context, number.folded ? {} : { order: ends });
  return specChart(
    {
      mark: { type: 'line', point: pointsOnLine(x) },
      encoding: {
        x: axisX(x, sort, context),
        y: measure(number, false),
        // Without an explicit legend, `vega/lazy/line-names.ts` may label the lines at their ends.
        color: colors && { ...colors.color, legend: undefined },
        tooltip: tooltip(x, series, number),
      },
    },
    [x, number, series],
  );
}

/** In px: the gap between cells, and the usual and minimum width and the minimum height of a cell. */
const GAP = { column: 20, row: 10 };
const CELL = { width: 88, minWidth: 64, minHeight: 60 };
/** Width by which a name may reach into the gap after its cell. */
const INTO_GAP = GAP.column - 6;
/** In px: width and height of axes and title; padding and line height of the name above each cell; its own axis. */
const MARGIN = { width: 40, height: 60, name: 8, line: 14, axis: 22 };
/** Width of bold text relative to regular text: usually, and in wide fonts such as DejaVu Sans. */
const BOLD_RATIO = 1.1;
const WIDE_BOLD_RATIO = 1.2;

/**
 * Derives small multiples: one cell for each line, all with the same scales. If the box is too low for the cells, it
 * grows to the height of the spec, or the picture scrolls in a box that keeps its height.
 */
function smallMultiples(
  { x, number, series, sort }: LineFields & { readonly series: Field },
  names: readonly string[],
  context: DeriveContext,
): SpecChart {
  const { available, textScale } = context;
  const width = available.width - MARGIN.width;
  // Cells are wide enough for the longest word.
  const longestWord = longestTextWidth(names.flatMap((name) => name.split(/[\s/-]+/)));
  const word = BOLD_RATIO * longestWord - INTO_GAP;
  const [usual, most] = [CELL.width, CELL.minWidth].map((least) =>
    Math.max(1, Math.floor(width / (Math.max(least, word) + GAP.column))),
  ) as [number, number];
  const isRagged = (columns: number): boolean => names.length % columns > 0;
  const estimateHeight = (columns: number): number => {
    const lines = Math.min(
      3,
      Math.ceil((BOLD_RATIO * longestTextWidth(names)) / (width / columns - GAP.column)),
    );
    const axis = isRagged(columns) ? MARGIN.axis : 0;
    const row = CELL.minHeight / textScale + MARGIN.name + lines * MARGIN.line + axis + GAP.row;
    return Math.ceil(names.length / columns) * row + MARGIN.height;
  };
  let fitting = usual;
  while (fitting < most && estimateHeight(fitting) > available.height) fitting++;
  const columns = Math.ceil(names.length / Math.ceil(names.length / fitting));
  const cellWidth = Math.floor((width / columns - GAP.column) * textScale);
  const mayCutBold = WIDE_BOLD_RATIO * longestWord - INTO_GAP > (width - ROUNDED) / columns - GAP.column;
  return specChart(
    {
      autosize: 'fit',
      height: Math.ceil(estimateHeight(columns) * textScale),
      // An axis below the last row would be far from the cell above an empty place.
      resolve: isRagged(columns) ? { axis: { x: 'independent' } } : undefined,
      facet: {
        ...encode(series, { sort: names }),
        // Show one title instead of one for each axis.
        header: { title: encode(number)['title'], ...(mayCutBold && { labelFontWeight: 400 }) },
      },
      columns,
      spacing: GAP,
      spec: {
        width: cellWidth,
        height: CELL.minHeight,
        encoding: {
          x: axisX(x, sort, {
            ...context,
            available: { ...available, width: cellWidth / textScale },
          }),
          y: { ...measure(number, false, { axis: { tickCount: 2 } }), title: null },
          tooltip: tooltip(series, x, number),
        },
        layer: [
          { mark: 'line' },
          // Clip the targets: beyond the cell, they would move its header.
          ...(x.values.length <= MANY ? [{ mark: { type: 'point', clip: true, ...HOVER_TARGET } }] : []),
        ],
      },
    },
    [series, x, number],
  );
}

/** Derives lines of the current and the previous period in one color, the previous one dashed. */
function comparedLines(fields: LineFields, previous: Field, context: DeriveContext): SpecChart {
  const { x, number, sort } = fields;
  const { words } = context;
  const pair = [
    { ...number, title: words.current },
    { ...previous, title: words.previous },
  ];
  const { series, value, other } = fold(pair, x);
  return specChart(
    {
      mark: { type: 'line', point: pointsOnLine(other) },
      encoding: {
        x: axisX(other, sort, context),
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

/** Returns the names of the lines, sorted by their last value, highest first. */
function namesByLastValue(x: Field, number: Field, series: Field): readonly string[] {
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

/** Derives stacked areas. A single series is a line above a transparent area. */
export function deriveArea({ x, number, series, sort }: LineFields, context: DeriveContext): SpecChart {
  const colors = series && colorSeries(series, number, context, { categories: x });
  const rank = colors && stackingRank(colors);
  return specChart(
    {
      mark: {
        type: 'area',
        point: x.values.length <= MANY && HOVER_TARGET,
        ...(!colors && { line: true, opacity: 0.25 }),
      },
      encoding: {
        x: axisX(x, sort, context),
        y: measure(number, true, colors && SUM),
        color: colors?.color,
        order: rank && encode(rank, { aggregate: 'min' }),
        tooltip: colors ? sumTooltip(number, x, colors.group) : tooltip(x, number),
      },
    },
    [x, number, colors?.group, rank],
  );
}

/** Maximum number of bars that have a date label each. More bars share a time axis. */
const MAX_DATED = 16;
const DAY = 864e5;

/** Derives bars over time, with the series stacked or side by side, or lines if there would be too many bars. */
export function deriveTimeBars(
  fields: LineFields & { readonly stacked: boolean },
  context: DeriveContext,
): SpecChart {
  const { x: time, number, series, stacked } = fields;
  const { unit, days } = TIME[fieldGrain(time)];
  const [first, last] = extent(time);
  // Weeks and other steps that are not time units have no width on a time axis.
  const steady = last - first < days * DAY * 1.5 * time.distinct;
  const dated = !(steady && time.distinct > MAX_DATED);
  const x = encode(time, {
    title: null,
    timeUnit: unit,
    ...(dated && { type: 'ordinal' }),
  });
  if (series && !stacked && !(dated && series.distinct <= COLORS)) return deriveLines(fields, context);
  const colors = series && colorSeries(series, number, context, { categories: time });
  const rank = colors && stacked ? stackingRank(colors) : undefined;
  const offset =
    colors && !stacked ? { xOffset: { field: colors.group.name, sort: colors.names } } : undefined;
  return specChart(
    {
      mark: { type: 'bar', width: dated ? { band: 1 } : undefined },
      encoding: {
        x,
        y: measure(number, true),
        color: colors?.color,
        ...(offset ?? { order: rank && encode(rank) }),
        tooltip: tooltip(time, series, number),
      },
    },
    [time, number, colors?.group, rank, series],
  );
}
