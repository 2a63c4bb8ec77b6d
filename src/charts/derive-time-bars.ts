import { extent, grainOf } from './columns.ts';
import type { LineFields } from './derive-lines.ts';
import { colorSeries, rankOf } from './derive-series.ts';
import { encode, measure, specChart, TIME, tooltip } from './frame.ts';
import type { Setting } from './frame.ts';
import type { SpecChart } from './types.ts';

/** More bars than this stand on a time axis, fewer each over its own date. */
const MAX_DATED = 16;
const DAY = 864e5;

/** Bars over time, series stacked. */
export function deriveTimeBars({ x: time, number, series }: LineFields, setting: Setting): SpecChart {
  const { unit, days } = TIME[grainOf(time)];
  const [first, last] = extent(time);
  // Weeks and other steps that are no unit of the calendar have no width on a time axis.
  const steady = last - first < days * DAY * 1.5 * time.distinct;
  const dated = !(steady && time.distinct > MAX_DATED);
  const x = encode(time, {
    title: null,
    timeUnit: unit,
    ...(dated && { type: 'ordinal' }),
  });
  const colors = series && colorSeries(series, number, setting);
  const rank = colors && rankOf(colors);
  return specChart(
    {
      mark: { type: 'bar', width: dated ? { band: 1 } : undefined },
      encoding: {
        x,
        y: measure(number, true),
        color: colors?.color,
        order: rank && encode(rank),
        tooltip: tooltip(time, series, number),
      },
    },
    [time, number, colors?.group, rank, series],
  );
}
