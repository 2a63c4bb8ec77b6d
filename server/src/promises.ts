import { setTimeout as sleep } from 'node:timers/promises';

export const NEVER: AbortSignal = new AbortController().signal;

/** Waits for a promise. Resolves with `undefined` after `ms`, or when `signal` is aborted. */
export async function within<T>(
  promise: Promise<T>,
  ms: number,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const settled = new AbortController();
  const end = signal ? AbortSignal.any([settled.signal, signal]) : settled.signal;
  const timedOut = sleep(ms, undefined, { signal: end }).catch(() => undefined);
  return Promise.race([promise, timedOut]).finally(() => settled.abort());
}

type Memory<K, T> = Pick<Map<K, Promise<T>>, 'get' | 'delete'> & { set(key: K, value: Promise<T>): unknown };

/** Returns the promise of a key, or else a new one. Keeps fulfilled promises, but not rejected ones. */
export function memoize<K, T>(memory: Memory<K, T>, key: K, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key);
  if (known) return known;
  const made = make();
  memory.set(key, made);
  made.catch(() => memory.delete(key));
  return made;
}

/** Returns the pending promise of a key, or else a new one. */
export function sharePending<T>(
  pending: Map<string, Promise<T>>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const known = pending.get(key);
  if (known) return known;
  const made = make().finally(() => pending.delete(key));
  pending.set(key, made);
  return made;
}
