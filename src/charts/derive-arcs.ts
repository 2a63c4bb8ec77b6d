import type { Field } from './columns.ts';
import { colorSeries, rankOf } from './derive-series.ts';
import { encode, specChart, SUM, sumTooltip } from './frame.ts';
import type { Setting } from './frame.ts';
import type { SpecChart } from './types.ts';

/** A ring of two to five parts, the largest first; what is beyond the fourth becomes one. */
export function deriveArcs(category: Field, number: Field, setting: Setting): SpecChart {
  const parts = colorSeries(category, number, setting, { flush: true, most: 5 });
  const rank = rankOf(parts);
  return specChart(
    {
      mark: { type: 'arc', innerRadius: { expr: 'min(width, height) * 0.28' } },
      encoding: {
        theta: encode(number, SUM),
        order: encode(rank, { aggregate: 'min' }),
        color: parts.color,
        tooltip: sumTooltip(number, parts.group),
      },
    },
    [number, parts.group, rank],
  );
}
