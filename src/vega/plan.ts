import { compileVegaLite, type VegaSpec } from './compile.ts';
import { fillVega, fullConfig } from './fill-vega.ts';
import type { Logger } from './logger.ts';
import { findPacks, loadPacks, type Pack } from './packs.ts';
import { prepareSpec } from './prepare-spec.ts';
import type { MountRequest } from './types.ts';

/** A chart as Vega is to draw it: everything that can be said without the engine. */
export interface Plan {
  readonly vega: VegaSpec;
  /** Names of the data sources that rows from queries go into. */
  readonly sources: ReadonlySet<string>;
  /** The picture takes the size of its box. */
  readonly fitted: boolean;
  /** The parts of Vega that it needs beyond the engine, on their way. */
  readonly packs: Promise<readonly Pack[]>;
}

/** From a spec and its rows to Vega. Rejects with a `VibedasherError` of kind `spec`. */
export async function planChart(request: MountRequest, logger: Logger): Promise<Plan> {
  const { data, size, fit, captioned, renderer } = request;
  const { spec, fitted } = prepareSpec(request.spec, { dataNames: new Set(data.keys()), fit, captioned });
  const compiled = await compileVegaLite(spec, fullConfig(request), logger);
  const found = new Set(findPacks(compiled));
  if (renderer === 'canvas') found.add('canvas');
  const packs = loadPacks(found);
  packs.catch(() => {});
  return { ...fillVega(compiled, data, fitted ? size : null), fitted, packs };
}
