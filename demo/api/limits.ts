/** Every limit of the reference API. All of them can be set; README.md says what each protects. */
export interface Limits {
  /** Milliseconds that one statement may run before it is interrupted. */
  readonly statementMs: number;
  /** Milliseconds after that at which a statement that no interrupt reaches is ended with the engine's process. */
  readonly graceMs: number;
  /** DuckDB's memory limit for the queries of one viz, in DuckDB's notation. */
  readonly memoryPerViz: string;
  /** Bytes that the query engine's process may occupy in all; beyond, it is stopped and started afresh. */
  readonly engineBytes: number;
  /** DuckDB's memory limit while a dataset is loaded, in DuckDB's notation. */
  readonly loadMemory: string;
  /** Threads that one viz's queries may use. */
  readonly threads: number;
  /** Viz databases held open at a time; the least recently used is closed first. */
  readonly openDatabases: number;
  /** Queries that run at a time. */
  readonly concurrency: number;
  /** Queries that may wait for their turn; beyond, 503 with `Retry-After`. */
  readonly queue: number;
  /** Rows of one result; beyond, the result is a prefix and says `truncated`. */
  readonly maxRows: number;
  /** Bytes of one encoded result; beyond, the result is a prefix and says `truncated`. */
  readonly maxResultBytes: number;
  /** Bytes of one request body; beyond, 413. */
  readonly bodyBytes: number;
  /** Characters of one statement, its `{{key}}` filled; beyond, 400. */
  readonly sqlLength: number;
  /** Queries of one batch. */
  readonly batchSize: number;
  /** Requests that one client address may send in {@link rateWindowMs}; beyond, 429 with `Retry-After`. */
  readonly rateMax: number;
  readonly rateWindowMs: number;
  /** Seconds that a query and its result are kept, and a result answers `cached: true`. */
  readonly resultSeconds: number;
  /** Bytes of all kept results; the oldest are dropped first. */
  readonly cacheBytes: number;
  /** Seconds that the signed address of a result is valid (at least; at most half a minute more). */
  readonly resultUrlSeconds: number;
  /** Seconds that the signed address of an extract is valid (at least; at most half a minute more). */
  readonly extractUrlSeconds: number;
  /** Milliseconds that running queries are given to end when the server is closed. */
  readonly shutdownMs: number;
}

const MiB = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  statementMs: 30_000,
  graceMs: 5000,
  memoryPerViz: '512MB',
  engineBytes: 2048 * MiB,
  loadMemory: '1GB',
  threads: 2,
  openDatabases: 16,
  concurrency: 4,
  queue: 256,
  maxRows: 100_000,
  maxResultBytes: 48 * MiB,
  bodyBytes: 256 * 1024,
  sqlLength: 64 * 1024,
  batchSize: 50,
  rateMax: 3000,
  rateWindowMs: 60_000,
  resultSeconds: 900,
  cacheBytes: 256 * MiB,
  resultUrlSeconds: 300,
  extractUrlSeconds: 3600,
  shutdownMs: 3000,
};

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
