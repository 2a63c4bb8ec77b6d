/** The cells of a facet, fitted into a box. Loaded by need. */
import type { View } from 'vega-view';
import type { VegaSignal } from '../compile.ts';
import { sceneRoot } from '../scene.ts';

/** No cell gets narrower, in px: then the picture scrolls. */
const LEAST = 64;
/** Labels come and go with the width of a cell, and take some of it themselves. */
const ROUNDS = 6;

/**
 * Makes the cells of a view as wide as a box of `width` px allows; `signals` are those of the compiled spec. Their height
 * follows by the root of that, so that wide ones do not become posters. Resolves when the dataflow has run.
 */
export async function fitFacetCells(
  view: View,
  signals: readonly VegaSignal[],
  width: number,
): Promise<void> {
  const [ownWidth, ownHeight, step] = ['child_width', 'child_height', 'x_step'].map((wanted) =>
    Number(signals.find(({ name }) => name === wanted)?.['value'] ?? NaN),
  ) as [number, number, number];
  for (let round = 0; round < ROUNDS; round++) {
    const { columns, total } = measure(view);
    const now = view.signal('child_width') as number;
    if (columns === 0 || !(now > 0)) return;
    const wanted = Math.max(LEAST, Math.floor(now + (width - 1 - total) / columns));
    if (Math.abs(wanted - now) < 1) return;
    if (ownWidth > 0) {
      view.signal('child_width', wanted);
      if (ownHeight > 0) view.signal('child_height', Math.round(ownHeight * Math.sqrt(wanted / ownWidth)));
    } else if (step > 0) {
      view.signal('x_step', ((view.signal('x_step') as number) * wanted) / now);
    } else return;
    await view.resize().runAsync();
  }
}

/** How many cells stand side by side, and the width of all of the picture in px. */
function measure(view: View): { readonly columns: number; readonly total: number } {
  const [root] = sceneRoot(view).items;
  const cells = root?.items?.find(({ name }) => name === 'cell')?.items ?? [];
  const { left, right } = view.padding() as { readonly left: number; readonly right: number };
  const bounds = root?.bounds;
  return {
    columns: new Set(cells.map(({ x }) => Math.round(x ?? 0))).size,
    total: bounds ? bounds.x2 - bounds.x1 + left + right : 0,
  };
}
