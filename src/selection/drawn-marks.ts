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

/** A mark with a row behind it; of a line, each of its points. */
export interface DrawnMark {
  readonly box: Box;
  /** The plot that it lies in: one for each cell of a facet. */
  readonly plot: Box;
  readonly datum: Readonly<Record<string, unknown>>;
  readonly item: SceneItem;
  /** The items that it is drawn with: of a line, its points. */
  readonly mark: SceneMark;
}

/** What Vega tells of what is under the pointer. */
export interface Hit extends SceneItem {
  readonly mark?: SceneMark;
}

const PATHS = new Set(['line', 'area', 'trail']);
/** About half the width in px of what stands for a point. */
const REACH = 5;

/** All marks with a row behind them, in the order in which they are drawn. */
export function drawnMarks(view: View): readonly DrawnMark[] {
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark };
  const { left, top } = view.padding() as { readonly left: number; readonly top: number };
  const [x, y] = view.origin();
  const found: DrawnMark[] = [];
  visit(root, left + x, top + y, found);
  return found;
}

function visit(mark: SceneMark, x: number, y: number, found: DrawnMark[]): void {
  for (const group of mark.items as readonly (SceneItem & { width?: number; height?: number })[]) {
    const [left, top] = [x + (group.x ?? 0), y + (group.y ?? 0)];
    const plot = { x1: left, y1: top, x2: left + (group.width ?? 0), y2: top + (group.height ?? 0) };
    for (const child of group.items ?? []) {
      if (child.marktype === 'group') visit(child, left, top, found);
      else if (child.role === 'mark') addMarks(child, plot, found);
    }
  }
}

function addMarks(mark: SceneMark, plot: Box, found: DrawnMark[]): void {
  for (const item of mark.items) {
    const { datum } = item;
    if (typeof datum !== 'object' || datum === null || item.opacity === 0) {
      // Unseen points are there for the pointer.
      if (mark.marktype !== 'symbol' || typeof datum !== 'object' || datum === null) continue;
    }
    const { x1, y1, x2, y2 } = isPoint(mark) ? around(item) : item.bounds;
    const box = { x1: plot.x1 + x1, y1: plot.y1 + y1, x2: plot.x1 + x2, y2: plot.y1 + y2 };
    if (Number.isFinite(box.x1 + box.y1)) {
      found.push({ box, plot, datum: datum as DrawnMark['datum'], item, mark });
    }
  }
}

const isPath = ({ marktype }: SceneMark): boolean => PATHS.has(marktype);
const isPoint = (mark: SceneMark): boolean => mark.marktype === 'symbol' || isPath(mark);

const around = ({ x = NaN, y = NaN }: SceneItem): Box => ({
  x1: x - REACH,
  y1: y - REACH,
  x2: x + REACH,
  y2: y + REACH,
});

/**
 * The row behind what is under the pointer: of a line, its nearest point. `null` for an empty place in the picture,
 * `undefined` for an axis or a legend.
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

/** Whether a place lies in a box, or on its edge. */
export const isIn = ({ x1, y1, x2, y2 }: Box, { x, y }: Point): boolean =>
  x >= x1 && x <= x2 && y >= y1 && y <= y2;

/** What of Vega's handlers, which are not public, finds marks. Without it the nearest mark is found all the same. */
interface Picker {
  canvas(): Element;
  /** Of a canvas alone. */
  pickEvent?(event: MouseEvent): Hit | null;
}

/**
 * The item that lies uppermost at a pointer. Vega's own events do not say it of a finger: their target is what it came
 * down on, and a canvas looks for an item with moves alone.
 */
export function itemAt(view: View, event: MouseEvent): Hit | null {
  const { _handler: handler } = view as { readonly _handler?: Picker };
  if (!handler || handler.pickEvent) return handler?.pickEvent?.(event) ?? null;
  const root = handler.canvas().getRootNode() as ShadowRoot;
  const element = root.elementFromPoint(event.clientX, event.clientY) as {
    readonly __data__?: unknown;
  } | null;
  const [item] = [element?.__data__].flat();
  return (item ?? null) as Hit | null;
}

/** A mark with a tooltip. */
export interface ToldMark {
  readonly item: SceneItem;
  readonly content: TooltipContent;
  /** Where the tooltip belongs, in px within the picture. */
  readonly x: number;
  readonly y: number;
  /** `line`: a point of a line or an area; `symbol`: a mark that is a point by itself. */
  readonly kind: 'line' | 'symbol' | 'other';
}

/** A point of a line, or of the upper edge of an area, in px within the picture. */
interface LinePoint extends Point {
  /** What has the tooltip: the point itself, else the symbol on it. */
  readonly item: SceneItem;
}

interface Line {
  readonly mark: SceneMark;
  readonly plot: Box;
  /** The axis along which its points follow one another, if they do. */
  readonly along: 'x' | 'y' | null;
  readonly points: readonly LinePoint[];
}

/** All marks with a tooltip in a picture. */
interface Speakers {
  readonly marks: readonly DrawnMark[];
  readonly lines: readonly Line[];
}

/**
 * The mark with a tooltip that a pointer means at a place of the picture: the one that `hit` names, else in a plot with
 * lines or areas the nearest of their points, else what lies no further away than `reach` px.
 */
export function toldAt(view: View, place: Point, hit: Hit | null, reach: number): ToldMark | null {
  const { marks, lines } = speakersOf(view);
  const own = hit?.mark?.role === 'mark' && !isPath(hit.mark) ? marks.find(({ item }) => item === hit) : null;
  const middle = own && middleOf(own);
  const beneath =
    middle && lines.flatMap(({ points }) => points).find(({ x, y }) => x === middle.x && y === middle.y);
  if (beneath) return told(beneath.item, beneath, 'line');
  const exact = own && tell(own, place);
  if (exact) return exact;

  const hitLine = lines.filter(({ mark }) => mark === hit?.mark);
  const point = nearestOf(
    (hitLine.length > 0 ? hitLine : lines).filter(({ plot }) => isIn(plot, place)),
    place,
  );
  const near = nearestMark(marks, place, reach);
  return near && (!point || awayFrom(near.box, place) < distance(point, place))
    ? tell(near, place)
    : point && told(point.item, point, 'line');
}

const told = (item: SceneItem, { x, y }: Point, kind: ToldMark['kind']): ToldMark | null => {
  const content = toTooltip(item.tooltip, item.datum);
  return content && { item, content, x, y, kind };
};

const tell = (mark: DrawnMark, place: Point): ToldMark | null =>
  mark.mark.marktype === 'symbol'
    ? told(mark.item, middleOf(mark), 'symbol')
    : told(mark.item, place, 'other');

const middleOf = ({ box: { x1, y1, x2, y2 } }: DrawnMark): Point => ({ x: (x1 + x2) / 2, y: (y1 + y2) / 2 });

const known = new WeakMap<View, { readonly stamp: number; readonly speakers: Speakers }>();

/** Looks through a picture once for each run of its view. */
function speakersOf(view: View): Speakers {
  const stamp = (view as unknown as { stamp(): number }).stamp();
  const before = known.get(view);
  if (before?.stamp === stamp) return before.speakers;
  const speakers = collect(drawnMarks(view));
  known.set(view, { stamp, speakers });
  return speakers;
}

function collect(all: readonly DrawnMark[]): Speakers {
  // Who merely asks whether there is a tooltip has none computed.
  const marks = all.filter(({ item, mark }) => 'tooltip' in item && !isPath(mark));
  const symbols = new Map<string, SceneItem>();
  for (const mark of marks) {
    const { x, y } = middleOf(mark);
    if (mark.mark.marktype === 'symbol') symbols.set(`${x} ${y}`, mark.item);
  }
  const lines = new Map<SceneMark, { plot: Box; points: LinePoint[] }>();
  for (const each of all) {
    const { item, mark, plot } = each;
    const { x, y } = middleOf(each);
    const speaker = 'tooltip' in item ? item : symbols.get(`${x} ${y}`);
    if (!isPath(mark) || !speaker || !isIn(plot, { x, y })) continue;
    const line = lines.get(mark) ?? { plot, points: [] };
    line.points.push({ x, y, item: speaker });
    lines.set(mark, line);
  }
  const entries = [...lines].map(([mark, { plot, points }]) => ({
    mark,
    plot,
    points,
    axes: axesOf(mark, points),
  }));
  // What runs along one axis beside others is read along it, whatever else it could be read along.
  const shared = AXES.find((axis) => entries.every(({ axes }) => axes.includes(axis)));
  return {
    marks,
    lines: entries.map(({ axes, ...line }) => ({ ...line, along: shared ?? axes[0] ?? null })),
  };
}

const AXES = ['x', 'y'] as const;

/** The axes along which points follow one another. */
function axesOf({ marktype, items }: SceneMark, points: readonly LinePoint[]): readonly ('x' | 'y')[] {
  if (marktype === 'area') return [items[0]?.orient === 'horizontal' ? 'y' : 'x'];
  return AXES.filter((axis) =>
    [1, -1].some((sign) =>
      points.every((point, index) => index === 0 || (point[axis] - points[index - 1]![axis]) * sign >= 0),
    ),
  );
}

/** Of each line the point that is nearest along its axis; of these the nearest one. */
function nearestOf(lines: readonly Line[], place: Point): LinePoint | null {
  const candidates = lines.map(({ along, points }) =>
    least(points, (point) => alongAxis(point, place, along))!,
  );
  return least(candidates, (point) => [distance(point, place), 0]);
}

function alongAxis(point: Point, place: Point, axis: Line['along']): readonly [number, number] {
  const [right, down] = [Math.abs(point.x - place.x), Math.abs(point.y - place.y)];
  if (axis === null) return [distance(point, place), 0];
  return axis === 'x' ? [right, down] : [down, right];
}

function nearestMark(marks: readonly DrawnMark[], place: Point, reach: number): DrawnMark | null {
  const near = reach > 0 ? marks.filter(({ box }) => awayFrom(box, place) < reach) : [];
  return least(near, (mark) => [awayFrom(mark.box, place), distance(middleOf(mark), place)]);
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** 0 within the box. */
const awayFrom = ({ x1, y1, x2, y2 }: Box, { x, y }: Point): number =>
  Math.hypot(beyond(x, x1, x2), beyond(y, y1, y2));

/** How far a number lies outside of two others. */
const beyond = (value: number, from: number, to: number): number => Math.max(0, from - value, value - to);

/** What has the smallest first number; of several, the smallest second one. */
function least<T>(all: readonly T[], measure: (each: T) => readonly [number, number]): T | null {
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
