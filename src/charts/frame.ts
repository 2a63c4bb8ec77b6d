import type { Column, Dataset } from '../public-client/types.ts';
import { extent, grainOf } from './columns.ts';
import type { Field, FieldKind, Value } from './columns.ts';
import { MAIN } from './types.ts';
import type { SpecChart, VegaLiteSpec } from './types.ts';

/** The box that the chart gets, in px: how many categories, how long labels fit. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

export type Json = Readonly<Record<string, unknown>>;

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
export const specChart = (spec: VegaLiteSpec, fields: readonly Field[], more = 0): SpecChart => ({
  kind: 'spec',
  // Through JSON: what is `undefined` is left out, so that equal charts have equal specs.
  spec: JSON.parse(JSON.stringify({ data: { name: MAIN }, ...spec })) as VegaLiteSpec,
  data: new Map([[MAIN, toDataset(fields)]]),
  derived: true,
  more,
});

function toDataset(fields: readonly Field[]): Dataset {
  const used = [...new Set(fields)];
  return {
    columns: used.map(({ name, kind }) => ({ name, type: COLUMN_TYPES[kind] })),
    rows: (used[0]?.values ?? []).map((_, row) => used.map(({ values }) => values[row] ?? null)),
    truncated: false,
  };
}

/** The same fields over other rows: those at `places`, in that order. */
export const pick = (fields: readonly Field[], places: readonly number[]): readonly Field[] =>
  fields.map((field) => ({ ...field, values: places.map((place) => field.values[place] ?? null) }));

/** Several number fields below one another: one field of their titles, one of their values, the others repeated. */
export function fold(
  numbers: readonly Field[],
  others: readonly Field[],
): { readonly series: Field; readonly value: Field; readonly others: readonly Field[] } {
  const stacked = (values: (field: Field) => readonly Value[]): Value[] => numbers.flatMap(values);
  const titles = stacked(({ title, values }) => values.map(() => title));
  return {
    series: {
      name: '_series',
      title: '',
      kind: 'text',
      source: '',
      values: titles,
      distinct: numbers.length,
    },
    value: {
      name: '_value',
      title: '',
      kind: 'number',
      source: '',
      values: stacked(({ values }) => values),
      distinct: 0,
    },
    others: others.map((field) => ({ ...field, values: stacked(() => field.values) })),
  };
}

/** Whether no two rows are alike in these fields. */
export function isUnique(...fields: readonly Field[]): boolean {
  const count = fields[0]?.values.length ?? 0;
  const keys = new Set<string>();
  for (let row = 0; row < count; row++) keys.add(JSON.stringify(fields.map(({ values }) => values[row])));
  return keys.size === count;
}

/** A field in a channel. The platform's own aliases say nothing to a reader and stay out of axes and legends. */
export const encode = (field: Field, more: Json = {}): Json => ({
  field: field.name,
  type: MEASURES[field.kind],
  title: /^(value|dimension)$/.test(field.source) ? null : field.title || null,
  ...more,
});

/** Time units by grain: how a tooltip writes it, how an axis does, where its ticks stand, what a bar is as wide as. */
export const TIME = {
  year: { full: '%Y', axis: '%Y', unit: 'year', days: 365 },
  quarter: { full: 'Q%q %Y', axis: undefined, unit: 'yearquarter', days: 91 },
  month: { full: '%B %Y', axis: undefined, unit: 'yearmonth', days: 30 },
  day: { full: '%x', axis: undefined, unit: 'yearmonthdate', days: 1 },
  minute: { full: '%x %H:%M', axis: undefined, unit: undefined, days: 0 },
} as const;

const formatOf = (field: Field): string | undefined =>
  field.kind === 'number' ? ',' : field.kind === 'time' ? TIME[grainOf(field)].full : undefined;

/** What the tooltip of every mark says: each field once, in full. */
export const tooltip = (...fields: readonly (Field | null | undefined)[]): readonly Json[] =>
  [...new Set(fields)].flatMap((field) =>
    field ? [encode(field, { title: field.title || field.name, format: formatOf(field) })] : [],
  );

/** Short format for labels and axes of a measure: at most three digits that matter. */
export function shortFormat(field: Field): string {
  const [min, max] = extent(field);
  const size = Math.max(Math.abs(min), Math.abs(max));
  if (size >= 1e4) return '.3~s';
  const decimals = size > 0 ? Math.min(9, Math.max(0, 2 - Math.floor(Math.log10(size)))) : 0;
  return `,.${decimals}~f`;
}

/** A measure's position. Bars and areas start at zero; for the others it may lie outside, unless it is near. */
export function measure(field: Field, zero: boolean, more: Json = {}): Json {
  const [min, max] = extent(field);
  const near = min > 0 ? min < 0.4 * max : max > 0.4 * min;
  return encode(field, { scale: { zero: zero || near }, ...more });
}
