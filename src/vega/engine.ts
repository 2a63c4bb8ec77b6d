import { VibedasherError } from '../public-client/errors.ts';
import type { ChartEngine } from './types.ts';

type EngineSource = () => Promise<ChartEngine>;

let source: EngineSource = loadDefaultEngine;
let loading: Promise<ChartEngine> | null = null;

/**
 * The engine of this page, loaded once; a failed load is not remembered, so that the next call tries again.
 * Rejects with a `VibedasherError` of kind `network` where the engine's scripts cannot be had.
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

/** Replaces the engine for all charts that are drawn from now on. */
export function setEngine(engine: ChartEngine | EngineSource): void {
  source = typeof engine === 'function' ? engine : () => Promise.resolve(engine);
  loading = null;
}

// The compiler is a third of the bytes: asked for at the same moment as the rest, it costs no further round trip.
async function loadDefaultEngine(): Promise<ChartEngine> {
  try {
    const [{ createDefaultEngine }, { compileVegaLite }] = await Promise.all([
      import('./default-engine.ts'),
      import('./compile.ts'),
    ]);
    return createDefaultEngine(compileVegaLite);
  } catch (cause) {
    throw new VibedasherError('network', 'The chart engine could not be loaded.', { cause });
  }
}
