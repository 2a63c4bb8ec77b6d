import type { JsonObject } from '../../internal/json.ts';
import { longestTextWidth } from '../../internal/widths.ts';
import { LAND } from '../../spec/names.ts';
import { extent, type Field, makeField, type Value } from '../columns.ts';
import {
  type AvailableSize,
  colorSeries,
  encode,
  isUnique,
  legendValues,
  ROUNDED,
  specChart,
  tooltip,
} from '../encodings.ts';
import { equalEarth, fitTo, GROUND, mercator, WORLD } from '../maps/projections.ts';
import { colorField, type Columns, type Kind } from './kind.ts';
import { opacityFor } from './point.ts';

interface Located extends Pick<Columns, 'number' | 'series'> {
  readonly latitude: Field;
  readonly longitude: Field;
  /** Further fields for the tooltip. */
  readonly extra: readonly Field[];
}

/**
 * Maps with points, zoomed to their region. Up to twelve of them have a name. `pipeline/maps.ts` adds the land, and draws
 * maps with areas.
 */
export const map: Kind = {
  fits: ({ latitude, noMap }) =>
    latitude
      ? null
      : `${noMap ?? 'no columns are latitude and longitude'}. It needs latitude and longitude, or names or codes of countries or US states`,

  draw({ latitude, longitude, number, texts }: Columns & Located, context) {
    const colored = colorField(texts);
    // Names are at the points, and need no colors.
    const series = colored && isUnique(colored) ? undefined : colored;
    const extra = texts.slice(0, 3);
    const colors = series && colorSeries(series, number ?? latitude, context, { flush: true });
    const known = [...extra, series, number].filter(Boolean);
    // Keep the legend on one line: it reduces the height of the map.
    const legend = number && { values: legendValues(number), columns: 4 };
    const area = `width * height / ${partsFor(latitude.values.length)}`;
    // A map on a phone has smaller circles.
    const rangeMax = { expr: `clamp(${area}, ${CIRCLE.least}, ${CIRCLE.most})` };
    const scale = { rangeMin: SMALLEST_CIRCLE, rangeMax };
    const content = tooltip(...(known.length ? known : [latitude, longitude]));
    const position = { latitude: encode(latitude), longitude: encode(longitude) };
    const labels = placeNames({ latitude, longitude, number, series, extra }, context.available);
    return specChart(
      {
        projection: projectionFor(latitude, longitude),
        layer: [
          { data: { name: LAND }, mark: { type: 'geoshape', fill: GROUND, fillOpacity: 0.35, aria: false } },
          {
            mark: { type: 'circle', size: 30, opacity: opacityFor(latitude.values.length) },
            encoding: {
              ...position,
              size: number && encode(number, { legend, scale }),
              color: colors?.color,
              tooltip: content,
            },
          },
          ...(labels ? [labelLayer(position, content)] : []),
        ],
      },
      [latitude, longitude, number, colors?.group, series, ...extra, ...(labels ?? [])],
    );
  },
};

/** Minimum and maximum area of the largest circle, in square px. */
const CIRCLE = { least: 30, most: 400 };
/** Returns the ratio of the area of the map to that of the largest circle. */
const partsFor = (count: number): number => Math.max(600, 4 * count);

const SMALLEST_CIRCLE = 10;

type Corners = readonly (readonly [longitude: number, latitude: number])[];

/**
 * Returns a projection that fits the region of the points with a margin, or the whole world if they are far apart.
 */
function projectionFor(latitude: Field, longitude: Field): JsonObject {
  const corners = cornersOf(latitude, longitude);
  return corners ? { type: 'mercator', ...fitTo(corners) } : { type: 'equalEarth', ...fitTo(WORLD) };
}

/** Returns two corners of the points' region; `null` if it is a large part of the world. */
function cornersOf(latitude: Field, longitude: Field): Corners | null {
  const [south, north] = extent(latitude);
  const [west, east] = extent(longitude);
  if (east - west > 150 || Math.max(-south, north) > 78) return null;
  const margin = Math.max(1, 0.08 * Math.max(east - west, north - south));
  const round = Math.round;
  return [
    [round(west - margin), round(south - margin)],
    [round(east + margin), round(north + margin)],
  ];
}

const MAX_NAMES = 12;
/** Height of a label with its distance from others, in px. Fonts of Firefox are up to 17 px high. */
const LINE = 18;
/** Returns the width of a label in px, with a margin for wide fonts. */
const labelWidth = (name: string): number => Math.ceil(longestTextWidth([name]) * 1.1) + 4;
/** Distance of a label from its circle, in px. */
const GAP = 3;
/** Height of the legend and its distance from the map, in px. */
const LEGEND = 30;

/** Names of computed columns: the label, its distance from its point in px, and its alignment. */
const LABEL = { text: '_label', dx: '_dx', dy: '_dy', align: '_align' } as const;

/** A position of a label in relation to its point. */
interface Side {
  readonly dx: number;
  readonly dy: number;
  readonly align: keyof typeof SHIFT;
}

/** The left edge of a label in relation to its position, in widths. */
const SHIFT = { left: 0, right: -1, center: -0.5 };

const sidesOf = (away: number): readonly Side[] => [
  { dx: away, dy: 0, align: 'left' },
  { dx: -away, dy: 0, align: 'right' },
  { dx: 0, dy: -away - LINE / 2, align: 'center' },
  { dx: 0, dy: away + LINE / 2, align: 'center' },
];

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Places the names of the points, or of the largest ones if there are many, where they cover neither each other nor a
 * point. Returns columns with the labels of each row; `null` if there is no name.
 */
function placeNames(
  { latitude, longitude, number, series, extra }: Located,
  available: AvailableSize,
): readonly Field[] | null {
  const names = [...extra].sort((a, b) => b.distinct - a.distinct).find((field) => field !== series);
  const count = latitude.values.length;
  if (!names || names.distinct < Math.min(count, 2) || (count > MAX_NAMES && !number)) return null;
  const rows = names.values
    .map((_, row) => row)
    .filter((row) => latitude.values[row] !== null && longitude.values[row] !== null)
    .sort((a, b) => Number(number?.values[b] ?? 0) - Number(number?.values[a] ?? 0))
    .slice(0, MAX_NAMES);
  const height = available.height - (number || series ? LEGEND : 0);
  const corners = cornersOf(latitude, longitude);
  // Names that fit into the narrowest box fit into the others.
  const width = Math.max(1, available.width - ROUNDED);
  const toPixels = corners ? mercator(corners, width, height) : equalEarth(width, height);
  const area = (available.width * height) / partsFor(count);
  const largest = Math.min(CIRCLE.most, Math.max(CIRCLE.least, area));
  const [, max] = number ? extent(number) : [0, 1];
  const circles = latitude.values.map((_, row) => {
    const value = Math.max(0, Number(number?.values[row] ?? 0));
    const size = number ? SMALLEST_CIRCLE + ((largest - SMALLEST_CIRCLE) * value) / (max || 1) : CIRCLE.least;
    const radius = Math.sqrt(size / Math.PI);
    const [x, y] = toPixels(Number(longitude.values[row]), Number(latitude.values[row]));
    return { radius, x, y, left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
  });

  const taken: Box[] = [...circles];
  const labels = new Map<number, Side>();
  for (const row of rows) {
    const { radius, x, y } = circles[row]!;
    const nameWidth = labelWidth(String(names.values[row]));
    for (const side of sidesOf(Math.round(radius + GAP))) {
      const left = x + side.dx + SHIFT[side.align] * nameWidth;
      const [top, bottom] = [-1, 1].map((half) => y + side.dy + (half * LINE) / 2) as [number, number];
      const box = { left, right: left + nameWidth, top, bottom };
      const fits = left >= 0 && box.right <= width && top >= 0 && bottom <= height;
      if (!fits || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      labels.set(row, side);
      break;
    }
  }
  if (labels.size === 0) return null;
  const column = (name: string, kind: Field['kind'], read: (side: Side, row: number) => Value): Field => {
    const valueAt = (side: Side | undefined, row: number): Value => (side ? read(side, row) : null);
    return makeField(
      name,
      '',
      kind,
      circles.map((_, row) => valueAt(labels.get(row), row)),
    );
  };
  return [
    column(LABEL.text, 'text', (_, row) => String(names.values[row])),
    column(LABEL.dx, 'number', ({ dx }) => dx),
    column(LABEL.dy, 'number', ({ dy }) => dy),
    column(LABEL.align, 'text', ({ align }) => align),
  ];
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Returns the layer with the names of points. */
const labelLayer = (position: JsonObject, tooltip: unknown): JsonObject => ({
  transform: [{ filter: `datum['${LABEL.text}'] !== null` }],
  mark: {
    type: 'text',
    baseline: 'middle',
    aria: false,
    align: { expr: `datum['${LABEL.align}']` },
    dx: { expr: `datum['${LABEL.dx}']` },
    dy: { expr: `datum['${LABEL.dy}']` },
  },
  encoding: { ...position, text: { field: LABEL.text, type: 'nominal' }, tooltip },
});
