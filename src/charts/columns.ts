import { detectGrain, type Grain } from '../internal/grain.ts';
import {
  arePeriods,
  areShares,
  areYears,
  areYearTexts,
  isAlias,
  namesIdentifier,
  readPeriod,
} from '../internal/values.ts';
import { titleOf } from '../internal/text.ts';
import type { NumberFormat, VegaLocale } from '../spec/types.ts';
import { keepsPercent, measureFormat, type MeasureFormat, type MeasureFormats } from './measure-formats.ts';
import type { Cell, Column, Dataset } from '../public-client/types.ts';

export type FieldKind = 'time' | 'number' | 'text';
export type Value = string | number | Date | null;

/** The words that a derived chart adds to those of the data. */
export interface ChartWords {
  /** The group of all series after the first seven. */
  readonly other: string;
  /** A category that is `null` or empty. */
  readonly none: string;
  readonly yes: string;
  readonly no: string;
  readonly better: string;
  readonly worse: string;
  /** The verdict on an unchanged value. */
  readonly same: string;
  /** Titles of `value` and `prev_value` in a comparison. */
  readonly current: string;
  readonly previous: string;
  /** Title of the share of a part in the whole. */
  readonly share: string;
  readonly aggregateTitle?: VegaLocale['aggregateTitle'];
}

/** A column that a chart can show. Its values are all of one kind, without `NaN`, and without text among numbers. */
export interface Field {
  /** Name in the derived chart's data: the name of the column, unless Vega-Lite would not read it literally. */
  readonly name: string;
  /** Title for readers; empty if there is none. */
  readonly title: string;
  readonly kind: FieldKind;
  readonly values: readonly Value[];
  /** The column's name in lower case, for finding aliases and coordinates. */
  readonly source: string;
  readonly distinct: number;
  /** Whether the numbers are shares of one, which are shown as percentages. */
  readonly isShare: boolean;
  /** The format that the page has set. */
  readonly format?: (MeasureFormat & Pick<NumberFormat, 'style'>) | null | undefined;
  readonly folded?: readonly Field[] | undefined;
}

/** Maximum number of columns. Further columns are ignored. */
const MAX_COLUMNS = 40;

/** Returns the columns of a data set that a chart can show: all except empty columns and JSON with lists or objects. */
export function readFields(
  dataset: Dataset,
  words: ChartWords,
  formats?: MeasureFormats | null,
): readonly Field[] {
  const columns = dataset.columns.slice(0, MAX_COLUMNS);
  return columns.flatMap((column, index) => {
    const kind = fieldKind(column, dataset, index);
    if (kind === null) return [];
    const toValue = TO_VALUE[kind];
    const values = dataset.rows.map((row) => toValue(row[index] ?? null, words));
    if (!values.some((value) => value !== null && value !== words.none)) return [];
    const title = isAlias(column.name) ? '' : titleOf(column.name);
    const field = makeField(safeName(column.name, index), title, kind, values, column.name);
    const format = kind === 'number' ? measureFormat(formats, column.name) : null;
    return [format ? { ...field, ...formatted(field, format) } : field];
  });
}

const formatted = ({ isShare }: Field, format: MeasureFormat): Pick<Field, 'format' | 'isShare'> => ({
  isShare: false,
  format:
    isShare && keepsPercent(format)
      ? { ...format, style: 'percent', before: undefined, after: undefined }
      : format,
});

/** Makes a field. Computed fields have names that start with `_`: `readFields` renames columns that do so. */
export const makeField = (
  name: string,
  title: string,
  kind: FieldKind,
  values: readonly Value[],
  source = '',
): Field => ({
  name,
  title,
  kind,
  values,
  source: source.toLowerCase(),
  isShare: kind === 'number' && areShares(source, values),
  distinct: new Set(values.map((value) => (value instanceof Date ? +value : value))).size,
});

const KINDS: Readonly<Record<Column['type'], FieldKind | null>> = {
  string: 'text',
  boolean: 'text',
  number: 'number',
  date: 'time',
  timestamp: 'time',
  json: null,
};

const TO_VALUE: Readonly<Record<FieldKind, (cell: Cell, words: ChartWords) => Value>> = {
  text: (cell, words) => {
    if (typeof cell === 'boolean') return cell ? words.yes : words.no;
    return cell === null || typeof cell === 'object' || cell === '' ? words.none : String(cell);
  },
  number: (cell) => {
    const number = typeof cell === 'string' && cell.trim() ? Number(cell) : cell;
    return typeof number === 'number' && Number.isFinite(number) ? number : null;
  },
  time: (cell) => {
    const isYear = typeof cell === 'number' || (typeof cell === 'string' && cell.length === 4);
    const date = isYear ? new Date(Number(cell), 0) : (readPeriod(cell) ?? cell);
    return date instanceof Date && !Number.isNaN(+date) ? date : null;
  },
};

export const categoriesOf = ({ values }: Field, { none }: ChartWords): readonly string[] =>
  values.map((value) => (value === null ? none : String(value)));

function fieldKind(column: Column, dataset: Dataset, index: number): FieldKind | null {
  if (namesIdentifier(column.name) && /^(number|string)$/.test(column.type)) return 'text';
  if (column.type === 'string') {
    const cells = dataset.rows.map((row) => row[index]);
    return arePeriods(cells) || areYearTexts(cells) ? 'time' : 'text';
  }
  if (column.type === 'json') {
    const cells = dataset.rows.map((row) => row[index] ?? null).filter((cell) => cell !== null);
    if (cells.some((cell) => typeof cell === 'object')) return null;
    return cells.every((cell) => typeof cell === 'number') ? 'number' : 'text';
  }
  return column.type === 'number' && areYears(dataset, index) ? 'time' : KINDS[column.type];
}

/**
 * Replaces a name that Vega would misread: it reads dots, brackets, quotes and backslashes in a field name as a path,
 * and uses some names itself. Control characters would break expressions.
 */
const safeName = (name: string, index: number): string =>
  /^(?!_|.*_(?:start|end|range)$)[^.[\]\\'"*\p{Cc}]+$/u.test(name) && !(name in {})
    ? name
    : `column_${index + 1}`;

/** Returns the cells of a column; `null` if there is no such column. */
export function cellsOf({ columns, rows }: Dataset, name: unknown): readonly Cell[] | null {
  const at = columns.findIndex((column) => column.name === name);
  return at < 0 ? null : rows.map((row) => row[at] ?? null);
}

/** Returns whether a column has zeros, and no other numbers. */
export const hasOnlyZeros = (rows: Dataset['rows'], at: number): boolean =>
  rows.every((row) => !row[at]) && rows.some((row) => row[at] === 0);

/** Returns the smallest and largest number of a field (ms for dates), or `[0, 0]` if it has none. */
export function extent({ values }: Pick<Field, 'values'>): readonly [min: number, max: number] {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value === null || typeof value === 'string') continue;
    min = Math.min(min, +value);
    max = Math.max(max, +value);
  }
  return min > max ? [0, 0] : [min, max];
}

export type DateGrain = Exclude<Grain, 'week' | 'hour' | 'second'>;

/** Returns the coarsest unit that distinguishes all dates of a field. */
export function fieldGrain({ values }: Field): DateGrain {
  const grain = detectGrain(values);
  if (grain === 'week') return 'day';
  return grain === 'hour' || grain === 'second' ? 'minute' : grain;
}
