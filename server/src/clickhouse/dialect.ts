import type { BoundValue, Dialect, ParamType } from '../engine/statement.ts';

/** The years of `Date32`. ClickHouse moves other dates to the first or last of them, and 31 February to March. */
const FIRST_DAY = '1900-01-01';
const LAST_DAY = '2299-12-31';

/** A number with more digits, or with an exponent, is a double, as in DuckDB. */
const MAX_DIGITS = 38;
/** Each integer with at most this number of digits is an `Int64`. */
const INT64_DIGITS = 18;

const TYPES = { string: 'String', boolean: 'Bool', date: 'Date32' } as const;

export const DIALECT: Dialect = {
  name: 'ClickHouse',
  folder: 'clickhouse',
  syntax: 'clickhouse',
  placeholder: (position, value) => `{p${position}:${typeOf(value)}}`,
  fault: ({ type, value }) =>
    type === 'date' && !listOf(value).every(isDay)
      ? `a date from ${FIRST_DAY} to ${LAST_DAY}, as the data is in ClickHouse`
      : undefined,
};

/** Returns the values of a statement as ClickHouse's client takes them. */
export function queryParams(values: readonly BoundValue[]): Record<string, unknown> {
  return Object.fromEntries(values.map((value, index) => [`p${index + 1}`, toParam(value)]));
}

/** Returns other values of the same types. */
export function sampleValues(values: readonly BoundValue[]): BoundValue[] {
  return values.map(({ type, value }) => ({ type, value: Array.isArray(value) ? [] : SAMPLES[type] }));
}

const SAMPLES: Readonly<Record<ParamType, string>> = {
  string: '',
  number: '1',
  boolean: 'true',
  date: '2000-01-01',
};

function typeOf({ type, value }: BoundValue): string {
  const own = type === 'number' ? numberType(listOf(value)) : TYPES[type];
  if (Array.isArray(value)) return `Array(${own})`;
  return value === null ? `Nullable(${own})` : own;
}

function numberType(texts: readonly string[]): string {
  const parts = texts.map((text) => /^\D?(\d*)\.?(\d*)(e?)/i.exec(text) ?? []);
  const scale = Math.max(0, ...parts.map(([, , fraction = '']) => fraction.length));
  const digits = scale + Math.max(0, ...parts.map(([, whole = '']) => whole.length));
  if (digits > MAX_DIGITS || parts.some(([, , , exponent]) => exponent)) return 'Float64';
  if (scale > 0) return `Decimal(${MAX_DIGITS}, ${scale})`;
  return digits > INT64_DIGITS ? 'Int128' : 'Int64';
}

function toParam({ type, value }: BoundValue): unknown {
  if (typeof value === 'string') return type === 'number' ? plainNumber(value) : value;
  if (value === null || type === 'string' || type === 'date') return value;
  // The client would write texts with quotes.
  return `[${(type === 'number' ? value.map(plainNumber) : value).join(',')}]`;
}

/** Converts `+.5` and `5.` to a form that all types read. */
function plainNumber(text: string): string {
  return text
    .replace('+', '')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?!\d)/, '');
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  // Of the 31 February, JavaScript makes a day in March, or none.
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return exists && text >= FIRST_DAY && text <= LAST_DAY;
}

function listOf(value: BoundValue['value']): readonly string[] {
  return value === null ? [] : typeof value === 'string' ? [value] : value;
}
