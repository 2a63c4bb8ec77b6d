import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { centerOf, type Bounds, type Point } from '../../src/spec/scene.ts';
import { Occupancy, placeBox, WEIGHTS } from '../../src/vega/note-layout.ts';

const RADIUS = 10;

/** Places the circle of an annotation at a point. */
function placeCircle(room: Occupancy, { x, y }: Point): Bounds {
  const size = { width: 2 * RADIUS, height: 2 * RADIUS };
  const box = placeBox(room, { x1: x, y1: y, x2: x, y2: y, radius: 2 }, size, {
    least: 1,
    most: 3,
    round: true,
  });
  room.addBox(box, WEIGHTS.note);
  return box;
}

const distanceBetween = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('placeBox', () => {
  it('puts a circle next to its point, whatever else the plot contains', () => {
    for (let x = 10; x < 330; x += 37)
      for (let y = 10; y < 190; y += 23) {
        const room = new Occupancy(340, 200);
        for (let line = 0; line < 200; line += 6)
          room.addLine({ x: 0, y: line }, { x: 340, y: 200 - line }, WEIGHTS.mark);
        room.addBox({ x1: x - 50, y1: y - 8, x2: x + 50, y2: y + 8 }, WEIGHTS.text);
        const center = centerOf(placeCircle(room, { x, y }));
        const gap = distanceBetween(center, { x, y }) - RADIUS;
        assert.ok(gap < 9, `${gap} px away from ${x}, ${y}`);
      }
  });

  it('puts the circles of neighboring points next to one another', () => {
    const room = new Occupancy(340, 200);
    const centers: Point[] = [];
    for (const point of [
      { x: 100, y: 100 },
      { x: 103, y: 100 },
      { x: 106, y: 101 },
    ]) {
      const center = centerOf(placeCircle(room, point));
      assert.ok(distanceBetween(center, point) - RADIUS < 9);
      for (const other of centers) assert.ok(distanceBetween(center, other) >= 2 * RADIUS);
      centers.push(center);
    }
  });
});
