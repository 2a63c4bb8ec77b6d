import { dayLength, parseTimestamp } from './temporal.ts';
import type { ColumnType } from './types.ts';

type Sort = 'boolean' | 'number' | 'huge' | 'date' | 'timestamp' | 'text' | 'json';

/** An integer as text that a number could not hold exactly. */
const HUGE = /^-?[1-9]\d{15,998}$/;

/**
 * The type of a column whose wire has none, from its values. Text stays text however much it looks like a number
 * ("007", "80331"): what is a number comes as one.
 */
export function inferType(rows: readonly (readonly unknown[])[], place: number): ColumnType {
  const seen = new Set<Sort>();
  for (const row of rows) {
    const value = row[place];
    if (value !== null) seen.add(sortOf(value, seen.has('text')));
  }
  const only = (...sorts: Sort[]): boolean => [...seen].every((sort) => sorts.includes(sort));
  if (seen.size === 0) return 'string';
  if (seen.has('json')) return 'json';
  if (only('boolean')) return 'boolean';
  if (seen.has('number') && only('number', 'huge')) return 'number';
  if (only('date')) return 'date';
  return only('date', 'timestamp') ? 'timestamp' : 'string';
}

function sortOf(value: unknown, textSeen: boolean): Sort {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (value instanceof Date) return 'timestamp';
  if (typeof value !== 'string') return 'json';
  if (textSeen) return 'text';
  if (parseTimestamp(value) !== undefined) return value.length === dayLength(value) ? 'date' : 'timestamp';
  return HUGE.test(value) ? 'huge' : 'text';
}
