import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { SpecChart } from '../../../src/charts/types.ts';
import { MAIN } from '../../../src/spec/names.ts';
import { table } from '../column-sets.ts';
import { compileWarnings } from '../derived-charts.ts';
import { deriveChart } from '../english.ts';

function derive(columns: string, rows: string, options: object = {}): SpecChart {
  const chart = deriveChart(table(columns, rows), { mark: 'diverging', ...options });
  if (chart.kind !== 'spec' || chart.unfit) throw new Error(`not diverging: ${chart.unfit}`);
  expect(compileWarnings(chart)).to.deep.equal([]);
  return chart;
}

/** Returns the group, the answer, and where its part starts and ends. */
const partsOf = ({ data }: SpecChart): readonly (readonly unknown[])[] => {
  const { columns, rows } = data.get(MAIN)!;
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  const answer = columns.findIndex(({ name }) => /^(_series|answer)$/.test(name));
  return rows.map((row) => [row[0], row[answer], row[at('_value_from')], row[at('_value_to')]]);
};

const WIDE = derive('age, no:number, unsure:number, yes:number', 'under 30, 20, 30, 50; 60+, 45, 20, 35');
const bars = (chart: SpecChart): unknown => (chart.spec['layer'] as unknown[])[0];

describe('diverging bars', () => {
  it('have the middle answer at the center', () => {
    expect(partsOf(WIDE)).to.deep.equal([
      ['under 30', 'No', -35, -15],
      ['60+', 'No', -55, -10],
      ['under 30', 'Unsure', -15, 15],
      ['60+', 'Unsure', -10, 10],
      ['under 30', 'Yes', 15, 65],
      ['60+', 'Yes', 10, 45],
    ]);
  });

  it('leave out columns after the answers, such as the number of people', () => {
    const columns = 'age, no:number, unsure:number, yes:number, asked:number';
    const rows = 'under 30, 20, 30, 50, 412; 60+, 45, 20, 35, 380';
    expect(partsOf(derive(columns, rows))).to.deep.equal(partsOf(WIDE));
  });

  it('have the border between the halves at zero if the number of answers is even', () => {
    const even = derive('age, answer, n:number', 'a, No, 40; a, Yes, 60; b, No, 70; b, Yes, 30');
    expect(partsOf(even)).to.deep.equal([
      ['a', 'No', -40, 0],
      ['a', 'Yes', 0, 60],
      ['b', 'No', -70, 0],
      ['b', 'Yes', 0, 30],
    ]);
  });

  it('find the groups by their equal totals, even if there are more answers than groups', () => {
    const rows = 'No, a, 40; Unsure, a, 10; Yes, a, 50; No, b, 70; Unsure, b, 5; Yes, b, 25';
    const chart = derive('answer, topic, n:number', rows);
    expect(chart.spec).to.have.nested.property('encoding.y.field', 'topic');
    expect(bars(chart))
      .to.have.nested.property('encoding.color.scale.domain')
      .deep.equal(['No', 'Unsure', 'Yes']);
  });

  it('have colors from one side to the other, with grey in the middle and only for it', () => {
    const colors = (count: number): readonly string[] => {
      const answers = Array.from({ length: count }, (_, at) => `${at + 1} of ${count}`);
      const rows = ['a', 'b'].flatMap((group) => answers.map((answer) => `${group}, ${answer}, 10`));
      const chart = derive('grp, answer, n:number', rows.join('; '));
      return (bars(chart) as { encoding: { color: { scale: { range: string[] } } } }).encoding.color.scale
        .range;
    };
    for (const count of [2, 3, 4, 5, 6, 7, 8]) {
      expect(new Set(colors(count)).size, `${count}`).to.equal(count);
      expect(colors(count).indexOf('#a9afb7'), `${count}`).to.equal(count % 2 ? (count - 1) / 2 : -1);
    }
  });

  it('keep the groups in the order of the rows, or are sorted by agreement', () => {
    const columns = 'topic, no:number, yes:number';
    const rows = 'a, 60, 40; b, 10, 90; c, 30, 70';
    const order = (options?: object): unknown[] => [
      ...new Set(partsOf(derive(columns, rows, options)).map(([group]) => group)),
    ];
    expect(order()).to.deep.equal(['a', 'b', 'c']);
    expect(order({ sort: '-value' })).to.deep.equal(['b', 'c', 'a']);
  });

  it('have the values in their parts, and no minus sign on the axis', () => {
    expect(WIDE.spec).to.have.nested.property('layer[1].encoding.x.field', '_value_middle');
    expect(bars(WIDE)).to.have.nested.property('encoding.x.axis.format.unsigned', true);
  });

  it('do not fit a single answer, more than eight, and numbers below zero', () => {
    const unfit = (columns: string, rows: string): string | undefined =>
      deriveChart(table(columns, rows), { mark: 'diverging' }).unfit;
    expect(unfit('age, yes:number', 'a, 1; b, 2')).to.equal('it needs 2 to 8 answers');
    expect(unfit('age, no:number, yes:number', 'a, -1, 2; b, 2, 3')).to.equal('there are numbers below 0');
  });
});
