import { weighJson, type Tally } from '../internal/json.ts';
import { dayLength, LAST_MOMENT, parseDate, parseTimestamp } from './temporal.ts';
import type { Cell, ColumnType, JsonValue } from './types.ts';
import { momentOf } from './wire.ts';

/** A raw value that is not `null` as a cell, or `undefined` where it does not fit the column's type. */
export type Convert = (value: unknown) => Cell | undefined;

/** Nesting of a JSON cell beyond which it is taken for an attack on the stack. */
const DEEPEST = 64;

/** Digits of a number beyond which it is none. */
const LONGEST_NUMBER = 1000;

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Texts by which databases say what has no value on an axis. */
const NO_VALUE = /^([+-]?inf(inity)?|nan)?$/i;

/**
 * @param toMoment makes the `Date` of a timestamp (ms since 1970)
 * @param tally counts what JSON in texts would be parsed to
 */
export function converterFor(type: ColumnType, toMoment: (ms: number) => Date, tally: Tally): Convert {
  return {
    string: toText,
    number: toNumber,
    boolean: toBoolean,
    date: remembering(toDate),
    timestamp: (value: unknown) => toTimestamp(value, toMoment),
    json: (value: unknown) => (typeof value === 'string' ? parsed(value, tally) : toJson(value, 0)),
  }[type];
}

/** One and the same day stands in many rows: it is read once, and its cells share one `Date`. */
function remembering(convert: Convert): Convert {
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
  if (typeof value === 'bigint') return exact(value);
  if (typeof value !== 'string') return undefined;
  if (NO_VALUE.test(value)) return null;
  if (value.length > LONGEST_NUMBER || !DECIMAL.test(value)) return undefined;
  const number = Number(value);
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? value : number;
}

/** A number where it holds the integer exactly, else its text. */
function exact(value: bigint): number | string {
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
    const ms = momentOf(value);
    return Math.abs(ms) <= LAST_MOMENT ? toMoment(ms) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const ms = parseTimestamp(value);
  return ms === undefined ? (NO_VALUE.test(value) ? null : undefined) : toMoment(ms);
}

function toJson(value: unknown, depth: number): JsonValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return exact(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || ArrayBuffer.isView(value) || depth > DEEPEST) return undefined;
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

/** Lists and structs may come as their JSON text; any other text is a value of its own. */
function parsed(value: string, tally: Tally): JsonValue | undefined {
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
