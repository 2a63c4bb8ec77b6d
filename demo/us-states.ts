/** Simplifies the outlines of the states of the USA, so they can be rows of a query. */
import { feature } from 'topojson-client';
import type { Position } from 'geojson';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** Maximum distance of a simplified border from the real one, in degrees (about a pixel on a map 800 px wide). */
const TOLERANCE = 0.05;
/** Minimum area of an island, in square degrees. Smaller islands are left out, unless the state has no larger one. */
const SMALLEST = 0.02;

type Ring = readonly Position[];
type Polygon = readonly Ring[];

export interface StateShape {
  /** FIPS code. */
  readonly id: number;
  /** Coordinates of a GeoJSON MultiPolygon. */
  readonly coordinates: readonly Polygon[];
}

/**
 * Returns the states of a US atlas (`objects.states`, quantized) as multi-polygons. Borders are simplified arc by
 * arc, so neighbors still share them.
 */
export function stateShapes(atlas: Topology): readonly StateShape[] {
  const { transform: _, ...topology } = atlas;
  const arcs = atlas.arcs.map((arc) => simplify(decodeArc(arc, atlas.transform)));
  const states = feature({ ...topology, arcs }, atlas.objects['states'] as GeometryCollection);
  return states.features.flatMap(({ id, geometry }) => {
    if (geometry.type === 'Polygon')
      return [{ id: Number(id), coordinates: keepVisible([geometry.coordinates]) }];
    if (geometry.type === 'MultiPolygon')
      return [{ id: Number(id), coordinates: keepVisible(geometry.coordinates) }];
    return [];
  });
}

/** Undoes TopoJSON's delta encoding and quantization. */
function decodeArc(arc: readonly Position[], transform: Topology['transform']): Position[] {
  const [scaleX, scaleY] = transform?.scale ?? [1, 1];
  const [left, top] = transform?.translate ?? [0, 0];
  let x = 0;
  let y = 0;
  return arc.map(([dx = 0, dy = 0]) => {
    x += dx;
    y += dy;
    return [round(x * scaleX + left), round(y * scaleY + top)];
  });
}

/** Douglas–Peucker line simplification. Keeps both ends. */
function simplify(line: readonly Position[]): Position[] {
  const first = line[0];
  const last = line.at(-1);
  if (!first || !last || line.length < 3) return [...line];
  let farthest = 0;
  let distance = 0;
  for (let index = 1; index < line.length - 1; index++) {
    const away = distanceFrom(line[index] ?? first, first, last);
    if (away > distance) [farthest, distance] = [index, away];
  }
  // A closed line has no direction. Split it at the farthest point in any case.
  const closed = first[0] === last[0] && first[1] === last[1];
  if (distance <= TOLERANCE && !closed) return [first, last];
  return [...simplify(line.slice(0, farthest + 1)).slice(0, -1), ...simplify(line.slice(farthest))];
}

function distanceFrom(
  [x = 0, y = 0]: Position,
  [x1 = 0, y1 = 0]: Position,
  [x2 = 0, y2 = 0]: Position,
): number {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return Math.hypot(x - x1, y - y1);
  return Math.abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length;
}

/** Returns the polygons above the minimum size, but at least the largest one. */
function keepVisible(polygons: readonly Polygon[]): readonly Polygon[] {
  const sized = polygons.map((polygon) => ({ polygon, area: Math.abs(area(polygon[0] ?? [])) }));
  const largest = Math.max(...sized.map((entry) => entry.area));
  return sized.filter((entry) => entry.area >= Math.min(SMALLEST, largest)).map((entry) => entry.polygon);
}

function area(ring: Ring): number {
  return ring.reduce((sum, [x = 0, y = 0], index) => {
    const [nextX = 0, nextY = 0] = ring[(index + 1) % ring.length] ?? [];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

function round(degrees: number): number {
  return Math.round(degrees * 1000) / 1000;
}
