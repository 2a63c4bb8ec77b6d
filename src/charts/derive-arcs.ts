import { makeField } from './columns.ts';
import type { Field } from './columns.ts';
import { bySize, colorSeries } from './derive-series.ts';
import { encode, specChart, tooltip } from './frame.ts';
import type { Setting } from './frame.ts';
import type { SpecChart } from './types.ts';

const MAX_PARTS = 5;

/** A ring of two to five parts, the largest first; what is beyond the fourth becomes one. */
export function deriveArcs(category: Field, number: Field, setting: Setting): SpecChart {
  const names = bySize(category, number);
  const sums = new Map(category.values.map((name, row) => [String(name), Number(number.values[row] ?? 0)]));
  const shown = names.length > MAX_PARTS ? names.slice(0, MAX_PARTS - 1) : names;
  const rest = names.slice(shown.length).reduce((sum, name) => sum + (sums.get(name) ?? 0), 0);
  const parts = rest ? [...shown, setting.words.other] : shown;
  const part = makeField(category.name, category.title, 'text', parts, category.source);
  const size = makeField(
    number.name,
    number.title,
    'number',
    parts.map((name, place) => (place < shown.length ? (sums.get(name) ?? 0) : rest)),
    number.source,
  );
  const rank = makeField(
    '_rank',
    '',
    'number',
    parts.map((_, place) => place),
  );
  return specChart(
    {
      mark: { type: 'arc', innerRadius: { expr: 'min(width, height) * 0.28' } },
      encoding: {
        theta: encode(size),
        order: encode(rank),
        color: colorSeries(part, size, setting, { order: parts, flush: true }).color,
        tooltip: tooltip(part, size),
      },
    },
    [part, size, rank],
  );
}
