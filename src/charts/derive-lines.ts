import { extent, makeField } from './columns.ts';
import type { Field } from './columns.ts';
import { colorSeries, rankOf } from './derive-series.ts';
import {
  encode,
  fitAbreast,
  fold,
  measure,
  namesBelow,
  specChart,
  SUM,
  sumTooltip,
  tooltip,
  widthOf,
} from './frame.ts';
import type { Json, Room, Setting } from './frame.ts';
import type { SpecChart } from './types.ts';

export interface LineFields {
  /** Dates, or categories. */
  readonly x: Field;
  readonly number: Field;
  readonly series?: Field | undefined;
  readonly previous?: Field | undefined;
  /** Order of the categories on x; `null` for that of the rows. */
  readonly sort?: readonly string[] | null | undefined;
}

/** Points are drawn on lines only where there are few. */
const FEW = 20;
/** Beyond so many rows, the unseen points under the pointer cost more than they give. */
const MANY = 3000;

/** Points that only the pointer finds, from ten pixels away. */
const UNSEEN = { size: 320, opacity: 0 };

const pointsOn = (x: Field): unknown =>
  x.distinct <= FEW ? { size: 30, opacity: 1 } : x.values.length <= MANY && UNSEEN;

/** A slanting name takes so many px of the width, and no more than so many of its own. */
const SLANTED = 16;
const SLANTED_LIMIT = 100;

/** Names without an order of their own say nothing of those that are left out: they slant where they do not fit. */
function nameAxis(x: Field, sort: LineFields['sort'], { width }: Room): Json {
  const names = [...new Set(x.values)].map(String);
  const slanted = !sort && !fitAbreast(names, width) && names.length * SLANTED < width;
  return slanted ? { labelAngle: -40, labelOverlap: false, labelLimit: SLANTED_LIMIT } : namesBelow(x);
}

const axisX = (x: Field, sort: LineFields['sort'], room: Room): Json =>
  encode(x, x.kind === 'time' ? { title: null } : { title: null, sort, axis: nameAxis(x, sort, room) });

/** Lines; their names stand at their ends where there is room, else in a legend. */
export function deriveLines(fields: LineFields, setting: Setting): SpecChart {
  const { x, number, series, previous, sort } = fields;
  if (previous) return comparedLines(fields, previous, setting);
  const ends = series && series.distinct <= 8 ? lineEnds(x, number, series) : undefined;
  const colors = series && colorSeries(series, number, setting, { order: ends && [...ends.keys()] });
  const label = ends && series && endLabels(ends, series, number, setting.room);
  const line = {
    mark: { type: 'line', point: pointsOn(x) },
    encoding: {
      color: colors && (label ? { ...colors.color, legend: null } : colors.color),
      detail: colors && colors.group !== series ? encode(series) : undefined,
      tooltip: tooltip(x, series, number),
    },
  };
  const position = { x: axisX(x, sort, setting.room), y: measure(number, false) };
  const used = [x, number, colors?.group, series];
  if (!label) return specChart({ ...line, encoding: { ...position, ...line.encoding } }, used);
  const text = {
    transform: [{ filter: `datum['${label.name}'] !== null` }],
    mark: { type: 'text', align: 'left', dx: 8 },
    encoding: { text: encode(label) },
  };
  return specChart({ encoding: position, layer: [line, text] }, [...used, label]);
}

/** This period and the one before it: one colour, the earlier one dashed. */
function comparedLines(fields: LineFields, previous: Field, { words, room }: Setting): SpecChart {
  const { x, number, sort } = fields;
  const pair = [
    { ...number, title: words.current },
    { ...previous, title: words.previous },
  ];
  const { series, value, other } = fold(pair, x);
  return specChart(
    {
      mark: { type: 'line', point: pointsOn(other) },
      encoding: {
        x: axisX(other, sort, room),
        y: measure(value, false),
        strokeDash: encode(series, {
          scale: {
            domain: [words.current, words.previous],
            range: [
              [1, 0],
              [3, 4],
            ],
          },
          legend: { symbolType: 'stroke', symbolStrokeWidth: 2, offset: 10 },
        }),
        tooltip: tooltip(other, series, value),
      },
    },
    [other, series, value],
  );
}

/** The row of each line's last point, the highest end first. */
function lineEnds(x: Field, number: Field, series: Field): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  series.values.forEach((name, row) => {
    const before = last.get(String(name));
    if (number.values[row] === null || x.values[row] === null) return;
    const isLater =
      before === undefined || x.kind === 'text' || (x.values[row] ?? 0) >= (x.values[before] ?? 0);
    if (isLater) last.set(String(name), row);
  });
  const height = (row: number): number => Number(number.values[row]);
  return new Map([...last].sort(([, a], [, b]) => height(b) - height(a)));
}

/** The names at the ends of the lines, if all of them fit beside one another. */
function endLabels(
  ends: ReadonlyMap<string, number>,
  series: Field,
  number: Field,
  room: Room,
): Field | undefined {
  const heights = [...ends.values()].map((row) => Number(number.values[row]));
  const [min, max] = extent(number);
  const least = ((max - min) * 18) / Math.max(1, room.height - 60);
  const fit = heights.every((height, place) => !place || (heights[place - 1] ?? height) - height >= least);
  if (!fit || widthOf([...ends.keys()]) > room.width * 0.25) return undefined;
  const labels = series.values.map((name, row) => (ends.get(String(name)) === row ? name : null));
  return makeField('_label', '', 'text', labels);
}

/** Areas that stand on one another; one alone is a line over a wash of its colour. */
export function deriveArea({ x, number, series, sort }: LineFields, setting: Setting): SpecChart {
  const colors = series && colorSeries(series, number, setting);
  const rank = colors && rankOf(colors);
  return specChart(
    {
      mark: {
        type: 'area',
        point: x.values.length <= MANY && UNSEEN,
        ...(!colors && { line: true, opacity: 0.25 }),
      },
      encoding: {
        x: axisX(x, sort, setting.room),
        y: measure(number, true, colors && SUM),
        color: colors?.color,
        order: rank && encode(rank, { aggregate: 'min' }),
        tooltip: colors ? sumTooltip(number, x, colors.group) : tooltip(x, number),
      },
    },
    [x, number, colors?.group, rank],
  );
}
