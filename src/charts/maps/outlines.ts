/** Outlines of places, from TopoJSON. */

type Position = readonly [x: number, y: number];
type Ring = readonly Position[];

/** A place with its outline, or a point for a place that is too small for one. */
export interface PlaceFeature {
  readonly type: 'Feature';
  readonly id: string;
  readonly properties: { readonly name: string };
  readonly geometry:
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] }
    | { readonly type: 'Point'; readonly coordinates: readonly number[] };
}

/** The parts of a topology that are used here. Arcs contain the differences between quantized positions. */
export interface Topology {
  readonly transform: { readonly scale: readonly number[]; readonly translate: readonly number[] };
  readonly arcs: readonly (readonly (readonly number[])[])[];
  readonly objects: Readonly<Record<string, { readonly geometries: readonly Geometry[] }>>;
}
interface Geometry {
  readonly type: string;
  readonly id?: string;
  readonly properties?: { readonly name: string };
  readonly arcs?: unknown;
}

/** The shortest ring: three corners, and the first one again. */
const MIN_RING = 4;

/**
 * Returns the outlines of an object of a topology. Neighbors share arcs, so borders that are simplified still meet.
 * @param tolerance How far a border may move, in units of the map.
 */
export function readOutlines(topology: Topology, object: string, tolerance: number): readonly PlaceFeature[] {
  const full = topology.arcs.map((arc) => decodeArc(arc, topology.transform));
  const simple = full.map((arc) => simplify(arc, tolerance));
  const toRing = (indexes: readonly number[]): Ring => {
    const ring = joinArcs(simple, indexes);
    return ring.length < MIN_RING ? joinArcs(full, indexes) : ring;
  };
  return (topology.objects[object]?.geometries ?? []).flatMap(({ type, id, properties, arcs }) => {
    const polygons = (type === 'Polygon' ? [arcs] : type === 'MultiPolygon' ? arcs : []) as number[][][];
    // An island of less than a pixel only makes the file larger, unless it is all of a country.
    const large = polygons.filter(([outer = []]) => longerSide(joinArcs(full, outer)) > 2 * tolerance);
    const shown = large.length > 0 ? large : polygons.slice(0, 1);
    const coordinates = shown.map((rings) => rings.map(toRing));
    const name = properties?.name ?? '';
    return [
      {
        type: 'Feature',
        id: id ?? name,
        properties: { name },
        geometry: { type: 'MultiPolygon', coordinates },
      } as const,
    ];
  });
}

function decodeArc(
  arc: readonly (readonly number[])[],
  { scale: [kx = 1, ky = 1], translate: [dx = 0, dy = 0] }: Topology['transform'],
): Ring {
  let [x, y] = [0, 0];
  return arc.map(([right = 0, up = 0]) => {
    x += right;
    y += up;
    return [round(x * kx + dx), round(y * ky + dy)];
  });
}

const round = (degrees: number): number => Math.round(degrees * 100) / 100;

/** Returns an arc with the corners that are further than `tolerance` from the line between others (Douglas–Peucker). */
function simplify(arc: Ring, tolerance: number): Ring {
  const [first, last] = [arc[0], arc.at(-1)];
  if (tolerance <= 0 || arc.length < 3 || !first || !last) return arc;
  const distances = arc.map((position) => distanceToLine(position, first, last));
  const furthest = Math.max(...distances);
  if (furthest <= tolerance) return [first, last];
  const middle = distances.indexOf(furthest);
  return [
    ...simplify(arc.slice(0, middle + 1), tolerance),
    ...simplify(arc.slice(middle), tolerance).slice(1),
  ];
}

function distanceToLine([x, y]: Position, [x1, y1]: Position, [x2, y2]: Position): number {
  const length = Math.hypot(x2 - x1, y2 - y1);
  // The ends of an island's arc are the same position.
  if (length === 0) return Math.hypot(x - x1, y - y1);
  return Math.abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length;
}

/** Joins arcs; `~index` is an arc in the opposite direction. */
const joinArcs = (arcs: readonly Ring[], indexes: readonly number[]): Ring =>
  indexes.flatMap((index, place) => {
    const arc = index < 0 ? [...(arcs[~index] ?? [])].reverse() : (arcs[index] ?? []);
    return place === 0 ? arc : arc.slice(1);
  });

/** Returns the larger of width and height of positions. */
export function longerSide(positions: readonly Position[]): number {
  const [west, south, east, north] = boundsOf(positions);
  return Math.max(east - west, north - south);
}

export type Bounds = readonly [west: number, south: number, east: number, north: number];

export const boundsOf = (positions: readonly Position[]): Bounds =>
  positions.reduce<Bounds>(
    ([west, south, east, north], [x, y]) => [
      Math.min(west, x),
      Math.min(south, y),
      Math.max(east, x),
      Math.max(north, y),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  );

/** Degrees between the islands of a country that a map of a region includes. */
const NEAR = 5;

/** Returns the bounds of a place's largest part and the islands near it: Norway without Svalbard. */
export function mainBounds({ geometry }: PlaceFeature): Bounds {
  if (geometry.type === 'Point') return boundsOf([geometry.coordinates as unknown as Position]);
  const area = ([west, south, east, north]: Bounds): number => (east - west) * (north - south);
  const parts = geometry.coordinates.map(([outer = []]) => boundsOf(outer)).sort((a, b) => area(b) - area(a));
  return parts.reduce((main, part) => (isNear(main, part) ? unite([main, part]) : main));
}

const isNear = ([west, south, east, north]: Bounds, part: Bounds): boolean =>
  part[2] > west - NEAR && part[0] < east + NEAR && part[3] > south - NEAR && part[1] < north + NEAR;

export const unite = (all: readonly Bounds[]): Bounds =>
  boundsOf(
    all.flatMap(([west, south, east, north]): Position[] => [
      [west, south],
      [east, north],
    ]),
  );
