import type { ReactiveController } from 'lit';
import type { ChartController } from '../../controllers/chart.ts';
import { lazily } from '../../internal/lazily.ts';
import { warnOnce } from '../../internal/warn-once.ts';
import type { VibedasherViz } from './viz-element.ts';
import { facts } from './viz-facts.ts';
import type { Files } from './viz-files.ts';
import type { VizView } from './viz-template.ts';

/** What something that a chart does beyond its picture has to show. */
export interface VizExtra {
  /** What it has in the toolbar. */
  tools?(view: VizView): unknown;
  /** What it says under the chart. */
  notices?(view: VizView): unknown;
  /** What it says to those who come to the picture by keyboard. */
  hint?(view: VizView): string;
}

/** It lives as long as its element, also when it is wanted no more. */
type Attach = (viz: VibedasherViz, chart: ChartController) => VizExtra;

/** Which there are, in the order in which they are shown: by what they are wanted, and what loads them. */
const EXTRAS: readonly (readonly [
  wanted: (viz: VibedasherViz, chart: ChartController) => unknown,
  load: () => Promise<{ readonly attach: Attach }>,
])[] = [
  [(_, { settings }) => settings?.refresh, () => import('./viz-refresh.ts')],
  [({ selectTo, link }) => selectTo || link, () => import('./viz-linking.ts')],
  [({ toolbar }) => toolbar, () => import('./viz-toolbar.ts')],
];

/** Loads by need what few charts have, each part once for a chart. What cannot be loaded is said, and does no more harm. */
export class VizExtras implements ReactiveController {
  readonly #viz: VibedasherViz;
  readonly #chart: ChartController;
  readonly #extras: (VizExtra | 'loading' | undefined)[] = [];

  constructor(viz: VibedasherViz, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    viz.addController(this);
  }

  /** Those that are there. */
  get current(): readonly VizExtra[] {
    return this.#extras.filter((extra) => typeof extra === 'object');
  }

  /** What makes files of the chart. Rejects with an error of kind `network`. */
  async files(): Promise<Files> {
    const { filesOf } = await lazily(() => import('./viz-files.ts'));
    return filesOf(this.#chart, facts);
  }

  hostUpdated(): void {
    for (const [index, [wanted, load]] of EXTRAS.entries()) {
      if (this.#extras[index] || !wanted(this.#viz, this.#chart)) continue;
      this.#extras[index] = 'loading';
      lazily(load).then(
        ({ attach }) => {
          this.#extras[index] = attach(this.#viz, this.#chart);
          this.#viz.requestUpdate();
        },
        (cause: unknown) => {
          this.#extras[index] = undefined;
          warnOnce(`<${this.#viz.localName}> ${(cause as Error).message}`);
        },
      );
    }
  }
}
