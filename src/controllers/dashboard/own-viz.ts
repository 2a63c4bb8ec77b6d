import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { dashboardCharts, readDashboard, readParams } from '../../charts/chart-files.ts';
import type { ParamDeclaration } from '../../charts/types.ts';
import { VibedasherErrorEvent } from '../../events.ts';
import { loadLocale } from '../../locale/load-locale.ts';
import { ageText } from '../../locale/summary.ts';
import type { ControlWords, Messages } from '../../locale/types.ts';
import { loadVizFiles } from '../../pipeline/load-chart.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import type { DataFreshness, PublicClient, Viz, VizRef } from '../../public-client/types.ts';
import { keepFocus } from '../keep-focus.ts';
import { trackFailure, ResourceController, retryAll, type Retryable } from '../resource.ts';
import { languageOf, PageContextController } from '../page-context.ts';

/** What a viz, and its files, say of it as a dashboard. */
export interface OwnViz extends Pick<Viz, 'source' | 'notes'> {
  readonly title: string;
  /** The most charts in a row; `null` where that is not said. */
  readonly columns: number | null;
  /** Ids of the charts, in order. */
  readonly charts: readonly string[];
  readonly params: readonly ParamDeclaration[];
  /** How old its data are. */
  readonly freshness: DataFreshness;
}

/** A chart that a dashboard draws, as it is told what is said beside it. */
interface DrawnChart extends Element {
  dashboardAge: string | undefined;
  dashboardShowsSource: boolean | undefined;
  requestUpdate(): void;
}

const VIZ = 'vibedasher-viz';

const owned = new WeakMap<Element, OwnVizController>();

/** Reads which charts a viz describes and which parameters it declares. */
export class OwnVizController implements ReactiveController, Retryable {
  /** The one of a dashboard, for those inside. */
  static of(host: Element): OwnVizController | undefined {
    return owned.get(host);
  }

  /** In the reader's language, once it is there: where charts are drawn, or that has failed. */
  messages: Messages | null = null;
  /** The language of that. */
  language = 'en';
  /** Likewise, what stands on and beside controls. */
  words: ControlWords | null = null;
  apiBase: string | undefined;
  /** What holds pictures of the charts that stood in the HTML, with their elements; `null` where there is none. */
  pictures: HTMLElement | null = null;
  /** Whether it is known which charts are drawn: those of {@link pictures}, or the dashboard's own. */
  #isSettled = false;
  readonly #findPictures: () => HTMLElement | null;
  readonly #observer: MutationObserver;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #resource: ResourceController<OwnViz, VibedasherError>;
  /** Settles when what is being read has come, or failed. */
  isRead: Promise<void> | null = null;
  #key: string | null = null;
  #language: string | null | undefined;
  #attempt: (() => Promise<void>) | null = null;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    toError: (cause: unknown) => VibedasherError,
    findPictures: () => HTMLElement | null = () => null,
  ) {
    this.#host = host;
    this.#findPictures = findPictures;
    this.#observer = new MutationObserver(() => host.requestUpdate());
    this.#resource = new ResourceController(host, toError);
    owned.set(host, this);
    host.addController(this);
    new PageContextController(host, () => host.requestUpdate());
    keepFocus(host, '.title, .room');
  }

  hostDisconnected(): void {
    trackFailure(this, null);
  }

  /** The sentence about the age of the data, where that is known. */
  get age(): string | null {
    return this.current && this.messages && ageText(this.current.freshness, this.messages);
  }

  /** The elements of pictures become the charts that are drawn, and all that was said around them gives way. */
  hostUpdate(): void {
    if (!this.#isSettled) {
      this.pictures = this.#findPictures();
      // As in a page that was kept while its charts were live.
      this.pictures?.removeAttribute('slot');
    }
    if (this.current && this.messages) this.#settle(this.current.charts);
  }

  /** A morph of the page takes back what is done here, brings other pictures in their place, or once more. */
  #settle(ids: readonly string[]): void {
    const host = this.#host;
    this.#isSettled = true;
    const sets = [...host.querySelectorAll<HTMLElement>(':scope > div[data-vibedasher]')];
    if (this.pictures?.parentNode === null) this.pictures = sets.at(-1) ?? null;
    const charts = [...(this.pictures?.children ?? [])].filter(({ localName }) => localName === VIZ);
    if (String(charts.map((chart) => chart.getAttribute('chart'))) !== String(ids)) this.#dropPictures();
    const { pictures } = this;
    for (const set of sets) if (set !== pictures) set.remove();
    if (!pictures) return;
    this.#observer.observe(pictures, { attributes: true, attributeFilter: ['slot'], childList: true });
    if (pictures.parentNode === host && !pictures.slot) pictures.slot = 'charts';
    // All that is in no slot is not shown, and is there for the next morph.
    const root = pictures.shadowRoot ?? pictures.attachShadow({ mode: 'open', slotAssignment: 'manual' });
    const slot = root.querySelector('slot') ?? root.appendChild(document.createElement('slot'));
    slot.assign(...charts);
  }

  #dropPictures(): void {
    this.pictures?.remove();
    this.pictures = null;
  }

  /** What is said under the charts is not said by each of them. */
  hostUpdated(): void {
    trackFailure(this, this.#host.isConnected ? this.error : null);
    const dashboardAge = this.age ?? undefined;
    const dashboardShowsSource = Boolean(this.current?.source ?? this.current?.notes);
    const charts = [this.#host.shadowRoot, this.pictures].flatMap((root) => [
      ...(root?.querySelectorAll<DrawnChart>(VIZ) ?? []),
    ]);
    for (const chart of charts) {
      if (chart.dashboardAge === dashboardAge && chart.dashboardShowsSource === dashboardShowsSource)
        continue;
      Object.assign(chart, { dashboardAge, dashboardShowsSource });
      chart.requestUpdate();
    }
  }

  get current(): OwnViz | null {
    return this.#resource.latest;
  }

  get error(): VibedasherError | null {
    return this.#resource.state.status === 'failed' ? this.#resource.state.error : null;
  }

  /** Whether there is something to come. */
  get loading(): boolean {
    return this.#resource.state.status === 'loading';
  }

  /**
   * Reads this viz, unless it has been read already; `connect` throws what is wrong with the connection. Where its
   * charts are not `drawn`, only what it declares is of interest: a failure is then said by the charts of the page.
   */
  read(
    key: string,
    drawn: boolean,
    connect: () => { readonly client: PublicClient; readonly ref: VizRef },
  ): void {
    if (drawn) void this.#speak();
    if (key === this.#key) return;
    this.#key = key;
    // They are of another viz.
    if (this.#isSettled) this.#dropPictures();
    this.#isSettled = false;
    this.#attempt = async () => {
      await this.#resource.run(
        async (signal) => {
          const { client, ref } = connect();
          this.apiBase = client.apiBase;
          return readOwnViz(client, ref, drawn, signal);
        },
        { keep: false },
      );
      const { error } = this;
      if (error && drawn) this.#report(error);
    };
    this.isRead = this.#attempt();
  }

  refresh(): void {
    void this.#attempt?.();
  }

  /** Tries again what has failed. */
  readonly retry = (): void => retryAll(this);

  #report(error: VibedasherError): void {
    console.warn(`<${this.#host.localName}> ${error.kind}: ${error.message}`);
    this.#host.dispatchEvent(new VibedasherErrorEvent(error));
  }

  async #speak(): Promise<void> {
    const language = languageOf(this.#host);
    if (language === this.#language) return;
    this.#language = language;
    const [{ messages, language: spoken }, words] = await Promise.all([
      loadLocale(language, null),
      loadControlWords(language),
    ]);
    if (language !== this.#language) return;
    this.messages = messages;
    this.language = spoken;
    this.words = words;
    this.#host.requestUpdate();
  }
}

async function readOwnViz(
  client: PublicClient,
  ref: VizRef,
  drawn: boolean,
  signal: AbortSignal,
): Promise<OwnViz> {
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

export const ENGLISH: ControlWords = {
  loading: 'Loading…',
  failed: 'The options could not be loaded. You can type a value.',
  retry: 'Try again',
  unusable: 'This control is not set up correctly. Only the author of this page can fix it.',
  cut: 'Only the first 500 options are listed.',
  resetAll: 'Reset all',
};

/** The words in the language of a BCP 47 tag, English where there is none of it. Never rejects. */
export async function loadControlWords(tag: string | null): Promise<ControlWords> {
  const { messages } = await loadLocale(tag);
  return messages.controls ?? ENGLISH;
}
