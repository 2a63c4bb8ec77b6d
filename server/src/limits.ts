/** Every limit of the server. All of them can be set; README.md says what each protects. */
export interface Limits {
  /** Milliseconds that one statement may run before it is interrupted. */
  readonly statementMs: number;
  /** The same for a statement that is ad hoc: no file of its viz. Never more than {@link statementMs}. */
  readonly adHocMs: number;
  /** Milliseconds after that at which a statement that no interrupt reaches is ended with the engine's process. */
  readonly graceMs: number;
  /** DuckDB's memory limit for the queries of one viz, in DuckDB's notation. */
  readonly memoryPerViz: string;
  /** Milliseconds that reading one statement may take, before it is run; beyond, 400. */
  readonly readMs: number;
  /** Bytes that one of the query engine's processes may occupy; beyond, it is stopped and started afresh. */
  readonly engineBytes: number;
  /** DuckDB's memory limit while a dataset is loaded, in DuckDB's notation. */
  readonly loadMemory: string;
  /** Threads that one viz's queries may use. */
  readonly threads: number;
  /** Viz databases that a process holds open; the least recently used is closed first. */
  readonly openDatabases: number;
  /** Queries that run at a time, each in a process of its own. */
  readonly concurrency: number;
  /** Of these, queries of one viz. Fewer than {@link concurrency}, so that no viz takes all. */
  readonly concurrencyPerViz: number;
  /** Of these, queries of one client address. Files of a viz are counted apart from what is ad hoc, here and per viz. */
  readonly concurrencyPerAddress: number;
  /** Queries that run besides, and are files of their viz: what is ad hoc never takes all processes. */
  readonly concurrencyOwn: number;
  /** Queries that may wait for their turn; beyond, 503 with `Retry-After`. */
  readonly queue: number;
  /** Of these, queries of one viz. */
  readonly queuePerViz: number;
  /** Of these, queries of one client address. */
  readonly queuePerAddress: number;
  /** Rows of one result; beyond, the result is a prefix and says `truncated`. */
  readonly maxRows: number;
  /** Columns of one result; beyond, the query fails. */
  readonly maxColumns: number;
  /** Bytes of one encoded result, before it is compressed; beyond, the result is a prefix and says `truncated`. */
  readonly maxResultBytes: number;
  /** Bytes of all files of one viz. A larger viz counts as missing. */
  readonly vizBytes: number;
  /** Bytes of one request body; beyond, 413. */
  readonly bodyBytes: number;
  /** Characters of one statement, before and after its `{{key}}` are filled; beyond, 400. */
  readonly sqlLength: number;
  /** Parameters that one query brings; beyond, 422. */
  readonly maxArgs: number;
  /** Queries of one batch. */
  readonly batchSize: number;
  /** Requests that one client address may send in {@link rateWindowMs}; beyond, 429 with `Retry-After`. */
  readonly rateMax: number;
  readonly rateWindowMs: number;
  /** Seconds that a query and its result are kept, and a result answers `cached: true`. */
  readonly resultSeconds: number;
  /** Bytes of all kept results and their statements; the viz that has most of them loses its oldest first. */
  readonly cacheBytes: number;
  /** Bytes of what is remembered of submissions, about 500 for each; a viz beyond its share loses its oldest or gets 503. */
  readonly recordBytes: number;
  /** Charts that are drawn at a time for viewer pages and pictures, each in a process for its account; one more process waits. */
  readonly drawings: number;
  /** Drawings that may wait for their turn; beyond, 503 with `Retry-After`, and pages without a picture. */
  readonly drawingQueue: number;
  /** Milliseconds that one drawing may take, its queries included; beyond, 422. */
  readonly drawingMs: number;
  /** Bytes that a process that draws may occupy; beyond, it is ended. */
  readonly drawingBytes: number;
  /** Bytes of all kept drawings; the viz that has most of them loses its oldest first. */
  readonly drawingCacheBytes: number;
  /** Milliseconds that a viewer page waits for its picture; beyond, it is sent without. */
  readonly pageMs: number;
  /** Seconds that the signed address of a result is valid (at least; at most half a minute more). */
  readonly resultUrlSeconds: number;
  /** Seconds that the signed address of an extract is valid (at least; at most half a minute more). */
  readonly extractUrlSeconds: number;
  /** Milliseconds in which a request's headers must have arrived; beyond, 408. */
  readonly headersMs: number;
  /** Milliseconds in which a request must have arrived; beyond, 408. */
  readonly requestMs: number;
  /** Milliseconds in which an answer must have been taken; beyond, its connection is closed. */
  readonly answerMs: number;
  /** Milliseconds that a connection is kept for the next request. */
  readonly keepAliveMs: number;
  /** Connections of each origin; beyond, they are closed at once. */
  readonly connections: number;
  /** Of these, connections of one client address. Behind a proxy, its requests that are under way. */
  readonly connectionsPerAddress: number;
  /** Milliseconds that running queries are given to end when the server is closed. */
  readonly shutdownMs: number;
}

const MiB = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  statementMs: 30_000,
  adHocMs: 4000,
  graceMs: 1000,
  readMs: 15_000,
  memoryPerViz: '512MB',
  engineBytes: 1024 * MiB,
  loadMemory: '1GB',
  threads: 2,
  openDatabases: 16,
  concurrency: 4,
  concurrencyPerViz: 2,
  concurrencyPerAddress: 2,
  concurrencyOwn: 1,
  queue: 512,
  queuePerViz: 256,
  queuePerAddress: 256,
  maxRows: 100_000,
  maxColumns: 2000,
  maxResultBytes: 48 * MiB,
  vizBytes: 4 * MiB,
  bodyBytes: 256 * 1024,
  sqlLength: 64 * 1024,
  maxArgs: 256,
  batchSize: 50,
  rateMax: 3000,
  rateWindowMs: 60_000,
  resultSeconds: 900,
  cacheBytes: 256 * MiB,
  recordBytes: 16 * MiB,
  drawings: 2,
  drawingQueue: 64,
  drawingMs: 20_000,
  drawingBytes: 512 * MiB,
  drawingCacheBytes: 64 * MiB,
  pageMs: 3000,
  resultUrlSeconds: 300,
  extractUrlSeconds: 3600,
  headersMs: 10_000,
  requestMs: 20_000,
  answerMs: 120_000,
  keepAliveMs: 30_000,
  connections: 2048,
  connectionsPerAddress: 256,
  shutdownMs: 3000,
};

/** Milliseconds that a statement may run. */
export function statementMsOf({ statementMs, adHocMs }: Limits, adHoc: boolean): number {
  return adHoc ? Math.min(adHocMs, statementMs) : statementMs;
}

/**
 * The limits to work with: what `wanted` sets, else the default.
 *
 * @throws RangeError naming the first limit whose value makes no sense.
 */
export function resolveLimits(wanted: Partial<Limits>): Limits {
  const limits: Record<string, number | string> = { ...DEFAULT_LIMITS };
  for (const [name, fallback] of Object.entries(DEFAULT_LIMITS)) {
    const value: unknown = wanted[name as keyof Limits];
    if (value === undefined) continue;
    const sensible =
      typeof fallback === 'string'
        ? typeof value === 'string' && /^\d+(\.\d+)? ?[KMGT]i?B$/i.test(value)
        : typeof value === 'number' && Number.isFinite(value) && value >= 0;
    if (!sensible) throw new RangeError(`The limit "${name}" cannot be ${JSON.stringify(value)}.`);
    limits[name] = value as number | string;
  }
  return limits as unknown as Limits;
}
