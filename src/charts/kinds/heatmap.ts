import type { JsonObject } from '../../internal/json.ts';
import { longestTextWidth } from '../../internal/widths.ts';
import { extent, type Field, fieldGrain } from '../columns.ts';
import {
  type DeriveContext,
  encode,
  fitSideBySide,
  fold,
  isUnique,
  pickRows,
  shareFormat,
  specChart,
  TIME,
  tooltip,
} from '../encodings.ts';
import { naturalOrder } from '../natural-order.ts';
import { firstCategories, orderNames, type OrderedNames } from '../order.ts';
import type { Columns, Kind } from './kind.ts';
import { axisX } from './line.ts';

/** The fields of a heat map: a cell for each pair of `places`, with the color of `number`. */
interface Grid {
  readonly places: readonly [Field, Field];
  readonly number: Field;
}

export const heatmap: Kind = {
  fits(columns) {
    if (!columns.number) return 'no column has numbers';
    return readGrid(columns) ? null : 'no two categories or dates have one number for each pair';
  },

  draw: (columns, context) => deriveCells(readGrid(columns)!, context),
};

/** Maximum number of columns that are tried as categories, and of the different whole numbers in one. */
const MAX_TRIED = 5;
const MAX_CLASSES = 60;

const areClasses = ({ values, distinct }: Field): boolean =>
  distinct <= MAX_CLASSES && values.every(Number.isInteger);

/** Finds the first two columns that have one number for each pair. Of several columns of numbers, each is a category. */
function readGrid({ time, texts, numbers, x, single }: Columns): Grid | undefined {
  const names = [...(time ? [time] : []), ...texts];
  if (x && single && names.length === 1 && numbers.length > 1) {
    const { other, series, value } = fold(numbers, x);
    return { places: [other, series], number: value };
  }
  for (const number of [...numbers].reverse().slice(0, MAX_TRIED)) {
    const classes = numbers.filter((each) => each !== number && areClasses(each));
    const tried = [...names, ...classes].slice(0, MAX_TRIED);
    for (const [at, one] of tried.entries())
      for (const other of tried.slice(at + 1))
        if (isUnique(one, other)) return { places: [one, other], number };
  }
  return undefined;
}

/** Heights of a row that has a number and of one whose name is readable, and of axis and legend, in px. */
const NUMBERED_ROW = 18;
const ROW = 15;
const HEADER = 80;
/** Maximum part of the width for the names of the rows. */
const NAMES = 0.4;

function deriveCells({ places, number }: Grid, context: DeriveContext): ReturnType<typeof specChart> {
  const { available, textScale, limit, rtl } = context;
  const [across, down] = [...places].sort((a, b) => rankAcross(b, context) - rankAcross(a, context)) as [
    Field,
    Field,
  ];
  const isKept = (field: Field): boolean =>
    field.kind !== 'text' || naturalOrder(field, context.language) !== null;
  const ordered = orderNames(down, number, context);
  const room = available.height - HEADER;
  const capacity = isKept(down)
    ? down.distinct
    : Math.min(limit ?? Math.max(4, Math.floor(room / ROW)), down.distinct);
  const first = firstCategories(down, number, ordered, capacity);
  // A cell without a number is empty.
  const drawn = first.places.filter((row) => number.values[row] != null);
  const [x = across, y = down, value = number] = pickRows([across, down, number], drawn);
  const grows = limit !== null && !isKept(down);

  const rowNames = y.kind === 'text' ? longestTextWidth(ordered.names.slice(0, capacity)) : 40;
  const width = (available.width - Math.min(rowNames, available.width * NAMES)) / x.distinct;
  const isNumbered =
    (grows || room / capacity >= NUMBERED_ROW) && width >= longestTextWidth(shortTexts(value)) + 6;
  // Thin gaps, unless cells are so narrow that gaps would be a large part of them.
  const scale = { paddingInner: Math.max(x.distinct, capacity) > 40 ? 0 : 0.04, paddingOuter: 0 };
  const names = {
    labelLimit: Math.round(available.width * NAMES * textScale),
    orient: rtl ? 'right' : undefined,
  };
  const encoding = {
    x: place(
      x,
      { ...scale, ...(rtl && isKept(across) && { reverse: false }) },
      {
        ...axisX(x, isKept(across) ? [] : null, context),
        sort: sortOf(orderNames(across, number, context), value),
      },
    ),
    y: place(y, scale, { sort: sortOf(ordered, value), axis: names }),
    tooltip: tooltip(x, y, value),
  };
  const [low, high] = extent(value);
  const most = Math.max(-low, high);
  const color = encode(value, {
    // Both sides of zero have equal steps of color.
    scale: low < 0 && high > 0 ? { domain: [-most, most], domainMid: 0, interpolate: 'lab' } : undefined,
    legend: { offset: 10, ...shareFormat(value) },
  });
  const label = {
    mark: { type: 'text', color: { expr: readableOn(`scale('color', datum['${value.name}'])`) } },
    encoding: { text: encode(value, cellFormat(value)) },
  };
  return specChart(
    {
      height: grows ? Math.round((HEADER + capacity * NUMBERED_ROW * 1.2) * textScale) : undefined,
      encoding,
      layer: [{ mark: 'rect', encoding: { color } }, ...(isNumbered ? [label] : [])],
    },
    [x, y, value],
    first.facts,
  );
}

/** Returns the order for Vega-Lite, which does not depend on the rows if it is by value. */
const sortOf = ({ names, sort }: OrderedNames, number: Field): unknown =>
  sort === 'by-sum' ? { field: number.name, op: 'sum', order: 'descending' } : names;

/** Returns how well the names of a field fit below the cells: any that can be thinned out, then more of them. */
function rankAcross(field: Field, { available, language }: DeriveContext): number {
  const names = field.kind === 'text' ? [...new Set(field.values)].map(String) : [];
  const fits = names.length === 0 || naturalOrder(field, language) || fitSideBySide(names, available.width);
  return fits ? 1e6 + field.distinct : -longestTextWidth(names);
}

/** Returns the position channel of dates, numbers or names, each with a band of cells. */
function place(field: Field, scale: JsonObject, named: JsonObject): JsonObject {
  const band = { ...(named['scale'] as JsonObject | undefined), ...scale };
  const base = { ...named, title: null, scale: band };
  if (field.kind === 'text') return encode(field, base);
  if (field.kind === 'time')
    return encode(field, {
      ...base,
      type: 'ordinal',
      sort: undefined,
      timeUnit: TIME[fieldGrain(field)].unit,
    });
  const [low, high] = extent(field);
  // Numbers without a cell keep their place.
  const domain =
    high - low < MAX_CLASSES ? Array.from({ length: high - low + 1 }, (_, at) => low + at) : undefined;
  return encode(field, {
    ...base,
    type: 'ordinal',
    sort: undefined,
    title: field.title || null,
    scale: { ...band, domain },
  });
}

/** Returns a format with equal decimals, without the unit, which the legend has. */
function cellFormat(number: Field): JsonObject {
  const { decimals, pattern } = number.format ?? {};
  const [{ format: common } = {}] = tooltip(number);
  return number.isShare
    ? shareFormat(number)
    : {
        format: {
          style: 'short',
          ...(common as JsonObject | undefined),
          ...(decimals !== undefined && { decimals }),
          pattern,
        },
      };
}

/** Returns texts that are about as wide as the numbers in the cells. */
const shortTexts = ({ values, isShare }: Field): readonly string[] =>
  values.map((value) =>
    isShare
      ? '88.8%'
      : Math.abs(Number(value)) >= 1000
        ? '888.8K'
        : String(Number(Number(value).toPrecision(3))),
  );

/** Returns the expression of the text color with the higher contrast: at least 4.5 on any color. */
const readableOn = (color: string): string => `luminance(${color}) > 0.179 ? '#000000' : '#ffffff'`;
