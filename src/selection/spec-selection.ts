/** Synchronizes a spec's own selection parameter with the choice in a chart. */
import { valueIn } from '../charts/emphasis/selectable.ts';
import { isObject, type JsonObject } from '../internal/json.ts';
import { list } from '../spec/facts.ts';
import { escapeTexts } from '../spec/inherited-names.ts';
import { visitViews } from '../spec/views.ts';
import { drawnMarks } from '../vega/hit-test.ts';
import type { MountedChart } from '../vega/types.ts';
import type { ChartSelection, ShownSelection } from './chart-selection.ts';
import { toDrawn } from './selected-values.ts';

type View = MountedChart['view'];
type Row = Readonly<Record<string, unknown>>;

interface SpecSelectionOptions {
  readonly view: View;
  readonly param: SelectionParam;
  readonly choice: ChartSelection;
}

export class SpecSelection {
  readonly #view: View;
  readonly #param: SelectionParam;
  readonly #choice: ChartSelection;
  /** The choice that the view shows. */
  #shownKey = '';

  /** Calls `onChange` when the reader may have changed the selection, until the signal is aborted. */
  constructor({ view, param: own, choice }: SpecSelectionOptions, onChange: () => void, signal: AbortSignal) {
    this.#view = view;
    this.#param = own;
    this.#choice = choice;
    observeSelection(view, own, onChange, signal);
  }

  /** Chooses the selected values. Returns whether the choice changed, or `null` if nothing is selected. */
  adoptSelection(): boolean | null {
    const { field } = this.#choice;
    if (!field) return false;
    const selected = readSelection(this.#view, this.#param, field.key);
    if (selected.length === 0) return null;
    const rows = this.#rowsIn(selected);
    return !this.#choice.holds(rows) && this.#choice.chooseAll(rows);
  }

  /** Selects the chosen values in the view, unless they are selected already. */
  show(shown: ShownSelection | null): void {
    const { field, chosen } = this.#choice;
    const shownKey = JSON.stringify([shown?.texts, shown?.range]);
    if (!field || shownKey === this.#shownKey) return;
    this.#shownKey = shownKey;
    const context = shown?.context;
    const values = context ? chosen.map((value) => toDrawn(value, context)) : [];
    const rows = this.#rowsIn(readSelection(this.#view, this.#param, field.key));
    if (rows.length === 0 ? values.length > 0 : !this.#choice.holds(rows)) {
      writeSelection(this.#view, this.#param, values, field.axis);
    }
  }

  /** Returns the rows in a selection. */
  #rowsIn(selected: readonly unknown[]): readonly Row[] {
    const { field, isRange } = this.#choice;
    if (!field || selected.length === 0) return [];
    if (!isRange && !field.continuous) return selected.map((value) => ({ [field.key]: value }));
    const [from = NaN, to = from] = selected.map(Number).sort((a, b) => a - b);
    return drawnMarks(this.#view)
      .map(({ datum }) => datum)
      .filter((datum) => Number(valueIn(datum, field)) >= from && Number(valueIn(datum, field)) <= to);
  }
}

interface SelectionParam {
  readonly name: string;
  readonly type: 'point' | 'interval';
}

/** The pause after brushing before a selection is applied, in ms. */
const BRUSH_PAUSE = 200;

/**
 * Finds the first selection parameter of a spec that selects values and is not bound to scales. A point selection
 * without `fields` or `encodings` selects marks instead of values.
 */
export function findSelectionParam(spec: unknown): SelectionParam | null {
  let found: SelectionParam | null = null;
  visitViews(spec, (view) => void (found ??= ownSelectionParam(view)), undefined);
  return found;
}

function ownSelectionParam({ params }: JsonObject): SelectionParam | null {
  for (const param of [params].flat()) {
    if (!isObject(param) || typeof param['name'] !== 'string' || param['bind'] === 'scales') continue;
    const select = isObject(param['select']) ? param['select'] : { type: param['select'] };
    const { type } = select;
    const ofValues =
      type === 'interval' || (type === 'point' && ('fields' in select || 'encodings' in select));
    if (ofValues) return { name: param['name'], type };
  }
  return null;
}

/** Returns the selected values of a field, or the two ends of a range; empty if nothing is selected. */
function readSelection(view: View, { name }: SelectionParam, field: string): readonly unknown[] {
  const value: unknown = view.signal(name);
  return isObject(value) ? list(value[field]) : [];
}

/** Calls `callback` when a selection has not changed for a while after a change. */
function observeSelection(
  view: View,
  { name }: SelectionParam,
  callback: () => void,
  signal: AbortSignal,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  view.addSignalListener(name, () => {
    clearTimeout(timer);
    timer = setTimeout(callback, BRUSH_PAUSE);
  });
  signal.addEventListener('abort', () => clearTimeout(timer));
}

/**
 * Selects values, or the range between two of them. Clears the selection if there are no values. Charts of several
 * views have no single signal or data set for a selection, so a selection in them can only be cleared.
 */
function writeSelection(
  view: View,
  { name, type }: SelectionParam,
  values: readonly unknown[],
  axis: 'x' | 'y' | null,
): void {
  try {
    if (type === 'interval') {
      const scale = view.scale(axis ?? 'x') as (value: unknown) => number;
      const ends = values.length === 0 ? [0, 0] : values.map((value) => scale(value)).sort((a, b) => a - b);
      view.signal(`${name}_${axis ?? 'x'}`, ends);
    } else {
      const fields: unknown = view.signal(`${name}_tuple_fields`);
      const tuples = values.map((value) => ({ unit: '', fields, values: [escapeTexts(value)] }));
      view.data(`${name}_store`, tuples);
    }
  } catch {
    if (values.length === 0) view.data(`${name}_store`, []);
  }
  void view.runAsync();
}
