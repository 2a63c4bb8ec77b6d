/** Costs of rare transforms and shapes. Loaded on demand, because few charts use them. */
import { pathParse, pathRender } from 'vega-scenegraph';
import { list } from '../spec/facts.ts';
import type { Budget } from './budget.ts';
import { pathLimits, STEPS_PER_CROSSING } from './limited-marks.ts';
import { type Cost, type Getter, rareCosts, type Row, workPerRow } from './limited-transforms.ts';
import { atLeast, atMost, MAX_MAP_SCALE, MIN_PRECISION, sequenceLength } from './limits.ts';

/** Enables rare transforms and path shapes. */
export function provide(): void {
  rareCosts.value = {
    costs: COSTS,
    meterProjection: (projection, budget) => meterProjection(projection as Projection, budget),
  };
  pathLimits.value = chargePath;
}

/** Default number of points of a sampled curve. */
const CURVE = 200;

const COSTS: Record<string, Cost> = {
  sequence: (budget, { start, stop, step }) => budget.chargeRows(sequenceLength(start, stop, step)),
  fold: (budget, { fields }, rows) => budget.chargeRows(rows.length * list(fields).length),

  flatten(budget, { fields }, rows) {
    const getters = list(fields) as readonly Getter[];
    for (const row of rows) {
      budget.chargeRows(
        Math.max(0, ...getters.map((get) => (get(row) as ArrayLike<unknown> | null)?.length ?? 0)),
      );
    }
  },

  impute(budget, { key, keyvals, groupby }, rows) {
    const keys = new Set([...list(keyvals), ...rows.map(key as Getter)]);
    budget.chargeRows(groupSizes(rows, groupby).length * keys.size);
  },

  kde(budget, { steps, minsteps, maxsteps, groupby }, rows) {
    const points = Math.max(...[steps, minsteps, maxsteps ?? CURVE].map((count) => Number(count ?? 0)));
    budget.chargeRows(groupSizes(rows, groupby).length * points);
    budget.chargeVisits(rows.length, points);
  },

  quantile(budget, { probs, step, groupby }, rows) {
    const points = probs ? list(probs).length : sequenceLength(0, 1, step ?? 0.01);
    budget.chargeRows(groupSizes(rows, groupby).length * points);
  },

  regression(budget, { method, order, groupby }, rows) {
    budget.chargeRows(groupSizes(rows, groupby).length * CURVE);
    if (method === 'poly') budget.chargeVisits(rows.length, (Number(order ?? 3) + 1) ** 2);
  },

  loess(budget, { bandwidth, groupby }, rows) {
    for (const size of groupSizes(rows, groupby))
      budget.chargeSteps(3 * size * size * Number(bandwidth || 0.3));
  },

  pivot(budget, { field, limit }, rows) {
    const keys = new Set(rows.map(field as Getter)).size;
    budget.chargeVisits(rows.length, limit ? Math.min(keys, Number(limit)) : keys);
  },

  window(budget, { ops, frame, groupby }, rows) {
    const [before, after] = (frame ?? [null, 0]) as readonly (number | null)[];
    const grows = before === null;
    const width = grows || after === null ? Infinity : Number(after) - Number(before) + 1;
    const thorough = workPerRow(ops, grows ? 'values' : 'all');
    if (thorough === 0) return;
    for (const size of groupSizes(rows, groupby)) budget.chargeSteps(size * Math.min(size, width) * thorough);
  },

  graticule(budget, { step, stepMinor, stepMajor, extent, extentMinor, extentMajor, precision }) {
    for (const steps of [
      [stepMinor ?? [10, 10], step],
      [stepMajor ?? [90, 360], step],
    ]) {
      const [x, y] = [0, 1].map((axis) => Math.min(...steps.map((pair) => Number(list(pair)[axis] ?? 360))));
      const [width, height] = [0, 1].map((axis) =>
        Math.max(360, ...[extent, extentMinor, extentMajor].map((corners) => cornerDistance(corners, axis))),
      );
      budget.chargeRows(
        ((width! / x! + height! / y! / 2) * Math.max(width!, height!)) / Number(precision ?? 2.5),
      );
    }
  },

  projection(_budget, { scale, precision }) {
    atMost(MAX_MAP_SCALE, Number(scale ?? 1), 'times the size of a map (scale)');
    if (precision) atLeast(MIN_PRECISION, Number(precision), 'a map with a precision');
  },
};

function groupSizes(rows: readonly Row[], groupby: unknown): readonly number[] {
  const getters = list(groupby) as readonly Getter[];
  if (getters.length === 0) return [rows.length];
  const sizes = new Map<string, number>();
  for (const row of rows) {
    const group = getters.map((get) => get(row)).join('\u0000');
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return [...sizes.values()];
}

/** Returns the distance between two corners along an axis. */
function cornerDistance(corners: unknown, axis: number): number {
  const [from, to] = list(corners).map((corner) => Number(list(corner)[axis]));
  return Math.abs((to ?? 0) - (from ?? 0));
}

/** Cost of projecting a point, in steps. */
const STEPS_PER_POINT = 50;
/** Maximum number of parts that d3 divides a line into. */
const MAX_PARTS = 2 ** 16;
const RADIANS = Math.PI / 180;

/** d3's stream of points: longitude and latitude in degrees. */
interface GeoStream {
  point(x: number, y: number, z?: number): void;
  sphere?(): void;
  lineStart(): void;
  lineEnd(): void;
  polygonStart(): void;
  polygonEnd(): void;
}

/** The parts of a d3 projection that are used here. */
interface Projection {
  stream(sink: GeoStream): GeoStream;
  scale?(): number;
  /** Accuracy of sampled curves in px; 0 for no sampling. */
  precision?(): number;
  readonly path: { projection(projection: object): unknown };
}

const metered = new WeakSet<object>();

/** Makes a projection charge for each projected point, and for the points that d3 adds between two of them. */
function meterProjection(projection: Projection, budget: Budget): void {
  if (metered.has(projection)) return;
  metered.add(projection);
  const stream = projection.stream.bind(projection);
  projection.stream = (sink) =>
    meterStream(stream(meterEdges(sink, budget)), budget, partsPerRadian(projection));
  // Make the path use the new stream.
  projection.path.projection(projection);
}

/**
 * Estimates how many parts d3 divides an arc of one radian into: `n` parts deviate from an arc of radius `scale` px by
 * about `scale / 8n²`, or more if the map stretches. The factor 4 allows for that.
 */
function partsPerRadian({ scale, precision }: Projection): number {
  const accuracy = precision?.() ?? 0;
  return accuracy > 0 ? 4 * Math.sqrt((scale?.() ?? 1) / (8 * accuracy)) : 0;
}

/** Returns a stream that passes everything on to another one. */
const forwardTo = (stream: GeoStream): GeoStream => ({
  point: (x, y, z) => stream.point(x, y, z),
  sphere: () => stream.sphere?.(),
  lineStart: () => stream.lineStart(),
  lineEnd: () => stream.lineEnd(),
  polygonStart: () => stream.polygonStart(),
  polygonEnd: () => stream.polygonEnd(),
});

function meterStream(stream: GeoStream, budget: Budget, parts: number): GeoStream {
  let last: readonly [number, number] | undefined;
  return {
    ...forwardTo(stream),
    point(x, y, z) {
      const length = last ? lengthBetween(last, [x, y]) : 0;
      budget.chargeSteps(STEPS_PER_POINT * (1 + Math.min(MAX_PARTS, length * parts || 0)));
      last = [x, y];
      stream.point(x, y, z);
    },
    lineStart() {
      last = undefined;
      stream.lineStart();
    },
  };
}

/** Returns a stream that charges for the edges of a path in px, which browsers sort for each row of pixels. */
function meterEdges(sink: GeoStream, budget: Budget): GeoStream {
  let last: number | undefined;
  let [rise, top, bottom, charged] = [0, Infinity, -Infinity, 0];
  return {
    ...forwardTo(sink),
    point(x, y, z) {
      if (last !== undefined) rise += Math.abs(y - last) || 0;
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      last = y;
      sink.point(x, y, z);
    },
    lineStart() {
      last = undefined;
      sink.lineStart();
    },
    lineEnd() {
      const steps = (STEPS_PER_CROSSING.area * rise ** 2) / Math.max(1, bottom - top);
      budget.chargeSteps(Math.max(0, steps - charged));
      charged = steps;
      sink.lineEnd();
    },
  };
}

/** Returns an upper bound of the distance between two points, in radians. */
function lengthBetween([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): number {
  return RADIANS * (Math.min(180, Math.abs(x2 - x1)) + Math.abs(y2 - y1));
}

/** Memory that Vega uses for a shape in addition to its path, in characters, and the factor for paths with arcs. */
const LETTERS_PER_SHAPE = 100;
const LETTERS_OF_ARCS = 5;
/** The arc command of a path. Does not match names of shapes. */
const ARC = /a\s*[-+.\d]/i;
const COMMANDS = {
  moveTo: 'M',
  lineTo: 'L',
  bezierCurveTo: 'C',
  quadraticCurveTo: 'Q',
  closePath: 'Z',
} as const;

/**
 * Charges for a shape, and returns the path to draw. Replaces arcs with curves, as Vega draws them, because Vega
 * would cache arcs for each size.
 */
function chargePath(budget: Budget | undefined, shape: string): string {
  const hasArcs = ARC.test(shape);
  budget?.chargeShape(LETTERS_PER_SHAPE + shape.length * (hasArcs ? LETTERS_OF_ARCS : 1));
  if (!hasArcs) return shape;
  let path = '';
  const commands = Object.entries(COMMANDS).map(([name, letter]) => [
    name,
    (...numbers: readonly number[]) => void (path += letter + String(numbers)),
  ]);
  pathRender(Object.fromEntries(commands), pathParse(shape), 0, 0, 1, 1);
  return path;
}
