/** How much of the engine and its tables a page has loaded, for elements that wait for it. */

/** Part of the bytes, from 0 to 1; `null` while nothing loads. */
let progress: number | null = null;
const listeners = new Set<() => void>();

export const engineProgress = (): number | null => progress;

export function setEngineProgress(part: number | null): void {
  progress = part;
  for (const listener of listeners) listener();
}

/** Calls `listener` after each change. Returns a function that unsubscribes it. */
export function onEngineProgress(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
