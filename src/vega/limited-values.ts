import { tupleid } from 'vega-dataflow';
import { atMost, MAX_ROWS, MAX_TEXT } from './limits.ts';

/** A value of a sequence or a list costs what a row does on its way through two operators. */
export const STEPS_PER_VALUE = 20;
/** What it costs to look at one on a walk through a list. */
const STEPS_PER_LOOK = 8;
/** Letters of a text in a list that count as one value more. */
const LETTERS_PER_VALUE = 100;

/** How many values there are in lists and objects that were looked at before, and stay what they are: that hold no row. */
const weights = new WeakMap<object, number>();

/** A walk through a value. */
interface Walk {
  /** Lists and objects that it has come by. */
  looks: number;
  /** It has come by a row: expressions may yet put more into that. */
  grows: boolean;
  /** Where it is. A row may come to hold itself. */
  readonly path: Set<object>;
}

/**
 * A value that an expression has made, unless it is a text that is too long, or holds too many values: a list that holds
 * another twice costs nothing, but forty of them in a row would take forever to write down. Throws an error of kind `spec`.
 *
 * @param charge Is told the steps that it took to find out
 */
export function limitValue<T>(value: T, charge?: (steps: number) => void): T {
  if (typeof value === 'string') atMost(MAX_TEXT, value.length, 'characters in a text');
  else if (typeof value === 'object' && value !== null) {
    const walk = newWalk();
    atMost(MAX_ROWS, weighOn(value, walk), 'values in a list');
    charge?.(walk.looks * STEPS_PER_LOOK);
  }
  return value;
}

/**
 * How many values a value holds, itself among them. What is no list and no plain object belongs to Vega, and counts as one.
 * Throws an error of kind `spec` where it would take too long to tell.
 */
export function weigh(value: unknown): number {
  return weighOn(value, newWalk());
}

function newWalk(): Walk {
  return { looks: 0, grows: false, path: new Set() };
}

function weighOn(value: unknown, walk: Walk): number {
  if (typeof value === 'string') return 1 + value.length / LETTERS_PER_VALUE;
  if (typeof value !== 'object' || value === null) return 1;
  const known = weights.get(value);
  if (known !== undefined) return known;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return 1;
  if (walk.path.has(value)) return 1;
  atMost(MAX_ROWS, (walk.looks += 1), 'values in a list');
  const grewBefore = walk.grows;
  walk.grows = tupleid(value) !== undefined;
  walk.path.add(value);
  let weight = 1;
  for (const part of Object.values(value)) weight += weighOn(part, walk);
  walk.path.delete(value);
  if (!walk.grows) weights.set(value, weight);
  walk.grows ||= grewBefore;
  return weight;
}
