import { runSliced } from '../internal/tasks.ts';
import { toWireQuery, type WireQuery } from './batch.ts';
import { toDataset } from './dataset.ts';
import { systemEnvironment, withTimeLimit, type Caller, type Environment } from './environment.ts';
import { VibedasherError, lazily } from './errors.ts';
import { readLimits } from './limits.ts';
import { type Recorder, type SharedState, sharedStateFor, type ClientContext } from './shared-state.ts';
import { finishQuery, rowsAtAddress, submit } from './query-run.ts';
import { createSend } from './request.ts';
import { KEEP_ROWS, resolveAddress, vizFromApi, type VizAddress } from './viz-requests.ts';
import type {
  Dataset,
  ExtractOptions,
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
import { baseUrl } from './urls.ts';
import type { Table } from './wire.ts';

const loadSnapshot = (): Promise<typeof import('./snapshot.ts')> => lazily(() => import('./snapshot.ts'));
const loadOnDemand = (): Promise<typeof import('./on-demand.ts')> => lazily(() => import('./on-demand.ts'));

/**
 * Creates a client for the public API of the Vibedasher cloud or of a self-hosted server.
 * Clients with the same `fetch` share requests, caches and the limit of concurrent requests.
 * @throws VibedasherError of kind `config` for an unknown region, an unusable base URL or an unusable limit
 */
export function createPublicClient(options: PublicClientOptions = {}): PublicClient {
  return createClient(options, systemEnvironment);
}

/**
 * Does the same as {@link createPublicClient}, with a clock, timers and random numbers that tests can replace, and with a
 * recorder of the API's answers.
 */
export function createClient(
  options: PublicClientOptions,
  environment: Environment,
  recorder?: Recorder,
): PublicClient {
  const shared = sharedStateFor(options.fetch ?? globalThis.fetch, environment);
  const limits = readLimits(options);
  const context: ClientContext = {
    shared,
    limits,
    send: createSend(shared, limits, options.live),
    snapshot: options.snapshot || options.live || options.queries ? options : null,
    base: baseUrl(options),
    onStorage: options.onStorage,
    recorder,
    hasExplicitHost: Boolean(options.apiBase || options.region),
  };
  return new Client(context);
}

class Client implements PublicClient {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  get apiBase(): string {
    return this.#context.base;
  }

  async getVizBySlug(slug: string, options: RequestOptions = {}): Promise<Viz> {
    return this.getViz({ slug }, options);
  }

  async getViz(ref: VizRef, options: RequestOptions = {}): Promise<Viz> {
    const context = this.#context;
    const askApi = (options: RequestOptions): Promise<Viz> => vizFromApi(context, ref, options);
    return context.snapshot
      ? (await loadSnapshot()).vizThroughSnapshot(context, ref, options, askApi)
      : askApi(options);
  }

  async queryViz(ref: VizRef, query: Query, options: QueryOptions = {}): Promise<Dataset> {
    const wireQuery = toWireQuery(query);
    const viz = await resolveAddress(this, ref, options);
    return queryDataset(this.#context, viz, wireQuery, query, options);
  }

  async queryBatch(
    ref: VizRef,
    queries: readonly Query[],
    options: QueryOptions = {},
  ): Promise<readonly (Dataset | VibedasherError)[]> {
    return (await loadOnDemand()).queryBatch(this, ref, queries, options);
  }

  async getExtracts(ref: VizRef, options: ExtractOptions = {}): Promise<Extracts> {
    return (await loadOnDemand()).getExtracts(this.#context, ref, options);
  }

  async listTemplates(filter: TemplateFilter = {}, options: RequestOptions = {}): Promise<TemplatePage> {
    return (await loadOnDemand()).listTemplates(this.#context, filter, options);
  }

  async listSeeds(options: TemplateFilter & RequestOptions = {}): Promise<TemplatePage> {
    return (await loadOnDemand()).listSeeds(this.#context, options);
  }

  async getBundle(viz: Viz, options: RequestOptions = {}): Promise<ReadonlyMap<string, string>> {
    const { getBundle } = await (await loadOnDemand()).loadBundle();
    return getBundle(this.#context, viz, options);
  }
}

/** Returns the dataset for one caller's time zone, made from a table that all callers share. */
async function queryDataset(
  context: ClientContext,
  viz: VizAddress,
  query: WireQuery,
  source: Pick<Query, 'address' | 'dataVersion'>,
  { signal, fresh, order, timeZone, onDecode, onNewer }: QueryOptions,
): Promise<Dataset> {
  const { shared } = context;
  const { cache } = shared;
  const { maxCells, timeout } = context.limits;
  const { base, snapshot } = context;
  const key = JSON.stringify([timeout, base, viz.account, viz.slug, query, snapshot]);
  const request = { signal, fresh, order };
  const name = `dataset ${maxCells} ${timeZone} ${key}`;
  const fetchRows = (): Promise<Dataset> =>
    cache.get(name, KEEP_ROWS, request, async (caller) => {
      // 0 ms: share the table only while it loads. Caching it as well would store all rows twice.
      const table = await cache.get(`table ${maxCells} ${key}`, 0, { ...caller, fresh }, async (caller) => {
        const askApi = (caller: Caller): Promise<Table> =>
          queryTable(context, viz, query, source, fresh, caller);
        return snapshot
          ? (await loadSnapshot()).tableThroughSnapshot(context, viz, query, fresh, caller, askApi)
          : askApi(caller);
      });
      return toTimedDataset(shared, name, table, maxCells, timeZone, onDecode);
    });
  return (!fresh && onNewer && shared.resultCache?.serve(name, fetchRows, onNewer)) || fetchRows();
}

function queryTable(
  context: ClientContext,
  viz: VizAddress,
  query: WireQuery,
  source: Pick<Query, 'address' | 'dataVersion'>,
  fresh: boolean | undefined,
  caller: Caller,
): Promise<Table> {
  const { shared, limits } = context;
  const time = limits.timeout * 2;
  const tooLate = (): Error =>
    new VibedasherError('timeout', `The query did not finish within ${time / 1000} s`);
  return withTimeLimit(shared.environment, time, caller, tooLate, async (caller) => {
    let table = source.address ? await rowsAtAddress(context, viz, source, fresh, caller) : null;
    if (!table) {
      const { vizUrl, submission } = await submit(context, viz, query, caller);
      table = await finishQuery(context, vizUrl, submission, caller);
    }
    context.recorder?.addRows(context.base, viz, query, table);
    return table;
  });
}

/**
 * Decodes a table in slices. Passes the time from the bytes to the dataset to `onDecode`, and puts the dataset into the
 * result cache when the shared cache no longer has it.
 */
async function toTimedDataset(
  shared: SharedState,
  name: string,
  table: Table,
  maxCells: number,
  timeZone: string | undefined,
  onDecode: ((ms: number) => void) | undefined,
): Promise<Dataset> {
  const toMoment = timeZone ? (await loadOnDemand()).wallClock(timeZone) : undefined;
  const { environment } = shared;
  const start = environment.now();
  const dataset = await runSliced(toDataset(table, { maxCells, toMoment }));
  onDecode?.((table.readTime ?? 0) + environment.now() - start);
  const keep = (): void =>
    void loadOnDemand().then(
      ({ cacheRows }) => cacheRows(shared, name, dataset),
      () => {},
    );
  environment.after(KEEP_ROWS, keep, true);
  return dataset;
}
