import { lazily } from '../internal/lazily.ts';

/** What a chart does not need, and therefore is not loaded with one. */
export const loadRare = (): Promise<typeof import('./rare.ts')> => lazily(() => import('./rare.ts'));
