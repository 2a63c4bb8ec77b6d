/** The limits that an operator sets, as options of `startServer` and of the command. */
export interface LimitOptions {
  /** DuckDB's memory limit for the queries of one viz, in DuckDB's notation, such as `512MB`. */
  readonly memoryPerViz: string;
  /** Threads for the queries of one viz. */
  readonly threads: number;
  /** Queries that run at the same time, each in its own process. The others wait. */
  readonly concurrency: number;
  /** Milliseconds after which a statement is interrupted. */
  readonly statementMs: number;
  /** The same for an ad hoc statement, which is not a file of its viz. At most {@link statementMs}. */
  readonly adHocMs: number;
  /** Rows of a result. A longer result is cut off and has `truncated: true`. */
  readonly maxRows: number;
  /** Requests per minute from one client address to one origin. The server answers further ones with 429. */
  readonly rateMax: number;
  /** Charts that are drawn at the same time for viewer pages and pictures. */
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
  /** Milliseconds for parsing and checking one statement; beyond, 400. */
  readMs: 15_000,
  /** DuckDB's memory limit for loading a dataset, in DuckDB's notation. */
  loadMemory: '1GB',
  /** Viz databases that a process keeps open. It closes the least recently used one first. */
  openDatabases: 16,
  /** Processes in addition to `concurrency` that run only files of vizzes, so that ad hoc SQL never takes all processes. */
  concurrencyOwn: 1,
  /** Queries that may wait; beyond, 503 with `Retry-After`. */
  queue: 512,
  /** Of these, queries of one viz. */
  queuePerViz: 256,
  /** Of these, queries of one client address. */
  queuePerAddress: 256,
  /** Columns of a result; beyond, the query fails. */
  maxColumns: 2000,
  /** Bytes of an encoded result before compression. A larger result is cut off and has `truncated: true`. */
  maxResultBytes: 48 * MiB,
  /** Bytes of all files of one viz. A larger viz is not served. */
  vizBytes: 4 * MiB,
  /** Bytes of a request body; beyond, 413. */
  bodyBytes: 256 * 1024,
  /** Characters of a statement, before and after its `{{key}}` are filled; beyond, 400. */
  sqlLength: 64 * 1024,
  /** Parameters of a query; beyond, 422. */
  maxArgs: 256,
  /** Queries in a batch; beyond, 422. */
  batchSize: 50,
  /** Seconds for which queries, results and drawings are kept. */
  resultSeconds: 900,
  /** Bytes of all kept results and their statements. The viz with the most bytes loses its oldest results first. */
  cacheBytes: 256 * MiB,
  /** Bytes for records of submitted queries, about 500 for each. Beyond its share, a viz loses its oldest records or gets 503. */
  recordBytes: 16 * MiB,
  /** Drawings that may wait; beyond, 503 with `Retry-After` for pictures, and pages without pictures. */
  drawingQueue: 64,
  /** Milliseconds for one drawing, including its queries; beyond, 422. */
  drawingMs: 20_000,
  /** Bytes of a process that draws. A larger process is killed. */
  drawingBytes: 512 * MiB,
  /** Bytes of all kept drawings. The viz with the most bytes loses its oldest drawings first. */
  drawingCacheBytes: 64 * MiB,
  /** Milliseconds that a viewer page waits for its picture; beyond, it is sent without. */
  pageMs: 3000,
  /** Seconds for which the signed URL of a result is valid, plus up to 30. */
  resultUrlSeconds: 300,
  /** Seconds for which the signed URL of an extract is valid, plus up to 30. */
  extractUrlSeconds: 3600,
  /** Milliseconds for receiving the headers of a request; beyond, 408. */
  headersMs: 10_000,
  /** Milliseconds for receiving a whole request; beyond, 408. */
  requestMs: 20_000,
  /** Milliseconds for sending a response; beyond, the server closes the connection. */
  answerMs: 120_000,
  /** Milliseconds for which an idle connection is kept open. */
  keepAliveMs: 30_000,
  /** Connections to each origin. The server closes further ones at once. */
  connections: 2048,
  /** Of these, connections from one client address. Behind a proxy: concurrent requests from one client address. */
  connectionsPerAddress: 256,
  /** Milliseconds that running queries get to end when the server closes. */
  shutdownMs: 3000,
};

/** Limits that are no options. Tests and benchmarks pass other values to `startServer`. */
export interface InternalLimits extends Readonly<typeof FIXED_LIMITS> {
  /** Of the queries that run, those of one viz. Own and ad hoc queries are counted separately, here and per address. */
  readonly concurrencyPerViz: number;
  /** Of the queries that run, those of one client address. */
  readonly concurrencyPerAddress: number;
  /** Bytes of one process of the query engine. A larger process is stopped and replaced. */
  readonly engineBytes: number;
}

/** All limits of the server. */
export interface Limits extends LimitOptions, InternalLimits {}

/** Milliseconds that a statement may run. */
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
    // JavaScript values of a result take as much as DuckDB.
    engineBytes: Math.max(1024 * MiB, 2 * parseBytes(chosen.memoryPerViz)),
  };
  return { ...constants, ...pick(internal, constants), ...chosen };
}

/** The values of `from` that are not `undefined` and have a name in `names`. */
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

/** In DuckDB's notation KB is 1000 bytes, KiB 1024. */
function parseBytes(memory: string): number {
  const [, amount, unit = 'K', binary] = MEMORY.exec(memory) ?? [];
  return Number(amount) * (binary ? 1024 : 1000) ** ('KMGT'.indexOf(unit.toUpperCase()) + 1);
}
