import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { SpecChart } from '../../../src/charts/types.ts';
import { MAIN } from '../../../src/spec/names.ts';
import { table } from '../column-sets.ts';
import { compileWarnings, outline } from '../derived-charts.ts';
import { deriveChart } from '../english.ts';

const MARK = { mark: 'histogram' } as const;
const chartOf = (numbers: readonly (number | null)[], options: Parameters<typeof deriveChart>[1] = MARK) =>
  deriveChart(
    table(
      'age:number',
      numbers.map((number) => [number]),
    ),
    options,
  ) as SpecChart;

/** Returns the classes as `from..to: count`. */
const classesOf = ({ data }: SpecChart): readonly string[] =>
  data.get(MAIN)!.rows.map(([from, to, count]) => `${from}..${to}: ${count}`);

const upTo = (count: number, factor = 1): readonly number[] =>
  Array.from({ length: count }, (_, at) => Number((at * factor).toFixed(2)));

describe('a histogram', () => {
  it('counts numbers in classes with round borders, of which the last contains the largest number', () => {
    expect(classesOf(chartOf([0, 0.4, 0.5, 1.2, 2.5, null], { ...MARK, bins: '5' }))).to.deep.equal([
      '0..0.5: 2',
      '0.5..1: 1',
      '1..1.5: 1',
      '1.5..2: 0',
      '2..2.5: 1',
    ]);
    expect(classesOf(chartOf([-30, -10, -10], { ...MARK, bins: '2' }))).to.deep.equal([
      '-30..-20: 1',
      '-20..-10: 2',
    ]);
  });

  it('gives each whole number of a short range a bar with its label in the middle', () => {
    const chart = chartOf([1, 1, 2, 4]);
    expect(classesOf(chart)).to.deep.equal(['0.5..1.5: 2', '1.5..2.5: 1', '2.5..3.5: 0', '3.5..4.5: 1']);
    expect(JSON.stringify(chart.spec)).to.contain('"values":[1,2,3,4]');
  });

  it('has about as many classes as the page asks for, and all numbers in them', () => {
    for (const bins of [2, 10, 20, 50, 100])
      for (const factor of [1, 0.01, 7]) {
        const counts = classesOf(chartOf(upTo(1000, factor), { ...MARK, bins: String(bins) }));
        expect(counts.length, `${bins} of ${factor}`).to.be.within(bins * 0.6, bins + 1);
        expect(counts.reduce((sum, each) => sum + Number(each.split(': ')[1]), 0)).to.equal(1000);
      }
  });

  it('ignores another number of classes', () => {
    const usual = classesOf(chartOf(upTo(100)));
    for (const bins of ['1', '101', '2.5', 'many'])
      expect(classesOf(chartOf(upTo(100), { ...MARK, bins }))).to.deep.equal(usual);
  });

  it('copes with equal, single, huge and tiny numbers', () => {
    for (const numbers of [[5, 5, 5], [0], [1e300, -1e300], [1e-300, 2e-300], [0.1, 0.1 + 2e-17]])
      expect(compileWarnings(chartOf(numbers))).to.deep.equal([]);
  });

  it('is drawn without a mark for a column of many numbers, but not for few or next to another column', () => {
    expect(outline(chartOf(upTo(13), {}))).to.match(/^bar, x: _from, x2: _to, y: _count/);
    expect(outline(chartOf(upTo(12), {}))).to.equal('table');
    const rows = upTo(13).map((number) => [number, null]);
    expect(outline(deriveChart(table('age:number, note', rows)))).to.equal('table');
  });

  it('has the title of the column on the axis, and a count in the reader’s language', () => {
    const words = { aggregateTitle: (): string => 'Anzahl' } as never;
    const { encoding } = chartOf([1, 2], { ...MARK, words }).spec as Record<string, never>;
    expect(encoding).to.have.nested.property('x.title', 'Age');
    expect(encoding).to.have.nested.property('y.title', 'Anzahl');
  });
});
