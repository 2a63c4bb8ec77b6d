/**
 * Answers from a snapshot, before or instead of those of the API; see the `live` option. Loaded on demand, by clients
 * with a snapshot. The format is that of snapshot-format.ts.
 */
import { clip, listNames, MAX_NAME_LENGTH, warnOnce } from '../internal/text.ts';
import { successfulBody } from './answer.ts';
import type { WireQuery } from './batch.ts';
import { type Caller, withTimeLimit } from './environment.ts';
import { type ErrorKind, VibedasherError } from './errors.ts';
import { parseJson } from './parse-json.ts';
import { readRows } from './query-run.ts';
import type { Answer, ClientContext, Request } from './shared-state.ts';
import { toCaller } from './shared-work.ts';
import {
  answerKey,
  findAnswer,
  findSnapshotViz,
  readAnswerKey,
  readSnapshotIndex,
  SNAPSHOT_INDEX,
  type SnapshotFile,
  type SnapshotIndex,
  type SnapshotViz,
  statementText,
} from './snapshot-format.ts';
import type { DataState, Live, RequestOptions, Viz, VizRef } from './types.ts';
import { readViz, type Table } from './wire.ts';

/** Milliseconds that `live="first"` waits for a response of the API before the snapshot takes over. */
export const API_PATIENCE = 3000;
/** Milliseconds for which the API is then not queried again, except by a refresh. */
const API_PAUSE = 30_000;

const DAY = 86_400_000;

const LIVE: readonly Live[] = ['fallback', 'never', 'first'];

/** Errors that mean that the API is down, slow or wrong. Others, such as `not-found`, are its answer. */
const OUTAGES: ReadonlySet<ErrorKind> = new Set([
  'network',
  'timeout',
  'unavailable',
  'rate-limited',
  'malformed',
] satisfies ErrorKind[]);

const isOutage = (cause: unknown): cause is VibedasherError =>
  cause instanceof VibedasherError && OUTAGES.has(cause.kind);

/** The snapshot has no answer. The message lists what it has; the hint lists the values of parameters. */
class MissingAnswer extends VibedasherError {
  constructor(message: string, hint?: string, failure?: VibedasherError) {
    // Only a retry at the API can succeed.
    super('unavailable', message, { hint, retryable: failure?.retryable ?? false, cause: failure });
  }
}

/** Returns a viz from the snapshot or from the API. */
export async function vizThroughSnapshot(
  context: ClientContext,
  ref: VizRef,
  options: RequestOptions,
  askApi: (options: RequestOptions) => Promise<Viz>,
): Promise<Viz> {
  const { fresh } = options;
  const caller = toCaller(options);
  return choose(context, caller, fresh, (caller) => askApi({ ...caller, fresh }), {
    read: async (index, folder) => {
      const { viz } = find(index, ref);
      const key = `snapshot viz ${folder}${viz.file}`;
      return context.shared.cache.get(key, Infinity, caller, (caller) =>
        readFile(context, folder, viz, caller, async (answer) =>
          atDate(readViz(await readJson(answer)), index.date),
        ),
      );
    },
    toDated: (viz, asOf) => ({ ...viz, freshness: { ...viz.freshness, status: 'measured', asOf } }),
  });
}

/** Returns the rows of a query from the snapshot or from the API. */
export async function tableThroughSnapshot(
  context: ClientContext,
  ref: VizRef,
  query: WireQuery,
  fresh: boolean | undefined,
  caller: Caller,
  askApi: (caller: Caller) => Promise<Table>,
): Promise<Table> {
  return choose(context, caller, fresh, askApi, {
    read: async (index, folder) => {
      const viz = find(index, ref);
      const file = findAnswer(viz, query);
      if (!file) throw missingAnswer(viz, query);
      return readFile(context, folder, file, caller, (answer) => readRows(context, answer, caller));
    },
    toDated: (table, asOf) => ({ ...table, asOf: table.asOf ?? asOf }),
  });
}

/**
 * Sends a request of a client with `live="never"`, if it is for a file of the snapshot.
 * @throws VibedasherError of kind `unavailable`
 */
export function sendToSnapshotOnly(context: ClientContext, request: Request): Promise<Answer> {
  if (request.url.startsWith(folderOf(context))) return context.sendAnywhere(request);
  throw new VibedasherError('unavailable', 'live="never": only the snapshot may be requested', {
    retryable: false,
  });
}

interface FromSnapshot<T> {
  /** Throws {@link MissingAnswer} if the snapshot does not have it, or another VibedasherError. */
  readonly read: (index: SnapshotIndex, folder: string) => Promise<T>;
  /** Returns the value with the date of the snapshot, which readers see if it replaces an answer of the API. */
  readonly toDated: (value: T, date: Date) => T;
}

/** Asks the snapshot and the API in the order of the `live` option. */
async function choose<T>(
  context: ClientContext,
  caller: Caller,
  fresh: boolean | undefined,
  askApi: (caller: Caller) => Promise<T>,
  { read, toDated }: FromSnapshot<T>,
): Promise<T> {
  const folder = folderOf(context);
  const live = context.snapshot!.live ?? 'fallback';
  const askSnapshot = async (): Promise<readonly [T, SnapshotIndex]> => {
    const index = await loadIndex(context, folder, fresh, caller);
    return [await read(index, folder), index];
  };
  const failure = live === 'first' ? await tryApi(context, caller, fresh, askApi) : null;
  if (failure && 'value' in failure) return failure.value;
  try {
    const [value, { date }] = await askSnapshot();
    return failure ? toDated(value, new Date(date)) : value;
  } catch (cause) {
    caller.signal.throwIfAborted();
    if (live === 'never' || !(cause instanceof VibedasherError)) throw cause;
    const isMissing = cause instanceof MissingAnswer;
    if (!isMissing) warnOnce(`Vibedasher: ${cause.message}`);
    try {
      if (failure?.error) throw failure.error;
      return await askApi(caller);
    } catch (error) {
      throw isMissing && isOutage(error) ? new MissingAnswer(cause.message, cause.hint, error) : error;
    }
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
    new VibedasherError('timeout', `No answer of ${base} within ${API_PATIENCE / 1000} s`);
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
 * Returns the URL of the folder, with a slash at its end.
 * @throws VibedasherError of kind `config`
 */
function folderOf({ snapshot }: ClientContext): string {
  const { folder = '', live = 'fallback' } = snapshot!;
  if (!LIVE.includes(live)) {
    throw new VibedasherError('config', `live="${live}": use one of ${LIVE.join(', ')}`);
  }
  if (!folder) throw new VibedasherError('config', `live="${live}" needs the URL of a snapshot`);
  try {
    const url = new URL(folder);
    if (/^https?:$/.test(url.protocol) && !url.search && !url.hash && !/\.\w+$/.test(url.pathname))
      return url.href.replace(/\/*$/, '/');
  } catch {
    // Not a URL: the error below says what is allowed.
  }
  throw new VibedasherError(
    'config',
    `snapshot="${folder}" is not the URL of a folder, such as /vibedasher/`,
  );
}

/** Loads `index.json` once per page. A refresh loads it again. */
function loadIndex(
  context: ClientContext,
  folder: string,
  fresh: boolean | undefined,
  caller: Caller,
): Promise<SnapshotIndex> {
  const options = { ...caller, fresh };
  const file = { file: SNAPSHOT_INDEX, bytes: 0 };
  return context.shared.cache.get(`snapshot ${folder}`, Infinity, options, (caller) =>
    readFile(context, folder, file, { ...caller, fresh }, async (answer) =>
      readSnapshotIndex(await readJson(answer)),
    ),
  );
}

const readJson = async (answer: Answer): Promise<unknown> =>
  parseJson(await successfulBody(answer, 'storage'));

/** Fetches and reads a file of the snapshot. Errors name its URL. */
async function readFile<T>(
  { send, limits: { maxBytes } }: ClientContext,
  folder: string,
  { file, bytes }: SnapshotFile,
  request: Omit<Request, 'url'>,
  read: (answer: Answer) => Promise<T>,
): Promise<T> {
  const url = folder + file;
  if (bytes > maxBytes) throw new VibedasherError('too-large', `${url} is larger than ${maxBytes} bytes`);
  const answer = await send({ ...request, url, ofSite: true });
  try {
    return await read(answer);
  } catch (cause) {
    request.signal.throwIfAborted();
    const { kind = 'malformed', message, hint } = cause as Partial<VibedasherError>;
    const { status } = answer;
    throw new VibedasherError(kind, `The snapshot's file ${url} cannot be used: ${message}`, {
      hint,
      status,
      retryable: status >= 500,
      cause,
    });
  }
}

function find(index: SnapshotIndex, ref: VizRef): SnapshotViz {
  const viz = findSnapshotViz(index, ref);
  if (viz) return viz;
  const name = ref.account ? `${ref.account}/${ref.slug}` : ref.slug;
  const names = index.vizzes.map(({ account, slug }) => `${account}/${slug}`);
  throw new MissingAnswer(`The snapshot has no viz "${name}". It has ${listNames(names) || 'none'}`);
}

function missingAnswer({ account, slug, queries }: SnapshotViz, query: WireQuery): MissingAnswer {
  const sql = statementText(query.sql);
  const answers = queries.find((each) => each.sql === sql)?.answers;
  if (!answers) {
    const text = clip(sql.replace(/\s+/g, ' '), MAX_NAME_LENGTH);
    return new MissingAnswer(`The snapshot has no answer to this query of ${account}/${slug}: ${text}`);
  }
  const args = query.args ?? {};
  const values = availableValues(Object.keys(answers), args);
  const given = Object.entries(args).map(([name, value]) => `${name}: ${value || "''"}`);
  return new MissingAnswer(`The snapshot has no answer for ${listNames(given)}. It has ${values}`, values);
}

/** Lists the values of parameters: those that the other arguments allow, or all if there are none. */
function availableValues(keys: readonly string[], args: NonNullable<WireQuery['args']>): string {
  const known = new Set(keys);
  const all = keys.map(readAnswerKey);
  const lists = Object.keys(args).map((name) => ({
    name,
    values: [...new Set(all.flatMap((each) => each.get(name) ?? []))],
  }));
  const near = lists
    .map(({ name, values }) => ({
      name,
      values: values.filter((value) => known.has(answerKey({ ...args, [name]: value }))),
    }))
    .filter(({ values }) => values.length > 0);
  return (near.length > 0 ? near : lists)
    .map(({ name, values }) => `${name}: ${listNames(values.map((value) => value || "''"))}`)
    .join('; ');
}

const READY: DataState = { status: 'unknown', canQuery: null, blocked: [], meaning: null };

/** Returns a viz as it was at the date of its snapshot: its age then is a date now, and its data can be queried. */
function atDate(viz: Viz, date: string): Viz {
  const { freshness } = viz;
  const { ageDays, asOf } = freshness;
  const then = ageDays === null ? null : new Date(Date.parse(date) - ageDays * DAY);
  return { ...viz, bundleUrl: null, dataState: READY, freshness: { ...freshness, asOf: asOf ?? then } };
}
