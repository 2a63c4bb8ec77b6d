import type { Caller, Environment } from './environment.ts';
import { SharedWork } from './shared-work.ts';
import type { RequestOptions } from './types.ts';

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
