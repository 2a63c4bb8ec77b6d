/** `refresh="5m"`: runs a chart's query again and again. Loaded by need. */
import type { ReactiveController } from 'lit';
import { joinBeat } from '../../controllers/beats.ts';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { warnOnce } from '../../internal/warn-once.ts';
import { readRefreshInterval } from '../../state/refresh-interval.ts';
import type { VibedasherViz } from './viz-element.ts';

/** After failures in a row so many beats at most are left out. */
const LONGEST_PAUSE = 15;

/**
 * Asks anew at every beat, where the reader would see it: not while the page is hidden or offline, or the chart is out of
 * sight. What was missed is made up for once it would. After each failure it leaves out twice as many beats.
 */
class VizRefresh implements ReactiveController {
  readonly #viz: VibedasherViz;
  readonly #chart: ChartController;
  readonly #observer: IntersectionObserver;
  #text: string | null = null;
  #leave: (() => void) | null = null;
  #inSight = false;
  #missed = false;
  #running = false;
  #failures = 0;
  #pause = 0;

  constructor(viz: VibedasherViz, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    this.#observer = new IntersectionObserver((entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? false;
      this.#catchUp();
    });
    viz.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#viz);
    document.addEventListener('visibilitychange', this.#catchUp);
    window.addEventListener('online', this.#catchUp);
    this.#follow(this.#text);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    document.removeEventListener('visibilitychange', this.#catchUp);
    window.removeEventListener('online', this.#catchUp);
    this.#leave?.();
    this.#leave = null;
  }

  hostUpdated(): void {
    const text = this.#chart.settings?.refresh ?? null;
    if (text !== this.#text) this.#follow(text);
  }

  beat(isFirst: boolean): boolean {
    const isDue = this.#pause === 0;
    if (!isDue) this.#pause -= 1;
    else if (this.#isSeen) return this.#begin(isFirst);
    this.#missed ||= isDue;
    return false;
  }

  get #isSeen(): boolean {
    return this.#inSight && !document.hidden && navigator.onLine;
  }

  #follow(text: string | null): void {
    this.#text = text;
    this.#leave?.();
    this.#leave = null;
    this.#missed = false;
    const seconds = readRefreshInterval(text ?? '');
    if (seconds === undefined) {
      warnOnce(
        `<${this.#viz.localName} refresh="${text}">: use seconds, or a number with s, m or h, as in 5m`,
      );
    } else if (seconds !== null && this.#viz.isConnected) {
      this.#leave = joinBeat(seconds, this);
    }
  }

  readonly #catchUp = (): void => {
    if (this.#missed && this.#leave && this.#isSeen) this.#begin(false);
  };

  #begin(isFirst: boolean): boolean {
    this.#missed = false;
    // Whatever is on its way brings new rows by itself.
    if (this.#running || this.#chart.busy) return false;
    void this.#refresh(isFirst);
    return true;
  }

  /** One at a time; the reader is told of it where they are, or by the first of those that come together. */
  async #refresh(isFirst: boolean): Promise<void> {
    this.#running = true;
    try {
      await this.#chart.refresh({ quiet: true, told: isFirst || this.#viz.matches(':focus-within') });
      this.#failures = 0;
    } catch {
      this.#failures += 1;
      this.#pause = Math.min(2 ** this.#failures - 1, LONGEST_PAUSE);
    } finally {
      this.#running = false;
    }
  }
}

/** Nothing of it is to be seen. */
export function attach(viz: VibedasherViz, chart: ChartController): object {
  return new VizRefresh(viz, chart);
}
