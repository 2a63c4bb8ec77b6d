import { makeField, naturalOrder } from './columns.ts';
import type { Field } from './columns.ts';
import { encode } from './frame.ts';
import type { Json, Setting } from './frame.ts';

/** The colours of a palette. */
export const COLORS = 8;

/** The series of a chart as colours. */
export interface Series {
  /** The series, the ones beyond the first seven under one name. */
  readonly group: Field;
  /** Its names in the order of the legend. */
  readonly names: readonly string[];
  readonly color: Json;
}

export interface SeriesOptions {
  /** Order of the legend; without it the largest come first, unless the names have an order of their own. */
  readonly order?: readonly string[] | undefined;
  /** No title of an axis stands between legend and plot. */
  readonly flush?: boolean | undefined;
  /** Of more series than this, the smaller ones become one. Default: the eight colours that there are. */
  readonly most?: number | undefined;
}

/** Colours for the series of a field. */
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
  // "Other" is the ninth colour, which a theme makes grey: blanks take the ones before.
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
