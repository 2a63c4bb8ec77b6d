/** The ranges of measures that a spec computes, for screen readers. Loaded on demand. */
import type { Chart } from '../charts/types.ts';
import { describeField } from '../locale/summary.ts';
import { drawnMarks } from '../vega/hit-test.ts';
import { labelTicks } from '../vega/locale.ts';
import type { MountedChart } from '../vega/types.ts';
import { computedMeasures, type ChartViewModel } from './view-model.ts';

const described = new WeakMap<Chart, string>();

/** Describes the ranges of computed measures by the marks of a view: "Average price from 12 to 340." */
export function describeDrawnRanges(viewModel: ChartViewModel, view: MountedChart['view']): string {
  const { chart, locale, formats } = viewModel;
  if (!chart) return '';
  const known = described.get(chart);
  if (known !== undefined) return known;
  const marks = drawnMarks(view);
  const text = computedMeasures(viewModel)
    .map((field) => {
      const numbers = marks.map(({ datum }) => datum[field.key]).filter((value) => typeof value === 'number');
      const [min, max] = roundedRange(numbers);
      return describeField({ ...field, min, max }, locale, formats);
    })
    .filter(Boolean)
    .join(' ');
  described.set(chart, text);
  return text;
}

/** Returns the smallest and the largest number, rounded as in labels; infinite numbers if there are none. */
function roundedRange(numbers: readonly number[]): readonly [min: number, max: number] {
  let [min, max] = [Infinity, -Infinity];
  for (const number of numbers) {
    min = Math.min(min, number);
    max = Math.max(max, number);
  }
  const { step = 1 } = labelTicks([min, max]) ?? {};
  const decimals = Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return [Number(min.toFixed(decimals)), Number(max.toFixed(decimals))];
}
