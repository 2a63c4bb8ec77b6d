import { inPieces } from '../internal/tasks.ts';
import { bodyOf, readAnswer } from './answer.ts';
import { type Caller, type Environment, sleep, untilAborted } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { malformed } from './fields.ts';
import { decodeBlob } from './messagepack.ts';
import type { Answer, Send } from './request.ts';
import type { Session } from './session.ts';
import { nextPlace } from './shared-work.ts';
import type { RequestOptions } from './types.ts';
import { storageUrl } from './urls.ts';
import {
  type QueryState,
  readResultUrl,
  readStatuses,
  readTable,
  type Submission,
  type Table,
  toStatusRequest,
} from './wire.ts';

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

/**
 * Pauses between polls, in ms: a fifth of what was waited so far, so that no answer is noticed much later than it came.
 */
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 2000;
const SHARE = 1 / 5;

/**
 * The number of answers that may leave a query out (one server may know it later than another) before it counts as
 * lost.
 */
const MAX_MISSES = 3;

interface Waiter extends Caller {
  readonly id: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  misses: number;
}

/** Waits for the queries of one viz, all of them in one request at a time. */
export class Poller {
  readonly #environment: Environment;
  readonly #send: Send;
  readonly #url: string;
  readonly #waiters = new Set<Waiter>();
  /** Pauses since the last query came, in ms. */
  #waited = 0;
  /** Ends the pause or the request under way. */
  #round = new AbortController();
  #pausing = false;
  #running = false;

  constructor(environment: Environment, send: Send, vizUrl: string) {
    this.#environment = environment;
    this.#send = send;
    this.#url = `${vizUrl}/sql/status/batch`;
  }

  /** Resolves when the query is done. Rejects with its failure, the poll's, or the signal's reason. */
  async wait(id: string, caller: Caller): Promise<void> {
    const { promise, resolve, reject } = deferred();
    const waiter: Waiter = { ...caller, id, resolve, reject, misses: 0 };
    this.#waiters.add(waiter);
    this.#waited = 0;
    if (!this.#running) void this.#run();
    else if (this.#pausing) this.#round.abort();
    try {
      await untilAborted(caller.signal, promise);
    } finally {
      this.#waiters.delete(waiter);
      if (this.#waiters.size === 0) this.#round.abort();
    }
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiters.size > 0) {
      this.#round = new AbortController();
      const { signal } = this.#round;
      try {
        await this.#pause(signal);
        await this.#poll(signal);
      } catch (error) {
        // A round is aborted because a query came or the last one left: that is no failure.
        if (!signal.aborted) this.#settleAll(error);
      }
    }
    this.#running = false;
  }

  async #pause(signal: AbortSignal): Promise<void> {
    this.#pausing = true;
    const pause = Math.min(Math.max(this.#waited * SHARE, SHORTEST_PAUSE), LONGEST_PAUSE);
    await sleep(this.#environment, pause, signal).finally(() => (this.#pausing = false));
    this.#waited += pause;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const asked = [...this.#waiters];
    const body = toStatusRequest([...new Set(asked.map((waiter) => waiter.id))]);
    const order = (): number => Math.min(...asked.map((waiter) => waiter.order()));
    const answer = await this.#send({ url: this.#url, body, signal, order });
    const states = new Map(
      (await readAnswer(answer, 'query', readStatuses)).map((state) => [state.id, state]),
    );
    for (const waiter of asked) this.#settle(waiter, states.get(waiter.id));
  }

  #settle(waiter: Waiter, state: QueryState | undefined): void {
    if (state && !state.done && !state.failure) return;
    if (!state && ++waiter.misses < MAX_MISSES) return;
    this.#waiters.delete(waiter);
    if (state?.done) waiter.resolve();
    else
      waiter.reject(
        state?.failure ?? new VibedasherError('unavailable', 'The API no longer knows the query'),
      );
  }

  #settleAll(error: unknown): void {
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters.clear();
  }
}

function deferred(): Pick<Waiter, 'resolve' | 'reject'> & { readonly promise: Promise<void> } {
  let settle: Pick<Waiter, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle! };
}
