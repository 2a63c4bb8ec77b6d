import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { dashboardCharts, readDashboard, readParams } from '../../charts/chart-files.ts';
import type { ParamDeclaration } from '../../charts/types.ts';
import english from '../../locale/messages/en/controls.ts';
import { ageText } from '../../locale/summary.ts';
import type { ControlWords, Locale } from '../../locale/types.ts';
import { loadVizFiles, locateMistakes } from '../../pipeline/load-chart.ts';
import type { DashboardNotices } from '../../pipeline/settings.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import type { DataFreshness, PublicClient, Viz, VizRef } from '../../public-client/types.ts';
import { keepFocus } from '../keep-focus.ts';
import { HostLocale } from '../host-locale.ts';
import { type Connect, KeyedResource } from '../keyed-resource.ts';
import { reportError } from '../resource.ts';
import { PageContextController } from '../page-context.ts';

export interface DashboardViz extends Pick<Viz, 'source' | 'notes'> {
  readonly title: string;
  /** The maximum number of charts in a row, or `null`. */
  readonly columns: number | null;
  /** Ids of the charts, in order. */
  readonly charts: readonly string[];
  readonly params: readonly ParamDeclaration[];
  /** The age of its data. */
  readonly freshness: DataFreshness;
}

const VIZ = 'vibedasher-viz';

const controllers = new WeakMap<Element, DashboardVizController>();

/** Loads the charts and parameters of a dashboard's own viz. */
export class DashboardVizController implements ReactiveController {
  /** Returns the controller of a dashboard element. */
  static of(host: Element): DashboardVizController | undefined {
    return controllers.get(host);
  }

  /** The element that contains prerendered charts, or `null`. */
  pictures: HTMLElement | null = null;
  /** Whether it is decided which charts are shown: those of {@link pictures}, or the dashboard's own. */
  #areChartsDecided = false;
  readonly resource: KeyedResource<DashboardViz>;
  readonly #findPictures: () => HTMLElement | null;
  readonly #observer: MutationObserver;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #locale: HostLocale;
  /** Whether the host draws the charts of the viz. */
  #drawn = false;

  constructor(host: ReactiveControllerHost & HTMLElement, findPictures: () => HTMLElement | null) {
    this.#host = host;
    this.#findPictures = findPictures;
    this.#observer = new MutationObserver(() => host.requestUpdate());
    this.resource = new KeyedResource(host, (error) => {
      if (this.#drawn) reportError(host, error);
    });
    this.#locale = new HostLocale(host);
    controllers.set(host, this);
    host.addController(this);
    new PageContextController(host, () => host.requestUpdate());
    keepFocus(host, '.title, .reserved');
  }

  /** In the reader's language; `null` until it has loaded, and if the page has its own charts. */
  get locale(): Locale | null {
    return this.#locale.current;
  }

  /** The notice about the age of the data, or `null` if it is unknown. */
  get age(): string | null {
    return this.current && this.locale && ageText(this.current.freshness, this.locale.messages);
  }

  /** Adopts the prerendered chart elements and hides the other prerendered content. */
  hostUpdate(): void {
    if (!this.#areChartsDecided) {
      this.pictures = this.#findPictures();
      // The attribute exists if the page was saved while its charts were live.
      this.pictures?.removeAttribute('slot');
    }
    if (this.current && this.locale) this.#adoptPictures(this.current.charts);
  }

  /** Runs with each update, because a morph of the page undoes these changes and may add other prerendered charts. */
  #adoptPictures(ids: readonly string[]): void {
    const host = this.#host;
    this.#areChartsDecided = true;
    const sets = [...host.querySelectorAll<HTMLElement>(':scope > div[data-vibedasher]')];
    if (this.pictures?.parentNode === null) this.pictures = sets.at(-1) ?? null;
    const charts = [...(this.pictures?.children ?? [])].filter(({ localName }) => localName === VIZ);
    if (String(charts.map((chart) => chart.getAttribute('chart'))) !== String(ids)) this.#dropPictures();
    const { pictures } = this;
    for (const set of sets) if (set !== pictures) set.remove();
    if (!pictures) return;
    this.#observer.observe(pictures, { attributes: true, attributeFilter: ['slot'], childList: true });
    if (pictures.parentNode === host && !pictures.slot) pictures.slot = 'charts';
    // Other prerendered content is not slotted, so it is hidden but remains for the next morph.
    const root = pictures.shadowRoot ?? pictures.attachShadow({ mode: 'open', slotAssignment: 'manual' });
    const slot = root.querySelector('slot') ?? root.appendChild(document.createElement('slot'));
    slot.assign(...charts);
  }

  #dropPictures(): void {
    this.pictures?.remove();
    this.pictures = null;
  }

  /** Returns what the dashboard shows below the charts of its viz; `null` for a chart that is not one of these. */
  readonly noticesFor = (chart: Element): DashboardNotices | null => {
    const isOwn = chart.getRootNode() === this.#host.shadowRoot || this.pictures?.contains(chart);
    const { source, notes } = this.current ?? {};
    return isOwn ? { age: this.age, hasSource: Boolean(source ?? notes) } : null;
  };

  get current(): DashboardViz | null {
    return this.resource.latest;
  }

  /**
   * Loads a viz, unless `key` is the same as before.
   * @param drawn Whether to draw its charts. If not, only its declarations matter, and the charts of the page report
   * failures
   */
  read(key: string, drawn: boolean, connect: Connect): void {
    if (drawn) this.#locale.update();
    this.#drawn = drawn;
    const isNew = this.resource.read(key, connect, (client, ref, signal) =>
      locateMistakes(() => loadDashboardViz(client, ref, drawn, signal)),
    );
    if (!isNew) return;
    // The pictures belong to the previous viz.
    if (this.#areChartsDecided) this.#dropPictures();
    this.#areChartsDecided = false;
  }
}

async function loadDashboardViz(
  client: PublicClient,
  ref: VizRef,
  drawn: boolean,
  signal: AbortSignal,
): Promise<DashboardViz> {
  const viz = await client.getViz(ref, { signal });
  const files = await loadVizFiles(client, viz, { signal });
  const params = readParams(files);
  const about = { params, freshness: viz.freshness, source: viz.source, notes: viz.notes };
  if (!drawn) return { ...about, title: viz.name, columns: null, charts: [] };
  const dashboard = readDashboard(files);
  const { title = null, columns = null } = dashboard ?? {};
  const charts = dashboardCharts(files, dashboard);
  if (charts.length === 0) {
    throw new VibedasherError('unsupported', `The viz "${viz.slug}" has no chart files`);
  }
  return { ...about, title: title ?? viz.name, columns, charts };
}

/** Returns the messages of controls in the reader's language, and in English until it has loaded. */
export const controlWords = (locale: Pick<Locale, 'messages'> | null): ControlWords =>
  locale?.messages.controls ?? english;
