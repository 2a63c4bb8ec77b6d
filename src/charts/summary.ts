import type { ChartSummary } from '../locale/summary.ts';
import type { SpecChart } from './types.ts';

/** Placeholder. */
export function summarizeChart(_chart: SpecChart): ChartSummary {
  return { kind: 'chart', measures: [], dimensions: [] };
}
