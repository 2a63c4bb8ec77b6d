import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { View } from 'vega';
import { findTooltipTarget } from '../../src/vega/tooltip-target.ts';

const COUNT = 200_000;

/** Returns a view of marks in a plot of 100 × 100 px. */
function viewOf(...marks: readonly { readonly marktype: string; readonly items: readonly object[] }[]): View {
  const items = marks.map((mark) => ({ role: 'mark', ...mark }));
  const root = { marktype: 'group', items: [{ x: 0, y: 0, width: 100, height: 100, items }] };
  return {
    stamp: () => 1,
    padding: () => ({ left: 0, top: 0 }),
    origin: () => [0, 0],
    scenegraph: () => ({ root }),
  } as unknown as View;
}

const itemsAt = (place: (index: number) => readonly [number, number]): readonly object[] =>
  Array.from({ length: COUNT }, (_, index) => {
    const [x, y] = place(index);
    return { x, y, datum: {}, tooltip: `item ${index}`, bounds: { x1: x, y1: y, x2: x, y2: y } };
  });

it('finds the tooltip among many symbols next to a line in linear time (promise 7)', () => {
  const line = { marktype: 'line', items: itemsAt((index) => [(index / COUNT) * 100, 50]) };
  const symbols = { marktype: 'symbol', items: itemsAt(() => [50.5, 53]) };
  const find = (y: number) => findTooltipTarget(viewOf(line, symbols), { x: 50.5, y }, null, 20, null);
  assert.equal(find(50)?.kind, 'line');
  assert.equal(find(54)?.kind, 'symbol');
});
