import type { JsonObject } from '../internal/json.ts';
import { type BarLayout, barPositions, channels, layOutBars, numberLabels, thickness } from './bar-layout.ts';
import { type ChartWords, type Field, makeField, naturalOrder } from './columns.ts';
import {
  bySize,
  colorSeries,
  encode,
  pick,
  rankOf,
  type Setting,
  specChart,
  SUM,
  sumTooltip,
  tooltip,
  widthOf,
} from './frame.ts';
import type { SpecChart } from './types.ts';

interface BarFields {
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
interface BarPlan {
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

/** Good and bad, each with a contrast of 4 : 1 on light and on dark grounds; a sign stands beside. */
const VERDICTS = ['#0b8a70', '#d8483c'];
/** No change, or not known whether it is good. */
const NEITHER = '#7d858f';

/** Px that an entry of a legend takes besides its text. */
const ENTRY = 36;

/** Bars before a wider, paler one of the value before; colored by whether the change is good. */
function comparedBars(fields: BarFields, plan: BarPlan, { words, room }: Setting): SpecChart {
  const { layout, sort, places, more } = plan;
  const { category, extra = [] } = fields;
  // Beside one another they are called by their periods.
  const previous = fields.previous && { ...fields.previous, title: words.previous };
  const number = previous ? { ...fields.number, title: words.current } : fields.number;
  const { verdict, sign } = changeFields(fields, words);
  const all = [category, number, previous, verdict, ...extra, sign].filter((field) => field !== undefined);
  const used = pick(all, places);
  const [band, length, size] = channels(layout);
  const entries = [words.previous, ...new Set(verdict?.values)].map(String);
  const wide = entries.reduce((sum, entry) => sum + ENTRY + widthOf([entry]), ENTRY);
  // Two legends beside one another are too wide for a narrow box.
  const legend = { offset: 10, columns: wide > room.width && previous && verdict ? 1 : undefined };
  const color = verdict && verdictColor(verdict, words, legend);
  // Bars of today have the colors of their verdicts then: only what the pale ones are has to be said.
  const tones = verdict ? { ...legend, values: [words.previous], symbolFillColor: NEITHER } : legend;
  const tone = (word: string): JsonObject => ({
    opacity: {
      datum: word,
      type: 'nominal',
      title: null,
      legend: tones,
      scale: { domain: [words.current, words.previous], range: [1, 0.3] },
    },
  });

  const layers: unknown[] = [
    {
      mark: { type: 'bar', cornerRadiusEnd: 2, [size]: thickness(band, previous ? 0.5 : 1) },
      encoding: { ...(previous && tone(words.current)), color },
    },
  ];
  if (previous) {
    layers.unshift({
      mark: {
        type: 'bar',
        cornerRadiusEnd: 2,
        [size]: thickness(band),
        color: verdict && NEITHER,
      },
      encoding: { [length]: encode(previous, { title: null }), ...tone(words.previous) },
    });
  }
  if (layout.labelled) layers.push(numberLabels(number, layout));
  if (sign) {
    // Between the name and the bar.
    const place = layout.horizontal ? (layout.rtl ? { expr: 'width + 11' } : -11) : { expr: 'height + 11' };
    layers.push({ mark: 'text', encoding: { [length]: { value: place }, text: encode(sign), color } });
  }
  const positions = barPositions(layout, category, fields.number, sort, sign && { labelPadding: 22 });
  return specChart(
    {
      encoding: { ...positions, tooltip: tooltip(category, number, previous, verdict, ...extra) },
      layer: layers,
    },
    used,
    more,
  );
}

/** Only the colors that a bar has are in the legend. */
function verdictColor(verdict: Field, { better, worse, same }: ChartWords, legend: JsonObject): JsonObject {
  const range = new Map([better, worse, same].map((word, place) => [word, [...VERDICTS, NEITHER][place]]));
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
    value: NEITHER,
  };
}

/** Whether the change is good, in a word; and a sign that says which way it went without color. */
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
