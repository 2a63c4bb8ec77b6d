import type { SlicedTask } from '../../src/internal/tasks.ts';

/** Runs work to its end without yielding. */
export function runSync<T>(work: SlicedTask<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
