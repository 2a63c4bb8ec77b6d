import { extent } from './columns.ts';
import type { Field } from './columns.ts';
import { opacityFor } from './derive-points.ts';
import { colorSeries } from './derive-series.ts';
import { encode, specChart, tooltip } from './frame.ts';
import type { Json, Setting } from './frame.ts';
import { LAND } from './types.ts';
import type { SpecChart } from './types.ts';

export interface MapFields {
  readonly latitude: Field;
  readonly longitude: Field;
  /** Told by the size of the points. */
  readonly number?: Field | undefined;
  readonly series?: Field | undefined;
  /** Further fields for the tooltip. */
  readonly extra: readonly Field[];
}

/** Points over an outline of the land, close enough to see them apart. */
export function deriveMap(fields: MapFields, setting: Setting): SpecChart {
  const { latitude, longitude, number, series, extra } = fields;
  const colors = series && colorSeries(series, number ?? latitude, setting, { flush: true });
  const known = [...extra, series, number].filter(Boolean);
  // A legend of more than a line would take its room from the map.
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

/** The corners of the points' own region with a margin; far-flung points get the whole world. */
function projectionFor(latitude: Field, longitude: Field): Json {
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
