import type { Dataset } from '../public-client/types.ts';
import { LAND } from '../spec/names.ts';
import { extent, type Field } from './columns.ts';
import { GROUND } from './maps/projections.ts';
import { largestCircle, labelLayer, type MapFields, placeNames, projectionFor } from './symbol-map.ts';
import {
  isUnique,
  colorSeries,
  encode,
  measure,
  pickRows,
  type DeriveContext,
  specChart,
  tooltip,
} from './encodings.ts';
import { firstCategories, namesBySum, orderNames, type OrderedNames } from './order.ts';
import { measureFormat, type MeasureFormats } from './measure-formats.ts';
import type { Roles } from './roles.ts';
import type { NumberChart, SpecChart } from './types.ts';

interface PointFields {
  /** A number or a date. */
  readonly x: Field;
  readonly y: Field;
  readonly series?: Field | undefined;
  /** Further fields for the tooltip. */
  readonly extra?: readonly Field[] | undefined;
}

/** Returns the opacity of points: 70 % for up to 200 points, decreasing to 15 % for several thousand. */
const opacityFor = (count: number): number =>
  Math.round(100 * Math.max(0.15, 0.7 * Math.min(1, Math.sqrt(200 / count)))) / 100;

/** Derives a scatter plot of two numbers, or of a date and a number. */
export function derivePoints({ x, y, series, extra = [] }: PointFields, context: DeriveContext): SpecChart {
  const colors = series && colorSeries(series, y, context);
  return specChart(
    {
      mark: { type: 'point', opacity: opacityFor(x.values.length) },
      encoding: {
        x: x.kind === 'time' ? encode(x, { title: null }) : measure(x, false),
        y: measure(y, false),
        color: colors?.color,
        tooltip: tooltip(...extra, series, x, y),
      },
    },
    [x, y, colors?.group, series, ...extra],
  );
}

/** Heights of a strip and of the axis above, in px at a text size of 12 px. */
const STRIP = 20;
const STRIPS_HEADER = 48;

/**
 * Derives a strip plot for categories with several rows: each row is a point in the strip of its category, in the color
 * of its series.
 */
export function deriveStrips(
  category: Field,
  number: Field,
  context: DeriveContext,
  extra: readonly Field[],
  series?: Field,
): SpecChart {
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

/** Derives a map with points, zoomed to their region. Up to twelve of them have a name. */
export function deriveMap(fields: MapFields, context: DeriveContext): SpecChart {
  const { latitude, longitude, number, extra } = fields;
  // Names are at the points, and need no colors.
  const series = fields.series && isUnique(fields.series) ? undefined : fields.series;
  const colors = series && colorSeries(series, number ?? latitude, context, { flush: true });
  const known = [...extra, series, number].filter(Boolean);
  // Keep the legend on one line: it reduces the height of the map.
  const size = number && encode(number, { legend: { values: legendValues(number), columns: 4 } });
  const content = tooltip(...(known.length ? known : [latitude, longitude]));
  const position = { latitude: encode(latitude), longitude: encode(longitude) };
  const labels = placeNames({ ...fields, series }, context.available);
  return specChart(
    {
      projection: projectionFor(latitude, longitude),
      layer: [
        { data: { name: LAND }, mark: { type: 'geoshape', fill: GROUND, fillOpacity: 0.35, aria: false } },
        {
          mark: { type: 'circle', size: 30, opacity: opacityFor(latitude.values.length) },
          encoding: {
            ...position,
            size: size && {
              ...size,
              scale: { rangeMin: 10, rangeMax: { expr: largestCircle(latitude.values.length) } },
            },
            color: colors?.color,
            tooltip: content,
          },
        },
        ...(labels ? [labelLayer(position, content)] : []),
      ],
    },
    [latitude, longitude, number, colors?.group, series, ...extra, ...(labels ?? [])],
  );
}

/** Returns the numbers in the legend of a size: up to four round ones within the data, or the only number. */
function legendValues(number: Field): readonly number[] {
  const [min, max] = extent(number);
  const most = Math.floor(Math.log10(max - min));
  for (let power = most; power > most - 3 && Number.isFinite(most); power--) {
    for (const first of [5, 2, 1]) {
      const step = first * 10 ** power;
      const from = Math.ceil(min / step);
      const count = Math.floor(max / step) - from + 1;
      // No row has a circle for zero.
      const values = Array.from({ length: count }, (_, index) =>
        Number(((from + index) * step).toPrecision(12)),
      ).filter(Boolean);
      if (values.length >= 2) return values.slice(-4);
    }
  }
  return [max];
}

/**
 * Derives a number from the first row, or from the latest if there are dates, with its previous value if there is
 * one.
 */
export function deriveNumber(
  { time, texts, numbers, previous, favorable, periods }: Roles,
  dataset: Dataset,
  formats: MeasureFormats | null,
): NumberChart {
  const latest = time && extent(time)[1];
  const row = Math.max(0, time?.values.findIndex((value) => Number(value) === latest) ?? 0);
  const [number] = numbers;
  const index = dataset.columns.findIndex(({ name }) => name.toLowerCase() === number?.source);
  const value = dataset.rows[row]?.[index];
  const format = measureFormat(formats, dataset.columns[index]?.name ?? '');
  // "17% lower" than 2.9% would be read as percentage points, and is meaningless for degrees.
  const isRelative = !/[%‰°]/.test(format?.isPercent ? '%' : (format?.after ?? ''));
  const before = previous?.values[row];
  const now = number?.values[row];
  return {
    kind: 'number',
    label: [texts[0]?.values[row], number?.title].filter(Boolean).join(' · ') || null,
    value: typeof value === 'number' || typeof value === 'string' ? value : null,
    column: dataset.columns[index] ?? { name: 'value', type: 'number' },
    ...(format && { format }),
    comparison:
      typeof now === 'number' && typeof before === 'number'
        ? {
            previous: before,
            change: before === 0 || !isRelative ? null : (now - before) / Math.abs(before),
            direction: now > before ? 'up' : now < before ? 'down' : 'same',
            favorable: favorable?.[row] ?? null,
            period: periods?.previous ?? null,
          }
        : null,
  };
}
