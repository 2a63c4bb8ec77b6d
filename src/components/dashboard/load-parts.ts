import type { Sources } from './dashboard-template.ts';
import { lazily } from '../../internal/tasks.ts';

export type Parts = typeof import('./dashboard-parts.ts');

let loading: Promise<Parts> | null = null;

/** Loads {@link Parts}, once. Rejects with an error of kind `network`; the next call then asks again. */
export function loadParts(): Promise<Parts> {
  return (loading ??= lazily(() => import('./dashboard-parts.ts')).catch((cause: unknown) => {
    loading = null;
    throw cause;
  }));
}

/** Loads what shows where numbers are from. Rejects with an error of kind `network`. */
export const loadSources = (): Promise<Sources> => lazily(() => import('../viz/viz-source.ts'));
