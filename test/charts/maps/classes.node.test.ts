import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classLimits } from '../../../src/charts/maps/classes.ts';

const evenly = (from: number, to: number): number[] =>
  Array.from({ length: 21 }, (_, index) => from + ((to - from) * index) / 20);

describe('the limits between classes', () => {
  for (const [name, values, limits] of [
    ['steps of 2.5', evenly(0, 12), [2.5, 5, 7.5, 10]],
    ['large numbers', evenly(120_000, 1_000_000), [200_000, 400_000, 600_000, 800_000]],
    ['small numbers', evenly(0.02, 0.11), [0.04, 0.06, 0.08, 0.1]],
    ['a narrow range', evenly(82, 85), [83, 84]],
    ['negative numbers', evenly(-11, -1), [-10, -7.5, -5, -2.5]],
    ['both sides of zero', evenly(-4, 5.5), [-3, -2, -1, 1, 2, 3]],
    ['a single value', [7, 7], []],
  ] as const)
    it(`are round for ${name}`, () => assert.deepEqual(classLimits(values), limits));

  it('divide the places evenly if equal steps would not', () => {
    const populations = [1e6, 2e6, 3e6, 5e6, 6e6, 9e6, 1.1e7, 2e7, 4e7, 6e7, 8e7, 3e8, 1.4e9];
    assert.deepEqual(classLimits(populations), [3e6, 9e6, 2e7, 8e7]);
  });

  it('are finite, ascending and few for any numbers', () => {
    for (const values of [
      [-1e308, 1e308],
      [0, 5e-324],
      [1, 1 + 2 ** -52],
      [0, 0, 0, 0, 1],
      [1e15, 1e15 + 1],
    ]) {
      const limits = classLimits(values);
      assert.ok(limits.length <= 6 && limits.every(Number.isFinite), String(values));
      assert.deepEqual(
        limits,
        [...new Set(limits)].sort((a, b) => a - b),
      );
    }
  });
});
