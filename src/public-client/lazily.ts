import { VibedasherError } from './errors.ts';

/** Imports a module of this library. Rejects with an error of kind `network`, so readers can retry. */
export async function lazily<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new VibedasherError('network', 'A part of the library could not be loaded', { cause });
  }
}
