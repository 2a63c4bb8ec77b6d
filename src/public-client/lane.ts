import { untilAborted, type Caller } from './environment.ts';
import { OUT_OF_SIGHT } from './types.ts';

/** Somebody in line. */
export interface Place<T> extends Caller {
  /** So many may be inside at a time. */
  readonly limit: number;
  /** Milliseconds for which it would wait before a closed gate. */
  readonly patience: number;
  work: () => Promise<T>;
  enter: () => void;
  admitted: boolean;
}

/** Holds callers back while the other side is too busy. */
export interface Gate<T> {
  /** How many may be inside, given who waits. */
  welcome(waiting: Place<T>[]): number;
  /** Somebody was answered. */
  widen(): void;
}

/**
 * Lets a few in at a time: the smallest order first, and what is out of sight into half of the places only.
 * @typeParam T what comes of being inside
 */
export class Lane<T> {
  gate: Gate<T> | null = null;
  readonly #waiting: Place<T>[] = [];
  #inside = 0;

  /** Runs `work` when the caller's turn has come; one that gives up before is taken out. */
  async run({ signal, order }: Caller, limit: number, patience: number, work: () => Promise<T>): Promise<T> {
    const waiting = this.#waiting;
    const place: Place<T> = { signal, order, limit, patience, work, enter: () => {}, admitted: false };
    waiting.push(place);
    this.admit();
    try {
      if (!place.admitted) {
        await untilAborted(signal, new Promise<void>((resolve) => (place.enter = resolve)));
      }
      return await place.work();
    } finally {
      if (place.admitted) this.#inside--;
      else waiting.splice(waiting.indexOf(place), 1);
      this.admit();
    }
  }

  /** Lets in whoever may come in by now. */
  admit(): void {
    const waiting = this.#waiting.sort((a, b) => a.order() - b.order());
    const welcome = this.gate?.welcome(waiting) ?? Infinity;
    for (const place of waiting.splice(0)) {
      const { limit } = place;
      const room = place.order() < OUT_OF_SIGHT ? limit : Math.ceil(limit / 2);
      if (this.#inside < Math.min(welcome, room) || place.patience < 0) {
        this.#inside++;
        place.admitted = true;
        place.enter();
      } else waiting.push(place);
    }
  }
}
