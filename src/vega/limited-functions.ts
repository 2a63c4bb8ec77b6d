import type { Dataflow } from 'vega-dataflow';
import { budgetOf } from './budget.ts';
import type { Functions } from './interpreter/index.ts';
import { limitValue, STEPS_PER_VALUE, weigh } from './limited-values.ts';
import { atMost, checkMoment, MAX_ROWS, MAX_STEPS, MAX_TEXT, MAX_TICKS, sequenceLength } from './limits.ts';
import { list } from './spec-facts.ts';
import { intervalLength } from './time-steps.ts';

type AnyFunction = (...values: unknown[]) => unknown;

/** What it costs to bring a value to its place. */
const STEPS_PER_SORTED = 100;
/** What it costs to compare a row with a value of a selection, which has been checked before. */
const STEPS_PER_COMPARISON = 8;
/** What it costs to write a field into an object. */
const STEPS_PER_KEY = 100;
/** What it costs to look through the whole picture. */
const STEPS_PER_PICTURE = MAX_STEPS / 1000;

/** What a call makes, told by its arguments before it is made: throws an error that names the limit. Gives back its steps. */
type Cost = (values: readonly unknown[], context: DataContext) => number;

/** Where Vega's functions find the data of the view. */
interface DataContext {
  readonly dataflow: Dataflow & { /** Which run this is. */ stamp(): number };
  readonly data?: Readonly<Record<string, { readonly values?: { readonly value?: unknown } } | undefined>>;
}

const COSTS: Readonly<Record<string, Cost>> = {
  sequence(bounds) {
    const [start, stop, step] = bounds.length < 2 ? [0, bounds[0], 1] : bounds;
    return values(sequenceLength(start, stop, step));
  },
  timeSequence,
  utcSequence: timeSequence,
  timeOffset,
  utcOffset: timeOffset,

  pad([value, length]) {
    return text(Math.max(lengthOf(value), Number(length)));
  },
  join([parts, separator = ',']) {
    const between = lengthOf(separator);
    return text(total(list(parts), (part) => (Array.isArray(part) ? weigh(part) : lengthOf(part)) + between));
  },
  replace([value, pattern, by]) {
    const most = typeof pattern === 'string' ? 1 : lengthOf(value) + 1;
    // Without end only in theory: what is longer in the end is refused by `limitValue`.
    atMost(MAX_TEXT * 100, most * lengthOf(by), 'characters in a text');
    return lengthOf(value);
  },
  modify: changed,
  setdata: changed,
  gradient([, , , count]) {
    atMost(MAX_TICKS, Number(count ?? 0), 'colors');
    return 0;
  },
  // What they take is known by what they give.
  domain: () => 0,
  range: () => 0,
  invert: () => 0,
  intersect: () => STEPS_PER_PICTURE,
  intersectLasso: () => STEPS_PER_PICTURE,
  merge: (objects) => total(objects, keysOf) * STEPS_PER_KEY,
  ...Object.fromEntries(
    ['geoArea', 'geoBounds', 'geoCentroid', 'geoScale'].map((name) => [
      name,
      (shapes: readonly unknown[]) => total(shapes, weigh) * STEPS_PER_VALUE,
    ]),
  ),
  pluck: ([value, path]) => (list(value).length + lengthOf(path)) * STEPS_PER_VALUE,
  sort: ([values]) => list(values).length * STEPS_PER_SORTED,
  ...Object.fromEntries(
    ['split', 'indexof', 'lastindexof', 'slice', 'reverse', 'extent', 'upper', 'lower'].map((name) => [
      name,
      ([value]: readonly unknown[]) => list(value).length * STEPS_PER_VALUE || lengthOf(value),
    ]),
  ),
  // Each entry of a store is asked for each row, and any data may pose as a store.
  ...Object.fromEntries(
    ['vlSelectionTest', 'vlSelectionResolve'].map((name) => [
      name,
      ([store]: readonly unknown[], { data, dataflow }: DataContext) =>
        weighStore(list(data?.[String(store)]?.values?.value), dataflow.stamp()) * STEPS_PER_COMPARISON,
    ]),
  ),
};

/** What the stores of selections weigh, as long as a run of the dataflow lasts: they are asked for each row. */
const stores = new WeakMap<
  readonly unknown[],
  { readonly stamp: number; readonly length: number; readonly weight: number }
>();

function weighStore(entries: readonly unknown[], stamp: number): number {
  const known = stores.get(entries);
  if (known?.stamp === stamp && known.length === entries.length) return known.weight;
  const weight = total(entries, weigh);
  stores.set(entries, { stamp, length: entries.length, weight });
  return weight;
}

/** The functions of `functions` that could make more of a little than a page can hold, within their limits. */
export function limitedFunctions(functions: Functions): Record<string, AnyFunction> {
  const limited: Record<string, AnyFunction> = {};
  const budget = budgetOf((functions['context'] as DataContext).dataflow);
  for (const [name, cost] of Object.entries(COSTS)) {
    const original = functions[name] as AnyFunction | undefined;
    if (!original) continue;
    limited[name] = function (this: Functions, ...parameters) {
      budget?.steps(cost(parameters, this['context'] as DataContext));
      const result = limitValue(original.apply(this, parameters));
      if (Array.isArray(result)) budget?.steps(result.length * STEPS_PER_VALUE);
      return result;
    };
  }
  return limited;
}

/** Rows that go into the data: what they hold may go into them again. */
function changed(rows: readonly unknown[]): number {
  rows.forEach(limitValue);
  return 0;
}

function timeSequence([unit, start, stop, step]: readonly unknown[]): number {
  [start, stop].forEach(checkMoment);
  const length = intervalLength(unit) * Math.max(1, Number(step ?? 1));
  return length > 0 ? values(sequenceLength(Number(start), Number(stop), length)) : 0;
}

function timeOffset([unit, date, step]: readonly unknown[]): number {
  const steps = Number(step ?? 1);
  checkMoment(Number(date) + steps * intervalLength(unit));
  // d3 counts quarters by their months, one after the other.
  return unit === 'quarter' ? 10 * Math.abs(steps) * STEPS_PER_VALUE : 0;
}

function values(count: number): number {
  atMost(MAX_ROWS, count, 'values in a sequence');
  return count * STEPS_PER_VALUE;
}

function text(length: number): number {
  atMost(MAX_TEXT, length, 'characters in a text');
  return length;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return value === undefined ? 0 : 20;
}

function keysOf(value: unknown): number {
  return Object.keys(Object(value) as object).length;
}

function total(values: readonly unknown[], size: (value: unknown) => number): number {
  return values.reduce<number>((sum, value) => sum + size(value), 0);
}
