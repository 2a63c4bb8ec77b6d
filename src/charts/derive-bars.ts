import { barPositions, channels, layOutBars, numberLabels, thickness } from './bar-layout.ts';
import type { BarLayout } from './bar-layout.ts';
import { naturalOrder } from './columns.ts';
import type { Field } from './columns.ts';
import { comparedBars } from './compared-bars.ts';
import { bySize, colorSeries, rankOf } from './derive-series.ts';
import { encode, pick, specChart, SUM, sumTooltip, tooltip } from './frame.ts';
import type { Setting } from './frame.ts';
import type { SpecChart } from './types.ts';

export interface BarFields {
  readonly category: Field;
  readonly number: Field;
  readonly series?: Field | undefined;
  /** Whether the series are parts that add up; else they stand beside one another. */
  readonly stacked?: boolean | undefined;
  readonly previous?: Field | undefined;
  /** Whether the change is good, by row. */
  readonly favorable?: readonly (boolean | null)[] | undefined;
  /** Further fields for the tooltip. */
  readonly extra?: readonly Field[] | undefined;
}

/** Where bars stand, in which order, and which rows they show. */
export interface BarPlan {
  readonly layout: BarLayout;
  /** Vega-Lite's `sort` of the categories. */
  readonly sort: unknown;
  readonly places: readonly number[];
  /** Categories that do not fit. */
  readonly more: number;
}

/** Bars over categories, the largest first unless the categories have an order of their own. */
export function deriveBars(fields: BarFields, setting: Setting): SpecChart {
  const { category, number, series, stacked, previous, favorable } = fields;
  const natural = naturalOrder(category);
  const names = natural ?? bySize(category, number);
  const layout = layOutBars({
    names,
    natural: natural !== null,
    abreast: series && !stacked ? series.distinct : 1,
    plain: !series && !previous,
    room: setting.room,
    rtl: setting.rtl,
  });
  const shown = new Set(names.slice(0, layout.capacity));
  const plan = {
    layout,
    sort: natural ?? { field: number.name, op: 'sum', order: 'descending' },
    places: category.values.flatMap((name, row) => (shown.has(String(name)) ? [row] : [])),
    more: names.length - shown.size,
  };
  if (series) return seriesBars({ ...fields, series }, plan, setting);
  return previous || favorable ? comparedBars(fields, plan, setting) : plainBars(fields, plan);
}

/** Height of a name that stands above its bar. */
const NAME = 14;

function plainBars(fields: BarFields, { layout, sort, places, more }: BarPlan): SpecChart {
  const used = pick([fields.category, fields.number, ...(fields.extra ?? [])], places);
  const [category = fields.category, number = fields.number] = used;
  const [band, , size] = channels(layout);
  const down = layout.above ? { yOffset: NAME / 2 } : {};
  const bar = { type: 'bar', cornerRadiusEnd: 2, [size]: thickness(band, layout.above ? 0.4 : 1), ...down };
  const name = {
    mark: {
      type: 'text',
      align: layout.rtl ? 'right' : 'left',
      baseline: 'bottom',
      yOffset: { expr: `${NAME / 2 - 3} - min(bandwidth('y'), 72) * 0.2` },
    },
    encoding: { x: { value: layout.rtl ? 'width' : 0 }, text: encode(category) },
  };
  const encoding = { ...barPositions(layout, category, number, sort), tooltip: tooltip(...used) };
  const labels = layout.labelled ? [numberLabels(number, layout, down)] : [];
  return specChart(
    labels.length
      ? { encoding, layer: [{ mark: bar }, ...labels, ...(layout.above ? [name] : [])] }
      : { mark: bar, encoding },
    used,
    more,
  );
}

function seriesBars(
  fields: BarFields & { readonly series: Field },
  { layout, sort, places, more }: BarPlan,
  setting: Setting,
): SpecChart {
  const { stacked } = fields;
  const used = pick([fields.category, fields.number, fields.series], places);
  const [category = fields.category, number = fields.number, series = fields.series] = used;
  const [band, , size] = channels(layout);
  const colors = colorSeries(series, number, setting, { flush: layout.horizontal });
  const rank = rankOf(colors);
  return specChart(
    {
      mark: { type: 'bar', ...(stacked && { [size]: thickness(band) }) },
      encoding: {
        ...barPositions(layout, category, number, sort, stacked ? SUM : {}),
        color: colors.color,
        ...(stacked
          ? { order: encode(rank, { aggregate: 'min' }) }
          : {
              [`${band}Offset`]: {
                field: colors.group.name,
                sort: colors.names,
                ...(layout.rtl && !layout.horizontal && { scale: { reverse: true } }),
              },
            }),
        tooltip: stacked
          ? sumTooltip(number, category, colors.group)
          : tooltip(category, colors.group, number),
      },
    },
    [category, number, colors.group, stacked ? rank : undefined],
    more,
  );
}
