import { extent, grainOf, makeField, naturalOrder } from './columns.ts';
import type { ChartWords, Field } from './columns.ts';
import { bySize, colorSeries } from './derive-series.ts';
import { encode, measure, pick, shortFormat, specChart, TIME, tooltip } from './frame.ts';
import type { Json, Room } from './frame.ts';
import type { SpecChart } from './types.ts';

/** Good and bad, with 4 : 1 contrast on light and dark grounds alike; an arrow stands beside. */
const BETTER = '#0b8a70';
const WORSE = '#d8483c';

const PX_PER_LETTER = 7;
const MAX_LABELLED = 12;
/** Bars do not become billboards. */
const thickness = (channel: string): Json => ({ expr: `min(bandwidth('${channel}'), 72)` });

export interface BarFields {
  readonly category: Field;
  readonly number: Field;
  readonly series?: Field | undefined;
  /** Whether the series are parts that add up. */
  readonly stacked?: boolean | undefined;
  readonly previous?: Field | undefined;
  /** `true` where the change is good, by row. */
  readonly favorable?: readonly (boolean | null)[] | undefined;
  /** Further fields for the tooltip. */
  readonly extra?: readonly Field[] | undefined;
}

/** Bars over categories, the largest first unless the categories have an order of their own. */
export function deriveBars(fields: BarFields, words: ChartWords, room: Room): SpecChart {
  const natural = naturalOrder(fields.category);
  const all = natural ?? bySize(fields.category, fields.number);
  const longest = Math.max(...all.map((name) => name.length));
  const rows = fields.series && !fields.stacked ? fields.series.distinct : 1;
  const capacity = Math.max(4, Math.floor((room.height - 40) / Math.max(20, 12 * rows)));
  const horizontal =
    !(natural && all.length > capacity) &&
    (longest > 8 || (all.length > 8 && !natural) || all.length * longest * PX_PER_LETTER > room.width);
  const shown = natural && !horizontal ? all : all.slice(0, capacity);
  const places = fields.category.values.flatMap((name, row) => (shown.includes(String(name)) ? [row] : []));
  const layout: Layout = {
    horizontal,
    places,
    order: natural ?? { field: fields.number.name, op: 'sum', order: 'descending' },
    labelLimit: Math.round(room.width * 0.42),
    labelled: shown.length <= MAX_LABELLED && (horizontal || room.width / shown.length > 44),
    words,
  };
  const more = all.length - shown.length;
  return fields.series
    ? seriesBars({ ...fields, series: fields.series }, layout, more)
    : plainBars(fields, layout, more);
}

interface Layout {
  readonly horizontal: boolean;
  readonly places: readonly number[];
  readonly order: unknown;
  readonly labelLimit: number;
  readonly labelled: boolean;
  readonly words: ChartWords;
}

/** The two positions, whichever way the bars lie. */
function positions(
  category: Field,
  number: Field,
  { horizontal, order, labelLimit }: Layout,
  axis: Json,
  more: Json = {},
): Json {
  const [band, length] = horizontal ? ['y', 'x'] : ['x', 'y'];
  return {
    [band]: encode(category, { title: null, sort: order, axis: { labelLimit, ...(more['band'] as Json) } }),
    [length]: measure(number, true, {
      ...(more['length'] as Json),
      axis: { ...(horizontal && { orient: 'top', titleAnchor: 'start' }), ...axis },
    }),
  };
}

function seriesBars(fields: BarFields & { readonly series: Field }, layout: Layout, more: number): SpecChart {
  const [category, number, series] = pick([fields.category, fields.number, fields.series], layout.places) as [
    Field,
    Field,
    Field,
  ];
  const { group, names, color } = colorSeries(
    { ...series, distinct: new Set(series.values).size },
    number,
    layout.words,
  );
  const rank = makeField(
    '_rank',
    '',
    'number',
    group.values.map((name) => names.indexOf(String(name))),
  );
  const band = layout.horizontal ? 'y' : 'x';
  const sum = { aggregate: 'sum' };
  return specChart(
    {
      mark: {
        type: 'bar',
        ...(fields.stacked && { [layout.horizontal ? 'height' : 'width']: thickness(band) }),
      },
      encoding: {
        ...positions(
          category,
          number,
          layout,
          { format: shortFormat(number) },
          { length: fields.stacked ? sum : {} },
        ),
        color,
        ...(fields.stacked
          ? { order: encode(rank, { aggregate: 'min' }) }
          : { [`${band}Offset`]: { field: group.name, sort: names } }),
        tooltip: tooltip(category, group, number).map((entry) =>
          fields.stacked && entry['field'] === number.name ? { ...entry, ...sum } : entry,
        ),
      },
    },
    fields.stacked ? [category, number, group, rank] : [category, number, group],
    more,
  );
}

function plainBars(fields: BarFields, layout: Layout, more: number): SpecChart {
  const { horizontal, labelled, words, places } = layout;
  const { previous } = fields;
  const change = changeFields(fields, words);
  const used = pick(
    [fields.category, fields.number, ...(previous ? [previous] : []), ...change, ...(fields.extra ?? [])],
    places,
  );
  const byName = (field: Field | undefined): Field | undefined =>
    used.find(({ name }) => name === field?.name);
  const category = byName(fields.category) ?? fields.category;
  const number = byName(fields.number) ?? fields.number;
  const [band, length] = horizontal ? ['y', 'x'] : ['x', 'y'];
  const [, favor, arrow] = [0, byName(change[0]), byName(change[1])];
  const negative = extent(number)[0] < 0;
  const beyond = (value: Json['x']): Json => ({
    expr: `datum['${number.name}'] < 0 ? ${-Number(value)} : ${Number(value)}`,
  });
  const opacity = (word: string): Json =>
    previous
      ? {
          opacity: {
            datum: word,
            type: 'nominal',
            title: null,
            scale: { domain: [words.current, words.previous], range: [1, 0.3] },
          },
        }
      : {};

  const bar = {
    mark: {
      type: 'bar',
      [horizontal ? 'height' : 'width']: previous
        ? { expr: `min(bandwidth('${band}') * 0.55, 40)` }
        : thickness(band),
    },
    encoding: {
      ...opacity(words.current),
      ...(favor && {
        color: encode(favor, {
          title: null,
          scale: { domain: [words.better, words.worse], range: [BETTER, WORSE] },
        }),
      }),
    },
  };
  const before = previous && {
    mark: { type: 'bar', [horizontal ? 'height' : 'width']: thickness(band) },
    encoding: { [length]: encode(previous, { title: null }), ...opacity(words.previous) },
  };
  const label = labelled &&
    !previous && {
      mark: horizontal
        ? {
            type: 'text',
            align: negative ? { expr: `datum['${number.name}'] < 0 ? 'right' : 'left'` } : 'left',
            dx: negative ? beyond(5) : 5,
          }
        : {
            type: 'text',
            baseline: negative ? { expr: `datum['${number.name}'] < 0 ? 'top' : 'bottom'` } : 'bottom',
            dy: negative ? beyond(-4) : -4,
          },
      encoding: { text: encode(number, { format: shortFormat(number) }) },
    };
  const sign = arrow &&
    favor && {
      mark: { type: 'text', fontSize: 10, align: 'center' },
      encoding: {
        [length]: { value: horizontal ? -10 : { expr: 'height + 10' } },
        text: encode(arrow),
        color: bar.encoding.color,
      },
    };
  const layers = [before, bar, label, sign].filter(Boolean);
  const axis = label ? { labels: false, values: [0] } : { format: shortFormat(number) };
  const shared = {
    ...positions(category, number, layout, axis, { band: sign ? { labelPadding: 20 } : {} }),
    tooltip: tooltip(
      category,
      number,
      byName(previous),
      favor,
      ...used.slice(2 + (previous ? 1 : 0) + change.length),
    ),
  };
  return specChart(
    layers.length > 1
      ? { encoding: shared, layer: layers }
      : { mark: bar.mark, encoding: { ...shared, ...bar.encoding } },
    used,
    more,
  );
}

/** Whether the change is good, as a word, and the arrow that says so without colour. */
function changeFields({ number, previous, favorable }: BarFields, words: ChartWords): readonly Field[] {
  if (!favorable) return [];
  const arrows = number.values.map((value, row) => {
    const before = previous?.values[row];
    if (typeof value === 'number' && typeof before === 'number')
      return value > before ? '▲' : value < before ? '▼' : '';
    return favorable[row] == null ? '' : favorable[row] ? '+' : '−';
  });
  const word = (good: boolean | null): string | null =>
    good === null ? null : good ? words.better : words.worse;
  return [makeField('_change', '', 'text', favorable.map(word)), makeField('_arrow', '', 'text', arrows)];
}

/** Bars over time: as wide as the unit that the moments are apart. */
export function deriveTimeBars(
  fields: { readonly time: Field; readonly number: Field; readonly series?: Field | undefined },
  words: ChartWords,
): SpecChart {
  const { time, number, series } = fields;
  const grain = grainOf(time);
  const [first, last] = extent(time);
  const { unit, days, axis } = TIME[grain];
  // Weeks and the like are no unit of their own here: each moment becomes a category.
  const regular = unit !== undefined && (last - first) / 864e5 / Math.max(1, time.distinct - 1) < days * 1.9;
  const x = regular
    ? encode(time, { title: null, timeUnit: unit, axis: { format: axis } })
    : encode(time, { title: null, type: 'ordinal', axis: { format: TIME[grain].full, formatType: 'time' } });
  const colors = series && colorSeries(series, number, words);
  const rank =
    colors &&
    makeField(
      '_rank',
      '',
      'number',
      colors.group.values.map((name) => colors.names.indexOf(String(name))),
    );
  return specChart(
    {
      mark: 'bar',
      encoding: {
        x,
        y: measure(number, true, { axis: { format: shortFormat(number) } }),
        ...(colors && rank && { color: colors.color, order: encode(rank) }),
        tooltip: tooltip(time, series, number),
      },
    },
    [time, number, ...(colors && rank && series ? [colors.group, rank, series] : [])],
  );
}
