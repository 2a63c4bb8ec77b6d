/**
 * Answers from a snapshot, before or instead of those of the API; see the `live` option. Loaded on demand, by clients
 * with a snapshot. The format is that of snapshot-format.ts.
 */
import { warnOnce } from '../internal/text.ts';
import { successfulBody } from './answer.ts';
import type { WireQuery } from './batch.ts';
import { type Caller, withTimeLimit } from './environment.ts';
import { type ErrorKind, VibedasherError } from './errors.ts';
import { lazily } from './errors.ts';
import { parseJson } from './parse-json.ts';
import { readRows } from './query-run.ts';
import type { Answer, ClientContext, Request } from './shared-state.ts';
import { toCaller } from './shared-work.ts';
import {
  findAnswer,
  findSnapshotViz,
  readSnapshotIndex,
  SNAPSHOT_INDEX,
  type SnapshotEngine,
  type SnapshotFile,
  type SnapshotIndex,
  type SnapshotViz,
} from './snapshot-format.ts';
import type { DataState, EngineFiles, Live, Queries, RequestOptions, Viz, VizRef } from './types.ts';
import type { VizAddress } from './viz-requests.ts';
import { readViz, type Table } from './wire.ts';

/** Milliseconds that `live="first"` waits for a response of the API before the snapshot takes over. */
export const API_PATIENCE = 3000;
/** Milliseconds for which the API is then not queried again, except by a refresh. */
const API_PAUSE = 30_000;

type Settings = NonNullable<ClientContext['snapshot']>;

const loadBrowserQueries = (): Promise<typeof import('./browser-queries.ts')> =>
  lazily(() => import('./browser-queries.ts'));
const loadErrors = (): Promise<typeof import('./snapshot-errors.ts')> =>
  lazily(() => import('./snapshot-errors.ts'));

const DAY = 86_400_000;

const LIVE: readonly Live[] = ['fallback', 'never', 'first'];
const QUERIES: readonly Queries[] = ['server', 'browser'];

/** Errors that mean that the API is down, slow or wrong. Others, such as `not-found`, are its answer. */
const OUTAGES: ReadonlySet<ErrorKind> = new Set([
  'network',
  'timeout',
  'unavailable',
  'rate-limited',
  'malformed',
] satisfies ErrorKind[]);

const isOutage = (cause: unknown): cause is VibedasherError =>
  // A 404 with a hint is not from an API.
  cause instanceof VibedasherError &&
  (OUTAGES.has(cause.kind) || (cause.kind === 'not-found' && !!cause.hint));

export async function vizThroughSnapshot(
  context: ClientContext,
  ref: VizRef,
  options: RequestOptions,
  askApi: (options: RequestOptions) => Promise<Viz>,
): Promise<Viz> {
  const { fresh } = options;
  const caller = toCaller(options);
  if (await isWithoutSnapshot(context)) return askApi(options);
  return choose(context, caller, { ref, fresh }, (caller) => askApi({ ...caller, fresh }), {
    read: async (index, folder) => {
      const viz = findSnapshotViz(index, ref);
      return viz && readSnapshotViz(context, index, folder, viz, caller);
    },
    toDated: (viz, asOf) => ({ ...viz, freshness: { ...viz.freshness, status: 'measured', asOf } }),
  });
}

/** Returns the rows of a query from the snapshot or from the API. */
export async function tableThroughSnapshot(
  context: ClientContext,
  ref: VizAddress,
  query: WireQuery,
  fresh: boolean | undefined,
  caller: Caller,
  askApi: (caller: Caller) => Promise<Table>,
): Promise<Table> {
  const { queries, live, engine } = context.snapshot!;
  const isBrowser = queries === 'browser';
  if (await isWithoutSnapshot(context)) {
    const inBrowser = isBrowser ? await loadBrowserQueries() : null;
    return (await inBrowser?.queryApiTables(context, ref, query, fresh, caller)) ?? askApi(caller);
  }
  return choose(context, caller, { ref, query, fresh }, askApi, {
    read: async (index, folder) => {
      const viz = findSnapshotViz(index, ref);
      const file = viz && findAnswer(viz, query);
      if (file) return readFile(context, folder, file, caller, (answer) => readRows(context, answer, caller));
      const files = engine ?? (index.engine && inFolder(index.engine, folder));
      if (!isBrowser || !viz?.tables || !files) return null;
      const inBrowser = await loadBrowserQueries();
      const { file: path, bytes } = viz.tables;
      return inBrowser.orLive(live, caller, async () => {
        const { files: texts } = await readSnapshotViz(context, index, folder, viz, caller);
        const params = texts.get(inBrowser.PARAMS_FILE) ?? null;
        const url = folder + path;
        const tables = { id: url, url, bytes, engine: files, params, ofSite: true };
        return inBrowser.queryInBrowser(context, tables, query, caller);
      });
    },
    toDated: (table, asOf) => ({ ...table, asOf: table.asOf ?? asOf }),
  });
}

/**
 * Returns whether only the option `queries` is set.
 * @throws VibedasherError of kind `config` for another word
 */
async function isWithoutSnapshot({ snapshot: settings }: ClientContext): Promise<boolean> {
  const { snapshot, live, queries = 'server' } = settings!;
  if (!QUERIES.includes(queries)) throw (await loadErrors()).invalidQueries(queries, QUERIES);
  return !snapshot && !live;
}

const inFolder = ({ worker, module }: SnapshotEngine, folder: string): EngineFiles => ({
  worker: folder + worker,
  module: folder + module,
});

/** Loads a viz of the snapshot once per page. */
function readSnapshotViz(
  context: ClientContext,
  index: SnapshotIndex,
  folder: string,
  { viz: file }: SnapshotViz,
  caller: Caller,
): Promise<Viz> {
  return context.shared.cache.get(`snapshot viz ${folder}${file.file}`, Infinity, caller, (caller) =>
    readFile(context, folder, file, caller, async (answer) =>
      atDate(readViz(await readJson(answer)), index.date),
    ),
  );
}

/** What to return: a viz, or the rows of its query. */
interface Wanted extends Pick<RequestOptions, 'fresh'> {
  readonly ref: VizRef;
  readonly query?: WireQuery;
}

interface FromSnapshot<T> {
  /** Resolves with `null` if the snapshot neither has it nor can compute it. */
  readonly read: (index: SnapshotIndex, folder: string) => Promise<T | null>;
  /** Returns the value with the date of the snapshot, which readers see if it replaces an answer of the API. */
  readonly toDated: (value: T, date: Date) => T;
}

/** Asks the snapshot and the API in the order of the `live` option. */
async function choose<T>(
  context: ClientContext,
  caller: Caller,
  { ref, query, fresh }: Wanted,
  askApi: (caller: Caller) => Promise<T>,
  { read, toDated }: FromSnapshot<T>,
): Promise<T> {
  const settings = context.snapshot!;
  const { live } = settings;
  const folder = await folderOf(settings);
  const outage = live === 'first' ? await tryApi(context, caller, fresh, askApi) : null;
  if (outage && 'value' in outage) return outage.value;
  let index: SnapshotIndex | undefined;
  let damage: UnusableFile | undefined;
  try {
    index = await loadIndex(context, folder, fresh, caller);
    const value = await read(index, folder);
    if (value !== null) return outage ? toDated(value, new Date(index.date)) : value;
  } catch (cause) {
    caller.signal.throwIfAborted();
    if (!(cause instanceof UnusableFile)) throw cause;
    damage = cause;
  }
  const describe = async (failure?: VibedasherError): Promise<VibedasherError> =>
    (await loadErrors()).missingAnswer(index!, ref, query, failure);
  // Not left to `send`: other clients share requests of the API, and would share its refusal.
  if (live === 'never') throw damage ?? (await describe());
  if (damage) warnOnce(`Vibedasher: ${damage.message}`);
  try {
    if (outage?.error) throw outage.error;
    return await askApi(caller);
  } catch (error) {
    caller.signal.throwIfAborted();
    throw !damage && isOutage(error) ? await describe(error) : error;
  }
}

/** Queries the API, with little patience. Resolves with an outage, or with no error if there was one a moment ago. */
async function tryApi<T>(
  { shared: { cache, environment }, base }: ClientContext,
  caller: Caller,
  fresh: boolean | undefined,
  askApi: (caller: Caller) => Promise<T>,
): Promise<{ readonly value: T } | { readonly error?: VibedasherError }> {
  const pause = `outage ${base}`;
  if (!fresh && cache.has(pause)) return {};
  const tooLate = (): Error =>
    new VibedasherError('timeout', `No answer of ${base} within ${API_PATIENCE} ms`);
  try {
    return { value: await withTimeLimit(environment, API_PATIENCE, caller, tooLate, askApi) };
  } catch (error) {
    caller.signal.throwIfAborted();
    if (!isOutage(error)) throw error;
    await cache.get(pause, API_PAUSE, {}, async () => true);
    return { error };
  }
}

/**
 * Returns the absolute URL of the folder, with a slash at its end.
 * @throws VibedasherError of kind `config`
 */
async function folderOf({ snapshot = '', live = 'fallback' }: Settings): Promise<string> {
  try {
    // Unlike `URL`, this resolves a URL against that of the page.
    const { url } = new Request(snapshot);
    if (LIVE.includes(live) && snapshot && /^https?:[^?#]+(\/|\/[^./?#]+)$/.test(url))
      return url.replace(/(?<!\/)\/*$/, '/');
  } catch {
    // Not a URL: the error says what is allowed.
  }
  throw (await loadErrors()).invalidOptions(snapshot, live, LIVE);
}

/** Loads `index.json` once per page. A refresh loads it again. */
function loadIndex(
  context: ClientContext,
  folder: string,
  fresh: boolean | undefined,
  caller: Caller,
): Promise<SnapshotIndex> {
  const options = { ...caller, fresh };
  return context.shared.cache.get(`snapshot ${folder}`, Infinity, options, (caller) =>
    readFile(
      context,
      folder,
      { file: SNAPSHOT_INDEX, bytes: Infinity },
      { ...caller, fresh },
      async (answer) => readSnapshotIndex(await readJson(answer)),
    ),
  );
}

const readJson = async (answer: Answer): Promise<unknown> =>
  parseJson(await successfulBody(answer, 'storage'));

/** The error for a file of the snapshot that is missing or cannot be read. */
export class UnusableFile extends VibedasherError {
  /** The path of the file, or `undefined` if there was no response. */
  readonly path: string | undefined;

  constructor(url: string, status: number | undefined, cause: Partial<VibedasherError>) {
    const { kind = 'malformed', message, hint } = cause;
    super(kind, `${url} cannot be used: ${message}`, {
      hint: hint ?? 'Publish the folder of the snapshot as the command has written it',
      status,
      // Without a status, there was no response: it depends on the kind.
      retryable: status === undefined ? undefined : status >= 500,
      cause,
    });
    this.path = status ? new URL(url).pathname : undefined;
  }
}

/** Fetches and reads a file of the snapshot. Errors name its URL. */
async function readFile<T>(
  { send, limits }: ClientContext,
  folder: string,
  { file, bytes }: SnapshotFile,
  request: Omit<Request, 'url'>,
  read: (answer: Answer) => Promise<T>,
): Promise<T> {
  const url = folder + file;
  let status: number | undefined;
  try {
    const maxBytes = Math.min(bytes, limits.maxBytes);
    const answer = await send({ ...request, url, ofSite: true, maxBytes });
    status = answer.status;
    return await read(answer);
  } catch (cause) {
    request.signal.throwIfAborted();
    throw new UnusableFile(url, status, cause as Partial<VibedasherError>);
  }
}

const READY: DataState = { status: 'unknown', canQuery: null, blocked: [], meaning: null };

/** Returns a viz as it was at the date of its snapshot: its age then is a date now, and its data can be queried. */
function atDate(viz: Viz, date: string): Viz {
  const { freshness } = viz;
  const { ageDays, asOf } = freshness;
  const then = new Date(Date.parse(date) - (ageDays ?? NaN) * DAY);
  return {
    ...viz,
    bundleUrl: null,
    dataState: READY,
    // The API's rows may be newer. With the version of then, each would be requested twice.
    dataVersion: null,
    freshness: { ...freshness, asOf: asOf ?? (Number.isNaN(then.getTime()) ? null : then) },
  };
}
