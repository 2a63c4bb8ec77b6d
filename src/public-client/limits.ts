import { VibedasherError } from './errors.ts';
import type { PublicClientOptions } from './types.ts';

/** Limits of one client's requests. Times in milliseconds. */
export interface Limits {
  readonly timeout: number;
  readonly maxRetries: number;
  readonly maxBytes: number;
  readonly maxCells: number;
  readonly concurrency: number;
}

/** The defaults of `PublicClientOptions`, with the timeout in seconds. */
export const DEFAULT_LIMITS: Limits = {
  timeout: 30,
  maxRetries: 3,
  maxBytes: 64 * 2 ** 20,
  maxCells: 5_000_000,
  concurrency: 6,
};

/** @throws VibedasherError of kind `config` for a limit that is not 0 or a positive number */
export function readLimits(options: PublicClientOptions): Limits {
  const read = (name: keyof Limits): number => {
    const { [name]: value = DEFAULT_LIMITS[name] } = options;
    if (value >= 0) return value;
    throw new VibedasherError('config', `"${name}" must be 0 or a positive number, not ${String(value)}`);
  };
  return {
    timeout: read('timeout') * 1000,
    maxRetries: read('maxRetries'),
    maxBytes: read('maxBytes'),
    maxCells: read('maxCells'),
    concurrency: Math.max(1, read('concurrency')),
  };
}
