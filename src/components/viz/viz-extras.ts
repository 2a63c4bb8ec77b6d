import type { ReactiveController } from 'lit';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { describe, type ChartViewModel } from '../../controllers/chart/view-model.ts';
import { lazily } from '../../internal/tasks.ts';
import { warnOnce } from '../../internal/text.ts';
import type { Files, VizExtra, VizHost } from './viz-host.ts';

/** It lives as long as its element, also when it is wanted no more. */
type Attach = (viz: VizHost, chart: ChartController) => VizExtra;

/**
 * Which there are, in the order in which they are shown: by what they are wanted, and what loads them. A picture waits
 * for those that are `early`: they take space beside it, or are drawn in it.
 */
const EXTRAS: readonly (readonly [
  wanted: (viz: VizHost, chart: ChartController) => unknown,
  load: () => Promise<{ readonly attach: Attach }>,
  early?: 'early',
])[] = [
  [
    ({ source, notes }, { viz }) => (source ?? viz?.source) || (notes ?? viz?.notes),
    () => import('./viz-source.ts'),
    'early',
  ],
  [({ highlight, reference }) => highlight || reference, () => import('./viz-annotations.ts'), 'early'],
  [(_, { settings }) => settings?.refresh, () => import('./viz-refresh.ts')],
  [({ selectTo, link }) => selectTo || link, () => import('../../selection/viz-selection.ts')],
  [(_, { status, error }) => status === 'empty' || error?.kind === 'query', () => import('./viz-files.ts')],
  [(_, { drawing }) => drawing.cursor.pointer, () => import('./viz-pointing.ts')],
  // The last: see `awaitsTools`.
  [({ toolbar }) => toolbar, () => import('./viz-toolbar.ts')],
];

/**
 * Loads on demand what few charts have, each part once for a chart. What cannot be loaded is said, and does no more
 * harm.
 */
export class VizExtras implements ReactiveController {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  readonly #extras: (VizExtra | Promise<void> | undefined)[] = EXTRAS.map(() => undefined);

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    chart.drawing.loadExtras = async () => {
      await Promise.all(EXTRAS.map(([, , early], index) => early && this.#want(index)));
    };
    viz.addController(this);
  }

  /** Those that are there, each in a place of its own: what one shows stays as it is when another comes. */
  get current(): readonly (VizExtra | null)[] {
    return this.#extras.map((extra) => (extra instanceof Promise ? null : (extra ?? null)));
  }

  /** Whether tools are still to come. */
  get awaitsTools(): boolean {
    return this.#extras.at(-1) instanceof Promise;
  }

  /** The chart for those who do not see it. */
  readonly describe = (viewModel: ChartViewModel): string =>
    [describe(viewModel), ...this.current.map((extra) => extra?.description?.(viewModel))]
      .filter(Boolean)
      .join(' ');

  /** See the element. What it was just told to show is waited for. */
  async toBlob(...request: Parameters<Files['toBlob']>): Promise<Blob> {
    return (await this.#files()).toBlob(...request);
  }

  async download(...request: Parameters<Files['download']>): Promise<void> {
    return (await this.#files()).download(...request);
  }

  hostUpdated(): void {
    for (const index of EXTRAS.keys()) void this.#want(index);
  }

  /** Loads one if it is wanted. Resolves when it is there, or could not be loaded. */
  async #want(index: number): Promise<void> {
    const [wanted, load] = EXTRAS[index]!;
    if (!this.#extras[index] && !wanted(this.#viz, this.#chart)) return;
    const extra = (this.#extras[index] ??= this.#load(index, load));
    if (extra instanceof Promise) await extra;
  }

  async #load(index: number, load: () => Promise<{ readonly attach: Attach }>): Promise<void> {
    try {
      const { attach } = await lazily(load);
      this.#extras[index] = attach(this.#viz, this.#chart);
      this.#viz.requestUpdate();
    } catch (cause) {
      this.#extras[index] = undefined;
      warnOnce(`<${this.#viz.localName}> ${(cause as Error).message}`);
    }
  }

  async #files(): Promise<Files> {
    await this.#viz.updateComplete;
    await this.#viz.ready;
    const { chartFiles } = await lazily(() => import('./viz-files.ts'));
    const { attribution = null, notes = null } =
      this.current.map((extra) => extra?.metadata?.()).find(Boolean) ?? {};
    return chartFiles(this.#chart, { describe: this.describe, attribution, notes }, this.#viz.id);
  }
}
