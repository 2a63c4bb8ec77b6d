import { describe, it } from 'node:test';
import { expect } from 'chai';
import { summarizeChart } from '../../../src/charts/summary.ts';
import type { SpecChart } from '../../../src/charts/types.ts';
import { MAIN } from '../../../src/spec/names.ts';
import { table } from '../column-sets.ts';
import { compileWarnings } from '../derived-charts.ts';
import { deriveChart, ENGLISH } from '../english.ts';

const LIFE = 'Spain, 80.3, 85.8; Japan, 81.9, 87.9; Poland, 74.1, 81.6';
const COLUMNS = 'country, men:number, women:number';

function derive(
  mark: 'dumbbell' | 'range',
  ...[columns, rows, options]: [string, string, object?]
): SpecChart {
  const chart = deriveChart(table(columns, rows), { mark, ...options });
  if (chart.kind !== 'spec' || chart.unfit) throw new Error(`not a ${mark}: ${chart.unfit}`);
  expect(compileWarnings(chart)).to.deep.equal([]);
  return chart;
}

const rowsOf = ({ data }: SpecChart): readonly (readonly unknown[])[] => data.get(MAIN)!.rows;
const marksOf = ({ spec }: SpecChart): readonly unknown[] =>
  (spec['layer'] as { mark: { type: string } }[]).map(({ mark }) => mark.type);
const unfit = (mark: 'dumbbell' | 'range', columns: string, rows: string): string | undefined =>
  deriveChart(table(columns, rows), { mark }).unfit;

describe('a dumbbell', () => {
  it('joins two points for each name, sorted by the second number', () => {
    const chart = derive('dumbbell', COLUMNS, LIFE);
    expect(marksOf(chart)).to.deep.equal(['rule', 'point', 'text']);
    expect(rowsOf(chart)).to.deep.equal([
      ['Japan', 81.9, 'Men', 81.9, 87.9],
      ['Spain', 80.3, 'Men', 80.3, 85.8],
      ['Poland', 74.1, 'Men', 74.1, 81.6],
      ['Japan', 87.9, 'Women', 81.9, 87.9],
      ['Spain', 85.8, 'Women', 80.3, 85.8],
      ['Poland', 81.6, 'Women', 74.1, 81.6],
    ]);
    expect(chart.rowOrder?.()).to.deep.equal([1, 0, 2]);
  });

  it('is the same for a second text with two values, and for two years', () => {
    const long =
      'Spain, 2020, 85.8; Spain, 2000, 80.3; Japan, 2000, 81.9; Japan, 2020, 87.9; Poland, 2020, 81.6';
    for (const year of ['year', 'year:number']) {
      const chart = derive('dumbbell', `country, ${year}, life:number`, long);
      expect(rowsOf(chart), year).to.deep.equal([
        ['Japan', 81.9, '2000', 81.9, 87.9],
        ['Spain', 80.3, '2000', 80.3, 85.8],
        ['Poland', null, '2000', null, 81.6],
        ['Japan', 87.9, '2020', 81.9, 87.9],
        ['Spain', 85.8, '2020', 80.3, 85.8],
        ['Poland', 81.6, '2020', null, 81.6],
      ]);
    }
  });

  it('is described as a chart of both numbers, and not as a scatter plot', () => {
    const { kind, measures, dimensions } = summarizeChart(derive('dumbbell', COLUMNS, LIFE), ENGLISH);
    expect(kind).to.equal('chart');
    expect(measures.map(({ title }) => title)).to.deep.equal(['Men', 'Women']);
    expect(dimensions.map(({ title }) => title)).to.deep.equal(['Country']);
  });

  it('has an axis in place of the numbers if these do not fit', () => {
    const narrow = derive('dumbbell', COLUMNS, LIFE, { available: { width: 180, height: 300 } });
    expect(marksOf(narrow)).to.deep.equal(['rule', 'point']);
    expect(JSON.stringify(narrow.spec)).not.to.include('"labels":false');
  });

  it('counts the names that are left out, and follows the order of the page', () => {
    const chart = derive('dumbbell', COLUMNS, LIFE, { limit: '2', sort: 'value' });
    expect(chart).to.include({ more: 1, total: 3 });
    expect(rowsOf(chart).map(([name]) => name)).to.deep.equal(['Poland', 'Spain', 'Poland', 'Spain']);
  });

  it('says what other columns lack', () => {
    expect(unfit('dumbbell', 'city, n:number', 'Rome, 3; Oslo, 1')).to.equal('each row has only one number');
    const three = 'a, x, 1; a, y, 2; a, z, 3; b, x, 1; b, y, 2; b, z, 3; c, x, 1; c, y, 2; c, z, 3';
    expect(unfit('dumbbell', 'city, kind, n:number', three)).to.equal('no text has two values for each name');
    expect(unfit('dumbbell', 'day:date, low:number, high:number', '2024-01, 1, 2; 2024-02, 3, 4')).to.match(
      /^dates/,
    );
  });
});

describe('a range', () => {
  it('is a bar from the first to the second number, with both', () => {
    const chart = derive('range', 'city, low:number, high:number', 'Rome, 1.1, 36; Oslo, -14.2, 27.9');
    expect(marksOf(chart)).to.deep.equal(['bar', 'text', 'text']);
    expect(chart.spec).to.have.nested.property('layer[0].encoding.y.field', 'low');
    expect(chart.spec).to.have.nested.property('layer[0].encoding.y2.field', 'high');
    expect(rowsOf(chart)).to.deep.equal([
      ['Rome', 1.1, 36],
      ['Oslo', -14.2, 27.9],
    ]);
  });

  it('has no tick at zero if the scale does not reach it', () => {
    const far = derive('range', 'city, low:number, high:number', 'Rome, 901, 960; Oslo, 940, 990');
    expect(far.spec).to.have.nested.property('layer[0].encoding.y.axis.values').deep.equal([]);
  });

  it('stands on a time axis for dates', () => {
    const { spec } = derive('range', 'day:date, low:number, high:number', '2024-01, 1, 2; 2024-02, 3, 4');
    expect(spec).to.have.nested.property('encoding.x.timeUnit', 'yearmonth');
    expect(spec).to.have.nested.property('encoding.y2.field', 'high');
  });
});
