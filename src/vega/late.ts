import { lazily } from '../internal/lazily.ts';

/** What the script-tag bundle throws where a part of Vega is called that is not there yet (scripts/split-module.ts). */
interface Missing {
  readonly load: () => Promise<unknown>;
}

/** What is missing where an error says so, or one that it comes from. */
function missingIn(error: unknown): Missing | null {
  if (!(error instanceof Error)) return null;
  return 'load' in error ? (error as unknown as Missing) : missingIn(error.cause);
}

/**
 * Does what may need a part of Vega that is loaded by need: loads it where it turns out to be missing, and begins anew.
 * Rejects with an error of kind `network` where it cannot be had.
 */
export async function withParts<T, A extends readonly unknown[]>(
  attempt: (...args: A) => T | Promise<T>,
  ...args: A
): Promise<T> {
  const loaded = new Set<unknown>();
  for (;;) {
    try {
      return await attempt(...args);
    } catch (error) {
      const missing = missingIn(error);
      if (!missing || loaded.has(missing.load)) throw error;
      loaded.add(missing.load);
      await lazily(missing.load);
    }
  }
}
