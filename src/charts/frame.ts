import type { JsonObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import type { Column, Dataset } from '../public-client/types.ts';
import { FOLDED, MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import {
  type ChartWords,
  extent,
  type Field,
  type FieldKind,
  grainOf,
  makeField,
  naturalOrder,
  type Value,
} from './columns.ts';
import type { SpecChart } from './types.ts';

/** The box that the chart gets, in px: how many categories, how long labels fit. */
export interface AvailableSize {
  readonly width: number;
  readonly height: number;
}

/** What a derived chart needs besides its fields. */
export interface Setting {
  readonly words: ChartWords;
  readonly room: AvailableSize;
  /** Names run from right to left, and lengths grow so. What has an order does not: numbers, dates, months. */
  readonly rtl: boolean;
}

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

/** A spec over the fields that it uses. */
export const specChart = (
  spec: VegaLiteSpec,
  fields: readonly (Field | undefined)[],
  more = 0,
): SpecChart => ({
  kind: 'spec',
  // Through JSON: what is `undefined` is left out, so that equal charts have equal specs.
  spec: JSON.parse(JSON.stringify({ data: { name: MAIN }, ...spec })) as VegaLiteSpec,
  data: new Map([[MAIN, toDataset(fields)]]),
  derived: true,
  folded: fields.find((field) => field?.folded)?.folded,
  more,
});

function toDataset(fields: readonly (Field | undefined)[]): Dataset {
  const used = [...new Set(fields)].filter((field) => field !== undefined);
  return {
    columns: used.map(({ name, kind }) => ({ name, type: COLUMN_TYPES[kind] })),
    rows: (used[0]?.values ?? []).map((_, row) => used.map(({ values }) => values[row] ?? null)),
    truncated: false,
  };
}

/** The same fields over other rows: those at `places`, in that order. */
export const pick = (fields: readonly Field[], places: readonly number[]): readonly Field[] =>
  fields.map((field) => ({ ...field, values: places.map((place) => field.values[place] ?? null) }));

/** Several number fields below one another: one field of their titles, one of their values, another one repeated. */
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
      folded: numbers,
    },
    other: { ...other, values: stacked(() => other.values) },
  };
}

/** Whether no two rows are alike in these fields. */
export function isUnique(...fields: readonly Field[]): boolean {
  const count = fields[0]?.values.length ?? 0;
  const keys = new Set<string>();
  for (let row = 0; row < count; row++) keys.add(JSON.stringify(fields.map(({ values }) => values[row])));
  return keys.size === count;
}

/** A field in a channel. */
export const encode = (field: Field, more: JsonObject = {}): JsonObject => ({
  field: field.name,
  type: MEASURES[field.kind],
  title: field.title || null,
  ...more,
});

/** Units of time: as Vega-Lite calls them, and their days. */
export const TIME = {
  year: { unit: 'year', days: 365 },
  quarter: { unit: 'yearquarter', days: 91 },
  month: { unit: 'yearmonth', days: 30 },
  day: { unit: 'yearmonthdate', days: 1 },
  minute: { unit: 'yearmonthdatehoursminutes', days: 0 },
} as const;

/**
 * What the tooltip of every mark says: each field once, by its own name where it has none for readers, which a tooltip
 * knows (`vega/tooltip.ts`). Numbers and dates have no format here nor anywhere in a derived spec, so that they are
 * written in the reader's language: in full in tooltips, short on axes.
 */
export const tooltip = (...fields: readonly (Field | null | undefined)[]): readonly JsonObject[] =>
  [...new Set(fields)]
    .filter((field) => !!field)
    .map((field) => {
      const { unit } = field.kind === 'time' ? TIME[grainOf(field)] : {};
      return encode(field, { title: field.title || field.name, timeUnit: unit, ...shareFormat(field) });
    });

/** Rows of one place in one color stand for one mark. */
export const SUM = { aggregate: 'sum' };

/** The tooltip of a mark that stands for the sum of a number. */
export const sumTooltip = (
  number: Field,
  ...fields: readonly (Field | undefined)[]
): readonly JsonObject[] => [
  ...tooltip(...fields),
  ...tooltip(number).map((entry) => ({ ...entry, ...SUM })),
];

/** About how wide the longest of some names is, in px of small text. */
export const widthOf = (names: readonly string[]): number =>
  6.5 * names.reduce((most, name) => Math.max(most, name.replace(/[^\u0000-\u2e7f]/g, '00').length), 0);

/** How wide a place of its own is for each of some names, in px: with room between, and in a wide font. */
const placeOf = (names: readonly string[]): number => Math.round(widthOf(names) * 1.15) + 8;
/** The box may be narrower by this many px than the width that is told. */
const ROUNDED = 40;

/** Whether names beside one another fit in this many px, all of them. */
export const fitAbreast = (names: readonly string[], width: number): boolean =>
  names.length * placeOf(names) <= width - ROUNDED;

/** Names below a chart: months and weekdays are shortened, to their first letter at last, before any is left out. */
export function namesBelow(category: Field): JsonObject {
  const names = naturalOrder(category);
  // What has an order without a number in its name is one of these.
  if (!names || /\d/.test(names.join(''))) return {};
  const each = `width / length(domain('x'))`;
  return {
    labelExpr: `slice(datum.label, 0, ${each} < 26 ? 1 : ${each} < ${placeOf(names)} ? 3 : 99)`,
    labelSeparation: 2,
  };
}

/** Shares are written as per cent, whatever the language writes them with. */
export const shareFormat = ({ isShare }: Field): JsonObject => (isShare ? { format: '.1~%' } : {});

/** A measure's position. Bars and areas start at zero; for the others it may lie outside, unless it is near. */
export function measure(field: Field, zero: boolean, more: JsonObject = {}): JsonObject {
  const [min, max] = extent(field);
  const near = min > 0 ? min < 0.4 * max : max > 0.4 * min;
  const axis = field.isShare ? { axis: { format: '%', ...(more['axis'] as JsonObject | undefined) } } : {};
  return encode(field, { scale: { zero: zero || near }, ...more, ...axis });
}

/** The colors of a palette. */
export const COLORS = 8;

/** The series of a chart as colors. */
interface Series {
  /** The series, the ones beyond the first seven under one name. */
  readonly group: Field;
  /** Its names in the order of the legend. */
  readonly names: readonly string[];
  readonly color: JsonObject;
}

interface SeriesOptions {
  /** Order of the legend; without it the largest come first, unless the names have an order of their own. */
  readonly order?: readonly string[] | undefined;
  /** No title of an axis stands between legend and plot. */
  readonly flush?: boolean | undefined;
  /** Of more series than this, the smaller ones become one. Default: the eight colors that there are. */
  readonly most?: number | undefined;
}

/** Colors for the series of a field. */
export function colorSeries(
  series: Field,
  number: Field,
  { words }: Setting,
  { order, flush, most = COLORS }: SeriesOptions = {},
): Series {
  const all = order ?? naturalOrder(series) ?? bySize(series, number);
  const many = all.length > most;
  const first = all.slice(0, many ? most - 1 : most);
  const names = many ? [...first, words.other] : first;
  // "Other" is the ninth color, which a theme makes grey: blanks take the ones before.
  const blanks = Array.from({ length: COLORS - first.length }, (_, place) => ' '.repeat(place + 1));
  const domain = many ? [...first, ...blanks, words.other] : first;
  const legend =
    flush || many ? { offset: flush ? 10 : undefined, values: many ? names : undefined } : undefined;
  const values = series.values.map((value) => (first.includes(String(value)) ? value : words.other));
  const group = many ? makeField('_group', series.title, 'text', values) : series;
  return { group, names, color: encode(group, { title: null, scale: { domain }, legend }) };
}

/** The place of each row's series in the legend: the order of stacking. */
export const rankOf = ({ group, names }: Series): Field =>
  makeField(
    '_rank',
    '',
    'number',
    group.values.map((name) => names.indexOf(String(name))),
  );

/** The names of a text field by the sum of a number, largest first. */
export function bySize(text: Field, number: Field): readonly string[] {
  const sums = new Map<string, number>();
  text.values.forEach((value, row) => {
    const name = String(value);
    sums.set(name, (sums.get(name) ?? 0) + Number(number.values[row] ?? 0));
  });
  return [...sums].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
