import type { ReactiveController } from 'lit';
import type { ChartController } from '../../controllers/chart/chart.ts';
import { warnOnce } from '../../internal/text.ts';
import { isForAnyone } from '../../pipeline/attributes.ts';
import { accessibleDescription, computedMeasures, type ChartViewModel } from '../../pipeline/view-model.ts';
import { lazily } from '../../public-client/errors.ts';
import { sceneRoot } from '../../spec/scene.ts';
import type { MountedChart } from '../../vega/types.ts';
import type { Files, VizExtra, VizHost } from './viz-host.ts';

/** Attaches a feature to an element. It stays attached even when the element no longer needs it. */
type Attach = (viz: VizHost, chart: ChartController) => VizExtra | void;

/**
 * Optional features in display order: when to load one, how to load it, and whether drawing waits for it. Drawing
 * waits for `early` features because they change the picture or take space from it.
 */
const EXTRAS: readonly (readonly [
  isNeeded: (viz: VizHost, chart: ChartController) => unknown,
  load: () => Promise<{ readonly attach: Attach }>,
  early?: 'early',
])[] = [
  // Must come first: on a phone, notices after the first line scroll, and its button clears a selection.
  [({ selectTo, link }) => selectTo || link, () => import('./viz-selection.ts')],
  [
    ({ byline, source, notes }, { viz, settings }) =>
      byline || (source ?? viz?.source ?? settings?.request.sql) || (notes ?? viz?.notes),
    () => import('./viz-source.ts'),
    'early',
  ],
  [
    ({ colors, highlight, reference, annotate }) => colors || highlight || reference || annotate,
    () => import('./viz-annotations.ts'),
    'early',
  ],
  [(_, { settings }) => settings?.refresh, () => import('./viz-refresh.ts')],
  [
    (_, { status, error }) => status === 'empty' || error?.kind === 'query' || error?.hint,
    () => import('./viz-choices.ts'),
  ],
  [(_, { drawing: { cursor } }) => cursor.pointer || cursor.wasFocused, () => import('./viz-pointing.ts')],
  [
    (_, { settings, drawing: { mounted, cursor } }) =>
      (cursor.pointer || cursor.wasFocused || isTouched()) &&
      settings?.theme !== 'none' &&
      mounted &&
      hasLegend(mounted.view),
    () => import('./viz-names.ts'),
  ],
  [
    (_, { drawing: { mounted, viewModel } }) =>
      mounted && viewModel && computedMeasures(viewModel).length > 0,
    () => import('./viz-ranges.ts'),
  ],
  [mayNeedWarning, () => import('./viz-warnings.ts')],
  // Must come last: see `awaitsTools`.
  [({ toolbar }) => toolbar, () => import('./viz-toolbar.ts')],
];

/** Returns whether the device has a touch screen. The first touch must find the buttons, so they load before it. */
const isTouched = (): boolean => matchMedia('(pointer: coarse)').matches;

/** Returns whether the picture has a legend, even if names at lines replace it. */
const hasLegend = (view: MountedChart['view']): boolean | undefined =>
  sceneRoot(view).items[0]?.items?.some(({ role }) => role === 'legend');

/** Returns whether the markup may have a mistake that only the console reports. */
function mayNeedWarning(viz: VizHost, { data }: ChartController): unknown {
  return (
    data &&
    (viz.mark ||
      viz.selectTo ||
      Object.keys(viz.params ?? {})[0] ||
      [...viz.attributes].some(
        ({ name }) => isForAnyone(name) === undefined && !/^(class|id|style|data-.*)$/.test(name),
      ) ||
      !data.columns.some(({ type }) => type === 'number') ||
      viz.querySelector('h2,p~p,vibedasher-viz'))
  );
}

/**
 * Loads the optional features of a chart on demand, each once. If one cannot be loaded, the console shows a warning and
 * the chart works without it.
 */
export class VizExtras implements ReactiveController {
  readonly #viz: VizHost;
  readonly #chart: ChartController;
  readonly #extras: (VizExtra | Promise<void> | undefined)[] = EXTRAS.map(() => undefined);

  constructor(viz: VizHost, chart: ChartController) {
    this.#viz = viz;
    this.#chart = chart;
    chart.drawing.loadExtras = async () => {
      await Promise.all(EXTRAS.map(([, , early], index) => early && this.#loadIfNeeded(index)));
    };
    viz.addController(this);
  }

  /** The features by index, `null` until they have loaded. Constant indexes let Lit reuse the DOM of each feature. */
  get current(): readonly (VizExtra | null)[] {
    return this.#extras.map((extra) => (extra instanceof Promise ? null : (extra ?? null)));
  }

  /** Whether the toolbar is loading. */
  get awaitsTools(): boolean {
    return this.#extras.at(-1) instanceof Promise;
  }

  /** Describes the chart for screen readers. */
  readonly describe = (viewModel: ChartViewModel): string =>
    [accessibleDescription(viewModel), ...this.current.map((extra) => extra?.description?.(viewModel))]
      .filter(Boolean)
      .join(' ');

  /** See `VibedasherViz.toBlob`. Waits for pending changes of the element. */
  async toBlob(...request: Parameters<Files['toBlob']>): Promise<Blob> {
    return (await this.#files()).toBlob(...request);
  }

  async download(...request: Parameters<Files['download']>): Promise<void> {
    return (await this.#files()).download(...request);
  }

  hostUpdated(): void {
    for (const index of EXTRAS.keys()) void this.#loadIfNeeded(index);
  }

  /** Loads a feature if it is needed. Resolves when it has loaded, or has failed to load. */
  async #loadIfNeeded(index: number): Promise<void> {
    const [isNeeded, load] = EXTRAS[index]!;
    if (!this.#extras[index] && !isNeeded(this.#viz, this.#chart)) return;
    const extra = (this.#extras[index] ??= this.#load(index, load));
    if (extra instanceof Promise) await extra;
  }

  async #load(index: number, load: () => Promise<{ readonly attach: Attach }>): Promise<void> {
    try {
      const { attach } = await lazily(load);
      this.#extras[index] = attach(this.#viz, this.#chart) ?? {};
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
    return chartFiles(this.#viz, this.#chart, this);
  }
}
