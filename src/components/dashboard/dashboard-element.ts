import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { DashboardController, subscribeToScope } from '../../controllers/dashboard/dashboard.ts';
import { FormControlsController } from '../../controllers/dashboard/form-controls.ts';
import type { DashboardVizController } from '../../controllers/dashboard/dashboard-viz.ts';
import { clientFor, withDefaults } from '../../controllers/page-defaults.ts';
import { readParamAttributes, wordAttribute } from '../../controllers/markup.ts';
import { UrlSyncController } from '../../controllers/dashboard/url-sync.ts';
import type { ScopeProvider } from '../../controllers/dashboard/scope.ts';
import { VibedasherErrorEvent } from '../../events.ts';
import { lazily } from '../../internal/tasks.ts';
import { warnOnce } from '../../internal/text.ts';
import {
  checkParams,
  checkConnection,
  readParams,
  toVibedasherError,
} from '../../pipeline/check-settings.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { Params, ParamValue, PublicClient, Region } from '../../public-client/types.ts';
import { adoptInertRoot, findStaticPicture } from '../viz/viz-shell.ts';
import type { SourcesState } from './dashboard-template.ts';
import { styles } from './dashboard-element.styles.ts';

/** What few dashboards need. */
type Parts = typeof import('./dashboard-template.ts');

let loading: Promise<Parts> | null = null;

/** Loads {@link Parts}, once. Rejects with an error of kind `network`; the next call then asks again. */
export function loadParts(): Promise<Parts> {
  return (loading ??= lazily(() => import('./dashboard-template.ts')).catch((cause: unknown) => {
    loading = null;
    throw cause;
  }));
}

/** Loads what shows where the numbers are from. Rejects with an error of kind `network`. */
const loadSources = (): Promise<Exclude<SourcesState, string>> =>
  lazily(() => import('../viz/viz-source.ts'));

/**
 * Wraps any HTML: the charts inside share connection, look, language and parameters, and a change of a parameter runs
 * those again whose query uses it.
 *
 * @tag vibedasher-dashboard
 * @summary Charts that share connection, look and parameters.
 *
 * @attr {string} lang - BCP 47 tag of the language for all inside. Default: inherited.
 * @attr {string} param-NAME - One parameter. NAME is matched without case.
 *
 * @event {VibedasherParamsEvent} vibedasher-params - Parameters have changed. Bubbles.
 *
 * @event {VibedasherErrorEvent} vibedasher-error - What the viz describes, or the code that draws it, could not be loaded. Bubbles.
 *
 * @slot - Charts, and whatever else belongs to them. Without a chart the viz's own are drawn.
 *
 * @csspart title - The title of the viz, where its charts are drawn.
 * @csspart controls - The controls for the parameters that the viz declares.
 * @csspart control - Each of them, with its label.
 * @csspart chart - Each chart of the viz.
 * @csspart reset - The button beside them that takes back every choice.
 * @csspart status - Where the numbers are from and how old they are, under the charts of the viz.
 * @csspart source - The first of these.
 * @csspart notes - What to know of the numbers, above it.
 * @csspart error - The message about an error.
 * @csspart button - Each button.
 *
 * @cssprop --vibedasher-gap - Between the cells of the grid, `1.5rem` by default.
 */
export class VibedasherDashboard extends LitElement {
  static override styles = styles;
  /** Gives to those inside, who know of this class alone that it is there. */
  static readonly subscribe: ScopeProvider['subscribe'] = subscribeToScope;

  /** Account slug of the vizzes inside that name none. */
  @property() account: string | null = null;
  /**
   * Slug of the viz of the charts inside that name none. Where there is no chart inside, those of the viz are drawn.
   */
  @property() slug: string | null = null;
  /** Region of the cloud, for all inside. */
  @property() region: Region | null = null;
  /** Full base URL of a self-hosted API, for all inside. Wins over `region`. */
  @property({ attribute: 'api-base' }) apiBase: string | null = null;
  /** Parameters by name; in HTML a JSON object. `param-NAME` attributes win over it. */
  @property({ converter: readParams }) params: Params = {};
  /** Look of all charts inside that say nothing else: `auto`, `light`, `dark`, `none` or the name of a theme. */
  @property({ converter: (value) => value ?? 'auto' }) theme: string | null = 'auto';
  /** IANA time zone for all inside. */
  @property() timezone: string | null = null;
  /** How often everything inside is refreshed: seconds, or with a unit as in `5m`. A chart may say `off`. */
  @property({ attribute: 'refresh' }) refreshInterval: string | null = null;
  /**
   * Lays the children out in a grid with at most this many columns: `1` to `6`. Without it they stand as the page has
   * them.
   */
  @property(wordAttribute('columns', ['', '1', '2', '3', '4', '5', '6'], 'dashboard')) columns:
    string | null = '';
  /**
   * `url` keeps the parameters in the page's address, so that a link brings them back and the browser's Back takes them
   * back.
   */
  @property(wordAttribute('sync', ['', 'url'], 'dashboard')) sync: 'url' | '' | null = '';
  /** What the names of the parameters begin with in the address. */
  @property({ attribute: 'sync-prefix' }) syncPrefix: string | null = 'v.';
  /** A client of the page's own, for all inside. Wins over the connection attributes. */
  @property({ attribute: false }) client: PublicClient | null = null;

  readonly #dashboard = new DashboardController(this);
  protected readonly controls = new FormControlsController(this, this.#dashboard, loadParts);
  /** `null` until they are needed, and there. */
  #parts: Parts | null = null;
  #viz: DashboardVizController | null = null;
  /** Why they are not there. */
  #loadError: VibedasherError | null = null;
  #sources: SourcesState = 'idle';
  /** Whether the charts of the viz are drawn: where the page has put none inside. */
  #drawsViz = false;
  readonly #url = new UrlSyncController(this, this.#dashboard);
  #prefix: string | null = null;

  /** The parameters that are known, with the values that count. */
  get values(): Params {
    return this.#dashboard.store.values;
  }

  /** Sets parameters over what attributes, address and defaults say; what the patch does not name stays. */
  setParams(patch: Record<string, ParamValue>): void {
    this.#dashboard.patch(patch, 'script');
  }

  /**
   * Takes back every choice, in controls, charts and the address: what attributes, markup and defaults say counts
   * again.
   */
  resetParams(): void {
    this.controls.resetAll('script');
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = adoptInertRoot(this, super.createRenderRoot());
    // Lit would render before what a declarative shadow root holds, and that may be moved.
    this.renderOptions.renderBefore = null;
    return root;
  }

  protected override willUpdate(): void {
    if (!this.#dashboard.ready) return;
    const { account, slug, region, apiBase, client, theme, timezone, refreshInterval } = this;
    const attributes = readParamAttributes(this);
    const params = this.#checkedParams();
    const prefix = this.sync === 'url' ? this.syncPrefix || 'v.' : null;
    const url = prefix === this.#prefix ? null : this.#url.read(prefix);
    this.#prefix = prefix;
    const names = Object.keys(url ?? {});
    if (names.length > 0)
      loadParts().then(
        (parts) => parts.warnAboutUnknownParams(this, this.#dashboard, names),
        () => {},
      );
    const look = { theme: theme || 'auto', timezone, refreshInterval };
    this.#dashboard.update({ account, slug, region, apiBase, client, ...look, params, attributes, url });
    this.#drawsViz =
      Boolean(slug) &&
      !this.querySelector(
        ':is(vibedasher-viz, vibedasher-table, [data-vibedasher-viz]):not([data-vibedasher] *)',
      );
    if (this.#drawsViz || this.controls.controls.hasOwn) this.#readViz();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Styles go by the attribute.
    if (changed.has('columns') && this.columns) this.setAttribute('columns', this.columns);
    const columns = this.#drawsViz ? this.#viz?.current?.columns : null;
    if (columns && !this.columns) this.setAttribute('columns', `${Math.min(columns, 6)}`);
  }

  protected override render(): TemplateResult {
    if (!this.#drawsViz) return html`<slot></slot>`;
    if (!this.#parts || !this.#viz) {
      if (findStaticPicture(this, 'div')) return html`<slot></slot>`;
      return html`<slot></slot>
        <div class="room">${this.#loadError && this.#errorTemplate(this.#loadError)}</div>`;
    }
    return this.#parts.dashboardTemplate(
      this.#viz,
      (name) => this.controls.controls.hasControlFor(name),
      () => this.controls.resetAll('user'),
      this.#sources,
    );
  }

  /** Without the library's own sentences, which come with that code. */
  #errorTemplate({ message }: VibedasherError): TemplateResult {
    const retry = (): void => {
      this.#dashboard.vizLoaded = this.#loadParts();
    };
    return html`<p part="error" role="alert">${message}</p>
      <button part="button" @click=${retry}>Try again</button>`;
  }

  #readViz(): void {
    const dashboard = this.#dashboard;
    const { scope } = dashboard;
    if (!this.#parts || !this.#viz) {
      dashboard.vizLoaded ??= this.#loadParts();
      return;
    }
    if (!scope?.slug) return;
    const { account, client, slug } = scope;
    const where = { slug, ...withDefaults(scope) };
    const drawn = this.#drawsViz;
    this.#viz.read(JSON.stringify([account, where, drawn]), drawn, () => {
      const { slug: checked, ...connection } = checkConnection(where);
      return {
        client: client ?? clientFor(connection),
        ref: { account: account || undefined, slug: checked },
      };
    });
    dashboard.vizLoaded = this.#viz.vizLoaded;
    const { current } = this.#viz;
    if (current) dashboard.declare(current.params, scope);
    if (drawn && current?.source) this.#showSource();
  }

  #showSource(): void {
    if (this.#sources !== 'idle') return;
    this.#sources = 'loading';
    loadSources().then(
      (sources) => {
        this.#sources = sources;
        this.requestUpdate();
      },
      ({ message }: VibedasherError) => {
        this.#sources = 'failed';
        this.requestUpdate();
        warnOnce(`<vibedasher-dashboard> ${message}`);
      },
    );
  }

  async #loadParts(): Promise<void> {
    try {
      this.#parts = await loadParts();
      this.#viz = new this.#parts.DashboardVizController(this, toVibedasherError, () =>
        findStaticPicture(this, 'div'),
      );
      this.requestUpdate();
      await this.updateComplete;
      await this.#viz.vizLoaded;
    } catch (cause) {
      this.#loadError = cause as VibedasherError;
      this.requestUpdate();
      warnOnce(`<vibedasher-dashboard> ${this.#loadError.message}`);
      const event = new VibedasherErrorEvent(this.#loadError);
      this.dispatchEvent(event);
    }
  }

  #checkedParams(): Params {
    try {
      return checkParams(this.params);
    } catch (error) {
      warnOnce(`<vibedasher-dashboard> ${(error as Error).message}`);
      return {};
    }
  }
}
