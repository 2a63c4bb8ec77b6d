import { describe, it } from 'node:test';
import type { Dataflow } from 'vega-dataflow';
import { expect } from 'chai';
import { Budget, countBytes } from '../../src/sandbox/budget.ts';
import { limitFields } from '../../src/sandbox/delimited.ts';
import { chargeMarks, type Mark } from '../../src/sandbox/limited-marks.ts';

const newBudget = () => new Budget({} as Dataflow);

describe('promise 7: costs', () => {
  for (const price of [NaN, -1, -Infinity]) {
    it(`are never negative: ${price}`, () => {
      for (const spend of ['chargeSteps', 'chargeRows', 'chargeVisits'] as const) {
        const budget = newBudget();
        expect(() => budget[spend](price), spend).to.throw('The chart asks for Infinity');
        expect(() => budget.chargeSteps(1e9), spend).to.throw('at most 500000000 are allowed');
      }
    });
  }

  it('include the length of dashes across zero', () => {
    const payFor = (x: number, x2: number): void => {
      const rule = { x, x2, y: 0, stroke: 'red', strokeDash: [0.001, 0.001] };
      const mark: Mark = { marktype: 'rule', items: [rule] };
      chargeMarks(newBudget(), mark, mark.items);
    };
    expect(() => payFor(0, 2000)).to.throw('steps at once');
    expect(() => payFor(-1000, 1000)).to.throw('steps at once');
    expect(() => payFor(0, 0.1)).not.to.throw();
  });

  it('include rows with a column named bounds, and texts in arrays', () => {
    const text = 'x'.repeat(10_000);
    const held = (...values: object[]): number => countBytes({ nodes: { a: { value: values } } } as never);
    expect(held({ text })).to.be.at.least(10_000);
    expect(held({ bounds: new Date(), text })).to.be.at.least(10_000);
    expect(held({ list: [text] })).to.be.at.least(10_000);
  });

  it('count fields by the first character of the delimiter, as the parser does', () => {
    expect(() => limitFields(','.repeat(6_000_000), ',x')).to.throw('cells in a text');
  });
});
