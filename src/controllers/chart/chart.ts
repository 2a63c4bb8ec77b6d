import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChartSource } from '../../charts/types.ts';
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
import type { ErrorKind, VibedasherError } from '../../public-client/errors.ts';
import type { Dataset, Viz } from '../../public-client/types.ts';
import { MAIN } from '../../spec/names.ts';
import { statusOf, type Status } from '../../state/load-state.ts';
import type { MountedChart } from '../../vega/types.ts';
import { DistanceController } from './size.ts';
import { DrawingController, consoleName } from './drawing.ts';
import { trackFailure, ResourceController, retryAll, type Retryable } from '../resource.ts';

interface ChartHost extends ReactiveControllerHost, HTMLElement {}

export interface ChartOptions {
  /** Returns the container of the picture, once the host has rendered it. */
  readonly box: () => HTMLElement | null;
  /** Converts anything thrown. */
  readonly toError: (cause: unknown) => VibedasherError;
  /** Loads the code that shows rows as a table. */
  readonly table: () => Promise<void>;
  /** Settles with the first picture. */
  readonly ready: Deferred<void>;
  /** The load that the host has already started. */
  readonly early: ChartLoad | null;
  /** Whether the page shows a prerendered picture: the first live picture is an update of that. */
  readonly pictured: boolean;
}

/** Errors that a change of the look may fix. */
const DRAWING_ERRORS: ReadonlySet<ErrorKind> = new Set(['config', 'spec', 'render']);

/** Loads, draws and redraws a chart when its settings change, and dispatches the host's events. */
export class ChartController implements ReactiveController, Retryable {
  viz: Viz | null = null;
  readonly drawing: DrawingController;
  /** Settles with the first picture of the current source. */
  ready: Deferred<void>;
  /** When the current rows were drawn, in ms since 1970. */
  drawnAt: number | null = null;
  /** Whether the current picture replaced an earlier one of the same source. */
  refreshed = false;
  /** Whether other rows have been requested since the current picture. */
  outdated = false;
  /** The last settings; `null` while they are invalid. */
  settings: ChartSettings | null = null;
  readonly #host: ChartHost;
  readonly #pictured: boolean;
  readonly #loadTable: () => Promise<void>;
  readonly #distance: DistanceController;
  readonly #resource: ResourceController<LoadedChart, VibedasherError>;
  #display: DisplaySettings | null = null;
  #status: Status = 'idle';
  #error: VibedasherError | null = null;
  #data: Dataset | null = null;
  #vizKey: string | null = null;
  #sourceKey: string | null = null;
  /** The source whose first picture has been announced. */
  #loadedKey: string | null = null;
  /**
   * Aborts the requests of the latest load. May outlive the load when cached rows are shown while fresh ones are
   * fetched.
   */
  #requests: AbortController | null = null;
  #redrawing: AbortController | null = null;
  /** The look has changed during a load, which may draw the rows with the old look. */
  #redrawDue = false;
  /** The look has changed while the chart was far from the viewport. */
  #dueWhenNear = false;
  #startedAt = 0;
  #early: ChartLoad | null;
  /** A script has read `view`, so the view may not be suspended. */
  #isViewPinned = false;
  /** The number of pending {@link useView} calls. */
  #viewUsers = 0;
  #drawing: Promise<void> | undefined;

  constructor(host: ChartHost, options: ChartOptions) {
    this.#host = host;
    this.#pictured = options.pictured;
    this.#loadTable = options.table;
    this.ready = options.ready;
    this.#early = options.early;
    this.drawing = new DrawingController(host, {
      box: options.box,
      rendered: () => host.updateComplete,
      table: options.table,
      onChange: () => this.#redraw(),
    });
    this.#resource = new ResourceController(host, options.toError);
    this.#distance = new DistanceController(host, () => this.#onDistance());
    host.addController(this);
  }

  get status(): Status {
    return statusOf(this.#resource.state, isEmpty);
  }

  get error(): VibedasherError | null {
    return this.#resource.state.status === 'failed' ? this.#resource.state.error : null;
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
    this.#isViewPinned ||= view !== null;
    return view;
  }

  /** Calls `use` with the view, or `null` if the chart has none. Resumes a suspended chart first. */
  async useView<T>(use: (view: MountedChart['view'] | null) => Promise<T>): Promise<T> {
    this.#viewUsers++;
    try {
      if ((this.drawing.suspended || this.#dueWhenNear) && !this.#redrawing) this.#redraw();
      // A newer drawing may have replaced the awaited one.
      for (let awaited; awaited !== this.#drawing;) await (awaited = this.#drawing);
      return await use(this.drawing.mounted?.view ?? null);
    } finally {
      this.#viewUsers--;
      this.#suspendIfFar();
    }
  }

  /** Applies settings: loads or redraws if their keys changed. */
  update(settings: ChartSettings): void {
    const before = this.settings;
    this.settings = settings;
    this.#display = settings;
    const { error } = this;
    if (
      before?.requestKey !== settings.requestKey ||
      settings.request.shared?.hasChanged() ||
      this.#resource.state.status === 'idle'
    ) {
      void this.#load(false);
    } else if (before.lookKey !== settings.lookKey) {
      if (error && DRAWING_ERRORS.has(error.kind)) void this.#load(false);
      else this.#redraw();
    }
  }

  /** Shows an error in the settings. */
  fail(error: VibedasherError, display: DisplaySettings): void {
    const before = this.#display;
    this.#display = display;
    if (this.error?.message !== error.message) {
      this.settings = null;
      this.#vizKey = null;
      this.#startSource(null);
      this.#clearViz();
      this.#resource.fail(error, { keep: false });
    } else if (before?.theme === display.theme) {
      return;
    }
    this.#showInitial();
  }

  /** Whether a load is in progress, including a quiet one. */
  get busy(): boolean {
    return this.#resource.busy;
  }

  /**
   * Loads again. Rejects if that fails; an unhandled rejection is not reported.
   * @param options.quiet Does not change the status before the new rows have loaded
   * @param options.announce Whether screen readers announce the new rows
   */
  refresh({ quiet = false, announce = true }: { quiet?: boolean; announce?: boolean } = {}): Promise<void> {
    // Nothing loaded yet: the initial load resolves this.
    const attempt =
      this.status === 'idle'
        ? this.ready.promise
        : this.#load(true, quiet, announce).then(() => {
            if (this.error) throw this.error;
          });
    attempt.catch(() => {});
    return attempt;
  }

  get apiBase(): string | undefined {
    return this.settings?.request.client.apiBase;
  }

  /** Retries after a failure, together with all charts and controls of the page that failed at the same API. */
  retry(): void {
    retryAll(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
    if (this.loaded && !this.drawing.mounted) this.#redraw();
  }

  hostDisconnected(): void {
    // Moving an element disconnects and reconnects it within one task.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      trackFailure(this, null);
      this.#redrawing?.abort();
      // Load again when the element is reconnected.
      if (this.#resource.cancel()) this.settings = null;
      this.drawing.suspend();
    });
  }

  hostUpdated(): void {
    const { status, error, data } = this;
    trackFailure(this, this.#host.isConnected ? error : null);
    const previous = this.#status;
    this.#status = status;
    if (status !== previous) this.#host.dispatchEvent(new VibedasherStatusEvent(status, previous));
    if (data && data !== this.#data) this.#host.dispatchEvent(new VibedasherDataEvent(data));
    this.#data = data;
    if (error && error !== this.#error) this.#report(error);
    this.#error = error;
    if ((status === 'ready' || status === 'empty') && this.settings) this.#announceSource(this.settings);
  }

  async #load(fresh: boolean, quiet = false, announce = true): Promise<void> {
    const settings = this.settings;
    if (!settings) return;
    const early = this.#early?.canServe(settings) ? this.#early : null;
    if (!early) this.#early?.cancel();
    this.#early = null;
    const sameViz = this.#vizKey === settings.vizKey;
    if (this.#sourceKey !== settings.sourceKey || this.status === 'error')
      this.#startSource(settings, early?.start);
    if (!sameViz) this.#clearViz();
    this.#vizKey = settings.vizKey;
    this.outdated ||= !fresh;
    this.#redrawDue = this.#redrawing !== null;
    this.#redrawing?.abort();
    this.#requests?.abort();
    const requests = new AbortController();
    this.#requests = requests;
    const onViz = (viz: Viz): void => {
      this.viz = viz;
      this.#host.requestUpdate();
    };
    const onNewer = (failure: VibedasherError | null): void =>
      void loading.then(() => {
        if (this.settings?.requestKey !== settings.requestKey || !this.#host.isConnected) return;
        if (failure) this.#resource.fail(failure, { keep: true });
        else void this.#load(false);
      });
    // Preload only: drawing a table loads it again, and reports errors.
    if (settings.mark === 'table') this.#loadTable().catch(() => {});
    const loading = this.#resource.run(
      async (signal) => {
        signal.addEventListener('abort', () => requests.abort());
        this.#showInitial();
        const onSource = (source: ChartSource): void =>
          void this.drawing.prepare(source, this.settings ?? settings, signal);
        const load = early ?? new ChartLoad(settings, fresh);
        requests.signal.addEventListener('abort', () => load.cancel());
        load.listen({ onNewer, onViz, onSource });
        const loaded = await load.loaded;
        this.#redrawDue = false;
        // If rows of several charts arrive together, complete the first chart before the next one begins.
        await joinTaskQueue(settings.request.order?.()).foreground();
        signal.throwIfAborted();
        await this.drawing.draw(loaded, this.viz, this.settings ?? settings, signal);
        this.drawnAt = Date.now();
        this.outdated = false;
        if (announce) this.refreshed = this.#pictured || this.#loadedKey === settings.sourceKey;
        return loaded;
      },
      { keep: sameViz, quiet },
    );
    await loading;
    if (this.#redrawDue) this.#redraw();
    this.#suspendIfFar();
  }

  #onDistance(): void {
    if (this.#distance.far) this.#suspendIfFar();
    else if (this.drawing.suspended || this.#dueWhenNear) this.#redraw();
  }

  /** Replaces the view of a far chart with a snapshot until it comes near again. */
  #suspendIfFar(): void {
    if (this.#isFar() && !this.#redrawing && !this.busy) this.drawing.suspend();
  }

  #isFar(): boolean {
    return this.#distance.far && !this.#isViewPinned && !this.#viewUsers && !this.settings?.eager;
  }

  #clearViz(): void {
    this.viz = null;
    this.drawing.reset();
  }

  /** Sets language and styles for messages without a chart, or before there is one. */
  #showInitial(): void {
    // If the code for it cannot be loaded, the load fails too, and reports that.
    if (this.#display) this.drawing.initialViewModel(this.#display).catch(() => {});
  }

  /** Resets `ready` for a new source, and for one that failed and is retried. */
  #startSource(settings: ChartSettings | null, start = performance.now()): void {
    if (this.#loadedKey !== null || this.error) this.ready = new Deferred();
    this.#sourceKey = settings?.sourceKey ?? null;
    this.#loadedKey = null;
    this.#startedAt = start;
  }

  /** Draws the same rows with another look, language or size. */
  #redraw(): void {
    const { loaded, viz } = this;
    const settings = this.settings;
    if (!this.#host.isConnected) return;
    this.#redrawDue = this.busy;
    if (!loaded || !settings) return this.#showInitial();
    // Defer redraws of off-screen charts until they come near.
    this.#dueWhenNear = this.#isFar();
    if (this.#redrawDue || this.#dueWhenNear) return;
    this.#redrawing?.abort();
    const controller = new AbortController();
    this.#redrawing = controller;
    this.#drawing = this.drawing
      .draw(loaded, viz, settings, controller.signal)
      .catch((cause: unknown) => {
        if (!controller.signal.aborted) this.#resource.fail(cause, { keep: true });
      })
      .finally(() => {
        if (this.#redrawing === controller) this.#redrawing = null;
        this.#suspendIfFar();
      });
  }

  #announceSource(settings: ChartSettings): void {
    if (this.#loadedKey === settings.sourceKey || this.#sourceKey !== settings.sourceKey) return;
    this.#loadedKey = settings.sourceKey;
    const { viz = 0, query = 0, decode = 0 } = this.loaded?.timings ?? {};
    const total = performance.now() - this.#startedAt;
    const engine = this.drawing.engineTime;
    const render = Math.max(0, total - Math.max(viz, query) - engine);
    this.#host.dispatchEvent(new VibedasherLoadEvent({ viz, query, decode, engine, render, total }));
    this.ready.resolve();
  }

  #report(error: VibedasherError): void {
    const name = consoleName(this.#host, this.settings?.request.ref ?? {});
    const { hint, requestId } = error;
    console.warn(
      [`${name} ${error.kind}: ${error.message}`, hint, requestId && `request ${requestId}`]
        .filter(Boolean)
        .join(' · '),
    );
    this.#host.dispatchEvent(new VibedasherErrorEvent(error));
    this.ready.reject(error);
  }
}

const mainRows = (loaded: LoadedChart | null): Dataset | null =>
  loaded?.data.get(MAIN) ?? loaded?.data.values().next().value ?? null;
