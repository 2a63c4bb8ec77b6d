import {
  type Bounds,
  boxAround,
  centerOf,
  PATHS,
  type Point,
  type SceneItem,
  type SceneMark,
  sceneRoot,
} from '../spec/scene.ts';
import type { MountedChart } from './types.ts';

type View = MountedChart['view'];

/** Places an element over a box of the picture. */
export const placeOver = ({ style }: HTMLElement, { x1, y1, x2, y2 }: Bounds): CSSStyleDeclaration =>
  Object.assign(style, {
    left: `${x1}px`,
    top: `${y1}px`,
    width: `${x2 - x1}px`,
    height: `${y2 - y1}px`,
  });

/** A mark with a row of data. Each point of a line is a mark. */
export interface DrawnMark {
  /** In px within the picture. */
  readonly box: Bounds;
  /** The plotting area that contains the mark. Each facet cell has one. */
  readonly plot: Bounds;
  readonly datum: Readonly<Record<string, unknown>>;
  readonly item: SceneItem;
  /** The Vega mark that `item` belongs to. */
  readonly mark: SceneMark;
}

/** The item that Vega reports under the pointer. */
export interface Hit extends SceneItem {
  readonly mark?: SceneMark;
}

/** Half the width of the box around a point, in px. */
const POINT_RADIUS = 5;

/** Returns the origin of a view's marks, in px from the top left corner of the picture. */
export function sceneOrigin(view: View): Point {
  const { left, top } = view.padding() as { readonly left: number; readonly top: number };
  const [x, y] = view.origin();
  return { x: left + x, y: top + y };
}

/** Returns all marks with a row of data, in drawing order. */
export function drawnMarks(view: View): readonly DrawnMark[] {
  const { x, y } = sceneOrigin(view);
  const found: DrawnMark[] = [];
  visitGroups(sceneRoot(view), x, y, found);
  return found;
}

function visitGroups(mark: SceneMark, x: number, y: number, found: DrawnMark[]): void {
  for (const group of mark.items) {
    const [left, top] = [x + (group.x ?? 0), y + (group.y ?? 0)];
    const plot = { x1: left, y1: top, x2: left + (group.width ?? 0), y2: top + (group.height ?? 0) };
    for (const child of group.items ?? []) {
      if (child.marktype === 'group') visitGroups(child, left, top, found);
      else if (child.role === 'mark') addMarks(child, plot, found);
    }
  }
}

function addMarks(mark: SceneMark, plot: Bounds, found: DrawnMark[]): void {
  for (const item of mark.items) {
    const { datum } = item;
    if (typeof datum !== 'object' || datum === null || item.opacity === 0) {
      // Transparent symbols are targets for the pointer.
      if (mark.marktype !== 'symbol' || typeof datum !== 'object' || datum === null) continue;
    }
    const { x1, y1, x2, y2 } = isPoint(mark) ? boxAround(item, POINT_RADIUS) : item.bounds;
    const box = { x1: plot.x1 + x1, y1: plot.y1 + y1, x2: plot.x1 + x2, y2: plot.y1 + y2 };
    if (Number.isFinite(box.x1 + box.y1)) {
      found.push({ box, plot, datum: datum as DrawnMark['datum'], item, mark });
    }
  }
}

export const isPath = ({ marktype }: SceneMark): boolean => PATHS.has(marktype);
const isPoint = (mark: SceneMark): boolean => mark.marktype === 'symbol' || isPath(mark);

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
    .map(({ box, datum }) => ({ away: Math.abs(centerOf(box).x - x), datum }));
  return near.sort((a, b) => a.away - b.away)[0]?.datum ?? null;
}

/** Private part of Vega's event handler, used for hit testing. If it is missing, we fall back to the nearest mark. */
interface HitTestHandler {
  canvas(): Element;
  /** Exists only for a canvas. */
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
