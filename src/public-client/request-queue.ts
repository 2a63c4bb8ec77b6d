import { untilAborted, type Caller } from './environment.ts';

/** Orders from here on are those of what is not visible yet: it leaves half of the requests at a time to the rest. */
export const OUT_OF_SIGHT = 2 ** 20;

/** Somebody in line. */
export interface QueuePosition<T> extends Caller {
  /** The most that may be inside at a time. */
  readonly limit: number;
  /** Milliseconds for which it would wait before a closed gate. */
  readonly maxWait: number;
  readonly work: () => Promise<T>;
  enter: () => void;
  /** What it gets in place of its work, where it cannot wait so long. */
  refusal?: T;
}

/** Holds callers back while the other side is too busy. */
export interface Throttle<T> {
  /** How many may be inside, given who waits. Refuses those that cannot wait so long. */
  allowedInFlight(waiting: readonly QueuePosition<T>[]): number;
  /** The other side has refused somebody, and asks for a pause in milliseconds. */
  close(pause: number, refusal: T): void;
  /** Somebody was answered. */
  onSuccess(): void;
}

/**
 * Lets a few in at a time: the smallest order first, and what is out of sight into half of the places only. Those
 * inside that are further behind take no place from who comes, or the first chart's query would wait for the last one's
 * viz; but there are never more than twice as many inside.
 * @typeParam T what comes of being inside
 */
export class RequestQueue<T> {
  throttle: Throttle<T> | null = null;
  readonly #waiting: QueuePosition<T>[] = [];
  readonly #inFlight = new Set<QueuePosition<T>>();
  /** Those inside when the gate was closed last: one that gets no answer must not stand in it. */
  #sentBeforePause: ReadonlySet<QueuePosition<T>> = new Set();

  /** Runs `work` when the caller is the first in the queue; one that gives up before leaves it. */
  async run({ signal, order }: Caller, limit: number, maxWait: number, work: () => Promise<T>): Promise<T> {
    const waiting = this.#waiting;
    const place: QueuePosition<T> = { signal, order, limit, maxWait, work, enter: () => {} };
    waiting.push(place);
    this.admit();
    try {
      if (!this.#inFlight.has(place)) {
        await untilAborted(signal, new Promise<void>((resolve) => (place.enter = resolve)));
      }
      return place.refusal ?? (await place.work());
    } finally {
      if (!this.#inFlight.delete(place)) waiting.splice(waiting.indexOf(place), 1);
      this.admit();
    }
  }

  /** From now on a gate counts those that come in. */
  restartCount(): void {
    this.#sentBeforePause = new Set(this.#inFlight);
  }

  /** Lets in whoever may come in by now. */
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
        place.enter();
      } else waiting.push(place);
    }
  }
}
