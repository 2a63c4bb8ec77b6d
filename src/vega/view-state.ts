import type { View } from 'vega-view';
import type { ChartState } from './types.ts';

/** The data sets that Vega-Lite keeps selections in. */
const SELECTION = /_store$/;
/** What is a step on the way of a selection: taken again, it would be one step too many. */
const STEP = /_(tuple|toggle|modify|scale_trigger|(translate|zoom)_(anchor|delta))$/;
/** The size of a band, or of a facet's cells: a matter of the box and the theme. */
const SIZE = /(^|_)([xy](Offset)?_step|child_(width|height))$/;
/** Set by whoever draws the chart, not by who reads it. */
const GIVEN = new Set([
  'width',
  'height',
  'padding',
  'autosize',
  'background',
  'style',
  'cursor',
  'parent',
  'facet',
]);

/** A state as Vega describes it, of a view or of one of its facets. */
interface State {
  readonly signals: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly subcontext?: readonly State[];
}

const NO_DATA: ReadonlySet<string> = new Set();

/**
 * Reads the state of a view: what is computed from something else is left to the next view, and so are the rows of
 * queries, whatever the names of their `sources` are.
 */
export function readState(view: View, sources = NO_DATA): ChartState {
  return view.getState({
    signals: (name, { _update }) => !_update && !GIVEN.has(name) && !STEP.test(name) && !SIZE.test(name),
    data: (name) => SELECTION.test(name) && !sources.has(name),
  });
}

/** Brings a new view of the same spec into a state, as far as it has a place for it. Resolves when its dataflow has run. */
export async function applyState(view: View, state: ChartState): Promise<void> {
  const own = readState(view) as State;
  await view.setState(fitting(state as State, own)).runAsync();
}

/** The parts of a state that a view has, too: one in another size or look need not have all. */
function fitting({ signals, data, subcontext = [] }: State, own: State): State {
  const { subcontext: facets = [] } = own;
  return {
    signals: pick(signals, own.signals),
    data: pick(data, own.data),
    subcontext: subcontext.slice(0, facets.length).map((inner, index) => fitting(inner, facets[index]!)),
  };
}

function pick(values: State['signals'], known: State['signals']): State['signals'] {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(known, name)));
}
