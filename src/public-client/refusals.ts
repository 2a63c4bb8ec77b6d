import { backoff, type Environment } from './environment.ts';
import { type ErrorKind, VibedasherError } from './errors.ts';
import type { Limits } from './limits.ts';
import { parseJson } from './parse-json.ts';
import type { Answer, Attempt, Route } from './shared-state.ts';
import type { Throttle, RequestQueue, QueueEntry } from './request-queue.ts';
import { type Problem, readProblem, readRequestId } from './wire.ts';

/** Upper bound of `Retry-After` in ms, so one wrong header does not stop a page permanently. */
const MAX_PAUSE = 300_000;

/**
 * Decides whether and when to retry after a 429, 502, 503 or 504. A 429 or 503 also pauses all requests of the page
 * to this origin; afterwards, the number of requests increases slowly.
 */
export function handleRefusal(
  environment: Environment,
  queue: RequestQueue<Attempt>,
  { maxRetries, timeout }: Limits,
  answer: Answer,
  attempt: number,
): Attempt {
  const retryAfter = secondsUntil(answer.headers.get('retry-after'), environment.now());
  const requestedPause = (retryAfter ?? 0) * 1000;
  const refusal = { ...answer, retryAfter };
  const isBusy = answer.status === 429 || answer.status === 503;
  if (isBusy) {
    queue.throttle ??= new RateLimiter(environment, queue);
    queue.throttle.close(requestedPause, { answer: refusal });
  }
  // If Retry-After exceeds the timeout, fail now.
  if (attempt >= maxRetries || requestedPause > timeout) return { answer: refusal };
  return { wait: isBusy ? 0 : requestedPause + backoff(environment, attempt) };
}

/** After a refusal, allows no request for a while, then one, then twice as many after each successful response. */
class RateLimiter implements Throttle<Attempt> {
  readonly #environment: Environment;
  readonly #queue: RequestQueue<Attempt>;
  #opensAt = 0;
  #allowed = Infinity;
  /** Number of pauses since the last successful response. */
  #refusals = 0;
  #refusal: Attempt | undefined;
  /** Cancels the timer of the pause. */
  #stopWaiting: (() => void) | null = null;

  constructor(environment: Environment, queue: RequestQueue<Attempt>) {
    this.#environment = environment;
    this.#queue = queue;
  }

  close(requestedPause: number, refusal: Attempt): void {
    const now = this.#environment.now();
    // Requests in flight at the same time are often refused together: count them as one.
    const extraPause = now < this.#opensAt ? 0 : backoff(this.#environment, this.#refusals++);
    this.#opensAt = Math.max(this.#opensAt, now + Math.min(requestedPause, MAX_PAUSE) + extraPause);
    this.#allowed = 1;
    this.#queue.restartCount();
    this.#refusal = refusal;
  }

  onSuccess(): void {
    if (this.#environment.now() < this.#opensAt) return;
    this.#refusals = 0;
    this.#allowed *= 2;
  }

  /**
   * Returns how many requests may be in flight. Requests that cannot wait for the end of the pause get the refusal
   * that started it.
   */
  allowedInFlight(waiting: readonly QueueEntry<Attempt>[]): number {
    const pause = this.#opensAt - this.#environment.now();
    for (const place of waiting) {
      if (pause > place.maxWait && this.#refusal) place.refusal = this.#refusal;
    }
    const someoneWaits = waiting.some(({ refusal }) => !refusal);
    if (!someoneWaits) {
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

/** Converts `Retry-After`, a number of seconds or a date, to seconds from `now` (ms). */
function secondsUntil(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** Maximum length of a server's message in an error, in characters. */
const MAX_MESSAGE_LENGTH = 2000;

/** Hint for a 404 without an error message of the API: another server may have answered. */
const NO_API =
  'This is not a response of the API. Does the base URL include its path, as in https://host/api?';

/** Returns the kind of error for an HTTP status: see the table in docs/errors.md. */
function errorKind(status: number, route: Route): ErrorKind {
  const underViz = route === 'viz' || route === 'query';
  if (status === 429) return 'rate-limited';
  if (status === 404 && underViz) return 'not-found';
  if (status === 403 && underViz) return route === 'viz' ? 'not-found' : 'query';
  if ([400, 413, 422].includes(status) && route !== 'storage') return 'query';
  return 'unavailable';
}

/** Creates the error for an unsuccessful response. */
export function errorFromAnswer(answer: Answer, route: Route): VibedasherError {
  const { status, bytes, url, headers, retryAfter } = answer;
  const { message, hint, ...problem } = parseProblem(bytes);
  // The query string may contain a signature: keep it out of messages.
  const where = url.replace(/\?.*/, '');
  return new VibedasherError(
    errorKind(status, route),
    message?.slice(0, MAX_MESSAGE_LENGTH) ?? `HTTP ${status} from ${where}`,
    {
      hint: status === 404 && route !== 'storage' && !message ? NO_API : hint?.slice(0, MAX_MESSAGE_LENGTH),
      requestId: readRequestId(headers) ?? problem.requestId,
      retryAfter,
      status,
    },
  );
}

function parseProblem(bytes: Uint8Array): Problem {
  try {
    return readProblem(parseJson(bytes));
  } catch {
    // The body may be the HTML page of a gateway. The status is enough.
    return readProblem(null);
  }
}
