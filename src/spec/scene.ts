import type { Item, MarkScene } from 'vega-scenegraph';
import type { View } from 'vega-view';

/** A box in px, within the group around. */
export interface Bounds {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** One drawn thing. */
export interface SceneItem extends Item {
  readonly x?: number;
  readonly y?: number;
  /** Of an area: whether it lies. */
  readonly orient?: 'horizontal' | 'vertical';
  readonly bounds: Bounds;
  readonly datum?: unknown;
  readonly tooltip?: unknown;
  readonly description?: unknown;
  readonly opacity?: number;
  /** Of a group: its marks. */
  readonly items?: readonly SceneMark[];
}

/** A mark of Vega's scenegraph: its items, drawn alike. */
export interface SceneMark extends MarkScene {
  readonly marktype: string;
  readonly role?: string;
  readonly name?: string;
  readonly items: readonly SceneItem[];
}

/** The root of a view's scenegraph. */
export function sceneRoot(view: View): SceneMark {
  return (view.scenegraph() as unknown as { readonly root: SceneMark }).root;
}

/** How many elements a picture would take as SVG: a line or an area is one. */
export function countMarks(mark: SceneMark): number {
  if (mark.marktype === 'line' || mark.marktype === 'area') return 1;
  if (mark.marktype !== 'group') return mark.items.length;
  return mark.items
    .flatMap((group) => group.items ?? [])
    .reduce((count, child) => count + countMarks(child), mark.items.length);
}
