/**
 * The rarely needed functions of the client, which load as one chunk: catalog, `queryBatch`, result cache, time zones,
 * waiting for data, and the retries of rejected batches.
 */
import { zoneOffsets } from '../internal/values.ts';
import { readAnswer } from './answer.ts';
import { MAX_BATCH, type Outcome, type Outcomes, type Submitted, type WireQuery } from './batch.ts';
import { type Caller, sleep, systemEnvironment } from './environment.ts';
import { VibedasherError, lazily } from './errors.ts';
import type { SharedState, ClientContext } from './shared-state.ts';
import { ResultCache } from './result-cache.ts';
import { DAY, localFromUtc } from './temporal.ts';
import type { Dataset, PublicClient, Query, QueryOptions, Viz, VizRef } from './types.ts';
import { readSubmission } from './wire.ts';

export { getExtracts, listSeeds, listTemplates } from './catalog.ts';

/** Loads the module that fetches and unpacks archives. */
export const loadBundle = (): Promise<typeof import('./bundle.ts')> => lazily(() => import('./bundle.ts'));

/** Puts a dataset into the result cache. */
export function cacheRows(shared: SharedState, name: string, dataset: Dataset): void {
  (shared.resultCache ??= new ResultCache(shared)).put(name, dataset);
}

/**
 * Runs several queries and returns the rows or the error of each.
 * @throws VibedasherError of kind `config` for too many queries; the signal's reason when aborted
 */
export async function queryBatch(
  client: PublicClient,
  ref: VizRef,
  queries: readonly Query[],
  options: QueryOptions,
): Promise<readonly (Dataset | VibedasherError)[]> {
  if (queries.length > MAX_BATCH) {
    throw new VibedasherError('config', `A batch holds at most ${MAX_BATCH} queries, not ${queries.length}`);
  }
  // The client sends the queries of one task as one batch.
  return Promise.all(
    queries.map((query) =>
      client.queryViz(ref, query, options).catch((error: unknown) => {
        if (error instanceof VibedasherError && !options.signal?.aborted) return error;
        throw error;
      }),
    ),
  );
}

/** Statuses of an API without a batch route. */
const NO_SUCH_ROUTE: readonly number[] = [404, 405, 501];

/**
 * Retries a rejected batch query by query, so one bad query does not make the others fail. If the API has no batch
 * route, remembers this and sends it no more batches.
 * @param status the HTTP status of the rejection
 */
export async function queryEach(
  context: ClientContext,
  queries: readonly WireQuery[],
  caller: Caller,
  vizUrl: string,
  status: number,
): Promise<Outcomes> {
  const sendQuery = async (body: WireQuery, caller: Caller): Promise<Submitted> => {
    const answer = await context.send({ ...caller, url: `${vizUrl}/query`, body });
    return {
      vizUrl,
      submission: await readAnswer(answer, 'query', readSubmission, context.limits.maxCells),
    };
  };
  const outcomes = new Map<WireQuery, Outcome>(
    queries.map((query) => [query, (caller) => sendQuery(query, caller)]),
  );
  if (NO_SUCH_ROUTE.includes(status)) {
    const first = queries[0]!;
    const outcome = await sendQuery(first, caller).catch(ownError);
    // Both routes answer 404: the viz does not exist.
    if (outcome instanceof VibedasherError && outcome.status === 404) {
      return new Map(queries.map((query) => [query, outcome]));
    }
    context.shared.basesWithoutBatch.add(context.base);
    outcomes.set(first, outcome);
  }
  return outcomes;
}

function ownError(error: unknown): VibedasherError {
  if (error instanceof VibedasherError) return error;
  throw error;
}

/** The delay between polls while the data are being prepared, in ms. Each delay is 1.5 times the one before. */
const POLL_DELAY = { first: 5000, longest: 60_000 };

interface WaitOptions extends Pick<Caller, 'order'> {
  readonly client: PublicClient;
  readonly ref: VizRef;
  /** Whether to wait instead of rejecting. Default: true. */
  readonly waits?: boolean;
  /** Called with each response while the data are being prepared. */
  readonly onViz?: (viz: Viz) => void;
}

/**
 * Waits while the data of a viz are being prepared.
 * @throws VibedasherError of kind `unavailable` if they are blocked
 */
export async function whenQueryable(
  viz: Viz,
  { client, ref, order, waits, onViz }: WaitOptions,
  signal: AbortSignal,
): Promise<Viz> {
  let current = viz;
  for (
    let wait = POLL_DELAY.first;
    current.dataState.canQuery === false;
    wait = Math.min(wait * 1.5, POLL_DELAY.longest)
  ) {
    const { status, meaning } = current.dataState;
    if (status !== 'waiting' || waits === false) {
      const reason = meaning ?? 'The data of the viz cannot be queried';
      throw new VibedasherError('unavailable', reason, { retryable: false });
    }
    await sleep(systemEnvironment, wait, signal);
    current = await client.getViz(ref, { signal, order, fresh: true });
    onViz?.(current);
  }
  return current;
}

/**
 * Returns a function from ms since 1970 to a `Date` whose local fields show the time in `timeZone`.
 * @throws VibedasherError of kind `config` for an unknown time zone
 */
export function wallClock(timeZone: string): (ms: number) => Date {
  const offsetAt = createOffsets(timeZone);
  const days = new Map<number, number | null>();
  return (ms) => {
    // Intl is slow, and most days have one offset: compare both ends of a day, once.
    const day = Math.floor(ms / DAY);
    let offset = days.get(day);
    if (offset === undefined) {
      const start = offsetAt(day * DAY);
      offset = start === offsetAt((day + 1) * DAY) ? start : null;
      days.set(day, offset);
    }
    return localFromUtc(ms + (offset ?? offsetAt(ms)));
  };
}

function createOffsets(timeZone: string): (ms: number) => number {
  try {
    return zoneOffsets(timeZone);
  } catch (cause) {
    throw new VibedasherError('config', `"${timeZone}" is not a known time zone`, { cause });
  }
}
