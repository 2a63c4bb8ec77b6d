/** Rows of Apache Arrow as the API sends them: see `server/src/engine/encode.ts`, whose values these equal. */
import type { Data } from 'apache-arrow';
import { exactDecimal, exactInteger, isoDate, isoMoment } from '../../../server/src/engine/exact-values.ts';
import type { ColumnType } from '../../public-client/types.ts';

type WireValue =
  string | number | boolean | null | readonly WireValue[] | { readonly [key: string]: WireValue };

type ReadCell = (index: number) => WireValue;

/** Thrown for a column whose values have no form here. */
export class UnreadableColumn extends Error {}

/** Apache Arrow's type ids. Importing them from its package would import the whole package. */
const DICTIONARY = -1;
const NULL = 1;
const INTEGER = 2;
const FLOAT = 3;
const TEXT = 5;
const BOOLEAN = 6;
const DECIMAL = 7;
const DATE = 8;
const TIMESTAMP = 10;
const LIST = 12;
const STRUCT = 13;
const FIXED_LIST = 16;
const MAP = 17;
const LARGE_TEXT = 20;

const INFINITE_DAYS = 2 ** 31 - 1;
const INFINITE_MOMENT = 2n ** 63n - 1n;

const WIRE_TYPES: Readonly<Record<number, ColumnType>> = {
  [NULL]: 'string',
  [INTEGER]: 'number',
  [FLOAT]: 'number',
  [TEXT]: 'string',
  [LARGE_TEXT]: 'string',
  [BOOLEAN]: 'boolean',
  [DECIMAL]: 'number',
  [DATE]: 'date',
  [TIMESTAMP]: 'timestamp',
  [LIST]: 'json',
  [STRUCT]: 'json',
  [FIXED_LIST]: 'json',
  [MAP]: 'json',
};

/** DuckDB types that the server sends as text or refuses, and whose Arrow values have another form. */
const UNREADABLE = /\b(BLOB|BIT|(?<!WITH )TIME(?! ZONE)|INTERVAL|GEOMETRY|UHUGEINT)\b/;

/** A column's type in DuckDB and in Arrow. */
interface ArrowColumn {
  readonly name: string;
  readonly type: { readonly typeId: number; readonly dictionary?: { readonly typeId: number } };
  /** The type as DuckDB writes it, such as `DECIMAL(18,2)`. */
  readonly duckdbType: string;
}

/** @throws UnreadableColumn */
export function wireTypeOf({ name, type, duckdbType }: ArrowColumn): ColumnType {
  if (duckdbType === 'JSON') return 'json';
  const wireType = WIRE_TYPES[type.typeId === DICTIONARY ? (type.dictionary?.typeId ?? 0) : type.typeId];
  if (!wireType || UNREADABLE.test(unquoted(duckdbType)))
    throw new UnreadableColumn(
      `Queries in the browser cannot return the column "${name}" of type ${duckdbType}. Turn it into text.`,
    );
  return wireType;
}

/** Returns a type without the names of fields and without the values of enumerations. */
const unquoted = (type: string): string => type.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, '');

/** Returns a function that reads the cells of a column in one batch of rows. */
export function cellReader(data: Data, duckdbType = ''): ReadCell {
  const read = duckdbType === 'JSON' ? jsonReader(data) : valueReader(data);
  return (index) => (data.type.typeId !== NULL && data.getValid(index) ? read(index) : null);
}

function jsonReader(data: Data): ReadCell {
  const read = valueReader(data);
  return (index) => JSON.parse(read(index) as string) as WireValue;
}

function valueReader(data: Data): ReadCell {
  const { type, children } = data;
  const values = data.values as unknown as ArrayLike<never>;
  const offsets = data.valueOffsets as ArrayLike<number | bigint>;
  switch (type.typeId as number) {
    case DICTIONARY: {
      const words = data.dictionary!;
      return (index) => words.get(Number(values[index])) as string | null;
    }
    case INTEGER:
      return (index) => exactInteger(values[index]!);
    case FLOAT:
      return (index) => values[index]!;
    case BOOLEAN:
      return (index) => {
        const at = data.offset + index;
        return ((values[at >> 3]! as number) & (1 << (at % 8))) !== 0;
      };
    case TEXT:
    case LARGE_TEXT:
      return (index) =>
        utf8.decode(
          (values as unknown as Uint8Array).subarray(Number(offsets[index]), Number(offsets[index + 1])),
        );
    case DECIMAL: {
      const words = values as unknown as Uint32Array;
      const { scale, bitWidth } = type as unknown as { scale: number; bitWidth: number };
      const width = bitWidth / 32;
      return (index) =>
        exactDecimal(decimalText(integerOf(words.subarray(index * width, (index + 1) * width)), scale));
    }
    case DATE:
      return (index) => dateText(values[index]!);
    case TIMESTAMP:
      return timestampReader(values, type as unknown as { unit: number; timezone: string | null });
    case LIST:
    case MAP: {
      const items = (type.typeId as number) === MAP ? mapEntries(children[0]!) : cellReader(children[0]!);
      const isMap = (type.typeId as number) === MAP;
      return (index) => {
        const list: WireValue[] = [];
        for (let at = Number(offsets[index]); at < Number(offsets[index + 1]); at++) list.push(items(at));
        return isMap ? mapOf(list as unknown as readonly Entry[]) : list;
      };
    }
    case FIXED_LIST: {
      const item = cellReader(children[0]!);
      const { listSize } = type as unknown as { listSize: number };
      return (index) => Array.from({ length: listSize }, (_, at) => item(index * listSize + at));
    }
    case STRUCT: {
      const names = type.children.map(({ name }) => name);
      const readers = children.map((child) => cellReader(child));
      return (index) => toObject(readers.map((read, place) => [names[place]!, read(index)]));
    }
    default:
      throw new UnreadableColumn(`Queries in the browser cannot return values of type ${String(type)}.`);
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

interface Entry {
  readonly key: WireValue;
  readonly value: WireValue;
}

function mapEntries({ children: [keys, values] }: Data): ReadCell {
  const key = cellReader(keys!);
  const value = cellReader(values!);
  return (index) => ({ key: key(index), value: value(index) });
}

const mapOf = (entries: readonly Entry[]): WireValue =>
  entries.every(({ key }) => typeof key === 'string')
    ? toObject(entries.map(({ key, value }) => [key as string, value]))
    : entries.map(({ key, value }) => ({ key, value }));

/** `Object.fromEntries` treats a key named `__proto__` like any other. */
const toObject = (entries: readonly (readonly [string, WireValue])[]): WireValue =>
  Object.fromEntries(entries);

/** Returns the two's complement integer that consists of these words, lowest first. */
function integerOf(words: Uint32Array): bigint {
  const value = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  return BigInt.asIntN(words.length * 32, value);
}

/** Writes a decimal from its digits, of which the last `scale` follow the point. */
function decimalText(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const at = digits.length - scale;
  return `${value < 0n ? '-' : ''}${digits.slice(0, at)}${scale > 0 ? `.${digits.slice(at)}` : ''}`;
}

function dateText(days: number): string | null {
  if (Math.abs(days) >= INFINITE_DAYS) return null;
  const text = isoDate(days);
  if (text === null) throw new UnreadableColumn('A date is out of range.');
  return text;
}

/** Nanoseconds in each of Arrow's units of time: second, millisecond, microsecond, nanosecond. */
const UNITS = [1_000_000_000n, 1_000_000n, 1000n, 1n];

function timestampReader(
  values: ArrayLike<never>,
  { unit, timezone }: { unit: number; timezone: string | null },
): ReadCell {
  const moments = toBigInts(values);
  const offset = timezone ? '+00:00' : '';
  return (index) => {
    const moment = moments[index]!;
    if (moment >= INFINITE_MOMENT || moment <= -INFINITE_MOMENT) return null;
    const text = isoMoment(moment * UNITS[unit]!);
    if (text === null) throw new UnreadableColumn('A time is out of range.');
    return text + offset;
  };
}

/** Arrow's package may hold 64-bit values as pairs of 32-bit words. */
const toBigInts = (values: ArrayLike<never>): BigInt64Array => {
  const view = values as unknown as ArrayBufferView;
  return view instanceof BigInt64Array
    ? view
    : new BigInt64Array(view.buffer, view.byteOffset, view.byteLength / 8);
};
