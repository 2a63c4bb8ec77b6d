import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChartSource, SpecChart } from '../../charts/types.ts';
import { warnOnce } from '../../internal/text.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import { originList } from '../../pipeline/check-settings.ts';
import type { ChartSettings, LoadedChart, DisplaySettings } from '../../pipeline/load-chart.ts';
import {
  settledViewModel,
  AROUND,
  pictureSize,
  UNSETTLED,
  type ChartViewModel,
} from '../../pipeline/view-model.ts';
import type { Viz, VizRef } from '../../public-client/types.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { readScheme, readTokens } from '../../theming/read-tokens.ts';
import { BUILT_IN_THEMES, findTheme } from '../../theming/themes.ts';
import { themeConfig } from '../../theming/vega-config.ts';
import type { ChartPoint, MountedChart, Size } from '../../vega/types.ts';
import { CursorController } from './cursor.ts';
import { Picture, type PictureLook } from './picture.ts';
import { SizeController } from './size.ts';
import { languageOf, prefersReducedMotion, PageContextController } from '../page-context.ts';

/** Warnings beyond which an element has nothing new to say. */
const MAX_WARNINGS = 100;

interface DrawingOptions {
  /** Resolves when the host shows the present view model. */
  readonly rendered: () => Promise<unknown>;
  /** The element that the picture goes into, once the host has rendered it. */
  readonly box: () => HTMLElement | null;
  /** Loads what shows rows as a table. */
  readonly table: () => Promise<void>;
  /** Box, language or look of the page have changed: draw again. */
  readonly onChange: () => void;
}

/** What an element and its viz are called in the console: `<vibedasher-viz acme/sales>`. */
export const nameOf = ({ localName }: Element, { account, slug }: Partial<VizRef>): string =>
  `<${[localName, [account, slug].filter(Boolean).join('/')].filter(Boolean).join(' ')}>`;

/** Adds to a spec what the page wants in the picture. There are no rows yet where `data` is `null`. */
export type Annotate = (
  spec: VegaLiteSpec,
  viewModel: ChartViewModel,
  data: SpecChart['data'] | null,
) => VegaLiteSpec;

/** From rows to what the host shows: chooses the chart, draws it, and follows the reader through it. */
export class DrawingController implements ReactiveController {
  /** `null` until the reader's language is there. */
  viewModel: ChartViewModel | null = null;
  readonly cursor: CursorController;
  /** Loads what takes space beside the picture, or is drawn in it. Never rejects. */
  loadExtras: () => Promise<void> = async () => {};
  annotate: Annotate = (spec) => spec;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: DrawingOptions;
  readonly #picture = new Picture();
  readonly #size: SizeController;
  #initial: Promise<ChartViewModel> | null = null;
  readonly #warned = new Set<string>();
  #decorateSpec = (spec: VegaLiteSpec): VegaLiteSpec => spec;
  /** Counts what sets the language, so that a late one never stands over a newer one. */
  #turn = 0;

  constructor(host: ReactiveControllerHost & HTMLElement, options: DrawingOptions) {
    this.#host = host;
    this.#options = options;
    this.#size = new SizeController(host, (size) => this.#resize(size));
    this.cursor = new CursorController(host, (limit): readonly ChartPoint[] => this.#picture.points(limit));
    new PageContextController(host, options.onChange);
    host.addController(this);
  }

  get mounted(): MountedChart | null {
    return this.#picture.mounted;
  }

  /** There is a picture, but nothing moves in it. */
  get suspended(): boolean {
    return this.#picture.suspended;
  }

  /** Milliseconds that the last picture waited for the engine. */
  get engineTime(): number {
    return this.#picture.engineTime;
  }

  /** What is drawn in place of a spec. */
  set decorateSpec(decorateSpec: (spec: VegaLiteSpec) => VegaLiteSpec) {
    this.#decorateSpec = decorateSpec;
    this.#options.onChange();
  }

  hostUpdated(): void {
    const box = this.#options.box();
    if (box) this.#size.observe(box);
  }

  /** Language and look for what is said where there are no rows, or not yet. */
  async initialViewModel(display: DisplaySettings): Promise<void> {
    const turn = ++this.#turn;
    const viewModel = await (this.#initial = initialViewModel(this.#host, display));
    if (turn !== this.#turn) return;
    const { locale, rtl, tokens, backdrop } = viewModel;
    this.viewModel = { ...(this.viewModel ?? viewModel), locale, rtl, tokens, backdrop };
    this.#host.requestUpdate();
  }

  /** Readies the picture of a chart whose rows are on their way, as it would look now. Never fails. */
  async prepare(source: ChartSource, settings: ChartSettings, signal: AbortSignal): Promise<void> {
    const { spec, usesVizSpecForPageQuery, queries } = source;
    // A spec that the rows may not suit, or that is drawn already, is left to when they are there.
    if (!spec || usesVizSpecForPageQuery || this.#picture.mounted) return;
    try {
      const [viewModel] = await Promise.all([
        this.#initial ?? initialViewModel(this.#host, settings),
        this.loadExtras(),
      ]);
      const look = this.#look(viewModel, settings, spec, this.#room());
      const drawn = this.#decorateSpec(this.annotate(spec, viewModel, null));
      await this.#picture.prepare(drawn, look, new Set(queries.keys()), signal);
    } catch {
      // What fails here fails again where it is drawn, and is reported there.
    }
  }

  /** Resolves when the host shows these rows. Rejects if they cannot be drawn, or with the signal's reason. */
  async draw(
    loaded: LoadedChart,
    viz: Viz | null,
    settings: ChartSettings,
    signal: AbortSignal,
  ): Promise<void> {
    this.#turn++;
    const [base] = await Promise.all([initialViewModel(this.#host, settings), this.loadExtras()]);
    const room = this.#room();
    let viewModel = await settledViewModel(base, viz, loaded, settings, room);
    if (viewModel.chart?.kind === 'table') await this.#options.table();
    signal.throwIfAborted();
    // The caption is laid out before the picture is measured; what is shown stays until then.
    this.viewModel = this.viewModel?.chart
      ? { ...viewModel, chart: this.viewModel.chart }
      : { ...viewModel, chart: null };
    this.#host.requestUpdate();
    await this.#options.rendered();
    const box = this.#options.box();
    // To read it the page has to be laid out, which only a picture is worth.
    const there = viewModel.chart?.kind === 'spec' ? this.#size.measure() : room;
    // How much a derived chart shows depends on its size, which may differ from what was expected.
    if (
      viewModel.chart?.kind === 'spec' &&
      viewModel.chart.derived &&
      there.width > 0 &&
      there.height !== room.height
    ) {
      viewModel = await settledViewModel(base, viz, loaded, settings, there);
    }
    if (viewModel.chart?.kind === 'spec' && box) {
      const size = pictureSize(there, viewModel.chart.spec);
      const { spec, data } = viewModel.chart;
      const chart = { ...viewModel.chart, spec: this.#decorateSpec(this.annotate(spec, viewModel, data)) };
      await this.#picture.show(box, chart, this.#look(viewModel, settings, chart.spec, size), size, signal);
      // The box may have changed before there was anything to resize.
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

  /** Lets go of all that moves in the picture, for the time that the host is out of the page or of sight. */
  suspend(): void {
    this.#picture.suspend();
  }

  /** Another viz: nothing of the one before may stay. */
  reset(): void {
    this.#picture.clear();
    this.viewModel = this.viewModel && { ...this.viewModel, ...UNSETTLED };
  }

  /** The size for a picture; before the box exists, what caption and footer will leave of the host. */
  #room(): Size {
    const { current } = this.#size;
    if (current.width > 0) return current;
    const { clientWidth: width, clientHeight: height } =
      this.#host.shadowRoot?.querySelector('figure') ?? this.#host;
    return { width, height: Math.max(0, height - AROUND) };
  }

  #look(
    { locale, rtl, tokens }: ChartViewModel,
    settings: ChartSettings,
    { projection }: VegaLiteSpec,
    { width }: Size,
  ): PictureLook {
    const { theme, fit, renderer, allowHosts, request } = settings;
    return {
      order: request.order,
      fit,
      renderer: renderer || 'auto',
      allowHosts: originList(allowHosts),
      config: tokens && themeConfig(theme, tokens, width, !!projection),
      locale: theme === 'none' ? null : locale.vega,
      rtl,
      reducedMotion: prefersReducedMotion(),
      captioned: theme !== 'none',
      onTooltip: this.cursor.onTooltip,
      onError: ({ message }) => this.#warn(request.ref, message),
      onWarning: (text) => this.#warn(request.ref, text),
    };
  }

  /** Says something about a chart to the page's developer: once, however often it is drawn. */
  #warn(ref: VizRef, text: string): void {
    const message = `${nameOf(this.#host, ref)} ${text}`;
    if (this.#warned.has(message) || this.#warned.size >= MAX_WARNINGS) return;
    this.#warned.add(message);
    console.warn(message);
  }

  #resize(size: Size): void {
    const { chart } = this.viewModel ?? {};
    if (chart?.kind !== 'spec') return;
    this.cursor.leave();
    this.#picture.resize(pictureSize(size, chart.spec));
    if (chart.derived) this.#options.onChange();
  }
}

/** Language and look, before there are rows. */
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
  return { ...UNSETTLED, locale, rtl, tokens, backdrop };
}
