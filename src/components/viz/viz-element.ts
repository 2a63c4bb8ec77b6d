import { adoptStyles, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { PreferredMark } from '../../charts/types.ts';
import { MarkupController, numberAttribute, settable, wordAttribute } from '../../controllers/markup.ts';
import { type ChartSettings, EarlyLoad } from '../../controllers/chart/load-chart.ts';
import { ScopeController } from '../../controllers/dashboard/scope.ts';
import { VisibilityController } from '../../controllers/chart/visibility.ts';
import { VibedasherErrorEvent, VibedasherParamsEvent } from '../../events.ts';
import { Deferred, lazily } from '../../internal/tasks.ts';
import type { FileFormat, FileOptions, FileType } from '../../export/types.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Dataset, Params, ParamValue, PublicClient, Region, Viz } from '../../public-client/types.ts';
import type { VegaLiteSpec, Renderer } from '../../spec/types.ts';
import type { Status } from '../../state/load-state.ts';
import type { VizChart } from './viz-chart.ts';
import { styles } from './viz-element.styles.ts';
import type { StaticPicture } from './viz-picture.ts';
import { adoptInertRoot, MARKS, pictureIn, readParams, toVibedasherError } from './viz-model.ts';
import { readSettings } from './viz-settings.ts';
import { shellTemplate } from './viz-shell.ts';

type Parts = typeof import('./viz-chart.ts');

const STATUSES: readonly Status[] = ['loading', 'ready', 'empty', 'stale', 'error'];

/**
 * Shows one published viz: fetches it, runs its query through the public API and draws the result.
 *
 * @tag vibedasher-viz
 * @summary A published viz as a live chart.
 *
 * @attr {string} lang - BCP 47 tag of the language for sentences, numbers and dates. Default: inherited.
 * @attr {string} param-NAME - One query parameter. NAME is matched without case.
 *
 * @event {VibedasherLoadEvent} vibedasher-load - The first picture of a source is there.
 * @event {VibedasherDataEvent} vibedasher-data - New rows have come.
 * @event {VibedasherStatusEvent} vibedasher-status - The status has changed.
 * @event {VibedasherErrorEvent} vibedasher-error - Something went wrong. Bubbles.
 * @event {VibedasherParamsEvent} vibedasher-params - Parameters have changed. Bubbles.
 * @event {VibedasherSelectEvent} vibedasher-select - A reader has chosen in the chart, or taken that back.
 *
 * @slot - Fallback: shown until the first picture is there, and above the message if there is none.
 * @slot loading - Shown instead of the skeleton.
 * @slot error - Shown instead of the message about an error.
 * @slot empty - Shown instead of the message about a result without rows.
 * @slot caption - Shown instead of title and description.
 * @slot toolbar - Further tools, before the table button.
 *
 * @csspart figure - Everything.
 * @csspart chart - The picture, or the number.
 * @csspart caption - Title and description.
 * @csspart toolbar - The tools under the chart.
 * @csspart menu - The menu of the tools.
 * @csspart button - Each button.
 * @csspart status - Notices under the chart.
 * @csspart source - Where the numbers are from, among the notices.
 * @csspart notes - What to know of the numbers, above them.
 * @csspart table - The table.
 * @csspart error - The message about an error.
 *
 * @cssstate loading - Being loaded, whether or not an older picture is still there.
 * @cssstate ready - Drawn and current.
 * @cssstate empty - The result has no rows.
 * @cssstate stale - The last refresh failed; the picture is from before.
 * @cssstate error - There is no picture, but a message.
 * @cssstate natural - The picture has a size of its own, and the box grows to it.
 * @cssstate live - The chart is there: a picture in the HTML has given way to it.
 *
 * @cssprop --vibedasher-font - Font family. Default: the page's.
 * @cssprop --vibedasher-color-text - Text.
 * @cssprop --vibedasher-color-muted - Labels, notices.
 * @cssprop --vibedasher-color-background - The ground that is painted where a theme needs one.
 * @cssprop --vibedasher-color-grid - Grid lines, borders.
 * @cssprop --vibedasher-color-accent - The first color, the focus ring.
 * @cssprop --vibedasher-palette-1 - First of the eight categorical colors (`--vibedasher-palette-1` to `-8`).
 * @cssprop --vibedasher-aspect-ratio - Proportion of the box, `16/9` by default.
 */
export class VibedasherViz extends LitElement {
  static override styles = styles;

  /** Slug of the viz. Required. */
  @property() slug: string | null = null;
  /** Slug of the account that owns it. Without it the owner is looked up first. */
  @property() account: string | null = null;
  /** Region of the cloud. Without it the cloud's one host is asked. */
  @property() region: Region | null = null;
  /** Full base URL of a self-hosted API. Wins over `region`. */
  @property({ attribute: 'api-base' }) apiBase: string | null = null;
  /** The query, where the page brings it. Wins over a child script. */
  @property() sql: string | null = null;
  /** The Vega-Lite spec, where the page brings it. Wins over a child script. */
  @property({ attribute: false }) spec: VegaLiteSpec | null = null;
  /** Which of the viz's chart files. Default: `main`, else the first. */
  @property() chart: string | null = null;
  /** Tools under the chart, separated by spaces: `csv`, `json`, `png`, `svg`, `fullscreen`, `table`. */
  @property() toolbar: string | null = null;
  /** The preferred mark of a derived chart. */
  @property(wordAttribute('mark', MARKS)) mark: PreferredMark | '' | null = '';
  /** Query parameters by name; in HTML a JSON object. `param-NAME` attributes win over it. */
  @property({ converter: readParams }) params: Params = {};
  /** Origins, separated by spaces, from which a spec may load data or images. */
  @property({ attribute: 'allow-hosts' }) allowHosts: string | null = null;
  /** Most cells (rows × columns) of a result. */
  @property(numberAttribute('max-cells', 5_000_000)) maxCells = 5_000_000;
  /** What is shown for a viz that has no chart: its name and a link, or its viewer page in a frame. */
  @property(wordAttribute('fallback', ['link', 'viewer'])) fallback: 'link' | 'viewer' = 'link';
  /**
   * The parameter of the dashboard around that a choice in the chart sets: `region`, `region:field`, `regions[]`,
   * `from,to`.
   */
  @property({ attribute: 'select-to' }) selectTo: string | null = null;
  /** Load when near the viewport, or at once. */
  @property(wordAttribute('loading', ['lazy', 'eager'])) loading: 'lazy' | 'eager' = 'lazy';
  /**
   * When a picture that stands in the element's HTML becomes a live chart: once its rows have changed or a reader reaches for
   * it, only if a reader reaches for it, or never. Without such a picture the chart is drawn in any case.
   */
  @property(wordAttribute('activate', ['visible', 'interaction', 'never'])) activate:
    'visible' | 'interaction' | 'never' = 'visible';
  /** `highlight`: shows what is chosen in the charts around it, and in it, without asking for other rows. */
  @property() link: string | null = null;
  /** What the picture is drawn with: SVG up to some thousand marks, canvas beyond. */
  @property(wordAttribute('renderer', ['auto', 'svg', 'canvas'])) renderer: Renderer = 'auto';
  /** `none` leaves the spec's own sizes untouched. */
  @property(wordAttribute('fit', ['container', 'none'])) fit: 'container' | 'none' = 'container';
  /** `auto` follows the page; `light`, `dark`, the name of a theme, or `none` for the spec's own look. */
  @property({ converter: (value) => value ?? 'auto' }) theme: string | null = 'auto';
  /** IANA time zone to whose wall clock timestamps are moved. Default: the reader's. */
  @property() timezone: string | null = null;
  /** Seconds for one request; a query as a whole gets twice that. */
  @property(numberAttribute('timeout', 30)) timeout = 30;
  /** How often the query is run again: seconds, or with a unit as in `5m`; `off` for never. */
  @property({ attribute: 'refresh' }) refreshInterval: string | null = null;
  /** Whether title and description of the viz stand above the chart. */
  @property(wordAttribute('caption', ['auto', 'none'])) caption: 'auto' | 'none' = 'auto';
  /**
   * Where the numbers are from, a text, an address or both: `Destatis https://www.destatis.de`. Default: as the viz
   * says.
   */
  @property() source: string | null = null;
  /** What to know of the numbers. Default: as the viz says. */
  @property() notes: string | null = null;
  /** What stands out among the categories of the chart: one value, or several separated by commas or `|`. */
  @property() highlight: string | null = null;
  /** Lines across the chart, separated by `;`: a number or a date each, and its name, as in `100 Target`. */
  @property() reference: string | null = null;
  /** A client of the page's own, e.g. with its own `fetch`. Wins over the connection attributes. */
  @property({ attribute: false }) client: PublicClient | null = null;

  /**
   * What `<vibedasher-table>` differs in: no chart is drawn of the rows.
   *
   * @internal
   */
  declare readonly rowsOnly: boolean | undefined;
  /**
   * The age of the data where the dashboard around, which has drawn this chart itself, says it: then the chart does
   * not.
   *
   * @internal
   */
  declare saidAge: string | undefined;
  /**
   * Whether it says where the numbers are from, too.
   *
   * @internal
   */
  declare saidSource: boolean | undefined;

  @state() protected parts: Parts | null = null;
  @state() protected failure: VibedasherError | null = null;

  readonly #internals = this.attachInternals();
  readonly #markup = new MarkupController(this);
  readonly #visibility = new VisibilityController(this, () => pictureIn(this) !== null);
  /** Of the dashboard around, which may be on its way. */
  readonly #scope = new ScopeController(this, (cause) => this.#report(cause));
  readonly #firstPicture = new Deferred<void>();
  /** `null` until its code is there. */
  #chart: VizChart | null = null;
  #waking = false;
  /** What is loaded for it until then. */
  #early: EarlyLoad | null = null;
  #picture: Promise<StaticPicture> | null = null;
  /** Whether the chart is wanted, be there a picture or not. */
  #reached = false;
  /** What `setParams` was given. */
  #set: Params = {};

  constructor() {
    super();
    this.addController({
      hostDisconnected: () => {
        window.removeEventListener('online', this.#onRetry);
        // An element that is moved is disconnected and connected again within one task.
        queueMicrotask(() => this.isConnected || this.#giveUp());
      },
    });
  }

  /** `idle` until it is loaded, then as in the states. */
  get status(): Status {
    return this.#chart?.status ?? (this.failure ? 'error' : 'idle');
  }

  /** What the API says of the viz, once it is known. */
  get viz(): Viz | null {
    return this.#chart?.viz ?? null;
  }

  /** The rows of the main query, as they came. */
  get data(): Dataset | null {
    return this.#chart?.data ?? null;
  }

  /**
   * The Vega view, where the chart has one. A chart far out of sight lets go of its view, and comes back with another,
   * in the same state; one whose view has been asked for, or with `loading="eager"`, keeps it.
   */
  get view(): VizChart['view'] {
    return this.#chart?.view ?? null;
  }

  /** What went wrong with the last attempt. */
  get error(): VibedasherError | null {
    return this.#chart?.error ?? this.failure;
  }

  /** Resolves with the first picture of the current source; rejects with the error. Renewed with the source. */
  get ready(): Promise<void> {
    return (this.#chart?.ready ?? this.#firstPicture).promise;
  }

  /** Runs the query again. Resolves when the new picture is there; rejects with the error. */
  @settable('refreshInterval')
  refresh(): Promise<void> {
    this.#reach();
    if (this.#chart) return this.#chart.refresh();
    // What a picture was compared with may be from a while ago.
    return this.#picture ? this.ready.then(() => this.#chart?.refresh()) : this.ready;
  }

  /** Sets query parameters over all others; what the patch does not name stays. */
  setParams(patch: Record<string, ParamValue>): void {
    const before: Params = { ...this.params, ...this.#set };
    const changed = Object.keys(patch).filter((name) => !Object.is(before[name], patch[name]));
    if (changed.length === 0) return;
    this.#set = { ...this.#set, ...patch };
    this.requestUpdate();
    const event = new VibedasherParamsEvent({ ...before, ...patch }, changed, 'script');
    this.dispatchEvent(event);
  }

  /**
   * The chart, or the rows of its main query, as a file. Waits for the picture, and rejects with its error; with an
   * error of kind `unsupported` where a table is to be a picture.
   */
  async toBlob(type: FileType, options?: FileOptions): Promise<Blob> {
    this.#reach();
    await this.ready;
    return this.#chart!.extras.toBlob(type, options);
  }

  /** Hands the same to the reader. */
  async download(format: FileFormat, options?: FileOptions): Promise<void> {
    this.#reach();
    await this.ready;
    return this.#chart!.extras.download(format, options);
  }

  /** The box is there as soon as the element is in the page: what measures it need not wait for the first update. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const box = document.createElement('div');
    box.className = 'box';
    adoptInertRoot(this, super.createRenderRoot()).append(box);
    // Lit would render before what a declarative shadow root holds, which stands beside the box.
    this.renderOptions.renderBefore = null;
    return box;
  }

  protected override willUpdate(): void {
    const markup = this.#markup.current;
    const { current: scope } = this.#scope;
    if (!this.isConnected || !markup || scope === undefined) return;
    if (this.loading !== 'eager' && !this.#visibility.seen) return;
    try {
      const settings = readSettings(this, markup, this.#set, scope, this.#visibility.order);
      if (this.#chart) this.#chart.update(settings);
      else if (!this.#leave(settings)) this.#wake(settings);
    } catch (cause) {
      if (!this.#chart) this.#wake(null);
      this.#chart?.fail(toVibedasherError(cause), { theme: this.theme || 'auto', timeZone: null });
    }
  }

  protected override render(): TemplateResult {
    const { parts, mark, failure } = this;
    const chart = this.#chart;
    const isPictured = this.#figure !== null;
    const hasFallback = isPictured || (this.#markup.current?.hasFallback ?? false);
    const viewModel = chart?.drawing.viewModel;
    if (!parts || !chart || !viewModel) return shellTemplate(hasFallback, mark ?? '', failure, this.#onRetry);
    return parts.vizTemplate({
      chart,
      viewModel,
      caption: this.caption,
      fallback: this.fallback,
      mark: mark ?? '',
      hasFallback,
      isPictured,
      onRetry: this.#onRetry,
    });
  }

  /** States and colors are in place before the controllers tell of the update. */
  protected override update(changed: PropertyValues): void {
    if (['ready', 'empty'].includes(this.status) || this.error?.retryable === false) this.#goLive();
    super.update(changed);
    const { states } = this.#internals;
    for (const status of STATUSES) {
      if (status === this.status) states.add(status);
      else states.delete(status);
    }
    const drawing = this.#chart?.drawing;
    if (drawing?.viewModel?.intrinsicHeight == null) states.delete('natural');
    else states.add('natural');
    if (drawing) this.parts?.applyStyles(this.renderRoot, drawing);
  }

  readonly #onRetry = (): void => {
    if (this.#chart) this.#chart.retry();
    else {
      this.failure = null;
      window.removeEventListener('online', this.#onRetry);
      this.#scope.ask();
    }
  };

  /** The picture in the element's HTML, which stays until the chart is drawn. A page that is morphed may have another. */
  get #figure(): HTMLElement | null {
    return this.#internals.states.has('live') ? null : pictureIn(this);
  }

  /** Leaves a picture that stands in the element's HTML as it is until the chart is wanted; `false` where there is none. */
  #leave(settings: ChartSettings): boolean {
    if (this.#reached || !this.#figure) return false;
    this.#picture ??= lazily(() => import('./viz-picture.ts')).then(
      ({ StaticPicture }) => new StaticPicture(this, () => this.#reach()),
    );
    this.#picture.then(
      (picture) => picture.update(settings),
      () => this.#reach(),
    );
    return true;
  }

  #reach(): void {
    if (this.#reached) return;
    this.#reached = true;
    this.requestUpdate();
  }

  /**
   * The chart is there: a picture beside the box goes. One among the children is hidden by this state and not by an
   * attribute of its own, which a morph of the page takes back.
   */
  #goLive(): void {
    const figure = this.#figure;
    if (figure?.parentNode === this.shadowRoot) figure?.remove();
    this.#internals.states.add('live');
    void this.#picture?.then((picture) => picture.replaced());
    this.#picture = null;
  }

  /** Loads the code that draws, and meanwhile what it will draw. */
  #wake(settings: ChartSettings | null): void {
    if (this.failure) return;
    if (!settings || !this.#early?.suits(settings)) {
      this.#giveUp();
      this.#early = settings && new EarlyLoad(settings);
    }
    if (this.#waking) return;
    this.#waking = true;
    // V8 takes some 10 ms to find out which languages it formats numbers in. Now there is time for that.
    setTimeout(() => Intl.NumberFormat.supportedLocalesOf([]));
    lazily(() => import('./viz-chart.ts'))
      .then((parts) => this.#begin(parts))
      .catch((cause: unknown) => this.#report(cause))
      .finally(() => (this.#waking = false));
  }

  #giveUp(): void {
    this.#early?.cancel();
    this.#early = null;
  }

  #begin(parts: Parts): void {
    adoptStyles(this.shadowRoot!, [styles, parts.styles, parts.printStyles]);
    this.#chart = new parts.VizChart(this, {
      box: () => this.renderRoot.querySelector<HTMLElement>('.chart'),
      ready: this.#firstPicture,
      toError: toVibedasherError,
      early: this.#early,
      pictured: this.#figure !== null,
    });
    if (this.#figure?.querySelector('details')?.open) this.#chart.table.toggle();
    this.#early = null;
    this.parts = parts;
  }

  /** Not even the element's own code could be loaded. */
  #report(cause: unknown): void {
    const failure = (this.failure = toVibedasherError(cause));
    this.#giveUp();
    this.#firstPicture.reject(failure);
    window.addEventListener('online', this.#onRetry);
    // In two steps: the manifest's analyzer takes the argument of `new` for the name of an event.
    const event = new VibedasherErrorEvent(failure);
    this.dispatchEvent(event);
  }
}
