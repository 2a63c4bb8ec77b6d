import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { connectTo, DashboardController, subscribeToScope } from '../../controllers/dashboard/dashboard.ts';
import { FormControlsController } from '../../controllers/dashboard/form-controls.ts';
import type { DashboardVizController } from '../../controllers/dashboard/dashboard-viz.ts';
import { withDefaults } from '../../controllers/page-defaults.ts';
import { readParamAttributes, wordAttribute } from '../../controllers/markup.ts';
import { UrlSyncController } from '../../controllers/dashboard/url-sync.ts';
import type { ScopeProvider } from '../../controllers/dashboard/scope.ts';
import { VibedasherErrorEvent } from '../../events.ts';
import { warnOnce } from '../../internal/text.ts';
import english from '../../locale/messages/en/shell.ts';
import { checkParams, readParams } from '../../pipeline/check-settings.ts';
import { inheritedSettings } from '../../pipeline/settings.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import { lazily } from '../../public-client/errors.ts';
import type { Live, Params, ParamValue, PublicClient, Queries, Region } from '../../public-client/types.ts';
import { adoptInertRoot, findStaticPicture } from '../viz/viz-shell.ts';
import type { SourcesState } from './dashboard-template.ts';
import { styles } from './dashboard-element.styles.ts';

/** Code that few dashboards need. */
type Parts = typeof import('./dashboard-template.ts');

let loading: Promise<Parts> | null = null;

/** Loads {@link Parts} once. Rejects with an error of kind `network`; the next call then tries again. */
export function loadParts(): Promise<Parts> {
  return (loading ??= lazily(() => import('./dashboard-template.ts')).catch((cause: unknown) => {
    loading = null;
    throw cause;
  }));
}

// TypeScript does not rewrite the extension of an import in the class.
const loadSources = (): Promise<Exclude<SourcesState, string>> =>
  lazily(() => import('../viz/viz-source.ts'));
const loadUnknownParams = (): Promise<typeof import('../../controllers/dashboard/unknown-params.ts')> =>
  lazily(() => import('../../controllers/dashboard/unknown-params.ts'));

/**
 * Wraps any HTML. The charts inside share connection, look, language and parameters. When a parameter changes, the
 * charts whose query uses it load new rows.
 *
 * @tag vibedasher-dashboard
 * @summary Charts that share connection, look and parameters.
 *
 * @attr {string} lang - BCP 47 tag of the language of all elements inside. Default: inherited.
 * @attr {string} param-NAME - A parameter. NAME is case-insensitive.
 *
 * @event {VibedasherParamsEvent} vibedasher-params - Parameters have changed. Bubbles.
 *
 * @event {VibedasherErrorEvent} vibedasher-error - The viz, or the code that draws it, could not be loaded. Bubbles.
 *
 * @slot - Any content with charts. Without a chart inside, the dashboard draws those of its viz.
 *
 * @csspart title - The title of the viz, if the dashboard draws its charts.
 * @csspart controls - The controls for the parameters that the viz declares.
 * @csspart control - Each control, with its label.
 * @csspart chart - Each chart of the viz.
 * @csspart reset - The button that resets all choices.
 * @csspart status - The source and age of the data, below the charts of the viz.
 * @csspart source - The source of the data, in the status.
 * @csspart notes - Notes on the data, above the status.
 * @csspart error - The message about an error.
 * @csspart button - Each button.
 *
 * @cssprop --vibedasher-gap - Gap between the cells of the grid. Default: `1.5rem`.
 */
export class VibedasherDashboard extends LitElement {
  static override styles = styles;
  /** Elements inside use only this method of the class. */
  static readonly subscribe: ScopeProvider['subscribe'] = subscribeToScope;

  /** Account slug for the charts inside that have none. */
  @property() account: string | null = null;
  /** Slug of the viz for the charts inside that have none. Without a chart inside, the dashboard draws those of the viz. */
  @property() slug: string | null = null;
  /** Region of the cloud, for all elements inside. */
  @property() region: Region | null = null;
  /** Full base URL of a self-hosted API, for all elements inside. Overrides `region`. */
  @property({ attribute: 'api-base' }) apiBase: string | null = null;
  /** URL of a snapshot, for all elements inside. */
  @property() snapshot: string | null = null;
  /** How the snapshot and the API are used, for all elements inside: `fallback`, `never` or `first`. */
  @property() live: Live | null = null;
  /** Where to run queries that the snapshot has no answer to, for all elements inside: `server` or `browser`. */
  @property() queries: Queries | null = null;
  /** Parameters by name; in HTML a JSON object. `param-NAME` attributes override it. */
  @property({ converter: readParams }) params: Params = {};
  /** Theme of the charts inside that have none: `auto`, `light`, `dark`, `none` or the name of a theme. */
  @property({ converter: (value) => value ?? 'auto' }) theme: string | null = 'auto';
  /** IANA time zone for all elements inside. */
  @property() timezone: string | null = null;
  /** Interval at which the charts inside refresh: in seconds, or with a unit as in `5m`. A chart may set `off`. */
  @property({ attribute: 'refresh' }) refreshInterval: string | null = null;
  /** Lays out the children in a grid with at most this many columns: `1` to `6`. Default: no grid. */
  @property(wordAttribute('columns', ['', '1', '2', '3', '4', '5', '6'], 'dashboard')) columns:
    string | null = '';
  /** `url` stores chosen parameters in the page's URL. Readers can share the URL and undo choices with the Back button. */
  @property(wordAttribute('sync', ['', 'url'], 'dashboard')) sync: 'url' | '' | null = '';
  /** Prefix of the parameters in the URL. */
  @property({ attribute: 'sync-prefix' }) syncPrefix: string | null = 'v.';
  /** The page's own client, for all elements inside. Overrides the connection attributes. */
  @property({ attribute: false }) client: PublicClient | null = null;

  readonly #dashboard = new DashboardController(this);
  protected readonly controls = new FormControlsController(this, this.#dashboard, loadParts);
  /** `null` until they are needed and have loaded. */
  #parts: Parts | null = null;
  #viz: DashboardVizController | null = null;
  /** Why {@link Parts} could not be loaded. */
  #loadError: VibedasherError | null = null;
  #sources: SourcesState = 'idle';
  /** Whether the dashboard draws the charts of its viz, because the page has none inside. */
  #drawsViz = false;
  readonly #url = new UrlSyncController(this, this.#dashboard, this.controls);
  #prefix: string | null = null;

  /** The known parameters with their effective values. */
  get values(): Params {
    return this.#dashboard.store.values;
  }

  /** Sets parameters. Overrides attributes, the URL and defaults. Other parameters keep their values. */
  setParams(patch: Record<string, ParamValue>): void {
    this.#dashboard.patch(patch, 'script');
  }

  /** Resets all choices, in controls, charts and the URL, to the values of attributes, markup and defaults. */
  resetParams(): void {
    this.controls.resetAll('script');
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = adoptInertRoot(this, super.createRenderRoot());
    // By default, Lit renders before the first child of a declarative shadow root, which may be moved.
    this.renderOptions.renderBefore = null;
    return root;
  }

  protected override willUpdate(): void {
    if (!this.#dashboard.ready) return;
    const prefix = this.sync === 'url' ? this.syncPrefix || 'v.' : null;
    const url = prefix === this.#prefix ? null : this.#url.read(prefix);
    this.#prefix = prefix;
    const names = Object.keys(url ?? {});
    if (names.length > 0 || (!this.#dashboard.scope && this.querySelector('[name], [select-to]')))
      loadUnknownParams().then(
        (code) => code.warnAboutUnknownParams(this, this.#dashboard, this.controls.controls, names),
        () => {},
      );
    this.#dashboard.update({
      ...inheritedSettings(this, null),
      params: this.#checkedParams(),
      attributes: readParamAttributes(this),
      url,
    });
    this.#drawsViz =
      Boolean(this.slug) &&
      !this.querySelector(
        ':is(vibedasher-viz, vibedasher-table, [data-vibedasher-viz]):not([data-vibedasher] *)',
      );
    if (this.#drawsViz || this.controls.controls.hasOwn) this.#readViz();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Styles use the attribute.
    if (changed.has('columns') && this.columns) this.setAttribute('columns', this.columns);
    const columns = this.#drawsViz ? this.#viz?.current?.columns : null;
    if (columns && !this.columns) this.setAttribute('columns', `${Math.min(columns, 6)}`);
  }

  protected override render(): TemplateResult {
    if (!this.#drawsViz) return html`<slot></slot>`;
    if (!this.#parts || !this.#viz) {
      if (findStaticPicture(this, 'div')) return html`<slot></slot>`;
      return html`<slot></slot>
        <div class="reserved">${this.#loadError && this.#errorTemplate()}</div>`;
    }
    return this.#parts.dashboardTemplate(
      this.#viz,
      (name) => this.controls.controls.hasControlFor(name),
      () => this.controls.resetAll('user'),
      this.#sources,
    );
  }

  #errorTemplate(): TemplateResult {
    const retry = (): void => {
      this.#dashboard.vizLoaded = this.#loadParts();
    };
    return html`<div class="message" part="error" role="alert">
      <p>${english.dashboardFailed}</p>
      <button type="button" part="button" @click=${retry}>${english.retry}</button>
    </div>`;
  }

  #readViz(): void {
    const dashboard = this.#dashboard;
    const { scope } = dashboard;
    if (!this.#parts || !this.#viz) {
      dashboard.vizLoaded ??= this.#loadParts();
      return;
    }
    if (!scope?.slug) return;
    const { account, slug } = scope;
    const drawn = this.#drawsViz;
    const key = JSON.stringify([account, slug, withDefaults(scope), drawn]);
    this.#viz.read(key, drawn, () => connectTo(scope));
    dashboard.vizLoaded = this.#viz.resource.settled;
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
      this.#viz = new this.#parts.DashboardVizController(this, () => findStaticPicture(this, 'div'));
      this.#dashboard.noticesFor = this.#viz.noticesFor;
      this.requestUpdate();
      await this.updateComplete;
      await this.#viz.resource.settled;
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
