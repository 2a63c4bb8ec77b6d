/** Fits the cells of a facet into a box. Loads on demand. */
import type { View } from 'vega-view';
import { sceneRoot } from '../../spec/scene.ts';
import type { VegaSpec } from '../../spec/types.ts';
import type { FitToBox } from '../rewrite.ts';
import type { PassFacts } from '../types.ts';

/** Minimum size of a cell, in px. If cells would be smaller, the picture scrolls or grows. */
const MIN_WIDTH = 64;
const MIN_HEIGHT = 24;
/** Minimum height of a cell that fills the box, unless the spec sets a lower one. */
const MIN_FILLING_HEIGHT = 60;
/**
 * Maximum number of attempts. The size of a cell changes which labels are shown, and the labels change the size
 * again.
 */
const MAX_ROUNDS = 10;

/**
 * Returns a function that makes the cells of a view as wide as its box. Unless the cells fill the height of the box (`filling`), their height grows with the square root of their width.
 */
export function createFitter({ signals = [] }: VegaSpec, { filling }: PassFacts): FitToBox {
  const [ownWidth, ownHeight, step] = ['child_width', 'child_height', 'x_step'].map((wanted) =>
    Number(signals.find(({ name }) => name === wanted)?.['value'] ?? NaN),
  ) as [number, number, number];
  const leastHeight = Math.max(MIN_HEIGHT, Math.min(MIN_FILLING_HEIGHT, ownHeight || 0));
  return async (view, box) => {
    // Wrapping of names changes the width abruptly, so cells that were too wide are not widened again.
    let isShrinking = false;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { columns, rows, width, height } = measure(view);
      const [wide, high] = ['child_width', 'child_height'].map((name) => view.signal(name) as number) as [
        number,
        number,
      ];
      if (columns === 0 || !(wide > 0)) return;
      isShrinking ||= width > box.width;
      const fitting = Math.floor(wide + (box.width - 1 - width) / columns);
      const wider = Math.max(MIN_WIDTH, isShrinking ? Math.min(wide, fitting) : fitting);
      const follows = Math.abs(wider - wide) < 1 ? high : Math.round(ownHeight * Math.sqrt(wider / ownWidth));
      const higher = filling
        ? Math.max(leastHeight, Math.floor(high + (box.height - 1 - height) / rows))
        : follows;
      if (Math.abs(wider - wide) < 1 && !(Math.abs(higher - high) >= 1)) return;
      if (ownWidth > 0) {
        view.signal('child_width', wider);
        if (ownHeight > 0) view.signal('child_height', higher);
      } else if (step > 0) {
        view.signal('x_step', ((view.signal('x_step') as number) * wider) / wide);
      } else return;
      await view.resize().runAsync();
    }
  };
}

/** Returns the number of columns and rows of cells, and the size of the whole picture in px. */
function measure(view: View): {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
} {
  const [root] = sceneRoot(view).items;
  const cells = root?.items?.find(({ name }) => name === 'cell')?.items ?? [];
  const padding = view.padding();
  const { x1, x2, y1, y2 } = root?.bounds ?? { x1: 0, x2: 0, y1: 0, y2: 0 };
  return {
    columns: new Set(cells.map(({ x }) => Math.round(x ?? 0))).size,
    rows: new Set(cells.map(({ y }) => Math.round(y ?? 0))).size,
    width: x2 - x1 + padding.left + padding.right,
    height: y2 - y1 + padding.top + padding.bottom,
  };
}
