import { lazily } from '../../internal/lazily.ts';

export type Parts = typeof import('./dashboard-parts.ts');

let loading: Promise<Parts> | null = null;

/** Loads {@link Parts}. Asked for once: a page that keeps changing would ask often. */
export function loadParts(): Promise<Parts> {
  return (loading ??= lazily(() => import('./dashboard-parts.ts')));
}
