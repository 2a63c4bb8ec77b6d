/** The order of categories and series in a derived chart. */
import type { ChartWords, Field } from './columns.ts';
import { naturalOrder } from './natural-order.ts';
import type { Sort, SpecChart } from './types.ts';
import { areWholes, MAX_PARTS, sumsByName, wholeOf } from './wholes.ts';

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

/**
 * Orders the names of a text field; `number` has their values. The names may divide the wholes in `others`, or `others`
 * may divide them.
 */
export function orderNames(text: Field, number: Field, context: OrderContext, others?: Field): OrderedNames {
  const bySum = namesBySum(text, number);
  const natural = naturalOrder(text, context.language);
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
  const areParts =
    bySum.length <= MAX_PARTS && (others ? areWholes(number, others) : wholeOf(number) !== null);
  const isKept = sort === null && (areParts || (others !== undefined && areWholes(number, text)));
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
 * Orders series, to which `sort` does not apply: in their natural order; as they first appear if they are columns, if the
 * rows are ordered, or if the series are parts of a whole for each of `categories`; or else by their sums.
 */
export function orderSeries(
  series: Field,
  number: Field,
  context: OrderContext,
  categories?: Field,
): readonly string[] {
  const { sort } = context;
  if (sort === 'rows') return distinctNames(series);
  const natural = naturalOrder(series, context.language);
  if (natural) return natural;
  const isKept =
    number.folded ||
    sort === 'query' ||
    (categories && series.distinct <= MAX_PARTS && areWholes(number, categories));
  return otherLast(isKept ? distinctNames(series) : namesBySum(series, number), context);
}

/** Maximum number of characters of a name that its order depends on. */
const MAX_COMPARED = 300;

function byName(names: readonly string[], { language }: OrderContext): readonly string[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  return [...names].sort((a, b) => compare(a.slice(0, MAX_COMPARED), b.slice(0, MAX_COMPARED)));
}

const distinctNames = ({ values }: Field): readonly string[] => [...new Set(values.map(String))];

/** Returns the distinct names of a text field, sorted by the sum of `number`, largest first. */
export function namesBySum(text: Field, number: Field): readonly string[] {
  return [...sumsByName(text, number)].sort(([, a], [, b]) => b - a).map(([name]) => name);
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

/** Parts of SQL whose text is not SQL, and parentheses. Unclosed parts end with the query. */
const PARTS = /'[^']*(?:'|$)|"[^"]*(?:"|$)|--[^\n]*|\/\*[^]*?(?:\*\/|$)|[()]|[^'"()/-]+|[/-]/g;

/** Returns whether a query orders its rows: whether it has an `ORDER BY` outside of parentheses. */
export function hasOrder(sql: string): boolean {
  let depth = 0;
  let outer = '';
  for (const part of sql.match(PARTS) ?? []) {
    if (part === '(') depth++;
    else if (part === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) outer += /^(?:['"]|--|\/\*)/.test(part) ? ' _ ' : part;
  }
  return /\border\s+by\b/i.test(outer);
}
