import type { Item, MarkScene } from 'vega-scenegraph';
import type { View } from 'vega-view';

/** A position in px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box in px. That of an item is relative to its group. */
export interface Bounds {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** An item of Vega's scenegraph. */
export interface SceneItem extends Item {
  readonly x?: number;
  readonly y?: number;
  /** The other edge of an area or a bar. */
  readonly x2?: number;
  readonly y2?: number;
  /** Only groups have a size. */
  readonly width?: number;
  readonly height?: number;
  /** A CSS color or a gradient. */
  readonly stroke?: unknown;
  readonly fill?: unknown;
  /** Only areas have it. */
  readonly orient?: 'horizontal' | 'vertical';
  readonly bounds: Bounds;
  readonly datum?: unknown;
  readonly tooltip?: unknown;
  readonly description?: unknown;
  readonly opacity?: number;
  /** The marks of a group. */
  readonly items?: readonly SceneMark[];
}

/** A mark of Vega's scenegraph, with its items. */
export interface SceneMark extends MarkScene {
  readonly marktype: string;
  readonly role?: string;
  readonly name?: string;
  /** `false` if it is hidden from assistive technology. */
  readonly aria?: boolean;
  readonly items: readonly SceneItem[];
  /** The item that contains the mark. The one around a line has the values that group its rows as `datum`. */
  readonly group?: SceneItem;
}

/** Types of marks that connect their rows: each item is a point of a line or an area. */
export const PATHS: ReadonlySet<string> = new Set(['line', 'area', 'trail']);

export const centerOf = ({ x1, y1, x2, y2 }: Bounds): Point => ({ x: (x1 + x2) / 2, y: (y1 + y2) / 2 });

/** Returns whether a point is in a box or on its edge. */
export const isIn = ({ x1, y1, x2, y2 }: Bounds, { x, y }: Point): boolean =>
  x >= x1 && x <= x2 && y >= y1 && y <= y2;

/** Returns the box around the point of an item. */
export const boxAround = ({ x = NaN, y = NaN }: SceneItem, radius: number): Bounds => ({
  x1: x - radius,
  y1: y - radius,
  x2: x + radius,
  y2: y + radius,
});

export function sceneRoot(view: Pick<View, 'scenegraph'>): SceneMark {
  return (view.scenegraph() as unknown as { readonly root: SceneMark }).root;
}

/** Returns the value of a signal, or `undefined` if the view has no such signal. */
export function signalOf(view: { signal(name: string): unknown }, name: string): unknown {
  try {
    return view.signal(name);
  } catch {
    return undefined;
  }
}

/** Counts the SVG elements that a mark would need. A line or an area is one element. */
export function countMarks(mark: SceneMark): number {
  if (mark.marktype === 'line' || mark.marktype === 'area') return 1;
  if (mark.marktype !== 'group') return mark.items.length;
  return mark.items
    .flatMap((group) => group.items ?? [])
    .reduce((count, child) => count + countMarks(child), mark.items.length);
}
