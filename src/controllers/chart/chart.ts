import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  VibedasherDataEvent,
  VibedasherErrorEvent,
  VibedasherLoadEvent,
  VibedasherStatusEvent,
} from '../../events.ts';
import { Deferred, joinTaskQueue } from '../../internal/tasks.ts';
import {
  ChartLoad,
  type ChartSettings,
  isEmpty,
  type LoadedChart,
  type DisplaySettings,
} from '../../pipeline/load-chart.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Dataset, Viz } from '../../public-client/types.ts';
import { MAIN } from '../../spec/names.ts';
import { type ChartEvent, NEW_CHART, reduceChart } from '../../state/chart-state.ts';
import { statusOf, type Status } from '../../state/load-state.ts';
import type { MountedChart } from '../../vega/types.ts';
import { DistanceController } from './distance.ts';
import { DrawingController, type DrawingOptions, consoleName } from './drawing.ts';
import { trackFailure, ResourceController, retryAll, type Retryable } from '../resource.ts';

interface ChartHost extends ReactiveControllerHost, HTMLElement {}

export interface ChartOptions extends Pick<DrawingOptions, 'box' | 'table' | 'number'> {
  /** Settles with the first picture. */
  readonly ready: Deferred<void>;
  /** The load that the host has already started. */
  readonly early: ChartLoad | null;
  /** Whether the page shows a prerendered picture. The first live picture then counts as an update. */
  readonly pictured: boolean;
}

interface LoadOptions {
  /** Bypasses cached responses. */
  readonly fresh?: boolean;
  /** Does not change the status before the new rows have loaded. */
  readonly quiet?: boolean;
  /** Whether screen readers announce the new rows. Default: true. */
  readonly announce?: boolean;
}

/**
 * Loads, draws and redraws a chart when its settings change, and dispatches the host's events. `state/chart-state.ts`
 * decides what to do; this class does it.
 */
export class ChartController implements ReactiveController, Retryable {
  viz: Viz | null = null;
  readonly drawing: DrawingController;
  /** Settles with the first picture of the current source. */
  ready: Deferred<void>;
  /** The time when the current rows were drawn, in ms since 1970. */
  drawnAt: number | null = null;
  /** Number of announced refreshes since the first picture of the current source. */
  refreshes = 0;
  /** Whether other rows have been requested since the current picture. */
  outdated = false;
  /** The last settings; `null` while they are invalid. */
  settings: ChartSettings | null = null;
  readonly host: ChartHost;
  readonly #pictured: boolean;
  readonly #loadTable: () => Promise<void>;
  readonly #resource: ResourceController<LoadedChart>;
  #display: DisplaySettings | null = null;
  #status: Status = 'idle';
  #error: VibedasherError | null = null;
  #data: Dataset | null = null;
  #sourceKey: string | null = null;
  /** The source whose first picture has been announced. */
  #loadedKey: string | null = null;
  #startedAt = 0;
  #state = NEW_CHART;
  /** The latest load. May outlive `#loading` when cached rows are shown while fresh ones are fetched. */
  #load: ChartLoad | null;
  /** Settles when the rows of the latest load are drawn. Never rejects. */
  #loading = Promise.resolve();
  #redraw: AbortController | null = null;
  /** Settles with the latest redraw. Never rejects. */
  #redrawing = Promise.resolve();

  constructor(host: ChartHost, options: ChartOptions) {
    this.host = host;
    this.#pictured = options.pictured;
    this.#loadTable = options.table;
    this.ready = options.ready;
    this.#load = options.early;
    this.drawing = new DrawingController(host, {
      box: options.box,
      rendered: () => host.updateComplete,
      table: options.table,
      number: options.number,
      onChange: () => this.#dispatch({ type: 'restyle' }),
      onDisplaced: () => this.#dispatch({ type: 'displace' }),
    });
    this.#resource = new ResourceController(host);
    const reportDistance = (): void => this.#dispatch({ type: 'distance', isFar: distance.far });
    const distance = new DistanceController(host, reportDistance);
    for (const type of ['pointerenter', 'focusin']) host.addEventListener(type, reportDistance);
    host.addController(this);
  }

  get status(): Status {
    return statusOf(this.#resource.state, isEmpty);
  }

  get error(): VibedasherError | null {
    return this.#resource.error;
  }

  get loaded(): LoadedChart | null {
    return this.#resource.latest;
  }

  get data(): Dataset | null {
    return mainRows(this.loaded);
  }

  /** Reading this pins the view: the chart is no longer suspended off screen. */
  get view(): MountedChart['view'] | null {
    const view = this.drawing.mounted?.view ?? null;
    if (view) this.#dispatch({ type: 'use', count: Infinity });
    return view;
  }

  /** Calls `use` with the view, or `null` if the chart has none. Resumes a suspended chart first. */
  async useView<T>(use: (view: MountedChart['view'] | null) => Promise<T>): Promise<T> {
    this.#dispatch({ type: 'use', count: 1 });
    try {
      // A newer drawing may have replaced the awaited one.
      for (let awaited; awaited !== this.#redrawing;) await (awaited = this.#redrawing);
      return await use(this.drawing.mounted?.view ?? null);
    } finally {
      this.#dispatch({ type: 'use', count: -1 });
    }
  }

  /** Applies settings: loads or redraws if their keys changed. */
  update(settings: ChartSettings): void {
    const changed = findChange(this.settings, settings);
    this.settings = settings;
    this.#display = settings;
    if (changed === 'viz') this.#clearViz();
    this.#dispatch({ type: 'settings', changed, isEager: settings.eager, error: this.error?.kind });
  }

  /** Shows an error about invalid settings. */
  fail(error: VibedasherError, display: DisplaySettings): void {
    const before = this.#display;
    this.#display = display;
    if (this.error?.message !== error.message) {
      this.settings = null;
      this.#startSource(null);
      this.#clearViz();
      this.#load?.cancel();
      this.#resource.fail(error, { keep: false });
      this.#dispatch({ type: 'reject' });
    } else if (before?.theme !== display.theme) {
      this.#dispatch({ type: 'restyle' });
    }
  }

  /** Whether a load is in progress, including a quiet one. */
  get busy(): boolean {
    return this.#resource.busy;
  }

  /** Loads again. Rejects if that fails; an unhandled rejection is not reported. */
  refresh(options?: Omit<LoadOptions, 'fresh'>): Promise<void> {
    // Nothing has loaded yet: the initial load settles this promise.
    if (this.status === 'idle') return this.ready.promise;
    if (this.settings) this.#dispatch({ type: 'reload' }, { ...options, fresh: true });
    const attempt = this.#settled();
    attempt.catch(() => {});
    return attempt;
  }

  /** Resolves when the rows of the latest load are drawn. Rejects with the error. */
  async #settled(): Promise<void> {
    // A newer load may have replaced the awaited one.
    for (let awaited; awaited !== this.#loading;) await (awaited = this.#loading);
    if (this.error) throw this.error;
  }

  get apiBase(): string | undefined {
    return this.settings?.request.client.apiBase;
  }

  /** Retries after a failure, together with all charts and controls of the page that failed at the same API. */
  retry(): void {
    retryAll(this);
  }

  hostConnected(): void {
    this.host.requestUpdate();
    this.#dispatch({ type: 'connect' });
  }

  hostDisconnected(): void {
    // Moving an element disconnects and reconnects it within one task.
    queueMicrotask(() => {
      if (this.host.isConnected) return;
      trackFailure(this, null);
      this.#resource.cancel();
      this.#dispatch({ type: 'disconnect' });
      // The canceled load may have just mounted a view.
      this.drawing.suspend();
    });
  }

  hostUpdated(): void {
    const { status, error, data } = this;
    trackFailure(this, this.host.isConnected ? error : null);
    const previous = this.#status;
    this.#status = status;
    if (status !== previous) this.host.dispatchEvent(new VibedasherStatusEvent(status, previous));
    if (data && data !== this.#data) this.host.dispatchEvent(new VibedasherDataEvent(data));
    this.#data = data;
    if (error && error !== this.#error) this.#report(error);
    this.#error = error;
    if ((status === 'ready' || status === 'empty') && this.settings) this.#announceSource(this.settings);
  }

  /** Performs the action that is due after an event. `options` apply to an event that always causes a load. */
  #dispatch(event: ChartEvent, options?: LoadOptions): void {
    const [state, due] = reduceChart(this.#state, event);
    this.#state = state;
    if (due === 'redraw' || state.work !== 'drawing') this.#redraw?.abort();
    switch (due) {
      case 'load':
        this.#loading = this.#runLoad(options);
        break;
      case 'redraw':
        this.#redrawing = this.#runRedraw();
        break;
      case 'restyle':
        this.#showInitial();
        break;
      case 'suspend':
        this.drawing.suspend();
        break;
      case null:
    }
  }

  #endWork(): void {
    this.#dispatch({ type: 'end', shown: this.loaded ? this.drawing.shown : 'nothing' });
  }

  async #runLoad({ fresh = false, quiet = false, announce = true }: LoadOptions = {}): Promise<void> {
    const settings = this.settings!;
    this.outdated ||= !fresh;
    let load = this.#load;
    if (!load?.canServe(settings)) {
      load?.cancel();
      load = this.#load = new ChartLoad(settings, fresh);
    }
    const isFirst = this.#loadedKey === null;
    if (this.#sourceKey !== settings.sourceKey || (isFirst && this.error)) {
      this.#startSource(settings.sourceKey, load.start);
    }
    // Only preload the code: drawing a table loads it again and reports errors.
    if (settings.mark === 'table') this.#loadTable().catch(() => {});
    await this.#resource.run((signal) => this.#loadAndDraw(load, announce, signal), {
      keep: this.#state.shown !== 'nothing',
      // Clears the error: another load would replace `ready` again.
      quiet: quiet && !isFirst,
    });
    if (!load.signal.aborted) this.#endWork();
  }

  async #loadAndDraw(load: ChartLoad, announce: boolean, signal: AbortSignal): Promise<LoadedChart> {
    signal.addEventListener('abort', () => load.cancel());
    this.#showInitial();
    load.listen({
      onViz: (viz) => {
        this.viz = viz;
        this.host.requestUpdate();
      },
      onSource: (source) => void this.drawing.prepare(source, this.settings ?? load.settings, signal),
      onNewer: (failure) =>
        void this.#loading.then(() => {
          if (load.signal.aborted || !this.host.isConnected) return;
          if (failure) this.#resource.fail(failure, { keep: true });
          else this.#dispatch({ type: 'reload' });
        }),
    });
    const loaded = await load.loaded;
    // If rows of several charts arrive together, complete the first chart before the next one begins.
    await joinTaskQueue(load.settings.request.order?.()).foreground();
    signal.throwIfAborted();
    this.#dispatch({ type: 'rows' });
    await this.drawing.draw(loaded, this.viz, this.settings!, signal);
    this.drawnAt = Date.now();
    this.outdated = false;
    const isRefresh = this.#pictured || this.#loadedKey === this.#sourceKey;
    if (announce) this.refreshes = isRefresh ? this.refreshes + 1 : 0;
    return loaded;
  }

  async #runRedraw(): Promise<void> {
    const { signal } = (this.#redraw = new AbortController());
    try {
      await this.drawing.draw(this.loaded!, this.viz, this.settings!, signal);
    } catch (cause) {
      if (!signal.aborted) this.#resource.fail(cause, { keep: true });
    }
    if (signal.aborted) return;
    this.#redraw = null;
    this.#endWork();
  }

  #clearViz(): void {
    this.viz = null;
    this.drawing.reset();
  }

  /** Sets language and styles for messages without a chart, or before there is one. */
  #showInitial(): void {
    // If this fails, the load also fails and reports the error.
    if (this.#display) this.drawing.initialViewModel(this.#display).catch(() => {});
  }

  /** Resets `ready` for a new source, and for one that failed and is retried. */
  #startSource(key: string | null, start = 0): void {
    if (this.#loadedKey !== null || this.error) this.ready = new Deferred();
    this.#sourceKey = key;
    this.#loadedKey = null;
    this.#startedAt = start;
  }

  #announceSource(settings: ChartSettings): void {
    if (this.#loadedKey === settings.sourceKey || this.#sourceKey !== settings.sourceKey) return;
    this.#loadedKey = settings.sourceKey;
    const { viz = 0, query = 0, decode = 0 } = this.loaded?.timings ?? {};
    const total = performance.now() - this.#startedAt;
    const engine = this.drawing.engineTime;
    const render = Math.max(0, total - Math.max(viz, query) - engine);
    this.host.dispatchEvent(new VibedasherLoadEvent({ viz, query, decode, engine, render, total }));
    this.ready.resolve();
  }

  #report(error: VibedasherError): void {
    const name = consoleName(this.host, this.settings?.request.ref ?? {});
    const { hint, requestId } = error;
    console.warn(
      [`${name} ${error.kind}: ${error.message}`, hint, requestId && `request ${requestId}`]
        .filter(Boolean)
        .join(' · '),
    );
    this.host.dispatchEvent(new VibedasherErrorEvent(error));
    this.ready.reject(error);
  }
}

const mainRows = (loaded: LoadedChart | null): Dataset | null =>
  loaded?.data.get(MAIN) ?? loaded?.data.values().next().value ?? null;

/** Returns what a change of settings affects. */
function findChange(
  before: ChartSettings | null,
  { vizKey, requestKey, lookKey, request }: ChartSettings,
): 'viz' | 'rows' | 'look' | 'nothing' {
  if (before?.vizKey !== vizKey) return 'viz';
  if (before.requestKey !== requestKey || request.shared?.takeChange()) return 'rows';
  return before.lookKey === lookKey ? 'nothing' : 'look';
}
