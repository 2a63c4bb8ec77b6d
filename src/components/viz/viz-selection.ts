/** `select-to` and `link`: a choice in a chart sets parameters, and other charts highlight it. Loaded on demand. */
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { selectables, valueIn } from '../../charts/emphasis/selectable.ts';
import { withHighlight } from '../../charts/emphasis/selected-marks.ts';
import type { VizExtra, VizHost, VizView } from './viz-host.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { warnOnce } from '../../internal/text.ts';
import { localeFor } from '../../locale/load-locale.ts';
import english from '../../locale/messages/en/selection.ts';
import type { Locale, SelectionWords } from '../../locale/types.ts';
import { VibedasherSelectEvent } from '../../select-event.ts';
import { unescapeTexts } from '../../spec/inherited-names.ts';
import { CHOSEN } from '../../internal/secret-names.ts';
import { signalOf } from '../../spec/scene.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import type { MountedChart } from '../../vega/types.ts';
import { bandedMarks, ChartSelection, chosenMarks } from '../../selection/chart-selection.ts';
import { RangeOverlay } from '../../selection/range-overlay.ts';
import { findSelectionParam, SpecSelection } from '../../selection/spec-selection.ts';
import { type DrawnMark, type Hit, itemAt, rowAt } from '../../vega/hit-test.ts';
import { styles } from './viz-selection.styles.ts';

type View = MountedChart['view'];
type Row = Readonly<Record<string, unknown>>;

class VizSelection implements ReactiveController, VizExtra {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  readonly #choice: ChartSelection;
  readonly #announcer: SelectionAnnouncer;
  readonly #observer: ResizeObserver;
  #attributes = '';
  #view: View | null = null;
  #overlay: RangeOverlay | null = null;
  /** The spec's own selection, if any. The spec then styles marks and handles pointers itself. */
  #specSelection: SpecSelection | null = null;
  #viewAbort = new AbortController();
  /** The choice that is shown, the chart that shows it, and the value of its signal. */
  #shownKey = '';
  #shownChart: unknown = null;
  #signalKey = '';
  /** The choice that the other charts were notified of. */
  #announcedKey = '';
  /** The first end of a range that is chosen by keyboard. */
  #anchor: Row | null = null;

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    this.#choice = new ChartSelection(chart, {
      update: () => viz.requestUpdate(),
      onSelect: (param, value, datum) => {
        const event = new VibedasherSelectEvent(param, value, datum && unescapeTexts({ ...datum }));
        viz.dispatchEvent(event);
      },
    });
    this.#observer = new ResizeObserver(() => {
      this.#shownKey = '';
      this.#showChoice();
    });
    const root = viz.shadowRoot!;
    root.adoptedStyleSheets.push(styles.styleSheet!);
    this.#announcer = new SelectionAnnouncer(chart, root);
    root.addEventListener('keydown', (event) => this.#onKeydown(event as KeyboardEvent));
    viz.addController(this);
  }

  hostConnected(): void {
    this.#viz.requestUpdate();
  }

  hostDisconnected(): void {
    this.#choice.leaveBoard();
    // Moving an element disconnects and reconnects it within one task.
    queueMicrotask(() => {
      if (!this.#viz.isConnected) this.#attachTo(null);
    });
  }

  hostUpdated(): void {
    if (!this.#viz.isConnected) return;
    this.#configure();
    if (this.#choice.joinBoard()) this.#anchor = null;
    const view = this.#chart.drawing.mounted?.view ?? null;
    if (view !== this.#view) this.#attachTo(view);
    this.#showChoice();
    const known = JSON.stringify(this.#choice.choice);
    if (known !== this.#announcedKey) {
      this.#announcedKey = known;
      this.#choice.notifyBoard();
    }
  }

  notices({ viewModel }: VizView): TemplateResult | typeof nothing {
    const { label, isRemovable } = this.#choice;
    const begun = this.#anchor && this.#choice.rowText(this.#anchor);
    if (begun) return html`<span>${selectionWords(viewModel.locale).begun(begun)}</span>`;
    if (!label || !isRemovable) return nothing;
    const choice = `${label.name}: ${label.value}`;
    return html`<button
      type="button"
      part="button"
      class="choice"
      aria-label=${selectionWords(viewModel.locale).remove(choice)}
      @click=${this.#onRemove}
    >
      <span>${choice}</span><span aria-hidden="true">×</span>
    </button>`;
  }

  hint({ viewModel }: VizView): string {
    const { isOn, isRange, isSeveral, field } = this.#choice;
    const words = selectionWords(viewModel.locale);
    if (!isOn || !field) return '';
    return isRange ? words.hintRange : isSeveral ? words.hintSeveral : words.hint;
  }

  #configure(): void {
    const { selectTo, link } = this.#viz;
    const attributes = JSON.stringify([selectTo, link]);
    if (attributes === this.#attributes) return;
    this.#attributes = attributes;
    const makesSense = this.#choice.configure(selectTo, link === 'highlight');
    if (!makesSense)
      this.#warn('use a parameter, as in region, region:field or regions[], or two, as in from,to');
    if (link && link !== 'highlight') {
      warnOnce(`<${this.#viz.localName} link="${link}">: use "highlight"`);
    }
    this.#anchor = null;
    const decorated = new WeakMap<VegaLiteSpec, VegaLiteSpec>();
    this.#chart.drawing.decorateSpec = (spec) => {
      if (!this.#choice.isOn) return spec;
      const known =
        decorated.get(spec) ?? (findSelectionParam(spec) ? spec : withHighlight(spec, selectables(spec)));
      decorated.set(spec, known);
      return known;
    };
    this.#attachTo(null);
  }

  /** Listens to `view` instead of the previous view. */
  #attachTo(view: View | null): void {
    this.#viewAbort.abort();
    this.#viewAbort = new AbortController();
    this.#observer.disconnect();
    this.#view = null;
    this.#overlay = this.#specSelection = null;
    this.#signalKey = this.#shownKey = '';
    const picture = view?.container()?.parentElement;
    if (!view || !picture || !this.#choice.isOn) return;
    const { field, isRange, isSeveral } = this.#choice;
    if (!field) {
      const fields = selectables((this.#chart.drawing.viewModel?.chart as { spec: VegaLiteSpec }).spec);
      const names = fields.map((each) => each.field).join(', ');
      const what = isRange ? 'no axis of numbers or dates' : 'no such field';
      if (this.#viz.selectTo) this.#warn(`the chart has ${what}: it can select by ${names || 'nothing'}`);
      return;
    }
    this.#view = view;
    const { chart } = this.#chart.drawing.viewModel!;
    const own = chart?.kind === 'spec' ? findSelectionParam(chart.spec) : null;
    const { signal } = this.#viewAbort;
    const axis = (isRange || isSeveral) && !own ? field.axis : null;
    this.#overlay = new RangeOverlay({ view, picture, axis, onDrag: (marks) => this.#onDrag(marks) }, signal);
    this.#observer.observe(picture);
    if (own) {
      this.#specSelection = new SpecSelection(
        { view, param: own, choice: this.#choice },
        () => this.#onSelected(),
        signal,
      );
      return;
    }
    const listen = (type: string, listener: Parameters<View['addEventListener']>[1]): void => {
      view.addEventListener(type, listener);
      // The view remains when the attributes change.
      signal.addEventListener('abort', () => view.removeEventListener(type, listener));
    };
    listen('click', (event, item) => this.#onClick(event as MouseEvent, item as Hit | null));
    listen('pointermove', (_, item) => {
      const hit = item as Hit | null;
      const datum = hit?.mark?.role === 'mark' ? (hit.datum as Row | undefined) : null;
      picture.classList.toggle('choosable', datum != null && valueIn(datum, field) != null);
    });
  }

  #showChoice(): void {
    const [view, overlay] = [this.#view, this.#overlay];
    if (!view || !overlay || this.#chart.drawing.mounted?.view !== view) return;
    const shown = this.#choice.shown;
    if (this.#specSelection) return this.#specSelection.show(shown);
    const key = JSON.stringify([shown?.context.selectable.key, shown?.texts, shown?.range]);
    const { chart } = this.#chart.drawing.viewModel ?? {};
    if (key === this.#shownKey && chart === this.#shownChart) return;
    [this.#shownKey, this.#shownChart] = [key, chart];
    const chosen = shown && !shown.banded ? chosenMarks(shown, view) : null;
    const signalKey = JSON.stringify(chosen);
    if (signalKey !== this.#signalKey) {
      this.#signalKey = signalKey;
      // The view has no such signal if no mark can be faded.
      if (signalOf(view, CHOSEN) !== undefined) view.signal(CHOSEN, chosen);
    }
    // A pending change may move the marks.
    void view.runAsync().then(() => {
      if (this.#overlay !== overlay) return;
      const axis = shown?.context.selectable.axis;
      if (shown?.banded && axis) overlay.show(bandedMarks(shown, view), axis);
      else overlay.show([], 'x');
    });
  }

  #onSelected(): void {
    const taken = this.#specSelection?.adoptSelection();
    if (taken === null) this.#clear();
    else if (taken) this.#announceChoice();
  }

  readonly #onClick = (event: MouseEvent, item: Hit | null | undefined): void => {
    const [view, overlay] = [this.#view, this.#overlay];
    if (!view || !overlay || overlay.dragged) return;
    const isTouch = (event as PointerEvent).pointerType === 'touch';
    // On a canvas, Vega reports no item for touch.
    const datum = rowAt(view, isTouch ? itemAt(view, event) : item, overlay.toPicture(event).x);
    if (datum === undefined) return;
    const add = event.shiftKey || event.ctrlKey || event.metaKey || isTouch;
    this.#anchor = null;
    if (datum === null || !this.#choose(datum, add)) this.#clear();
  };

  #onDrag(marks: readonly DrawnMark[]): void {
    if (this.#choice.chooseAll(marks.map(({ datum }) => datum))) this.#announceChoice();
    else this.#clear();
    // Remove the dragged band even if the choice is the same as before.
    this.#shownKey = '';
    this.#showChoice();
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const { cursor } = this.#chart.drawing;
    const chart = (event.target as Element).closest<HTMLElement>('.chart');
    if (!chart || !this.#choice.isOn) return;
    if (event.key === 'Escape' && !cursor.tooltip && !cursor.point) {
      this.#anchor = null;
      this.#clear();
    }
    const datum = cursor.point?.at.datum;
    if ((event.key !== 'Enter' && event.key !== ' ') || !datum || event.repeat) return;
    event.preventDefault();
    if (this.#choice.isRange) this.#chooseEnd(datum);
    else this.#choose(datum, event.shiftKey || event.ctrlKey || event.metaKey);
  };

  /** Selects a row and announces it, or that the selection is cleared, as when a reader selects the same row again. */
  #choose(datum: Row, add: boolean): boolean {
    const { label } = this.#choice;
    const chosen = this.#choice.choose(datum, add);
    if (chosen && label && !this.#choice.label)
      this.#announcer.announce(this.#announcer.words.cleared(label.name));
    else if (chosen) this.#announceChoice();
    return chosen;
  }

  /** Handles a choice by keyboard: the reader chooses one end of a range, then the other. */
  #chooseEnd(datum: Row): void {
    const [anchor, text] = [this.#anchor, this.#choice.rowText(datum)];
    this.#anchor = anchor === null && text !== null ? datum : null;
    this.#viz.requestUpdate();
    if (this.#anchor) this.#announcer.announce(this.#announcer.words.begun(text ?? ''));
    else if (anchor && this.#choice.chooseAll([anchor, datum])) this.#announceChoice();
  }

  readonly #onRemove = (): void => {
    this.#clear();
    // The button is removed together with the choice.
    this.#viz.renderRoot.querySelector<HTMLElement>('.chart')?.focus({ preventScroll: true });
  };

  #clear(): boolean {
    const { label } = this.#choice;
    this.#viz.requestUpdate();
    const cleared = this.#choice.clear();
    if (cleared && label) this.#announcer.announce(this.#announcer.words.cleared(label.name));
    return cleared;
  }

  #announceChoice(): void {
    const { label } = this.#choice;
    if (label) this.#announcer.announce(this.#announcer.words.chosen(label.name, label.value));
  }

  #warn(problem: string): void {
    warnOnce(`<${this.#viz.localName} select-to="${this.#viz.selectTo}">: ${problem}`);
  }
}

export const attach = (viz: VizHost, chart: ChartController): VizExtra => new VizSelection(viz, chart);

/** Announces choices to screen readers. */
class SelectionAnnouncer {
  readonly #chart: ChartController;
  readonly #region = document.createElement('div');

  constructor(chart: ChartController, root: ShadowRoot) {
    this.#chart = chart;
    this.#region.className = 'announcer';
    this.#region.setAttribute('role', 'status');
    root.append(this.#region);
  }

  /** The texts in the language of the chart. */
  get words(): SelectionWords {
    return selectionWords(this.#chart.drawing.viewModel?.locale ?? localeFor('en'));
  }

  announce(text: string): void {
    this.#region.lang = this.#chart.drawing.viewModel?.locale.language ?? '';
    this.#region.textContent = text;
  }
}

/** Returns the messages about selections in the reader's language. */
export const selectionWords = ({ messages }: Pick<Locale, 'messages'>): SelectionWords =>
  messages.selection ?? english;
