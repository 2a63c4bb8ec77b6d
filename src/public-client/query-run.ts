import { runSliced } from '../internal/tasks.ts';
import { bodyOf, readAnswer } from './answer.ts';
import { Batch, MAX_BATCH, type Outcomes, Poller, type Submitted, type WireQuery } from './batch.ts';
import { type Caller, sleep } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { malformed } from './fields.ts';
import { decodeBlob } from './messagepack.ts';
import type { Answer, Session } from './page.ts';
import { askViz, type VizAddress } from './session.ts';
import { nextPlace } from './shared-work.ts';
import type { RequestOptions } from './types.ts';
import { storageUrl } from './urls.ts';
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

/** Sends a query, together with whatever else is asked of the same viz within this task. */
export function submit(
  session: Session,
  viz: VizAddress,
  query: WireQuery,
  caller: Caller,
): Promise<Submitted> {
  const { base, page } = session;
  const { batches, batchless, environment } = page;
  const key = `${base} ${viz.account}/${viz.slug}`;
  let batch = batches.get(key);
  if (!batch?.isOpen(batchless.has(base) ? 1 : MAX_BATCH)) {
    const opened = new Batch(
      (signal) => sleep(environment, 0, signal),
      (queries, caller) => {
        if (batches.get(key) === opened) batches.delete(key);
        return post(session, viz, queries, caller);
      },
    );
    batches.set(key, (batch = opened));
  }
  return batch.add(query, caller);
}

async function post(
  session: Session,
  viz: VizAddress,
  queries: readonly WireQuery[],
  caller: Caller,
): Promise<Outcomes> {
  const single = queries.length === 1;
  const body = single ? queries[0] : { queries };
  const { answer, vizUrl } = await askViz(session, viz, caller, (vizUrl) =>
    session.send({ ...caller, url: `${vizUrl}/${single ? 'query' : 'batch'}`, body }),
  );
  return readOutcomes(session, queries, caller, vizUrl, answer);
}

/** Statuses that may be about one query of a batch, about its size, or about batches. */
const REFUSED_AS_A_WHOLE: readonly number[] = [400, 403, 405, 413, 422, 501];

/**
 * The answer to a query, or to a batch of several. One that does not stand for all of them has each asked on its own.
 */
async function readOutcomes(
  session: Session,
  queries: readonly WireQuery[],
  caller: Caller,
  vizUrl: string,
  answer: Answer,
): Promise<Outcomes> {
  const single = queries.length === 1;
  const { status } = answer;
  // The cloud has a route for batches: there it is the viz that was not found.
  if (!single && (status === 404 ? session.pinned : REFUSED_AS_A_WHOLE.includes(status))) {
    const { askEach } = await session.loadOnDemand();
    return askEach(session, queries, caller, vizUrl, status);
  }
  const outcomes = await readAnswer<readonly (Submission | VibedasherError)[]>(
    session,
    answer,
    'query',
    (json) => (single ? [readSubmission(json)] : readBatch(json, queries.length)),
    session.limits.maxCells,
  );
  return new Map(
    outcomes.map((outcome, place) => [
      queries[place]!,
      outcome instanceof VibedasherError ? outcome : { vizUrl, submission: outcome },
    ]),
  );
}

/**
 * Brings a submitted query to its rows: wait until it is done, ask where they are stored, fetch and read them.
 * @param vizUrl where the query was submitted
 */
export async function finishQuery(
  session: Session,
  vizUrl: string,
  submission: Submission,
  caller: Caller,
): Promise<Table> {
  if (submission.kind === 'table') return submission.table;
  if (submission.kind === 'waiting') await pollerOf(session, vizUrl).wait(submission.id, caller);
  const askAddress = (id: string): Promise<string> => resultUrl(session, vizUrl, id, caller);
  const { id } = submission;
  const known = submission.kind === 'stored' ? submission.url : null;
  let stored = await fetchStored(session, known ?? (await askAddress(id!)), caller);
  // A presigned address is short-lived: one that came from a cache may be over already.
  if (isExpired(stored) && id) stored = await fetchStored(session, await askAddress(id), caller);
  const { now } = session.page.environment;
  const start = now();
  const bytes = await bodyOf(session, stored, 'storage');
  const table = readTable(await runSliced(decodeBlob(bytes, session.limits.maxCells), caller.signal));
  return { ...table, readTime: now() - start };
}

function pollerOf({ page, send, loadOnDemand }: Session, vizUrl: string): Poller {
  const { environment, pollers } = page;
  let poller = pollers.get(vizUrl);
  if (!poller) {
    const url = `${vizUrl}/sql/status/batch`;
    poller = new Poller(environment, async (ids, caller) =>
      readAnswer(
        { loadOnDemand },
        await send({ ...caller, url, body: toStatusRequest(ids) }),
        'query',
        readStatuses,
      ),
    );
    pollers.set(vizUrl, poller);
  }
  return poller;
}

async function resultUrl(session: Session, vizUrl: string, id: string, caller: Caller): Promise<string> {
  const url = `${vizUrl}/sql/${encodeURIComponent(id)}/result`;
  return readAnswer(session, await session.send({ ...caller, url }), 'query', readResultUrl);
}

/**
 * Fetches what the API has stored elsewhere.
 * @throws VibedasherError of kind `malformed` for an address that must not be followed
 */
export async function fetchStored(
  { send, base }: Session,
  address: string,
  caller: Caller,
  maxBytes?: number,
): Promise<Answer> {
  const url = storageUrl(address, base);
  if (!url) throw malformed('url', 'address to follow');
  return send({ ...caller, url, presigned: true, maxBytes });
}

function isExpired({ status }: Answer): boolean {
  return status === 403 || status === 404;
}

/** Whoever has not said otherwise stays to the end, and stands behind all that has been asked for before. */
export function callerOf({ signal, order }: RequestOptions): Caller {
  return { signal: signal ?? new AbortController().signal, order: order ?? nextPlace() };
}
