/**
 * The parts of the client that load on demand, all at once: the catalogue, a page's own batches, rows from before, other time zones, what a
 * refusal means, and what is done about an API that is busy or refuses batches.
 */
import { lazily } from '../internal/tasks.ts';
import { zoneOffsets } from '../internal/values.ts';
import { readAnswer } from './answer.ts';
import { MAX_BATCH, type Outcome, type Outcomes, type Submitted, type WireQuery } from './batch.ts';
import type { Caller } from './environment.ts';
import { VibedasherError } from './errors.ts';
import type { Page, Session } from './page.ts';
import { ResultCache } from './result-cache.ts';
import { DAY, localFromUtc } from './temporal.ts';
import type { Dataset, PublicClient, Query, QueryOptions, VizRef } from './types.ts';
import { readSubmission } from './wire.ts';

export { getExtracts, listSeeds, listTemplates } from './catalog.ts';
export { refusalOf, refused } from './refusals.ts';

/** The archive of a viz's files, and what unpacks it. */
export const loadBundle = (): Promise<typeof import('./bundle.ts')> => lazily(() => import('./bundle.ts'));

/** Keeps rows when the moment is over for which all share them. */
export function cacheRows(page: Page, name: string, dataset: Dataset): void {
  (page.kept ??= new ResultCache(page)).put(name, dataset);
}

/** The rows or the error of each query. Rejects for more than an API takes at once, and when it is aborted. */
export async function queryBatch(
  client: PublicClient,
  ref: VizRef,
  queries: readonly Query[],
  options: QueryOptions,
): Promise<readonly (Dataset | VibedasherError)[]> {
  if (queries.length > MAX_BATCH) {
    throw new VibedasherError('config', `A batch holds at most ${MAX_BATCH} queries, not ${queries.length}`);
  }
  // Queries that are asked within one task leave as one batch of their own accord.
  return Promise.all(
    queries.map((query) =>
      client.queryViz(ref, query, options).catch((error: unknown) => {
        if (error instanceof VibedasherError && !options.signal?.aborted) return error;
        throw error;
      }),
    ),
  );
}

/** How an API answers that knows no batches. */
const NO_SUCH_ROUTE: readonly number[] = [404, 405, 501];

/**
 * Has each query of a refused batch asked on its own, so that what is wrong with one, or only with all together, is no
 * matter of the others. An API of the caller's own that has no route for batches is sent none any more.
 * @param status of the refusal
 */
export async function askEach(
  session: Session,
  queries: readonly WireQuery[],
  caller: Caller,
  vizUrl: string,
  status: number,
): Promise<Outcomes> {
  const ask = async (body: WireQuery, caller: Caller): Promise<Submitted> => {
    const answer = await session.send({ ...caller, url: `${vizUrl}/query`, body });
    return {
      vizUrl,
      submission: await readAnswer(session, answer, 'query', readSubmission, session.limits.maxCells),
    };
  };
  const outcomes = new Map<WireQuery, Outcome>(
    queries.map((query) => [query, (caller) => ask(query, caller)]),
  );
  if (NO_SUCH_ROUTE.includes(status)) {
    const first = queries[0]!;
    const outcome = await ask(first, caller).catch(ownError);
    // Neither route: then it is the viz that is missing.
    if (outcome instanceof VibedasherError && outcome.status === 404) {
      return new Map(queries.map((query) => [query, outcome]));
    }
    session.page.batchless.add(session.base);
    outcomes.set(first, outcome);
  }
  return outcomes;
}

function ownError(error: unknown): VibedasherError {
  if (error instanceof VibedasherError) return error;
  throw error;
}

/**
 * Moves moments to a zone's wall clock: the local fields of the result are what a clock in that zone shows.
 * @throws VibedasherError of kind `config` for a zone that the platform does not know
 */
export function wallClock(timeZone: string): (ms: number) => Date {
  const offsetAt = offsetsIn(timeZone);
  const days = new Map<number, number | null>();
  return (ms) => {
    // Asking Intl is slow, and most days have one offset: ask at both ends of a day, once.
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

function offsetsIn(timeZone: string): (ms: number) => number {
  try {
    return zoneOffsets(timeZone);
  } catch (cause) {
    throw new VibedasherError('config', `"${timeZone}" is not a known time zone`, { cause });
  }
}
