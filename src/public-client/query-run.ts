import { runSliced } from '../internal/tasks.ts';
import { successfulBody, readAnswer } from './answer.ts';
import { Batch, MAX_BATCH, type Outcomes, Poller, type Submitted, type WireQuery } from './batch.ts';
import { type Caller, sleep } from './environment.ts';
import { VibedasherError, lazily } from './errors.ts';
import { decodeBlob } from './messagepack.ts';
import { fetchStored } from './request.ts';
import type { Answer, ClientContext } from './shared-state.ts';
import type { Query } from './types.ts';
import { askViz, type VizAddress } from './viz-requests.ts';
import {
  readBatch,
  readResultUrl,
  readStatuses,
  readSubmission,
  readTable,
  type Submission,
  type Table,
  toStatusRequest,
} from './wire.ts';

/** Sends a query. All queries of a viz in the same task are sent as one batch. */
export function submit(
  context: ClientContext,
  viz: VizAddress,
  query: WireQuery,
  caller: Caller,
): Promise<Submitted> {
  const { base, shared } = context;
  const { batches, basesWithoutBatch, environment } = shared;
  const key = `${base} ${viz.account}/${viz.slug}`;
  let batch = batches.get(key);
  if (!batch?.isOpen(basesWithoutBatch.has(base) ? 1 : MAX_BATCH)) {
    const opened = new Batch(
      (signal) => sleep(environment, 0, signal),
      (queries, caller) => {
        if (batches.get(key) === opened) batches.delete(key);
        return sendQueries(context, viz, queries, caller);
      },
    );
    batches.set(key, (batch = opened));
  }
  return batch.add(query, caller);
}

async function sendQueries(
  context: ClientContext,
  viz: VizAddress,
  queries: readonly WireQuery[],
  caller: Caller,
): Promise<Outcomes> {
  const single = queries.length === 1;
  const body = single ? queries[0] : { queries };
  const { answer, vizUrl } = await askViz(context, viz, caller, (vizUrl) =>
    context.send({ ...caller, url: `${vizUrl}/${single ? 'query' : 'batch'}`, body }),
  );
  return readOutcomes(context, queries, caller, vizUrl, answer);
}

/** Statuses that may be caused by one query of a batch, by the size of the batch, or by a missing batch route. */
const REFUSED_AS_A_WHOLE: readonly number[] = [400, 403, 405, 413, 422, 501];

/**
 * Reads the response to a query or a batch. If a whole batch was refused, each query is sent alone.
 */
async function readOutcomes(
  context: ClientContext,
  queries: readonly WireQuery[],
  caller: Caller,
  vizUrl: string,
  answer: Answer,
): Promise<Outcomes> {
  const single = queries.length === 1;
  const { status } = answer;
  // The cloud has a batch route, so a 404 is about the viz. A self-hosted API may have none.
  if (!single && (status === 404 ? context.hasExplicitHost : REFUSED_AS_A_WHOLE.includes(status))) {
    const { queryEach } = await lazily(() => import('./on-demand.ts'));
    return queryEach(context, queries, caller, vizUrl, status);
  }
  const outcomes = await readAnswer<readonly (Submission | VibedasherError)[]>(
    answer,
    'query',
    (json) => (single ? [readSubmission(json)] : readBatch(json, queries.length)),
    context.limits.maxCells,
  );
  return new Map(
    outcomes.map((outcome, place) => [
      queries[place]!,
      outcome instanceof VibedasherError ? outcome : { vizUrl, submission: outcome },
    ]),
  );
}

/**
 * Requests rows by their address below the URL of the viz. If a cache answers with rows of another version than
 * `dataVersion`, revalidates them once. Resolves with `null` if this fails, but rejects if there are too many rows.
 */
export async function rowsAtAddress(
  context: ClientContext,
  viz: VizAddress,
  { address, dataVersion }: Pick<Query, 'address' | 'dataVersion'>,
  fresh: boolean | undefined,
  caller: Caller,
): Promise<Table | null> {
  const request = async (fresh: boolean | undefined): Promise<Answer> =>
    (
      await askViz(context, viz, caller, (vizUrl) =>
        context.send({ ...caller, url: vizUrl + address!, fresh }),
      )
    ).answer;
  try {
    let answer = await request(fresh);
    const version = answer.headers.get('data-version');
    if (version && dataVersion && version !== dataVersion) answer = await request(true);
    return await readRows(context, answer, caller);
  } catch (error) {
    // The answer to the query has as many.
    if ((error as VibedasherError).kind === 'too-large') throw error;
    return null;
  }
}

/**
 * Waits until a submitted query is done, requests the URL of its rows, and fetches and parses them.
 * @param vizUrl where the query was submitted
 */
export async function finishQuery(
  context: ClientContext,
  vizUrl: string,
  submission: Submission,
  caller: Caller,
): Promise<Table> {
  // Rows in the response are not as the API stores them.
  if (submission.kind === 'table' && !(context.recorder && submission.url)) return submission.table;
  if (submission.kind === 'waiting') await getPoller(context, vizUrl).wait(submission.id, caller);
  const fetchUrl = (id: string): Promise<string> => fetchResultUrl(context, vizUrl, id, caller);
  const id = submission.kind === 'table' ? null : submission.id;
  const known = submission.kind === 'waiting' ? null : submission.url;
  let stored = await fetchStored(context, known ?? (await fetchUrl(id!)), caller);
  // A presigned URL from a cached response may have expired.
  if (isExpired(stored) && id) stored = await fetchStored(context, await fetchUrl(id), caller);
  return readRows(context, stored, caller);
}

/** Decodes the rows in a response. */
export async function readRows(
  { shared, limits, recorder }: ClientContext,
  stored: Answer,
  caller: Caller,
): Promise<Table> {
  const { now } = shared.environment;
  const start = now();
  const bytes = await successfulBody(stored, 'storage');
  const table = readTable(await runSliced(decodeBlob(bytes, limits.maxCells), caller.signal));
  return { ...table, readTime: now() - start, ...(recorder && { bytes }) };
}

function getPoller({ shared, send }: ClientContext, vizUrl: string): Poller {
  const { environment, pollers } = shared;
  let poller = pollers.get(vizUrl);
  if (!poller) {
    const url = `${vizUrl}/sql/status/batch`;
    poller = new Poller(environment, async (ids, caller) =>
      readAnswer(await send({ ...caller, url, body: toStatusRequest(ids) }), 'query', readStatuses),
    );
    pollers.set(vizUrl, poller);
  }
  return poller;
}

async function fetchResultUrl(
  context: ClientContext,
  vizUrl: string,
  id: string,
  caller: Caller,
): Promise<string> {
  const url = `${vizUrl}/sql/${encodeURIComponent(id)}/result`;
  return readAnswer(await context.send({ ...caller, url }), 'query', readResultUrl);
}

function isExpired({ status }: Answer): boolean {
  return status === 403 || status === 404;
}
