/** The limits that an operator sets, as options of `startServer` and of the command. */
export interface LimitOptions {
  /** DuckDB's memory limit for the queries of one viz, in DuckDB's notation, such as `512MB`. */
  readonly memoryPerViz: string;
  /** Maximum number of threads for the queries of one viz. */
  readonly threads: number;
  /** Maximum number of queries that run concurrently, each in its own process. Further ones wait. */
  readonly concurrency: number;
  /** Milliseconds after which a statement is interrupted. */
  readonly statementMs: number;
  /**
   * Milliseconds after which an ad hoc statement is interrupted: one that is not a file of its viz. At most
   * {@link statementMs}.
   */
  readonly adHocMs: number;
  /** Maximum number of rows of a result. A longer result is cut off and has `truncated: true`. */
  readonly maxRows: number;
  /** Maximum number of requests per minute from one client address to one origin. Further ones get 429. */
  readonly rateMax: number;
  /** Maximum number of charts that are drawn concurrently for viewer pages and pictures. */
  readonly drawings: number;
}

export const DEFAULT_LIMITS: LimitOptions = {
  memoryPerViz: '512MB',
  threads: 2,
  concurrency: 4,
  statementMs: 30_000,
  adHocMs: 4000,
  maxRows: 100_000,
  rateMax: 3000,
  drawings: 2,
};

const MiB = 1024 * 1024;

/** The limits that no option changes. */
const FIXED_LIMITS = {
  /** Milliseconds after the time limit until a statement that ignores interrupts is killed with its process. */
  graceMs: 1000,
  /** Time limit in ms for parsing and checking one statement. A slower statement gets 400. */
  readMs: 15_000,
  /** DuckDB's memory limit for loading a dataset, in DuckDB's notation. */
  loadMemory: '1GB',
  /** Maximum number of viz databases that a process keeps open. It closes the least recently used one first. */
  openDatabases: 16,
  /** Processes in addition to `concurrency` that run only files of vizzes: ad hoc SQL never takes all processes. */
  concurrencyOwn: 1,
  /** Maximum number of waiting queries. Further queries get 503 with `Retry-After`. */
  queue: 512,
  /** Maximum number of waiting queries of one viz. */
  queuePerViz: 256,
  /** Maximum number of waiting queries of one client address. */
  queuePerAddress: 256,
  /** Maximum number of columns of a result. If there are more, the query fails. */
  maxColumns: 2000,
  /** Maximum number of bytes of an uncompressed result. A larger result is cut off and has `truncated: true`. */
  maxResultBytes: 48 * MiB,
  /** Maximum number of bytes of all files of one viz. A larger viz is not served. */
  vizBytes: 4 * MiB,
  /** Maximum number of bytes of a request body. A larger body gets 413. */
  bodyBytes: 256 * 1024,
  /**
   * Maximum number of characters of a statement, before and after its `{{key}}` are filled. A longer one gets 400.
   */
  sqlLength: 64 * 1024,
  /** Maximum number of parameters of a query. A query with more gets 422. */
  maxArgs: 256,
  /** Maximum number of queries in a batch. A batch with more gets 422. */
  batchSize: 50,
  /** Seconds for which queries, results and drawings are kept. */
  resultSeconds: 900,
  /**
   * Maximum number of bytes of all kept results and their statements. The viz with the most bytes loses its oldest
   * results first.
   */
  cacheBytes: 256 * MiB,
  /** Maximum number of bytes of the folder for results (`--results`). The oldest are removed first. */
  resultsBytes: 4096 * MiB,
  /**
   * Maximum number of bytes of the records of submitted queries, about 500 for each. A viz beyond its share loses its
   * oldest records or gets 503.
   */
  recordBytes: 16 * MiB,
  /**
   * Maximum number of waiting drawings. Further pictures get 503 with `Retry-After`, and further pages have no
   * pictures.
   */
  drawingQueue: 64,
  /** Time limit in ms for one drawing, including its queries. A slower drawing gets 422. */
  drawingMs: 20_000,
  /** Maximum memory of a process that draws, in bytes. A larger process is killed. */
  drawingBytes: 512 * MiB,
  /** Maximum number of bytes of all kept drawings. The viz with the most bytes loses its oldest drawings first. */
  drawingCacheBytes: 64 * MiB,
  /** Milliseconds that a viewer page waits for its picture. After this time, it is sent without the picture. */
  pageMs: 3000,
  /** Milliseconds that a request for rows waits for them. After this time, it gets 503, and the query continues. */
  rowsMs: 20_000,
  /** Maximum number of bytes of rows in the response to submitted queries, uncompressed. */
  inlineBytes: 64 * 1024,
  /** Maximum number of bytes of rows in one response, compressed. Longer rows are at an address of their own. */
  rowsBytes: 256 * 1024,
  /** Seconds for which the signed URL of an extract is valid, plus up to 30. */
  extractUrlSeconds: 3600,
  /** Time limit in ms for receiving the headers of a request. A slower request gets 408. */
  headersMs: 10_000,
  /** Time limit in ms for receiving a whole request. A slower request gets 408. */
  requestMs: 20_000,
  /** Time limit in ms for sending a response. After this time, the server closes the connection. */
  answerMs: 120_000,
  /** Milliseconds for which an idle connection is kept open. */
  keepAliveMs: 30_000,
  /** Maximum number of connections to each origin. The server closes further ones at once. */
  connections: 2048,
  /**
   * Maximum number of connections from one client address. Behind a proxy: of concurrent requests from one client
   * address.
   */
  connectionsPerAddress: 256,
  /** Milliseconds that running queries get to end when the server closes. */
  shutdownMs: 3000,
};

/** Limits that are not options. Tests and benchmarks pass other values to `startServer`. */
export interface InternalLimits extends Readonly<typeof FIXED_LIMITS> {
  /**
   * Maximum number of running queries of one viz. Own and ad hoc queries are counted separately, here and per
   * address.
   */
  readonly concurrencyPerViz: number;
  /** Maximum number of running queries of one client address. */
  readonly concurrencyPerAddress: number;
  /** Milliseconds per second that the requests of one client address may occupy the main thread. Further ones get 429. */
  readonly workPerSecond: number;
  /** Maximum memory of one process of the query engine, in bytes. A larger process is stopped and replaced. */
  readonly engineBytes: number;
}

/** All limits of the server. */
export interface Limits extends LimitOptions, InternalLimits {}

/** Returns the milliseconds that a statement may run. */
export function timeLimit({ statementMs, adHocMs }: LimitOptions, adHoc: boolean): number {
  return adHoc ? Math.min(adHocMs, statementMs) : statementMs;
}

/**
 * Completes the given options with defaults, constants, and limits that follow from options.
 *
 * @param options Properties other than limits are ignored
 * @param internal Overrides of constants, unchecked
 * @throws RangeError naming the first invalid option
 */
export function resolveLimits(
  options: Partial<LimitOptions>,
  internal: Partial<InternalLimits> = {},
): Limits {
  const chosen = { ...DEFAULT_LIMITS, ...pick(options, DEFAULT_LIMITS) };
  for (const [name, value] of Object.entries(chosen))
    if (!isValid(value, DEFAULT_LIMITS[name as keyof LimitOptions]))
      throw new RangeError(`The limit "${name}" cannot be ${JSON.stringify(value)}.`);
  // No viz and no address gets all processes.
  const share = Math.max(2, Math.ceil(chosen.concurrency / 2));
  const constants: InternalLimits = {
    ...FIXED_LIMITS,
    concurrencyPerViz: share,
    concurrencyPerAddress: share,
    // 4 ms for each request at the default, of which most take less than one.
    workPerSecond: Math.max(200, (chosen.rateMax / 60) * 4),
    // The JavaScript values of a result take as much memory as DuckDB.
    engineBytes: Math.max(1024 * MiB, 2 * parseBytes(chosen.memoryPerViz)),
  };
  return { ...constants, ...pick(internal, constants), ...chosen };
}

/** Returns the values of `from` that are not `undefined` and have a name in `names`. */
function pick<T extends object>(from: Partial<T>, names: T): Partial<T> {
  const entries = Object.entries(from).filter(([name, value]) => name in names && value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

const MEMORY = /^(\d+(?:\.\d+)?) ?([KMGT])(i?)B$/i;

function isValid(value: unknown, fallback: number | string): boolean {
  return typeof fallback === 'string'
    ? typeof value === 'string' && MEMORY.test(value)
    : typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** Converts DuckDB's notation to bytes. KB is 1000 bytes, KiB is 1024. */
export function parseBytes(memory: string): number {
  const [, amount, unit = 'K', binary] = MEMORY.exec(memory) ?? [];
  return Number(amount) * (binary ? 1024 : 1000) ** ('KMGT'.indexOf(unit.toUpperCase()) + 1);
}
