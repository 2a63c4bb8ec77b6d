import { Pulse } from 'vega-dataflow';
import type { OperatorContext } from 'vega-view';
import { isObject } from './spec-facts.ts';

const NONE = Object.freeze([]);
/** What has happened to no row. */
const NOTHING = { add: NONE, rem: NONE, mod: NONE, fields: null };

/**
 * Lets operators forget what came, went and changed in their last run, with the rows that are gone since. The next run
 * asks each only where its rows are (`source`), which all operators along one path have in common.
 */
export function settle(context: OperatorContext, settled = new Map<unknown, Pulse>()): void {
  for (const operator of Object.values(context.nodes)) {
    // What grew item by item has room for a dozen more.
    if (operator._argops) operator._argops = operator._argops.slice();
    // Groups of rows, and marks, that have gone: where rows are derived on their way, Vega keeps them in case they come back.
    if (isFacet(operator)) operator.clean();
    if (isMap(operator.value)) operator.value.clean();
    const { pulse } = operator;
    // One of several sources, and one whose rows are filtered, stay what they are.
    if (!pulse?.dataflow || pulse.pulses || pulse.srcF) continue;
    operator.pulse = pulseOf(pulse, settled);
    // Functions of the operator may know the pulse as well.
    Object.assign(pulse, NOTHING);
  }
  for (const inner of context.subcontext ?? []) settle(inner, settled);
}

interface Facet {
  /** Brings the rows of a group to it, in a run. */
  activate(group: object): void;
  clean(): void;
}

/** Finds marks by keys; knows how many of them have gone. */
interface MarkMap {
  readonly empty: number;
  clean(): void;
}

function isMap(value: unknown): value is MarkMap {
  return isObject(value) && Number(value['empty']) > 0 && typeof value['clean'] === 'function';
}

function isFacet(operator: object): operator is Facet {
  return 'activate' in operator && 'clean' in operator;
}

function pulseOf({ dataflow, source = null }: Pulse, settled: Map<unknown, Pulse>): Pulse {
  let pulse = settled.get(source);
  if (!pulse) {
    // Of no run that ever comes.
    pulse = Object.assign(new Pulse(dataflow!), NOTHING, { source });
    settled.set(source, pulse);
  }
  return pulse;
}
