import { VibedasherError } from '../public-client/errors.ts';

export type ChartKit = typeof import('./chart-kit.ts');

let loading: Promise<ChartKit> | undefined;

/** The page's {@link ChartKit}. Rejects with an error of kind `network`; the next call tries again. */
export function loadKit(): Promise<ChartKit> {
  loading ??= import('./chart-kit.ts').catch((cause: unknown) => {
    loading = undefined;
    throw new VibedasherError('network', 'A part of the library could not be loaded', { cause });
  });
  return loading;
}
