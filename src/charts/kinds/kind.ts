import { clip, MAX_NAME_LENGTH } from '../../internal/text.ts';
import type { Dataset } from '../../public-client/types.ts';
import { categoriesOf, type ChartWords, extent, type Field, readFields } from '../columns.ts';
import { type DeriveContext, fold, isUnique } from '../encodings.ts';
import type { MeasureFormats } from '../measure-formats.ts';
import { naturalOrder } from '../natural-order.ts';
import { readRoles, type Roles } from '../roles.ts';
import type { Chart, PreferredMark, Sort } from '../types.ts';
import { areWholes, isAdditive, wholeOf } from '../wholes.ts';

/** A kind of derived chart. `charts/derive-spec.ts` has the table of all kinds. */
export interface Kind {
  /** Returns why the columns do not fit, for developers; `null` if they do. `columns.mark` may name this kind or another. */
  fits(columns: Columns): string | null;
  /** Derives the chart of columns that fit. */
  draw(columns: Columns, context: DeriveContext): Chart;
}

/** The columns of a result with their roles. */
export interface Columns extends Roles {
  readonly dataset: Dataset;
  readonly formats: MeasureFormats | null;
  /** The `mark` attribute; `null` if the page leaves the choice to us. */
  readonly mark: PreferredMark | null;
  /** Why rows without coordinates are no map, for developers; `null` if that is not known. */
  readonly noMap: string | null;
  readonly number: Field | undefined;
  /** The dates or names that the numbers belong to. */
  readonly x: Field | undefined;
  /** Whether lines run along `x`: along dates, and along names if `mark` asks for it. */
  readonly runs: boolean;
  /** Whether each value of `x` has one row. */
  readonly single: boolean;
  /** If not, the text that distinguishes the rows of each value of `x`. */
  readonly series: Field | undefined;
  /** Whether the names of `x` have an order, of their own or of the page, that a scatter plot would lose. */
  readonly listed: boolean;
  /** The texts except `x`. */
  readonly rest: readonly Field[];
  /** For bars: columns whose numbers add up to the same total in each row, or none. */
  readonly parts: readonly Field[];
}

/** Columns that {@link lacksAxes} accepts. */
export interface Plotted extends Columns {
  readonly number: Field;
  readonly x: Field;
}

export interface DeriveOptions extends Partial<Omit<DeriveContext, 'sort' | 'limit' | 'words'>> {
  /** The `mark` attribute. Ignored if the columns do not fit it. */
  readonly mark?: PreferredMark | null | undefined;
  /** The words that the chart adds to those of the data. */
  readonly words: ChartWords;
  /** The formats that the page has set. */
  readonly formats?: MeasureFormats | null;
  readonly noMap?: Columns['noMap'];
  /** The `sort` attribute. */
  readonly sort?: Sort | '' | null;
  /** The `limit` attribute: a number of categories, or `all`. */
  readonly limit?: string | null;
  /** The page's own query, whose `ORDER BY` orders the categories. */
  readonly sql?: string | null;
}

/** Numbers of colors that readers can distinguish and of lines that they can follow. */
export const FEW = 8;
const MANY = 40;
/** Maximum number of lines in one plot. */
const MANY_LINES = 500;

/** Reads what each column of a result is used for. */
export function readColumns(
  dataset: Dataset,
  {
    mark = null,
    words,
    formats = null,
    language = 'en',
    noMap = null,
    sort,
    limit,
    highlight,
  }: DeriveOptions,
): Columns {
  const read = readRoles(readFields(dataset, words, formats), dataset, words);
  const roles = mark === 'bar' ? withClasses(read, words) : read;
  const { time, texts, numbers } = roles;
  const [number] = numbers;
  // Marks that show dates along an axis even if there is only one. Any other line needs two dates.
  const isLine = mark === 'line' || mark === 'area';
  const isTime = time !== null && (time.distinct > 1 || !texts[0] || isLine || mark === 'point');
  const byCount = isTime ? texts : [...texts].sort((a, b) => b.distinct - a.distinct);
  // Lines run along names with an order, such as two years as text, and not from country to country.
  const ordered = isLine && !isTime && byCount.find((text) => naturalOrder(text, language));
  const x = isTime ? time : ordered || byCount[0];
  const rest = byCount.filter((text) => text !== x);
  const most = isTime && (mark === 'line' || (!mark && highlight)) ? MANY_LINES : MANY;
  const single = x !== undefined && isUnique(x);
  return {
    ...roles,
    ...{ dataset, formats, mark, noMap, number, x, single, rest },
    runs: isTime || isLine,
    listed: x?.kind === 'text' && Boolean(sort || limit || (numbers.length > 1 && naturalOrder(x, language))),
    series: x && !single ? rest.find((text) => text.distinct <= most && isUnique(x, text)) : undefined,
    parts:
      x && single && !isTime && (!mark || mark === 'bar' || mark === 'diverging')
        ? columnsOfParts(numbers, x)
        : [],
  };
}

/** Returns roles in which the first of several numbers is the category of bars, if nothing else is. */
function withClasses(roles: Roles, words: ChartWords): Roles {
  const [first, ...numbers] = roles.numbers;
  if (!first || numbers.length === 0 || roles.time || roles.texts.length > 0 || !isUnique(first))
    return roles;
  return { ...roles, numbers, texts: [{ ...first, kind: 'text', values: categoriesOf(first, words) }] };
}

/** Returns why nothing can be drawn along an axis, or `null`. */
export function lacksAxes({ mark, number, x, dataset: { rows } }: Columns): string | null {
  if (!number) return 'no column has numbers';
  if (!x) return 'no column has dates or names';
  return mark || rows.length > 1 ? null : 'there is only one row';
}

/** Returns whether two columns of numbers have too many rows for bars: they are the axes of a scatter plot. */
export const areScattered = ({ mark, numbers, x, single, listed, parts, texts }: Columns): boolean =>
  numbers.length > 1 &&
  (!x || (x.kind === 'text' && mark !== 'bar' && parts.length === 0)) &&
  (texts.length === 0 || mark === 'point' || !single || (!listed && (x?.distinct ?? 0) > 12));

/** Returns why the rows are no marks that each have their place on `x`, or `null`. */
export function lacksPlaces(columns: Columns): string | null {
  const { x, single, series } = columns;
  const lacking = lacksAxes(columns);
  if (lacking) return lacking;
  if (areScattered(columns)) return 'two columns of numbers for that many rows are points';
  return single || series
    ? null
    : `several rows have the same ${clip(x?.title || 'category', MAX_NAME_LENGTH)}`;
}

/**
 * Returns the field of two whose groups are stacked: the one whose groups have equal totals or, of numbers that add up,
 * the first. `null` for bars side by side.
 */
export function stackedGroups(number: Field, fields: readonly [Field, Field]): Field | null {
  const shares = fields.find((field) => wholeOf(number, field));
  if (shares || !isPositive(number) || !isAdditive(number)) return shares ?? null;
  return fields.find((field) => areWholes(number, field)) ?? fields[0];
}

/** Returns whether there are too many series for bars. "Other" would be a sum, and these numbers do not add up. */
export const tooManySeries = ({ x, number, series }: Columns): boolean =>
  !!x && !!number && !!series && series.distinct > FEW && !stackedGroups(number, [x, series]);

/** Returns the first text field with few enough values to show by color. */
export const colorField = (texts: readonly Field[]): Field | undefined =>
  texts.find(({ distinct }) => distinct > 1 && distinct <= FEW);

/** Returns the field with a format that writes no minus signs, for bars to both sides of zero. */
export const unsigned = (field: Field): Field => ({
  ...field,
  isShare: false,
  format: { unit: null, ...(field.isShare && { style: 'percent' }), ...field.format, unsigned: true },
});

export const isPositive = (field: Field): boolean => extent(field)[0] >= 0;

/** Returns the columns whose numbers add up to the same total in each row: as many of the first as do so, or none. */
function columnsOfParts(numbers: readonly Field[], category: Field): readonly Field[] {
  const alike = sameUnit(numbers).slice(0, FEW);
  for (let count = alike.length; count > 1; count--) {
    const parts = alike.slice(0, count);
    const { value, other } = fold(parts, category);
    const isSum = isPositive(value) && parts.every(isAdditive) && areWholes(value, other);
    if (isSum || wholeOf(value, other)) return parts;
  }
  return [];
}

/** Returns the numbers that can share an axis with the first: in its unit, and at most `factor` times as large or small. */
export function ofSimilarSize(numbers: readonly Field[], factor: number): readonly Field[] {
  const sizeOf = (field: Field | undefined): number => (field ? Math.max(...extent(field).map(Math.abs)) : 0);
  const first = sizeOf(numbers[0]);
  return sameUnit(numbers).filter(
    (field) => sizeOf(field) <= first * factor && sizeOf(field) * factor >= first,
  );
}

export const sameUnit = (numbers: readonly Field[]): readonly Field[] =>
  numbers.filter(({ format }) => JSON.stringify(format) === JSON.stringify(numbers[0]?.format));
