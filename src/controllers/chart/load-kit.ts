import { lazily } from '../../internal/lazily.ts';

export type ChartKit = typeof import('./chart-kit.ts');

/** The page's {@link ChartKit}. Rejects with an error of kind `network`. */
export const loadKit = (): Promise<ChartKit> => lazily(() => import('./chart-kit.ts'));
