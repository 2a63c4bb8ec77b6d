import { VibedasherError } from '../public-client/errors.ts';

/** Loads a part of the library. Rejects with an error of kind `network`, so that a retry is offered. */
export async function lazily<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new VibedasherError('network', 'A part of the library could not be loaded', { cause });
  }
}

/**
 * Says that a part will be needed: the script-tag bundle fetches and checks it, and does not run it yet. Never fails.
 * The build puts the bundle's own function in the place of this one (scripts/chunk-hashes.ts); elsewhere a page's bundler
 * knows better, and nothing happens.
 */
export function preload(_load: () => Promise<unknown>): void {}
