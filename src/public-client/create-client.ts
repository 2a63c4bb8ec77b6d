import { runSliced, lazily } from '../internal/tasks.ts';
import { toWireQuery, type WireQuery } from './batch.ts';
import { toDataset } from './dataset.ts';
import { systemEnvironment, withTimeLimit, type Caller, type Environment } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { type Limits, type Page, pageOf, type Session } from './page.ts';
import { finishQuery, submit } from './query-run.ts';
import { createSend } from './request.ts';
import { addressOf, askViz, KEEP_ROWS, KEEP_VIZ, readViz, vizBySlug, type VizAddress } from './session.ts';
import type {
  Dataset,
  Extracts,
  PublicClient,
  PublicClientOptions,
  Query,
  QueryOptions,
  RequestOptions,
  TemplateFilter,
  TemplatePage,
  Viz,
  VizRef,
} from './types.ts';
import { baseUrl, vizPath } from './urls.ts';
import type { Table } from './wire.ts';

/** What few pages need of the client, in one chunk. */
const loadOnDemand = (): Promise<typeof import('./on-demand.ts')> => lazily(() => import('./on-demand.ts'));

/**
 * A client of the public API of the Vibedasher cloud, or of a self-hosted server.
 * Clients that use the same `fetch` share requests, region knowledge and the cap on concurrent requests.
 * @throws VibedasherError of kind `config` for an unknown region, an unusable base URL or limit
 */
export function createPublicClient(options: PublicClientOptions = {}): PublicClient {
  return createClient(options, systemEnvironment);
}

/** {@link createPublicClient} with a clock, a dice and timers of the caller's. */
export function createClient(options: PublicClientOptions, environment: Environment): PublicClient {
  const page = pageOf(options.fetch ?? globalThis.fetch, environment);
  const shared = { page, limits: limitsOf(options), loadOnDemand };
  const session: Session = {
    ...shared,
    send: createSend(shared),
    base: baseUrl(options),
    onStorage: options.onStorage,
    pinned: Boolean(options.apiBase || options.region),
  };
  return new Client(session);
}

function limitsOf(options: PublicClientOptions): Limits {
  return {
    timeout: limit('timeout', options.timeout, 30) * 1000,
    maxRetries: limit('maxRetries', options.maxRetries, 3),
    maxBytes: limit('maxBytes', options.maxBytes, 64 * 2 ** 20),
    maxCells: limit('maxCells', options.maxCells, 5_000_000),
    concurrency: Math.max(1, limit('concurrency', options.concurrency, 6)),
  };
}

function limit(name: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (value >= 0) return value;
  throw new VibedasherError('config', `"${name}" must be 0 or a positive number, not ${String(value)}`);
}

class Client implements PublicClient {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  get apiBase(): string {
    return this.#session.base;
  }

  async getVizBySlug(slug: string, options: RequestOptions = {}): Promise<Viz> {
    return vizBySlug(this.#session, slug, options);
  }

  async getViz({ account, slug }: VizRef, options: RequestOptions = {}): Promise<Viz> {
    if (!account) return this.getVizBySlug(slug, options);
    const session = this.#session;
    // Callers with different time limits do not wait for one another's requests.
    const key = `viz ${session.limits.timeout} ${session.base}${vizPath(account, slug)}`;
    return session.page.cache.get(key, KEEP_VIZ, options, async (caller) => {
      const { answer } = await askViz(session, { account, slug }, caller, (url) =>
        session.send({ ...caller, url, fresh: options.fresh }),
      );
      return readViz(session, answer);
    });
  }

  async queryViz(ref: VizRef, query: Query, options: QueryOptions = {}): Promise<Dataset> {
    const wireQuery = toWireQuery(query);
    const viz = await addressOf(this.#session, ref, options);
    return queryDataset(this.#session, viz, wireQuery, options);
  }

  async queryBatch(
    ref: VizRef,
    queries: readonly Query[],
    options: QueryOptions = {},
  ): Promise<readonly (Dataset | VibedasherError)[]> {
    return (await loadOnDemand()).queryBatch(this, ref, queries, options);
  }

  async getExtracts(ref: VizRef, options: RequestOptions = {}): Promise<Extracts> {
    return (await loadOnDemand()).getExtracts(this.#session, ref, options);
  }

  async listTemplates(filter: TemplateFilter = {}, options: RequestOptions = {}): Promise<TemplatePage> {
    return (await loadOnDemand()).listTemplates(this.#session, filter, options);
  }

  async listSeeds(options: TemplateFilter & RequestOptions = {}): Promise<TemplatePage> {
    return (await loadOnDemand()).listSeeds(this.#session, options);
  }

  async getBundle(viz: Viz, options: RequestOptions = {}): Promise<ReadonlyMap<string, string>> {
    const { getBundle } = await (await loadOnDemand()).loadBundle();
    return getBundle(this.#session, viz, options);
  }
}

/** Rows as one caller wants them, over rows that all share. */
async function queryDataset(
  session: Session,
  viz: VizAddress,
  query: WireQuery,
  { signal, fresh, order, timeZone, onDecode, onNewer }: QueryOptions,
): Promise<Dataset> {
  const { page } = session;
  const { cache } = page;
  const { maxCells, timeout } = session.limits;
  const key = JSON.stringify([timeout, session.base, viz.account, viz.slug, query]);
  const shared = { signal, fresh, order };
  const name = `dataset ${maxCells} ${timeZone} ${key}`;
  const ask = (): Promise<Dataset> =>
    cache.get(name, KEEP_ROWS, shared, async (caller) => {
      // Kept no longer than it is on its way: every chart would have its rows twice.
      const table = await cache.get(`table ${maxCells} ${key}`, 0, { ...caller, fresh }, (caller) =>
        queryTable(session, viz, query, caller),
      );
      return toTimedDataset(page, name, table, maxCells, timeZone, onDecode);
    });
  return (!fresh && onNewer && page.kept?.serve(name, ask, onNewer)) || ask();
}

function queryTable(session: Session, viz: VizAddress, query: WireQuery, caller: Caller): Promise<Table> {
  const { page, limits } = session;
  const time = limits.timeout * 2;
  const tooLate = (): Error =>
    new VibedasherError('timeout', `The query did not finish within ${time / 1000} s`);
  return withTimeLimit(page.environment, time, caller, tooLate, async (caller) => {
    const { vizUrl, submission } = await submit(session, viz, query, caller);
    return finishQuery(session, vizUrl, submission, caller);
  });
}

/** {@link toDataset}; tells how long the table took to be read, from its bytes on. The page keeps it by `name`. */
async function toTimedDataset(
  page: Page,
  name: string,
  table: Table,
  maxCells: number,
  timeZone: string | undefined,
  onDecode: ((ms: number) => void) | undefined,
): Promise<Dataset> {
  const toMoment = timeZone ? (await loadOnDemand()).wallClock(timeZone) : undefined;
  const { environment } = page;
  const start = environment.now();
  const dataset = await runSliced(toDataset(table, { maxCells, toMoment }));
  onDecode?.((table.readTime ?? 0) + environment.now() - start);
  const keep = (): void =>
    void loadOnDemand().then(
      ({ cacheRows }) => cacheRows(page, name, dataset),
      () => {},
    );
  environment.after(KEEP_ROWS, keep, true);
  return dataset;
}
