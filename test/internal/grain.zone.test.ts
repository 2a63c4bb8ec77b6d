// @engines all
import { expect } from 'chai';
import { detectGrain, type Grain } from '../../src/internal/grain.ts';

describe('detectGrain', () => {
  const months = (...list: number[]) => list.map((month) => new Date(2026, month, 1));
  const cases: readonly (readonly [name: string, dates: readonly unknown[], grain: Grain])[] = [
    ['first days of years', [new Date(2024, 0, 1), new Date(2025, 0, 1)], 'year'],
    ['first days of quarters', months(0, 3, 6), 'quarter'],
    ['first days of months', months(0, 1, 2), 'month'],
    ['Mondays', [5, 12, 19].map((day) => new Date(2026, 0, day)), 'week'],
    ['weeks across a clock change', [1, 8, 15, 22, 29].map((day) => new Date(2026, 2, day)), 'week'],
    ['two dates a week apart', [5, 12].map((day) => new Date(2026, 0, day)), 'day'],
    ['days', [new Date(2026, 0, 1), new Date(2026, 0, 2)], 'day'],
    ['one first of January', [new Date(2026, 0, 1)], 'day'],
    ['the same first of January many times', [new Date(2026, 0, 1), new Date(2026, 0, 1)], 'day'],
    ['full hours', [new Date(2026, 0, 1, 3), new Date(2026, 0, 1, 4)], 'hour'],
    ['minutes', [new Date(2026, 0, 1, 3, 5)], 'minute'],
    ['seconds', [new Date(2026, 0, 1, 3, 5, 7), new Date(2026, 0, 1)], 'second'],
    ['milliseconds', [new Date(2026, 0, 1, 0, 0, 0, 5)], 'second'],
    ['days before 1970', [new Date(1899, 4, 1), new Date(1900, 5, 2)], 'day'],
    ['gaps among months', [null, ...months(0, 1), new Date(NaN), undefined, 'x'], 'month'],
    ['an empty list', [], 'day'],
    ['a list of gaps', [null, new Date(NaN)], 'day'],
  ];
  for (const [name, dates, grain] of cases)
    it(`returns ${grain} for ${name}`, () => expect(detectGrain(dates)).to.equal(grain));
});
