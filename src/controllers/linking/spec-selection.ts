/** The selection that a spec brings itself: what is selected in it is what is chosen, and what is chosen it shows. */
import { toDrawn } from '../../charts/chosen-values.ts';
import { valueIn } from '../../charts/selectable.ts';
import { drawnMarks } from '../../vega/drawn-marks.ts';
import { onSelected, selectedIn, writeSelection, type OwnSelection } from '../../vega/own-selection.ts';
import type { MountedChart } from '../../vega/types.ts';
import type { ChartChoice, ShownChoice } from './chart-choice.ts';

type View = MountedChart['view'];
type Row = Readonly<Record<string, unknown>>;

export interface SpecSelectionOptions {
  readonly view: View;
  readonly own: OwnSelection;
  readonly choice: ChartChoice;
}

export class SpecSelection {
  readonly #view: View;
  readonly #own: OwnSelection;
  readonly #choice: ChartChoice;
  /** What the view was last told. */
  #told = '';

  /** `onChange` is called when the reader may have selected something else, until the signal says that nobody listens. */
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
  show(shown: ShownChoice | null): void {
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
