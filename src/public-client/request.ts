import { backoff, type Caller, MAX_BACKOFF, sleep, withTimeLimit } from './environment.ts';
import { VibedasherError, lazily } from './errors.ts';
import { malformed } from './fields.ts';
import type { Limits } from './limits.ts';
import { RequestQueue, OUT_OF_SIGHT } from './request-queue.ts';
import type { Answer, Attempt, ClientContext, Request, Send, SharedState } from './shared-state.ts';
import type { Live } from './types.ts';
import { storageUrl } from './urls.ts';

/** Statuses that a retry may change. */
const RETRYABLE_STATUSES: readonly number[] = [429, 502, 503, 504];

/**
 * Creates the function that sends all requests of a client. It retries network failures and {@link RETRYABLE_STATUSES},
 * and resolves with a response of any status. It rejects with a VibedasherError of kind `network`, `timeout` or
 * `too-large`, or with the signal's reason.
 * @param live With `never`, every request that is not `ofSite` is refused with an error of kind `unavailable`.
 */
export function createSend(shared: SharedState, limits: Limits, live?: Live): Send {
  const { environment } = shared;
  return async (request) => {
    if (live === 'never' && !request.ofSite) {
      const details = { retryable: false };
      throw new VibedasherError('unavailable', 'live="never" allows only files of the snapshot', details);
    }
    for (let attempt = 0; ; attempt++) {
      const { answer, wait } = await attemptOnce(shared, limits, request, attempt).catch(
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
  { environment, fetch, queues }: SharedState,
  limits: Limits,
  request: Request,
  attempt: number,
): Promise<Attempt> {
  const { origin } = new URL(request.url);
  const { concurrency, timeout } = limits;
  let queue = queues.get(origin);
  if (!queue) queues.set(origin, (queue = new RequestQueue()));
  const tooLate = (): Error =>
    new VibedasherError('timeout', `No response from ${origin} within ${timeout / 1000} s`);
  return queue.run(request, concurrency, timeout + MAX_BACKOFF, () =>
    withTimeLimit(environment, timeout, request, tooLate, async ({ signal }) => {
      const response = await wrapNetworkErrors(origin, signal, () =>
        // Call `fetch` without an object: browsers throw if `this` is not the window.
        fetch(request.url, toRequestInit(request, signal)),
      );
      const { status, headers } = response;
      const bytes = await readBody(response, request, request.maxBytes ?? limits.maxBytes, origin, signal);
      const answer = { url: request.url, status, bytes, headers };
      if (RETRYABLE_STATUSES.includes(status)) {
        const { handleRefusal } = await lazily(() => import('./refusals.ts'));
        return handleRefusal(environment, queue, limits, answer, attempt);
      }
      queue.throttle?.onSuccess();
      return { answer };
    }),
  );
}

function toRequestInit(
  { url, body, presigned, fresh, ofSite, order }: Request,
  signal: AbortSignal,
): RequestInit {
  // Neither mode sends credentials to another origin, but only `same-origin` matches a
  // `<link rel="preload" crossorigin>`.
  const isPreloadable =
    ofSite || (body === undefined && !presigned && new URL(url).origin !== globalThis.origin);
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

/** Runs a step of a request and throws a `network` error for every failure except an abort. */
async function wrapNetworkErrors<T>(origin: string, signal: AbortSignal, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    signal.throwIfAborted();
    throw new VibedasherError('network', `Could not reach ${origin}`, { cause });
  }
}

async function readBody(
  response: Response,
  { onBytes }: Request,
  maxBytes: number,
  origin: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await wrapNetworkErrors(origin, signal, () => reader.read());
    if (done) return joinBytes(chunks);
    chunks.push(value);
    size += value.length;
    onBytes?.(size);
    if (size > maxBytes) {
      void reader.cancel().catch(() => {});
      throw new VibedasherError('too-large', `The response from ${origin} is larger than ${maxBytes} bytes`);
    }
  }
}

/**
 * Fetches a URL from a response of the API. Resolves with any status.
 * @throws VibedasherError of kind `malformed` if the URL must not be fetched
 */
export async function fetchStored(
  { send, base }: ClientContext,
  address: string,
  caller: Caller,
  maxBytes?: number,
): Promise<Answer> {
  const url = storageUrl(address, base);
  if (!url) throw malformed('url', 'address to follow');
  return send({ ...caller, url, presigned: true, maxBytes });
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
