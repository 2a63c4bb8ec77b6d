import { dateText } from '../internal/text.ts';
import { type Caller, type Environment, sleep, untilAborted } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { SharedWork } from './shared-work.ts';
import type { Params, ParamValue, Query } from './types.ts';
import type { QueryState, Submission } from './wire.ts';

/** The API's limit. */
export const MAX_BATCH = 50;

/** A query that the API has taken. */
export interface Submitted {
  /** Where the viz was found: later requests of the query go there as well. */
  readonly vizUrl: string;
  readonly submission: Submission;
}

/** What came of each query: the API's word, or what there is left to do for whoever still wants it. */
export type Outcome = Submitted | VibedasherError | ((caller: Caller) => Promise<Submitted>);
export type Outcomes = ReadonlyMap<WireQuery, Outcome>;

/** Queries of one viz that leave together. */
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

  /** A batch that has left takes no more queries. */
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
      // Whoever leaves before the batch does is not sent along.
      this.#queries.delete(query);
    }
  }
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

type AskStates = (ids: readonly string[], caller: Caller) => Promise<readonly QueryState[]>;

interface Waiter extends Caller {
  readonly id: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  misses: number;
}

/** Waits for the queries of one viz, all of them in one request at a time. */
export class Poller {
  readonly #environment: Environment;
  readonly #ask: AskStates;
  readonly #waiters = new Set<Waiter>();
  /** Pauses since the last query came, in ms. */
  #waited = 0;
  /** Ends the pause or the request under way. */
  #round = new AbortController();
  #pausing = false;
  #running = false;

  constructor(environment: Environment, ask: AskStates) {
    this.#environment = environment;
    this.#ask = ask;
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
    const ids = [...new Set(asked.map((waiter) => waiter.id))];
    const order = (): number => Math.min(...asked.map((waiter) => waiter.order()));
    const states = new Map((await this.#ask(ids, { signal, order })).map((state) => [state.id, state]));
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

/** A query as it is sent: every parameter is text. */
export interface WireQuery {
  readonly sql: string;
  readonly args?: Readonly<Record<string, string>>;
}

/**
 * Parameter values as the API takes them. "No choice" is sent as `''`, so that no `{{name}}` stays unfilled.
 * @throws VibedasherError of kind `config` for a query without SQL and a value without a text form
 */
export function toWireQuery({ sql, params }: Query): WireQuery {
  if (!sql.trim()) throw new VibedasherError('config', 'The query has no SQL');
  const args = toArgs(params ?? {});
  return args.length > 0 ? { sql, args: Object.fromEntries(args) } : { sql };
}

/** Sorted, so that the same values are the same query in whatever order they were set. */
function toArgs(params: Params): (readonly [string, string])[] {
  return Object.entries(params)
    .map(([name, value]) => [name, argOf(name, value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function argOf(name: string, value: ParamValue | undefined): string {
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
