import { type Dataflow, type TransformClass, transforms, tupleid } from 'vega-dataflow';
import { isObject } from '../internal/json.ts';
import { OnDemand, specError } from '../spec/errors.ts';
import { list } from '../spec/facts.ts';
import { type Budget, budgetOf } from './budget.ts';
import { intervalLength, STEPS_PER_INTERVAL } from './limited-functions.ts';
import { type Mark, chargeMarks, chargePixels } from './limited-marks.ts';
import {
  atLeast,
  atMost,
  checkMoment,
  MAX_TICKS,
  MIN_BIN_BASE,
  MIN_BIN_SPAN,
  sequenceLength,
} from './limits.ts';

export type Row = object;
export type Getter = (row: Row) => unknown;

type Parameters = Readonly<Record<string, unknown>>;

/** Vega's pulse: the changed rows that an operator receives. */
interface Pulse {
  readonly dataflow: Dataflow;
  /** New rows. A pulse of several sources has no `add`. */
  readonly add?: readonly Row[];
  readonly rem?: readonly Row[];
  readonly mod?: readonly Row[];
  /** All rows, if the source stores them. */
  readonly source?: readonly Row[] | null;
  /** Flag for `visit()`: visit the removed rows of all sources. */
  readonly REM: number;
  visit(flags: number, visitor: (row: Row) => void): void;
}

/** The output of an operator: a pulse, or a promise of one. */
interface Result {
  readonly then?: unknown;
  readonly async?: unknown;
}

/**
 * Charges for a transform before it runs. Throws an error of kind `spec` beyond a limit.
 *
 * @param rows All rows of the transform
 * @param added New rows
 * @param changed Changed rows
 * @param domainWith Returns the domain that a scale would have with changed parameters
 */
export type Cost = (
  budget: Budget,
  parameters: Parameters,
  rows: readonly Row[],
  added: readonly Row[],
  changed: readonly Row[],
  domainWith: (changes: Parameters) => readonly unknown[],
) => void;

/** Aggregate operations that visit each row of their window again, with the relative cost of a row. */
const WORK_PER_ROW: Readonly<Record<string, number>> = {
  ...{ ci0: 1000, ci1: 1000, q1: 10, median: 10, q3: 10 },
  ...{ distinct: 1, values: 1, min: 1, max: 1, argmin: 1, argmax: 1 },
};
/** Costs of transforms that create rows, or that do more than visit each row once. */
const COSTS: Readonly<Record<string, Cost>> = {
  relay: (budget, { derive }, _, added) => budget.chargeRows(derive ? added.length : 0),
  datajoin: (budget, _, __, added) => budget.chargeRows(added.length),
  aggregate: (budget, { ops }, rows) => budget.chargeSteps(rows.length * workPerRow(ops, 'ci')),
  joinaggregate: (budget, { ops }, rows) => budget.chargeSteps(rows.length * workPerRow(ops, 'ci')),

  timeunit(budget, { field, units, step }, rows) {
    const lengths = list(units).map(intervalLength);
    const count = Math.max(1, Math.abs(Number(step ?? 1)) || 1);
    if (list(units).includes('quarter')) budget.chargeSteps(rows.length * (count - 0.8) * STEPS_PER_INTERVAL);
    // Vega adds steps of the shortest unit.
    const reach = lengths.length > 0 ? count * Math.min(...lengths) : 0;
    for (const row of rows) checkMoment(Math.abs(Number((field as Getter)(row))) + reach);
  },

  bin(_budget, { base, extent, span, maxbins, step, steps }) {
    atLeast(MIN_BIN_BASE, Number(base ?? MIN_BIN_BASE), 'bins with a base');
    atMost(MAX_TICKS, Number(maxbins ?? 0), 'bins');
    const [min, max] = list(extent).map(Number);
    // These fallbacks are the same as in Vega.
    const width = Number(span) || max! - min! || Math.abs(min!) || 1;
    if (!step && !steps) atLeast(MIN_BIN_SPAN, Math.abs(width), 'bins over a span');
  },

  bound(budget, { mark }, _rows, added, changed) {
    chargeMarks(budget, mark as Mark, added);
    chargeMarks(budget, mark as Mark, changed);
  },

  viewlayout: (_budget, { layout }) =>
    atMost(MAX_TICKS, Number(isObject(layout) ? (layout['columns'] ?? 0) : 0), 'columns'),
  scale: (budget, parameters, _rows, _added, _changed, domainWith) =>
    checkScale(budget, parameters, domainWith),
  axisticks: checkTicks,
  legendentries: checkTicks,
};

/** Number of fields of a row that a transform may read at no extra cost. */
const FREE_FIELDS = 2;
/** Average number of comparisons per row when sorting. */
const COMPARISONS = 20;

/** Transforms whose number of results is known only afterwards. */
const TICKS = new Set(['axisticks', 'legendentries']);

/** Creates a subclass of a transform that charges the budget of its view. */
function limitTransform(type: string, Class: TransformClass): TransformClass {
  return class extends Class {
    override run(pulse: Pulse): unknown {
      const budget = budgetOf(pulse.dataflow);
      budget?.guard();
      const result = super.run(pulse) as Result;
      const pause = result.then || result.async ? undefined : budget?.pauseIfDue();
      return pause ? pause.then(() => result) : result;
    }

    override transform(parameters: Parameters, pulse: Pulse): unknown {
      const budget = budgetOf(pulse.dataflow);
      if (!budget) return super.transform(parameters, pulse);
      const rare = RARE.has(type) ? rareCosts.get() : null;
      const cost = rare ? rare.costs[type] : COSTS[type];
      const { add = [], rem = [], mod = [], source } = pulse;
      budget.addHeldRows(add.length - rem.length);
      budget.chargeVisits(add.length + mod.length, Math.max(1, countFields(parameters) / FREE_FIELDS));
      cost?.(budget, parameters, source ?? add, add, mod, (changes) => {
        // The scale keeps `bins`, which change its domain in the next run.
        const bins = (this.value as TickScale | null)?.bins;
        super.transform(Object.assign(Object.create(parameters) as Parameters, { bins, ...changes }), pulse);
        return (this.value as TickScale).domain();
      });
      const result = super.transform(parameters, pulse) as Pulse | undefined;
      if (TICKS.has(type)) atMost(MAX_TICKS, result?.add?.length ?? 0, 'ticks');
      if (type === 'projection') rare!.meterProjection(this.value, budget);
      if (type === 'bound')
        [add, mod].forEach((items) => chargePixels(budget, parameters['mark'] as Mark, items));
      if (type === 'relay') deleteRemoved(this.value as Copies, pulse);
      return result;
    }
  };
}

/** The copies that a relay has made of rows, by the id of the row. */
type Copies = Record<number, Row | null>;

/**
 * Deletes the entries of removed rows. Vega sets them to `null`, so the object would grow with every update of a view:
 * https://github.com/vega/vega/blob/v6.4.0/packages/vega-transforms/src/Relay.js#L35
 */
function deleteRemoved(copies: Copies, pulse: Pulse): void {
  pulse.visit(pulse.REM, (row) => {
    const id = tupleid(row);
    if (copies[id] === null) delete copies[id];
  });
}

/** Transforms whose costs are in rare-limits.ts. */
const RARE = new Set(
  'fold flatten graticule impute kde loess pivot projection quantile regression sequence window'.split(' '),
);

export const rareCosts = new OnDemand<{
  readonly costs: Readonly<Record<string, Cost>>;
  /** Makes a projection charge for each point. */
  readonly meterProjection: (projection: unknown, budget: Budget) => void;
}>();

/** Counts the fields of a row that a transform reads. */
function countFields(parameters: Parameters): number {
  return Object.values(parameters).reduce<number>((sum, value) => sum + countAccessorFields(value), 0);
}

function countAccessorFields(value: unknown): number {
  if (typeof value === 'function') {
    const fields = list((value as { readonly fields?: unknown }).fields).length;
    // A function of two rows is a comparator.
    return value.length === 2 ? fields * COMPARISONS : fields;
  }
  return Array.isArray(value) && value.some((part) => typeof part === 'function') ? value.length : 0;
}

/** Returns the relative cost of a row: that of the most expensive operation that is at least of the class `which`. */
export function workPerRow(ops: unknown, which: 'ci' | 'values' | 'all'): number {
  const least = { ci: 1000, values: 10, all: 1 }[which];
  return Math.max(
    0,
    ...list(ops)
      .map((op) => WORK_PER_ROW[String(op)] ?? 0)
      .filter((work) => work >= least),
  );
}

function checkScale(
  budget: Budget,
  { type, bins, base, nice, schemeCount }: Parameters,
  domainWith: (changes: Parameters) => readonly unknown[],
): void {
  atMost(MAX_TICKS, Number(base ?? 0), 'ticks (base)');
  atMost(MAX_TICKS, Number(schemeCount ?? 0), 'colors');
  if (nice) checkCount(budget, nice, isTemporal(type) ? domainWith({ nice: false }) : []);
  if (!bins || Array.isArray(bins)) return atMost(MAX_TICKS, list(bins).length, 'bins');
  // The bins of a bin transform are a function with these properties.
  const { start, stop, step } = bins as Parameters;
  const isWhole = [start, stop].every((end) => end !== undefined && end !== null);
  const domain = isWhole ? [] : domainWith({});
  const [from, to] = [start ?? domain[0], stop ?? domain.at(-1)];
  for (const [name, value] of Object.entries({ start: from, stop: to, step })) {
    // Without rows, the domain is empty.
    if (typeof value !== 'number' && (value !== undefined || name === 'step'))
      throw specError(`The ${name} of the bins of a scale is no number.`);
  }
  if (!(Number(step) > 0)) throw specError('The step of the bins of a scale is not above 0.');
  atMost(MAX_TICKS, sequenceLength(from, to, step), 'bins');
}

interface TickScale {
  readonly type?: string;
  readonly bins?: unknown;
  domain(): unknown[];
}

function checkTicks(budget: Budget, { scale, count, values }: Parameters): void {
  atMost(MAX_TICKS, list(values).length, 'ticks');
  const { type } = scale as TickScale;
  checkCount(budget, count, isTemporal(type) ? (scale as TickScale).domain() : []);
}

/** Checks a tick count: a number, or a time interval over a domain of dates. */
function checkCount(budget: Budget, count: unknown, dates: readonly unknown[]): void {
  const ends = [dates[0], dates.at(-1)].map(Number);
  ends.forEach(checkMoment);
  if (typeof count !== 'string' && !isObject(count)) return atMost(MAX_TICKS, Number(count ?? 0), 'ticks');
  const { interval, step } = isObject(count) ? count : { interval: count, step: 1 };
  if (interval === undefined || interval === null) return;
  const length = intervalLength(interval);
  const steps = Math.max(1, Number(step ?? 1) || 1);
  // To find every nth week, d3 tries all weeks in between. It computes only milliseconds directly.
  if (length > 1) atMost(MAX_TICKS, steps, `${String(interval)}s between two ticks`);
  const span = Math.abs(ends[1]! - ends[0]!) || 0;
  atMost(MAX_TICKS, span / (length * steps), 'ticks');
  if (length > 1) budget.chargeSteps((span / length + steps) * STEPS_PER_INTERVAL);
  ends.forEach((end) => checkMoment(Math.abs(end) + length * steps));
}

function isTemporal(type: unknown): boolean {
  return type === 'time' || type === 'utc';
}

/**
 * Registers transforms with Vega, with their limits. The limits also apply if the transforms are registered again later,
 * as the `vega` package does when it is evaluated.
 */
export function registerTransforms(lazyModule: Readonly<Record<string, unknown>>): void {
  for (const type of Object.keys(lazyModule)) {
    let given: TransformClass | undefined;
    let limited: TransformClass | undefined;
    Object.defineProperty(transforms, type, {
      configurable: true,
      enumerable: true,
      // Created on first use, because the class may be in a part that loads later.
      get: () => (limited ??= limitTransform(type, given ?? (lazyModule[type] as TransformClass))),
      set: (Class: TransformClass) => {
        given = Class;
        limited = undefined;
      },
    });
  }
}
