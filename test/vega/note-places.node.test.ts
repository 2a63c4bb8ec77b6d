import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SceneItem, SceneMark } from '../../src/spec/scene.ts';
import { Occupancy } from '../../src/vega/note-layout.ts';
import { readPlot } from '../../src/vega/note-places.ts';

/** Returns a scene of 600 × 300 px with an area whose upper edge has these points. */
function areaOf(points: readonly (readonly [x: number, y: number])[]): SceneMark {
  const items = points.map(([x, y]) => ({
    ...{ x, y, y2: 300, datum: {}, opacity: 1 },
    bounds: { x1: x, y1: y, x2: x, y2: 300 },
  }));
  const area = { marktype: 'area', role: 'mark', items };
  return { items: [{ width: 600, height: 300, items: [area] }] } as unknown as SceneMark;
}

const place = (item: Partial<SceneItem> | undefined): readonly unknown[] => [item?.x, item?.y];

describe('readPlot', () => {
  it('occupies what an area covers', () => {
    const plot = readPlot(
      areaOf([
        [100, 100],
        [200, 100],
      ]),
    )!;
    assert.deepEqual(
      plot.marks.map(({ item }) => place(item)),
      [
        [100, 100],
        [200, 100],
      ],
    );
    assert.ok(plot.room.weightAt({ x: 150, y: 200 }) > 0);
    assert.equal(plot.room.weightAt({ x: 150, y: 50 }), 0);
    assert.equal(plot.room.weightAt({ x: 300, y: 200 }), 0);
  });

  it('ends for areas that reach far beyond the plot (promise 7)', () => {
    for (const far of [1e9, 1e17, Number.MAX_VALUE]) {
      const { room } = readPlot(
        areaOf([
          [-far, 100],
          [far, 100],
        ]),
      )!;
      assert.ok(room.weightAt({ x: 300, y: 200 }) > 0, String(far));
    }
  });
});

describe('Occupancy', () => {
  it('takes no more marks after a number of cells (promise 7)', () => {
    const room = new Occupancy(600, 300);
    const all = { x1: 0, y1: 0, x2: 600, y2: 200 };
    for (let count = 0; count < 10_000 && !room.isFull; count++) room.addBox(all, 1);
    assert.ok(room.isFull);
    room.addBox({ x1: 0, y1: 250, x2: 600, y2: 300 }, 1);
    room.addLine({ x: 0, y: 250 }, { x: 600, y: 250 }, 1);
    assert.equal(room.weightAt({ x: 300, y: 250 }), 0);
    assert.ok(room.weightAt({ x: 300, y: 100 }) > 0);
  });

  it('is not filled by boxes without an extent', () => {
    const room = new Occupancy(600, 300);
    const empty = {
      x1: Number.MAX_VALUE,
      y1: Number.MAX_VALUE,
      x2: -Number.MAX_VALUE,
      y2: -Number.MAX_VALUE,
    };
    for (const box of [empty, { x1: NaN, y1: NaN, x2: NaN, y2: NaN }]) room.addBox(box, 1);
    assert.equal(room.isFull, false);
    assert.equal(room.weightAt({ x: 300, y: 100 }), 0);
  });
});
