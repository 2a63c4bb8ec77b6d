import { weighJson, type Tally } from '../internal/json.ts';
import { dayLength, LAST_MOMENT, parseDate, parseTimestamp } from './temporal.ts';
import type { Cell, ColumnType, JsonValue } from './types.ts';
import { toMilliseconds } from './wire.ts';

/**
 * Converts a raw value other than `null` to a cell. Returns `undefined` if it does not fit the type of the column.
 */
export type Convert = (value: unknown) => Cell | undefined;

/** Maximum nesting depth of a JSON cell. Deeper nesting could overflow the stack. */
const MAX_DEPTH = 64;

/** Maximum length of a text that is parsed as a number, in characters. */
const MAX_NUMBER_LENGTH = 1000;

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Texts of databases for numbers that cannot be drawn. */
const NO_VALUE = /^([+-]?inf(inity)?|nan)?$/i;

/**
 * @param toMoment converts a timestamp (ms since 1970) to a `Date`
 * @param tally counts the values of JSON in texts before it is parsed
 */
export function converterFor(type: ColumnType, toMoment: (ms: number) => Date, tally: Tally): Convert {
  return {
    string: toText,
    number: toNumber,
    boolean: toBoolean,
    date: memoized(toDate),
    timestamp: (value: unknown) => toTimestamp(value, toMoment),
    json: (value: unknown) => (typeof value === 'string' ? parseJsonText(value, tally) : toJson(value, 0)),
  }[type];
}

/** Converts each value only once: many rows have the same day and share one `Date`. */
function memoized(convert: Convert): Convert {
  const known = new Map<unknown, Cell | undefined>();
  return (value) => {
    if (!known.has(value)) known.set(value, convert(value));
    return known.get(value);
  };
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return String(value);
  const json = toJson(value, 0);
  return json === undefined ? undefined : JSON.stringify(json);
}

function toNumber(value: unknown): number | string | null | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return toExact(value);
  if (typeof value !== 'string') return undefined;
  if (NO_VALUE.test(value)) return null;
  if (value.length > MAX_NUMBER_LENGTH || !DECIMAL.test(value)) return undefined;
  const number = Number(value);
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? value : number;
}

function toExact(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'object') return undefined;
  const text = String(value).toLowerCase();
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined;
}

function toDate(value: unknown): Date | null | undefined {
  if (value instanceof Date) return toDate(value.toISOString());
  if (typeof value !== 'string') return undefined;
  if (NO_VALUE.test(value)) return null;
  return parseDate(parseTimestamp(value) === undefined ? value : value.slice(0, dayLength(value)));
}

function toTimestamp(value: unknown, toMoment: (ms: number) => Date): Date | null | undefined {
  if (value instanceof Date) return toMoment(value.getTime());
  if (typeof value === 'number') {
    const ms = toMilliseconds(value);
    return Math.abs(ms) <= LAST_MOMENT ? toMoment(ms) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const ms = parseTimestamp(value);
  return ms === undefined ? (NO_VALUE.test(value) ? null : undefined) : toMoment(ms);
}

function toJson(value: unknown, depth: number): JsonValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return toExact(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || ArrayBuffer.isView(value) || depth > MAX_DEPTH) return undefined;
  return Array.isArray(value) ? toList(value, depth) : toObject(value, depth);
}

function toList(value: readonly unknown[], depth: number): JsonValue | undefined {
  const items: JsonValue[] = [];
  for (const item of value) {
    const json = toJson(item, depth + 1);
    if (json === undefined) return undefined;
    items.push(json);
  }
  return items;
}

function toObject(value: object, depth: number): JsonValue | undefined {
  const entries: [string, JsonValue][] = [];
  for (const [key, item] of Object.entries(value)) {
    const json = toJson(item, depth + 1);
    if (json === undefined) return undefined;
    entries.push([key, json]);
  }
  return Object.fromEntries(entries);
}

/** Parses JSON lists and objects in texts. Returns other texts unchanged. */
function parseJsonText(value: string, tally: Tally): JsonValue | undefined {
  if (!/^\s*[[{]/.test(value)) return value;
  weighJson(value, tally);
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch {
    return value;
  }
  return toJson(json, 1);
}
