import { atMost, MAX_ROWS, MAX_TEXT } from './limits.ts';

/** A value of a sequence or a list costs what a row does on its way through two operators. */
export const STEPS_PER_VALUE = 20;
/** Letters of a text in a list that count as one value more. */
const LETTERS_PER_VALUE = 100;

/** How many values there are in lists and objects that were looked at before. */
const weights = new WeakMap<object, number>();

/**
 * A value that an expression has made, unless it is a text that is too long, or holds too many values: a list that holds
 * another twice costs nothing, but forty of them in a row would take forever to write down. Throws an error of kind `spec`.
 */
export function limitValue<T>(value: T): T {
  if (typeof value === 'string') atMost(MAX_TEXT, value.length, 'characters in a text');
  else if (typeof value === 'object') atMost(MAX_ROWS, weigh(value), 'values in a list');
  return value;
}

/** How many values a value holds, itself among them. What is no list and no plain object belongs to Vega, and counts as one. */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / LETTERS_PER_VALUE;
  if (typeof value !== 'object' || value === null) return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return 1;
  // A row may come to hold itself.
  weights.set(value, 1);
  let weight = 1;
  for (const part of Object.values(value)) weight += weigh(part);
  weights.set(value, weight);
  return weight;
}
