import { type Bounds, centerOf, isIn, type Point, type SceneItem, type SceneMark } from '../spec/scene.ts';
import { type DrawnMark, drawnMarks, type Hit, isPath } from './hit-test.ts';
import { toTooltip } from './tooltip.ts';
import type { MountedChart, TooltipContent } from './types.ts';

type View = MountedChart['view'];

/** A mark with a tooltip. */
export interface TooltipTarget {
  readonly item: SceneItem;
  readonly content: TooltipContent;
  /** The position of the tooltip, in px relative to the picture. */
  readonly x: number;
  readonly y: number;
  /** `line`: a point of a line or area; `symbol`: a point mark. */
  readonly kind: 'line' | 'symbol' | 'other';
}

/** A point of a line, or of the upper edge of an area, in px relative to the picture. */
interface LinePoint extends Point {
  /** The item with the tooltip: the point itself, or else the symbol on it. */
  readonly item: SceneItem;
  /** The item of the line. */
  readonly path: SceneItem;
}

interface Line {
  readonly mark: SceneMark;
  readonly plot: Bounds;
  /** The axis along which its points are monotonic, if any. */
  readonly axis: 'x' | 'y' | null;
  readonly points: readonly LinePoint[];
}

interface TooltipTargets {
  readonly marks: readonly DrawnMark[];
  readonly lines: readonly Line[];
  /** The first line with a point at a place, by `placeKey`. */
  readonly lineAt: ReadonlyMap<string, Line>;
  readonly describe: (item: SceneItem) => TooltipContent | null;
}

/** Creates a function that returns the tooltip of each point of a line whose spec sets none. Receives all marks. */
export type DescribePoints = (marks: readonly DrawnMark[]) => (datum: unknown) => TooltipContent | null;

/**
 * Finds the mark with a tooltip for a pointer position: the mark of `hit`, or else the closest point of a line or
 * area in the same plot, or else the closest mark within `reach` px. A symbol on a point of a line counts as its line.
 */
export function findTooltipTarget(
  view: View,
  place: Point,
  hit: Hit | null,
  reach: number,
  describePoints: DescribePoints | null,
): TooltipTarget | null {
  const { marks, lines, lineAt, describe } = collectTooltipTargets(view, describePoints);
  const createTarget = (
    item: SceneItem,
    { x, y }: Point,
    kind: TooltipTarget['kind'],
  ): TooltipTarget | null => {
    const content = describe(item);
    return content && { item, content, x, y, kind };
  };
  /** Returns the closest point of the line that a symbol is on. Large symbols overlap those of other dates. */
  const pointBeneath = (mark: DrawnMark): LinePoint | null => {
    const line = lineAt.get(placeKey(centerOf(mark.box)));
    return line ? nearestLinePoint([line], place) : null;
  };
  const toTarget = (mark: DrawnMark, place: Point): TooltipTarget | null => {
    const beneath = pointBeneath(mark);
    if (beneath) return createTarget(beneath.item, beneath, 'line');
    return mark.mark.marktype === 'symbol'
      ? createTarget(mark.item, centerOf(mark.box), 'symbol')
      : createTarget(mark.item, place, 'other');
  };
  const own = hit?.mark?.role === 'mark' && !isPath(hit.mark) ? marks.find(({ item }) => item === hit) : null;
  const exact = own && toTarget(own, place);
  if (exact) return exact;

  const hitLine = lines.filter(({ mark }) => mark === hit?.mark);
  const point = nearestLinePoint(
    (hitLine.length > 0 ? hitLine : lines).filter(({ plot }) => isIn(plot, place)),
    place,
  );
  // Where a line has its closest point, the symbols on its other points are no targets: they may be at other dates. Nor are
  // the texts near a finger in an area: they may be in another one.
  const isInArea = hitLine.some(({ mark }) => mark.marktype === 'area');
  const near = nearestMark(
    marks,
    place,
    reach,
    ({ mark, box }) =>
      !point || !((isInArea && mark.marktype === 'text') || lineAt.has(placeKey(centerOf(box)))),
  );
  return near && (!point || distanceToBox(near.box, place) < distance(point, place))
    ? toTarget(near, place)
    : point && createTarget(point.item, point, 'line');
}

const targetsByView = new WeakMap<
  View,
  {
    readonly stamp: number;
    readonly describePoints: DescribePoints | null;
    readonly targets: TooltipTargets;
  }
>();

/** Returns the marks with tooltips. Caches them until the view runs again. */
export function collectTooltipTargets(view: View, describePoints: DescribePoints | null): TooltipTargets {
  const stamp = (view as unknown as { stamp(): number }).stamp();
  const before = targetsByView.get(view);
  if (before?.stamp === stamp && before.describePoints === describePoints) return before.targets;
  const targets = findTargets(drawnMarks(view), describePoints);
  targetsByView.set(view, { stamp, describePoints, targets });
  return targets;
}

function findTargets(all: readonly DrawnMark[], describePoints: DescribePoints | null): TooltipTargets {
  // `'tooltip' in item` does not evaluate the lazy tooltip.
  const marks = all.filter(({ item, mark }) => 'tooltip' in item && !isPath(mark));
  const symbols = new Map<string, SceneItem>();
  for (const mark of marks) {
    if (mark.mark.marktype === 'symbol') symbols.set(placeKey(centerOf(mark.box)), mark.item);
  }
  const lines = new Map<SceneMark, { plot: Bounds; points: LinePoint[] }>();
  for (const each of all) {
    const { item, mark, plot } = each;
    const { x, y } = centerOf(each.box);
    const target = describePoints || 'tooltip' in item ? item : symbols.get(placeKey({ x, y }));
    if (!isPath(mark) || !target || !isIn(plot, { x, y })) continue;
    const line = lines.get(mark) ?? { plot, points: [] };
    line.points.push({ x, y, item: target, path: item });
    lines.set(mark, line);
  }
  const entries = [...lines].map(([mark, { plot, points }]) => ({
    mark,
    plot,
    points,
    axes: monotonicAxes(mark, points),
  }));
  // If all lines are monotonic along one axis, search every line along that axis.
  const shared = AXES.find((axis) => entries.every(({ axes }) => axes.includes(axis)));
  const found = entries.map(({ axes, ...line }): Line => ({ ...line, axis: shared ?? axes[0] ?? null }));
  const lineAt = new Map<string, Line>();
  if (marks.length > 0)
    for (const line of found.toReversed()) for (const point of line.points) lineAt.set(placeKey(point), line);
  const describe = describePoints?.(all);
  return {
    marks,
    lines: found,
    lineAt,
    describe: ({ tooltip, datum }) => toTooltip(tooltip, datum) ?? describe?.(datum) ?? null,
  };
}

const placeKey = ({ x, y }: Point): string => `${x} ${y}`;

const AXES = ['x', 'y'] as const;

function monotonicAxes({ marktype, items }: SceneMark, points: readonly LinePoint[]): readonly ('x' | 'y')[] {
  if (marktype === 'area') return [items[0]?.orient === 'horizontal' ? 'y' : 'x'];
  return AXES.filter((axis) =>
    [1, -1].some((sign) =>
      points.every((point, index) => index === 0 || (point[axis] - points[index - 1]![axis]) * sign >= 0),
    ),
  );
}

/** Finds the closest point of each line along its axis, and returns the closest one of these. */
function nearestLinePoint(lines: readonly Line[], place: Point): LinePoint | null {
  const candidates = lines.map(({ axis, points }) =>
    minBy(points, (point) => axisDistance(point, place, axis))!,
  );
  return minBy(candidates, (point) => [distance(point, place), 0]);
}

function axisDistance(point: Point, place: Point, axis: Line['axis']): readonly [number, number] {
  const [right, down] = [Math.abs(point.x - place.x), Math.abs(point.y - place.y)];
  if (axis === null) return [distance(point, place), 0];
  return axis === 'x' ? [right, down] : [down, right];
}

function nearestMark(
  marks: readonly DrawnMark[],
  place: Point,
  reach: number,
  isTarget: (mark: DrawnMark) => boolean,
): DrawnMark | null {
  const near =
    reach > 0 ? marks.filter((mark) => distanceToBox(mark.box, place) < reach && isTarget(mark)) : [];
  return minBy(near, (mark) => [distanceToBox(mark.box, place), distance(centerOf(mark.box), place)]);
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Returns 0 inside the box. */
const distanceToBox = ({ x1, y1, x2, y2 }: Bounds, { x, y }: Point): number =>
  Math.hypot(distanceToRange(x, x1, x2), distanceToRange(y, y1, y2));

const distanceToRange = (value: number, from: number, to: number): number =>
  Math.max(0, from - value, value - to);

/** Returns the element with the smallest measure. The second number breaks ties. */
function minBy<T>(all: readonly T[], measure: (each: T) => readonly [number, number]): T | null {
  let found: T | null = null;
  let [first, second] = [Infinity, Infinity];
  for (const each of all) {
    const [a, b] = measure(each);
    if (a > first || (a === first && b >= second)) continue;
    found = each;
    [first, second] = [a, b];
  }
  return found;
}
