import { describe, it } from 'node:test';
import { expect } from 'chai';
import { movePoint } from '../../../src/controllers/chart/cursor.ts';
import { moveOnLines } from '../../../src/controllers/chart/line-moves.ts';
import type { ChartPoint } from '../../../src/vega/types.ts';

describe('movePoint', () => {
  for (const [key, from, count, to] of [
    ['ArrowRight', -1, 3, 0],
    ['ArrowRight', 0, 3, 1],
    ['ArrowRight', 2, 3, 2],
    ['ArrowDown', 1, 3, 2],
    ['ArrowLeft', -1, 3, 0],
    ['ArrowLeft', 2, 3, 1],
    ['ArrowUp', 0, 3, 0],
    ['Home', 2, 3, 0],
    ['End', -1, 3, 2],
    ['PageDown', -1, 30, 9],
    ['PageDown', 25, 30, 29],
    ['PageUp', 25, 30, 15],
    ['PageUp', 5, 30, 0],
    ['PageUp', 29, 3, 2],
    ...['End', 'ArrowLeft', 'ArrowUp'].map((key) => [key, 9, 3, 2] as const),
    ...['ArrowRight', 'Home'].map((key) => [key, 0, 0, null] as const),
    ...['Tab', '', 'constructor', '__proto__'].map((key) => [key, 0, 3, null] as const),
  ] as const) {
    it(`moves from ${from} of ${count} to ${to ?? 'nowhere'} with "${key}"`, () => {
      expect(movePoint(key, from, count)).to.equal(to);
    });
  }
});

describe('moveOnLines', () => {
  const content = { kind: 'text', text: '' } as const;
  const point = (x: number, y: number, line?: number): ChartPoint => ({
    x,
    y,
    width: 10,
    height: 10,
    content,
    datum: {},
    line,
  });
  /** Line 0 at 0, 10 and 20; line 1 above it at 0 and 20; line 2 at 15; a mark that is not on a line. */
  const line0 = [0, 10, 20].map((x) => point(x, 50, 0));
  const POINTS = [...line0, point(0, 10, 1), point(20, 10, 1), point(15, 90, 2), point(30, 0)];
  for (const [key, from, to] of [
    ['ArrowRight', 0, 1],
    ['ArrowLeft', 1, 0],
    ['ArrowRight', 2, 2],
    ['ArrowLeft', 3, 3],
    ['ArrowUp', 0, 3],
    ['ArrowUp', 3, 3],
    ['ArrowDown', 3, 0],
    ['ArrowDown', 0, 0],
    ['ArrowDown', 1, 3],
    ['ArrowDown', 5, 5],
    ['ArrowUp', 5, 4],
    ['ArrowRight', 5, null],
    ['ArrowDown', 6, null],
    ['ArrowRight', -1, null],
    ['Home', 1, null],
    ['constructor', 1, null],
  ] as const) {
    it(`moves from point ${from} to ${to ?? 'nowhere'} with "${key}"`, () => {
      expect(moveOnLines(key, from, POINTS)).to.equal(to);
    });
  }

  it('returns null for a single line', () => {
    expect(moveOnLines('ArrowDown', 0, POINTS.slice(0, 3))).to.equal(null);
  });
});
