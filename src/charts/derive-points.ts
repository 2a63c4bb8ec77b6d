import { extent } from './columns.ts';
import type { ChartWords, Field } from './columns.ts';
import { bySize, colorSeries } from './derive-series.ts';
import { encode, measure, pick, shortFormat, specChart, tooltip } from './frame.ts';
import type { Json, Room } from './frame.ts';
import type { SpecChart } from './types.ts';

/** The data set that the engine supplies for derived maps: the world's land as topojson (`world-atlas`, land-110m). */
export const LAND = 'vibedasher:land';

/** More transparent as they grow in number: 70 % up to 200 points, 15 % from some thousands on. */
const opacityFor = (count: number): number =>
  Math.round(Math.max(0.15, 0.7 * Math.min(1, Math.sqrt(200 / count))) * 100) / 100;

export interface PointFields {
  readonly x: Field;
  readonly y: Field;
  readonly series?: Field | undefined;
  readonly extra?: readonly Field[] | undefined;
}

/** Points at two numbers, or at a moment and a number. */
export function derivePoints({ x, y, series, extra = [] }: PointFields, words: ChartWords): SpecChart {
  const colors = series && colorSeries(series, y, words);
  return specChart(
    {
      mark: { type: 'point', opacity: opacityFor(x.values.length) },
      encoding: {
        x:
          x.kind === 'time'
            ? encode(x, { title: null })
            : measure(x, false, { axis: { format: shortFormat(x) } }),
        y: measure(y, false, { axis: { format: shortFormat(y) } }),
        ...(colors && { color: colors.color }),
        tooltip: tooltip(...extra, series, x, y),
      },
    },
    [x, y, ...(colors && series ? [colors.group, series] : []), ...extra],
  );
}

/** Each row a point on the line of its category: what to draw where a category has several rows. */
export function deriveStrips(
  category: Field,
  number: Field,
  room: Room,
  extra: readonly Field[] = [],
): SpecChart {
  const names = bySize(category, number);
  const shown = names.slice(0, Math.max(4, Math.floor((room.height - 40) / 20)));
  const places = category.values.flatMap((name, row) => (shown.includes(String(name)) ? [row] : []));
  const used = pick([category, number, ...extra], places);
  const [band = category, value = number, ...others] = used;
  return specChart(
    {
      mark: { type: 'point', opacity: opacityFor(places.length / shown.length) },
      encoding: {
        y: encode(band, {
          title: null,
          sort: { field: value.name, op: 'median', order: 'descending' },
          axis: { labelLimit: Math.round(room.width * 0.42) },
        }),
        x: measure(value, false, { axis: { format: shortFormat(value) } }),
        tooltip: tooltip(band, value, ...others),
      },
    },
    used,
    names.length - shown.length,
  );
}

export interface MapFields {
  readonly latitude: Field;
  readonly longitude: Field;
  readonly number?: Field | undefined;
  readonly series?: Field | undefined;
  readonly extra?: readonly Field[] | undefined;
}

/** Points over an outline of the land, close enough to see them all. */
export function deriveMap(fields: MapFields, words: ChartWords): SpecChart {
  const { latitude, longitude, number, series, extra = [] } = fields;
  const colors = series && colorSeries(series, number ?? latitude, words);
  const opacity = opacityFor(latitude.values.length);
  return specChart(
    {
      projection: projectionFor(latitude, longitude),
      layer: [
        {
          data: { name: LAND, format: { type: 'topojson', feature: 'land' } },
          mark: { type: 'geoshape', style: 'land', clip: true },
        },
        {
          mark: number ? { type: 'circle', opacity } : { type: 'circle', size: 30, opacity },
          encoding: {
            latitude: { field: latitude.name, type: 'quantitative' },
            longitude: { field: longitude.name, type: 'quantitative' },
            ...(number && {
              size: encode(number, {
                scale: { rangeMin: 10, rangeMax: 400 },
                legend: { format: shortFormat(number) },
              }),
            }),
            ...(colors && { color: colors.color }),
            tooltip: tooltip(...extra, series, number, latitude, longitude),
          },
        },
      ],
    },
    [
      latitude,
      longitude,
      ...(number ? [number] : []),
      ...(colors && series ? [colors.group, series] : []),
      ...extra,
    ],
  );
}

/** The corners of the points' own region with a margin; far-flung points get the whole world. */
function projectionFor(latitude: Field, longitude: Field): Json {
  const [south, north] = extent(latitude);
  const [west, east] = extent(longitude);
  if (east - west > 150 || Math.max(-south, north) > 78) return { type: 'equalEarth' };
  const margin = Math.max(1, 0.08 * Math.max(east - west, north - south));
  const coordinates = [
    [Math.floor(west - margin), Math.floor(Math.max(-80, south - margin))],
    [Math.ceil(east + margin), Math.ceil(Math.min(84, north + margin))],
  ];
  return {
    type: 'mercator',
    fit: { type: 'Feature', properties: {}, geometry: { type: 'MultiPoint', coordinates } },
  };
}
