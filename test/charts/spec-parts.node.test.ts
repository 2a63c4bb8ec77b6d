import { describe, it } from 'node:test';
import { expect } from 'chai';
import { withPartsInOrder } from '../../src/charts/spec-parts.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { table } from './column-sets.ts';

describe('withPartsInOrder', () => {
  const answers = (last: number): ReturnType<typeof table> =>
    table('age, answer, share:number', [
      ['young', 'Neutral', 20],
      ['young', 'Agree', 50],
      ['young', 'Disagree', 30],
      ['old', 'Agree', 40],
      ['old', 'Neutral', 15],
      ['old', 'Disagree', last],
    ]);
  const survey = (color: object): VegaLiteSpec => ({
    mark: 'bar',
    encoding: {
      y: { field: 'age' },
      x: { field: 'share', type: 'quantitative' },
      color: { field: 'answer', ...color },
    },
  });
  const colorOf = ({ encoding }: VegaLiteSpec): unknown => (encoding as Record<string, unknown>)['color'];

  it('lists parts of a whole in the order of the rows', () => {
    expect(colorOf(withPartsInOrder(survey({}), answers(45)))).to.deep.equal({
      field: 'answer',
      type: 'nominal',
      scale: { domain: ['Neutral', 'Agree', 'Disagree'] },
    });
  });

  it('keeps the order that a spec sets, and that of other numbers', () => {
    for (const color of [{ sort: 'ascending' }, { scale: { domain: ['Agree'] } }, { type: 'quantitative' }]) {
      const spec = survey(color);
      expect(withPartsInOrder(spec, answers(45))).to.equal(spec);
    }
    const spec = survey({});
    expect(withPartsInOrder(spec, answers(90))).to.equal(spec);
  });
});
