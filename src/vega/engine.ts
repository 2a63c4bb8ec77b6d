import { preload } from '../internal/scripts.ts';
import { lazily } from '../public-client/errors.ts';
import type { Runtime } from './runtime.ts';
import type { ChartEngine } from './types.ts';

type EngineSource = () => Promise<ChartEngine>;

let source: EngineSource = loadDefaultEngine;
let loading: Promise<ChartEngine> | null = null;

/**
 * Loads the engine once per page; after a failure, the next call tries again. Rejects with a `VibedasherError` of kind
 * `network` if the engine's scripts cannot be loaded.
 */
export function loadEngine(): Promise<ChartEngine> {
  if (loading) return loading;
  const attempt = source();
  loading = attempt;
  attempt.catch(() => {
    if (loading === attempt) loading = null;
  });
  return attempt;
}

/** Preloads the engine's scripts before it is certain that a chart needs them, unless the reader saves data. */
export function preloadEngine(): void {
  if (loading || source !== loadDefaultEngine || savesData()) return;
  preload(() => import('./default-engine.ts'));
  preload(() => import('./runtime.ts'));
}

/** Returns whether the reader has asked the browser to save data. */
function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

/** Replaces the engine. Charts that are already drawn keep theirs. */
export function setEngine(engine: ChartEngine | EngineSource): void {
  source = typeof engine === 'function' ? engine : () => Promise.resolve(engine);
  loading = null;
}

// Requests both parts at once; the first can start while the second loads.
async function loadDefaultEngine(): Promise<ChartEngine> {
  const loadRuntime = async (): Promise<Runtime> => (await lazily(() => import('./runtime.ts'))).getRuntime();
  loadRuntime().catch(() => {});
  const { createDefaultEngine } = await lazily(() => import('./default-engine.ts'));
  return createDefaultEngine(loadRuntime);
}
