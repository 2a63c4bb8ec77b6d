/** What the client needs of the world around it besides `fetch`: replaced in tests, so that none waits for a clock. */
export interface Environment {
  /** Milliseconds since 1970. */
  now(): number;
  /** At least 0, below 1. */
  random(): number;
  /**
   * Calls back after some milliseconds, unless the returned function is called before.
   * A timer in the `background` does not keep a Node process alive.
   */
  after(ms: number, callback: () => void, background?: boolean): () => void;
}

/** Whoever waits for an answer. */
export interface Caller {
  /** Aborted once no caller waits any more. */
  readonly signal: AbortSignal;
  /** The caller's position in the queue of requests, smallest first; read whenever a request may start. */
  readonly order: () => number;
}

/** Beyond this many milliseconds a platform timer fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemEnvironment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, callback, background) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER));
    if (background) (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer);
  },
};

const FIRST_BACKOFF = 300;
export const LONGEST_BACKOFF = 5000;

/**
 * Milliseconds to wait after a number of failures: any part of a span that doubles, so that pages do not come back as
 * one.
 */
export function backoff({ random }: Environment, failures: number): number {
  return random() * Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** failures);
}

/** Resolves after some milliseconds, or rejects with the signal's reason. */
export async function sleep(environment: Environment, ms: number, signal: AbortSignal): Promise<void> {
  let cancel = (): void => {};
  const over = new Promise<void>((resolve) => (cancel = environment.after(ms, resolve)));
  await untilAborted(signal, over).finally(cancel);
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it is aborted. */
export function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason as Error);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave);
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/**
 * Runs `work` for a caller whose signal follows that of `outer` and is aborted with `tooLate()` after `ms`.
 * Settles at once when that happens, even if `work` does not listen.
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
  const follow = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', follow);
  const cancel = environment.after(ms, () => controller.abort(tooLate()));
  try {
    return await untilAborted(signal, work({ signal, order }));
  } finally {
    cancel();
    outer.removeEventListener('abort', follow);
  }
}
