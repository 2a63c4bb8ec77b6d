import type { Dataflow } from 'vega-dataflow';
import { quote, specError } from '../spec/errors.ts';
import { list } from '../spec/facts.ts';
import { budgetOf, limitValue, STEPS_PER_VALUE, countValues } from './budget.ts';
import { refusal } from './function-policy.ts';
import type { Functions } from './interpreter/index.ts';
import { atMost, checkMoment, MAX_ROWS, MAX_STEPS, MAX_TEXT, MAX_TICKS, sequenceLength } from './limits.ts';
import { LABELS, NUMBER, TIME } from '../internal/secret-names.ts';

type AnyFunction = (...values: unknown[]) => unknown;

/* Costs of functions, in steps. Formats and regular expressions charge their costs themselves. */

/** Sorting a value. */
const STEPS_PER_SORTED = 100;
/** Setting a property of an object. */
const STEPS_PER_KEY = 100;
/** Formatting a number or a date with the locale of the view. */
const STEPS_PER_FORMAT = 300;
const STEPS_PER_LOG = MAX_STEPS / 1000;
/**
 * Finding the next quarter, or the next of several intervals. d3 tries all intervals in between, which is slow for
 * distant dates.
 */
export const STEPS_PER_INTERVAL = 1000;

/** `this.context` of expression functions. */
export interface DataContext {
  readonly dataflow: Dataflow & { /** Number of the current run. */ stamp(): number };
  readonly data?: Readonly<Record<string, { readonly values?: { readonly value?: unknown } } | undefined>>;
}

/** Returns the cost of a call in steps, from its arguments, or throws if it exceeds a limit. May replace arguments. */
type Cost = (values: unknown[], context: DataContext) => number;

/**
 * Functions whose costs load on demand (selection-limits.ts). Calls are refused unless these costs have been loaded.
 */
const ON_DEMAND = [
  'vlSelectionTest',
  'vlSelectionIdTest',
  'vlSelectionResolve',
  'vlSelectionTuples',
  'modify',
  'intersect',
];

const COSTS: Record<string, Cost> = {
  sequence(bounds) {
    const [start, stop, step] = bounds.length < 2 ? [0, bounds[0], 1] : bounds;
    return values(sequenceLength(start, stop, step));
  },
  timeSequence,
  utcSequence: timeSequence,
  timeOffset,
  utcOffset: timeOffset,
  timeUnitSpecifier([units, formats]) {
    // Vega tries each range of units as a key of the formats.
    atMost(LENGTHS.size, list(units).length, 'units of time');
    (Array.isArray(units) ? units : [units]).forEach(intervalLength);
    // If a format is `null`, Vega loops forever.
    for (const [unit, format] of Object.entries(Object(formats) as object)) {
      if (typeof format !== 'string')
        throw specError(`The chart asks for a format of ${quote(unit)} that is no text.`);
    }
    return STEPS_PER_FORMAT;
  },

  pad([value, length, filling]) {
    const missing = Math.max(0, Number(length) - lengthOf(value)) * Math.max(1, lengthOf(filling));
    return text(lengthOf(value) + missing);
  },
  join([parts, separator = ',']) {
    const between = lengthOf(separator);
    return text(
      sum(list(parts), (part) => (Array.isArray(part) ? countValues(part) : lengthOf(part)) + between),
    );
  },
  replace([value, pattern, by]) {
    const length = lengthOf(value);
    const most = typeof pattern === 'string' ? 1 : length + 1;
    // $` and $' insert up to the whole text for each match. All matches together are at most as long as the whole
    // text.
    const [around, matched] = [/\$[`']/g, /\$[&\d<]/g].map(
      (sign) => (String(by).match(sign)?.length ?? 0) * length,
    );
    const written = most * (lengthOf(by) + around!) + matched!;
    // This is only an upper bound; `limitValue` checks the actual length.
    atMost(MAX_TEXT * 100, written, 'characters in a text');
    return length + written / 10;
  },
  gradient([, , , count]) {
    atMost(MAX_TICKS, Number(count ?? 0), 'colors');
    return 0;
  },
  // Only the size of the result counts.
  domain: () => 0,
  range: () => 0,
  invert: () => 0,
  merge: (objects) => sum(objects, countKeys) * STEPS_PER_KEY,
  ...each('geoArea geoBounds geoCentroid geoScale', (shapes) => sum(shapes, countValues) * STEPS_PER_VALUE),
  pluck: ([value, path]) => (list(value).length + lengthOf(path)) * STEPS_PER_VALUE,
  sort: ([values]) => countValues(values) * STEPS_PER_SORTED,
  ...each(
    'split indexof lastindexof slice reverse extent upper lower',
    ([value]) => list(value).length * STEPS_PER_VALUE || lengthOf(value),
  ),
  ...each(`${NUMBER} ${TIME}`, () => STEPS_PER_FORMAT),
  [LABELS]: ([rows]) => list(rows).length * STEPS_PER_FORMAT,
  ...each('warn info debug', () => STEPS_PER_LOG),
};

export function provideCosts(costs: Readonly<Record<string, Cost>>): void {
  Object.assign(COSTS, costs);
}

/** Wraps expensive functions: charges their cost before the call, and checks their result. */
export function limitedFunctions(functions: Functions): Record<string, AnyFunction> {
  const limited: Record<string, AnyFunction> = {};
  const budget = budgetOf((functions['context'] as DataContext).dataflow);
  for (const name of new Set([...ON_DEMAND, ...Object.keys(COSTS)])) {
    const original = functions[name] as AnyFunction | undefined;
    if (!original) continue;
    const cost = COSTS[name];
    limited[name] = function (this: Functions, ...parameters) {
      if (!cost) throw refusal(name);
      // The cost is `NaN` if a row lacks a number; then the function returns nothing large.
      budget?.chargeSteps(cost(parameters, this['context'] as DataContext) || 0);
      const result = limitValue(original.apply(this, parameters));
      if (typeof result === 'object') budget?.chargeSteps(countValues(result) * STEPS_PER_VALUE);
      return result;
    };
  }
  return limited;
}

function each(names: string, cost: Cost): Record<string, Cost> {
  return Object.fromEntries(names.split(' ').map((name) => [name, cost]));
}

function timeSequence(args: unknown[]): number {
  const { unit, length, numbers } = readDates(args, 2);
  const [start, stop, step] = numbers as [number, number, number];
  // d3 stops at the first date after `stop`.
  const most = Math.abs(step) * length;
  [start, stop, stop + most].forEach(checkMoment);
  const walked = unit === 'quarter' ? Math.max(0, stop - start) + most : 0;
  return (
    values(sequenceLength(start, stop, length * Math.max(1, step))) + (walked / length) * STEPS_PER_INTERVAL
  );
}

function timeOffset(args: unknown[]): number {
  const { unit, length, numbers } = readDates(args, 1);
  const [date, step] = numbers as [number, number];
  [date, date + step * length].forEach(checkMoment);
  if (unit !== 'quarter') return 0;
  // The clock is checked only between calls, so a single call must be short.
  atMost(MAX_TICKS, Math.abs(step), 'quarters between two dates');
  return 10 * Math.abs(step) * STEPS_PER_VALUE;
}

/** Reads a unit, `count` dates and a step. Replaces the arguments with these values, so d3 sees the same ones. */
function readDates(
  args: unknown[],
  count: number,
): { unit: unknown; length: number; numbers: readonly number[] } {
  const [first, ...dates] = args;
  const unit = Array.isArray(first) && first.length === 1 ? (first[0] as unknown) : first;
  const length = intervalLength(unit);
  const numbers = [...dates.slice(0, count), dates[count] ?? 1].map(Number);
  args.splice(0, args.length, unit, ...numbers);
  return { unit, length, numbers };
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

function countKeys(value: unknown): number {
  return Object.keys(Object(value) as object).length;
}

function sum(values: readonly unknown[], size: (value: unknown) => number): number {
  return values.reduce<number>((sum, value) => sum + size(value), 0);
}

/** Lengths of Vega's time units in ms, keyed by their singular names. */
const LENGTHS = new Map<unknown, number>(
  Object.entries({
    ...{ millisecond: 1, second: 1e3, minute: 6e4, hour: 3.6e6 },
    ...{ date: 8.64e7, day: 8.64e7, dayofyear: 8.64e7, week: 6.048e8, isoweek: 6.048e8 },
    ...{ month: 2.628e9, quarter: 7.884e9, year: 3.154e10 },
  }),
);

/** Returns the length of a time unit in ms. Throws an error of kind `spec` for an unknown unit. */
export function intervalLength(unit: unknown): number {
  const length = typeof unit === 'string' && LENGTHS.get(unit.replace(/s$/, ''));
  if (length) return length;
  throw specError(`${quote(unit)} is not a unit of time.`);
}
