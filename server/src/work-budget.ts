import { setImmediate as nextTurn } from 'node:timers/promises';
import { ApiError } from './errors.ts';
import type { Limits } from './limits.ts';
import { INTERNAL_VISITOR } from './http/visitors.ts';

/** The work that a visitor saves up while idle, as the seconds in which the budget allows it. */
const BURST_SECONDS = 2;

/**
 * Limits how long the requests of each visitor occupy the main thread, which answers all visitors. A request can take a
 * hundred times as long as another one, so a number of requests is no such limit.
 */
export class WorkBudget {
  readonly #perSecond: number;
  readonly #now: () => number;
  /** When the work of each visitor is within the budget again, in the order of their last work. */
  readonly #due = new Map<string, number>();
  /** The end of the turn of the event loop that the last work of a visitor has, or will have. */
  readonly #turns = new Map<string, Promise<void>>();

  /** @param now The time in milliseconds, for tests */
  constructor({ workPerSecond }: Pick<Limits, 'workPerSecond'>, now = (): number => performance.now()) {
    this.#perSecond = workPerSecond;
    this.#now = now;
  }

  /**
   * Does the first work of a request in a turn of its own; see {@link proceed}.
   *
   * @throws ApiError 429 instead, if the visitor has used up the budget
   */
  async begin<T>(visitor: string, work: () => T): Promise<Awaited<T>> {
    await this.#turn(visitor);
    return await this.run(visitor, work);
  }

  /**
   * Does more synchronous work of a request, also beyond the budget, and counts the time. In each turn of the event loop, a
   * visitor has one piece of work, so other visitors wait for one piece at most.
   */
  async proceed<T>(visitor: string, work: () => T): Promise<Awaited<T>> {
    await this.#turn(visitor);
    return await this.count(visitor, work);
  }

  async #turn(visitor: string): Promise<void> {
    const before = this.#turns.get(visitor);
    const turn = (before ?? Promise.resolve())
      .then(() => nextTurn())
      .finally(() => {
        if (this.#turns.get(visitor) === turn) this.#turns.delete(visitor);
      });
    this.#turns.set(visitor, turn);
    await before;
  }

  /**
   * Does synchronous work for a visitor, and counts the time that it takes.
   *
   * @throws ApiError 429 instead, if the visitor has used up the budget
   */
  run<T>(visitor: string, work: () => T): T {
    const start = this.#now();
    for (const [other, due] of this.#due) {
      if (due > start) break;
      this.#due.delete(other);
    }
    const wait = ((this.#due.get(visitor) ?? start) - start) / 1000 - BURST_SECONDS;
    if (wait >= 0)
      throw new ApiError(429, 'rate_limited', 'The requests of this address take too much time.', {
        hint: 'Try again after the number of seconds in Retry-After.',
        retryAfter: Math.max(1, Math.ceil(wait)),
      });
    return this.count(visitor, work);
  }

  /** Does synchronous work for a visitor, also beyond the budget, and counts the time that it takes. */
  count<T>(visitor: string, work: () => T): T {
    // The requests that caused internal ones have been counted.
    if (visitor.startsWith(INTERNAL_VISITOR)) return work();
    const start = this.#now();
    try {
      return work();
    } finally {
      const due = Math.max(start, this.#due.get(visitor) ?? start);
      this.#due.delete(visitor);
      this.#due.set(visitor, due + ((this.#now() - start) * 1000) / this.#perSecond);
    }
  }
}
