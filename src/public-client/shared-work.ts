import { Deferred } from '../internal/tasks.ts';
import { type Caller, type Environment, untilAborted } from './environment.ts';
import type { RequestOptions } from './types.ts';

/** Returns an order behind all previous ones. */
function nextOrder(): () => number {
  const place = nextIndex++;
  return () => place;
}

let nextIndex = 0;

/** Converts options to a caller. By default, the caller never aborts and is queued last. */
export function toCaller({ signal, order }: RequestOptions): Caller {
  return { signal: signal ?? new AbortController().signal, order: order ?? nextOrder() };
}

/**
 * Work that several callers wait for. It is aborted when the last caller aborts. Its order in the request queue is the
 * smallest of its callers.
 *
 * The work, or its cached result, may outlive its callers and must not reference them: `order` refers to the caller's
 * element, and so does the stack of an abort reason. Each caller waits for a promise of its own, so removed elements
 * can be garbage-collected.
 */
export class SharedWork<T> {
  readonly result: Promise<T>;
  settled = false;
  readonly #controller = new AbortController();
  readonly #waiting = new Map<Deferred<T>, () => number>();

  /** @param first the order of the first caller, which joins later in this task */
  constructor(start: (caller: Caller) => Promise<T>, first?: (() => number) | null) {
    const order = (): number =>
      Math.min(...[...this.#waiting.values()].map((order) => order()), first?.() ?? Infinity);
    this.result = start({ signal: this.#controller.signal, order });
    first = null;
    const settle = (notify: (caller: Deferred<T>) => void): void => {
      this.settled = true;
      for (const caller of this.#waiting.keys()) notify(caller);
    };
    this.result.then(
      (value) => settle((caller) => caller.resolve(value)),
      (error: unknown) => settle((caller) => caller.reject(error)),
    );
  }

  /** Whether the work is aborted. If so, do not join it. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Resolves with the result, or rejects with the reason of the caller's signal. */
  async join({ signal, order = nextOrder() }: RequestOptions): Promise<T> {
    if (this.settled) return this.result;
    const waiting = this.#waiting;
    const caller = new Deferred<T>();
    waiting.set(caller, order);
    try {
      // A caller without a signal keeps the work alive until it settles.
      return await (signal ? untilAborted(signal, caller.promise) : caller.promise);
    } finally {
      waiting.delete(caller);
      if (waiting.size === 0 && !this.settled) this.#controller.abort();
    }
  }
}

/**
 * Shares work with the same key between callers, while it runs and for a while afterwards. Rejections are not cached.
 */
export class Cache {
  readonly #environment: Environment;
  readonly #entries = new Map<string, SharedWork<unknown>>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /**
   * @param key identifies the result, including its type
   * @param keep milliseconds for which the result is reused
   */
  async get<T>(
    key: string,
    keep: number,
    options: RequestOptions,
    start: (caller: Caller) => Promise<T>,
  ): Promise<T> {
    options.signal?.throwIfAborted();
    let work = this.#entries.get(key) as SharedWork<T> | undefined;
    if (!work || work.abandoned || (options.fresh && work.settled))
      work = this.#start(key, keep, start, options.order);
    return work.join(options);
  }

  /** Returns whether a finished result is cached. */
  has(key: string): boolean {
    return this.#entries.get(key)?.settled === true;
  }

  #start<T>(
    key: string,
    keep: number,
    start: (caller: Caller) => Promise<T>,
    order?: () => number,
  ): SharedWork<T> {
    const work = new SharedWork(start, order);
    this.#entries.set(key, work as SharedWork<unknown>);
    const forget = (): void => {
      if (this.#entries.get(key) === work) this.#entries.delete(key);
    };
    work.result.then(() => this.#environment.after(keep, forget, true), forget);
    return work;
  }
}
