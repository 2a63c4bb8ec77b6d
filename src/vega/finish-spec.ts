import type { VegaSpec } from '../spec/types.ts';
import { withDateAxes } from './date-axes.ts';
import { withLegendColumns, withWrappedNames } from './labels.ts';
import type { LazyModuleName, LazyModules } from './lazy-modules.ts';
import type { Pass, PassFacts } from './types.ts';

/**
 * The passes over a compiled spec, in order, which ARCHITECTURE.md explains. Those with a name are lazy modules, and
 * `lazy-modules.ts` decides when one is needed. `rtl` mirrors the legends that the passes before it leave, and reads
 * their number of columns.
 */
const PASSES: readonly (Pass | LazyModuleName)[] = [
  withDateAxes,
  withWrappedNames,
  'line-names',
  withLegendColumns,
  'title-lines',
  'rtl',
  'faded-names',
  'notes',
];

/** Rewrites a compiled spec with all passes. */
export const finishVega = (vega: VegaSpec, facts: PassFacts, modules: LazyModules): VegaSpec =>
  PASSES.reduce((before, pass) => {
    const rewrite = typeof pass === 'string' ? modules.get(pass)?.rewrite : pass;
    return rewrite?.(before, facts) ?? before;
  }, vega);
