import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { MAIN, type Chart, type MarkWish, type VegaLiteSpec } from '../charts/types.ts';
import {
  VibedasherDataEvent,
  VibedasherErrorEvent,
  VibedasherLoadEvent,
  VibedasherStatusEvent,
} from '../events.ts';
import { Deferred } from '../internal/deferred.ts';
import type { Locale } from '../locale/types.ts';
import type { VibedasherError } from '../public-client/errors.ts';
import type { Dataset, Viz } from '../public-client/types.ts';
import { statusOf, type Status } from '../state/load-state.ts';
import type { Tokens } from '../theming/types.ts';
import type { ChartPoint, Renderer, Size, TooltipSink } from '../vega/types.ts';
import { loadChart, type ChartRequest, type LoadedChart } from './load-chart.ts';
import { loadKit, type ChartKit } from './load-kit.ts';
import { PictureController } from './picture.ts';
import { ResourceController } from './resource.ts';
import { SizeController } from './size.ts';
import { languageOf, prefersReducedMotion, SurroundingsController } from './surroundings.ts';

/** What a chart is asked with, and how it is to look. Settings of equal keys ask for the same thing. */
export interface ChartSettings {
  readonly request: Omit<ChartRequest, 'fresh' | 'onViz'>;
  /** Another viz: nothing of the one before may stay. */
  readonly vizKey: string;
  /** Another chart of it: its first picture is an event. */
  readonly sourceKey: string;
  /** Other rows of the same chart. */
  readonly requestKey: string;
  /** Another look of the same rows. */
  readonly lookKey: string;
  readonly mark: MarkWish | null;
  readonly theme: string;
  readonly renderer: Renderer;
  readonly fit: 'container' | 'none';
  readonly caption: 'auto' | 'none';
  readonly allowHosts: readonly string[];
}

interface ChartHost extends ReactiveControllerHost, HTMLElement {}

/** What a host shows besides the picture. */
export interface ChartFace {
  readonly kit: ChartKit;
  readonly locale: Locale;
  /** `null` under `theme="none"`. */
  readonly tokens: Tokens | null;
  readonly chart: Chart | null;
  readonly title: string | null;
  readonly description: string | null;
  /** What is painted under a chart whose theme does not fit the page's own ground. */
  readonly ground: string | null;
  /** The box grows to the picture's own size, with at least this height in px. */
  readonly natural: number | null;
}

/** The size of a picture whose box has none yet. */
const UNSEEN: Size = { width: 640, height: 320 };
/** Derived charts are made for a box rounded to this many px, so that small changes make no other chart. */
const STEP = 80;

/** A chart from its settings to its picture: loads, draws, draws anew, and tells the host's status by events. */
export class ChartController implements ReactiveController {
  viz: Viz | null = null;
  face: ChartFace | null = null;
  ready = new Deferred<void>();
  /** When the rows on show were drawn, in ms since 1970. */
  drawnAt: number | null = null;
  /** Whether the picture on show followed another one of the same source. */
  refreshed = false;
  readonly #host: ChartHost;
  readonly #box: () => HTMLElement | null;
  readonly #onTooltip: TooltipSink;
  readonly #resource: ResourceController<LoadedChart, VibedasherError>;
  readonly #picture: PictureController;
  readonly #size: SizeController;
  #settings: ChartSettings | null = null;
  #status: Status = 'idle';
  #error: VibedasherError | null = null;
  #data: Dataset | null = null;
  #vizKey: string | null = null;
  #sourceKey: string | null = null;
  /** The source whose first picture has been told of. */
  #loadedKey: string | null = null;
  #redrawing: AbortController | null = null;
  #startedAt = 0;

  /**
   * `box` is the element that the picture goes into, once the host has rendered it. `toError` turns whatever was
   * thrown into the package's error.
   */
  constructor(
    host: ChartHost,
    options: {
      readonly box: () => HTMLElement | null;
      readonly onTooltip: TooltipSink;
      readonly toError: (cause: unknown) => VibedasherError;
    },
  ) {
    this.#host = host;
    this.#box = options.box;
    this.#onTooltip = options.onTooltip;
    this.#resource = new ResourceController(host, options.toError);
    this.#picture = new PictureController(host);
    this.#size = new SizeController(host, (size) => this.#resize(size));
    new SurroundingsController(host, () => this.#redraw());
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

  get view(): NonNullable<PictureController['mounted']>['view'] | null {
    return this.#picture.mounted?.view ?? null;
  }

  points(limit: number): readonly ChartPoint[] {
    return this.#picture.points(limit);
  }

  /** Loads or draws what these settings ask for, where that is something new. */
  update(settings: ChartSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    if (before?.requestKey !== settings.requestKey || this.#resource.state.status === 'idle') {
      void this.#load(false);
    } else if (before.lookKey !== settings.lookKey) {
      this.#redraw();
    }
  }

  /** Shows that nothing can be asked for. */
  fail(error: VibedasherError): void {
    if (this.error?.message === error.message) return;
    this.#settings = null;
    this.#startSource(null);
    this.#resource.fail(error, { keep: false });
  }

  /** Asks again. Rejects with the error if that fails; a rejection that nobody listens to is not reported. */
  refresh(): Promise<void> {
    const attempt = this.#load(true).then(() => {
      if (this.error) throw this.error;
    });
    attempt.catch(() => {});
    return attempt;
  }

  hostConnected(): void {
    if (this.loaded && !this.#picture.mounted) this.#redraw();
  }

  hostDisconnected(): void {
    // An element that is moved is disconnected and connected again within one task.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#redrawing?.abort();
      if (this.#resource.cancel()) this.#loadedKey = null;
      this.#picture.clear();
    });
  }

  hostUpdated(): void {
    const box = this.#box();
    if (box) this.#size.observe(box);
    const { status, error, data } = this;
    const previous = this.#status;
    this.#status = status;
    if (status !== previous) this.#host.dispatchEvent(new VibedasherStatusEvent(status, previous));
    if (data && data !== this.#data) this.#host.dispatchEvent(new VibedasherDataEvent(data));
    this.#data = data;
    if (error && error !== this.#error) this.#report(error);
    this.#error = error;
    if ((status === 'ready' || status === 'empty') && this.#settings) this.#announceSource(this.#settings);
  }

  async #load(fresh: boolean): Promise<void> {
    const settings = this.#settings;
    if (!settings) return;
    const sameViz = this.#vizKey === settings.vizKey;
    if (this.#sourceKey !== settings.sourceKey) this.#startSource(settings);
    if (!sameViz) {
      this.viz = null;
      this.face = null;
      this.#picture.clear();
    }
    this.#vizKey = settings.vizKey;
    this.#redrawing?.abort();
    const onViz = (viz: Viz): void => {
      this.viz = viz;
      this.#host.requestUpdate();
    };
    await this.#resource.run(
      async (signal) => {
        void this.#greet(settings, signal);
        const loaded = await loadChart({ ...settings.request, fresh, onViz }, signal);
        await this.#draw(loaded, this.#settings ?? settings, signal);
        this.drawnAt = Date.now();
        this.refreshed = this.#loadedKey === settings.sourceKey;
        return loaded;
      },
      { keep: sameViz },
    );
  }

  /** A new source has a first picture of its own to wait for. */
  #startSource(settings: ChartSettings | null): void {
    if (this.#loadedKey !== null || this.error) this.ready = new Deferred();
    this.#sourceKey = settings?.sourceKey ?? null;
    this.#loadedKey = null;
    this.#startedAt = performance.now();
  }

  /** Language and look for what is said before there are rows. */
  async #greet(settings: ChartSettings, signal: AbortSignal): Promise<void> {
    try {
      const face = await this.#makeFace(settings);
      if (signal.aborted || this.face) return;
      this.face = face;
      this.#host.requestUpdate();
    } catch {
      // Without the kit nothing can be loaded either: that attempt reports it.
    }
  }

  async #makeFace(settings: ChartSettings): Promise<ChartFace> {
    const kit = await loadKit();
    const locale = await kit.loadLocale(languageOf(this.#host), settings.request.timeZone);
    const tokens = settings.theme === 'none' ? null : kit.readTokens(this.#host, settings.theme);
    const foreign = tokens && settings.theme !== 'auto' && tokens.scheme !== kit.readScheme(this.#host);
    const ground = foreign ? tokens.background : null;
    return { kit, locale, tokens, ground, chart: null, title: null, description: null, natural: null };
  }

  async #draw(loaded: LoadedChart, settings: ChartSettings, signal: AbortSignal): Promise<void> {
    const base = await this.#makeFace(settings);
    signal.throwIfAborted();
    const host = this.#host;
    const chart = isEmpty(loaded) ? null : this.#chooseChart(loaded, settings, base);
    const spec = chart?.kind === 'spec' ? chart.spec : loaded.source.spec;
    const moved = settings.theme !== 'none' && spec ? base.kit.plainTitle(spec) : null;
    const face: ChartFace = {
      ...base,
      chart,
      title: moved?.title ?? this.viz?.name ?? null,
      description: (moved ? moved.subtitle : this.viz?.description) ?? null,
      natural: chart?.kind === 'spec' ? this.#naturalHeight(chart.spec, settings.fit, base.kit) : null,
    };
    // The caption takes its room before the picture is measured for the rest.
    this.face = this.face?.chart ? { ...face, chart: this.face.chart } : face;
    host.requestUpdate();
    await host.updateComplete;
    const box = this.#box();
    if (chart?.kind === 'spec' && box) {
      const look = {
        fit: settings.fit,
        config: base.tokens && base.kit.themeConfig(settings.theme, base.tokens),
        locale: settings.theme === 'none' ? null : base.locale.vega,
        renderer: settings.renderer,
        allowHosts: settings.allowHosts,
        reducedMotion: prefersReducedMotion(),
        captioned: settings.caption === 'auto' && settings.theme !== 'none',
        onTooltip: this.#onTooltip,
        onError: (error: Error) => console.warn(host.localName, error),
      };
      await this.#picture.show(box, chart, look, pictureSize(box, chart.spec, base.kit), signal);
    } else {
      this.#picture.clear();
    }
    this.face = face;
    host.requestUpdate();
  }

  #chooseChart({ source, data }: LoadedChart, { mark }: ChartSettings, { kit, locale }: ChartFace): Chart {
    if (source.spec) return { kind: 'spec', spec: source.spec, data, derived: false, more: 0 };
    const { width, height } = this.#size.current;
    const round = (length: number): number => Math.max(STEP, Math.round(length / STEP) * STEP);
    const room = width > 0 ? { width: round(width), height: round(height) } : UNSEEN;
    return kit.deriveChart(data.get(MAIN) ?? { columns: [], rows: [], truncated: false }, {
      mark,
      room,
      words: kit.chartWords(locale),
    });
  }

  /** The least height in px of a picture that does not fit into its box, else `null`. */
  #naturalHeight(spec: VegaLiteSpec, fit: 'container' | 'none', kit: ChartKit): number | null {
    if (fit === 'none' || kit.isComposed(spec)) return 0;
    const { minHeight } = kit.ownSize(spec);
    // A box that has grown already has just this height.
    return minHeight !== null && minHeight >= this.#size.current.height ? minHeight : null;
  }

  /** The same rows in another look, language or box. */
  #redraw(): void {
    const { loaded } = this;
    const settings = this.#settings;
    if (!loaded || !settings || this.#resource.state.status === 'loading' || !this.#host.isConnected) return;
    this.#redrawing?.abort();
    const controller = new AbortController();
    this.#redrawing = controller;
    this.#draw(loaded, settings, controller.signal).catch((cause: unknown) => {
      if (!controller.signal.aborted) this.#resource.fail(cause, { keep: true });
    });
  }

  #resize(size: Size): void {
    const { chart, kit } = this.face ?? {};
    if (chart?.kind !== 'spec' || !kit) return;
    const box = this.#box();
    if (box) this.#picture.resize(pictureSize(box, chart.spec, kit));
    if (chart.derived && size.width > 0) this.#redraw();
  }

  #announceSource(settings: ChartSettings): void {
    if (this.#loadedKey === settings.sourceKey || this.#sourceKey !== settings.sourceKey) return;
    this.#loadedKey = settings.sourceKey;
    const { viz = 0, query = 0 } = this.loaded?.timings ?? {};
    const total = performance.now() - this.#startedAt;
    const engine = this.#picture.engineTime;
    const render = Math.max(0, total - Math.max(viz, query) - engine);
    this.#host.dispatchEvent(new VibedasherLoadEvent({ viz, query, decode: 0, engine, render, total }));
    this.ready.resolve();
  }

  #report(error: VibedasherError): void {
    const { account, slug } = this.#settings?.request.ref ?? {};
    const name = `<${this.#host.localName}${slug ? ` ${account ? `${account}/` : ''}${slug}` : ''}>`;
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

/** A result without rows has no picture. A chart of several queries is empty only where all of them are. */
const isEmpty = ({ data }: LoadedChart): boolean =>
  data.size > 0 && [...data.values()].every(({ rows }) => rows.length === 0);

const mainRows = (loaded: LoadedChart | null): Dataset | null =>
  loaded?.data.get(MAIN) ?? loaded?.data.values().next().value ?? null;

/** The room for a picture: its box, less high where the spec asks for a flat strip. */
function pictureSize(box: HTMLElement, spec: VegaLiteSpec, kit: ChartKit): Size {
  const { clientWidth: width, clientHeight: height } = box;
  if (width === 0 || height === 0) return UNSEEN;
  const { ratio, minHeight } = kit.ownSize(spec);
  const flat = ratio === null ? height : Math.min(height, Math.max(width / ratio, minHeight ?? 0));
  return { width, height: Math.round(flat) };
}
