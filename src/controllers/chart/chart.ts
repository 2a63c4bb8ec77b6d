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
  type ChartSettings,
  type EarlyLoad,
  isEmpty,
  loadChart,
  type LoadedChart,
  type DisplaySettings,
} from '../../pipeline/load-chart.ts';
import type { ErrorKind, VibedasherError } from '../../public-client/errors.ts';
import type { Dataset, Viz } from '../../public-client/types.ts';
import { MAIN } from '../../spec/names.ts';
import { statusOf, type Status } from '../../state/load-state.ts';
import type { MountedChart } from '../../vega/types.ts';
import { DistanceController } from './size.ts';
import { DrawingController, nameOf } from './drawing.ts';
import { keepFailure, ResourceController, retryAll, type Retrying } from '../resource.ts';

interface ChartHost extends ReactiveControllerHost, HTMLElement {}

export interface ChartOptions {
  /** The element that the picture goes into, once the host has rendered it. */
  readonly box: () => HTMLElement | null;
  /** Turns whatever was thrown into the package's error. */
  readonly toError: (cause: unknown) => VibedasherError;
  /** Loads what shows rows as a table. */
  readonly table: () => Promise<void>;
  /** What those wait for who asked before the first picture. */
  readonly ready: Deferred<void>;
  /** What the host has begun to load. */
  readonly early: EarlyLoad | null;
  /** The page shows an older picture of the chart: the first one of its own is an update of that. */
  readonly pictured: boolean;
}

/** What another look can mend: drawing is tried again with it. */
const OF_DRAWING: ReadonlySet<ErrorKind> = new Set(['config', 'spec', 'render']);

/** A chart from its settings to its picture: loads, draws, redraws, and tells the host's status by events. */
export class ChartController implements ReactiveController, Retrying {
  viz: Viz | null = null;
  readonly drawing: DrawingController;
  /** Settles with the first picture of the current source. */
  ready: Deferred<void>;
  /** When the rows on show were drawn, in ms since 1970. */
  drawnAt: number | null = null;
  /** Whether the picture on show followed another one of the same source. */
  refreshed = false;
  /** Whether something else has been asked for since what is on show. */
  outdated = false;
  /** What it was last asked for; `null` while that makes no sense. */
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
  /** Aborts the requests of the latest load. They outlast it where it shows rows of before: newer ones are on their way. */
  #requests: AbortController | null = null;
  #redrawing: AbortController | null = null;
  /** The look has changed while new rows are on their way: they may be drawn in the old one. */
  #redrawDue = false;
  /** The look has changed while the chart is far out of sight. */
  #dueWhenNear = false;
  #startedAt = 0;
  #early: EarlyLoad | null;
  /** The page has the view in its hands: it may not be replaced behind its back. */
  #viewTaken = false;
  /** How many use the view for a while. */
  #users = 0;
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

  /** Whoever has it keeps it: from then on the chart holds on to its view, however far it is scrolled away. */
  get view(): MountedChart['view'] | null {
    const view = this.drawing.mounted?.view ?? null;
    this.#viewTaken ||= view !== null;
    return view;
  }

  /**
   * Gives `use` the view, `null` where the chart has none. A suspended chart is resumed for it.
   */
  async lend<T>(use: (view: MountedChart['view'] | null) => Promise<T>): Promise<T> {
    this.#users++;
    try {
      if ((this.drawing.suspended || this.#dueWhenNear) && !this.#redrawing) this.#redraw();
      // Another drawing may take the place of the one that is waited for.
      for (let awaited; awaited !== this.#drawing;) await (awaited = this.#drawing);
      return await use(this.drawing.mounted?.view ?? null);
    } finally {
      this.#users--;
      this.#restIfFar();
    }
  }

  /** Loads or draws what these settings ask for, where that is something new. */
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
      if (error && OF_DRAWING.has(error.kind)) void this.#load(false);
      else this.#redraw();
    }
  }

  /** Shows that nothing can be asked for. */
  fail(error: VibedasherError, display: DisplaySettings): void {
    const before = this.#display;
    this.#display = display;
    if (this.error?.message !== error.message) {
      this.settings = null;
      this.#vizKey = null;
      this.#startSource(null);
      this.#forgetViz();
      this.#resource.fail(error, { keep: false });
    } else if (before?.theme === display.theme) {
      return;
    }
    this.#showInitial();
  }

  /** Whether it is being loaded, be it quietly. */
  get busy(): boolean {
    return this.#resource.busy;
  }

  /**
   * Asks again. Rejects with the error if that fails; a rejection without a handler is not reported. `quiet`: nothing
   * shows it before the new rows are there; and then only who is `told` hears of it.
   */
  refresh({ quiet = false, told = true }: { quiet?: boolean; told?: boolean } = {}): Promise<void> {
    // An element that has not begun yet brings its first picture by itself.
    const attempt =
      this.status === 'idle'
        ? this.ready.promise
        : this.#load(true, quiet, told).then(() => {
            if (this.error) throw this.error;
          });
    attempt.catch(() => {});
    return attempt;
  }

  /** Where it asks. */
  get apiBase(): string | undefined {
    return this.settings?.request.client.apiBase;
  }

  /** Asks again for a reader, as do all charts and controls of the page that have failed at the same API. */
  retry(): void {
    retryAll(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
    if (this.loaded && !this.drawing.mounted) this.#redraw();
  }

  hostDisconnected(): void {
    // An element that is moved is disconnected and connected again within one task.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      keepFailure(this, null);
      this.#redrawing?.abort();
      // What was given up is asked for again when the element comes back.
      if (this.#resource.cancel()) this.settings = null;
      this.drawing.suspend();
    });
  }

  hostUpdated(): void {
    const { status, error, data } = this;
    keepFailure(this, this.#host.isConnected ? error : null);
    const previous = this.#status;
    this.#status = status;
    if (status !== previous) this.#host.dispatchEvent(new VibedasherStatusEvent(status, previous));
    if (data && data !== this.#data) this.#host.dispatchEvent(new VibedasherDataEvent(data));
    this.#data = data;
    if (error && error !== this.#error) this.#report(error);
    this.#error = error;
    if ((status === 'ready' || status === 'empty') && this.settings) this.#announceSource(this.settings);
  }

  async #load(fresh: boolean, quiet = false, told = true): Promise<void> {
    const settings = this.settings;
    if (!settings) return;
    const early = this.#early?.suits(settings) ? this.#early : null;
    if (!early) this.#early?.cancel();
    this.#early = null;
    const sameViz = this.#vizKey === settings.vizKey;
    if (this.#sourceKey !== settings.sourceKey || this.status === 'error')
      this.#startSource(settings, early?.start);
    if (!sameViz) this.#forgetViz();
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
    // It is asked for again when it is needed.
    if (settings.mark === 'table') this.#loadTable().catch(() => {});
    const loading = this.#resource.run(
      async (signal) => {
        signal.addEventListener('abort', () => requests.abort());
        this.#showInitial();
        const onSource = (source: ChartSource): void =>
          void this.drawing.prepare(source, this.settings ?? settings, signal);
        const { request, timeZone } = settings;
        const listener = { onNewer, onViz, onSource };
        const loaded = await (early?.take(listener, requests.signal) ??
          loadChart({ ...request, ...listener, timeZone, fresh }, requests.signal));
        this.#redrawDue = false;
        // Rows of several charts come at a time: the first chart of the page is complete before others begin.
        await joinTaskQueue(request.order?.()).foreground();
        signal.throwIfAborted();
        await this.drawing.draw(loaded, this.viz, this.settings ?? settings, signal);
        this.drawnAt = Date.now();
        this.outdated = false;
        if (told) this.refreshed = this.#pictured || this.#loadedKey === settings.sourceKey;
        return loaded;
      },
      { keep: sameViz, quiet },
    );
    await loading;
    if (this.#redrawDue) this.#redraw();
    this.#restIfFar();
  }

  #onDistance(): void {
    if (this.#distance.far) this.#restIfFar();
    else if (this.drawing.suspended || this.#dueWhenNear) this.#redraw();
  }

  /** A chart out of sight needs no view: its picture is enough until it comes near again. */
  #restIfFar(): void {
    if (this.#isFar() && !this.#redrawing && !this.busy) this.drawing.suspend();
  }

  #isFar(): boolean {
    return this.#distance.far && !this.#viewTaken && !this.#users && !this.settings?.eager;
  }

  /** Nothing of the viz before may stay. */
  #forgetViz(): void {
    this.viz = null;
    this.drawing.reset();
  }

  /** Language and look for what is said where there are no rows, or not yet. */
  #showInitial(): void {
    // Without its code nothing can be loaded either: that attempt reports it.
    if (this.#display) this.drawing.initialViewModel(this.#display).catch(() => {});
  }

  /** A new source has a first picture of its own to wait for, and so has one that failed and is tried again. */
  #startSource(settings: ChartSettings | null, start = performance.now()): void {
    if (this.#loadedKey !== null || this.error) this.ready = new Deferred();
    this.#sourceKey = settings?.sourceKey ?? null;
    this.#loadedKey = null;
    this.#startedAt = start;
  }

  /** The same rows in another look, language or box. */
  #redraw(): void {
    const { loaded, viz } = this;
    const settings = this.settings;
    if (!this.#host.isConnected) return;
    this.#redrawDue = this.busy;
    if (!loaded || !settings) return this.#showInitial();
    // What is far is drawn when it comes near, as everything looks by then.
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
        this.#restIfFar();
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
    const name = nameOf(this.#host, this.settings?.request.ref ?? {});
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
