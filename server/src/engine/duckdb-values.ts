import {
  DuckDBArrayValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  DuckDBUnionValue,
  DuckDBVariantValue,
} from '@duckdb/node-api';
import type { DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { RunResult } from './backend.ts';
import { RowEncoder, UnsendableColumnError } from './encode.ts';
import type { ResultLimits, WireType, WireValue } from './encode.ts';
import { exactDecimal, exactInteger, isoDate, isoMoment } from './exact-values.ts';

const NUMBERS = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UTINYINT,
  DuckDBTypeId.USMALLINT,
  DuckDBTypeId.UINTEGER,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
  DuckDBTypeId.BIGNUM,
  DuckDBTypeId.FLOAT,
  DuckDBTypeId.DOUBLE,
  DuckDBTypeId.DECIMAL,
]);

const TIMESTAMPS = new Set([
  DuckDBTypeId.TIMESTAMP,
  DuckDBTypeId.TIMESTAMP_S,
  DuckDBTypeId.TIMESTAMP_MS,
  DuckDBTypeId.TIMESTAMP_NS,
  DuckDBTypeId.TIMESTAMP_TZ,
]);

const NESTED = new Set([
  DuckDBTypeId.LIST,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.MAP,
  DuckDBTypeId.UNION,
  DuckDBTypeId.VARIANT,
]);

/** Types whose values are sent as text. */
const TEXTS = new Set([
  DuckDBTypeId.VARCHAR,
  DuckDBTypeId.ENUM,
  DuckDBTypeId.UUID,
  DuckDBTypeId.BIT,
  DuckDBTypeId.TIME,
  DuckDBTypeId.TIME_NS,
  DuckDBTypeId.TIME_TZ,
  DuckDBTypeId.INTERVAL,
  DuckDBTypeId.SQLNULL,
]);

/**
 * Returns the type of a column in the API's results.
 *
 * @throws UnsendableColumnError for BLOB, GEOMETRY and other types without a textual form
 */
export function wireType(type: DuckDBType, column: string): WireType {
  const { typeId } = type;
  refuseUnsendable(type, column);
  if (isJson(type) || NESTED.has(typeId)) return 'json';
  if (NUMBERS.has(typeId)) return 'number';
  if (TIMESTAMPS.has(typeId)) return 'timestamp';
  if (typeId === DuckDBTypeId.DATE) return 'date';
  return typeId === DuckDBTypeId.BOOLEAN ? 'boolean' : 'string';
}

function isJson(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.VARCHAR && type.alias === 'JSON';
}

function refuseUnsendable(type: DuckDBType, column: string): void {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return refuseUnsendable(type.valueType, column);
    case DuckDBTypeId.MAP:
      refuseUnsendable(type.keyType, column);
      return refuseUnsendable(type.valueType, column);
    case DuckDBTypeId.STRUCT:
      return type.entryTypes.forEach((entry) => refuseUnsendable(entry, column));
    case DuckDBTypeId.UNION:
      return type.memberTypes.forEach((member) => refuseUnsendable(member, column));
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.DATE:
    case DuckDBTypeId.VARIANT:
      return;
    default:
      if (NUMBERS.has(type.typeId) || TIMESTAMPS.has(type.typeId) || TEXTS.has(type.typeId)) return;
      throw new UnsendableColumnError(
        `The column "${column}" is of type ${type.toString()}, which a result cannot hold. Leave it out, or turn it into text.`,
      );
  }
}

/** Converts a value for the API's results. Lists, structs, maps and the like become JSON. */
function wireValue(value: DuckDBValue): WireValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return exactInteger(value);
  if (value instanceof DuckDBDecimalValue) return exactDecimal(value.toString());
  if (value instanceof DuckDBDateValue)
    return value.isFinite ? (isoDate(value.days) ?? value.toString()) : null;
  const instant = toInstant(value);
  if (instant) return isoTimestamp(instant);
  return nestedValue(value);
}

function nestedValue(value: NonNullable<DuckDBValue>): WireValue {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return value.items.map(wireValue);
  if (value instanceof DuckDBStructValue) return jsonObject(Object.entries(value.entries));
  if (value instanceof DuckDBMapValue)
    return value.entries.every(({ key }) => typeof key === 'string')
      ? jsonObject(value.entries.map(({ key, value: entry }) => [key as string, entry]))
      : value.entries.map(({ key, value: entry }) => ({ key: wireValue(key), value: wireValue(entry) }));
  if (value instanceof DuckDBUnionValue || value instanceof DuckDBVariantValue) return wireValue(value.value);
  return String(value);
}

function jsonObject(entries: readonly (readonly [string, DuckDBValue])[]): { [key: string]: WireValue } {
  // Omit the prototype, so a field can be called __proto__.
  const object = Object.create(null) as { [key: string]: WireValue };
  for (const [key, value] of entries) object[key] = wireValue(value);
  return object;
}

interface Instant {
  readonly value: { readonly isFinite: boolean; toString(): string };
  readonly nanos: bigint;
  readonly offset: '' | '+00:00';
}

function toInstant(value: NonNullable<DuckDBValue>): Instant | undefined {
  if (value instanceof DuckDBTimestampTZValue)
    return { value, nanos: value.micros * 1000n, offset: '+00:00' };
  if (value instanceof DuckDBTimestampValue) return { value, nanos: value.micros * 1000n, offset: '' };
  if (value instanceof DuckDBTimestampMillisecondsValue)
    return { value, nanos: value.millis * 1_000_000n, offset: '' };
  if (value instanceof DuckDBTimestampSecondsValue)
    return { value, nanos: value.seconds * 1_000_000_000n, offset: '' };
  if (value instanceof DuckDBTimestampNanosecondsValue) return { value, nanos: value.nanos, offset: '' };
  return undefined;
}

function isoTimestamp({ value, nanos, offset }: Instant): string | null {
  if (!value.isFinite) return null;
  const text = isoMoment(nanos);
  return text === null ? value.toString() : text + offset;
}

function jsonText(value: DuckDBValue): WireValue {
  return typeof value === 'string' ? (JSON.parse(value) as WireValue) : null;
}

/**
 * Encodes a result, up to the limits.
 *
 * @throws UnsendableColumnError before it reads rows, if there are too many columns or some cannot be sent
 */
export async function encodeResult(result: DuckDBResult, limits: ResultLimits): Promise<RunResult> {
  const types = result.columnTypes();
  const names = result.columnNames();
  const encoder = new RowEncoder(
    names.map((name, index) => ({ name, type: wireType(types[index] as DuckDBType, name) })),
    limits,
  );
  const converters = types.map((type) => (isJson(type) ? jsonText : wireValue));
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk())
    // Convert row by row, because the values of a whole chunk can exceed the memory.
    for (let index = 0; index < chunk.rowCount; index += 1) {
      const values = chunk.getRowValues(index);
      if (!encoder.add(values.map((value, column) => converters[column]!(value)))) return encoder.finish();
    }
  return encoder.finish();
}
