import type { Budget } from './budget.ts';

/** What a point of a shape costs each time that it goes through a projection, in steps. */
const STEPS_PER_POINT = 50;
/** d3 halves a line at most so often. */
const MOST_PARTS = 2 ** 16;
const RADIANS = Math.PI / 180;

/** A sink of points, as d3 has them: longitude and latitude in degrees. */
interface GeoStream {
  point(x: number, y: number, z?: number): void;
  sphere?(): void;
  lineStart(): void;
  lineEnd(): void;
  polygonStart(): void;
  polygonEnd(): void;
}

/** A projection of d3, as far as it is of concern here. */
interface Projection {
  stream(sink: GeoStream): GeoStream;
  scale?(): number;
  /** Accuracy in px to which bent lines are sampled; 0 for none. */
  precision?(): number;
  readonly path: { projection(projection: object): unknown };
}

const metered = new WeakSet<object>();

/** Lets a chart pay for every point that goes through its projection, and for those that d3 puts between two of them. */
export function meterProjection(projection: Projection, budget: Budget): void {
  if (metered.has(projection)) return;
  metered.add(projection);
  const stream = projection.stream.bind(projection);
  projection.stream = (sink) => meter(stream(sink), budget, partsPerRadian(projection));
  // The path has taken the former stream over.
  projection.path.projection(projection);
}

/** A line of `n` parts strays from an arc of `scale` px by some `scale / 8n²`; where a map stretches, by more. */
function partsPerRadian({ scale, precision }: Projection): number {
  const accuracy = precision?.() ?? 0;
  return accuracy > 0 ? 4 * Math.sqrt((scale?.() ?? 1) / (8 * accuracy)) : 0;
}

function meter(stream: GeoStream, budget: Budget, parts: number): GeoStream {
  let last: readonly [number, number] | undefined;
  return {
    point(x, y, z) {
      const length = last ? distance(last, [x, y]) : 0;
      budget.steps(STEPS_PER_POINT * (1 + Math.min(MOST_PARTS, length * parts || 0)));
      last = [x, y];
      stream.point(x, y, z);
    },
    sphere: () => stream.sphere?.(),
    lineStart() {
      last = undefined;
      stream.lineStart();
    },
    lineEnd: () => stream.lineEnd(),
    polygonStart: () => stream.polygonStart(),
    polygonEnd: () => stream.polygonEnd(),
  };
}

/** In radians, and not less than it is. */
function distance([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): number {
  return RADIANS * (Math.min(180, Math.abs(x2 - x1)) + Math.abs(y2 - y1));
}
