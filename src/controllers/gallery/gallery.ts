import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { VibedasherErrorEvent } from '../../events.ts';
import type { VibedasherError } from '../../public-client/errors.ts';
import type { PublicClient, Template, TemplateFilter, TemplatePage } from '../../public-client/types.ts';
import { statusOf } from '../../state/load-state.ts';
import { keepFailure, ResourceController, retryAll, type Retrying } from '../resource.ts';

export type GallerySource = 'templates' | 'seeds';
export type GalleryStatus = 'idle' | 'loading' | 'ready' | 'empty' | 'error';

/** What a gallery is asked to show. */
export interface GallerySettings {
  readonly client: PublicClient;
  readonly source: GallerySource;
  readonly filter: Pick<TemplateFilter, 'chartType' | 'category' | 'tags'>;
  readonly search: string;
  readonly pageSize: number;
  /** Tells questions to the API apart. */
  readonly key: string;
  /** Tells catalogues apart: what is known of the categories of one says nothing of another. */
  readonly catalogueKey: string;
}

/** What has been loaded for one question. */
interface Loaded {
  readonly key: string;
  readonly items: readonly Template[];
  /** Where the next page begins; `null` where all is loaded. */
  readonly after: string | null;
  readonly total: number | null;
}

/** A search asks for pages of at least this size. */
const SEARCH_PAGE = 100;
/** Pages that one act of the reader's may load. */
const MOST_PAGES = 10;

/** Loads templates by pages, as many as it takes to show those that the reader wants to see. */
export class GalleryController implements ReactiveController {
  /** How many are to be shown. */
  shown = 0;
  /** The categories that have been seen in this catalogue. */
  readonly categories = new Set<string>();
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #find: (items: readonly Template[], search: string) => readonly Template[];
  readonly #resource: ResourceController<Loaded, VibedasherError>;
  readonly #retrying: Retrying;
  #settings: GallerySettings | null = null;
  #hits: { readonly of: Loaded; readonly search: string; readonly items: readonly Template[] } | null = null;
  #pagesLeft = 0;
  #turn = 0;
  #wrong: string | null = null;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    find: (items: readonly Template[], search: string) => readonly Template[],
    toError: (cause: unknown) => VibedasherError,
  ) {
    this.#host = host;
    this.#find = find;
    this.#resource = new ResourceController(host, toError);
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
    keepFailure(this.#retrying, this.#host.isConnected ? this.error : null);
  }

  hostDisconnected(): void {
    keepFailure(this.#retrying, null);
    // Whoever comes back starts over.
    if (this.#resource.cancel()) this.#settings = null;
    this.#turn++;
  }

  get status(): GalleryStatus {
    const status = statusOf(this.#resource.state, () => this.hits.length === 0);
    if (status !== 'stale') return status;
    return this.isCurrent && this.hits.length > 0 ? 'ready' : 'error';
  }

  /** What went wrong with the last attempt. */
  get error(): VibedasherError | null {
    return this.#resource.state.status === 'failed' ? this.#resource.state.error : null;
  }

  /** All that is loaded. */
  get items(): readonly Template[] {
    return this.#resource.latest?.items ?? [];
  }

  /** How many the API has; `null` where that is not known. */
  get total(): number | null {
    return this.#resource.latest?.total ?? null;
  }

  /** Whether there is more to load. */
  get hasMore(): boolean {
    return this.#resource.latest?.after != null;
  }

  /** Whether what is loaded answers the current question: before, it is what answered the last one. */
  get isCurrent(): boolean {
    return this.#settings !== null && this.#resource.latest?.key === this.#settings.key;
  }

  /** The loaded templates that the search finds. */
  get hits(): readonly Template[] {
    const { latest } = this.#resource;
    if (!latest) return [];
    const search = this.#settings?.search ?? '';
    if (this.#hits?.of !== latest || this.#hits.search !== search) {
      this.#hits = { of: latest, search, items: this.#find(latest.items, search) };
    }
    return this.#hits.items;
  }

  /** Follows what is asked for. */
  update(settings: GallerySettings): void {
    const last = this.#settings;
    this.#settings = settings;
    this.#wrong = null;
    if (settings.catalogueKey !== last?.catalogueKey) this.categories.clear();
    if (settings.key !== last?.key) {
      void this.#begin({ fresh: false, keep: settings.catalogueKey === last?.catalogueKey });
    } else if (settings.search !== last.search) {
      this.#rewind();
      void this.#pursue();
    }
  }

  /** What is asked for makes no sense. */
  fail(error: VibedasherError): void {
    if (this.#wrong === error.message) return;
    this.#wrong = error.message;
    this.#settings = null;
    this.#turn++;
    this.#resource.fail(error, { keep: false });
    this.#report(error);
  }

  /** Loads the first page again. Rejects with what goes wrong. */
  async refresh(): Promise<void> {
    if (this.#settings) await this.#begin({ fresh: true, keep: true });
    if (this.error) throw this.error;
  }

  /** Shows another page of hits. */
  more(): void {
    this.shown += this.#settings?.pageSize ?? 0;
    this.#pagesLeft = MOST_PAGES;
    this.#host.requestUpdate();
    void this.#pursue();
  }

  /** Tries again what has failed. */
  readonly retry = (): void => retryAll(this.#retrying);

  #retry(): void {
    this.#pagesLeft = MOST_PAGES;
    void (this.isCurrent ? this.#pursue() : this.#begin({ fresh: true, keep: false }));
  }

  #rewind(): void {
    this.shown = this.#settings?.pageSize ?? 0;
    this.#pagesLeft = MOST_PAGES;
  }

  async #begin(how: { readonly fresh: boolean; readonly keep: boolean }): Promise<void> {
    this.#rewind();
    await this.#load(null, how);
  }

  /** Loads on while what is wanted is not there. */
  async #pursue(): Promise<void> {
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
    const turn = ++this.#turn;
    this.#pagesLeft--;
    await this.#resource.run(
      async (signal) => {
        const page = await fetchPage(settings, before?.after ?? null, signal, fresh);
        const loaded = join(before, page, settings);
        if (turn !== this.#turn) return loaded;
        for (const { category } of loaded.items) if (category) this.categories.add(category);
        return loaded;
      },
      { keep },
    );
    if (turn !== this.#turn) return;
    const { error } = this;
    if (error) return this.#report(error);
    await this.#pursue();
  }

  #report(error: VibedasherError): void {
    console.warn(`<${this.#host.localName}> ${error.kind}: ${error.message}`);
    this.#host.dispatchEvent(new VibedasherErrorEvent(error));
  }
}

function fetchPage(
  { client, source, filter, search, pageSize }: GallerySettings,
  after: string | null,
  signal: AbortSignal,
  fresh: boolean,
): Promise<TemplatePage> {
  const limit = search ? Math.max(pageSize, SEARCH_PAGE) : pageSize;
  const question: TemplateFilter = { ...filter, limit, after: after ?? undefined };
  const options = { signal, fresh };
  return source === 'seeds'
    ? client.listSeeds({ ...question, ...options })
    : client.listTemplates(question, options);
}

/** Each template once; and a page without a new one is the last, whatever it says of the next. */
function join(before: Loaded | null, page: TemplatePage, { key, source, filter }: GallerySettings): Loaded {
  const known = new Map(before?.items.map((item) => [item.id, item]));
  const count = known.size;
  // Whether seeds are filtered by the API is not said anywhere.
  const fitting = source === 'seeds' ? page.templates.filter((item) => fits(item, filter)) : page.templates;
  for (const item of fitting) if (!known.has(item.id)) known.set(item.id, item);
  const isNew = known.size > count || (page.templates.length > 0 && fitting.length === 0);
  const after = isNew && page.nextKey !== before?.after ? page.nextKey : null;
  return { key, items: [...known.values()], after, total: after === null ? known.size : page.total };
}

function fits(item: Template, { chartType, category, tags = [] }: GallerySettings['filter']): boolean {
  return (
    (!chartType || item.chartType === chartType) &&
    (!category || item.category === category) &&
    tags.every((tag) => item.tags.includes(tag))
  );
}
