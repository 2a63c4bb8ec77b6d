/** Describes the ranges of measures that a spec computes. Loaded on demand. */
import type { ChartController } from '../../controllers/chart/chart.ts';
import { describeDrawnRanges } from '../../pipeline/drawn-ranges.ts';
import type { VizExtra, VizHost } from './viz-host.ts';

/** Adds the ranges to the description of an element's picture. */
export const attach = (_viz: VizHost, { drawing }: ChartController): VizExtra => ({
  description: (viewModel) => (drawing.mounted ? describeDrawnRanges(viewModel, drawing.mounted.view) : ''),
});
