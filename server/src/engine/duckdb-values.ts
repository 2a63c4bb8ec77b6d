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

/** How the values of types are sent. Lists, structs and the like contain types that are looked up, too. */
const WIRE_TYPES = new Map(
  Object.entries({
    boolean: 'BOOLEAN',
    date: 'DATE',
    json: 'LIST ARRAY STRUCT MAP UNION VARIANT',
    number:
      'TINYINT SMALLINT INTEGER BIGINT UTINYINT USMALLINT UINTEGER UBIGINT HUGEINT UHUGEINT BIGNUM FLOAT DOUBLE DECIMAL',
    string: 'VARCHAR ENUM UUID BIT TIME TIME_NS TIME_TZ INTERVAL SQLNULL',
    timestamp: 'TIMESTAMP TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS TIMESTAMP_TZ',
  } satisfies Record<WireType, string>).flatMap(([wire, names]) =>
    names.split(' ').map((name) => [DuckDBTypeId[name as keyof typeof DuckDBTypeId], wire as WireType]),
  ),
);

/**
 * Returns the type of a column in the API's results.
 *
 * @throws UnsendableColumnError for BLOB, GEOMETRY and other types without a textual form
 */
function wireType(type: DuckDBType, column: string): WireType {
  const wire = WIRE_TYPES.get(type.typeId);
  if (!wire)
    throw new UnsendableColumnError(
      `The column "${column}" is of type ${type.toString()}, which a result cannot hold. Leave it out, or turn it into text.`,
    );
  for (const inner of innerTypes(type)) wireType(inner, column);
  return isJson(type) ? 'json' : wire;
}

function isJson(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.VARCHAR && type.alias === 'JSON';
}

function innerTypes(type: DuckDBType): readonly DuckDBType[] {
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return [type.valueType];
    case DuckDBTypeId.MAP:
      return [type.keyType, type.valueType];
    case DuckDBTypeId.STRUCT:
      return type.entryTypes;
    case DuckDBTypeId.UNION:
      return type.memberTypes;
    default:
      return [];
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
  const nanos = nanosOf(value);
  return nanos === undefined ? nestedValue(value) : isoTimestamp(value as Timestamp, nanos);
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

/** Returns the nanoseconds since 1970 of a timestamp. */
function nanosOf(value: NonNullable<DuckDBValue>): bigint | undefined {
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue)
    return value.micros * 1000n;
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis * 1_000_000n;
  if (value instanceof DuckDBTimestampSecondsValue) return value.seconds * 1_000_000_000n;
  return value instanceof DuckDBTimestampNanosecondsValue ? value.nanos : undefined;
}

type Timestamp = DuckDBTimestampValue | DuckDBTimestampTZValue;

function isoTimestamp(value: Timestamp, nanos: bigint): string | null {
  if (!value.isFinite) return null;
  const text = isoMoment(nanos);
  if (text === null) return value.toString();
  return value instanceof DuckDBTimestampTZValue ? `${text}+00:00` : text;
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
