import type { JsonObject } from '../internal/json.ts';
import type { Dataset } from '../public-client/types.ts';
import { LAND } from '../spec/names.ts';
import { extent, type Field } from './columns.ts';
import {
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

/** Derives a strip plot for categories with several rows: each row is a point in the strip of its category. */
export function deriveStrips(
  category: Field,
  number: Field,
  context: DeriveContext,
  extra: readonly Field[],
): SpecChart {
  const { available, textScale, rtl, limit } = context;
  const ordered: OrderedNames =
    context.sort === null
      ? { names: namesBySum(category, number), sort: 'by-sum' }
      : orderNames(category, number, context);
  const fitting = Math.max(4, Math.floor((available.height - STRIPS_HEADER) / STRIP));
  const capacity = Math.min(limit ?? fitting, ordered.names.length);
  const { places, facts } = firstCategories(category, number, ordered, capacity);
  const used = pickRows([category, number, ...extra], places);
  const [band = category, value = number] = used;
  return specChart(
    {
      height: limit === null ? undefined : Math.round((STRIPS_HEADER + capacity * STRIP) * textScale),
      mark: { type: 'point', opacity: opacityFor(places.length / capacity) },
      encoding: {
        y: encode(band, {
          title: null,
          sort: ordered.sort && { field: value.name, op: 'median', order: 'descending' },
          axis: { labelLimit: Math.round(available.width * textScale * 0.4), labelOverlap: false },
        }),
        x: measure(value, false, {
          axis: { orient: 'top', titleAnchor: rtl ? 'end' : 'start' },
        }),
        tooltip: tooltip(...used),
      },
    },
    used,
    facts,
  );
}

interface MapFields {
  readonly latitude: Field;
  readonly longitude: Field;
  /** The number that the size of the points shows. */
  readonly number?: Field | undefined;
  readonly series?: Field | undefined;
  /** Further fields for the tooltip. */
  readonly extra: readonly Field[];
}

/** Derives a map with points, zoomed to their region. */
export function deriveMap(fields: MapFields, context: DeriveContext): SpecChart {
  const { latitude, longitude, number, series, extra } = fields;
  const colors = series && colorSeries(series, number ?? latitude, context, { flush: true });
  const known = [...extra, series, number].filter(Boolean);
  // Keep the legend on one line: it reduces the height of the map.
  const size = number && encode(number, { legend: { tickCount: 3, columns: 4 } });
  return specChart(
    {
      projection: projectionFor(latitude, longitude),
      layer: [
        {
          data: { name: LAND, format: { type: 'topojson', feature: 'land' } },
          mark: { type: 'geoshape', color: '#8b939e', opacity: 0.3, stroke: null, clip: true, aria: false },
        },
        {
          mark: { type: 'circle', size: 30, opacity: opacityFor(latitude.values.length) },
          encoding: {
            latitude: encode(latitude),
            longitude: encode(longitude),
            size: size && { ...size, scale: { rangeMin: 10, rangeMax: 400 } },
            color: colors?.color,
            tooltip: tooltip(...(known.length ? known : [latitude, longitude])),
          },
        },
      ],
    },
    [latitude, longitude, number, colors?.group, series, ...extra],
  );
}

/**
 * Returns a projection that fits the region of the points with a margin, or the whole world if they are far apart.
 */
function projectionFor(latitude: Field, longitude: Field): JsonObject {
  const [south, north] = extent(latitude);
  const [west, east] = extent(longitude);
  if (east - west > 150 || Math.max(-south, north) > 78) return { type: 'equalEarth' };
  const margin = Math.max(1, 0.08 * Math.max(east - west, north - south));
  const corners = [
    [west - margin, south - margin],
    [east + margin, north + margin],
  ];
  const coordinates = corners.map((corner) => corner.map(Math.round));
  return {
    type: 'mercator',
    fit: { type: 'Feature', properties: {}, geometry: { type: 'MultiPoint', coordinates } },
  };
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
            change: before === 0 ? null : (now - before) / Math.abs(before),
            direction: now > before ? 'up' : now < before ? 'down' : 'same',
            favorable: favorable?.[row] ?? null,
            period: periods?.previous ?? null,
          }
        : null,
  };
}
