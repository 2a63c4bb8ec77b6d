import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChartSource, SpecChart } from '../../charts/types.ts';
import { warnOnce } from '../../internal/text.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import { originList } from '../../pipeline/check-settings.ts';
import type { ChartSettings, LoadedChart, DisplaySettings } from '../../pipeline/load-chart.ts';
import {
  hasMeasureFormats,
  resolveViewModel,
  CAPTION_AND_FOOTER_HEIGHT,
  pictureSize,
  UNRESOLVED,
  type ChartViewModel,
  loadAggregateTitles,
} from '../../pipeline/view-model.ts';
import type { Viz, VizRef } from '../../public-client/types.ts';
import { fillsBox } from '../../spec/facts.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { hasForcedColors, readScheme, readTokens } from '../../theming/read-tokens.ts';
import { BUILT_IN_THEMES, findTheme } from '../../theming/themes.ts';
import { themeConfig } from '../../theming/vega-config.ts';
import type { ChartPoint, MountedChart, Size } from '../../vega/types.ts';
import { CursorController } from './cursor.ts';
import { Picture, type PictureLook } from './picture.ts';
import { SizeController } from './size.ts';
import { languageOf, prefersReducedMotion, PageContextController } from '../page-context.ts';

/** Maximum number of different warnings that an element logs. */
const MAX_WARNINGS = 100;

export interface DrawingOptions {
  /** Resolves when the host has rendered the current view model. */
  readonly rendered: () => Promise<unknown>;
  /** Returns the container of the picture, once the host has rendered it. */
  readonly box: () => HTMLElement | null;
  /** Loads the code that shows rows as a table. */
  readonly table: () => Promise<void>;
  /** Loads the code that shows a single number. */
  readonly number: () => Promise<void>;
  /** Called when the chart must be drawn again because its box, the language or the page's styles have changed. */
  readonly onChange: () => void;
  /** Called when the charts of the page hold too many rows, and this one must be suspended. */
  readonly onDisplaced: () => void;
}

/** Returns the name of an element and its viz for console messages, as in `<vibedasher-viz acme/sales>`. */
export const consoleName = ({ localName }: Element, { account, slug }: Partial<VizRef>): string =>
  `<${[localName, [account, slug].filter(Boolean).join('/')].filter(Boolean).join(' ')}>`;

/** Adds the page's annotations to a spec. `data` is `null` before there are rows. */
export type Annotate = (
  spec: VegaLiteSpec,
  viewModel: ChartViewModel,
  data: SpecChart['data'] | null,
) => VegaLiteSpec;

/** Turns rows into what the host shows: chooses a chart and draws it. */
export class DrawingController implements ReactiveController {
  /** `null` until the reader's language has loaded. */
  viewModel: ChartViewModel | null = null;
  readonly cursor: CursorController;
  /** Loads the optional features that are next to the picture, or drawn in it. Never rejects. */
  loadExtras: () => Promise<void> = async () => {};
  annotate: Annotate = (spec) => spec;
  /** Whether the reader has chosen to see all categories; `null` before any choice. */
  showsAll: boolean | null = null;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: DrawingOptions;
  readonly #picture: Picture;
  readonly #size: SizeController;
  /** Observes an element that is 1 em wide: a style sheet may change the size of text but not that of the box. */
  readonly #textSize: SizeController;
  #initial: Promise<ChartViewModel> | null = null;
  readonly #warned = new Set<string>();
  #decorateSpec = (spec: VegaLiteSpec): VegaLiteSpec => spec;
  /** Incremented with each new view model, so a late one never replaces a newer one. */
  #viewModelVersion = 0;

  constructor(host: ReactiveControllerHost & HTMLElement, options: DrawingOptions) {
    this.#host = host;
    this.#options = options;
    this.#picture = new Picture(options.onDisplaced);
    this.#size = new SizeController(host, (size) => this.#resize(size));
    this.#textSize = new SizeController(host, options.onChange);
    this.cursor = new CursorController(host, (limit): readonly ChartPoint[] => this.#picture.points(limit));
    new PageContextController(host, options.onChange);
    host.addController(this);
  }

  get mounted(): MountedChart | null {
    return this.#picture.mounted;
  }

  /** What shows the rows; see `ChartState`. */
  get shown(): 'text' | 'view' | 'snapshot' {
    if (this.#picture.suspended) return 'snapshot';
    return this.mounted ? 'view' : 'text';
  }

  /** The time that the last picture waited for the engine, in ms. */
  get engineTime(): number {
    return this.#picture.engineTime;
  }

  /** A function that replaces each spec before it is drawn. */
  set decorateSpec(decorateSpec: (spec: VegaLiteSpec) => VegaLiteSpec) {
    this.#decorateSpec = decorateSpec;
    this.#options.onChange();
  }

  /** Shows all categories of a derived chart, or again only those that fit. */
  readonly toggleAll = (): void => {
    this.showsAll = !this.showsAll;
    this.#options.onChange();
  };

  hostUpdated(): void {
    const box = this.#options.box();
    if (box) this.#size.observe(box);
    const ruler = this.#host.shadowRoot?.querySelector('.figure > .announcer');
    if (ruler) this.#textSize.observe(ruler);
  }

  /** Sets language and styles for messages without a chart, or before there is one. */
  async initialViewModel(display: DisplaySettings): Promise<void> {
    const version = ++this.#viewModelVersion;
    const viewModel = await (this.#initial = initialViewModel(this.#host, display));
    if (version !== this.#viewModelVersion) return;
    const { locale, rtl, tokens, backdrop } = viewModel;
    this.viewModel = { ...(this.viewModel ?? viewModel), locale, rtl, tokens, backdrop };
    this.#host.requestUpdate();
  }

  /** Prepares the picture while the rows are loading. Never rejects. */
  async prepare(source: ChartSource, settings: ChartSettings, signal: AbortSignal): Promise<void> {
    const { spec, usesVizSpecForPageQuery, queries } = source;
    // Wait for the rows if the spec may not fit them, or if it is drawn already.
    const needsRows = usesVizSpecForPageQuery || hasMeasureFormats(settings) || settings.sort;
    if (!spec || needsRows || this.#picture.mounted) return;
    try {
      const [viewModel] = await Promise.all([
        this.#initial ?? initialViewModel(this.#host, settings),
        this.loadExtras(),
      ]);
      const look = this.#createLook(viewModel, settings, spec, this.#availableSize());
      await loadAggregateTitles(spec, viewModel);
      const drawn = this.#decorateSpec(this.annotate(spec, viewModel, null));
      await this.#picture.prepare(drawn, look, new Set(queries.keys()), signal);
    } catch {
      // `draw` fails for the same reason and reports it.
    }
  }

  /** Resolves when the host shows these rows. Rejects if they cannot be drawn, or if `signal` aborts. */
  async draw(
    loaded: LoadedChart,
    viz: Viz | null,
    settings: ChartSettings,
    signal: AbortSignal,
  ): Promise<void> {
    this.#viewModelVersion++;
    const choice = { ...settings, ...(this.showsAll && { limit: 'all' }) };
    const resolve = async (size: Size): Promise<ChartViewModel> =>
      this.#keepHeight(await resolveViewModel(base, viz, loaded, choice, size), choice);
    const [base] = await Promise.all([initialViewModel(this.#host, settings), this.loadExtras()]);
    const available = this.#availableSize();
    let viewModel = await resolve(available);
    const { kind } = viewModel.chart ?? {};
    if (kind === 'table' || kind === 'number') await this.#options[kind]();
    signal.throwIfAborted();
    let boxSize = await this.#layOut(viewModel, available);
    const box = this.#options.box();
    // The content of a derived chart depends on its size, which may differ from the expected one.
    if (
      viewModel.chart?.kind === 'spec' &&
      viewModel.chart.derived &&
      boxSize.width > 0 &&
      boxSize.height !== available.height
    ) {
      const { cut } = viewModel;
      viewModel = await resolve(boxSize);
      // The line below the picture takes space from it.
      if (!cut !== !viewModel.cut) boxSize = await this.#layOut(viewModel, boxSize);
    }
    if (viewModel.chart?.kind === 'spec' && box) {
      const size = pictureSize(boxSize, viewModel.chart.spec);
      const { spec, data } = viewModel.chart;
      const chart = { ...viewModel.chart, spec: this.#decorateSpec(this.annotate(spec, viewModel, data)) };
      await this.#picture.show(
        box,
        chart,
        this.#createLook(viewModel, settings, chart.spec, size),
        size,
        signal,
      );
      // The box may have been resized while the picture was drawn.
      const { current } = this.#size;
      if (current.width > 0) this.#picture.resize(pictureSize(current, viewModel.chart.spec));
    } else {
      this.#picture.clear();
    }
    signal.throwIfAborted();
    this.cursor.leave();
    this.viewModel = viewModel;
    this.#host.requestUpdate();
  }

  /**
   * If the page sets no `limit`, keeps the height of the box for small multiples, which then scroll: a growing box would
   * move the content that follows, unless that is below the viewport. A box that has grown keeps its height, also that of a
   * prerendered picture.
   */
  #keepHeight(viewModel: ChartViewModel, { limit }: Pick<ChartSettings, 'limit'>): ChartViewModel {
    const { chart } = viewModel;
    const keeps =
      chart?.kind === 'spec' &&
      chart.derived &&
      fillsBox(chart.spec) &&
      !limit &&
      this.viewModel?.intrinsicHeight == null &&
      this.#host.getBoundingClientRect().bottom < innerHeight &&
      !this.#host.matches(':has(> [data-natural])');
    return keeps ? { ...viewModel, intrinsicHeight: null } : viewModel;
  }

  /** Lays out what surrounds the picture, with the previous picture. Returns the size of the box of the new one. */
  async #layOut(viewModel: ChartViewModel, available: Size): Promise<Size> {
    const { chart = null, mark = null } = this.viewModel ?? {};
    this.viewModel = { ...viewModel, chart, mark };
    this.#host.requestUpdate();
    await this.#options.rendered();
    // Reading the size forces a layout, so do it only for a picture.
    return viewModel.chart?.kind === 'spec' ? this.#size.measure() : available;
  }

  /** Replaces the view with a snapshot while the host is disconnected or far from the viewport. */
  suspend(): void {
    this.#picture.suspend();
  }

  /** Removes everything of the previous viz. */
  reset(): void {
    this.#picture.clear();
    this.showsAll = null;
    this.viewModel = this.viewModel && { ...this.viewModel, ...UNRESOLVED };
  }

  /** Returns the size available to the picture. Estimates it from the host before the box exists. */
  #availableSize(): Size {
    const { current } = this.#size;
    if (current.width > 0) return current;
    const { clientWidth: width, clientHeight: height } =
      this.#host.shadowRoot?.querySelector('figure') ?? this.#host;
    return { width, height: Math.max(0, height - CAPTION_AND_FOOTER_HEIGHT) };
  }

  #createLook(
    { locale, rtl, tokens }: ChartViewModel,
    settings: ChartSettings,
    { projection }: VegaLiteSpec,
    { width }: Size,
  ): PictureLook {
    const { theme, fit, renderer, allowHosts, request } = settings;
    return {
      order: request.order,
      fit,
      // With forced colors, a style sheet can recolor an SVG but no canvas, so only pictures of very many marks use one.
      renderer: tokens && hasForcedColors() ? 'auto' : renderer,
      allowHosts: originList(allowHosts),
      config: tokens && themeConfig(theme, tokens, width, !!projection),
      background: tokens?.background,
      muted: tokens?.muted,
      locale: theme === 'none' ? null : locale.vega,
      rtl,
      reducedMotion: prefersReducedMotion(),
      captioned: theme !== 'none',
      onTooltip: this.cursor.onTooltip,
      onError: ({ message }) => this.#warn(request.ref, message),
      onWarning: (text) => this.#warn(request.ref, text),
    };
  }

  /** Logs each warning only once, however often the chart is drawn. */
  #warn(ref: VizRef, text: string): void {
    const message = `${consoleName(this.#host, ref)} ${text}`;
    if (this.#warned.has(message) || this.#warned.size >= MAX_WARNINGS) return;
    this.#warned.add(message);
    console.warn(message);
  }

  #resize(size: Size): void {
    const { chart } = this.viewModel ?? {};
    if (chart?.kind !== 'spec') return;
    this.cursor.leave();
    this.#picture.resize(pictureSize(size, chart.spec));
    // A suspended chart on the screen has been displaced.
    if (chart.derived || this.#picture.suspended) this.#options.onChange();
  }
}

/** Creates the view model that is used before there are rows. It contains language and styles. */
async function initialViewModel(
  host: HTMLElement,
  { theme, timeZone }: DisplaySettings,
): Promise<ChartViewModel> {
  const locale = await loadLocale(languageOf(host), timeZone);
  const tokens = theme === 'none' ? null : readTokens(host, theme);
  if (!BUILT_IN_THEMES.includes(theme) && !findTheme(theme)) {
    warnOnce(
      `<${host.localName} theme="${theme}">: use one of ${BUILT_IN_THEMES.join(', ')} or the name of a defined theme`,
    );
  }
  const foreign = tokens && theme !== 'auto' && tokens.scheme !== readScheme(host);
  const backdrop = foreign ? tokens.background : null;
  const rtl = tokens !== null && [locale.dir, getComputedStyle(host).direction].includes('rtl');
  return { ...UNRESOLVED, locale, rtl, tokens, backdrop };
}
