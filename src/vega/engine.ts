import { lazily, preload } from '../internal/tasks.ts';
import type { Runtime } from './runtime.ts';
import type { ChartEngine } from './types.ts';

type EngineSource = () => Promise<ChartEngine>;

let source: EngineSource = loadDefaultEngine;
let loading: Promise<ChartEngine> | null = null;

/**
 * The engine of this page, loaded once; a failed load is not remembered, so that the next call tries again.
 * Rejects with a `VibedasherError` of kind `network` where the engine's scripts cannot be loaded.
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

/**
 * Fetches the scripts of the engine while it is not yet known whether a chart needs them; not for readers who save data.
 */
export function preloadEngine(): void {
  if (loading || source !== loadDefaultEngine || savesData()) return;
  preload(() => import('./default-engine.ts'));
  preload(() => import('./runtime.ts'));
}

/** Whether the reader has asked the browser to save data. */
function savesData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

/** Replaces the engine for all charts that are drawn from now on. */
export function setEngine(engine: ChartEngine | EngineSource): void {
  source = typeof engine === 'function' ? engine : () => Promise.resolve(engine);
  loading = null;
}

// Both halves are asked for at the same moment; the first can begin while the second is on its way.
async function loadDefaultEngine(): Promise<ChartEngine> {
  const loadRuntime = async (): Promise<Runtime> => (await lazily(() => import('./runtime.ts'))).getRuntime();
  loadRuntime().catch(() => {});
  const { createDefaultEngine } = await lazily(() => import('./default-engine.ts'));
  return createDefaultEngine(loadRuntime);
}
