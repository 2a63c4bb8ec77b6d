import { extent, grainOf, makeField } from './columns.ts';
import type { ChartWords, Field } from './columns.ts';
import { colorSeries } from './derive-series.ts';
import { encode, fold, measure, shortFormat, specChart, TIME, tooltip } from './frame.ts';
import type { Json, Room } from './frame.ts';
import type { SpecChart } from './types.ts';

export interface LineFields {
  /** Dates, or categories in their order. */
  readonly x: Field;
  readonly number: Field;
  readonly series?: Field | undefined;
  readonly previous?: Field | undefined;
  readonly extra?: readonly Field[] | undefined;
  /** Order of categories on x. */
  readonly sort?: unknown;
}

/** Points are drawn on lines only where there are few. */
const FEW = 20;
/** Beyond this many rows the points that carry the tooltips cost more than they give. */
const MANY = 3000;

/** The x axis of a chart over time, its dates at the grain of the data. */
export function timeAxis(time: Field, sort?: unknown): Json {
  if (time.kind !== 'time') return encode(time, { title: null, sort });
  const grain = grainOf(time);
  const tickCount =
    time.distinct > 12 || grain === 'minute'
      ? undefined
      : grain === 'quarter'
        ? { interval: 'month', step: 3 }
        : grain;
  return encode(time, { title: null, axis: { format: TIME[grain].axis, tickCount } });
}

export function deriveLines(fields: LineFields, words: ChartWords, room: Room): SpecChart {
  if (fields.previous) return comparedLines(fields, fields.previous, words);
  const { x, number, series, extra = [], sort } = fields;
  const ends = series && lineEnds(x, number, series);
  const colors =
    series && colorSeries(series, number, words, ends && series.distinct <= 8 ? [...ends.keys()] : undefined);
  const label = ends && colors && endLabels(ends, series, number, room);
  const count = x.values.length;
  const line = {
    mark: {
      type: 'line',
      ...(count <= MANY && { point: x.distinct <= FEW ? { size: 30, opacity: 1 } : 'transparent' }),
    },
    encoding: {
      ...(colors && { color: label ? { ...colors.color, legend: null } : colors.color }),
      ...(colors && colors.group !== series && { detail: encode(series) }),
      tooltip: tooltip(x, series, number, ...extra),
    },
  };
  const shared = {
    x: timeAxis(x, sort),
    y: measure(number, false, { axis: { format: shortFormat(number) } }),
  };
  const used = [x, number, ...(colors ? [colors.group, series] : []), ...extra];
  if (!label) return specChart({ mark: line.mark, encoding: { ...shared, ...line.encoding } }, used);
  const text = {
    transform: [{ filter: "datum['_label'] !== null" }],
    mark: { type: 'text', align: 'left', dx: 8 },
    encoding: { text: { field: label.name, type: 'nominal' } },
  };
  return specChart({ encoding: shared, layer: [line, text] }, [...used, label]);
}

/** This period and the one before: one colour, the earlier one dashed. */
function comparedLines({ x, number, sort }: LineFields, previous: Field, words: ChartWords): SpecChart {
  const current = { ...number, title: words.current };
  const folded = fold([current, { ...previous, title: words.previous }], [x]);
  const [time = x] = folded.others;
  const dash = encode(folded.series, {
    title: null,
    scale: {
      domain: [words.current, words.previous],
      range: [
        [1, 0],
        [3, 4],
      ],
    },
    legend: { symbolType: 'stroke', symbolStrokeWidth: 2 },
  });
  return specChart(
    {
      mark: { type: 'line', point: x.distinct <= FEW ? { size: 30, opacity: 1 } : 'transparent' },
      encoding: {
        x: timeAxis({ ...time, distinct: x.distinct }, sort),
        y: measure(folded.value, false, {
          title: encode(number)['title'],
          axis: { format: shortFormat(folded.value) },
        }),
        strokeDash: dash,
        tooltip: tooltip(time, folded.series, folded.value),
      },
    },
    [time, folded.series, folded.value],
  );
}

/** The row of each line's last point, the highest end first. */
function lineEnds(x: Field, number: Field, series: Field): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  series.values.forEach((value, row) => {
    const name = String(value);
    const before = last.get(name);
    if (number.values[row] === null || x.values[row] === null) return;
    if (before === undefined || (x.values[row] ?? 0) >= (x.values[before] ?? 0)) last.set(name, row);
  });
  const height = (row: number): number => Number(number.values[row]);
  return new Map([...last].sort(([, a], [, b]) => height(b) - height(a)));
}

/** Names at the ends of the lines instead of a legend, where all of them fit: a field that holds them, or `null`. */
function endLabels(
  ends: ReadonlyMap<string, number>,
  series: Field,
  number: Field,
  room: Room,
): Field | null {
  const rows = [...ends.values()];
  const [min, max] = extent(number);
  const least = ((max - min) * 18) / Math.max(1, room.height - 60);
  const apart = rows.every(
    (row, place) =>
      place === 0 || Number(number.values[rows[place - 1] ?? row]) - Number(number.values[row]) >= least,
  );
  const longest = Math.max(...[...ends.keys()].map((name) => name.length));
  if (!apart || rows.length > 8 || longest * 7 > room.width * 0.25) return null;
  const values = series.values.map((name, row) => (ends.get(String(name)) === row ? name : null));
  return makeField('_label', '', 'text', values);
}

/** Areas that stand on one another; one alone is a line over a wash of its colour. */
export function deriveArea({ x, number, series, sort }: LineFields, words: ChartWords): SpecChart {
  const colors = series && colorSeries(series, number, words);
  const rank =
    colors &&
    makeField(
      '_rank',
      '',
      'number',
      colors.group.values.map((name) => colors.names.indexOf(String(name))),
    );
  const sum = { aggregate: 'sum' };
  const point = x.values.length <= MANY && 'transparent';
  return specChart(
    {
      mark: { type: 'area', point, ...(!colors && { line: true, opacity: 0.25 }) },
      encoding: {
        x: timeAxis(x, sort),
        y: measure(number, true, { ...(colors && sum), axis: { format: shortFormat(number) } }),
        ...(colors && rank && { color: colors.color, order: encode(rank, { aggregate: 'min' }) }),
        tooltip: tooltip(x, colors?.group, number).map((entry) =>
          colors && entry['field'] === number.name ? { ...entry, ...sum } : entry,
        ),
      },
    },
    [x, number, ...(colors && rank ? [colors.group, rank] : [])],
  );
}
