import { VibedasherError } from '../public-client/errors.ts';

/** Loads a part of the library. Rejects with an error of kind `network`, so that a retry is offered. */
export async function lazily<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new VibedasherError('network', 'A part of the library could not be loaded', { cause });
  }
}
