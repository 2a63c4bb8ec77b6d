import { compileVegaLite, type VegaSpec } from './compile.ts';
import { fillVega, fullConfig } from './fill-vega.ts';
import type { Logger } from './logger.ts';
import { findPacks, loadPacks, type Pack } from './packs.ts';
import { prepareSpec } from './prepare-spec.ts';
import type { Draft } from './types.ts';

/** A chart as Vega is to draw it: everything that can be said without the engine and without rows. */
export interface Plan {
  readonly vega: VegaSpec;
  /** Names of the data sources that rows from queries go into. */
  readonly sources: ReadonlySet<string>;
  /** The picture takes the size of its box. */
  readonly fitted: boolean;
  /** The parts of Vega that it needs beyond the engine, on their way. */
  readonly packs: Promise<readonly Pack[]>;
}

/** In place of the size of a box, which is told to the view. */
const UNKNOWN = { width: 0, height: 0 };

/** From a spec to Vega. Rejects with a `VibedasherError` of kind `spec`. */
export async function planChart(draft: Draft, logger: Logger): Promise<Plan> {
  const { spec, fitted } = prepareSpec(draft.spec, draft);
  const compiled = await compileVegaLite(spec, fullConfig(draft), logger);
  const found = new Set(findPacks(compiled));
  if (draft.renderer === 'canvas') found.add('canvas');
  const packs = loadPacks(found);
  packs.catch(() => {});
  const filled = fillVega(compiled, draft.dataNames, () => undefined, fitted ? UNKNOWN : null);
  return { ...filled, fitted, packs };
}
