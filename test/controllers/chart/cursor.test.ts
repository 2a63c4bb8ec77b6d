import { expect } from 'chai';
import { movePoint } from '../../../src/controllers/chart/cursor.ts';

describe('movePoint', () => {
  /** Key, index, number of points, next index. */
  const MOVES: readonly (readonly [string, number, number, number | null])[] = [
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
    ['End', 7, 3, 2],
    ['ArrowLeft', 7, 3, 2],
    ['ArrowUp', 9, 3, 2],
    ['PageUp', 29, 3, 2],
    ['ArrowRight', 0, 0, null],
    ['Home', 0, 0, null],
    ['Tab', 0, 3, null],
    ['Escape', 0, 3, null],
    ['Enter', 0, 3, null],
    ['', 0, 3, null],
    ['constructor', 0, 3, null],
    ['__proto__', 0, 3, null],
    ['toString', 0, 3, null],
  ];
  for (const [key, from, count, to] of MOVES) {
    it(`moves from ${from} of ${count} to ${to ?? 'nowhere'} with "${key}"`, () => {
      expect(movePoint(key, from, count)).to.equal(to);
    });
  }
});
