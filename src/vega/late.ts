import { lazily } from '../internal/lazily.ts';

/** What the script-tag bundle throws where a part of Vega is called that is not there yet (scripts/split-module.ts). */
interface Missing {
  readonly load: () => Promise<unknown>;
}

const isMissing = (error: unknown): error is Missing => error instanceof Error && 'load' in error;

/**
 * Does what may need a part of Vega that is loaded by need: loads it where it turns out to be missing, and begins anew.
 * Rejects with an error of kind `network` where it cannot be had.
 */
export async function withParts<T>(attempt: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isMissing(error)) throw error;
      await lazily(error.load);
    }
  }
}
