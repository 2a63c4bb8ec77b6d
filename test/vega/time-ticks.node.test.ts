import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timeTicks } from '../../src/vega/time-ticks.ts';

const YEARS = ['2021', '2022', '2023'].map((year) => new Date(Number(year), 0));

/** Returns the labels of an axis of three years with `length` px. */
const labelsOf = (length: number): readonly unknown[] =>
  timeTicks({
    domain: [YEARS[0]!, YEARS[2]!],
    length,
    moments: YEARS.map(Number),
    isBand: false,
    isVertical: false,
    isFilled: false,
    isFlush: true,
    size: 12,
    write: (date) => String(date.getFullYear()),
  }).labels;

describe('timeTicks', () => {
  it('labels both ends of a short axis on which no even step fits', () => {
    assert.deepEqual(labelsOf(200), ['2021', '2022', '2023']);
    assert.deepEqual(labelsOf(95), ['2021', '2023']);
    assert.deepEqual(labelsOf(40), ['2021']);
  });
});
