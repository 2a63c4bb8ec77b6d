import { makeField, naturalOrder } from './columns.ts';
import type { ChartWords, Field } from './columns.ts';
import { encode } from './frame.ts';
import type { Json } from './frame.ts';

const MAX_SERIES = 8;

/** The series of a chart as colours. */
export interface Series {
  /** The series, the ones beyond the first seven under one name. */
  readonly group: Field;
  /** Its names in the order of the legend. */
  readonly names: readonly string[];
  readonly color: Json;
}

/** Colours for the series of a field, the largest first unless their names have an order. */
export function colorSeries(
  series: Field,
  number: Field,
  words: ChartWords,
  order?: readonly string[],
): Series {
  const names = order ?? naturalOrder(series) ?? bySize(series, number);
  if (names.length <= MAX_SERIES) return { group: series, names, color: colorBy(series, names, names) };
  const first = names.slice(0, MAX_SERIES - 1);
  const values = series.values.map((value) => (first.includes(String(value)) ? value : words.other));
  const group = makeField('_group', series.title, 'text', values);
  const shown = [...first, words.other];
  // "Other" is the ninth colour, which a theme makes grey; the blank takes the eighth.
  return { group, names: shown, color: colorBy(group, [...first, ' ', words.other], shown) };
}

const colorBy = (field: Field, domain: readonly string[], shown: readonly string[]): Json =>
  encode(field, { title: null, scale: { domain }, legend: domain === shown ? undefined : { values: shown } });

/** The names of a text field by the sum of a number, largest first. */
export function bySize(text: Field, number: Field): readonly string[] {
  const sums = new Map<string, number>();
  text.values.forEach((value, row) => {
    const name = String(value);
    sums.set(name, (sums.get(name) ?? 0) + Number(number.values[row] ?? 0));
  });
  return [...sums].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
