/**
 * What is chosen in a chart: for a parameter of the dashboard around, for the charts beside it, or for itself alone.
 */
import type { SpecChart } from '../charts/types.ts';
import type { ChartController } from '../controllers/chart/chart.ts';
import { formatCell, optionLabel } from '../locale/cells.ts';
import type { ParamState, SharedParams } from '../pipeline/settings.ts';
import type { ParamValue } from '../public-client/types.ts';
import type { MountedChart } from '../vega/types.ts';
import { type DrawnMark, drawnMarks } from './drawn-marks.ts';
import { type BoardMember, boardOf, type Highlight, type LinkBoard } from './link-board.ts';
import { findSelectable, type Selectable, selectables } from './selectable.ts';
import { type ChosenMarks, runsAlongPath, textOf } from './selected-marks.ts';
import {
  type Selected,
  chosenIn,
  isAmong,
  isWithin,
  rangeIn,
  readSelectTo,
  type SelectTo,
  titleIn,
  toCell,
  toDrawn,
  toggled,
  type ValueContext,
  ValueContexts,
  valuesOf,
} from './selected-values.ts';

type Row = Readonly<Record<string, unknown>>;

interface ChartSelectionOptions {
  /** There may be something else to show. */
  readonly update: () => void;
  /** The reader has chosen, or taken that back. */
  readonly onSelect: (param: string | null, value: ParamValue, datum: Row | null) => void;
}

/** What the picture is to show as chosen. */
export interface ShownSelection {
  readonly context: ValueContext;
  /** The values, as texts of the rows that are drawn. */
  readonly texts: readonly string[];
  /** The ends of a range; `null` where single values are chosen. */
  readonly range: readonly [Selected | null, Selected | null] | null;
  /** A mark out of many cannot be made faint for it: a part of the axis is marked out. */
  readonly banded: boolean;
}

export class ChartSelection implements BoardMember {
  readonly update: () => void;
  readonly #chart: ChartController;
  readonly #onSelect: ChartSelectionOptions['onSelect'];
  readonly #contexts = new ValueContexts();
  #to: SelectTo | null = null;
  #linked = false;
  /** What was chosen in a chart without a dashboard around. */
  #local: readonly (Selected | null)[] = [];
  #board: LinkBoard | null = null;
  #resets = 0;

  constructor(chart: ChartController, { update, onSelect }: ChartSelectionOptions) {
    this.#chart = chart;
    this.update = update;
    this.#onSelect = onSelect;
  }

  /** Takes the attributes. Returns whether `select-to` makes sense. */
  configure(selectTo: string | null, linked: boolean): boolean {
    this.#to = selectTo ? readSelectTo(selectTo) : null;
    this.#linked = linked;
    this.#local = [];
    return !selectTo || this.#to !== null;
  }

  /**
   * Takes part in what the charts of the dashboard around highlight, which may be another one than before. Returns
   * whether every choice has been taken back there.
   */
  join(): boolean {
    const { id, resets = 0 } = this.#shared ?? {};
    const board = boardOf(id);
    const isReset = board === this.#board && resets !== this.#resets;
    this.#resets = resets;
    if (isReset && board.own) board.own = null;
    if (board === this.#board) return isReset;
    if (this.#board) this.#local = [];
    this.leave();
    this.#board = board;
    board.join(this);
    return false;
  }

  leave(): void {
    this.#board?.leave(this);
    this.#board = null;
  }

  /** Lets the other charts know that the choice is another one. */
  announce(): void {
    this.#board?.tell(this);
  }

  /** Whether there is anything to choose. */
  get isOn(): boolean {
    return this.#to !== null || this.#linked;
  }

  get isRange(): boolean {
    return this.#to?.params.length === 2;
  }

  /** Whether several values can be chosen at a time. */
  get isSeveral(): boolean {
    if (this.isRange) return false;
    const [param] = this.#to?.params ?? [];
    if (param === undefined) return true;
    return this.#shared?.paramState(param).declared?.multiple ?? this.#to?.several ?? false;
  }

  /** The field whose values are chosen; `null` where the chart has none, `undefined` where there is no chart. */
  get field(): Selectable | null | undefined {
    const chart = this.#spec;
    if (!chart) return undefined;
    const [param = null] = this.#to?.params ?? [];
    return findSelectable(chart.spec, { field: this.#to?.field ?? null, param, range: this.isRange });
  }

  /** For a board: what other charts may show. */
  get choice(): Highlight | null {
    const context = this.#own;
    return context && this.#to && !this.isRange ? { field: nameOf(context), values: this.#values } : null;
  }

  /** What is to be shown; `null` for nothing. */
  get shown(): ShownSelection | null {
    const own = this.#own;
    const chart = this.#spec;
    if (!chart) return null;
    if (own && this.isRange) {
      const [from = null, to = null] = this.#ends;
      // A range that counts by itself, such as all there is, is no choice.
      return !this.isRemovable || (from === null && to === null)
        ? null
        : { context: own, texts: [], range: [from, to], banded: true };
    }
    if (own && this.#values.length > 0) return this.#show(own, this.#values, chart);
    for (const selectable of this.#linked ? selectables(chart.spec) : []) {
      const context = this.#context(chart, selectable);
      const values = this.#board?.valuesOf(nameOf(context)) ?? [];
      if (values.length > 0) return this.#show(context, values, chart);
    }
    return null;
  }

  /** The field and what is chosen of it, as readers know them. */
  get label(): { readonly name: string; readonly value: string } | null {
    const shown = this.shown;
    return shown && { name: this.nameOf(shown.context), value: this.#valueText(shown) };
  }

  /** Whether there is a choice that can be taken back: what counts without one cannot. */
  get isRemovable(): boolean {
    const shared = this.#shared;
    if (!this.#to) return this.#linked && this.#board?.own != null;
    return shared
      ? this.#to.params.some((param) => shared.paramState(param).isChosen)
      : this.#local.length > 0;
  }

  /** How readers know the field of a choice. */
  nameOf(context: ValueContext): string {
    const [param = ''] = this.isRange ? [] : (this.#to?.params ?? []);
    const declared = this.#shared?.paramState(param).declared;
    return declared?.label ?? titleIn(context, this.#chart.drawing.viewModel!.locale);
  }

  /** The value of a row as readers know it; `null` where it has none that can be chosen. */
  textIn(datum: Row): string | null {
    const value = this.#own && chosenIn(datum, this.#own);
    return this.#own && value !== null ? this.#text(value, this.#own) : null;
  }

  /** Chooses the value of a row; `add` keeps what was chosen before. Returns whether there was one. */
  choose(datum: Row, add: boolean): boolean {
    const context = this.#own;
    if (!context) return false;
    if (this.isRange) return this.chooseAll([datum]);
    const value = chosenIn(datum, context);
    if (value === null) return false;
    const before = this.#own === context ? this.#current : [];
    const texts = toggled(before.map(String), String(value), add && this.isSeveral);
    const known = new Map([...before, value].map((each) => [String(each), each]));
    this.#set(
      texts.map((text) => known.get(text)!),
      datum,
    );
    return true;
  }

  /** Chooses all values of these rows, or the range from the first to the last. Returns whether there was one. */
  chooseAll(data: readonly Row[]): boolean {
    const values = this.#valuesIn(data);
    if (values.length === 0) return false;
    if (!this.isRange && !this.isSeveral) values.splice(0, values.length - 1);
    this.#set(values, data.at(-1) ?? null);
    return true;
  }

  /** What is chosen for the parameters: single values, or the ends of a range. */
  get chosen(): readonly Selected[] {
    return (this.isRange ? this.#ends : this.#current).filter((value) => value !== null);
  }

  /** Whether just the values of these rows are chosen. */
  holds(data: readonly Row[]): boolean {
    const values = this.#valuesIn(data).map(String);
    const chosen = this.chosen.map(String);
    return values.length === chosen.length && values.every((value) => chosen.includes(value));
  }

  /** Takes the choice back. Returns whether there was one. */
  clear(): boolean {
    if (!this.isRemovable) return false;
    this.#set([], null);
    return true;
  }

  get #shared(): SharedParams | undefined {
    return this.#chart.settings?.request.shared;
  }

  get #spec(): SpecChart | null {
    const { viewModel } = this.#chart.drawing;
    return viewModel?.chart?.kind === 'spec' ? viewModel.chart : null;
  }

  get #own(): ValueContext | null {
    const field = this.field;
    return field && this.#spec ? this.#context(this.#spec, field) : null;
  }

  /** The ends of the range that counts. */
  get #ends(): readonly (Selected | null)[] {
    const shared = this.#shared;
    if (!shared) return this.#local;
    return (this.#to?.params ?? []).map((param) => valuesOf(shared.paramState(param).value)[0] ?? null);
  }

  /** The values of the parameter. */
  get #values(): readonly Selected[] {
    const [param] = this.#to?.params ?? [];
    if (param === undefined) return [];
    const values = this.#shared ? valuesOf(this.#shared.paramState(param).value) : this.#local;
    return values.filter((value) => value !== null);
  }

  /** What a further choice adds to. */
  get #current(): readonly Selected[] {
    if (this.#to) return this.#values;
    return this.#board && this.#own ? this.#board.valuesOf(nameOf(this.#own)) : [];
  }

  /** The values of rows, or the first and the last of them. */
  #valuesIn(data: readonly Row[]): Selected[] {
    const context = this.#own;
    if (!context) return [];
    if (this.isRange) return [...(rangeIn(data, context) ?? [])];
    const values = new Set(data.map((datum) => chosenIn(datum, context)));
    return [...values].filter((value) => value !== null);
  }

  #set(values: readonly Selected[], datum: Row | null): void {
    const isNothing = values.length === 0;
    if (isNothing) this.#chart.drawing.cursor.endTap();
    if (this.#to) {
      const { params } = this.#to;
      const sent: readonly ParamValue[] = this.isSeveral
        ? [values.map((value) => (typeof value === 'boolean' ? String(value) : value))]
        : values;
      this.#local = values;
      const patch = params.map((param, index) => [param, isNothing ? undefined : sent[index]] as const);
      this.#shared?.choose(Object.fromEntries(patch));
      if (this.#board?.own) this.#board.own = null;
      for (const [param, value = null] of patch) this.#onSelect(param, value, datum);
    } else if (this.#board && this.#own) {
      this.#board.own = isNothing ? null : { field: nameOf(this.#own), values };
      this.#onSelect(null, isNothing ? null : values.map((value) => value as string | number), datum);
    }
    this.update();
  }

  #show(context: ValueContext, values: readonly Selected[], { spec }: SpecChart): ShownSelection {
    const { selectable } = context;
    return {
      context,
      texts: values.map((value) => textOf(toDrawn(value, context))),
      range: null,
      banded: selectable.axis !== null && (selectable.continuous || runsAlongPath(spec, selectable)),
    };
  }

  #valueText({ range, context }: ShownSelection): string {
    const comma = this.#chart.drawing.viewModel?.locale.messages.comma ?? ', ';
    if (!range) {
      const values = this.#to ? this.#values : this.#current;
      return (values.length > 0 ? values : (this.#board?.own?.values ?? []))
        .map((value) => this.#text(value, context))
        .join(comma);
    }
    const [from, to] = range.map((end, index) => (end === null ? '…' : this.#text(end, context, index)));
    return from === to ? `${from}` : `${from} – ${to}`;
  }

  /** By the label that viz or controls give it, else as it stands in the chart. */
  #text(value: Selected, context: ValueContext, end = 0): string {
    const { locale } = this.#chart.drawing.viewModel!;
    const label = this.#labelOf(this.#to?.params[end], String(value));
    if (label !== undefined) return label;
    const { column, grain, selectable } = context;
    const known = column ?? { name: selectable.field, type: selectable.continuous ? 'number' : 'string' };
    return formatCell(toCell(value, context), known, locale, column ? { grain } : {});
  }

  /** The label that viz or controls give to a value of a parameter. */
  #labelOf(param: string | undefined, text: string): string | undefined {
    if (param === undefined) return undefined;
    const { declared, schema }: Partial<ParamState> = this.#shared?.paramState(param) ?? {};
    const own = this.#chart.loaded?.source.params.find(({ name }) => name === param);
    return optionLabel([declared ?? own, schema], text);
  }

  #context(chart: SpecChart, selectable: Selectable): ValueContext {
    const { settings, drawing } = this.#chart;
    return this.#contexts.of(chart, selectable, drawing.viewModel!, settings?.timeZone ?? null);
  }
}

/** What charts know one another's fields by. */
const nameOf = ({ column, selectable }: ValueContext): string => column?.name ?? selectable.field;

/* Which of the marks in a picture a choice is about. */

type View = MountedChart['view'];

/** For the signal that makes the others faint. Where no mark has a chosen value, none is. */
export function chosenMarks({ context, texts }: ShownSelection, view: View): ChosenMarks | null {
  const among = new Set(texts);
  const isThere = drawnMarks(view).some(({ datum }) => isAmong(datum, among, context));
  return isThere ? { key: context.selectable.key, texts } : null;
}

/** Those over which each band lies that marks out a part of an axis. */
export function bandedMarks({ range, texts, context }: ShownSelection, view: View): readonly DrawnMark[][] {
  const marks = drawnMarks(view);
  return range
    ? [marks.filter(({ datum }) => isWithin(datum, range, context))]
    : texts.map((text) => marks.filter(({ datum }) => isAmong(datum, new Set([text]), context)));
}
