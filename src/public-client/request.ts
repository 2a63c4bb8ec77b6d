import { sleep, withTimeLimit } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { Lane } from './lane.ts';
import type { Page } from './page.ts';

/** Bounds of one client's requests. Times in milliseconds. */
export interface Limits {
  readonly timeout: number;
  readonly maxRetries: number;
  readonly maxBytes: number;
  readonly maxCells: number;
  readonly concurrency: number;
}

export interface Request {
  readonly url: string;
  readonly signal: AbortSignal;
  /** Sent by POST as JSON. Without it the request is a GET with no headers of ours, which needs no CORS preflight. */
  readonly body?: unknown;
  /** A presigned address: whoever stores it must not learn which page asks. */
  readonly presigned?: boolean;
  /** Tighter than the client's own cap, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Bypasses the browser's cache. */
  readonly fresh?: boolean | undefined;
}

/** What came back, whatever its status. What it means is read elsewhere. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly requestId: string | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;
}

export type Send = (request: Request) => Promise<Answer>;

/** Statuses that speak of a moment's load. Anything else would fail the same way again. */
const RETRIED: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const FIRST_BACKOFF = 300;
const LONGEST_BACKOFF = 5000;

/**
 * The one way out. Resolves with any answer that came, after the retries it deserves.
 * Rejects with a VibedasherError of kind `network`, `timeout` or `too-large`, or with the signal's reason.
 */
export function createSend(page: Page, limits: Limits): Send {
  return async (request) => {
    for (let attempt = 0; ; attempt++) {
      const outcome = await attemptOnce(page, limits, request).catch(networkFailure);
      const wait = attempt < limits.maxRetries ? backoff(page, limits, outcome, attempt) : null;
      if (wait !== null) await sleep(page.environment, wait, request.signal);
      else if (outcome instanceof VibedasherError) throw outcome;
      else return outcome;
    }
  };
}

/** A failure that a retry may mend, as a value. */
function networkFailure(error: unknown): VibedasherError {
  if (error instanceof VibedasherError && error.kind === 'network') return error;
  throw error;
}

/** Milliseconds to wait before the next attempt, or `null` where there must be none. */
function backoff(
  { environment }: Page,
  limits: Limits,
  outcome: Answer | VibedasherError,
  attempt: number,
): number | null {
  if (!(outcome instanceof VibedasherError) && !RETRIED.has(outcome.status)) return null;
  const asked = (outcome.retryAfter ?? 0) * 1000;
  // Whoever is told to wait longer than a request may take is better served by the error that says so.
  if (asked > limits.timeout) return null;
  return asked + environment.random() * Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** attempt);
}

function attemptOnce(page: Page, limits: Limits, request: Request): Promise<Answer> {
  const { origin } = new URL(request.url);
  // Taken off its object: browsers refuse to run their fetch as a method of another one.
  const { fetch } = page;
  let lane = page.lanes.get(origin);
  if (!lane) page.lanes.set(origin, (lane = new Lane()));
  const tooLate = (): Error =>
    new VibedasherError('timeout', `No answer from ${origin} within ${limits.timeout / 1000} s`);
  return lane.run(limits.concurrency, request.signal, () =>
    withTimeLimit(page.environment, limits.timeout, request.signal, tooLate, async (signal) => {
      const response = await reach(origin, signal, () => fetch(request.url, init(request, signal)));
      return {
        url: request.url,
        status: response.status,
        bytes: await readBody(response, request.maxBytes ?? limits.maxBytes, origin, signal),
        requestId: response.headers.get('x-request-id') ?? undefined,
        retryAfter: secondsUntil(response.headers.get('retry-after'), page.environment.now()),
      };
    }),
  );
}

function init({ body, presigned, fresh }: Request, signal: AbortSignal): RequestInit {
  return {
    credentials: 'omit',
    referrerPolicy: presigned ? 'no-referrer' : 'strict-origin-when-cross-origin',
    signal,
    ...(fresh && { cache: 'no-cache' as const }),
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  };
}

/** Runs a step that may fail on the way: anything but an abort is a network failure. */
async function reach<T>(origin: string, signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    signal.throwIfAborted();
    throw new VibedasherError('network', `Could not reach ${origin}`, { cause });
  }
}

async function readBody(
  response: Response,
  maxBytes: number,
  origin: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reach(origin, signal, () => reader.read());
    if (done) return joinBytes(chunks);
    chunks.push(value);
    size += value.length;
    if (size > maxBytes) {
      void reader.cancel().catch(() => {});
      throw new VibedasherError('too-large', `The answer of ${origin} is larger than ${maxBytes} bytes`);
    }
  }
}

export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** `Retry-After` in either of its two forms, as seconds from `now` (ms). */
function secondsUntil(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
