import { lazily } from '../internal/lazily.ts';

export type Decoder = typeof import('./decode.ts');

/**
 * Everything that reads answers, loaded while the first of them is on its way.
 * Rejects with a VibedasherError of kind `network`; the next call tries again.
 */
export const loadDecoder = (): Promise<Decoder> => lazily(() => import('./decode.ts'));
