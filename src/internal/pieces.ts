import { lastTask } from './turns.ts';

/** Milliseconds of work after which the page has its turn. */
const LONGEST_PIECE = 50;

/** Rows between two looks at the clock. */
export const STRETCH = 256;

/** Work that can be left at each `yield`, and gone on with later. */
export type Work<T> = Generator<void, T>;

/** Does work in pieces, each of them a task. Rejects with what it throws, or with the signal's reason. */
export async function inPieces<T>(work: Work<T>, signal?: AbortSignal): Promise<T> {
  for (let start = performance.now(); ;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - start < LONGEST_PIECE) continue;
    await lastTask();
    signal?.throwIfAborted();
    start = performance.now();
  }
}

/** Does work at once. */
export function atOnce<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
