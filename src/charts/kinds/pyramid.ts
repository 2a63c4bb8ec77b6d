import { extent, type Field } from '../columns.ts';
import { colorSeries, encode, fold, measure, specChart, tooltip } from '../encodings.ts';
import { naturalOrder } from '../natural-order.ts';
import { type Kind, isPositive, unsigned } from './kind.ts';
import { type Pair, readPair } from './pairs.ts';

/** Px between the titles of the sides and the bars, and between a title and the center, at a text size of 12 px. */
const ABOVE = 8;
const FROM_CENTER = 8;

/** Bars to both sides, one row for each age group. All groups are shown, the youngest at the bottom. */
export const pyramid: Kind = {
  fits(columns) {
    const pair = readPair(columns);
    if (typeof pair === 'string') return pair;
    if (pair.x.kind === 'time') return 'dates are the axis of lines';
    return pair.ends.every(isPositive) ? null : 'there are numbers below 0';
  },

  draw(columns, context) {
    const { x, ends } = readPair(columns) as Pair;
    const { available, language, rtl, sort, textScale } = context;
    const { value, series, other } = fold(ends, x);
    const count = x.values.length;
    const sideOf = (number: unknown, row: number): number | null =>
      typeof number === 'number' ? (row < count ? -number : number) : null;
    const sides: Field = { ...unsigned(value), values: value.values.map(sideOf) };
    const natural = sort === null || sort === 'name' ? naturalOrder(x, language) : null;
    const { color } = colorSeries(series, value, context);
    const [, most] = extent(value);
    const toLeft = `(datum.side ${rtl ? '>' : '<'} 0)`;
    const px = (length: number): number => length * textScale;
    return specChart(
      {
        layer: [
          {
            mark: 'bar',
            encoding: {
              y: encode(other, {
                title: null,
                sort: natural ? [...natural].reverse() : null,
                axis: {
                  labelLimit: Math.round(available.width * textScale * 0.4),
                  orient: rtl ? 'right' : undefined,
                },
              }),
              x: measure(sides, true, {
                title: (columns.single ? null : columns.number?.title) || value.format?.unit || null,
                scale: { domain: [-most || -1, most || 1], nice: true, reverse: rtl || undefined },
                axis: { titleAnchor: 'middle' },
              }),
              color: { ...color, legend: null },
              tooltip: tooltip(other, series, sides),
            },
          },
          {
            transform: [
              { aggregate: [{ op: 'sum', field: sides.name, as: 'side' }], groupby: [series.name] },
            ],
            mark: {
              type: 'text',
              aria: false,
              fontWeight: 600,
              baseline: 'bottom',
              limit: { expr: `width / 2 - ${px(FROM_CENTER)}` },
              align: { expr: `${toLeft} ? 'right' : 'left'` },
              x: { expr: `width / 2 + (${toLeft} ? -1 : 1) * ${px(FROM_CENTER)}` },
              y: px(-ABOVE),
            },
            encoding: { text: encode(series) },
          },
        ],
      },
      [other, sides, series],
    );
  },
};
