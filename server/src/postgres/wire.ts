import pg from 'pg';
import { UnsendableColumnError } from '../engine/encode.ts';
import type { WireType, WireValue } from '../engine/encode.ts';
import type { RowWriter } from '../engine/row-writer.ts';
import { exactDecimal, exactInteger } from '../engine/exact-values.ts';

/** Converts a value from PostgreSQL's text format. */
type Convert = (text: string) => WireValue;

/** Writes a value from the bytes of PostgreSQL's text format. Returns `false` for a form that {@link Convert} converts. */
type Write = (writer: RowWriter, bytes: Buffer, from: number, to: number) => boolean;

export interface ColumnType {
  readonly wire: WireType;
  readonly convert: Convert;
  /** Writes the usual forms of values, with the same result as `convert`, but without a text for each value. */
  readonly write?: Write;
}

/** A column of a result, as the protocol describes it. */
export interface ResultField {
  readonly name: string;
  readonly dataTypeID: number;
}

const CODE = { t: 0x74, T: 0x54, ' ': 0x20, '+': 0x2b, '-': 0x2d, '.': 0x2e, '0': 0x30, '9': 0x39 } as const;
const isDigit = (byte: number): boolean => byte >= CODE['0'] && byte <= CODE['9'];
/** Lengths of timestamps without a zone. */
const SECOND = 'YYYY-MM-DD HH:MM:SS'.length;
const MICROSECOND = 'YYYY-MM-DD HH:MM:SS.123456'.length;

const asText: Convert = (text) => text;
const STRING: ColumnType = { wire: 'string', convert: asText, write: writeText };
const DOUBLE: ColumnType = { wire: 'number', convert: Number, write: writeNumber };
const JSON_TEXT: ColumnType = { wire: 'json', convert: (text) => JSON.parse(text) as WireValue };
const INTEGER: ColumnType = { wire: 'number', convert: exactInteger, write: writeNumber };
const DECIMAL: ColumnType = { wire: 'number', convert: exactDecimal, write: writeNumber };

/** Types by their name in `pg_catalog`: their OID, the OID of their array type, and how they are sent. */
const TYPES: Readonly<Record<string, readonly [oid: number, array: number, type: ColumnType]>> = {
  bool: [16, 1000, { wire: 'boolean', convert: (text) => text === 't', write: writeBoolean }],
  int2: [21, 1005, INTEGER],
  int4: [23, 1007, INTEGER],
  int8: [20, 1016, INTEGER],
  oid: [26, 1028, INTEGER],
  numeric: [1700, 1231, DECIMAL],
  float4: [700, 1021, { wire: 'number', convert: (text) => Math.fround(Number(text)) }],
  float8: [701, 1022, DOUBLE],
  date: [1082, 1182, { wire: 'date', convert: isoDate, write: writeDate }],
  timestamp: [1114, 1115, { wire: 'timestamp', convert: isoTimestamp, write: writeTimestamp }],
  timestamptz: [1184, 1185, { wire: 'timestamp', convert: isoTimestamp, write: writeTimestamp }],
  json: [114, 199, JSON_TEXT],
  jsonb: [3802, 3807, JSON_TEXT],
  interval: [1186, 1187, { wire: 'string', convert: intervalText }],
  char: [18, 1002, STRING],
  name: [19, 1003, STRING],
  text: [25, 1009, STRING],
  bpchar: [1042, 1014, STRING],
  varchar: [1043, 1015, STRING],
  uuid: [2950, 2951, STRING],
  time: [1083, 1183, STRING],
  timetz: [1266, 1270, STRING],
  bit: [1560, 1561, STRING],
  varbit: [1562, 1563, STRING],
  inet: [869, 1041, STRING],
  cidr: [650, 651, STRING],
};

const BY_OID = new Map(
  Object.values(TYPES).flatMap(([oid, array, type]) => [
    [oid, type],
    [array, { wire: 'json', convert: (text: string) => parseArray(text, type.convert) }],
  ]),
) as ReadonlyMap<number, ColumnType>;

/** Types that a result cannot hold. Others are unknown, such as those of extensions, enums and rows. */
const UNSENDABLE: Readonly<Record<number, string>> = { 17: 'bytea', 142: 'xml', 2249: 'record' };

/** Keeps the text of each value, for {@link columnType}. */
export const TEXT_VALUES = { getTypeParser: () => asText };

/**
 * Returns how the values of a column are sent: in the same form as DuckDB's.
 *
 * @throws UnsendableColumnError for a type that a result cannot hold
 */
export function columnType({ name, dataTypeID }: ResultField): ColumnType {
  const type = BY_OID.get(dataTypeID);
  if (type) return type;
  throw new UnsendableColumnError(
    `The column "${name}" is of type ${UNSENDABLE[dataTypeID] ?? `number ${dataTypeID}`}, which a result cannot hold. Leave it out, or turn it into text: CAST(… AS text).`,
  );
}

/** Converts dates such as `0044-03-15 BC` to ECMAScript's format. Returns dates beyond its range unchanged. */
function isoDate(text: string): string | null {
  if (text.endsWith('infinity')) return null;
  return dayText(text) ?? text;
}

function isoTimestamp(text: string): string | null {
  const [, day = '', time = '', fraction = '', offset = '', era = ''] =
    /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?(\+00)?( BC)?$/.exec(text) ?? [];
  if (day === '') return null;
  const date = dayText(day + era);
  if (date === undefined) return text;
  const digits = fraction && `.${fraction.padEnd(Math.ceil(fraction.length / 3) * 3, '0')}`;
  return `${date}T${time}${digits}${offset && '+00:00'}`;
}

function dayText(text: string): string | undefined {
  // A year of four digits that is not BC has this form already. Most dates do.
  if (text.length === 'YYYY-MM-DD'.length) return text;
  const [, year = '', month = '', day = '', era] = /^(\d+)-(\d\d)-(\d\d)( BC)?$/.exec(text) ?? [];
  const date = new Date(0);
  // `Date.UTC` would move years before 100.
  date.setUTCFullYear(era ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().split('T')[0];
}

/** Converts `1 mon -3 days +04:05:06` to DuckDB's `1 month -3 days 04:05:06`. */
function intervalText(text: string): string {
  return text
    .replace(/([+-]?(?<!\d)\d+) (year|mon|day)s?/g, (_, count: string, unit: string) => {
      const name = unit === 'mon' ? 'month' : unit;
      return `${Number(count)} ${name}${Math.abs(Number(count)) === 1 ? '' : 's'}`;
    })
    .replace('+', '');
}

type Nested = string | null | readonly Nested[];

function parseArray(text: string, convert: Convert): WireValue {
  const map = (value: Nested): WireValue =>
    value === null ? null : typeof value === 'string' ? convert(value) : value.map(map);
  // Bounds other than 1 come before the elements.
  const elements = text.replace(/^\[[^=]*=/, '');
  return map((pg.types as unknown as ArrayTypes).arrayParser.create(elements, asText).parse() as Nested);
}

/** Not as its types say. */
interface ArrayTypes {
  readonly arrayParser: {
    create(text: string, convert: (text: string) => unknown): { parse(): unknown };
  };
}

function writeText(writer: RowWriter, bytes: Buffer, from: number, to: number): boolean {
  writer.text(bytes, from, to);
  return true;
}

function writeBoolean(writer: RowWriter, bytes: Buffer, from: number): boolean {
  writer.boolean(bytes[from] === CODE.t);
  return true;
}

/** Writes a number of up to 15 characters, which a double holds, without an exponent. */
function writeNumber(writer: RowWriter, bytes: Buffer, from: number, to: number): boolean {
  if (to - from > 15) return false;
  const isNegative = bytes[from] === CODE['-'];
  let number = 0;
  let decimals = 0;
  for (let index = isNegative ? from + 1 : from; index < to; index += 1) {
    const byte = bytes[index]!;
    if (isDigit(byte)) number = number * 10 + byte - CODE['0'];
    else if (byte === CODE['.']) decimals = to - index - 1;
    else return false;
  }
  // Both are exact, so the quotient is the double that is closest to the decimal.
  if (decimals > 0) number /= 10 ** decimals;
  writer.number(isNegative ? -number : number);
  return true;
}

function writeDate(writer: RowWriter, bytes: Buffer, from: number, to: number): boolean {
  return to - from === 'YYYY-MM-DD'.length && writeText(writer, bytes, from, to);
}

/** The timestamp that {@link writeTimestamp} writes. */
const moment = Buffer.alloc('YYYY-MM-DDTHH:MM:SS.123456+00:00'.length);

/** Writes `2026-01-31 12:34:56.1+00` in ECMAScript's format. */
function writeTimestamp(writer: RowWriter, bytes: Buffer, from: number, to: number): boolean {
  const isZoned = bytes[to - 3] === CODE['+'] && bytes[to - 2] === CODE['0'] && bytes[to - 1] === CODE['0'];
  const end = isZoned ? to - 3 : to;
  const length = end - from;
  // Not `infinity`, and no year of more digits or BC.
  if (length < SECOND || length > MICROSECOND || bytes[from + 10] !== CODE[' ']) return false;
  if (length > SECOND && (bytes[from + SECOND] !== CODE['.'] || !isDigit(bytes[end - 1]!))) return false;
  bytes.copy(moment, 0, from, end);
  moment[10] = CODE.T;
  let used = length;
  if (length > SECOND) while (used < MICROSECOND && (used - SECOND - 1) % 3 > 0) moment[used++] = CODE['0'];
  if (isZoned) used += moment.write('+00:00', used);
  writer.text(moment, 0, used);
  return true;
}
