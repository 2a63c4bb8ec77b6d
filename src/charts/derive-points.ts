import type { Field } from './columns.ts';
import { bySize, colorSeries } from './derive-series.ts';
import { encode, measure, pick, specChart, tooltip } from './frame.ts';
import type { Setting } from './frame.ts';
import type { SpecChart } from './types.ts';

export interface PointFields {
  /** A number or a moment. */
  readonly x: Field;
  readonly y: Field;
  readonly series?: Field | undefined;
  /** Further fields for the tooltip. */
  readonly extra?: readonly Field[] | undefined;
}

/** More transparent as they grow in number: 70 % up to 200 points, 15 % from some thousands on. */
export const opacityFor = (count: number): number =>
  Math.round(100 * Math.max(0.15, 0.7 * Math.min(1, Math.sqrt(200 / count)))) / 100;

/** Points at two numbers, or at a moment and a number. */
export function derivePoints({ x, y, series, extra = [] }: PointFields, setting: Setting): SpecChart {
  const colors = series && colorSeries(series, y, setting);
  return specChart(
    {
      mark: { type: 'point', opacity: opacityFor(x.values.length) },
      encoding: {
        x: x.kind === 'time' ? encode(x, { title: null }) : measure(x, false),
        y: measure(y, false),
        color: colors?.color,
        tooltip: tooltip(...extra, series, x, y),
      },
    },
    [x, y, colors?.group, series, ...extra],
  );
}

/** Each row a point on the line of its category: what is fair where a category has several rows. */
export function deriveStrips(
  category: Field,
  number: Field,
  { room, rtl }: Setting,
  extra: readonly Field[],
): SpecChart {
  const names = bySize(category, number);
  const shown = new Set(names.slice(0, Math.max(4, Math.floor((room.height - 48) / 20))));
  const places = category.values.flatMap((name, row) => (shown.has(String(name)) ? [row] : []));
  const used = pick([category, number, ...extra], places);
  const [band = category, value = number] = used;
  return specChart(
    {
      mark: { type: 'point', opacity: opacityFor(places.length / shown.size) },
      encoding: {
        y: encode(band, {
          title: null,
          sort: { field: value.name, op: 'median', order: 'descending' },
          axis: { labelLimit: Math.round(room.width * 0.4), labelOverlap: false },
        }),
        x: measure(value, false, {
          axis: { orient: 'top', titleAnchor: rtl ? 'end' : 'start' },
        }),
        tooltip: tooltip(...used),
      },
    },
    used,
    names.length - shown.size,
  );
}
