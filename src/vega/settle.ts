import { Pulse } from 'vega-dataflow';
import type { OperatorContext } from 'vega-view';

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
    const { pulse } = operator;
    // One of several sources, and one whose rows are filtered, stay what they are.
    if (!pulse?.dataflow || pulse.pulses || pulse.srcF) continue;
    operator.pulse = pulseOf(pulse, settled);
    // Functions of the operator may know the pulse as well.
    Object.assign(pulse, NOTHING);
  }
  for (const inner of context.subcontext ?? []) settle(inner, settled);
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
