import type { JsonObject } from '../../internal/json.ts';
import { extent, type Field } from '../columns.ts';
import {
  colorSeries,
  type DeriveContext,
  encode,
  isUnique,
  legendValues,
  measure,
  pickRows,
  specChart,
  tooltip,
} from '../encodings.ts';
import { firstCategories, namesBySum, orderNames, type OrderedNames } from '../order.ts';
import type { SpecChart } from '../types.ts';
import {
  areScattered,
  colorField,
  FEW,
  isPositive,
  type Kind,
  lacksAxes,
  type Plotted,
  tooManySeries,
} from './kind.ts';

export const point: Kind = {
  fits(columns) {
    const { mark, single, series, number, runs } = columns;
    const lacking = lacksAxes(areScattered(columns) ? { ...columns, x: number } : columns);
    if (lacking || mark === 'point') return lacking;
    if (areScattered(columns) || (!single && !series) || (!runs && tooManySeries(columns))) return null;
    return 'each row has its own place on an axis';
  },

  draw: (columns: Plotted, context) =>
    columns.x?.kind === 'time' || areScattered(columns)
      ? scatterPlot(columns, context)
      : stripPlot(columns, context),
};

/** Returns the opacity of points: 70 % for up to 200 points, decreasing to 15 % for several thousand. */
export const opacityFor = (count: number): number =>
  Math.round(100 * Math.max(0.15, 0.7 * Math.min(1, Math.sqrt(200 / count)))) / 100;

/** Areas of circles in square px: the smallest, and the least and most of the largest. */
const CIRCLE = { smallest: 16, least: 80, most: 900 };

/** Returns the size channel of a third number: its largest circle covers a small part of the plot. */
function sizeOf(number: Field, count: number): JsonObject {
  const area = `width * height / ${Math.max(150, 4 * count)}`;
  const rangeMax = { expr: `clamp(${area}, ${CIRCLE.least}, ${CIRCLE.most})` };
  return encode(number, {
    scale: { rangeMin: CIRCLE.smallest, rangeMax },
    legend: { values: legendValues(number), columns: 4 },
  });
}

/** Derives points of two numbers, or of a date and a number. A third number that is positive is their size. */
function scatterPlot(columns: Plotted, context: DeriveContext): SpecChart {
  const { number, texts, numbers } = columns;
  const [, second, ...others] = numbers;
  const [x, y] = areScattered(columns) && second ? [number, second] : [columns.x, number];
  const extra = [...texts, ...(x === number ? others : [])].slice(0, x === number && columns.x ? 4 : 3);
  const [third] = x === number ? others : [];
  const size = third && isPositive(third) && extent(third)[1] > 0 ? third : undefined;
  const colored = colorField(texts);
  // With sizes, colors that only tell single points apart are too much.
  const series = size && colored && isUnique(colored) ? undefined : colored;
  const colors = series && colorSeries(series, y, context);
  return specChart(
    {
      mark: { type: 'point', opacity: opacityFor(x.values.length) },
      encoding: {
        x: x.kind === 'time' ? encode(x, { title: null }) : measure(x, false),
        y: measure(y, false),
        color: colors?.color,
        size: size && sizeOf(size, x.values.length),
        // Small circles are in front of large ones.
        order: size && encode(size, { sort: 'descending' }),
        tooltip: tooltip(...extra, series, x, y, size),
      },
    },
    [x, y, colors?.group, series, ...extra, size],
  );
}

/** Heights of a strip and of the axis above, in px at a text size of 12 px. */
const STRIP = 20;
const STRIPS_HEADER = 48;

/** Derives points for categories with several rows: each is in the strip of its category, in the color of its series. */
function stripPlot(columns: Plotted, context: DeriveContext): SpecChart {
  const { mark, x: category, number, series: among, rest } = columns;
  const series = among && among.distinct <= FEW ? among : undefined;
  const extra = among && mark !== 'point' ? [among] : rest.filter((text) => text !== series).slice(0, 2);
  const { available, textScale, rtl, limit } = context;
  const ordered: OrderedNames =
    context.sort === null
      ? { names: namesBySum(category, number), sort: 'by-sum' }
      : orderNames(category, number, context);
  const fitting = Math.max(4, Math.floor((available.height - STRIPS_HEADER) / STRIP));
  const capacity = Math.min(limit ?? fitting, ordered.names.length);
  const { places, facts } = firstCategories(category, number, ordered, capacity);
  const used = pickRows([category, number, ...(series ? [series] : []), ...extra], places);
  const [band = category, value = number, group = category] = used;
  const colors = series && colorSeries(group, value, context, { flush: true });
  return specChart(
    {
      height: limit === null ? undefined : Math.round((STRIPS_HEADER + capacity * STRIP) * textScale),
      mark: { type: 'point', opacity: opacityFor(places.length / capacity) },
      encoding: {
        y: encode(band, {
          title: null,
          sort:
            ordered.sort === 'by-sum'
              ? { field: value.name, op: 'median', order: 'descending' }
              : ordered.sort,
          axis: { labelLimit: Math.round(available.width * textScale * 0.4), labelOverlap: false },
        }),
        x: measure(value, false, {
          axis: { orient: 'top', titleAnchor: rtl ? 'end' : 'start' },
        }),
        color: colors?.color,
        tooltip: tooltip(...used),
      },
    },
    used,
    facts,
  );
}
