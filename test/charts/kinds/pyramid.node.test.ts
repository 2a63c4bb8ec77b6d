import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MAIN } from '../../../src/spec/names.ts';
import { table } from '../column-sets.ts';
import { compileWarnings } from '../derived-charts.ts';
import { deriveChart } from '../english.ts';

const derive = (columns: string, rows: string, options: object = {}) => {
  const chart = deriveChart(table(columns, rows), { mark: 'pyramid', ...options });
  if (chart.kind !== 'spec') throw new Error(`a ${chart.kind} is no pyramid`);
  return chart;
};
const WIDE = derive('age, men:number, women:number', '0–9, 4, 5; 10–19, 6, 7; 90+, 1, 2');

describe('a pyramid', () => {
  it('has the first numbers on the left, in one row with the second, and the youngest at the bottom', () => {
    expect(WIDE.unfit).to.equal(undefined);
    expect(WIDE.data.get(MAIN)!.rows).to.deep.equal([
      ['0–9', -4, 'Men'],
      ['10–19', -6, 'Men'],
      ['90+', -1, 'Men'],
      ['0–9', 5, 'Women'],
      ['10–19', 7, 'Women'],
      ['90+', 2, 'Women'],
    ]);
    const channels = 'layer[0].encoding';
    expect(WIDE.spec).to.have.nested.property(`${channels}.y.sort`).deep.equal(['90+', '10–19', '0–9']);
    expect(WIDE.spec).to.have.nested.property(`${channels}.x.scale.domain`).deep.equal([-7, 7]);
    expect(compileWarnings(WIDE)).to.deep.equal([]);
  });

  it('is the same for a second text with two values', () => {
    const rows = '0–9, Men, 4; 0–9, Women, 5; 10–19, Men, 6; 10–19, Women, 7; 90+, Men, 1; 90+, Women, 2';
    expect(derive('age, sex, people:number', rows).data.get(MAIN)!.rows).to.deep.equal(
      WIDE.data.get(MAIN)!.rows,
    );
  });

  it('takes ages that are numbers as names', () => {
    const wide = derive('age:number, men:number, women:number', '0, 4, 5; 1, 6, 7; 2, 1, 2');
    const long = derive(
      'age:number, sex, people:number',
      '0, M, 4; 0, W, 5; 1, M, 6; 1, W, 7; 2, M, 1; 2, W, 2',
    );
    const sides = ({ data }: typeof wide): unknown => data.get(MAIN)!.rows.map(([age, side]) => [age, side]);
    expect(sides(wide)).to.deep.equal([
      ['0', -4],
      ['1', -6],
      ['2', -1],
      ['0', 5],
      ['1', 7],
      ['2', 2],
    ]);
    expect(sides(long)).to.deep.equal(sides(wide));
  });

  it('writes numbers without minus signs on the axis and in tooltips', () => {
    for (const at of ['encoding.x.axis', 'encoding.tooltip[2]'])
      expect(WIDE.spec).to.have.nested.property(`layer[0].${at}.format.unsigned`, true);
  });

  it('runs from right to left on right-to-left pages', () => {
    const { spec } = derive('age, men:number, women:number', '0–9, 4, 5; 10–19, 6, 7', { rtl: true });
    expect(spec).to.have.nested.property('layer[0].encoding.x.scale.reverse', true);
    expect(spec).to.have.nested.property('layer[0].encoding.y.axis.orient', 'right');
  });

  it('does not fit numbers below zero, and dates', () => {
    const negative = derive('age, men:number, women:number', '0–9, -4, 5; 10–19, 6, 7');
    expect(negative.unfit).to.equal('there are numbers below 0');
    const dated = derive('day:date, men:number, women:number', '2024-01, 4, 5; 2024-02, 6, 7');
    expect(dated.unfit).to.match(/^dates/);
  });
});
