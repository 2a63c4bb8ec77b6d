import { backoff, type Environment } from './environment.ts';
import type { Gate, Lane, Place } from './lane.ts';
import type { Answer, Attempt, Limits } from './request.ts';

/** Whoever asks for more is not believed: it would shut a page for good. In ms. */
const LONGEST_PAUSE = 300_000;

/**
 * What follows from a 429, 502, 503 or 504: whether it is tried again, and when. The first and the third ask for less of
 * all that the page sends there: then its lane is closed, and opens slowly.
 */
export function refused(
  environment: Environment,
  lane: Lane<Attempt>,
  { maxRetries, timeout }: Limits,
  answer: Answer,
  attempt: number,
): Attempt {
  const retryAfter = secondsUntil(answer.headers.get('retry-after'), environment.now());
  const asked = (retryAfter ?? 0) * 1000;
  const refusal = { ...answer, retryAfter };
  const busy = answer.status === 429 || answer.status === 503;
  if (busy) {
    lane.gate ??= new SlowGate(environment, lane);
    (lane.gate as SlowGate).close(asked, refusal);
  }
  // Whoever is told to wait longer than a request may take is better served by the error that says so.
  if (attempt >= maxRetries || asked > timeout) return { answer: refusal };
  return { wait: busy ? 0 : asked + backoff(environment, attempt) };
}

/** Nobody is let in for a while, then one, then twice as many with each answer. */
class SlowGate implements Gate<Attempt> {
  readonly #environment: Environment;
  readonly #lane: Lane<Attempt>;
  #opensAt = 0;
  #welcome = Infinity;
  /** Since the last answer. */
  #refusals = 0;
  #refusal: Answer | undefined;
  /** Ends the wait for it to open. */
  #stopWaiting: (() => void) | null = null;

  constructor(environment: Environment, lane: Lane<Attempt>) {
    this.#environment = environment;
    this.#lane = lane;
  }

  /** The other side has refused somebody, and asks for so many milliseconds. */
  close(asked: number, refusal: Answer): void {
    const now = this.#environment.now();
    // Those who were inside together are refused together: that is one pause.
    const more = now < this.#opensAt ? 0 : backoff(this.#environment, this.#refusals++);
    this.#opensAt = Math.max(this.#opensAt, now + Math.min(asked, LONGEST_PAUSE) + more);
    this.#welcome = 1;
    this.#lane.countAnew();
    this.#refusal = refusal;
  }

  widen(): void {
    if (this.#environment.now() < this.#opensAt) return;
    this.#refusals = 0;
    this.#welcome *= 2;
  }

  /** Those without the patience get the refusal that closed the gate, and need no place for it. */
  welcome(waiting: Place<Attempt>[]): number {
    const pause = this.#opensAt - this.#environment.now();
    const answer = this.#refusal!;
    for (const place of waiting) {
      if (pause > place.patience) Object.assign(place, { patience: -1, work: async () => ({ answer }) });
    }
    const anybody = waiting.some(({ patience }) => patience >= 0);
    if (!anybody) {
      this.#stopWaiting?.();
      this.#stopWaiting = null;
    } else if (pause > 0) {
      this.#stopWaiting ??= this.#environment.after(pause, () => {
        this.#stopWaiting = null;
        this.#lane.admit();
      });
    }
    return pause > 0 ? 0 : this.#welcome;
  }
}

/** `Retry-After` in either of its two forms, as seconds from `now` (ms). */
function secondsUntil(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
