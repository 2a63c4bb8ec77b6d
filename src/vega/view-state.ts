import type { View } from 'vega-view';
import type { ChartState } from './types.ts';

/** The data sets that Vega-Lite keeps selections in. */
const SELECTION = /_store$/;
/** What is a step on the way of a selection: taken again, it would be one step too many. */
const STEP = /_(tuple|toggle|modify|scale_trigger|(translate|zoom)_(anchor|delta))$/;
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

/** Reads the state of a view: what is computed from something else is left to the next view. */
export function readState(view: View): ChartState {
  return view.getState({
    signals: (name, { _update }) => !_update && !GIVEN.has(name) && !STEP.test(name),
    data: (name) => SELECTION.test(name),
  });
}

/** Brings a new view of the same spec into a state. Resolves when its dataflow has run. */
export async function applyState(view: View, state: ChartState): Promise<void> {
  await view.setState(state).runAsync();
}
