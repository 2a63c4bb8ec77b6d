/** The choice in a chart: for a parameter of the dashboard, for a highlight in linked charts, or for the chart alone. */
import { findSelectable, type Selectable, selectables } from '../charts/emphasis/selectable.ts';
import { type ChosenMarks, runsAlongPath, markText } from '../charts/emphasis/selected-marks.ts';
import type { SpecChart } from '../charts/types.ts';
import type { ChartController } from '../controllers/chart/chart.ts';
import { formatCell, optionLabel } from '../locale/cells.ts';
import type { ParamState, SharedParams } from '../pipeline/settings.ts';
import type { ParamValue } from '../public-client/types.ts';
import { type DrawnMark, drawnMarks } from '../vega/hit-test.ts';
import type { MountedChart } from '../vega/types.ts';
import { type BoardMember, boardFor, type LinkedValues, type LinkBoard } from './link-board.ts';
import {
  type Selected,
  readChoice,
  isAmong,
  isWithin,
  readRange,
  readSelectTo,
  type SelectTo,
  fieldTitle,
  toCell,
  toDrawn,
  toggleValue,
  type ValueContext,
  ValueContexts,
  toSelectedValues,
} from './selected-values.ts';

type Row = Readonly<Record<string, unknown>>;

interface ChartSelectionOptions {
  /** Called when the shown choice may have changed. */
  readonly update: () => void;
  /** Called when the reader has made or cleared a choice. */
  readonly onSelect: (param: string | null, value: ParamValue, datum: Row | null) => void;
}

/** The choice that a picture shows. */
export interface ShownSelection {
  readonly context: ValueContext;
  /** The chosen values, as texts of the drawn rows. */
  readonly texts: readonly string[];
  /** The ends of a range; `null` for single values. */
  readonly range: readonly [Selected | null, Selected | null] | null;
  /** Whether to show the choice as a band along the axis, because single marks cannot be faded for it. */
  readonly banded: boolean;
}

export class ChartSelection implements BoardMember {
  readonly update: () => void;
  readonly #chart: ChartController;
  readonly #onSelect: ChartSelectionOptions['onSelect'];
  readonly #contexts = new ValueContexts();
  #target: SelectTo | null = null;
  #linked = false;
  /** The choice in a chart outside of dashboards. */
  #local: readonly (Selected | null)[] = [];
  #board: LinkBoard | null = null;
  #resets = 0;

  constructor(chart: ChartController, { update, onSelect }: ChartSelectionOptions) {
    this.#chart = chart;
    this.update = update;
    this.#onSelect = onSelect;
  }

  /** Applies the attributes. Returns whether `select-to` is valid. */
  configure(selectTo: string | null, linked: boolean): boolean {
    this.#target = selectTo ? readSelectTo(selectTo) : null;
    this.#linked = linked;
    this.#local = [];
    return !selectTo || this.#target !== null;
  }

  /**
   * Joins the board of the enclosing dashboard, which may have changed. Returns whether all choices were reset in that
   * dashboard.
   */
  joinBoard(): boolean {
    const { id, resets = 0 } = this.#shared ?? {};
    const board = boardFor(id);
    const isReset = board === this.#board && resets !== this.#resets;
    this.#resets = resets;
    if (isReset && board.highlight) board.highlight = null;
    if (board === this.#board) return isReset;
    if (this.#board) this.#local = [];
    this.leaveBoard();
    this.#board = board;
    board.add(this);
    return false;
  }

  leaveBoard(): void {
    this.#board?.remove(this);
    this.#board = null;
  }

  /** Notifies the other charts of a changed choice. */
  notifyBoard(): void {
    this.#board?.notify(this);
  }

  /** Whether selecting is enabled. */
  get isOn(): boolean {
    return this.#target !== null || this.#linked;
  }

  get isRange(): boolean {
    return this.#target?.params.length === 2;
  }

  /** Whether several values can be chosen. */
  get isSeveral(): boolean {
    if (this.isRange) return false;
    const [param] = this.#target?.params ?? [];
    if (param === undefined) return true;
    return this.#shared?.paramState(param).declared?.multiple ?? this.#target?.several ?? false;
  }

  /** The field whose values can be chosen; `null` if the chart has none, `undefined` without a chart. */
  get field(): Selectable | null | undefined {
    const chart = this.#spec;
    if (!chart) return undefined;
    const [param = null] = this.#target?.params ?? [];
    return findSelectable(chart.spec, { field: this.#target?.field ?? null, param, range: this.isRange });
  }

  /** The choice that linked charts may highlight. */
  get choice(): LinkedValues | null {
    const context = this.#ownContext;
    return context && this.#target && !this.isRange
      ? { field: fieldName(context), values: this.#values }
      : null;
  }

  /** The choice to show in the picture, or `null`. */
  get shown(): ShownSelection | null {
    const own = this.#ownContext;
    const chart = this.#spec;
    if (!chart) return null;
    if (own && this.isRange) {
      const [from = null, to = null] = this.#ends;
      // A range that the reader did not choose, such as the default, is not shown.
      return !this.isRemovable || (from === null && to === null)
        ? null
        : { context: own, texts: [], range: [from, to], banded: true };
    }
    if (own && this.#values.length > 0) return this.#toShown(own, this.#values, chart);
    for (const selectable of this.#linked ? selectables(chart.spec) : []) {
      const context = this.#context(chart, selectable);
      const values = this.#board?.highlightedValues(fieldName(context)) ?? [];
      if (values.length > 0) return this.#toShown(context, values, chart);
    }
    return null;
  }

  /** The field and its chosen values, as shown to readers. */
  get label(): { readonly name: string; readonly value: string } | null {
    const shown = this.shown;
    return shown && { name: this.displayName(shown.context), value: this.#shownText(shown) };
  }

  /** Whether there is a choice to clear. A value from a default or attribute cannot be cleared. */
  get isRemovable(): boolean {
    const shared = this.#shared;
    if (!this.#target) return this.#linked && this.#board?.highlight != null;
    return shared
      ? this.#target.params.some((param) => shared.paramState(param).isChosen)
      : this.#local.length > 0;
  }

  /** Returns the name of the field as shown to readers. */
  displayName(context: ValueContext): string {
    const [param = ''] = this.isRange ? [] : (this.#target?.params ?? []);
    const declared = this.#shared?.paramState(param).declared;
    return declared?.label ?? fieldTitle(context, this.#chart.drawing.viewModel!.locale);
  }

  /** Returns the value of a row as shown to readers, or `null` if it has none that can be chosen. */
  rowText(datum: Row): string | null {
    const value = this.#ownContext && readChoice(datum, this.#ownContext);
    return this.#ownContext && value !== null ? this.#valueText(value, this.#ownContext) : null;
  }

  /** Chooses the value of a row; `add` keeps the previous choice. Returns whether the row has such a value. */
  choose(datum: Row, add: boolean): boolean {
    const context = this.#ownContext;
    if (!context) return false;
    if (this.isRange) return this.chooseAll([datum]);
    const value = readChoice(datum, context);
    if (value === null) return false;
    const before = this.#ownContext === context ? this.#current : [];
    const texts = toggleValue(before.map(String), String(value), add && this.isSeveral);
    const known = new Map([...before, value].map((each) => [String(each), each]));
    this.#applyChoice(
      texts.map((text) => known.get(text)!),
      datum,
    );
    return true;
  }

  /** Chooses all values of these rows, or the range that they span. Returns whether there are any. */
  chooseAll(data: readonly Row[]): boolean {
    const values = this.#valuesIn(data);
    if (values.length === 0) return false;
    if (!this.isRange && !this.isSeveral) values.splice(0, values.length - 1);
    this.#applyChoice(values, data.at(-1) ?? null);
    return true;
  }

  /** The chosen values: single values, or the ends of a range. */
  get chosen(): readonly Selected[] {
    return (this.isRange ? this.#ends : this.#current).filter((value) => value !== null);
  }

  /** Returns whether exactly the values of these rows are chosen. */
  holds(data: readonly Row[]): boolean {
    const values = this.#valuesIn(data).map(String);
    const chosen = this.chosen.map(String);
    return values.length === chosen.length && values.every((value) => chosen.includes(value));
  }

  /** Clears the choice. Returns whether there was one. */
  clear(): boolean {
    if (!this.isRemovable) return false;
    this.#applyChoice([], null);
    return true;
  }

  get #shared(): SharedParams | undefined {
    return this.#chart.settings?.request.shared;
  }

  get #spec(): SpecChart | null {
    const { viewModel } = this.#chart.drawing;
    return viewModel?.chart?.kind === 'spec' ? viewModel.chart : null;
  }

  get #ownContext(): ValueContext | null {
    const field = this.field;
    return field && this.#spec ? this.#context(this.#spec, field) : null;
  }

  /** The ends of the effective range. */
  get #ends(): readonly (Selected | null)[] {
    const shared = this.#shared;
    if (!shared) return this.#local;
    return (this.#target?.params ?? []).map(
      (param) => toSelectedValues(shared.paramState(param).value)[0] ?? null,
    );
  }

  /** The effective values of the parameter. */
  get #values(): readonly Selected[] {
    const [param] = this.#target?.params ?? [];
    if (param === undefined) return [];
    const values = this.#shared ? toSelectedValues(this.#shared.paramState(param).value) : this.#local;
    return values.filter((value) => value !== null);
  }

  /** The values to which another choice is added. */
  get #current(): readonly Selected[] {
    if (this.#target) return this.#values;
    return this.#board && this.#ownContext ? this.#board.highlightedValues(fieldName(this.#ownContext)) : [];
  }

  /** Returns the distinct values of rows; for a range, the first and the last. */
  #valuesIn(data: readonly Row[]): Selected[] {
    const context = this.#ownContext;
    if (!context) return [];
    if (this.isRange) return [...(readRange(data, context) ?? [])];
    const values = new Set(data.map((datum) => readChoice(datum, context)));
    return [...values].filter((value) => value !== null);
  }

  #applyChoice(values: readonly Selected[], datum: Row | null): void {
    const isNothing = values.length === 0;
    if (isNothing) this.#chart.drawing.cursor.endTap();
    if (this.#target) {
      const { params } = this.#target;
      const sent: readonly ParamValue[] = this.isSeveral
        ? [values.map((value) => (typeof value === 'boolean' ? String(value) : value))]
        : values;
      this.#local = values;
      const patch = params.map((param, index) => [param, isNothing ? undefined : sent[index]] as const);
      this.#shared?.choose(Object.fromEntries(patch));
      if (this.#board?.highlight) this.#board.highlight = null;
      for (const [param, value = null] of patch) this.#onSelect(param, value, datum);
    } else if (this.#board && this.#ownContext) {
      this.#board.highlight = isNothing ? null : { field: fieldName(this.#ownContext), values };
      this.#onSelect(null, isNothing ? null : values.map((value) => value as string | number), datum);
    }
    this.update();
  }

  #toShown(context: ValueContext, values: readonly Selected[], { spec }: SpecChart): ShownSelection {
    const { selectable } = context;
    return {
      context,
      texts: values.map((value) => markText(toDrawn(value, context))),
      range: null,
      banded: selectable.axis !== null && (selectable.continuous || runsAlongPath(spec, selectable)),
    };
  }

  #shownText({ range, context }: ShownSelection): string {
    const comma = this.#chart.drawing.viewModel?.locale.messages.comma ?? ', ';
    if (!range) {
      const values = this.#target ? this.#values : this.#current;
      return (values.length > 0 ? values : (this.#board?.highlight?.values ?? []))
        .map((value) => this.#valueText(value, context))
        .join(comma);
    }
    const [from, to] = range.map((end, index) => (end === null ? '…' : this.#valueText(end, context, index)));
    return from === to ? `${from}` : `${from} – ${to}`;
  }

  /** Returns the label of a value on the page or in the viz, else the value as the chart formats it. */
  #valueText(value: Selected, context: ValueContext, end = 0): string {
    const { locale } = this.#chart.drawing.viewModel!;
    const label = this.#findLabel(this.#target?.params[end], String(value));
    if (label !== undefined) return label;
    const { column, grain, selectable } = context;
    const known = column ?? { name: selectable.field, type: selectable.continuous ? 'number' : 'string' };
    return formatCell(toCell(value, context), known, locale, column ? { grain } : {});
  }

  /** Returns the label of a value in a control of the page, or else in the declaration. */
  #findLabel(param: string | undefined, text: string): string | undefined {
    if (param === undefined) return undefined;
    const { declared, schema }: Partial<ParamState> = this.#shared?.paramState(param) ?? {};
    const own = this.#chart.loaded?.source.params.find(({ name }) => name === param);
    return optionLabel([schema, declared ?? own], text);
  }

  #context(chart: SpecChart, selectable: Selectable): ValueContext {
    const { settings, drawing } = this.#chart;
    return this.#contexts.get(chart, selectable, drawing.viewModel!, settings?.timeZone ?? null);
  }
}

/** Returns the name by which linked charts identify a field. */
const fieldName = ({ column, selectable }: ValueContext): string => column?.name ?? selectable.field;

type View = MountedChart['view'];

/** Returns the value for the {@link CHOSEN} signal, which fades other marks; `null` if no mark has a chosen value. */
export function chosenMarks({ context, texts }: ShownSelection, view: View): ChosenMarks | null {
  const among = new Set(texts);
  const isThere = drawnMarks(view).some(({ datum }) => isAmong(datum, among, context));
  return isThere ? { key: context.selectable.key, texts } : null;
}

/** Returns the marks that each band along the axis covers. */
export function bandedMarks({ range, texts, context }: ShownSelection, view: View): readonly DrawnMark[][] {
  const marks = drawnMarks(view);
  return range
    ? [marks.filter(({ datum }) => isWithin(datum, range, context))]
    : texts.map((text) => marks.filter(({ datum }) => isAmong(datum, new Set([text]), context)));
}
