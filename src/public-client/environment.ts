/** Clock, timers and random numbers of the client. Tests replace them to avoid waiting. */
export interface Environment {
  /** Returns the time in ms since 1970. */
  now(): number;
  /** Returns a number that is at least 0 and below 1. */
  random(): number;
  /**
   * Calls `callback` after `ms` milliseconds, unless the returned function is called first.
   * A `background` timer does not keep a Node process alive.
   */
  after(ms: number, callback: () => void, background?: boolean): () => void;
}

/** Something that waits for a response. */
export interface Caller {
  /** Aborted when the response is no longer needed. */
  readonly signal: AbortSignal;
  /** The caller's priority in the request queue, smallest first; read each time a request may start. */
  readonly order: () => number;
}

/** Maximum delay of a platform timer in ms: longer ones fire immediately. */
const MAX_TIMER_DELAY = 2 ** 31 - 1;

export const systemEnvironment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, callback, background) {
    const timer = setTimeout(callback, Math.min(ms, MAX_TIMER_DELAY));
    if (background) (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer);
  },
};

const FIRST_BACKOFF = 300;
export const MAX_BACKOFF = 5000;

/**
 * Returns the milliseconds to wait after a number of failures: a random part of an interval that doubles each time,
 * so pages do not all retry at once.
 */
export function backoff({ random }: Environment, failures: number): number {
  return random() * Math.min(MAX_BACKOFF, FIRST_BACKOFF * 2 ** failures);
}

/** Resolves after `ms` milliseconds, or rejects with the signal's reason. */
export async function sleep(environment: Environment, ms: number, signal: AbortSignal): Promise<void> {
  let cancel = (): void => {};
  const over = new Promise<void>((resolve) => (cancel = environment.after(ms, resolve)));
  await untilAborted(signal, over).finally(cancel);
}

/** Settles as `work` does, or rejects with the signal's reason as soon as the signal is aborted. */
export function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/**
 * Runs `work` with a signal that is aborted together with the caller's signal, or with `tooLate()` after `ms`
 * milliseconds. Rejects as soon as the signal is aborted, even if `work` ignores it.
 */
export async function withTimeLimit<T>(
  environment: Environment,
  ms: number,
  { signal: outer, order }: Caller,
  tooLate: () => Error,
  work: (caller: Caller) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const onOuterAbort = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', onOuterAbort);
  const cancel = environment.after(ms, () => controller.abort(tooLate()));
  try {
    return await untilAborted(signal, work({ signal, order }));
  } finally {
    cancel();
    outer.removeEventListener('abort', onOuterAbort);
  }
}
