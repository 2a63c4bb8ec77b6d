import { idOf, parseJson } from './answer.ts';
import { backoff, type Environment } from './environment.ts';
import { type ErrorKind, VibedasherError } from './errors.ts';
import type { Answer, Attempt, Limits, Route } from './page.ts';
import type { Throttle, RequestQueue, QueuePosition } from './request-queue.ts';
import { type Problem, readProblem } from './wire.ts';

/** Upper bound of `Retry-After` in ms, so that one wrong header does not stop a page for good. */
const LONGEST_PAUSE = 300_000;

/**
 * What follows from a 429, 502, 503 or 504: whether it is tried again, and when. The first and the third ask for less
 * of all that the page sends there: then its queue is closed, and opens slowly.
 */
export function refused(
  environment: Environment,
  queue: RequestQueue<Attempt>,
  { maxRetries, timeout }: Limits,
  answer: Answer,
  attempt: number,
): Attempt {
  const retryAfter = secondsUntil(answer.headers.get('retry-after'), environment.now());
  const asked = (retryAfter ?? 0) * 1000;
  const refusal = { ...answer, retryAfter };
  const busy = answer.status === 429 || answer.status === 503;
  if (busy) {
    queue.throttle ??= new RateLimiter(environment, queue);
    queue.throttle.close(asked, { answer: refusal });
  }
  // Whoever is told to wait longer than a request may take is better served by the error that says so.
  if (attempt >= maxRetries || asked > timeout) return { answer: refusal };
  return { wait: busy ? 0 : asked + backoff(environment, attempt) };
}

/** No request is let in for a while, then one, then twice as many with each answer. */
class RateLimiter implements Throttle<Attempt> {
  readonly #environment: Environment;
  readonly #queue: RequestQueue<Attempt>;
  #opensAt = 0;
  #allowed = Infinity;
  /** Since the last answer. */
  #refusals = 0;
  #refusal: Attempt | undefined;
  /** Ends the wait for it to open. */
  #stopWaiting: (() => void) | null = null;

  constructor(environment: Environment, queue: RequestQueue<Attempt>) {
    this.#environment = environment;
    this.#queue = queue;
  }

  close(asked: number, refusal: Attempt): void {
    const now = this.#environment.now();
    // Those who were inside together are refused together: that is one pause.
    const more = now < this.#opensAt ? 0 : backoff(this.#environment, this.#refusals++);
    this.#opensAt = Math.max(this.#opensAt, now + Math.min(asked, LONGEST_PAUSE) + more);
    this.#allowed = 1;
    this.#queue.restartCount();
    this.#refusal = refusal;
  }

  onSuccess(): void {
    if (this.#environment.now() < this.#opensAt) return;
    this.#refusals = 0;
    this.#allowed *= 2;
  }

  /** Those that cannot wait so long get the refusal that closed the queue. */
  allowedInFlight(waiting: readonly QueuePosition<Attempt>[]): number {
    const pause = this.#opensAt - this.#environment.now();
    for (const place of waiting) {
      if (pause > place.maxWait && this.#refusal) place.refusal = this.#refusal;
    }
    const anybody = waiting.some(({ refusal }) => !refusal);
    if (!anybody) {
      this.#stopWaiting?.();
      this.#stopWaiting = null;
    } else if (pause > 0) {
      this.#stopWaiting ??= this.#environment.after(pause, () => {
        this.#stopWaiting = null;
        this.#queue.admit();
      });
    }
    return pause > 0 ? 0 : this.#allowed;
  }
}

/** `Retry-After` in either of its two forms, as seconds from `now` (ms). */
function secondsUntil(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** Longest message of a server that is passed on, in characters. */
const LONGEST_MESSAGE = 2000;

/** Where an address is not found, and not in the API's words: by a server that knows nothing of it. */
const NO_API = "That is no answer of the API's: does its base URL end with its path, as in https://host/api?";

/** The kind of an unsuccessful status: see the table in docs/errors.md. */
function errorKind(status: number, route: Route): ErrorKind {
  const underViz = route === 'viz' || route === 'query';
  if (status === 429) return 'rate-limited';
  if (status === 404 && underViz) return 'not-found';
  if (status === 403 && underViz) return route === 'viz' ? 'not-found' : 'query';
  if ([400, 413, 422].includes(status) && route !== 'storage') return 'query';
  return 'unavailable';
}

/** The error that an unsuccessful answer stands for. */
export function refusalOf(answer: Answer, route: Route): VibedasherError {
  const { status, bytes, url, retryAfter } = answer;
  const { message, hint, ...problem } = problemIn(bytes);
  // The query of an address may be a signature: it stays out of messages.
  const where = url.replace(/\?.*/, '');
  return new VibedasherError(
    errorKind(status, route),
    message?.slice(0, LONGEST_MESSAGE) ?? `HTTP ${status} from ${where}`,
    {
      hint: status === 404 && route !== 'storage' && !message ? NO_API : hint?.slice(0, LONGEST_MESSAGE),
      requestId: idOf(answer) ?? problem.requestId,
      retryAfter,
      status,
    },
  );
}

function problemIn(bytes: Uint8Array): Problem {
  try {
    return readProblem(parseJson(bytes));
  } catch {
    // A gateway's HTML page: its status says enough.
    return readProblem(null);
  }
}
