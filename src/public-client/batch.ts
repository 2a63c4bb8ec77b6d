import { Deferred } from '../internal/tasks.ts';
import { dateText } from '../internal/text.ts';
import { type Caller, type Environment, sleep, untilAborted } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { SharedWork } from './shared-work.ts';
import type { Params, ParamValue, Query } from './types.ts';
import type { QueryState, Submission } from './wire.ts';

/** Maximum number of queries in a batch, set by the API. */
export const MAX_BATCH = 50;

/** A query that the API has accepted. */
export interface Submitted {
  /** URL of the viz, in the region where it was found. */
  readonly vizUrl: string;
  readonly submission: Submission;
}

/** The outcome of one query of a batch. A function sends the query alone; it is called only if a caller still waits. */
export type Outcome = Submitted | VibedasherError | ((caller: Caller) => Promise<Submitted>);
export type Outcomes = ReadonlyMap<WireQuery, Outcome>;

/** Queries of one viz that are sent as one request. */
export class Batch {
  readonly #queries = new Set<WireQuery>();
  readonly #work: SharedWork<Outcomes>;

  constructor(
    gather: (signal: AbortSignal) => Promise<void>,
    post: (queries: readonly WireQuery[], caller: Caller) => Promise<Outcomes>,
  ) {
    this.#work = new SharedWork(async (caller) => {
      await gather(caller.signal);
      return post([...this.#queries], caller);
    });
  }

  isOpen(limit: number): boolean {
    return !this.#work.abandoned && this.#queries.size < limit;
  }

  async add(query: WireQuery, caller: Caller): Promise<Submitted> {
    this.#queries.add(query);
    try {
      const outcome = (await this.#work.join(caller)).get(query)!;
      if (outcome instanceof VibedasherError) throw outcome;
      return typeof outcome === 'function' ? await outcome(caller) : outcome;
    } finally {
      // If the caller aborts before the batch is sent, the query is not in it.
      this.#queries.delete(query);
    }
  }
}

/** Pauses between polls in ms: a fifth of the time waited so far, so the added delay stays in proportion. */
const MIN_PAUSE = 100;
const MAX_PAUSE = 2000;
const PAUSE_SHARE = 1 / 5;

/**
 * A query fails if it is missing in this many responses. One is not enough, because servers may differ in state at
 * first.
 */
const MAX_MISSES = 3;

type FetchStates = (ids: readonly string[], caller: Caller) => Promise<readonly QueryState[]>;

interface Waiter extends Caller {
  readonly id: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  misses: number;
}

/** Polls the states of all running queries of one viz, in one request at a time. */
export class Poller {
  readonly #environment: Environment;
  readonly #fetchStates: FetchStates;
  readonly #waiters = new Set<Waiter>();
  /** Sum of the pauses since the last query was added, in ms. */
  #waited = 0;
  /** Aborts the current pause or request. */
  #round = new AbortController();
  #pausing = false;
  #running = false;

  constructor(environment: Environment, fetchStates: FetchStates) {
    this.#environment = environment;
    this.#fetchStates = fetchStates;
  }

  /** Resolves when the query is done. Rejects with the query's failure, the poll's failure or the signal's reason. */
  async wait(id: string, caller: Caller): Promise<void> {
    const { promise, resolve, reject } = new Deferred<void>();
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
        // `wait` aborts a round when a query is added or the last one is removed. That is not a failure.
        if (!signal.aborted) this.#settleAll(error);
      }
    }
    this.#running = false;
  }

  async #pause(signal: AbortSignal): Promise<void> {
    this.#pausing = true;
    const pause = Math.min(Math.max(this.#waited * PAUSE_SHARE, MIN_PAUSE), MAX_PAUSE);
    await sleep(this.#environment, pause, signal).finally(() => (this.#pausing = false));
    this.#waited += pause;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const polled = [...this.#waiters];
    const ids = [...new Set(polled.map((waiter) => waiter.id))];
    const order = (): number => Math.min(...polled.map((waiter) => waiter.order()));
    const states = new Map(
      (await this.#fetchStates(ids, { signal, order })).map((state) => [state.id, state]),
    );
    for (const waiter of polled) this.#settle(waiter, states.get(waiter.id));
  }

  #settle(waiter: Waiter, state: QueryState | undefined): void {
    if (state && !state.done && !state.failure) return;
    if (!state && ++waiter.misses < MAX_MISSES) return;
    this.#waiters.delete(waiter);
    if (state?.done) waiter.resolve();
    else waiter.reject(state?.failure ?? new VibedasherError('unavailable', 'The API has lost the query'));
  }

  #settleAll(error: unknown): void {
    for (const waiter of this.#waiters) waiter.reject(error);
    this.#waiters.clear();
  }
}

/** A query in the format of the API: all parameters are text. */
export interface WireQuery {
  readonly sql: string;
  readonly args?: Readonly<Record<string, string>>;
}

/**
 * Converts a query to the format of the API. `null` is sent as `''`, so every `{{name}}` is filled.
 * @throws VibedasherError of kind `config` if there is no SQL, or for an invalid number or date
 */
export function toWireQuery({ sql, params }: Query): WireQuery {
  if (!sql.trim()) throw new VibedasherError('config', 'The query has no SQL');
  const args = toArgs(params ?? {});
  return args.length > 0 ? { sql, args: Object.fromEntries(args) } : { sql };
}

/** Returns the parameters sorted by name, so equal parameters have equal cache keys. */
function toArgs(params: Params): (readonly [string, string])[] {
  return Object.entries(params)
    .map(([name, value]) => [name, toArg(name, value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function toArg(name: string, value: ParamValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.length > 0 ? JSON.stringify(value.map(String)) : '';
  if (value instanceof Date) return dateArg(name, value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw unusable(name, value);
  return String(value);
}

function dateArg(name: string, date: Date): string {
  if (Number.isNaN(date.getTime())) throw unusable(name, date);
  return dateText(date);
}

function unusable(name: string, value: unknown): VibedasherError {
  return new VibedasherError('config', `Parameter "${name}" has no value to send: ${String(value)}`);
}
