import type { JsonObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import { longestTextWidth } from '../internal/widths.ts';
import type { Column, Dataset } from '../public-client/types.ts';
import { FOLDED, GROUPED, MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import {
  type ChartWords,
  extent,
  type Field,
  type FieldKind,
  fieldGrain,
  makeField,
  type Value,
} from './columns.ts';
import { naturalOrder } from './natural-order.ts';
import { orderSeries, type OrderContext } from './order.ts';
import { isWord } from './measure-formats.ts';
import { commonDecimals, withMeasureFormats } from './formatted-spec.ts';
import type { SpecChart } from './types.ts';

/** The size of the chart's box. It limits the number of categories and the length of labels. */
export interface AvailableSize {
  readonly width: number;
  readonly height: number;
}

/** What a derived chart depends on, apart from its fields. */
export interface DeriveContext extends OrderContext {
  readonly words: ChartWords;
  /** Maximum number of categories of bars, for which the box grows; `null` for as many as fit. */
  readonly limit: number | null;
  /** The `highlight` attribute. */
  readonly highlight?: string | null;
  /** The `bins` attribute: the number of classes of a histogram. */
  readonly bins?: string | null;
  /**
   * In units of the text: px at a text size of 12 px, which are {@link textScale} px of the picture. So the constants
   * of the layout apply to any text size.
   */
  readonly available: AvailableSize;
  /** The size of labels divided by 12 px. Multiplies lengths in a spec that make space for text. */
  readonly textScale: number;
  /**
   * Whether categories and bars run from right to left. Numbers, dates and months run from left to right on every
   * page.
   */
  readonly rtl: boolean;
}

/** Color of lines, and of values that are neither good nor bad: its contrast is 3 : 1 on light and dark backgrounds. */
export const NEUTRAL = '#7d858f';

const COLUMN_TYPES: Readonly<Record<FieldKind, Column['type']>> = {
  text: 'string',
  number: 'number',
  time: 'date',
};
const MEASURES: Readonly<Record<FieldKind, string>> = {
  text: 'nominal',
  number: 'quantitative',
  time: 'temporal',
};

/** Makes a chart from a spec and the fields that it uses. */
export const specChart = (
  spec: VegaLiteSpec,
  fields: readonly (Field | undefined)[],
  { more = 0, total, rowOrder }: Partial<Pick<SpecChart, 'more' | 'total' | 'rowOrder'>> = {},
): SpecChart => ({
  kind: 'spec',
  // The round trip through JSON drops `undefined` properties, so equal charts have equal specs.
  spec: JSON.parse(JSON.stringify(formatted({ data: { name: MAIN }, ...spec }, fields))) as VegaLiteSpec,
  data: new Map([[MAIN, toDataset(fields)]]),
  derived: true,
  folded: fields.find((field) => field?.folded)?.folded,
  more,
  total,
  rowOrder,
});

/** Adds the formats of the fields that the page has set. */
const formatted = (spec: VegaLiteSpec, fields: readonly (Field | undefined)[]): VegaLiteSpec =>
  fields.some((field) => field?.format)
    ? withMeasureFormats(spec, (name) => fields.find((field) => field?.name === name)?.format)
    : spec;

function toDataset(fields: readonly (Field | undefined)[]): Dataset {
  const used = [...new Set(fields)].filter((field) => field !== undefined);
  return {
    columns: used.map(({ name, kind }) => ({ name, type: COLUMN_TYPES[kind] })),
    rows: (used[0]?.values ?? []).map((_, row) => used.map(({ values }) => values[row] ?? null)),
    truncated: false,
  };
}

/** Returns the same fields with only the rows at the indices `places`, in that order. */
export const pickRows = (fields: readonly Field[], places: readonly number[]): readonly Field[] =>
  fields.map((field) => ({ ...field, values: places.map((place) => field.values[place] ?? null) }));

/**
 * Turns several columns of numbers into rows, like Vega-Lite's `fold`: `series` holds the titles, `value` the numbers,
 * and `other` is repeated for each column.
 */
export function fold(
  numbers: readonly Field[],
  other: Field,
): { readonly series: Field; readonly value: Field; readonly other: Field } {
  const stacked = (values: (field: Field) => readonly Value[]): Value[] => numbers.flatMap(values);
  const titles = stacked(({ name, title, values }) => values.map(() => title || titleOf(name)));
  return {
    series: makeField(FOLDED[0], '', 'text', titles),
    value: {
      ...makeField(
        FOLDED[1],
        '',
        'number',
        stacked(({ values }) => values),
      ),
      format: numbers[0]?.format,
      isShare: numbers.every(({ isShare }) => isShare),
      folded: numbers,
    },
    other: { ...other, values: stacked(() => other.values) },
  };
}

/** Returns whether no two rows have the same values in these fields. */
export function isUnique(...fields: readonly Field[]): boolean {
  const count = fields[0]?.values.length ?? 0;
  const keys = new Set<string>();
  for (let row = 0; row < count; row++) keys.add(JSON.stringify(fields.map(({ values }) => values[row])));
  return keys.size === count;
}

/** Returns a Vega-Lite channel definition of a field, which `more` overrides. */
export const encode = (field: Field, more: JsonObject = {}): JsonObject => ({
  field: field.name,
  type: MEASURES[field.kind],
  title: field.title || null,
  ...more,
});

/** The Vega-Lite time unit of each grain, and its length in days. */
export const TIME = {
  year: { unit: 'year', days: 365 },
  quarter: { unit: 'yearquarter', days: 91 },
  month: { unit: 'yearmonth', days: 30 },
  day: { unit: 'yearmonthdate', days: 1 },
  minute: { unit: 'yearmonthdatehoursminutes', days: 0 },
} as const;

/**
 * Returns the tooltip of a mark, with each field once. Fields without a title use their name, which `vega/tooltip.ts`
 * replaces. Derived specs set at most the decimals of numbers, and no format for dates: the reader's locale
 * determines it, full in tooltips, short on axes.
 */
export const tooltip = (...fields: readonly (Field | null | undefined)[]): readonly JsonObject[] =>
  [...new Set(fields)]
    .filter((field) => !!field)
    .map((field) => {
      const { unit } = field.kind === 'time' ? TIME[fieldGrain(field)] : {};
      return encode(field, {
        title: field.title || field.name,
        timeUnit: unit,
        ...commonFormat(field),
        ...shareFormat(field),
      });
    });

/** Maximum number of values that determine the decimals of a column. */
const FORMAT_SAMPLE = 1000;

/** Returns a format with which all values of a measure have the same number of decimals. */
function commonFormat({ kind, values, format }: Field): JsonObject {
  if (kind !== 'number' || format?.style === 'percent') return {};
  const numbers = values.slice(0, FORMAT_SAMPLE).filter((value) => typeof value === 'number');
  const decimals = commonDecimals(numbers.filter(Number.isFinite));
  return decimals ? { format: { decimals } } : {};
}

/** Rows with the same category and color are drawn as one mark. */
export const SUM = { aggregate: 'sum' };

/** Returns the tooltip of a mark that shows the sum of several rows. */
export const sumTooltip = (
  number: Field,
  ...fields: readonly (Field | undefined)[]
): readonly JsonObject[] => [
  ...tooltip(...fields),
  ...tooltip(number).map((entry) => ({ ...entry, ...SUM })),
];

/** Returns the width in px that each name needs on an axis, with a gap and a margin for wide fonts. */
const slotWidth = (names: readonly string[]): number => Math.round(longestTextWidth(names) * 1.15) + 8;
/** The chart's width is rounded, so the box may be narrower by up to this many px. */
export const ROUNDED = 40;

export const fitSideBySide = (names: readonly string[], width: number): boolean =>
  names.length * slotWidth(names) <= width - ROUNDED;

/**
 * Returns axis properties for category names below a plot. Where space is short, months and weekdays are cut to three
 * letters (four if three are ambiguous) or one, so all of them are shown. Only alphabets with capital letters are cut to
 * one: the Chinese weekdays have the same first letter, and 十 is October, November and December.
 */
export function shortenOrderedLabels(
  category: Field,
  { language, textScale }: Pick<DeriveContext, 'language' | 'textScale'>,
): JsonObject {
  const names = naturalOrder(category, language);
  // Names in a natural order without digits are months or weekdays.
  if (!names || /\p{N}/u.test(names.join(''))) return {};
  const short = [3, 4].find(
    (length) => new Set(names.map((name) => name.slice(0, length))).size === names.length,
  );
  // In Arabic, all weekdays start with the article.
  if (!short || names.every((name) => name.startsWith('ال'))) return {};
  const each = `width / length(domain('x')) / ${textScale}`;
  const shortest = /\p{Lo}/u.test(names.join('')) ? short : 1;
  return {
    labelExpr: `slice(datum.label, 0, ${each} < 26 ? ${shortest} : ${each} < ${slotWidth(names)} ? ${short} : 99)`,
    labelSeparation: 2,
  };
}

/** Returns a format that shows shares as percentages in every language. */
export const shareFormat = ({ isShare }: Field): JsonObject => (isShare ? { format: '.1~%' } : {});

/**
 * Returns the position channel of a measure. If `zero` is set, the scale includes zero. Otherwise, it does so only if
 * zero is near.
 */
export function measure(field: Field, zero: boolean, more: JsonObject = {}): JsonObject {
  const [min, max] = extent(field);
  const near = min > 0 ? min < 0.4 * max : max > 0.4 * min;
  const axis = field.isShare ? { axis: { format: '%', ...(more['axis'] as JsonObject | undefined) } } : {};
  const title = field.title || (isWord(field.format) ? field.format?.unit : null) || null;
  const encoded = encode(field, { title, scale: { zero: zero || near }, ...more, ...axis });
  // Without an extent, the scale would place zero in the middle.
  return min === 0 && max === 0
    ? {
        ...encoded,
        scale: { ...(encoded['scale'] as JsonObject), domainMax: 1 },
        axis: { ...(encoded['axis'] as JsonObject | undefined), values: [0] },
      }
    : encoded;
}

/** Returns the numbers in the legend of a size: up to four round ones within the data, or the only number. */
export function legendValues(number: Field): readonly number[] {
  const [min, max] = extent(number);
  const most = Math.floor(Math.log10(max - min));
  for (let power = most; power > most - 3 && Number.isFinite(most); power--) {
    for (const first of [5, 2, 1]) {
      const step = first * 10 ** power;
      const from = Math.ceil(min / step);
      const count = Math.floor(max / step) - from + 1;
      // No row has a circle for zero.
      const values = Array.from({ length: count }, (_, index) =>
        Number(((from + index) * step).toPrecision(12)),
      ).filter(Boolean);
      if (values.length >= 2) return values.slice(-4);
    }
  }
  return [max];
}

/** Number of colors in the palette. */
export const COLORS = 8;

interface Series {
  /** The names of the series; the smallest are grouped as "Other" if there are more than `maxSeries`. */
  readonly group: Field;
  /** Distinct names in the order of the legend. */
  readonly names: readonly string[];
  readonly color: JsonObject;
}

interface SeriesOptions {
  /** Order of the legend. Default: see {@link orderSeries}. */
  readonly order?: readonly string[] | undefined;
  /** The categories that the series divide. */
  readonly categories?: Field | undefined;
  /** Whether there is no axis title between legend and plot. */
  readonly flush?: boolean | undefined;
  /** Maximum number of series. If there are more, the smaller ones become one. Default: {@link COLORS}. */
  readonly maxSeries?: number | undefined;
}

/** Groups the series of a field and returns them with their color channel. */
export function colorSeries(
  series: Field,
  number: Field,
  context: DeriveContext,
  { order, categories, flush, maxSeries = COLORS }: SeriesOptions = {},
): Series {
  const { words } = context;
  const all = order ?? orderSeries(series, number, context, categories);
  const many = all.length > maxSeries;
  const first = all.slice(0, many ? maxSeries - 1 : maxSeries);
  const names = many ? [...first, words.other] : first;
  // "Other" gets the ninth color, which themes make grey: fill the domain up to it with blanks.
  const blanks = Array.from({ length: COLORS - first.length }, (_, place) => ' '.repeat(place + 1));
  const domain = many ? [...first, ...blanks, words.other] : first;
  const legend =
    flush || many ? { offset: flush ? 10 : undefined, values: many ? names : undefined } : undefined;
  const values = series.values.map((value) => (first.includes(String(value)) ? value : words.other));
  const group = many ? makeField(GROUPED, series.title, 'text', values) : series;
  return { group, names, color: encode(group, { title: null, scale: { domain }, legend }) };
}

/** Returns the index of each row's series in the legend, for stacking in the same order. */
export const stackingRank = ({ group, names }: Series): Field =>
  makeField(
    '_rank',
    '',
    'number',
    group.values.map((name) => names.indexOf(String(name))),
  );
