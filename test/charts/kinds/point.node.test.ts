import { describe, it } from 'node:test';
import { expect } from 'chai';
import { annotate } from '../../../src/charts/emphasis/annotate.ts';
import type { SpecChart } from '../../../src/charts/types.ts';
import { table } from '../column-sets.ts';
import { deriveChart } from '../english.ts';

type Encoding = Record<string, Record<string, unknown> | undefined>;

const COUNTRIES = 'Dhaka, 1200, 61, 9; Rome, 31000, 84, 3; Oslo, 82000, 83, 1';
const derive = (columns: string, rows: string): SpecChart =>
  deriveChart(table(columns, rows), { mark: 'point' }) as SpecChart;
const CITIES = derive('city, gdp:number, life:number, people:number', COUNTRIES);
const encodingOf = (columns: string, rows: string): Encoding =>
  derive(columns, rows).spec['encoding'] as Encoding;

describe('points of two numbers', () => {
  it('have the size of a third number that is positive, with a legend of round numbers', () => {
    const { size, order, color, tooltip } = CITIES.spec['encoding'] as Encoding;
    expect(size).to.include({ field: 'people', title: 'People' });
    expect(size!['legend']).to.deep.include({ values: [2, 4, 6, 8] });
    expect(order).to.include({ field: 'people', sort: 'descending' });
    expect(color).to.equal(undefined);
    expect((tooltip as unknown as { field: string }[]).map(({ field }) => field)).to.deep.equal([
      'city',
      'people',
      'gdp',
      'life',
    ]);
  });

  it('have one size with a negative number or a date', () => {
    const negative = encodingOf(
      'city, gdp:number, life:number, change:number',
      COUNTRIES.replace(', 9', ', -9'),
    );
    expect(negative['size']).to.equal(undefined);
    const rows = '2020-01-01, 1, 2, 3; 2020-01-02, 2, 3, 4';
    expect(encodingOf('day:date, gdp:number, life:number, people:number', rows)['size']).to.equal(undefined);
  });
});

describe('the names of highlighted points', () => {
  const layersOf = (
    chart: SpecChart,
    highlight: string,
  ): readonly { readonly mark: { readonly type: string } }[] => {
    const { data } = chart;
    const { spec } = annotate(chart.spec, { written: { highlight }, data, tokens: null, warn: () => {} });
    return (spec['layer'] ?? []) as readonly { readonly mark: { readonly type: string } }[];
  };

  it('are beside them', () => {
    expect(layersOf(CITIES, 'oslo, Rome').map(({ mark }) => mark.type)).to.deep.equal(['point', 'text']);
    expect(JSON.stringify(layersOf(CITIES, 'oslo'))).to.include('indexof([\\"Oslo\\"]');
  });

  it('are left out if several points have the same name', () => {
    const chart = derive(
      'part, gdp:number, life:number',
      'Asia, 1, 2; Asia, 2, 3; Europe, 3, 4; Europe, 4, 6',
    );
    expect(layersOf(chart, 'Asia')).to.deep.equal([]);
  });
});
