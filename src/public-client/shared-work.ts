import { Deferred } from '../internal/deferred.ts';
import { untilAborted, type Caller } from './environment.ts';
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
 * It may last long, and its result be kept for longer. Nobody who has left, or has the result, is held by it: `order` leads
 * to the caller's element, and so does the reason of a signal, by its stack. So each waits for a promise of its own.
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
