/** A picture that was drawn ahead of time, and stays until a reader reaches for the chart or its rows have changed. */
import { pictureKey } from '../../charts/picture-key.ts';
import { lazily } from '../../internal/tasks.ts';
import { toVibedasherError } from '../../pipeline/check-settings.ts';
import { loadChart, type ChartSettings } from '../../pipeline/load-chart.ts';
import type { VizHost } from './viz-host.ts';
import { findStaticPicture } from './viz-shell.ts';

/** What a reader does who wants more than a picture. */
const REACHES = ['pointermove', 'pointerdown', 'focusin'] as const;

/** Watches over one picture until the chart takes its place. */
export class StaticPicture {
  readonly #viz: VizHost;
  readonly #onReach: () => void;
  /** Ends all that it listens to and waits for. */
  readonly #controller = new AbortController();
  #settings: ChartSettings | null = null;
  #note: HTMLElement | null = null;
  #hasFocus = false;

  constructor(viz: VizHost, onReach: () => void) {
    this.#viz = viz;
    this.#onReach = onReach;
    if (viz.activate === 'never') return;
    const { signal } = this.#controller;
    for (const type of REACHES) viz.addEventListener(type, () => this.#reach(), { signal, passive: true });
    viz.addEventListener('focusin', () => (this.#hasFocus = true), { signal });
    viz.addEventListener('focusout', () => (this.#hasFocus = false), { signal });
    // A chart that has asked for nothing has not said which parameters it uses: any control may drive it.
    const dashboard = viz.activate === 'interaction' ? viz.closest('vibedasher-dashboard') : null;
    for (const type of ['change', 'vibedasher-params'])
      dashboard?.addEventListener(type, () => this.#reach(), { signal });
    this.#letFocus();
    // A morph of the page takes that back, or brings another picture.
    const observer = new MutationObserver(() => this.#letFocus());
    observer.observe(viz, {
      attributes: true,
      attributeFilter: ['tabindex'],
      childList: true,
      subtree: true,
    });
    signal.addEventListener('abort', () => observer.disconnect());
    // It may have come while this was on its way.
    if (viz.matches(':hover, :focus-within')) onReach();
  }

  /** Compares its rows with the present ones, or gives way where something else is asked for. */
  update(settings: ChartSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (this.#viz.activate === 'never') return;
    if (before) {
      const { requestKey, lookKey, request } = settings;
      const isOther = before.requestKey !== requestKey || before.lookKey !== lookKey;
      if (isOther || request.shared?.hasChanged()) this.#reach();
    } else if (this.#viz.activate === 'visible') {
      if (settings.refresh) this.#reach();
      else void this.#compare(settings);
    }
  }

  /** The chart has taken its place, and with it the focus. */
  replaced(): void {
    if (this.#hasFocus) this.#viz.renderRoot.querySelector<HTMLElement>('.chart')?.focus();
    this.#controller.abort();
    this.#note?.remove();
  }

  get #figure(): HTMLElement | null {
    return findStaticPicture(this.#viz);
  }

  /** The keyboard comes to the picture as it would to the chart. */
  #letFocus(): void {
    const drawing = this.#figure?.querySelector('svg, img')?.parentElement;
    if (drawing && !drawing.hasAttribute('tabindex')) drawing.tabIndex = 0;
  }

  #reach(): void {
    this.#note?.remove();
    this.#onReach();
  }

  async #compare({ request, timeZone, mark, fit }: ChartSettings): Promise<void> {
    const { highlight, reference } = this.#viz;
    const { signal } = this.#controller;
    try {
      const loaded = await loadChart(
        { ...request, timeZone, fresh: false, loadsEngine: false, onViz: () => {}, onSource: () => {} },
        signal,
      );
      const look = { mark, fit, highlight, reference };
      if (pictureKey({ ...loaded, look }) !== this.#figure?.dataset['key']) this.#reach();
    } catch (cause) {
      // Without the words there is nothing to say.
      if (toVibedasherError(cause).retryable) await this.#sayStale(signal).catch(() => {});
      else if (!signal.aborted) this.#reach();
    }
  }

  /** The API cannot be asked: the picture stays, and says of when it is. */
  async #sayStale(signal: AbortSignal): Promise<void> {
    const { loadLocale } = await lazily(() => import('../../locale/load-locale.ts'));
    const figure = this.#figure;
    if (!figure) return;
    const { messages } = await loadLocale(figure.lang);
    if (signal.aborted) return;
    const { asOf } = figure.dataset;
    const moment = asOf ? new Date(asOf) : null;
    const text = [messages.stale(null), moment && !isNaN(moment.getTime()) && messages.asOf(moment)];
    this.#note = document.createElement('p');
    this.#note.className = 'over';
    this.#note.setAttribute('part', 'status');
    this.#note.textContent = text.filter(Boolean).join(' · ');
    this.#viz.renderRoot.append(this.#note);
  }
}
