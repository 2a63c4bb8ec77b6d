import {
  colorSeries,
  encode,
  measure,
  specChart,
  stackingRank,
  SUM,
  sumTooltip,
  tooltip,
} from '../encodings.ts';
import { isPositive, type Kind, type Plotted } from './kind.ts';
import { axisX, HOVER_TARGET, line, lineFields, MANY, orderedFields } from './line.ts';

/** Stacked areas. A single series is a line above a transparent area. */
export const area: Kind = {
  fits(columns: Plotted) {
    const lacking = line.fits(columns);
    if (lacking) return lacking;
    const { number, series, stacked } = lineFields(columns);
    if (!isPositive(number)) return 'there are numbers below 0';
    return stacked || !series ? null : 'the numbers do not add up';
  },

  draw(columns: Plotted, context) {
    const { x, number, series, sort } = orderedFields(columns, context);
    const colors = series && colorSeries(series, number, context, { categories: x });
    const rank = colors && stackingRank(colors);
    return specChart(
      {
        mark: {
          type: 'area',
          point: x.values.length <= MANY && HOVER_TARGET,
          ...(!colors && { line: true, opacity: 0.25 }),
        },
        encoding: {
          x: axisX(x, sort, context),
          y: measure(number, true, colors && SUM),
          color: colors?.color,
          order: rank && encode(rank, { aggregate: 'min' }),
          tooltip: colors ? sumTooltip(number, x, colors.group) : tooltip(x, number),
        },
      },
      [x, number, colors?.group, rank],
    );
  },
};
