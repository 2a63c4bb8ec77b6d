/** Kinds that show two numbers for each name or date. */
import type { JsonObject } from '../../internal/json.ts';
import { longestTextWidth } from '../../internal/widths.ts';
import {
  barPositions,
  type BarLayout,
  channels,
  LABEL,
  labelScale,
  layOutBars,
  numberText,
  thickness,
  timeBand,
  unitWidth,
} from '../bar-layout.ts';
import { extent, type Field, fieldGrain } from '../columns.ts';
import {
  colorSeries,
  type DeriveContext,
  fold,
  isUnique,
  measure,
  NEUTRAL,
  pickRows,
  specChart,
  tooltip,
} from '../encodings.ts';
import { naturalOrder } from '../natural-order.ts';
import { firstCategories, orderNames } from '../order.ts';
import type { SpecChart } from '../types.ts';
import { type Columns, type Kind, lacksAxes, type Plotted, sameUnit } from './kind.ts';

export interface Pair {
  /** Names or dates, each once. */
  readonly x: Field;
  readonly ends: readonly [Field, Field];
  /** The names in the rows of the query, which has one or two rows for each. */
  readonly names: Field;
}

/** Returns the two numbers of each name: two columns, or the rows of two texts. Otherwise returns why there are none. */
export function readPair(given: Columns): Pair | string {
  const columns = withNumbersAsNames(given);
  const lacking = lacksAxes(columns);
  if (lacking) return lacking;
  const { x, number, numbers, single, texts } = columns as Plotted;
  if (single) {
    const [first, second] = sameUnit(numbers);
    return first && second ? { x, ends: [first, second], names: x } : 'each row has only one number';
  }
  const areYears = x.kind === 'time' && x.distinct === 2 && fieldGrain(x) === 'year';
  const names = areYears ? texts.find((text) => isUnique(text, x)) : x;
  const series = areYears ? x : columns.series;
  if (!names || series?.distinct !== 2) return 'no text has two values for each name';
  const sides = series.values.map((value) => String(value instanceof Date ? value.getFullYear() : value));
  const titles = naturalOrder({ values: sides }) ?? [...new Set(sides)];
  const rows = new Map<string, number[]>();
  names.values.forEach((name, row) => rows.set(String(name), [...(rows.get(String(name)) ?? []), row]));
  const end = (side: string | undefined): Field => ({
    ...number,
    name: `_${side}`,
    title: side!,
    values: [...rows.values()].map(
      (places) => number.values[places.find((row) => sides[row] === side) ?? -1] ?? null,
    ),
  });
  const firsts = [...rows.values()].map(([row]) => row!);
  return { x: pickRows([names], firsts)[0]!, ends: [end(titles[0]), end(titles[1])], names };
}

/** Takes the first of several numbers, such as ages, as the name of each row if no text is one. */
function withNumbersAsNames(columns: Columns): Columns {
  const [first, ...numbers] = columns.numbers;
  const { x, single, series } = columns;
  const side = x?.distinct === 2 && !single && !series ? x : undefined;
  if (!first || numbers.length < (side ? 1 : 2) || (x && !side)) return columns;
  const names: Field = { ...first, kind: 'text', values: first.values.map(String) };
  const known = side && isUnique(names, side) ? side : undefined;
  return { ...columns, x: names, number: numbers[0], numbers, single: isUnique(names), series: known };
}

/** Two points for each name, joined by a line. */
export const dumbbell: Kind = {
  fits(columns) {
    const pair = readPair(columns);
    if (typeof pair === 'string') return pair;
    return pair.x.kind === 'time' ? 'dates are the axis of lines' : null;
  },

  draw(columns, context) {
    const { names, first, second, layout, positions, ...plan } = layOutPair(columns, context, true);
    const { value, series, other } = fold([first, second], names);
    const [band, length] = channels(layout);
    const end = (name: string, { values }: Field): Field => ({
      ...value,
      name: `${value.name}_${name}`,
      values: [...values, ...values],
    });
    const [from, to] = [end('from', first), end('to', second)];
    const position = { ...positions, field: value.name };
    const { color } = colorSeries(series, value, context, { flush: true });
    const lower = `datum['${value.name}'] <= min(datum['${from.name}'], datum['${to.name}'])`;
    return specChart(
      {
        height: plan.height,
        encoding: { [band]: plan.bands },
        layer: [
          {
            mark: { type: 'rule', color: NEUTRAL, strokeWidth: 2, aria: false },
            encoding: { [length]: { ...position, field: from.name }, [`${length}2`]: { field: to.name } },
          },
          {
            mark: { type: 'point', size: 90, opacity: 1 },
            encoding: { [length]: position, color, tooltip: tooltip(other, series, value) },
          },
          ...(layout.labelled ? [endLabel(value, position, lower, layout, 8)] : []),
        ],
      },
      [other, value, series, from, to],
      plan.facts,
    );
  },
};

/** A bar from one number to the other. */
export const range: Kind = {
  fits(columns) {
    const pair = readPair(columns);
    return typeof pair === 'string' ? pair : null;
  },

  draw(columns, context) {
    const { x, ends } = readPair(columns) as Pair;
    if (x.kind === 'time') return datedRanges(x, ends);
    const { names, first, second, layout, positions, ...plan } = layOutPair(columns, context, false);
    const [band, length, size] = channels(layout);
    const label = (field: Field, other: Field, sign: string): JsonObject => {
      const isLower = `datum['${field.name}'] ${sign} datum['${other.name}']`;
      return endLabel(field, { ...positions, field: field.name }, isLower, layout, 5);
    };
    const labels = layout.labelled ? [label(first, second, '<='), label(second, first, '<')] : [];
    return specChart(
      {
        height: plan.height,
        encoding: { [band]: plan.bands, tooltip: tooltip(names, first, second) },
        layer: [
          {
            mark: { type: 'bar', cornerRadius: 2, [size]: thickness(band) },
            encoding: { [length]: positions, [`${length}2`]: { field: second.name } },
          },
          ...labels,
        ],
      },
      [names, first, second],
      plan.facts,
    );
  },
};

function datedRanges(x: Field, [first, second]: Pair['ends']): SpecChart {
  const { band, width } = timeBand(x);
  const y = measure(bothEnds(first, second), false);
  return specChart(
    {
      mark: { type: 'bar', width },
      encoding: { x: band, y, y2: { field: second.name }, tooltip: tooltip(x, first, second) },
    },
    [x, first, second],
  );
}

const bothEnds = (first: Field, second: Field): Field => ({
  ...first,
  title: '',
  values: [...first.values, ...second.values],
});

/** Height of a legend in px, and minimum width of a plot with numbers, at a text size of 12 px. */
const LEGEND = 30;
const NARROWEST = 90;

/** Selects and arranges names: by the second number, largest first, unless the page or the names have another order. */
function layOutPair(columns: Columns, context: DeriveContext, hasPoints: boolean) {
  const { x, ends, names: all } = readPair(columns) as Pair;
  const { available, textScale, rtl, limit, language } = context;
  const both = bothEnds(...ends);
  const found = orderNames(x, ends[1], context);
  const ordered = found.sort === 'by-sum' ? { ...found, sort: null } : found;
  const shown = ordered.names.slice(0, limit ?? Infinity);
  const legend = hasPoints ? LEGEND : 0;
  const bars = layOutBars({
    ...{ names: shown, natural: Array.isArray(ordered.sort), barsPerCategory: 1, plain: true },
    ...{ unitWidth: unitWidth(both), grows: limit !== null, lying: hasPoints, rtl, language, textScale },
    available: { ...available, height: available.height - legend },
  });
  const rest = available.width - Math.min(longestTextWidth(shown), bars.labelLimit / textScale);
  const isWide = !bars.horizontal || rest - 2 * (LABEL + unitWidth(both)) >= NARROWEST;
  const layout: BarLayout = { ...bars, above: false, labelled: bars.labelled && isWide };
  const { places } = firstCategories(x, ends[1], ordered, layout.capacity);
  const [names, first, second] = pickRows([x, ...ends], places) as [Field, Field, Field];
  const [band, length] = channels(layout);
  const { zero } = measure(both, false)['scale'] as JsonObject;
  const scale = layout.labelled
    ? { ...labelScale(both, layout, true), zero }
    : { zero, reverse: rtl && layout.horizontal ? true : undefined };
  const encoding = barPositions(layout, names, { ...first, title: '' }, ordered.sort, { scale });
  const position = encoding[length] as JsonObject;
  const [min, max] = extent(both);
  // A tick outside of the scale would be drawn, too.
  const isZeroShown = zero || (min < 0 && max > 0);
  const axis = {
    ...(position['axis'] as JsonObject),
    ...(layout.labelled && !isZeroShown && { values: [] }),
  };
  return {
    ...{ names, first, second, layout, bands: encoding[band], positions: { ...position, axis } },
    height: layout.height && layout.height + legend * textScale,
    facts: firstCategories(all, ends[1], ordered, layout.capacity).facts,
  };
}

/** Returns a layer with numbers at the outer sides of ends. `isLower` is an expression. */
function endLabel(
  number: Field,
  position: JsonObject,
  isLower: string,
  { horizontal, rtl }: BarLayout,
  gap: number,
): JsonObject {
  const choose = (lower: string, upper: string): JsonObject => ({
    expr: `${isLower} ? ${lower} : ${upper}`,
  });
  const toLeft = (left: string, right: string): JsonObject =>
    rtl ? choose(right, left) : choose(left, right);
  const mark = horizontal
    ? { align: toLeft(`'right'`, `'left'`), dx: toLeft(`${-gap}`, `${gap}`) }
    : { baseline: choose(`'top'`, `'bottom'`), dy: choose('5', '-4') };
  return {
    mark: { type: 'text', ...mark },
    encoding: {
      [horizontal ? 'x' : 'y']: position,
      text: numberText(number),
    },
  };
}
