import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { PublicClient, Template, TemplateFilter, TemplatePage } from '../../public-client/types.ts';
import { statusOf } from '../../state/load-state.ts';
import { reportError, ResourceController, retryAll, trackFailure, type Retryable } from '../resource.ts';

export type GallerySource = 'templates' | 'seeds';
export type GalleryStatus = 'idle' | 'loading' | 'ready' | 'empty' | 'error';

export interface GallerySettings {
  readonly client: PublicClient;
  readonly source: GallerySource;
  readonly filter: Pick<TemplateFilter, 'chartType' | 'category' | 'tags'>;
  readonly search: string;
  readonly pageSize: number;
  /** Identifies the request to the API. */
  readonly key: string;
  /** Identifies the catalogue: another one has other categories. */
  readonly catalogueKey: string;
}

/** The templates that have been loaded for a request. */
interface Loaded {
  readonly key: string;
  readonly items: readonly Template[];
  /** The key of the next page; `null` if everything is loaded. */
  readonly after: string | null;
  readonly total: number | null;
}

/** The minimum page size of a search. */
const MIN_SEARCH_PAGE = 100;
/** Maximum number of pages that one action of the reader may load. */
const MAX_PAGES = 10;

/** Loads pages of templates until there are enough to show. */
export class GalleryController implements ReactiveController {
  /** The number of templates to show. */
  shown = 0;
  /** The categories that have occurred in this catalogue. */
  readonly categories = new Set<string>();
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #find: (items: readonly Template[], search: string) => readonly Template[];
  readonly #resource: ResourceController<Loaded>;
  readonly #retrying: Retryable;
  #settings: GallerySettings | null = null;
  #hits: { readonly of: Loaded; readonly search: string; readonly items: readonly Template[] } | null = null;
  #pagesLeft = 0;
  #loadId = 0;
  #reportedMessage: string | null = null;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    find: (items: readonly Template[], search: string) => readonly Template[],
  ) {
    this.#host = host;
    this.#find = find;
    this.#resource = new ResourceController(host);
    const apiBase = (): string | undefined => this.#settings?.client.apiBase;
    this.#retrying = {
      get apiBase() {
        return apiBase();
      },
      refresh: () => this.#retry(),
    };
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    trackFailure(this.#retrying, this.#host.isConnected ? this.error : null);
  }

  hostDisconnected(): void {
    trackFailure(this.#retrying, null);
    // Start over when the host is connected again.
    if (this.#resource.cancel()) this.#settings = null;
    this.#loadId++;
  }

  get status(): GalleryStatus {
    const status = statusOf(this.#resource.state, () => this.hits.length === 0);
    if (status !== 'stale') return status;
    return this.isCurrent && this.hits.length > 0 ? 'ready' : 'error';
  }

  /** The error of the last load. */
  get error(): VibedasherError | null {
    return this.#resource.error;
  }

  /** The loaded templates. */
  get items(): readonly Template[] {
    return this.#resource.latest?.items ?? [];
  }

  /** The number of templates that the API has; `null` if unknown. */
  get total(): number | null {
    return this.#resource.latest?.total ?? null;
  }

  get hasMore(): boolean {
    return this.#resource.latest?.after != null;
  }

  /** Whether the loaded templates match the current settings instead of previous ones. */
  get isCurrent(): boolean {
    return this.#settings !== null && this.#resource.latest?.key === this.#settings.key;
  }

  /** The loaded templates that match the search. */
  get hits(): readonly Template[] {
    const { latest } = this.#resource;
    if (!latest) return [];
    const search = this.#settings?.search ?? '';
    if (this.#hits?.of !== latest || this.#hits.search !== search) {
      this.#hits = { of: latest, search, items: this.#find(latest.items, search) };
    }
    return this.#hits.items;
  }

  /** Applies new settings: loads or searches if they differ. */
  update(settings: GallerySettings): void {
    const last = this.#settings;
    this.#settings = settings;
    this.#reportedMessage = null;
    if (settings.catalogueKey !== last?.catalogueKey) this.categories.clear();
    if (settings.key !== last?.key) {
      void this.#loadFirstPage({ fresh: false, keep: settings.catalogueKey === last?.catalogueKey });
    } else if (settings.search !== last.search) {
      this.#resetPaging();
      void this.#loadUntilFilled();
    }
  }

  /** Reports invalid settings. */
  fail(error: VibedasherError): void {
    if (this.#reportedMessage === error.message) return;
    this.#reportedMessage = error.message;
    this.#settings = null;
    this.#loadId++;
    this.#resource.fail(error, { keep: false });
    reportError(this.#host, error);
  }

  /** Reloads the first page. Rejects if that fails. */
  async refresh(): Promise<void> {
    if (this.#settings) await this.#loadFirstPage({ fresh: true, keep: true });
    if (this.error) throw this.error;
  }

  /** Shows another page of hits. */
  more(): void {
    this.shown += this.#settings?.pageSize ?? 0;
    this.#pagesLeft = MAX_PAGES;
    this.#host.requestUpdate();
    void this.#loadUntilFilled();
  }

  /** Retries after a failure, together with everything that failed at the same API. */
  readonly retry = (): void => retryAll(this.#retrying);

  #retry(): void {
    this.#pagesLeft = MAX_PAGES;
    void (this.isCurrent ? this.#loadUntilFilled() : this.#loadFirstPage({ fresh: true, keep: false }));
  }

  #resetPaging(): void {
    this.shown = this.#settings?.pageSize ?? 0;
    this.#pagesLeft = MAX_PAGES;
  }

  async #loadFirstPage(how: { readonly fresh: boolean; readonly keep: boolean }): Promise<void> {
    this.#resetPaging();
    await this.#load(null, how);
  }

  /** Loads further pages until there are enough hits to show. */
  async #loadUntilFilled(): Promise<void> {
    const { state, latest } = this.#resource;
    if (state.status === 'loading' || !latest || latest.after === null || !this.isCurrent) return;
    if (this.hits.length >= this.shown || this.#pagesLeft <= 0) return;
    await this.#load(latest, { fresh: false, keep: true });
  }

  async #load(
    before: Loaded | null,
    { fresh, keep }: { readonly fresh: boolean; readonly keep: boolean },
  ): Promise<void> {
    const settings = this.#settings;
    if (!settings) return;
    const loadId = ++this.#loadId;
    this.#pagesLeft--;
    await this.#resource.run(
      async (signal) => {
        const page = await fetchPage(settings, before?.after ?? null, signal, fresh);
        const loaded = mergePage(before, page, settings);
        if (loadId !== this.#loadId) return loaded;
        for (const { category } of loaded.items) if (category) this.categories.add(category);
        return loaded;
      },
      { keep },
    );
    if (loadId !== this.#loadId) return;
    const { error } = this;
    if (error) return reportError(this.#host, error);
    await this.#loadUntilFilled();
  }
}

function fetchPage(
  { client, source, filter, search, pageSize }: GallerySettings,
  after: string | null,
  signal: AbortSignal,
  fresh: boolean,
): Promise<TemplatePage> {
  const limit = search ? Math.max(pageSize, MIN_SEARCH_PAGE) : pageSize;
  const question: TemplateFilter = { ...filter, limit, after: after ?? undefined };
  const options = { signal, fresh };
  return source === 'seeds'
    ? client.listSeeds({ ...question, ...options })
    : client.listTemplates(question, options);
}

/** Appends a page without duplicates. A page without a new template ends the list, even if it has a next key. */
function mergePage(
  before: Loaded | null,
  page: TemplatePage,
  { key, source, filter }: GallerySettings,
): Loaded {
  const known = new Map(before?.items.map((item) => [item.id, item]));
  const count = known.size;
  // The API does not document whether it filters seeds.
  const fitting =
    source === 'seeds' ? page.templates.filter((item) => matchesFilter(item, filter)) : page.templates;
  for (const item of fitting) if (!known.has(item.id)) known.set(item.id, item);
  const isNew = known.size > count || (page.templates.length > 0 && fitting.length === 0);
  const after = isNew && page.nextKey !== before?.after ? page.nextKey : null;
  return { key, items: [...known.values()], after, total: after === null ? known.size : page.total };
}

function matchesFilter(
  item: Template,
  { chartType, category, tags = [] }: GallerySettings['filter'],
): boolean {
  return (
    (!chartType || item.chartType === chartType) &&
    (!category || item.category === category) &&
    tags.every((tag) => item.tags.includes(tag))
  );
}
