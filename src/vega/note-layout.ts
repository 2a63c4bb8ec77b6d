/** Finds room for texts next to their marks. Handles only boxes and lines, in px within the plot. */
import { type Bounds, centerOf, type Point } from '../spec/scene.ts';

/** Size of a cell of {@link Occupancy}, in px. */
const CELL = 4;

/** Maximum number of cells that all marks together occupy. If they cover more, texts cover some of them. */
const MAX_CELLS = 2_000_000;

/** What the plot already contains, as weights of small cells. A higher weight makes a cell worse to cover. */
export class Occupancy {
  readonly width: number;
  readonly height: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #weights: Float32Array;
  #left = MAX_CELLS;
  /** Sums of the weights above and to the left of each cell, which make the weight of any box a sum of four. */
  #sums: Float64Array | null = null;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#columns = Math.max(1, Math.ceil(width / CELL));
    this.#rows = Math.max(1, Math.ceil(height / CELL));
    this.#weights = new Float32Array(this.#columns * this.#rows);
  }

  addBox({ x1, y1, x2, y2 }: Bounds, weight: number): void {
    const [left, right] = [this.#column(x1), this.#column(x2)];
    const [top, bottom] = [this.#row(y1), this.#row(y2)];
    this.#left -= Math.max(0, (right - left + 1) * (bottom - top + 1)) || 0;
    if (this.isFull) return;
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) this.#add(column, row, weight);
  }

  addLine(from: Point, to: Point, weight: number): void {
    if (this.isFull) return;
    const points = pointsBetween(from, to);
    this.#left -= points.length;
    for (const { x, y } of points) this.#add(this.#column(x), this.#row(y), weight);
  }

  /** Whether it takes no more marks. */
  get isFull(): boolean {
    return this.#left < 0;
  }

  weightIn({ x1, y1, x2, y2 }: Bounds): number {
    const sums = (this.#sums ??= this.#sum());
    const stride = this.#columns + 1;
    const [left, right] = [this.#column(x1), this.#column(x2) + 1];
    const [top, bottom] = [this.#row(y1) * stride, (this.#row(y2) + 1) * stride];
    return sums[bottom + right]! - sums[top + right]! - sums[bottom + left]! + sums[top + left]!;
  }

  weightAt({ x, y }: Point): number {
    return this.#weights[this.#row(y) * this.#columns + this.#column(x)]!;
  }

  #add(column: number, row: number, weight: number): void {
    const place = row * this.#columns + column;
    if (this.#weights[place]! >= weight) return;
    this.#weights[place] = weight;
    this.#sums = null;
  }

  #sum(): Float64Array {
    const stride = this.#columns + 1;
    const sums = new Float64Array(stride * (this.#rows + 1));
    for (let row = 0; row < this.#rows; row++) {
      let inRow = 0;
      for (let column = 0; column < this.#columns; column++) {
        inRow += this.#weights[row * this.#columns + column]!;
        sums[(row + 1) * stride + column + 1] = sums[row * stride + column + 1]! + inRow;
      }
    }
    return sums;
  }

  #column(x: number): number {
    return Math.min(this.#columns - 1, Math.max(0, Math.floor(x / CELL)));
  }

  #row(y: number): number {
    return Math.min(this.#rows - 1, Math.max(0, Math.floor(y / CELL)));
  }
}

/** Maximum length of a line, in steps of half a cell. */
const MAX_STEPS = 4000;

function pointsBetween(from: Point, to: Point): readonly Point[] {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const steps = Math.min(MAX_STEPS, Math.max(1, Math.ceil(Math.hypot(across, down) / (CELL / 2))));
  if (!Number.isFinite(across + down)) return [];
  return Array.from({ length: steps + 1 }, (_, step) => ({
    x: from.x + (across * step) / steps,
    y: from.y + (down * step) / steps,
  }));
}

/** The weights of what a text or its line may cover. */
export const WEIGHTS = { mark: 1, text: 4, note: 12 };
/** Cost of covering a cell of weight 1, relative to 1 px of distance: with a text, and with its line. */
const COVERING = 60;
const CROSSING = 10;
/** Cost of a place below its mark. */
const BELOW = 8;
/** Cost of each px that a box is too close to its mark, and too far from it. */
const TOO_CLOSE = 20;
const TOO_FAR = 1000;
/** Space around a text, and at the ends of its line, in px. */
const MARGIN = 4;
const LINE_GAP = 3;
/** The shortest line that is drawn, in px. */
const SHORTEST = 5;

/** What a text belongs to: a point, or the box of a mark or of the number at its end. */
export interface Anchor extends Bounds {
  /** Distance of the text's line from the box, in px. */
  readonly radius: number;
}

export interface PlacedBox extends Bounds {
  /** The line from the mark to the box; `null` if they are close. */
  readonly line: readonly [from: Point, to: Point] | null;
  /** Lower is better. */
  readonly cost: number;
}

/** The distance of a box, or of the circle in it, from its anchor, in px. */
export interface Distance {
  readonly least: number;
  /** Default: any. */
  readonly most?: number;
  readonly round?: boolean;
}

/**
 * Finds the best place for a box: `least` to `most` px away from its anchor, where it covers nothing, with a line that
 * crosses nothing. If there is none, it may cover other marks and texts, and other notes only at a much higher cost.
 */
export function placeBox(
  room: Occupancy,
  anchor: Anchor,
  { width, height }: { readonly width: number; readonly height: number },
  { least, most = Infinity, round }: Distance,
): PlacedBox {
  let best: PlacedBox | null = null;
  const [lastX, lastY] = [room.width - width - 1, room.height - height - 1];
  for (let y = 1; y <= Math.max(1, lastY); y += CELL) {
    for (let x = 1; x <= Math.max(1, lastX); x += CELL) {
      const box = { x1: x, y1: y, x2: x + width, y2: y + height };
      const near = round ? nearestOnCircle(box, anchor) : nearestIn(box, centerOf(anchor));
      const start = nearestIn(anchor, near);
      const distance = Math.hypot(near.x - start.x, near.y - start.y);
      const apart = distance - anchor.radius;
      let cost = distance + Math.max(0, least - apart) * TOO_CLOSE + (y > start.y ? BELOW : 0);
      if (apart > most) cost += (apart - most) * TOO_FAR;
      if (best && cost >= best.cost) continue;
      cost += room.weightIn(round ? box : widened(box, MARGIN)) * COVERING;
      if (best && cost >= best.cost) continue;
      const line = lineBetween(start, near, anchor.radius);
      // The first px of the line are next to its own mark.
      const crossed = line ? pointsBetween(...line).slice(3) : [];
      cost += crossed.reduce((sum, point) => sum + room.weightAt(point), 0) * CROSSING;
      if (!best || cost < best.cost) best = { ...box, line, cost };
    }
  }
  return best!;
}

const nearestIn = ({ x1, y1, x2, y2 }: Bounds, { x, y }: Point): Point => ({
  x: Math.min(x2, Math.max(x1, x)),
  y: Math.min(y2, Math.max(y1, y)),
});

/** Returns the point of the circle in a box that is nearest to an anchor; its center if that is in the anchor. */
function nearestOnCircle(box: Bounds, anchor: Bounds): Point {
  const center = centerOf(box);
  const start = nearestIn(anchor, center);
  const distance = Math.hypot(start.x - center.x, start.y - center.y);
  const part = Math.min(1, (box.x2 - box.x1) / 2 / (distance || 1));
  return { x: center.x + (start.x - center.x) * part, y: center.y + (start.y - center.y) * part };
}

const widened = ({ x1, y1, x2, y2 }: Bounds, by: number): Bounds => ({
  x1: x1 - by,
  y1: y1 - by,
  x2: x2 + by,
  y2: y2 + by,
});

/** Returns the line between two points, `radius` px from the first; `null` if it would be too short. */
function lineBetween(from: Point, to: Point, radius: number): PlacedBox['line'] {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const distance = Math.hypot(across, down);
  const end = distance - LINE_GAP;
  if (end - radius < SHORTEST) return null;
  const at = (length: number): Point => ({
    x: from.x + (across * length) / distance,
    y: from.y + (down * length) / distance,
  });
  return [at(radius), at(end)];
}

/** Dash and gap of a reference line, in px. */
const DASH: readonly [number, number] = [4, 3];

/**
 * Returns the dashes of a line of this length that leave out the intervals `taken`, in px from its start. Dashes and gaps
 * alternate. No dash is shortened. Returns `null` if nothing is taken.
 */
export function dashesAround(
  length: number,
  taken: readonly (readonly [from: number, to: number])[],
): readonly number[] | null {
  const sorted = taken.filter(([from, to]) => to > 0 && from < length).sort((a, b) => a[0] - b[0]);
  if (sorted.length === 0 || !(length < MAX_STEPS)) return null;
  const [dash, gap] = DASH;
  const starts: number[] = [];
  let free = 0;
  for (const [from, to] of [...sorted, [length, length] as const]) {
    const count = Math.floor((from - free + gap) / (dash + gap));
    const spare = from - free + gap - count * (dash + gap);
    for (let index = 0; index < count; index++)
      starts.push(Math.round(free + spare / 2 + index * (dash + gap)));
    free = Math.max(free, to);
  }
  // A pattern starts with a dash, here with one of length 0.
  return [0, starts[0] ?? length].concat(
    starts.flatMap((start, index) => [dash, (starts[index + 1] ?? length) - start - dash]),
  );
}
