/** The selection that a spec brings itself: what is selected in it is what is chosen, and what is chosen it shows. */
import { isObject } from '../internal/json.ts';
import { escapeTexts } from '../spec/inherited-names.ts';
import type { MountedChart } from '../vega/types.ts';
import type { ChartSelection, ShownSelection } from './chart-selection.ts';
import { drawnMarks } from './drawn-marks.ts';
import { valueIn } from './selectable.ts';
import { toDrawn } from './selected-values.ts';

type View = MountedChart['view'];
type Row = Readonly<Record<string, unknown>>;

interface SpecSelectionOptions {
  readonly view: View;
  readonly own: OwnSelection;
  readonly choice: ChartSelection;
}

export class SpecSelection {
  readonly #view: View;
  readonly #own: OwnSelection;
  readonly #choice: ChartSelection;
  /** What the view was last told. */
  #told = '';

  /** `onChange` is called when the reader may have selected something else, until the signal is aborted. */
  constructor({ view, own, choice }: SpecSelectionOptions, onChange: () => void, signal: AbortSignal) {
    this.#view = view;
    this.#own = own;
    this.#choice = choice;
    onSelected(view, own, onChange, signal);
  }

  /** Chooses what is selected. Returns whether that is another choice; `null` where nothing is selected. */
  take(): boolean | null {
    const { field } = this.#choice;
    if (!field) return false;
    const selected = selectedIn(this.#view, this.#own, field.key);
    if (selected.length === 0) return null;
    const rows = this.#rowsOf(selected);
    return !this.#choice.holds(rows) && this.#choice.chooseAll(rows);
  }

  /** Selects what is chosen, unless it is selected already. */
  show(shown: ShownSelection | null): void {
    const { field, chosen } = this.#choice;
    const told = JSON.stringify([shown?.texts, shown?.range]);
    if (!field || told === this.#told) return;
    this.#told = told;
    const context = shown?.context;
    const values = context ? chosen.map((value) => toDrawn(value, context)) : [];
    const rows = this.#rowsOf(selectedIn(this.#view, this.#own, field.key));
    if (rows.length === 0 ? values.length > 0 : !this.#choice.holds(rows)) {
      writeSelection(this.#view, this.#own, values, field.axis);
    }
  }

  /** The rows that the selection holds. */
  #rowsOf(selected: readonly unknown[]): readonly Row[] {
    const { field, isRange } = this.#choice;
    if (!field || selected.length === 0) return [];
    if (!isRange && !field.continuous) return selected.map((value) => ({ [field.key]: value }));
    const [from = NaN, to = from] = selected.map(Number).sort((a, b) => a - b);
    return drawnMarks(this.#view)
      .map(({ datum }) => datum)
      .filter((datum) => Number(valueIn(datum, field)) >= from && Number(valueIn(datum, field)) <= to);
  }
}

/* A selection that a spec brings itself, read and written through the view. */

interface OwnSelection {
  readonly name: string;
  readonly type: 'point' | 'interval';
}

const CHILDREN = ['layer', 'concat', 'hconcat', 'vconcat', 'spec'];
const MAX_DEPTH = 20;
/** How long a brush must rest before it counts, in ms. */
const REST = 200;

/**
 * The first selection of a spec that is of values (one of mere marks says nothing of them), and not bound to scales.
 */
export function ownSelection(view: unknown, depth = 0): OwnSelection | null {
  if (!isObject(view) || depth > MAX_DEPTH) return null;
  for (const param of [view['params']].flat()) {
    if (!isObject(param) || typeof param['name'] !== 'string' || param['bind'] === 'scales') continue;
    const select = isObject(param['select']) ? param['select'] : { type: param['select'] };
    const { type } = select;
    const ofValues =
      type === 'interval' || (type === 'point' && ('fields' in select || 'encodings' in select));
    if (ofValues) return { name: param['name'], type };
  }
  for (const child of CHILDREN.flatMap((key) => view[key] ?? [])) {
    const found = ownSelection(child, depth + 1);
    if (found) return found;
  }
  return null;
}

/** What is selected of a field: values, the two ends of a range, or nothing. */
function selectedIn(view: View, { name }: OwnSelection, field: string): readonly unknown[] {
  const value: unknown = view.signal(name);
  const values = isObject(value) ? value[field] : null;
  return Array.isArray(values) ? (values as unknown[]) : [];
}

/** Calls back once a selection rests after a change. */
function onSelected(view: View, { name }: OwnSelection, callback: () => void, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  view.addSignalListener(name, () => {
    clearTimeout(timer);
    timer = setTimeout(callback, REST);
  });
  signal.addEventListener('abort', () => clearTimeout(timer));
}

/**
 * Selects values, or the range between two of them, in a chart of one view; nothing where there are none. In others,
 * whose selections have no place of their own to be written to, only nothing can be.
 */
function writeSelection(
  view: View,
  { name, type }: OwnSelection,
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
