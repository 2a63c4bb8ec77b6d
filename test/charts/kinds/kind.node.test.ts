import { describe, it } from 'node:test';
import { expect } from 'chai';
import { explainKinds } from '../../../src/charts/derive-spec.ts';
import { RARE_KINDS } from '../../../src/charts/kinds/rare.ts';
import { COLUMN_SETS, table } from '../column-sets.ts';
import { deriveChart, ENGLISH } from '../english.ts';

const explain = (columns: string, rows: string, noMap: string | null = null) =>
  explainKinds(table(columns, rows), { words: ENGLISH, noMap }, RARE_KINDS);
const reasonFor = (mark: string, ...args: Parameters<typeof explain>): string | null | undefined =>
  explain(...args).find(({ name }) => name === mark)?.reason;

describe('explainKinds', () => {
  it('gives no reason for the marks that are drawn, and for others the reason of the warning', () => {
    for (const [set, { dataset }] of Object.entries(COLUMN_SETS))
      for (const { name, reason } of explainKinds(dataset, { words: ENGLISH }, RARE_KINDS)) {
        expect(deriveChart(dataset, { mark: name }).unfit, `${set}, ${name}`).to.equal(reason ?? undefined);
      }
  });

  it('names the kind that is drawn without a mark', () => {
    const kindOf = (columns: string, rows: string): string | undefined =>
      explain(columns, rows).find(({ isDefault }) => isDefault)?.name;
    expect(kindOf('city, people:number', 'Rome, 3; Oslo, 1')).to.equal('bar');
    expect(kindOf('city, people:number', 'Rome, 3; Rome, 1')).to.equal('point');
    expect(kindOf('year:number, people:number', '2020, 3; 2021, 1')).to.equal('line');
    expect(kindOf('people:number', '3')).to.equal('number');
    expect(kindOf('city', 'Rome; Oslo')).to.equal('table');
    expect(kindOf('latitude:number, longitude:number', '52.5, 13.4; 48.1, 11.6')).to.equal('map');
  });

  it('draws two numbers of many names as bars only if the names have an order', () => {
    const names = (nameOf: (at: number) => string): string =>
      Array.from({ length: 19 }, (_, at) => `${nameOf(at)}, ${30 - at}, ${31 - at}`).join('; ');
    const kindOf = (rows: string, options: object = {}): unknown => {
      const chart = deriveChart(table('name, men:number, women:number', rows), options);
      return /"type":"(bar|point)"/.exec(JSON.stringify(chart.kind === 'spec' && chart.spec))?.[1];
    };
    const towns = names((at) => `Town ${'abcdefghijklmnopqrs'[at]}`);
    expect(kindOf(names((at) => `${at * 5}–${at * 5 + 4}`))).to.equal('bar');
    expect(kindOf(towns)).to.equal('point');
    expect(kindOf(towns, { sort: 'name' })).to.equal('bar');
    expect(kindOf(towns, { limit: 'all' })).to.equal('bar');
    expect(kindOf(towns, { limit: 'all', mark: 'point' })).to.equal('point');
  });

  it('names what the columns lack', () => {
    expect(reasonFor('bar', 'city', 'Rome; Oslo')).to.equal('no column has numbers');
    expect(reasonFor('line', 'a:number, b:number', '1, 2; 3, 4')).to.equal('no column has dates or names');
    expect(reasonFor('arc', 'city, change:number', 'Rome, 3; Oslo, -1')).to.equal(
      'there are numbers below 0',
    );
    expect(reasonFor('bar', 'city, people:number', 'Rome, 3; Rome, 1')).to.match(/the same City$/);
  });

  it('adds why names of places are no map', () => {
    expect(reasonFor('map', 'city, people:number', 'Rome, 3', 'no place')).to.match(
      /^no place\. It needs lat/,
    );
  });
});
