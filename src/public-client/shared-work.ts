import { Deferred } from '../internal/tasks.ts';
import { type Caller, type Environment, untilAborted } from './environment.ts';
import type { RequestOptions } from './types.ts';

/** A place in line behind everything that has been asked for before. */
export function nextPlace(): () => number {
  const place = places++;
  return () => place;
}

let places = 0;

/**
 * Work that several callers wait for. One that leaves does not disturb the others; the last to leave aborts it. In line
 * for requests it stands where the first of them does.
 *
 * The work may last long, and its result may be kept for longer. It holds no caller: `order` leads to the caller's
 * element, and so does the reason of a signal, by its stack. So each caller waits for its own promise, and removed
 * elements can be garbage-collected.
 */
export class SharedWork<T> {
  readonly result: Promise<T>;
  settled = false;
  readonly #controller = new AbortController();
  readonly #waiting = new Map<Deferred<T>, () => number>();

  constructor(start: (caller: Caller) => Promise<T>) {
    const order = (): number => Math.min(...[...this.#waiting.values()].map((order) => order()));
    this.result = start({ signal: this.#controller.signal, order });
    const settle = (tell: (caller: Deferred<T>) => void): void => {
      this.settled = true;
      for (const caller of this.#waiting.keys()) tell(caller);
    };
    this.result.then(
      (value) => settle((caller) => caller.resolve(value)),
      (error: unknown) => settle((caller) => caller.reject(error)),
    );
  }

  /** Aborted work must not be joined any more. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** The result, or a rejection with the reason of the caller's own signal. */
  async join({ signal, order = nextPlace() }: RequestOptions): Promise<T> {
    if (this.settled) return this.result;
    const waiting = this.#waiting;
    const caller = new Deferred<T>();
    waiting.set(caller, order);
    try {
      // A caller that came without a signal never leaves, so that not all can be gone before it.
      return await (signal ? untilAborted(signal, caller.promise) : caller.promise);
    } finally {
      waiting.delete(caller);
      if (waiting.size === 0 && !this.settled) this.#controller.abort();
    }
  }
}

/**
 * Asks for the same thing once, over all callers: while it is under way, and for a while after it came.
 * A rejection is never kept.
 */
export class Cache {
  readonly #environment: Environment;
  readonly #entries = new Map<string, SharedWork<unknown>>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /**
   * @param key names what is asked for; one key always has one type of answer
   * @param keep milliseconds for which the answer serves later callers
   */
  async get<T>(
    key: string,
    keep: number,
    options: RequestOptions,
    start: (caller: Caller) => Promise<T>,
  ): Promise<T> {
    options.signal?.throwIfAborted();
    let work = this.#entries.get(key) as SharedWork<T> | undefined;
    if (!work || work.abandoned || (options.fresh && work.settled)) work = this.#start(key, keep, start);
    return work.join(options);
  }

  /** Whether there is an answer of a moment ago. */
  has(key: string): boolean {
    return this.#entries.get(key)?.settled === true;
  }

  #start<T>(key: string, keep: number, start: (caller: Caller) => Promise<T>): SharedWork<T> {
    const work = new SharedWork(start);
    this.#entries.set(key, work as SharedWork<unknown>);
    const forget = (): void => {
      if (this.#entries.get(key) === work) this.#entries.delete(key);
    };
    work.result.then(() => this.#environment.after(keep, forget, true), forget);
    return work;
  }
}
