/**
 * Buttons over the names of series, in legends and at lines: hovering one fades the other series, and pressing one keeps
 * them faded. Loaded on demand, after the picture.
 */
import { css, type ReactiveController } from 'lit';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { joinTaskQueue } from '../../internal/tasks.ts';
import type { Bounds } from '../../spec/scene.ts';
import { placeOver } from '../../vega/hit-test.ts';
import { readableColor, TEXT_CONTRAST } from '../../vega/contrast.ts';
import { extraWords } from '../../locale/summary.ts';
import { findSeriesNames, SeriesFader, type SeriesName } from '../../vega/series-names.ts';
import type { MountedChart } from '../../vega/types.ts';
import type { VizHost } from './viz-host.ts';

/** Px around a name, and the minimum height of a button where there is room. */
const PADDING = { x: 4, y: 2 };
const MIN_HEIGHT = 24;

const styles = css`
  .names > button {
    position: absolute;
    min-width: 0;
    min-height: 0;
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: 3px;
    background: none;
    cursor: pointer;
  }
  .names > [aria-pressed='true'] {
    box-shadow: inset 0 -2px var(--_accent);
  }
  @media (forced-colors: active) {
    .names > [aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
  }
  @media print {
    .names {
      display: none;
    }
  }
`;

class VizNames implements ReactiveController {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  readonly #group = document.createElement('div');
  readonly #observer: ResizeObserver;
  #view: MountedChart['view'] | null = null;
  #drawnChart: unknown = null;
  #fader: SeriesFader | null = null;
  #names: readonly SeriesName[] = [];
  /** The texts of the names under the pointer, pressed, and focused. */
  #hovered: string | null = null;
  #pressed: string | null = null;
  #focused: string | null = null;
  /** The text of the name whose series is shown. */
  #shown: string | null = null;

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    this.#observer = new ResizeObserver(() => void this.#refresh());
    viz.shadowRoot!.adoptedStyleSheets.push(styles.styleSheet!);
    this.#group.className = 'names';
    this.#group.setAttribute('role', 'group');
    this.#group.addEventListener('keydown', (event) => {
      // The keys of the chart move its cursor or choose marks.
      if (event.key !== 'Tab' && event.key !== 'Escape') event.stopPropagation();
      else if (event.key === 'Escape' && this.#end()) event.stopPropagation();
    });
    viz.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('keydown', this.#onDocumentKeydown);
  }

  hostDisconnected(): void {
    document.removeEventListener('keydown', this.#onDocumentKeydown);
  }

  hostUpdated(): void {
    const { mounted, viewModel } = this.#chart.drawing;
    const view = mounted?.view ?? null;
    if (view === this.#view && viewModel?.chart === this.#drawnChart) return;
    if (view !== this.#view) this.#attachTo(view);
    this.#drawnChart = viewModel?.chart;
    void this.#refresh();
  }

  #attachTo(view: MountedChart['view'] | null): void {
    this.#view = view;
    this.#observer.disconnect();
    const { selectTo, link } = this.#viz;
    const { muted = '', background = '' } = this.#chart.drawing.viewModel?.tokens ?? {};
    const readable = readableColor(muted, background, TEXT_CONTRAST) ?? 'gray';
    this.#fader = view && new SeriesFader(view, !selectTo && !link, readable);
    this.#shown = this.#hovered = null;
    const picture = view?.container()?.parentElement;
    if (picture) this.#observer.observe(picture);
  }

  /** Finds the names again once this picture and those of other charts are drawn. */
  async #refresh(): Promise<void> {
    const view = this.#view;
    await joinTaskQueue(Infinity).background();
    if (!view || view !== this.#view) return;
    await view.runAsync();
    const { viewModel, mounted } = this.#chart.drawing;
    const picture = view.container()?.parentElement;
    if (mounted?.view !== view || viewModel?.chart?.kind !== 'spec' || !picture) return;
    this.#names = findSeriesNames(view, viewModel.chart.spec);
    if (!this.#names.some(({ text }) => text === this.#pressed)) this.#pressed = null;
    this.#placeButtons(picture);
    this.#group.lang = viewModel.locale.language;
    this.#group.setAttribute('aria-label', extraWords(viewModel.locale).highlight);
    this.#show(true);
  }

  #placeButtons(picture: HTMLElement): void {
    const group = this.#group;
    const names = this.#names;
    while (group.children.length > names.length) group.lastElementChild!.remove();
    while (group.children.length < names.length) group.append(this.#createButton());
    names.forEach(({ text, box }, index) => {
      const button = group.children[index] as HTMLButtonElement;
      button.setAttribute('aria-label', text);
      placeOver(button, withMargins(box, names));
    });
    if (names.length === 0) group.remove();
    else if (group.parentElement !== picture) {
      const focused = this.#focused;
      picture.append(group);
      const index = names.findIndex(({ text }) => text === focused);
      // A redraw has removed the focused button with the old picture.
      if (index >= 0) (group.children[index] as HTMLElement).focus({ preventScroll: true });
    }
  }

  #createButton(): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    const name = (): string | null => button.getAttribute('aria-label');
    button.addEventListener('pointerenter', ({ pointerType }) => {
      if (pointerType !== 'touch') this.#hovered = name();
      this.#show();
    });
    button.addEventListener('pointerleave', () => {
      this.#hovered = null;
      this.#show();
    });
    button.addEventListener('focus', () => (this.#focused = name()));
    button.addEventListener('blur', () => {
      // Removing a button blurs it, in some browsers while it is still connected.
      queueMicrotask(() => {
        if (button.isConnected) this.#focused = null;
      });
    });
    button.addEventListener('click', () => {
      this.#pressed = this.#pressed === name() ? null : name();
      this.#show();
    });
    return button;
  }

  #show(again = false): void {
    for (const button of this.#group.children)
      button.setAttribute('aria-pressed', String(button.getAttribute('aria-label') === this.#pressed));
    const shown = this.#hovered ?? this.#pressed;
    if (shown === this.#shown && !(again && shown !== null)) return;
    this.#shown = shown;
    const name = this.#names.find(({ text }) => text === shown) ?? null;
    this.#fader?.show(name, this.#names).catch((error: unknown) => this.#view?.logger().error(error));
  }

  /** Shows all series again. Returns whether some were faded. */
  #end(): boolean {
    const isFaded = this.#shown !== null;
    this.#hovered = this.#pressed = null;
    this.#show();
    return isFaded;
  }

  readonly #onDocumentKeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) this.#end();
  };
}

/** Returns the box of a button: the name with a margin, and a minimum height if no other name is closer. */
function withMargins({ x1, y1, x2, y2 }: Bounds, names: readonly SeriesName[]): Bounds {
  const gaps = names
    .filter(({ box }) => box.x1 < x2 && box.x2 > x1 && (box.y1 >= y2 || box.y2 <= y1))
    .map(({ box }) => Math.max(box.y1 - y2, y1 - box.y2) / 2);
  const margin = Math.max(0, Math.min(Math.max(PADDING.y, (MIN_HEIGHT - (y2 - y1)) / 2), ...gaps));
  return { x1: x1 - PADDING.x, y1: y1 - margin, x2: x2 + PADDING.x, y2: y2 + margin };
}

export const attach = (viz: VizHost, chart: ChartController): void => void new VizNames(viz, chart);
