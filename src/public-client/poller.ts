import { readAnswer } from './answer.ts';
import { sleep, untilAborted, type Caller, type Environment } from './environment.ts';
import { VibedasherError } from './errors.ts';
import type { Send } from './request.ts';
import { readStatuses, toStatusRequest, type QueryState } from './wire.ts';

/** Pauses between polls, in ms: a fifth of what was waited so far, so that no answer is noticed much later than it came. */
const SHORTEST_PAUSE = 100;
const LONGEST_PAUSE = 2000;
const SHARE = 1 / 5;

/** So many answers may leave a query out (one server may know it later than another) before it counts as lost. */
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
