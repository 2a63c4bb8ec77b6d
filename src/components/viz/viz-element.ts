import { adoptStyles, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { PreferredMark, Sort } from '../../charts/types.ts';
import { MarkupController, settable } from '../../controllers/markup.ts';
import { ScopeController } from '../../controllers/dashboard/scope.ts';
import { VisibilityController } from '../../controllers/chart/visibility.ts';
import { VibedasherErrorEvent, VibedasherParamsEvent } from '../../events.ts';
import { Deferred } from '../../internal/tasks.ts';
import type { FileFormat, FileOptions, FileType } from '../../export/types.ts';
import { DEFAULT_THEME, type VizProperties, withDefaultValues } from '../../pipeline/attributes.ts';
import { toVibedasherError } from '../../pipeline/check-settings.ts';
import { ChartLoad, type ChartSettings } from '../../pipeline/load-chart.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import { lazily } from '../../public-client/errors.ts';
import type {
  Dataset,
  Live,
  Params,
  ParamValue,
  PublicClient,
  Queries,
  Region,
  Viz,
} from '../../public-client/types.ts';
import type { VegaLiteSpec, Renderer } from '../../spec/types.ts';
import type { Status } from '../../state/load-state.ts';
import type { VizChart } from './viz-chart.ts';
import { styles } from './viz-element.styles.ts';
import type { StaticPicture } from './viz-picture.ts';
import { PROPERTIES, readSettings } from './viz-settings.ts';
import { shellTemplate, adoptInertRoot, findStaticPicture } from './viz-shell.ts';

type Parts = typeof import('./viz-chart.ts');

const STATUSES: readonly Status[] = ['loading', 'ready', 'empty', 'stale', 'error'];

/**
 * Shows one published viz: fetches it, runs its query through the public API and draws the result.
 *
 * @tag vibedasher-viz
 * @summary A published viz as a live chart.
 *
 * @attr {string} lang - BCP 47 tag of the language for sentences, numbers and dates. Default: inherited.
 * @attr {string} param-NAME - One query parameter. NAME is matched case-insensitively.
 *
 * @event {VibedasherLoadEvent} vibedasher-load - The first picture of a source is drawn, or its result is empty.
 * @event {VibedasherDataEvent} vibedasher-data - New rows have arrived.
 * @event {VibedasherStatusEvent} vibedasher-status - The status has changed.
 * @event {VibedasherErrorEvent} vibedasher-error - An error has occurred. Bubbles.
 * @event {VibedasherParamsEvent} vibedasher-params - Parameters have changed. Bubbles.
 * @event {VibedasherSelectEvent} vibedasher-select - A reader has selected values in the chart, or cleared them.
 *
 * @slot - Fallback: shown until the first picture is drawn, and above the error message if there is no picture.
 * @slot loading - Shown instead of the skeleton.
 * @slot error - Shown instead of the message about an error.
 * @slot empty - Shown instead of the message about a result without rows.
 * @slot caption - Shown instead of the title and description.
 * @slot toolbar - Further tools, before the table button.
 *
 * @csspart figure - The whole element: caption, chart and footer.
 * @csspart chart - The picture, or the number.
 * @csspart caption - Title and description.
 * @csspart toolbar - The tools under the chart.
 * @csspart menu - The menu of the toolbar.
 * @csspart button - Each button.
 * @csspart progress - How much of the engine for queries in the browser has loaded.
 * @csspart status - Notices under the chart.
 * @csspart byline - The author of the chart, among the notices.
 * @csspart source - The source of the data, among the notices.
 * @csspart notes - Notes on the data, above the notices.
 * @csspart annotations - The texts of numbered annotations, below a narrow chart.
 * @csspart table - The table.
 * @csspart error - The message about an error.
 *
 * @cssstate loading - The element is loading; an older picture may still be shown.
 * @cssstate ready - The picture is drawn and current.
 * @cssstate empty - The result has no rows.
 * @cssstate stale - The last refresh failed; the picture is older.
 * @cssstate error - The element shows an error message and no picture.
 * @cssstate natural - The spec sets the size of the picture, and the box grows with it.
 * @cssstate live - The chart has replaced the prerendered picture, if there was one.
 *
 * @cssprop --vibedasher-font - Font family. Default: the page's.
 * @cssprop --vibedasher-color-text - Color of text.
 * @cssprop --vibedasher-color-muted - Color of labels and notices.
 * @cssprop --vibedasher-color-background - Background, painted if the theme needs one.
 * @cssprop --vibedasher-color-grid - Color of grid lines and borders.
 * @cssprop --vibedasher-color-accent - First color of charts, and color of the focus ring.
 * @cssprop --vibedasher-palette-1 - First of the eight categorical colors (`--vibedasher-palette-1` to `-8`).
 * @cssprop --vibedasher-aspect-ratio - Aspect ratio of the box. Default: `16/9`.
 */
export class VibedasherViz extends LitElement implements VizProperties {
  static override styles = styles;
  static override properties = PROPERTIES;

  /** Slug of the viz. Required. */
  declare slug: string | null;
  /** Slug of the account that owns the viz. Default: the element looks it up first, with one more request. */
  declare account: string | null;
  /** Region of the Vibedasher cloud. Default: the host that serves all regions. */
  declare region: Region | null;
  /** Full base URL of a self-hosted API. Overrides `region`. */
  declare apiBase: string | null;
  /** URL of a snapshot: a folder of answers that ships with the page, such as `/vibedasher/`. */
  declare snapshot: string | null;
  /**
   * How a snapshot and the API are used: the API only for what the snapshot lacks (`fallback`, the default), `never`, or
   * `first`, with the snapshot if the API is down.
   */
  declare live: Live | null;
  /**
   * Where to run queries that the snapshot has no answer to: on the API (`server`, the default), or in the page (`browser`),
   * on the tables of the snapshot or, without a snapshot, those of the API.
   */
  declare queries: Queries | null;
  /** SQL query to run instead of the viz's own. Overrides a child script. */
  declare sql: string | null;
  /** Vega-Lite spec to draw instead of the viz's own. Overrides a child script. */
  declare spec: VegaLiteSpec | null;
  /** Name of one of the viz's charts. Default: `main`, or the first if there is no `main`. */
  declare chart: string | null;
  /** Space-separated tools to show under the chart: `csv`, `json`, `png`, `svg`, `fullscreen`, `share`, `table`. */
  declare toolbar: string | null;
  /** Preferred mark of a derived chart. */
  declare mark: PreferredMark | '' | null;
  /** Query parameters by name; in HTML a JSON object. `param-NAME` attributes override it. */
  declare params: Params;
  /** Space-separated origins from which a spec may load data or images. */
  declare allowHosts: string | null;
  /** Maximum number of cells (rows × columns) in a result. */
  declare maxCells: number;
  /** What to show for a viz that has no chart: its name with a link, or its viewer page in a frame. */
  declare fallback: 'link' | 'viewer';
  /**
   * Parameter of the surrounding dashboard that a selection in the chart sets: `region`, `region:field`, `regions[]`,
   * `from,to`.
   */
  declare selectTo: string | null;
  /** When to load: once the element is near the viewport (`lazy`), or at once (`eager`). */
  declare loading: 'lazy' | 'eager';
  /**
   * When a prerendered picture becomes a live chart: once its rows have changed or a reader points at or focuses it
   * (`visible`), only on such an interaction (`interaction`), or never. No effect without a prerendered picture.
   */
  declare activate: 'visible' | 'interaction' | 'never';
  /** `highlight`: highlights what a reader selects in this chart and the others of a dashboard, without new queries. */
  declare link: string | null;
  /** Renderer. `auto` draws SVG up to some thousand marks, and canvas beyond. */
  declare renderer: Renderer;
  /** Size of the chart: that of its container, or that of the spec (`none`). */
  declare fit: 'container' | 'none';
  /** Theme: `auto` follows the page; `light`, `dark`, the name of a theme, or `none` for the spec's own colors. */
  declare theme: string | null;
  /** IANA time zone in which timestamps are shown. Default: the reader's. */
  declare timezone: string | null;
  /** Timeout of one request in seconds; a query may take twice as long in total. */
  declare timeout: number;
  /** Interval between runs of the query: seconds, or a number with `s`, `m` or `h` as in `5m`; `off` for none. */
  declare refreshInterval: string | null;
  /**
   * What to show above the chart: title and description, but not those of the viz if the page sets its own query
   * (`auto`); those of the viz even then (`viz`); or nothing (`none`).
   */
  declare caption: 'auto' | 'none' | 'viz';
  /** Title above the chart. Default: that of the viz. */
  declare heading: string | null;
  /** Description above the chart. Default: that of the viz. */
  declare description: string | null;
  /** Text that screen readers announce for the picture, instead of a summary of the data. */
  declare alt: string | null;
  /** Author of the chart, in the line below it. */
  declare byline: string | null;
  /**
   * Source of the data: a text, a URL or both, as in `Destatis https://www.destatis.de`. Default: the source in the
   * viz.
   */
  declare source: string | null;
  /** Notes on the data. Default: the notes in the viz. */
  declare notes: string | null;
  /** Categories to highlight: one value, or several separated by commas or `|`. */
  declare highlight: string | null;
  /**
   * Reference lines and areas, separated by `;`: each a number, a date or a range and an optional label, as in
   * `100 Target` or `2007-12..2009-06 Recession`.
   */
  declare reference: string | null;
  /**
   * Texts at points of the chart, separated by `;`: a date or category, a series if there are several, a colon and the
   * text, as in `2009-10 Construction: Peak, 27%`.
   */
  declare annotate: string | null;
  /** Unit of the numbers, or one per column: `EUR`, or `price: EUR; weight: kg`. */
  declare unit: string | null;
  /** Number of decimals from 0 to 6, or one per column: `1`, or `price: 2; weight: 0`. */
  declare decimals: string | null;
  /** Pattern of d3-format for the numbers, or one per column. */
  declare format: string | null;
  /** One CSS color, or one per category: `Tea: green; Coffee: #6f4e37`. */
  declare colors: string | null;
  /** Order of categories: `value` (ascending), `-value` (descending), `name`, or `rows` (as the query returns them). */
  declare sort: Sort | '' | null;
  /** Number of categories in a bar chart, or `all`. Default: as many as fit into the box. */
  declare limit: string | null;
  /** Number of classes of a histogram, from 2 to 100. Default: chosen by the numbers. */
  declare bins: string | null;
  /**
   * Tooltip: one for all series at a place (`shared`), one per mark (`single`), or `shared` for lines and areas over time
   * (`auto`).
   */
  declare tooltip: 'auto' | 'shared' | 'single';
  /** Custom client, for example with its own `fetch`. Overrides `region`, `api-base`, `snapshot`, `live` and `queries`. */
  declare client: PublicClient | null;

  /**
   * Whether to show only the rows, without a chart; set by `<vibedasher-table>`.
   *
   * @internal
   */
  declare readonly rowsOnly: boolean | undefined;

  @state() protected parts: Parts | null = null;
  @state() protected failure: VibedasherError | null = null;

  readonly #internals = this.attachInternals();
  readonly #markup = new MarkupController(this);
  readonly #visibility = new VisibilityController(this, () => findStaticPicture(this) !== null);
  /** The scope of the surrounding dashboard, whose code may still be loading. */
  readonly #scope = new ScopeController(this, (cause) => this.#reportFailure(cause));
  #firstPicture = new Deferred<void>();
  /** `null` until its code has loaded. */
  #chart: VizChart | null = null;
  #isLoadingCode = false;
  /** The load that starts while the chart's code is still loading. */
  #earlyLoad: ChartLoad | null = null;
  #staticPicture: Promise<StaticPicture> | null = null;
  /** Whether the chart is needed even though there is a prerendered picture. */
  #isChartRequested = false;
  /** Parameters set by `setParams`. */
  #scriptParams: Params = {};

  constructor() {
    super();
    Object.assign<this, Pick<this, keyof VizProperties>>(this, withDefaultValues());
    this.addController({
      hostDisconnected: () => {
        window.removeEventListener('online', this.#onRetry);
        // Moving an element disconnects and reconnects it within one task.
        queueMicrotask(() => this.isConnected || this.#cancelEarlyLoad());
      },
    });
  }

  /** The loading status: `idle` before the first load, then one of the CSS states. */
  get status(): Status {
    return this.#chart?.status ?? (this.failure ? 'error' : 'idle');
  }

  /** The viz as the API describes it; `null` until it has loaded. */
  get viz(): Viz | null {
    return this.#chart?.viz ?? null;
  }

  /** The rows of the main query; `null` until they have loaded. */
  get data(): Dataset | null {
    return this.#chart?.data ?? null;
  }

  /**
   * The Vega view; `null` if the chart has none. A chart far off screen is suspended and later gets another view in
   * the same state. Reading this property or setting `loading="eager"` prevents that.
   */
  get view(): VizChart['view'] {
    return this.#chart?.view ?? null;
  }

  /** The error of the last attempt; `null` if it succeeded. */
  get error(): VibedasherError | null {
    return this.#chart?.error ?? this.failure;
  }

  /** Resolves when the source's first picture is drawn; rejects with the error. Another source gets a new promise. */
  get ready(): Promise<void> {
    return (this.#chart?.ready ?? this.#firstPicture).promise;
  }

  /**
   * Queries the API for new rows. Loads a chart that is off screen. Resolves when the new picture is drawn; rejects with
   * the error.
   */
  @settable('refreshInterval')
  refresh(): Promise<void> {
    this.#visibility.show();
    this.#requestChart();
    if (this.#chart) return this.#chart.refresh();
    if (this.failure) this.#onRetry();
    // The element may have compared the prerendered picture with the data some time ago.
    return this.#staticPicture ? this.ready.then(() => this.#chart?.refresh()) : this.ready;
  }

  /** Sets query parameters, which override all others. Parameters that `patch` does not name keep their values. */
  setParams(patch: Record<string, ParamValue>): void {
    const before: Params = { ...this.params, ...this.#scriptParams };
    const changed = Object.keys(patch).filter((name) => !Object.is(before[name], patch[name]));
    if (changed.length === 0) return;
    this.#scriptParams = { ...this.#scriptParams, ...patch };
    this.requestUpdate();
    const event = new VibedasherParamsEvent({ ...before, ...patch }, changed, 'script');
    this.dispatchEvent(event);
  }

  /**
   * Returns the chart, or the rows of its main query, as a file. Loads a chart that is off screen. Waits for the picture
   * and rejects with its error, or with one of kind `unsupported` when a table is requested as a picture.
   */
  async toBlob(type: FileType, options?: FileOptions): Promise<Blob> {
    return (await this.#shownChart()).extras.toBlob(type, options);
  }

  /** Starts a download of the same file. Rejects like `toBlob`. */
  async download(format: FileFormat, options?: FileOptions): Promise<void> {
    return (await this.#shownChart()).extras.download(format, options);
  }

  /** Creates the box at once, so that it can be measured before the first update. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const box = document.createElement('div');
    box.className = 'box';
    adoptInertRoot(this, super.createRenderRoot()).append(box);
    // Lit has set this to the first child of a declarative shadow root, which is not in the box.
    this.renderOptions.renderBefore = null;
    return box;
  }

  protected override willUpdate(): void {
    const markup = this.#markup.current;
    const { current: scope } = this.#scope;
    if (!this.isConnected || !markup || scope === undefined) return;
    if (this.loading !== 'eager' && !this.#visibility.wasVisible) return;
    try {
      const settings = readSettings(this, markup, this.#scriptParams, scope, this.#visibility.order);
      if (this.#chart) this.#chart.update(settings);
      else if (!this.#keepPicture(settings)) this.#loadCode(settings);
    } catch (cause) {
      if (!this.#chart) this.#loadCode(null);
      this.#chart?.fail(toVibedasherError(cause), { theme: this.theme || DEFAULT_THEME, timeZone: null });
    }
  }

  protected override render(): TemplateResult {
    const { parts, mark, failure } = this;
    const chart = this.#chart;
    const hasStaticPicture = this.#staticFigure !== null;
    const hasFallback = hasStaticPicture || (this.#markup.current?.hasFallback ?? false);
    const viewModel = chart?.drawing.viewModel;
    if (!parts || !chart || !viewModel) return shellTemplate(hasFallback, mark ?? '', failure, this.#onRetry);
    return parts.vizTemplate({
      chart,
      viewModel,
      alt: this.alt,
      caption: this.caption,
      fallback: this.fallback,
      mark: mark ?? '',
      hasFallback,
      hasStaticPicture,
      onRetry: this.#onRetry,
    });
  }

  /** Sets states and colors before the controllers' `hostUpdated` callbacks. */
  protected override update(changed: PropertyValues): void {
    if (['ready', 'empty'].includes(this.status) || this.error?.retryable === false) this.#goLive();
    super.update(changed);
    const { states } = this.#internals;
    for (const status of STATUSES) states[status === this.status ? 'add' : 'delete'](status);
    const drawing = this.#chart?.drawing;
    states[drawing?.viewModel?.intrinsicHeight == null ? 'delete' : 'add']('natural');
    if (drawing) this.parts?.applyStyles(this.renderRoot, drawing);
  }

  readonly #onRetry = (): void => {
    if (this.#chart) this.#chart.retry();
    else {
      this.failure = null;
      this.#firstPicture = new Deferred();
      window.removeEventListener('online', this.#onRetry);
      this.#scope.subscribe();
    }
  };

  /** The prerendered picture until the chart is drawn. Not cached, because a morph of the page may replace it. */
  get #staticFigure(): HTMLElement | null {
    return this.#internals.states.has('live') ? null : findStaticPicture(this);
  }

  /** Keeps a prerendered picture until the chart is needed. Returns whether the picture is kept. */
  #keepPicture(settings: ChartSettings): boolean {
    if (this.#isChartRequested || !this.#staticFigure) return false;
    this.#staticPicture ??= lazily(() => import('./viz-picture.ts')).then(
      ({ StaticPicture }) => new StaticPicture(this, () => this.#requestChart()),
    );
    this.#staticPicture.then(
      (picture) => picture.update(settings),
      () => this.#requestChart(),
    );
    return true;
  }

  /** Loads the chart wherever it is, and returns it when its first picture is drawn. Rejects with the error. */
  async #shownChart(): Promise<VizChart> {
    this.#visibility.show();
    this.#requestChart();
    await this.ready;
    return this.#chart!;
  }

  #requestChart(): void {
    if (this.#isChartRequested) return;
    this.#isChartRequested = true;
    this.requestUpdate();
  }

  /**
   * Replaces the prerendered picture. Removes a picture in the shadow root. The state `live` hides a picture among
   * the children, because a morph of the page would remove an attribute that hides it.
   */
  #goLive(): void {
    const figure = this.#staticFigure;
    if (figure?.parentNode === this.shadowRoot) figure?.remove();
    this.#internals.states.add('live');
    this.#staticPicture?.then(
      (picture) => picture.replaced(),
      () => {},
    );
    this.#staticPicture = null;
  }

  /** Loads the code that draws the chart, and in parallel the viz and its rows. */
  #loadCode(settings: ChartSettings | null): void {
    if (this.failure) return;
    if (!settings || !this.#earlyLoad?.canServe(settings)) {
      this.#cancelEarlyLoad();
      this.#earlyLoad = settings && new ChartLoad(settings);
    }
    if (this.#isLoadingCode) return;
    this.#isLoadingCode = true;
    lazily(() => import('./viz-chart.ts'))
      .then((parts) => this.#startChart(parts))
      .finally(() => (this.#isLoadingCode = false))
      .catch((cause: unknown) => this.#reportFailure(cause));
  }

  #cancelEarlyLoad(): void {
    this.#earlyLoad?.cancel();
    this.#earlyLoad = null;
  }

  #startChart(parts: Parts): void {
    adoptStyles(this.shadowRoot!, [styles, parts.styles, parts.printStyles]);
    this.#chart = new parts.VizChart(this, {
      box: () => this.renderRoot.querySelector<HTMLElement>('.chart'),
      ready: this.#firstPicture,
      early: this.#earlyLoad,
      pictured: this.#staticFigure !== null,
    });
    if (this.#staticFigure?.querySelector('details')?.open) this.#chart.table.toggle();
    this.#earlyLoad = null;
    this.parts = parts;
  }

  /** Shows and dispatches an error that occurred before there was a chart, such as a failed chunk. */
  #reportFailure(cause: unknown): void {
    const failure = (this.failure = toVibedasherError(cause));
    this.#cancelEarlyLoad();
    this.#firstPicture.reject(failure);
    window.addEventListener('online', this.#onRetry);
    // Use two statements: the manifest's analyzer would read the argument of `new` as the name of an event.
    const event = new VibedasherErrorEvent(failure);
    this.dispatchEvent(event);
  }
}
