import { UnsendableColumnError } from '../engine/encode.ts';
import type { WireType, WireValue } from '../engine/encode.ts';
import { exactDecimal, exactInteger } from '../engine/exact-values.ts';

interface ColumnType {
  readonly wire: WireType;
  /** Converts a value of ClickHouse's JSON that is not null, in the form that `SETTINGS` in session.ts give it. */
  readonly convert: (value: unknown) => WireValue;
}

const asIs = (value: unknown): WireValue => value as WireValue;
const STRING: ColumnType = { wire: 'string', convert: asIs };
const NUMBER: ColumnType = { wire: 'number', convert: asIs };
const LONG: ColumnType = { wire: 'number', convert: (value) => exactInteger(String(value)) };

/** The types that can be sent, by name without arguments. `Nothing`: of NULL, and of the elements of an empty array. */
const TYPES = new Map<string, ColumnType>([
  ...'String Enum8 Enum16 UUID IPv4 IPv6 Nothing'.split(' ').map((name) => [name, STRING] as const),
  ...'Int8 Int16 Int32 UInt8 UInt16 UInt32'.split(' ').map((name) => [name, NUMBER] as const),
  ...'Int64 Int128 Int256 UInt64 UInt128 UInt256'.split(' ').map((name) => [name, LONG] as const),
  ['Bool', { wire: 'boolean', convert: asIs }],
  ['Float32', { wire: 'number', convert: (value) => Math.fround(toDouble(value)) }],
  ['Float64', { wire: 'number', convert: toDouble }],
  ['Decimal', { wire: 'number', convert: (value) => exactDecimal(String(value)) }],
  ['Date', { wire: 'date', convert: asIs }],
  ['Date32', { wire: 'date', convert: asIs }],
]);

/** The columns of a type with a name in quotes among its arguments have a time zone: `DateTime64(3, 'Europe/Berlin')`. */
const INSTANTS = new Set(['DateTime', 'DateTime64']);

/**
 * Returns how the values of a column are sent: in the same form as DuckDB's.
 *
 * @param type As ClickHouse writes it, such as `Array(Nullable(UInt64))`
 * @throws UnsendableColumnError for a type that a result cannot hold
 */
export function columnType(name: string, type: string): ColumnType {
  const found = typeOf(type);
  if (found) return found;
  throw new UnsendableColumnError(
    `The column "${name}" is of type ${type}, which a result cannot hold. Leave it out, or turn it into text: toString(…).`,
  );
}

function typeOf(type: string): ColumnType | undefined {
  const [, base = '', args = ''] = /^(\w+)(?:\((.*)\))?$/s.exec(type) ?? [];
  if (base === 'Nullable' || base === 'LowCardinality') return typeOf(args);
  if (base === 'Array') {
    const element = typeOf(args);
    if (!element) return undefined;
    const convert = (value: unknown): WireValue => (value === null ? null : element.convert(value));
    return { wire: 'json', convert: (values) => (values as readonly unknown[]).map(convert) };
  }
  if (INSTANTS.has(base)) {
    const hasZone = args.includes("'");
    return { wire: 'timestamp', convert: (value) => isoTimestamp(String(value), hasZone) };
  }
  return TYPES.get(base);
}

/** Without a time zone, a time is of the session's zone, which is UTC. */
function isoTimestamp(text: string, hasZone: boolean): string {
  const [, time = text, fraction = ''] = /^([^.Z]+)(?:\.(\d*[1-9])?0*)?Z$/.exec(text) ?? [];
  const digits = fraction && `.${fraction.padEnd(Math.ceil(fraction.length / 3) * 3, '0')}`;
  return `${time}${digits}${hasZone ? '+00:00' : ''}`;
}

const DOUBLES: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };

function toDouble(value: unknown): number {
  return typeof value === 'string' ? (DOUBLES[value] ?? Number(value)) : (value as number);
}
