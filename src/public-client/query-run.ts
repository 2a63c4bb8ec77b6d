import { inPieces } from '../internal/pieces.ts';
import { bodyOf, readAnswer } from './answer.ts';
import { decodeBlob } from './blob.ts';
import type { Caller } from './environment.ts';
import { malformed } from './fields.ts';
import { Poller } from './poller.ts';
import type { Answer } from './request.ts';
import type { Session } from './session.ts';
import { nextPlace } from './shared-work.ts';
import type { RequestOptions } from './types.ts';
import { storageUrl } from './urls.ts';
import { readResultUrl, readTable, type Submission, type Table } from './wire.ts';

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
  const bytes = await bodyOf(stored, 'storage');
  const table = readTable(await inPieces(decodeBlob(bytes, session.limits.maxCells), caller.signal));
  return { ...table, readTime: now() - start };
}

function pollerOf({ page, send }: Session, vizUrl: string): Poller {
  let poller = page.pollers.get(vizUrl);
  if (!poller) page.pollers.set(vizUrl, (poller = new Poller(page.environment, send, vizUrl)));
  return poller;
}

async function resultUrl({ send }: Session, vizUrl: string, id: string, caller: Caller): Promise<string> {
  const url = `${vizUrl}/sql/${encodeURIComponent(id)}/result`;
  return readAnswer(await send({ ...caller, url }), 'query', readResultUrl);
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
