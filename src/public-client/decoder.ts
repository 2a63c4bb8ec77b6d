import { VibedasherError } from './errors.ts';

export type Decoder = typeof import('./decode.ts');

let loading: Promise<Decoder> | undefined;

/**
 * Everything that reads answers, loaded while the first of them is on its way.
 * Rejects with a VibedasherError of kind `network`; the next call tries again.
 */
export function loadDecoder(): Promise<Decoder> {
  loading ??= import('./decode.ts').catch((cause: unknown) => {
    loading = undefined;
    throw new VibedasherError('network', 'A part of the library could not be loaded', { cause });
  });
  return loading;
}
