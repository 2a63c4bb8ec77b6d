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
 */
export class SharedWork<T> {
  readonly result: Promise<T>;
  settled = false;
  readonly #controller = new AbortController();
  readonly #waiting = new Map<object, () => number>();

  constructor(start: (caller: Caller) => Promise<T>) {
    const order = (): number => Math.min(...[...this.#waiting.values()].map((order) => order()));
    this.result = start({ signal: this.#controller.signal, order });
    const settle = (): void => void (this.settled = true);
    this.result.then(settle, settle);
  }

  /** Aborted work must not be joined any more. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** The result, or a rejection with the reason of the caller's own signal. */
  async join({ signal, order = nextPlace() }: RequestOptions): Promise<T> {
    const waiting = this.#waiting;
    const caller = {};
    waiting.set(caller, order);
    if (!signal) return this.result;
    try {
      return await untilAborted(signal, this.result);
    } catch (error) {
      // A caller that came without a signal never leaves, so that not all can be gone before it.
      waiting.delete(caller);
      if (waiting.size === 0 && !this.settled) this.#controller.abort(error);
      throw error;
    }
  }
}
