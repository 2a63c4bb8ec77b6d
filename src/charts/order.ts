/** The order of categories and series in a derived chart. */
import type { ChartWords, Field } from './columns.ts';
import { naturalOrder } from './natural-order.ts';
import type { Sort, SpecChart } from './types.ts';

/** Where the order comes from. */
export interface OrderContext {
  /** The `sort` attribute; `query` for a query with `ORDER BY`; `null` for the default. */
  readonly sort: Sort | 'query' | null;
  /** A BCP 47 tag, by which names are sorted. */
  readonly language: string;
  readonly words: Pick<ChartWords, 'other'>;
}

export interface OrderedNames {
  /** The distinct names in display order. */
  readonly names: readonly string[];
  /**
   * The order for Vega-Lite. `null` for the order of the rows, which must then be that of the names. The default does not
   * depend on the rows, so other rows do not need another spec.
   */
  readonly sort: readonly string[] | 'by-sum' | null;
}

/** Maximum number of parts of a whole. Distributions have more. */
const MAX_PARTS = 7;
/** Maximum relative difference between sums that count as equal, because shares are rounded. */
const ROUNDING = 0.015;

/** Orders the names of a text field; `number` has their values. The names may divide the wholes in `groups`. */
export function orderNames(text: Field, number: Field, context: OrderContext, groups?: Field): OrderedNames {
  const bySum = namesBySum(text, number);
  const natural = naturalOrder(text);
  const { sort } = context;
  switch (sort) {
    case 'rows':
      return { names: distinctNames(text), sort: null };
    case 'query':
      return { names: otherLast(distinctNames(text), context), sort: null };
    case 'value':
      return { names: otherLast([...bySum].reverse(), context), sort: null };
    case 'name':
      if (!natural) return { names: otherLast(byName(bySum, context), context), sort: null };
      break;
    case '-value':
    case null:
  }
  if (natural && sort !== '-value') return { names: natural, sort: natural };
  const isKept =
    sort === null && bySum.length <= MAX_PARTS && (groups ? areWholes(number, groups) : isWhole(number));
  const names = otherLast(isKept ? distinctNames(text) : bySum, context);
  const isBySum = !isKept && names.every((name, place) => name === bySum[place]);
  return { names, sort: isBySum ? 'by-sum' : null };
}

interface Selection {
  /** Indices of the rows to draw, in the order that {@link OrderedNames.sort} requires. */
  readonly places: readonly number[];
  readonly facts: Pick<SpecChart, 'more' | 'total' | 'rowOrder'>;
}

/** Selects the rows of the first `capacity` categories. */
export function firstCategories(
  { values }: Field,
  { folded }: Field,
  { names, sort }: OrderedNames,
  capacity: number,
): Selection {
  const ranks = new Map(names.map((name, rank) => [name, rank]));
  const rankOf = (row: number): number => ranks.get(String(values[row])) ?? 0;
  const places = [...values.keys()].filter((row) => rankOf(row) < capacity);
  // Folded columns repeat the categories for each column.
  const rows = [...values.slice(0, values.length / (folded?.length ?? 1)).keys()];
  return {
    places: sort === null ? inOrder(places, rankOf) : places,
    facts: {
      more: Math.max(0, names.length - capacity),
      total: names.length,
      rowOrder: () => inOrder(rows, rankOf),
    },
  };
}

const inOrder = (rows: readonly number[], rankOf: (row: number) => number): readonly number[] =>
  [...rows].sort((a, b) => rankOf(a) - rankOf(b));

/**
 * Orders series, to which `sort` does not apply: in their natural order; as they first appear if the rows are ordered,
 * or if the series are parts of a whole for each of `categories`; or else by their sums.
 */
export function orderSeries(
  series: Field,
  number: Field,
  context: OrderContext,
  categories?: Field,
): readonly string[] {
  const { sort } = context;
  if (sort === 'rows') return distinctNames(series);
  const natural = naturalOrder(series);
  if (natural) return natural;
  const isKept =
    sort === 'query' || (categories && series.distinct <= MAX_PARTS && areWholes(number, categories));
  return otherLast(isKept ? distinctNames(series) : namesBySum(series, number), context);
}

const byName = (names: readonly string[], { language }: OrderContext): readonly string[] =>
  [...names].sort(new Intl.Collator(language, { numeric: true }).compare);

const distinctNames = ({ values }: Field): readonly string[] => [...new Set(values.map(String))];

/** Returns the distinct names of a text field, sorted by the sum of `number`, largest first. */
export function namesBySum(text: Field, number: Field): readonly string[] {
  return [...sumsByName(text, number)].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

function sumsByName(text: Field, number: Field): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  text.values.forEach((value, row) => {
    const name = String(value);
    sums.set(name, (sums.get(name) ?? 0) + Number(number.values[row] ?? 0));
  });
  return sums;
}

const isNear = (sum: number, whole: number): boolean => Math.abs(sum - whole) <= ROUNDING * whole;

/** Returns whether positive numbers add up to 1 or 100. */
function isWhole({ values }: Field): boolean {
  const sum = values.reduce<number>((all, value) => all + Number(value ?? 0), 0);
  return (isNear(sum, 100) || isNear(sum, 1)) && values.every((value) => Number(value ?? 0) >= 0);
}

/** Returns whether the numbers of each category add up to the same sum. */
function areWholes(number: Field, categories: Field): boolean {
  const [first = 0, ...others] = sumsByName(categories, number).values();
  return others.length > 0 && first > 0 && others.every((sum) => isNear(sum, first));
}

/** Names of the category "Other", in the languages of the elements. */
const OTHER = new Set(
  (
    'other,others,all other,all others,andere,sonstige,sonstiges,übrige,autre,autres,otro,otros,otra,otras,altro,altri,' +
    'altre,outro,outros,outra,outras,inne,inni,pozostałe,overig,overige,anders,その他,其他,其它,أخرى,غير ذلك'
  ).split(','),
);

/** Moves the category "Other" to the end. */
export function otherLast(
  names: readonly string[],
  { words }: Pick<OrderContext, 'words'>,
): readonly string[] {
  const isOther = (name: string): boolean => name === words.other || OTHER.has(name.trim().toLowerCase());
  return [...names.filter((name) => !isOther(name)), ...names.filter(isOther)];
}
