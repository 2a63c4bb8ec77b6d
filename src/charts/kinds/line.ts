import type { JsonObject } from '../../internal/json.ts';
import { longestTextWidth } from '../../internal/widths.ts';
import type { Field, Value } from '../columns.ts';
import {
  COLORS,
  colorSeries,
  encode,
  fitSideBySide,
  fold,
  measure,
  NEUTRAL,
  pickRows,
  shortenOrderedLabels,
  type DeriveContext,
  specChart,
  tooltip,
  ROUNDED,
} from '../encodings.ts';
import { withGaps } from '../gaps.ts';
import { naturalOrder } from '../natural-order.ts';
import { firstCategories, orderNames } from '../order.ts';
import type { SpecChart } from '../types.ts';
import { isAdditive, wholeOf } from '../wholes.ts';
import { FEW, type Kind, lacksPlaces, ofSimilarSize, type Plotted } from './kind.ts';

export const line: Kind = {
  fits(columns) {
    const { mark, x, runs, series, rest } = columns;
    const lacking = lacksPlaces(columns);
    if (lacking) return lacking;
    if (!runs) return 'no column has dates';
    const unexplained = mark ? [] : rest.filter((text) => text !== series && !dependsOn(text, series));
    return x?.kind === 'time' && unexplained.length > (series ? 0 : 1)
      ? 'the rows are records with a date instead of points of a line'
      : null;
  },

  draw: (columns: Plotted, context) =>
    deriveLines(orderedFields(columns, context), context, columns.mark === 'line'),
};

/** Returns the fields of lines, and whether their numbers can be stacked. Of several columns of numbers, each is a line. */
export function lineFields({ x, number, numbers, single, series, previous }: Plotted): LineFields & {
  readonly stacked: boolean;
} {
  const measures = x.kind === 'time' && single && !previous ? ofSimilarSize(numbers, 50).slice(0, FEW) : [];
  const folded = measures.length > 1 && fold(measures, x);
  const fields = folded
    ? { x: folded.other, number: folded.value, series: folded.series }
    : { x, number, series, previous };
  return { ...fields, stacked: isAdditive(fields.number) || wholeOf(fields.number, fields.x) !== null };
}

/** Returns the fields of lines. Those over names have the rows in the order of the page if it has one. */
export function orderedFields(columns: Plotted, context: DeriveContext): LineFields {
  const fields: LineFields = lineFields(columns);
  const { x, number, series, previous } = fields;
  if (x.kind === 'time') return fields;
  if (context.sort === null) return { ...fields, sort: naturalOrder(x, context.language) };
  const { names } = orderNames(x, number, context);
  const { places } = firstCategories(x, number, { names, sort: null }, names.length);
  const pick = <T extends Field | undefined>(field: T): T =>
    field && ({ ...field, ...pickRows([field], places)[0] } as T);
  return { x: pick(x), number: pick(number), series: pick(series), previous: pick(previous), sort: null };
}

/** Returns whether each series has only one value of `text`, as when each shop is in one region. */
function dependsOn(text: Field, series: Field | undefined): boolean {
  const known = new Map<Value | undefined, Value | undefined>();
  return text.values.every((value, row) => {
    const name = series?.values[row];
    if (!known.has(name)) known.set(name, value);
    return known.get(name) === value;
  });
}

type LineFields = Pick<Plotted, 'x' | 'number'> &
  Partial<Pick<Plotted, 'series' | 'previous'>> & {
    /** Order of the names on x; `null` for the order of the rows. */
    readonly sort?: readonly string[] | null | undefined;
  };

/** Maximum number of positions on x for lines with visible points. */
const FEW_POINTS = 20;
/** Maximum number of rows for invisible points. With more rows, these targets for the pointer are too slow. */
export const MANY = 3000;

/** Invisible points with a radius of about ten px, as targets for tooltips. */
export const HOVER_TARGET = { size: 320, opacity: 0 };

const pointsOnLine = (x: Field): unknown =>
  x.distinct <= FEW_POINTS ? { size: 30, opacity: 1 } : x.values.length <= MANY && HOVER_TARGET;

/** Px of the axis that a slanted name needs, and its maximum length in px, at a text size of 12 px. */
const SLANTED_WIDTH = 16;
const SLANTED_LIMIT = 100;

/**
 * Returns the axis properties of names on x. Readers cannot guess omitted names that have no natural order, so such
 * names are slanted if they do not fit.
 */
function nameAxis(x: Field, sort: LineFields['sort'], context: DeriveContext): JsonObject {
  const { width } = context.available;
  const names = [...new Set(x.values)].map(String);
  const slanted = !sort && !fitSideBySide(names, width) && names.length * SLANTED_WIDTH < width;
  return slanted
    ? { labelAngle: -40, labelOverlap: false, labelLimit: Math.round(SLANTED_LIMIT * context.textScale) }
    : shortenOrderedLabels(x, context);
}

export function axisX(x: Field, sort: LineFields['sort'], context: DeriveContext): JsonObject {
  if (x.kind === 'time') return encode(x, { title: null });
  // On right-to-left pages, lines over categories without a natural order run from right to left.
  const scale = context.rtl && !sort ? { reverse: true } : undefined;
  return encode(x, { title: null, sort, scale, axis: nameAxis(x, sort, context) });
}

/**
 * Derives a line chart. More series than colors are small multiples, or grey lines if the page highlights some or asks for
 * one plot.
 */
function deriveLines(fields: LineFields, context: DeriveContext, inOnePlot: boolean): SpecChart {
  if (fields.previous) return comparedLines(fields, fields.previous, context);
  const { sort } = fields;
  const { x, number, series } = fields.series ? withGaps({ ...fields, series: fields.series }) : fields;
  const ends = series && namesByLastValue(x, number, series);
  if (series && ends && ends.length > COLORS && (inOnePlot || context.highlight))
    return greyLines({ x, number, series, sort }, ends, context);
  if (series && ends && ends.length > COLORS)
    return smallMultiples({ x, number, series, sort }, panelOrder(series, number, ends, context), context);
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

/** Derives grey lines with the highlighted ones on top, which alone have colors and names. */
function greyLines(
  { x, number, series, sort }: LineFields & { readonly series: Field },
  names: readonly string[],
  context: DeriveContext,
): SpecChart {
  const written = (context.highlight ?? '').toLowerCase();
  const wanted = written.split(written.includes('|') ? '|' : ',').map((name) => name.trim());
  const picked = names.filter((name) => [written.trim(), ...wanted].includes(name.toLowerCase()));
  const isPicked = series.values.map((name) => picked.includes(String(name)));
  const rows = [...isPicked.keys()].sort((a, b) => Number(isPicked[a]) - Number(isPicked[b]));
  const [across, up, name] = pickRows([x, number, series], rows) as [Field, Field, Field];
  const color = encode(name, { title: null, scale: { domain: picked } });
  const test = { field: color['field'], oneOf: picked };
  return specChart(
    {
      mark: { type: 'line', point: rows.length <= MANY && HOVER_TARGET },
      encoding: {
        x: axisX(across, sort, context),
        y: measure(up, false),
        ...(picked.length > 0
          ? { color: { condition: { test, ...color }, value: NEUTRAL } }
          : { detail: encode(name), color: { value: NEUTRAL } }),
        tooltip: tooltip(across, name, up),
      },
    },
    [across, up, name],
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

/** Returns the order of the cells: that of the page, or a natural one, or else `ends`, by last value. */
function panelOrder(
  series: Field,
  number: Field,
  ends: readonly string[],
  context: DeriveContext,
): readonly string[] {
  const { sort, language } = context;
  if (sort === '-value') return ends;
  if (sort === 'value') return [...ends].reverse();
  const isNamed = sort === 'rows' || sort === 'name' || naturalOrder(series, language) !== null;
  return isNamed
    ? orderNames(series, number, { ...context, sort: sort === 'query' ? null : sort }).names
    : ends;
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
