import type { SceneItem, SceneMark } from '../spec/scene.ts';
import { type Point, toTooltip } from '../vega/tooltip.ts';
import type { MountedChart, TooltipContent } from '../vega/types.ts';

type View = MountedChart['view'];

/** A box in px within the picture. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** A mark with a row of data. Each point of a line is a mark. */
export interface DrawnMark {
  readonly box: Box;
  /** The plotting area that contains it: one per facet cell. */
  readonly plot: Box;
  readonly datum: Readonly<Record<string, unknown>>;
  readonly item: SceneItem;
  /** The Vega mark that it belongs to. */
  readonly mark: SceneMark;
}

/** The item that Vega reports under the pointer. */
export interface Hit extends SceneItem {
  readonly mark?: SceneMark;
}

const PATHS = new Set(['line', 'area', 'trail']);
/** Half the width of the box around a point, in px. */
const POINT_RADIUS = 5;

/** Returns all marks with a row of data, in drawing order. */
export function drawnMarks(view: View): readonly DrawnMark[] {
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark };
  const { left, top } = view.padding() as { readonly left: number; readonly top: number };
  const [x, y] = view.origin();
  const found: DrawnMark[] = [];
  visitGroups(root, left + x, top + y, found);
  return found;
}

function visitGroups(mark: SceneMark, x: number, y: number, found: DrawnMark[]): void {
  for (const group of mark.items as readonly (SceneItem & { width?: number; height?: number })[]) {
    const [left, top] = [x + (group.x ?? 0), y + (group.y ?? 0)];
    const plot = { x1: left, y1: top, x2: left + (group.width ?? 0), y2: top + (group.height ?? 0) };
    for (const child of group.items ?? []) {
      if (child.marktype === 'group') visitGroups(child, left, top, found);
      else if (child.role === 'mark') addMarks(child, plot, found);
    }
  }
}

function addMarks(mark: SceneMark, plot: Box, found: DrawnMark[]): void {
  for (const item of mark.items) {
    const { datum } = item;
    if (typeof datum !== 'object' || datum === null || item.opacity === 0) {
      // Transparent symbols are targets for the pointer.
      if (mark.marktype !== 'symbol' || typeof datum !== 'object' || datum === null) continue;
    }
    const { x1, y1, x2, y2 } = isPoint(mark) ? boxAround(item) : item.bounds;
    const box = { x1: plot.x1 + x1, y1: plot.y1 + y1, x2: plot.x1 + x2, y2: plot.y1 + y2 };
    if (Number.isFinite(box.x1 + box.y1)) {
      found.push({ box, plot, datum: datum as DrawnMark['datum'], item, mark });
    }
  }
}

const isPath = ({ marktype }: SceneMark): boolean => PATHS.has(marktype);
const isPoint = (mark: SceneMark): boolean => mark.marktype === 'symbol' || isPath(mark);

const boxAround = ({ x = NaN, y = NaN }: SceneItem): Box => ({
  x1: x - POINT_RADIUS,
  y1: y - POINT_RADIUS,
  x2: x + POINT_RADIUS,
  y2: y + POINT_RADIUS,
});

/**
 * Returns the row of the item under the pointer; for a line, the row of the point closest to `x`. Returns `null` for an
 * empty area, and `undefined` for an axis or legend.
 */
export function rowAt(
  view: View,
  item: Hit | null | undefined,
  x: number,
): Readonly<Record<string, unknown>> | null | undefined {
  if (!item?.mark || item.mark.marktype === 'group') return null;
  const { mark } = item;
  if (mark.role !== 'mark') return undefined;
  if (!isPath(mark)) return (item.datum ?? null) as Readonly<Record<string, unknown>> | null;
  const rows = new Set(mark.items.map(({ datum }) => datum));
  const near = drawnMarks(view)
    .filter(({ datum }) => rows.has(datum))
    .map(({ box, datum }) => ({ away: Math.abs((box.x1 + box.x2) / 2 - x), datum }));
  return near.sort((a, b) => a.away - b.away)[0]?.datum ?? null;
}

/** Whether a point is in a box, or on its edge. */
export const isIn = ({ x1, y1, x2, y2 }: Box, { x, y }: Point): boolean =>
  x >= x1 && x <= x2 && y >= y1 && y <= y2;

/** Private part of Vega's event handler, used for hit testing. If it is missing, we fall back to the nearest mark. */
interface HitTestHandler {
  canvas(): Element;
  /** Only for a canvas. */
  pickEvent?(event: MouseEvent): Hit | null;
}

/**
 * Returns the topmost item at a pointer. Vega's own events do not report it for touch: their item is the one where the
 * touch began, and a canvas finds items only on `pointermove`.
 */
export function itemAt(view: View, event: MouseEvent): Hit | null {
  const { _handler: handler } = view as { readonly _handler?: HitTestHandler };
  if (!handler || handler.pickEvent) return handler?.pickEvent?.(event) ?? null;
  const root = handler.canvas().getRootNode() as ShadowRoot;
  const element = root.elementFromPoint(event.clientX, event.clientY) as {
    readonly __data__?: unknown;
  } | null;
  const [item] = [element?.__data__].flat();
  return (item ?? null) as Hit | null;
}

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
  /** The item with the tooltip: the point itself, else the symbol on it. */
  readonly item: SceneItem;
}

interface Line {
  readonly mark: SceneMark;
  readonly plot: Box;
  /** The axis along which its points are monotonic, if any. */
  readonly axis: 'x' | 'y' | null;
  readonly points: readonly LinePoint[];
}

/** All marks of a picture that have a tooltip. */
interface TooltipTargets {
  readonly marks: readonly DrawnMark[];
  readonly lines: readonly Line[];
}

/**
 * Finds the mark with a tooltip for a pointer position: the mark of `hit`, else the closest point of a line or area in
 * the same plot, else the closest mark within `reach` px.
 */
export function findTooltipTarget(
  view: View,
  place: Point,
  hit: Hit | null,
  reach: number,
): TooltipTarget | null {
  const { marks, lines } = collectTooltipTargets(view);
  const own = hit?.mark?.role === 'mark' && !isPath(hit.mark) ? marks.find(({ item }) => item === hit) : null;
  const middle = own && centerOf(own);
  const beneath =
    middle && lines.flatMap(({ points }) => points).find(({ x, y }) => x === middle.x && y === middle.y);
  if (beneath) return createTarget(beneath.item, beneath, 'line');
  const exact = own && toTarget(own, place);
  if (exact) return exact;

  const hitLine = lines.filter(({ mark }) => mark === hit?.mark);
  const point = nearestLinePoint(
    (hitLine.length > 0 ? hitLine : lines).filter(({ plot }) => isIn(plot, place)),
    place,
  );
  const near = nearestMark(marks, place, reach);
  return near && (!point || distanceToBox(near.box, place) < distance(point, place))
    ? toTarget(near, place)
    : point && createTarget(point.item, point, 'line');
}

const createTarget = (
  item: SceneItem,
  { x, y }: Point,
  kind: TooltipTarget['kind'],
): TooltipTarget | null => {
  const content = toTooltip(item.tooltip, item.datum);
  return content && { item, content, x, y, kind };
};

const toTarget = (mark: DrawnMark, place: Point): TooltipTarget | null =>
  mark.mark.marktype === 'symbol'
    ? createTarget(mark.item, centerOf(mark), 'symbol')
    : createTarget(mark.item, place, 'other');

const centerOf = ({ box: { x1, y1, x2, y2 } }: DrawnMark): Point => ({ x: (x1 + x2) / 2, y: (y1 + y2) / 2 });

const targetsByView = new WeakMap<View, { readonly stamp: number; readonly targets: TooltipTargets }>();

/** Cached until the view runs again. */
function collectTooltipTargets(view: View): TooltipTargets {
  const stamp = (view as unknown as { stamp(): number }).stamp();
  const before = targetsByView.get(view);
  if (before?.stamp === stamp) return before.targets;
  const targets = findTargets(drawnMarks(view));
  targetsByView.set(view, { stamp, targets });
  return targets;
}

function findTargets(all: readonly DrawnMark[]): TooltipTargets {
  // `'tooltip' in item` does not evaluate the lazy tooltip.
  const marks = all.filter(({ item, mark }) => 'tooltip' in item && !isPath(mark));
  const symbols = new Map<string, SceneItem>();
  for (const mark of marks) {
    const { x, y } = centerOf(mark);
    if (mark.mark.marktype === 'symbol') symbols.set(`${x} ${y}`, mark.item);
  }
  const lines = new Map<SceneMark, { plot: Box; points: LinePoint[] }>();
  for (const each of all) {
    const { item, mark, plot } = each;
    const { x, y } = centerOf(each);
    const target = 'tooltip' in item ? item : symbols.get(`${x} ${y}`);
    if (!isPath(mark) || !target || !isIn(plot, { x, y })) continue;
    const line = lines.get(mark) ?? { plot, points: [] };
    line.points.push({ x, y, item: target });
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
  return {
    marks,
    lines: entries.map(({ axes, ...line }) => ({ ...line, axis: shared ?? axes[0] ?? null })),
  };
}

const AXES = ['x', 'y'] as const;

/** Returns the axes along which the points are monotonic. */
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

function nearestMark(marks: readonly DrawnMark[], place: Point, reach: number): DrawnMark | null {
  const near = reach > 0 ? marks.filter(({ box }) => distanceToBox(box, place) < reach) : [];
  return minBy(near, (mark) => [distanceToBox(mark.box, place), distance(centerOf(mark), place)]);
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Returns 0 inside the box. */
const distanceToBox = ({ x1, y1, x2, y2 }: Box, { x, y }: Point): number =>
  Math.hypot(distanceToRange(x, x1, x2), distanceToRange(y, y1, y2));

/** Returns the distance of a number to a range. */
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
