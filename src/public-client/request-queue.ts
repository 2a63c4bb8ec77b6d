import { untilAborted, type Caller } from './environment.ts';

/** Orders from this value on are those of charts out of sight: they use at most half of the concurrent requests. */
export const OUT_OF_SIGHT = 2 ** 20;

export interface QueueEntry<T> extends Caller {
  /** Maximum number of requests in flight. */
  readonly limit: number;
  /** Maximum wait for the end of a pause, in ms. */
  readonly maxWait: number;
  readonly work: () => Promise<T>;
  start: () => void;
  /** Returned instead of running `work`, if the pause is longer than `maxWait`. */
  refusal?: T;
}

/** Limits requests while the server is busy. */
export interface Throttle<T> {
  /** How many requests may be in flight. Sets `refusal` of those that cannot wait long enough. */
  allowedInFlight(waiting: readonly QueueEntry<T>[]): number;
  /** Called when the server refused a request and requested a pause, in ms. */
  close(pause: number, refusal: T): void;
  /** Called after a successful response. */
  onSuccess(): void;
}

/**
 * Limits the number of requests in flight. Starts those with the smallest order first; requests of charts out of sight
 * use at most half of the limit. Requests in flight with a larger order do not count, or the first chart's query would
 * wait for the last chart's viz; but there are never more than twice as many as the limit.
 * @typeParam T the result of a request
 */
export class RequestQueue<T> {
  throttle: Throttle<T> | null = null;
  readonly #waiting: QueueEntry<T>[] = [];
  readonly #inFlight = new Set<QueueEntry<T>>();
  /** Requests that were in flight when the last pause began. They do not count: some may never get a response. */
  #sentBeforePause: ReadonlySet<QueueEntry<T>> = new Set();

  /** Runs `work` when it is the caller's turn. A caller that aborts before is removed from the queue. */
  async run({ signal, order }: Caller, limit: number, maxWait: number, work: () => Promise<T>): Promise<T> {
    const waiting = this.#waiting;
    const position: QueueEntry<T> = { signal, order, limit, maxWait, work, start: () => {} };
    waiting.push(position);
    this.admit();
    try {
      if (!this.#inFlight.has(position)) {
        await untilAborted(signal, new Promise<void>((resolve) => (position.start = resolve)));
      }
      return position.refusal ?? (await position.work());
    } finally {
      if (!this.#inFlight.delete(position)) waiting.splice(waiting.indexOf(position), 1);
      this.admit();
    }
  }

  /** Called at the beginning of a pause: the throttle counts only requests from now on. */
  restartCount(): void {
    this.#sentBeforePause = new Set(this.#inFlight);
  }

  /** Starts all requests that may start now. */
  admit(): void {
    const waiting = this.#waiting.sort((a, b) => a.order() - b.order());
    const allowedInFlight = this.throttle?.allowedInFlight(waiting) ?? Infinity;
    for (const place of waiting.splice(0)) {
      const { limit } = place;
      const order = place.order();
      const inFlight = [...this.#inFlight];
      const before = inFlight.filter((other) => other.order() <= order).length;
      const late = inFlight.filter((other) => !this.#sentBeforePause.has(other)).length;
      const room = order < OUT_OF_SIGHT ? limit : Math.ceil(limit / 2);
      if ((before < room && inFlight.length < 2 * limit && late < allowedInFlight) || place.refusal) {
        this.#inFlight.add(place);
        place.start();
      } else waiting.push(place);
    }
  }
}
