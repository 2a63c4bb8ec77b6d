import { backoff, LONGEST_BACKOFF, sleep, withTimeLimit } from './environment.ts';
import { VibedasherError } from './errors.ts';
import { RequestQueue, OUT_OF_SIGHT } from './request-queue.ts';
import type { Attempt, Request, Send, Session } from './page.ts';

/** Statuses of a server that is busy. Anything else would fail the same way again. */
const RETRYABLE_STATUSES: readonly number[] = [429, 502, 503, 504];

type Sender = Pick<Session, 'page' | 'limits' | 'loadOnDemand'>;

/**
 * The one way out. Resolves with any answer that came, after the retries it deserves.
 * Rejects with a VibedasherError of kind `network`, `timeout` or `too-large`, or with the signal's reason.
 */
export function createSend(client: Sender): Send {
  const { page, limits } = client;
  const { environment } = page;
  return async (request) => {
    for (let attempt = 0; ; attempt++) {
      const { answer, wait } = await attemptOnce(client, request, attempt).catch(
        (error: unknown): Attempt => {
          const again = error instanceof VibedasherError && error.kind === 'network';
          if (!again || attempt >= limits.maxRetries) throw error;
          return { wait: backoff(environment, attempt) };
        },
      );
      if (answer) return answer;
      if (wait) await sleep(environment, wait, request.signal);
    }
  };
}

function attemptOnce(
  { page, limits, loadOnDemand }: Sender,
  request: Request,
  attempt: number,
): Promise<Attempt> {
  const { origin } = new URL(request.url);
  // `fetch` is taken off its object: browsers refuse to run theirs as a method of another one.
  const { environment, fetch, queues } = page;
  const { concurrency, timeout } = limits;
  let queue = queues.get(origin);
  if (!queue) queues.set(origin, (queue = new RequestQueue()));
  const tooLate = (): Error =>
    new VibedasherError('timeout', `No response from ${origin} within ${timeout / 1000} s`);
  return queue.run(request, concurrency, timeout + LONGEST_BACKOFF, () =>
    withTimeLimit(environment, timeout, request, tooLate, async ({ signal }) => {
      const response = await reach(origin, signal, () => fetch(request.url, init(request, signal)));
      const { status, headers } = response;
      const bytes = await readBody(response, request.maxBytes ?? limits.maxBytes, origin, signal);
      const answer = { url: request.url, status, bytes, headers };
      if (RETRYABLE_STATUSES.includes(status)) {
        const { refused } = await loadOnDemand();
        return refused(environment, queue, limits, answer, attempt);
      }
      queue.throttle?.onSuccess();
      return { answer };
    }),
  );
}

function init({ url, body, presigned, fresh, order }: Request, signal: AbortSignal): RequestInit {
  // Neither mode sends credentials to another origin, but only `same-origin` matches a
  // `<link rel="preload" crossorigin>`.
  const isPreloadable = body === undefined && !presigned && new URL(url).origin !== globalThis.origin;
  return {
    credentials: isPreloadable ? 'same-origin' : 'omit',
    referrerPolicy: presigned ? 'no-referrer' : 'strict-origin-when-cross-origin',
    signal,
    ...(fresh && { cache: 'no-cache' as const }),
    ...(order() >= OUT_OF_SIGHT && { priority: 'low' as const }),
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
      throw new VibedasherError('too-large', `The response from ${origin} is larger than ${maxBytes} bytes`);
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
