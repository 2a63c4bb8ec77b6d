import type { JsonObject } from '../../internal/json.ts';
import { type Bounds, boundsOf, longerSide, mainBounds, type PlaceFeature, unite } from './outlines.ts';

/** The inhabited world. */
const WORLD_BOUNDS: Bounds = [-170, -56, 180, 83];
/** The size of the map of the USA in `us-atlas`, which is already projected. */
const USA: Bounds = [0, 13, 957, 607];
/** Regions that are wider or higher than this, in degrees, are shown on a map of the world. */
const WIDEST = 140;
/** Margin around a region: a share of its sides, and its minimum in degrees. */
const MARGIN = { share: 0.04, degrees: 1.5 };

/** Draws only what is in the plot: the outlines of a continent are a fraction of those of the world. */
const CLIPPED = { clipExtent: { expr: '[[-2, -2], [width + 2, height + 2]]' } };

/** The map of the USA. */
export const usa = (): JsonObject => ({ type: 'identity', ...fitTo(cornersOf(USA)) });

/** Returns the projection for a map of the region that contains the places, or of the world if they are far apart. */
export function regionOf(places: readonly PlaceFeature[]): JsonObject {
  const bounds = places.map(mainBounds);
  // Russia and Fiji are on both sides of the date line. Russia is larger than the continents of its neighbors.
  const fitting = bounds.filter(([west, , east]) => east - west < WIDEST);
  const [west, south, east, north] = unite(fitting);
  if (fitting.length === 0 || Math.max(east - west, north - south) > WIDEST) {
    return { type: 'equalEarth', ...fitTo(WORLD) };
  }
  const center = [(west + east) / 2, (south + north) / 2];
  const grown = fitting.flatMap((each) => cornersOf(grow(each, east - west, north - south)));
  const rotate = center.map((degrees) => -Math.round(degrees));
  const [x1, y1, x2, y2] = boundsOf(grown.map(azimuthalEqualArea(rotate)));
  return {
    type: 'azimuthalEqualArea',
    rotate,
    ...fitTo(grown),
    ...clipTo((x2 - x1) / (y2 - y1)),
  };
}

/** How far a map extends beyond its region. Without a limit, Russia would fill half of a wide map of Europe. */
const SURROUNDINGS = 1.25;

/** Draws only a region with this ratio of width to height and its surroundings, in the middle of the plot. */
function clipTo(ratio: number): JsonObject {
  const [across, down] = [round(SURROUNDINGS * ratio), round(SURROUNDINGS / ratio)];
  const halves = [`min(width / 2 + 2, height * ${across} / 2)`, `min(height / 2 + 2, width * ${down} / 2)`];
  const corner = (sign: string): string =>
    `[width / 2 ${sign} ${halves[0]}, height / 2 ${sign} ${halves[1]}]`;
  return { clipExtent: { expr: `[${corner('-')}, ${corner('+')}]` } };
}

const round = (ratio: number): number => Math.round(ratio * 1000) / 1000;

const grow = ([west, south, east, north]: Bounds, width: number, height: number): Bounds => {
  const margin = Math.max(MARGIN.degrees, MARGIN.share * Math.max(width, height));
  return [west - margin, Math.max(-89, south - margin), east + margin, Math.min(89, north + margin)];
};

type Corner = readonly [x: number, y: number];

const cornersOf = ([west, south, east, north]: Bounds): readonly Corner[] => [
  [west, (south + north) / 2],
  [east, (south + north) / 2],
  [(west + east) / 2, south],
  [(west + east) / 2, north],
];

/** Positions that a map of the inhabited world contains. */
export const WORLD = cornersOf(WORLD_BOUNDS);

/** Returns properties of a projection that fits positions into the plot. */
export const fitTo = (positions: readonly Corner[]): JsonObject => ({
  ...CLIPPED,
  fit: {
    type: 'Feature',
    properties: {},
    geometry: {
      type: 'MultiPoint',
      coordinates: positions.map((position) => position.map((each) => Math.round(each * 10) / 10)),
    },
  },
});

/** Returns the longer side of the positions that a projection from {@link fitTo} fits. */
export const extentOf = ({ fit }: JsonObject): number =>
  longerSide(
    (fit as { readonly geometry: { readonly coordinates: readonly Corner[] } }).geometry.coordinates,
  );

/** A function from longitude and latitude to px. */
type ToPixels = (longitude: number, latitude: number) => Corner;

/** Returns the projection `mercator`, with the corners of its region fitted into a box. */
export const mercator = (corners: readonly Corner[], width: number, height: number): ToPixels =>
  fitted((x, y) => [x, Math.log(Math.tan(Math.PI / 4 + y / 2))], corners, width, height);

/** Returns the projection `equalEarth`, with the world fitted into a box. */
export const equalEarth = (width: number, height: number): ToPixels =>
  fitted(rawEqualEarth, WORLD, width, height);

/** The Equal Earth projection by Šavrič, Patterson and Jenny (2018), in radians. */
function rawEqualEarth(longitude: number, latitude: number): Corner {
  const half = Math.sqrt(3) / 2;
  const angle = Math.asin(half * Math.sin(latitude));
  const square = angle * angle;
  const sixth = square ** 3;
  const slope = 1.340264 - 3 * 0.081106 * square + sixth * (7 * 0.000893 + 9 * 0.003796 * square);
  return [
    (longitude * Math.cos(angle)) / (half * slope),
    angle * (1.340264 - 0.081106 * square + sixth * (0.000893 + 0.003796 * square)),
  ];
}

const RADIANS = Math.PI / 180;

/** Returns the Lambert azimuthal equal-area projection with a rotation in degrees: degrees to units of the plane. */
function azimuthalEqualArea([turn = 0, tilt = 0]: readonly number[]): (position: Corner) => Corner {
  const [sin, cos] = [Math.sin(-tilt * RADIANS), Math.cos(-tilt * RADIANS)];
  return ([longitude, latitude]) => {
    const [x, y] = [(longitude + turn) * RADIANS, latitude * RADIANS];
    const depth = Math.cos(y) * Math.cos(x);
    const scale = Math.sqrt(2 / (1 + sin * Math.sin(y) + cos * depth));
    return [scale * Math.cos(y) * Math.sin(x), scale * (cos * Math.sin(y) - sin * depth)];
  };
}

function fitted(raw: ToPixels, positions: readonly Corner[], width: number, height: number): ToPixels {
  const toPlane = (x: number, y: number): Corner => raw(x * RADIANS, y * RADIANS);
  const [west, south, east, north] = boundsOf(positions.map(([x, y]) => toPlane(x, y)));
  const scale = Math.min(width / (east - west), height / (north - south));
  return (longitude, latitude) => {
    const [x, y] = toPlane(longitude, latitude);
    return [width / 2 + scale * (x - (west + east) / 2), height / 2 - scale * (y - (south + north) / 2)];
  };
}

/** The gray of land, at low opacity, on light and dark pages. */
export const GROUND = '#8b939e';
/** The opacity of land without data. The lowest class of a choropleth has more contrast. */
export const GROUND_OPACITY = 0.17;
