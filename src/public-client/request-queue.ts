import { untilAborted, type Caller } from './environment.ts';

/** Charts out of sight have orders from this value on. They use at most half of the concurrent requests. */
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
  /** Returns how many requests may be in flight. Sets the `refusal` of requests that cannot wait long enough. */
  allowedInFlight(waiting: readonly QueueEntry<T>[]): number;
  /** Called when the server refused a request and requested a pause, in ms. */
  close(pause: number, refusal: T): void;
  /** Called after a successful response. */
  onSuccess(): void;
}

/**
 * Limits the number of requests in flight. Starts requests with the smallest order first. Requests of charts out of
 * sight use at most half of the limit. Requests in flight with a larger order do not count; otherwise, the first
 * chart's query would wait for the last chart's viz. The number of requests in flight never exceeds twice the limit.
 * @typeParam T the result of a request
 */
export class RequestQueue<T> {
  throttle: Throttle<T> | null = null;
  readonly #waiting: QueueEntry<T>[] = [];
  readonly #inFlight = new Set<QueueEntry<T>>();
  /** Requests that were in flight when the last pause began. They do not count: some may never get a response. */
  #sentBeforePause: ReadonlySet<QueueEntry<T>> = new Set();

  /** Runs `work` when it is the caller's turn. A caller that aborts before its turn is removed from the queue. */
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

  /** Called at the beginning of a pause. From then on, the throttle counts only new requests. */
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
