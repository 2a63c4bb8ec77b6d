import { untilAborted } from './environment.ts';

/** Work that several callers wait for. One that leaves does not disturb the others; the last to leave aborts it. */
export class SharedWork<T> {
  readonly result: Promise<T>;
  settled = false;
  readonly #controller = new AbortController();
  #waiting = 0;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.result = start(this.#controller.signal);
    const settle = (): void => void (this.settled = true);
    this.result.then(settle, settle);
  }

  /** Aborted work must not be joined any more. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** The result, or a rejection with the reason of the caller's own signal. */
  async join(signal: AbortSignal | undefined): Promise<T> {
    this.#waiting++;
    if (!signal) return this.result;
    try {
      return await untilAborted(signal, this.result);
    } catch (error) {
      // A caller that came without a signal never leaves, so the count cannot reach zero under it.
      if (--this.#waiting === 0 && !this.settled) this.#controller.abort(error);
      throw error;
    }
  }
}
