/** Keeps a prerendered picture until a reader interacts with it or its rows have changed. Loaded on demand. */
import { pictureKey } from '../../charts/picture-key.ts';
import { asOfText } from '../../locale/summary.ts';
import { toVibedasherError } from '../../pipeline/check-settings.ts';
import { loadChart, type ChartSettings } from '../../pipeline/load-chart.ts';
import { lazily } from '../../public-client/errors.ts';
import type { VizHost } from './viz-host.ts';
import { findStaticPicture } from './viz-shell.ts';

/** Events that request the live chart. */
const INTERACTIONS = ['pointermove', 'pointerdown', 'focusin'] as const;

/** Controls of the page in a dashboard. */
const INPUTS = 'input, select, textarea, vibedasher-control';

/** Decides when the live chart replaces the prerendered picture of an element. */
export class StaticPicture {
  readonly #viz: VizHost;
  readonly #onChartNeeded: () => void;
  /** Aborts all listeners and requests. */
  readonly #controller = new AbortController();
  #settings: ChartSettings | null = null;
  #notice: HTMLElement | null = null;
  #hasFocus = false;

  constructor(viz: VizHost, onChartNeeded: () => void) {
    this.#viz = viz;
    this.#onChartNeeded = onChartNeeded;
    if (viz.activate === 'never') return;
    const { signal } = this.#controller;
    for (const type of INTERACTIONS)
      viz.addEventListener(type, () => this.#requestChart(), { signal, passive: true });
    viz.addEventListener('focusin', () => (this.#hasFocus = true), { signal });
    viz.addEventListener('focusout', () => (this.#hasFocus = false), { signal });
    if (viz.activate === 'interaction') this.#listenToControls();
    this.#makeFocusable();
    // A morph of the page may remove `tabindex` or replace the picture.
    const observer = new MutationObserver(() => this.#makeFocusable());
    observer.observe(viz, {
      attributes: true,
      attributeFilter: ['tabindex'],
      childList: true,
      subtree: true,
    });
    signal.addEventListener('abort', () => observer.disconnect());
    // The pointer or focus may have arrived while this module was loading.
    if (viz.matches(':hover, :focus-within')) onChartNeeded();
  }

  /** First compares the picture with current rows. Later calls request the chart if settings or parameters differ. */
  update(settings: ChartSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (this.#viz.activate === 'never') return;
    if (before) {
      const { requestKey, lookKey, request } = settings;
      const isOther = before.requestKey !== requestKey || before.lookKey !== lookKey;
      if (isOther || request.shared?.takeChange()) this.#requestChart();
    } else if (this.#viz.activate === 'visible') {
      if (settings.refresh) this.#requestChart();
      else if (settings.snapshot && !this.#mayDifferFromSnapshot()) this.#listenToControls();
      else void this.#compare(settings);
    }
  }

  /** Moves the focus to the chart and stops listening. Call this when the chart has replaced the picture. */
  replaced(): void {
    if (this.#hasFocus) this.#viz.renderRoot.querySelector<HTMLElement>('.chart')?.focus();
    this.#controller.abort();
    this.#notice?.remove();
  }

  get #dashboard(): Element | null {
    return this.#viz.closest('vibedasher-dashboard');
  }

  /** Without a request, the parameters that the chart uses are unknown, so any control may change it. */
  #listenToControls(): void {
    const { signal } = this.#controller;
    for (const type of ['change', 'vibedasher-params'])
      this.#dashboard?.addEventListener(type, () => this.#requestChart(), { signal });
  }

  /**
   * Returns whether the chart may have other parameters than the picture: from the URL of the page, or from a control
   * whose value the browser has restored. Otherwise its picture has the rows of the snapshot.
   */
  #mayDifferFromSnapshot(): boolean {
    const dashboard = this.#dashboard;
    return dashboard !== null && (location.search !== '' || dashboard.querySelector(INPUTS) !== null);
  }

  get #figure(): HTMLElement | null {
    return findStaticPicture(this.#viz);
  }

  /** Makes the picture a tab stop, as the chart will be. */
  #makeFocusable(): void {
    const drawing = this.#figure?.querySelector<HTMLElement>(':scope > div:has(svg, img, table)');
    if (drawing && !drawing.hasAttribute('tabindex')) drawing.tabIndex = 0;
  }

  #requestChart(): void {
    this.#notice?.remove();
    this.#onChartNeeded();
  }

  async #compare({ request, timeZone, pictureLook: look }: ChartSettings): Promise<void> {
    const { signal } = this.#controller;
    try {
      const loaded = await loadChart({ ...request, timeZone, fresh: false, loadsEngine: false }, signal);
      const { key, asOf } = this.#figure?.dataset ?? {};
      if (pictureKey({ ...loaded, look }) !== key) this.#requestChart();
      // The rows are those of a snapshot in place of the API's.
      else if (!asOf)
        await this.#showNotice(signal, [...loaded.data.values()].find((rows) => rows.asOf)?.asOf);
    } catch (cause) {
      if (toVibedasherError(cause).retryable)
        await this.#showNotice(signal, new Date(this.#figure?.dataset['asOf'] ?? NaN), true);
      else if (!signal.aborted) this.#requestChart();
    }
  }

  /** Shows the date of the picture, and whether it `isStale` because the API is not available. */
  async #showNotice(signal: AbortSignal, date: Date | undefined, isStale = false): Promise<void> {
    const hasDate = date && !isNaN(date.getTime());
    if (!hasDate && !isStale) return;
    try {
      const { loadLocale } = await lazily(() => import('../../locale/load-locale.ts'));
      const { messages } = await loadLocale(this.#figure?.lang ?? '');
      if (signal.aborted) return;
      const text = [isStale && messages.stale(null), hasDate && asOfText(date, messages)];
      this.#notice = document.createElement('p');
      this.#notice.className = 'over';
      this.#notice.setAttribute('part', 'status');
      this.#notice.textContent = text.filter(Boolean).join(' · ');
      this.#viz.renderRoot.append(this.#notice);
    } catch {
      // The messages cannot be loaded either.
    }
  }
}
