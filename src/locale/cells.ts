import type { ParamSchema } from '../charts/types.ts';
import { clip } from '../internal/text.ts';
import { arePeriods, areShares, readPeriod, splitWords } from '../internal/values.ts';
import type { Cell, Column, ParamValue } from '../public-client/types.ts';
import { NO_VALUE } from './formats.ts';
import type { ColumnFormat, Grain, Locale, NumberStyle } from './types.ts';

/** Last words of a column's name whose numbers are names: the year is not written 2,026. */
const NAMING = new Set(
  'year years yr jahr année annee año anno ano jaar rok 年 年度 id zip plz postcode'.split(' '),
);

/** `plain` for columns of years and ids, by their name, `percent` for shares, by name and range; else `full`. */
export function numberStyleOf({ name }: Column, numbers: readonly unknown[] = []): NumberStyle {
  if (NAMING.has(splitWords(name).at(-1) ?? '')) return 'plain';
  return areShares(name, numbers) ? 'percent' : 'full';
}

/** Letters of a cell that are shown. */
const LONGEST = 1000;

/**
 * A cell for tables, big numbers and selections, with an ellipsis in place of what is too long to read there. `format`
 * is that of its column (see `columnFormat`), with the grain of its dates (see `grainOf`), which may be texts such as
 * "2025-01"; without it dates are written to the day, timestamps to the minute.
 */
export function formatCell(
  cell: Cell | undefined,
  column: Column,
  locale: Locale,
  format: ColumnFormat = {},
): string {
  const { grain, style } = format;
  if (cell === null || cell === undefined) return NO_VALUE;
  const date = grain ? (readPeriod(cell) ?? cell) : cell;
  if (date instanceof Date) {
    return locale.date(date, grain ?? (column.type === 'timestamp' ? 'minute' : 'day'));
  }
  if (column.type === 'number') return locale.number(cell, style ?? numberStyleOf(column, [cell]), format);
  if (typeof cell === 'boolean') return cell ? locale.messages.yes : locale.messages.no;
  return clip(typeof cell === 'object' ? JSON.stringify(cell) : String(cell), LONGEST);
}

/** The label that options give to a value; one that says the same as the value is none. */
export function labelOf(schemas: Schemas, value: string): string | undefined {
  return schemas
    .flatMap((schema) => (schema?.options?.kind === 'values' ? schema.options.values : []))
    .find((option) => String(option.value) === value && option.label !== value)?.label;
}

/** The value of a parameter as readers know it: by the first label that it has, else as their language writes it. */
export function describeValue(value: ParamValue, schemas: Schemas, locale: Locale): string {
  const isDay = schemas.some((schema) => schema?.type === 'date');
  const write = (each: unknown): string => {
    const text = String(each);
    // Without an hour it would be one of UTC.
    const cell = isDay && /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00`) : (each as Cell);
    return labelOf(schemas, text) ?? formatCell(cell, { name: '', type: 'string' }, locale);
  };
  const values: readonly unknown[] = Array.isArray(value) ? value : [value ?? ''];
  return (values.length > 0 ? values : ['']).map(write).join(locale.messages.comma);
}

type Schemas = readonly (ParamSchema | null | undefined)[];

/** From the coarsest on: the first whose test every date passes is the grain. Quarter and week need company. */
const TESTS: readonly (readonly [grain: Grain, atLeast: number, starts: (date: Date) => boolean])[] = [
  ['year', 2, (date) => date.getMonth() === 0 && date.getDate() === 1 && isMidnight(date)],
  ['quarter', 2, (date) => date.getMonth() % 3 === 0 && date.getDate() === 1 && isMidnight(date)],
  ['month', 2, (date) => date.getDate() === 1 && isMidnight(date)],
  ['day', 1, isMidnight],
  ['minute', 1, (date) => date.getSeconds() === 0 && date.getMilliseconds() === 0],
];

/** From this many different dates on, all on one weekday are taken for weeks and not for chance. */
const WEEKS = 3;

/**
 * The grain of a set of wall-clock dates: monthly figures are `month`, stamps on the full hour `hour`.
 * One date alone is at least a `day`, for 1 January 2026 need not mean the year. Nulls and invalid dates do
 * not count; without any date the grain is `day`.
 */
export function grainOf(dates: Iterable<unknown>): Grain {
  const times = new Set<number>();
  for (const date of dates) if (date instanceof Date) times.add(date.getTime());
  times.delete(NaN);
  const distinct = [...times].map((time) => new Date(time));
  const grain = TESTS.find(
    ([, atLeast, starts]) => distinct.length >= atLeast && distinct.every(starts),
  )?.[0];
  if (grain === 'day') return isWeekly(distinct) ? 'week' : 'day';
  if (grain === 'minute') return distinct.every((date) => date.getMinutes() === 0) ? 'hour' : 'minute';
  return grain ?? (distinct.length === 0 ? 'day' : 'second');
}

/** The grain of a column that has dates, or texts that name months, quarters or days; `undefined` for any other. */
export function columnGrain({ type }: Column, cells: readonly Cell[]): Grain | undefined {
  if (type === 'date' || type === 'timestamp') return grainOf(cells);
  if (type !== 'string' || !arePeriods(cells)) return undefined;
  const text = String(cells.find(Boolean));
  return text.includes('Q') ? 'quarter' : text.length === 7 ? 'month' : grainOf(cells.map(readPeriod));
}

function isMidnight(date: Date): boolean {
  return (
    date.getHours() === 0 &&
    date.getMinutes() === 0 &&
    date.getSeconds() === 0 &&
    date.getMilliseconds() === 0
  );
}

function isWeekly(dates: readonly Date[]): boolean {
  return dates.length >= WEEKS && dates.every((date) => date.getDay() === dates[0]?.getDay());
}
