/** How much of the engine and its tables a page has loaded, for elements that wait for it. */

/** Part of the bytes, from 0 to 1; `null` while nothing loads. */
let progress: number | null = null;
const listeners = new Set<() => void>();

export const engineProgress = (): number | null => progress;

/** Sets the progress. Elements render again for each percent, not for each part of a file. */
export function setEngineProgress(part: number | null): void {
  const next = part && Math.floor(part * 100) / 100;
  if (next === progress) return;
  progress = next;
  for (const listener of listeners) listener();
}

/** Calls `listener` after each change. Returns a function that unsubscribes it. */
export function onEngineProgress(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
