/**
 * Queries that run in the page, in a worker with DuckDB; see the `queries` option. Loaded on demand. The worker is
 * src/duckdb/worker/.
 */
import { toScriptUrl } from '../internal/scripts.ts';
import { warnOnce } from '../internal/text.ts';
import { successfulBody } from './answer.ts';
import type { WireQuery } from './batch.ts';
import { type Caller, withTimeLimit } from './environment.ts';
import { setEngineProgress } from './engine-progress.ts';
import { type ErrorKind, VibedasherError } from './errors.ts';
import { lazily } from './errors.ts';
import { createSend } from './request.ts';
import type { ClientContext } from './shared-state.ts';
import type { EngineFiles, Live } from './types.ts';
import { vizFromApi, type VizAddress } from './viz-requests.ts';
import type { Table } from './wire.ts';

/** Maximum size of a file with tables, in bytes. DuckDB holds it in memory, as well as what a query needs. */
export const MAX_TABLES_BYTES = 200 * 2 ** 20;
/** Maximum size of DuckDB's module in bytes. */
const MAX_MODULE_BYTES = 64 * 2 ** 20;
/** The size of DuckDB's module in bytes, approximately: servers that compress it do not send the size. */
const MODULE_BYTES = 34_000_000;
/** Milliseconds for loading one file: 200 MB in ten minutes. */
const LOAD_TIME = 600_000;
/** Milliseconds for compiling DuckDB and opening the tables. */
const OPEN_TIME = 60_000;
/** Milliseconds without a query after which a worker is terminated. */
const IDLE_TIME = 120_000;
/** Milliseconds that an aborted query may take to end. Then its worker is terminated, and the next one opens the tables again. */
const ABORT_TIME = 5000;

/** Milliseconds for which the URL of tables is reused. The API signs it for an hour. */
const KEEP_TABLES = 900_000;
/** The file of a viz that declares its parameters. */
export const PARAMS_FILE = 'params.json';

/** The first message to a worker: what it opens. The buffers are transferred. */
export interface OpenDatabase {
  /** The WebAssembly module of DuckDB. */
  readonly module: ArrayBuffer;
  /** A DuckDB file with the tables. */
  readonly tables: ArrayBuffer;
}

/** A later message to a worker. It runs one query at a time, in the order of the messages. */
export interface RunQuery extends WireQuery {
  /** The text of the viz's `params.json`, which declares the types of parameters. Several vizzes can share tables. */
  readonly params: string | null;
}

/** The answer to each message. A worker that has failed to open, or that `crashed`, is of no further use. */
export type EngineReply =
  | { readonly table: Pick<Table, 'columns' | 'rows' | 'truncated'> | null }
  | {
      readonly error: EngineFault;
      readonly crashed?: boolean;
    };

export interface EngineFault {
  /** `query`: the statement is wrong. `unavailable`: this engine cannot run it, but a server could. */
  readonly kind: ErrorKind & ('query' | 'unavailable');
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What to query: the tables of one viz, and what runs the queries. */
export interface BrowserTables {
  /** Identifies the tables. */
  readonly id: string;
  readonly url: string;
  /** The size in bytes. */
  readonly bytes: number;
  /** Absolute URLs. */
  readonly engine: EngineFiles;
  /** The text of the viz's `params.json`. */
  readonly params: string | null;
  /** Whether the tables are a file of the page's site, and not of an API. */
  readonly ofSite: boolean;
}

const databases = new Map<string, BrowserDatabase>();

/**
 * Runs a query in the browser.
 * @throws VibedasherError of kind `query` or `timeout` like the API; `unavailable` if the engine lacks something;
 *   `too-large` for tables above {@link MAX_TABLES_BYTES}; `unsupported` if the page cannot run the engine
 */
export async function queryInBrowser(
  context: ClientContext,
  tables: BrowserTables,
  query: WireQuery,
  caller: Caller,
): Promise<Table> {
  let database = databases.get(tables.id);
  if (!database) databases.set(tables.id, (database = new BrowserDatabase()));
  return database.run(context, tables, query, caller);
}

/** A worker with the tables of a viz, or of several over the same data. It starts with a query, and again after it was terminated. */
class BrowserDatabase {
  #worker: Promise<EngineWorker> | null = null;
  /** Settles when the last query is done: the worker runs one at a time, so that the time limit is of that one. */
  #last: Promise<unknown> = Promise.resolve();
  #cancelIdle = (): void => {};

  /** @param tables with the newest URL, for a worker that starts: the API signs it for an hour */
  async run(context: ClientContext, tables: BrowserTables, query: WireQuery, caller: Caller): Promise<Table> {
    const previous = this.#last;
    const running = previous.then(() => this.#runNext(context, tables, query, caller));
    this.#last = running.catch(() => {});
    return running;
  }

  async #runNext(
    context: ClientContext,
    tables: BrowserTables,
    query: WireQuery,
    caller: Caller,
  ): Promise<Table> {
    const { signal } = caller;
    signal.throwIfAborted();
    const { environment } = context.shared;
    this.#cancelIdle();
    // Not for this caller alone: others need the worker, too.
    const worker = await (this.#worker ??= startWorker(context, tables).catch((error: unknown) => {
      this.#worker = null;
      throw error;
    }));
    const stopIdle = (): void => {
      this.#cancelIdle = environment.after(IDLE_TIME, () => this.#stop(worker), true);
    };
    if (signal.aborted) {
      stopIdle();
      throw signal.reason;
    }
    const time = context.limits.timeout * 2;
    const tooLate = (): Error =>
      new VibedasherError('timeout', `The query did not finish within ${time / 1000} s`);
    const patience = new AbortController();
    let cancelAbort = (): void => {};
    const onAbort = (): void => {
      cancelAbort = environment.after(ABORT_TIME, () => patience.abort(signal.reason));
    };
    signal.addEventListener('abort', onAbort);
    const { params } = tables;
    let reply: EngineReply;
    try {
      const patient = { ...caller, signal: patience.signal };
      reply = await withTimeLimit(environment, time, patient, tooLate, () =>
        worker.ask({ ...query, params }),
      );
    } catch (error) {
      this.#stop(worker);
      throw error;
    } finally {
      cancelAbort();
      signal.removeEventListener('abort', onAbort);
    }
    if ('error' in reply && reply.crashed) this.#stop(worker);
    else stopIdle();
    if ('error' in reply) throw errorFrom(reply);
    return { ...reply.table!, asOf: null };
  }

  #stop({ worker }: EngineWorker): void {
    worker.terminate();
    this.#worker = null;
  }
}

const errorFrom = ({ error }: Extract<EngineReply, { error: unknown }>): VibedasherError =>
  new VibedasherError(error.kind, error.message, { hint: error.hint, retryable: false });

class EngineWorker {
  readonly worker: Worker;
  /** Rejects if the script does not run, or with an error that it does not catch. */
  readonly failed: Promise<never>;

  constructor(worker: Worker) {
    this.worker = worker;
    this.failed = new Promise((_, reject) => {
      worker.onerror = (event) => {
        event.preventDefault();
        // Without a message, the script has not run.
        reject(event.message ? crashed(event.message) : refused(null));
      };
    });
    this.failed.catch(() => {});
  }

  /** Posts one message. The next must wait for the reply. */
  ask(message: OpenDatabase | RunQuery, transfer: Transferable[] = []): Promise<EngineReply> {
    const { worker } = this;
    const reply = new Promise<EngineReply>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<EngineReply>) => resolve(data);
    });
    worker.postMessage(message, transfer);
    return Promise.race([reply, this.failed]);
  }
}

const crashed = (message: string): VibedasherError =>
  new VibedasherError('unavailable', `The engine for queries in the browser has failed: ${message}`);

/** The error of a page that cannot start a worker, or a worker that cannot run WebAssembly. */
function refused(cause: unknown): VibedasherError {
  const reason = cause instanceof Error ? ` (${cause.message})` : '';
  return new VibedasherError(
    'unsupported',
    `This page cannot start the worker for queries in the browser${reason}`,
    {
      hint: "The file must be from the page's own origin, and its policy needs worker-src 'self' and, with Trusted Types, trusted-types vibedasher",
      cause,
    },
  );
}

async function startWorker(context: ClientContext, tables: BrowserTables): Promise<EngineWorker> {
  const { engine, bytes, url, ofSite } = tables;
  if (bytes > MAX_TABLES_BYTES)
    throw new VibedasherError(
      'too-large',
      `The tables have ${toMegabytes(bytes)}. Queries in the browser read at most ${toMegabytes(MAX_TABLES_BYTES)}`,
    );
  if (typeof WebAssembly === 'undefined' || typeof Worker === 'undefined')
    throw new VibedasherError('unsupported', 'This browser has no WebAssembly or no workers');
  // The worker first: a page that refuses it needs no bytes.
  const worker = createWorker(toAbsolute(engine.worker));
  const loaded = new Map<string, number>();
  const onBytes = (file: string, count: number): void => {
    loaded.set(file, count);
    const sum = [...loaded.values()].reduce((sum, each) => sum + each, 0);
    setEngineProgress(Math.min(1, sum / (MODULE_BYTES + bytes)));
  };
  const loads = new AbortController();
  const caller = { signal: loads.signal, order: () => 0 };
  try {
    const loading = Promise.all([
      loadFile(context, toAbsolute(engine.module), MAX_MODULE_BYTES, true, onBytes, caller),
      // The same tables of two instances of an API can differ in size.
      loadFile(context, url, ofSite ? bytes : MAX_TABLES_BYTES, ofSite, onBytes, caller),
    ]);
    const [module, file] = await Promise.race([loading, worker.failed]);
    const tooLate = (): Error => crashed(`it did not open the tables within ${OPEN_TIME / 1000} s`);
    const reply = await withTimeLimit(context.shared.environment, OPEN_TIME, caller, tooLate, () =>
      worker.ask({ module, tables: file }, [module, file]),
    );
    if ('error' in reply) throw errorFrom(reply);
    return worker;
  } catch (error) {
    worker.worker.terminate();
    loads.abort();
    throw error;
  } finally {
    setEngineProgress(null);
  }
}

/** Unlike `URL`, `Request` resolves a URL against that of the page. */
const toAbsolute = (url: string): string => new Request(url).url;

function createWorker(url: string): EngineWorker {
  try {
    return new EngineWorker(new Worker(toScriptUrl(url)));
  } catch (cause) {
    throw refused(cause);
  }
}

const toMegabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;

async function loadFile(
  { shared, limits, snapshot }: ClientContext,
  url: string,
  maxBytes: number,
  ofSite: boolean,
  onBytes: (url: string, bytes: number) => void,
  caller: Caller,
): Promise<ArrayBuffer> {
  const send = createSend(shared, { ...limits, timeout: LOAD_TIME }, snapshot?.live);
  const answer = await send({
    url,
    maxBytes,
    ...caller,
    onBytes: (bytes) => onBytes(url, bytes),
    ...(ofSite ? { ofSite } : { presigned: true }),
  });
  const body = await successfulBody(answer, 'storage');
  return body.byteLength === body.buffer.byteLength
    ? (body.buffer as ArrayBuffer)
    : (body.slice().buffer as ArrayBuffer);
}

/**
 * Returns the value of `run`, a query in the browser. If the query fails, logs a warning and returns `null`: the API then
 * answers it, or reports its own error. Throws if the query takes too long.
 * @param live With `never`, no error is replaced.
 */
export async function orLive<T>(
  live: Live | undefined,
  { signal }: Caller,
  run: () => Promise<T>,
): Promise<T | null> {
  try {
    return await run();
  } catch (cause) {
    signal.throwIfAborted();
    const { kind, message, hint } = cause as VibedasherError;
    if (live === 'never' || kind === 'timeout') throw cause;
    warnOnce(`Vibedasher: ${message}. ${hint ? `${hint}. ` : ''}The API is queried instead`);
    return null;
  }
}

/** Runs a query on the tables that the API offers for its viz. Resolves with `null` as {@link orLive} does. */
export function queryApiTables(
  context: ClientContext,
  ref: VizAddress,
  query: WireQuery,
  fresh: boolean | undefined,
  caller: Caller,
): Promise<Table | null> {
  const { shared, base } = context;
  const { engine } = context.snapshot!;
  return orLive(undefined, caller, async () => {
    if (!engine)
      throw new VibedasherError(
        'config',
        'queries="browser" without a snapshot needs the URLs of the engine: configure({ engine: { worker, module } })',
      );
    const options = { ...caller, fresh };
    const key = `tables ${base} ${ref.account}/${ref.slug}`;
    const { params, database } = await shared.cache.get(key, KEEP_TABLES, options, async (caller) => {
      const viz = await vizFromApi(context, ref, caller);
      const { getExtracts, loadBundle } = await lazily(() => import('./on-demand.ts'));
      const isComplete = viz.files.size > 0 || viz.bundleUrl === null;
      const [files, { database }] = await Promise.all([
        isComplete ? viz.files : (await loadBundle()).getBundle(context, viz, caller),
        getExtracts(context, ref, { ...caller, fresh, format: 'duckdb' }),
      ]);
      return { params: files.get(PARAMS_FILE) ?? null, database };
    });
    if (!database) throw new VibedasherError('unavailable', `${base} offers no tables for this viz`);
    const { id, url, bytes } = database;
    return queryInBrowser(context, { id, url, bytes, engine, params, ofSite: false }, query, caller);
  });
}
