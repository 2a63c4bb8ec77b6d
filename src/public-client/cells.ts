import { dayLength, LAST_MOMENT, parseDate, parseTimestamp } from './temporal.ts';
import type { Cell, ColumnType, JsonValue } from './types.ts';
import { momentOf } from './wire.ts';

/** A raw value that is not `null` as a cell, or `undefined` where it does not fit the column's type. */
export type Convert = (value: unknown) => Cell | undefined;

/** Nesting of a JSON cell beyond which it is taken for an attack on the stack. */
const DEEPEST = 64;

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** Texts by which databases say what has no value on an axis. */
const NO_VALUE = /^([+-]?inf(inity)?|nan)?$/i;

/** @param toMoment makes the `Date` of a timestamp (ms since 1970) */
export function converterFor(type: ColumnType, toMoment: (ms: number) => Date): Convert {
  return {
    string: toText,
    number: toNumber,
    boolean: toBoolean,
    date: remembering(toDate),
    timestamp: (value: unknown) => toTimestamp(value, toMoment),
    json: (value: unknown) => toJson(value, 0),
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
  if (!DECIMAL.test(value)) return undefined;
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
  if (typeof value === 'string' && depth === 0) return parsed(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return exact(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || ArrayBuffer.isView(value) || depth > DEEPEST) return undefined;
  const entries = Object.entries(value).map(([key, item]) => [key, toJson(item, depth + 1)] as const);
  if (entries.some(([, item]) => item === undefined)) return undefined;
  const items = entries as (readonly [string, JsonValue])[];
  return Array.isArray(value) ? items.map(([, item]) => item) : Object.fromEntries(items);
}

/** Lists and structs may come as their JSON text; any other text is a value of its own. */
function parsed(value: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(value)) return value;
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch {
    return value;
  }
  return toJson(json, 1);
}
