import type { JsonObject } from '../../internal/json.ts';
import { longestTextWidth } from '../../internal/widths.ts';
import {
  areDated,
  type BarLayout,
  barPositions,
  channels,
  layOutBars,
  NAME_HEIGHT,
  numberLabels,
  thickness,
  timeBand,
  unitWidth,
} from '../bar-layout.ts';
import { type ChartWords, type Field, makeField } from '../columns.ts';
import {
  COLORS,
  NEUTRAL,
  colorSeries,
  encode,
  fold,
  measure,
  pickRows,
  stackingRank,
  type DeriveContext,
  specChart,
  SUM,
  sumTooltip,
  tooltip,
} from '../encodings.ts';
import { firstCategories, type OrderedNames, orderNames } from '../order.ts';
import { partValues } from '../part-values.ts';
import type { SpecChart } from '../types.ts';
import { wholeOf } from '../wholes.ts';
import { type Kind, lacksPlaces, ofSimilarSize, type Plotted, stackedGroups, tooManySeries } from './kind.ts';
import { lineFields } from './line.ts';

export const bar: Kind = {
  fits(columns: Plotted) {
    const lacking = lacksPlaces(columns);
    if (lacking) return lacking;
    if (columns.x.kind === 'text')
      return tooManySeries(columns) ? 'there are too many series, and their numbers do not add up' : null;
    const { x, series, stacked } = lineFields(columns);
    if (columns.mark !== 'bar') return 'dates are the axis of lines';
    const fit = !series || stacked || (areDated(x) && series.distinct <= COLORS);
    return fit ? null : 'there are too many dates or series for bars side by side';
  },

  draw(columns: Plotted, context) {
    const { x, number, series, numbers, parts, time, previous, favorable, rest } = columns;
    if (x.kind === 'time') return deriveTimeBars(columns, context);
    if (series) {
      const groups = stackedGroups(number, [x, series]);
      return groups === series
        ? deriveBars({ category: series, number, series: x, stacked: true }, context)
        : deriveBars({ category: x, number, series, stacked: groups !== null }, context);
    }
    const several = parts.length ? parts : ofSimilarSize(numbers, 10).slice(0, 4);
    if (several.length > 1) {
      const { other, value, series: folded } = fold(several, x);
      const stacked = parts.length > 0;
      return deriveBars({ category: other, number: value, series: folded, stacked }, context);
    }
    const extra = [...(time ? [time] : []), ...rest, ...numbers.slice(1)].slice(0, 4);
    return deriveBars({ category: x, number, previous, favorable, extra }, context);
  },
};

interface BarFields extends Partial<Pick<Plotted, 'series' | 'previous' | 'favorable'>> {
  readonly category: Field;
  readonly number: Field;
  /** Whether the series add up and are stacked; otherwise their bars are side by side. */
  readonly stacked?: boolean;
  /** Further fields for the tooltip. */
  readonly extra?: readonly Field[];
}

interface BarPlan {
  readonly layout: BarLayout;
  /** The Vega-Lite sort of the categories. */
  readonly sort: unknown;
  /** Indices of the rows to draw. */
  readonly places: readonly number[];
  /** The minimum height of the picture in px, if a limit is set. */
  readonly height: number | undefined;
  readonly facts: Pick<SpecChart, 'more' | 'total' | 'rowOrder'>;
}

/** Derives bars for categories, largest first unless the page or the categories have another order. */
function deriveBars(fields: BarFields, context: DeriveContext): SpecChart {
  const { category, number, series, stacked, previous, favorable } = fields;
  const { available, textScale, rtl, limit, language } = context;
  const ordered = orderNames(category, number, context, series);
  const layout = layOutBars({
    names: ordered.names.slice(0, limit ?? Infinity),
    natural: Array.isArray(ordered.sort),
    barsPerCategory: series && !stacked ? series.distinct : 1,
    plain: !series && !previous,
    unitWidth: unitWidth(number),
    available,
    grows: limit !== null,
    lying: !!stacked && areAnswers(fields, ordered),
    rtl,
    language,
    textScale,
  });
  const plan = {
    layout,
    sort: ordered.sort === 'by-sum' ? { field: number.name, op: 'sum', order: 'descending' } : ordered.sort,
    height: layout.height,
    ...firstCategories(category, number, ordered, layout.capacity),
  };
  if (series) return seriesBars({ ...fields, series }, plan, context);
  return previous || favorable ? comparedBars(fields, plan, context) : plainBars(fields, plan);
}

/** Names of dates: months and weekdays, which have no digits, and periods of a year. */
const DATED = /^\D+$|\d{4}/;

/**
 * Returns whether three or more shares divide each group, as the answers of a survey do. In rows, their order is that of
 * the legend. Periods are columns.
 */
const areAnswers = ({ category, number, series }: BarFields, { names, sort }: OrderedNames): boolean =>
  series !== undefined &&
  series.distinct > 2 &&
  wholeOf(number, category) !== null &&
  !(Array.isArray(sort) && names.every((name) => DATED.test(name)));

function plainBars(fields: BarFields, { layout, sort, places, height, facts }: BarPlan): SpecChart {
  const used = pickRows([fields.category, fields.number, ...(fields.extra ?? [])], places);
  const [category = fields.category, number = fields.number] = used;
  const [band, , size] = channels(layout);
  const nameHeight = NAME_HEIGHT * layout.textScale;
  const down = layout.above ? { yOffset: nameHeight / 2 } : {};
  const bar = { type: 'bar', cornerRadiusEnd: 2, [size]: thickness(band, layout.above ? 0.4 : 1), ...down };
  const name = {
    mark: {
      type: 'text',
      align: layout.rtl ? 'right' : 'left',
      baseline: 'bottom',
      limit: { expr: 'width' },
      yOffset: { expr: `${nameHeight / 2 - 3 * layout.textScale} - ${thickness('y', 0.2).expr}` },
    },
    encoding: { x: { value: layout.rtl ? 'width' : 0 }, text: encode(category) },
  };
  const encoding = { ...barPositions(layout, category, number, sort), tooltip: tooltip(...used) };
  const labels = layout.labelled ? [numberLabels(number, layout, down)] : [];
  return specChart(
    labels.length
      ? { height, encoding, layer: [{ mark: bar }, ...labels, ...(layout.above ? [name] : [])] }
      : { height, mark: bar, encoding },
    used,
    facts,
  );
}

/** Derives bars of series: side by side, or on top of each other. Shares end at 100 %, even if their rounded sum differs. */
function seriesBars(
  fields: BarFields & { readonly series: Field },
  { layout, sort, places, height, facts }: BarPlan,
  context: DeriveContext,
): SpecChart {
  const used = pickRows([fields.category, fields.number, fields.series], places);
  const [category = fields.category, number = fields.number, series = fields.series] = used;
  const [band, , size] = channels(layout);
  const colors = colorSeries(series, number, context, { categories: category, flush: layout.horizontal });
  const { color, group } = colors;
  if (!fields.stacked) {
    const reversed = layout.rtl && !layout.horizontal && { scale: { reverse: true } };
    const encoding = {
      ...barPositions(layout, category, number, sort),
      color,
      [`${band}Offset`]: { field: group.name, sort: colors.names, ...reversed },
      tooltip: tooltip(category, group, number),
    };
    return specChart({ height, mark: { type: 'bar' }, encoding }, [category, number, group], facts);
  }
  const rank = stackingRank(colors);
  const isGrouped = group !== series;
  const whole = wholeOf(number, category);
  const reverse = layout.rtl && layout.horizontal ? true : undefined;
  const more = {
    ...(isGrouped && SUM),
    ...(whole && { scale: { domain: [0, whole], clamp: true, reverse } }),
  };
  const values = isGrouped ? [] : partValues(number, series, layout);
  const bars = { type: 'bar', [size]: thickness(band) };
  const encoding = {
    ...barPositions(layout, category, number, sort, more),
    order: encode(rank, isGrouped ? { aggregate: 'min' } : {}),
    tooltip: isGrouped ? sumTooltip(number, category, group) : tooltip(category, series, number),
  };
  return specChart(
    values.length
      ? { height, encoding, layer: [{ mark: bars, encoding: { color } }, ...values] }
      : { height, mark: bars, encoding: { ...encoding, color } },
    [category, number, group, rank],
    facts,
  );
}

/**
 * Colors of good and bad, with a contrast of 4 : 1 on light and dark backgrounds. Signs repeat the verdicts without
 * color.
 */
const VERDICTS = ['#0b8a70', '#d8483c'];

/** Px that a legend entry needs in addition to its text. */
const LEGEND_ENTRY_PADDING = 36;

/** Derives bars in front of wider, paler bars of the previous values. The color shows whether the change is good. */
function comparedBars(fields: BarFields, plan: BarPlan, { words, available }: DeriveContext): SpecChart {
  const { sort, places, height, facts } = plan;
  // These bars have no layer for names above them.
  const layout = { ...plan.layout, above: false };
  const { category, extra = [] } = fields;
  // With two values per category, the tooltip names each by its period.
  const previous = fields.previous && { ...fields.previous, title: words.previous };
  const number = previous ? { ...fields.number, title: words.current } : fields.number;
  const { verdict, sign } = changeFields(fields, words);
  const all = [category, number, previous, verdict, ...extra, sign].filter((field) => field !== undefined);
  const used = pickRows(all, places);
  const [band, length, size] = channels(layout);
  const entries = [words.previous, ...new Set(verdict?.values)].map(String);
  const textWidth = entries.reduce((sum, entry) => sum + longestTextWidth([entry]), 0);
  const legendWidth = textWidth + LEGEND_ENTRY_PADDING * (entries.length + 1);
  // In a narrow box, stack the entries of the two legends.
  const legend = {
    offset: 10,
    columns: legendWidth > available.width && previous && verdict ? 1 : undefined,
  };
  const color = verdict && verdictColor(verdict, words, legend);
  // With verdicts, the current bars are in the other legend: this one explains only the pale bars.
  const shadeLegend = verdict ? { ...legend, values: [words.previous], symbolFillColor: NEUTRAL } : legend;
  const shade = (word: string): JsonObject => ({
    opacity: {
      datum: word,
      type: 'nominal',
      title: null,
      legend: shadeLegend,
      scale: { domain: [words.current, words.previous], range: [1, 0.3] },
    },
  });

  const end = { type: 'bar', cornerRadiusEnd: 2 };
  // The sign is between the name and the bar.
  const place = layout.horizontal ? (layout.rtl ? { expr: 'width + 11' } : -11) : { expr: 'height + 11' };
  const layer = [
    previous && {
      mark: { ...end, [size]: thickness(band), color: verdict && NEUTRAL },
      encoding: { [length]: encode(previous, { title: null }), ...shade(words.previous) },
    },
    {
      mark: { ...end, [size]: thickness(band, previous ? 0.5 : 1) },
      encoding: { ...(previous && shade(words.current)), color },
    },
    layout.labelled && numberLabels(number, layout),
    sign && { mark: 'text', encoding: { [length]: { value: place }, text: encode(sign), color } },
  ].filter(Boolean);
  const positions = barPositions(layout, category, fields.number, sort, sign && { labelPadding: 22 });
  return specChart(
    {
      height,
      encoding: { ...positions, tooltip: tooltip(category, number, previous, verdict, ...extra) },
      layer,
    },
    used,
    facts,
  );
}

/** Returns the color channel of verdicts. The legend lists only the verdicts that occur. */
function verdictColor(verdict: Field, { better, worse, same }: ChartWords, legend: JsonObject): JsonObject {
  const range = new Map([better, worse, same].map((word, place) => [word, [...VERDICTS, NEUTRAL][place]]));
  const domain = [...range.keys()].filter((word) => verdict.values.includes(word));
  return {
    condition: {
      test: `datum['${verdict.name}'] !== null`,
      ...encode(verdict, {
        title: null,
        legend,
        scale: { domain, range: domain.map((word) => range.get(word)) },
      }),
    },
    value: NEUTRAL,
  };
}

/** Returns a field with the verdict as a word, and one with a sign that shows the direction without color. */
function changeFields(
  { number, previous, favorable }: BarFields,
  words: ChartWords,
): { readonly verdict?: Field; readonly sign?: Field } {
  if (!favorable) return {};
  const verdicts = favorable.map((good, row) => {
    if (good !== null) return good ? words.better : words.worse;
    const now = number.values[row] ?? null;
    return now !== null && now === previous?.values[row] ? words.same : null;
  });
  const signs = favorable.map((good, row) => {
    const [now, before] = [number.values[row] ?? null, previous?.values[row] ?? null];
    if (now !== null && before !== null) return now > before ? '▲' : now < before ? '▼' : '';
    return good === null ? '' : good ? '+' : '−';
  });
  return {
    verdict: makeField('_verdict', '', 'text', verdicts),
    sign: makeField('_sign', '', 'text', signs),
  };
}

/** Derives bars over time, with the series stacked or side by side. */
function deriveTimeBars(columns: Plotted, context: DeriveContext): SpecChart {
  const { x: time, number, series, stacked } = lineFields(columns);
  const { band, width } = timeBand(time);
  const colors = series && colorSeries(series, number, context, { categories: time });
  const rank = colors && stacked ? stackingRank(colors) : undefined;
  const offset =
    colors && !stacked ? { xOffset: { field: colors.group.name, sort: colors.names } } : undefined;
  return specChart(
    {
      mark: { type: 'bar', width },
      encoding: {
        x: band,
        y: measure(number, true),
        color: colors?.color,
        ...(offset ?? { order: rank && encode(rank) }),
        tooltip: tooltip(time, series, number),
      },
    },
    [time, number, colors?.group, rank, series],
  );
}
