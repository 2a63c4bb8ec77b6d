import { describe, it } from 'node:test';
import { expect } from 'chai';
import { summarizeChart, missingFields } from '../../src/charts/summary.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { COLUMN_SETS, table } from './column-sets.ts';
import { deriveChart, ENGLISH } from './english.ts';

const SALES = table('region, month:date, sales:number', 'North, 2026-01, 12; South, 2026-02, 340');

const summarize = (spec: VegaLiteSpec, dataset: Dataset = SALES) =>
  summarizeChart({ spec, data: new Map([['main', dataset]]) }, ENGLISH);

const summaryOf = (dataset: Dataset) => {
  const chart = deriveChart(dataset);
  if (chart.kind !== 'spec') throw new Error('no chart');
  return summarizeChart(chart, ENGLISH);
};

describe('summarizeChart', () => {
  it('returns the mark, the fields and their ranges', () => {
    const spec = {
      mark: { type: 'bar' },
      encoding: { x: { field: 'region' }, y: { field: 'sales', type: 'quantitative', title: 'Sales in €' } },
    };
    expect(summarize(spec)).to.deep.equal({
      kind: 'bar',
      measures: [{ type: 'number', name: 'sales', key: 'sales', title: 'Sales in €', min: 12, max: 340 }],
      dimensions: [{ type: 'category', title: 'Region', values: ['North', 'South'] }],
    });
  });

  it('lists columns that share an axis by their names', () => {
    const { measures, dimensions } = summaryOf(
      table('quarter:date, new_customers:number, lost_customers:number', '2026-01, 12, 3; 2026-04, 15, 9'),
    );
    const measure = (name: string, title: string, min: number, max: number) => ({
      ...{ type: 'number', name, key: name, title, min, max },
    });
    expect(measures).to.deep.equal([
      measure('new_customers', 'New customers', 12, 15),
      measure('lost_customers', 'Lost customers', 3, 9),
    ]);
    expect(dimensions.map(({ title }) => title)).to.deep.equal(['Quarter']);
  });

  it('uses the given words for missing values and booleans, also for numbers that are categories', () => {
    const spec = { mark: 'bar', encoding: { x: { field: 'region' }, y: { field: 'paid' } } };
    const chart = { spec, data: new Map([['main', table('region, paid:boolean', ', true; EU, false')]]) };
    const french = { ...ENGLISH, none: 'Aucune valeur', yes: 'Oui', no: 'Non' };
    expect(summarizeChart(chart, french).dimensions).to.deep.equal([
      { type: 'category', title: 'Paid', values: ['Oui', 'Non'] },
      { type: 'category', title: 'Region', values: ['Aucune valeur', 'EU'] },
    ]);
    const numbered = { mark: 'bar', encoding: { x: { field: 'district', type: 'nominal' } } };
    const { dimensions } = summarize(numbered, table('district:number', [[1], [null], [2]]));
    expect(dimensions).to.deep.include({
      type: 'category',
      title: 'District',
      values: ['1', ENGLISH.none, '2'],
    });
  });

  it('omits reserved names such as `dimension` and `value` from titles', () => {
    for (const [columns, rows, titles] of [
      ['dimension, value:number', 'North, 12; South, 340', ['']],
      [
        'dimension, value:number, prev_value:number',
        'North, 12, 10; South, 340, 300',
        ['Current', 'Previous'],
      ],
    ] as const) {
      const { measures, dimensions } = summaryOf(table(columns, rows));
      expect(measures.map(({ title }) => title)).to.have.members(titles);
      expect(dimensions).to.deep.equal([{ type: 'category', title: '', values: ['North', 'South'] }]);
    }
    const y = { field: 'value', type: 'quantitative', title: 'Sales' };
    const spec = { mark: 'bar', encoding: { x: { field: 'dimension' }, y } };
    const { measures, dimensions } = summarize(spec, table('dimension, value:number', 'North, 12'));
    expect([...measures, ...dimensions].map(({ title }) => title)).to.deep.equal(['Sales', '']);
  });

  it('returns the range of dates at the grain of the data', () => {
    const spec = {
      mark: 'line',
      encoding: { x: { field: 'month', type: 'temporal' }, y: { field: 'sales', type: 'quantitative' } },
    };
    expect(summarize(spec).dimensions).to.deep.equal([
      { type: 'date', title: 'Month', min: new Date(2026, 0, 1), max: new Date(2026, 1, 1), grain: 'month' },
    ]);
  });

  it('returns no range for an aggregate', () => {
    const spec = { mark: 'bar', encoding: { x: { field: 'region' }, y: { aggregate: 'count' } } };
    expect(summarize(spec).measures).to.deep.equal([
      { type: 'number', name: null, key: '__count', title: 'Count', min: NaN, max: NaN },
    ]);
  });

  it('finds fields in layers, facets and concatenations', () => {
    const layered = {
      encoding: { x: { field: 'region' } },
      layer: [{ mark: 'rule' }, { mark: 'point', encoding: { y: { field: 'sales', type: 'quantitative' } } }],
    };
    expect(summarize(layered)).to.deep.include({ kind: 'point' });
    expect(summarize(layered).dimensions.map(({ title }) => title)).to.deep.equal(['Region']);
    const faceted = {
      facet: { field: 'region' },
      spec: { mark: 'area', encoding: { y: { field: 'sales', type: 'quantitative' } } },
    };
    expect(summarize(faceted)).to.deep.include({ kind: 'area' });
    expect(summarize(faceted).dimensions.map(({ title }) => title)).to.deep.equal(['Region']);
    expect(summarize({ hconcat: [{ mark: 'geoshape' }] }).kind).to.equal('map');
  });

  it('summarizes every derived chart', () => {
    for (const [name, { dataset, options }] of Object.entries(COLUMN_SETS)) {
      const chart = deriveChart(dataset, options);
      if (chart.kind !== 'spec') continue;
      const { kind, measures } = summarizeChart(chart, ENGLISH);
      expect(kind === 'map', name).to.equal(/latitude|map/.test(name));
      expect(kind, name).to.not.equal('chart');
      if (kind !== 'map') expect(measures.length, name).to.be.greaterThan(0);
    }
  });

  it('never throws for an unusual spec', () => {
    const repeated = { field: { repeat: 'column' } };
    const odd: unknown[] = [
      ...[
        {},
        { mark: 7 },
        { encoding: null },
        { layer: 'x' },
        { layer: [null, 3] },
        { facet: null, spec: 5 },
      ],
      { mark: 'bar', encoding: { x: null, y: repeated, color: { aggregate: { argmax: 'a' } } } },
      { mark: 'bar', encoding: { x: { field: 'nowhere', type: 'temporal' } } },
    ];
    for (const spec of odd) expect(() => summarize(spec as VegaLiteSpec)).to.not.throw();
    let deep: VegaLiteSpec = { mark: 'bar' };
    for (let level = 0; level < 5000; level++) deep = { layer: [deep] };
    expect(summarize(deep).kind).to.equal('chart');
  });
});

describe('missingFields', () => {
  const { columns } = table('region, amount:number, a.b:number, place:json', []);
  const bars = (x: string, more: object = {}): object => ({
    ...{ mark: 'bar', encoding: { x: { field: x }, y: { aggregate: 'count' } }, ...more },
  });
  const made = (x: string, transform: object): object => bars(x, { transform: [transform] });
  for (const [name, spec, ...missing] of [
    ['a column', bars('region')],
    ['an unknown column', bars('nobody'), 'nobody'],
    ['a column with a dot, escaped', bars('a\\.b')],
    ['a value within a column', bars('place.name')],
    ['a list index within a column', bars('place[0]')],
    ['a field that a transform makes', made('double', { calculate: '2 * datum.amount', as: 'double' })],
    ['several fields that one transform makes', made('to', { stack: 'amount', as: ['from', 'to'] })],
    ['columns that a density computes', made('value', { density: 'amount' })],
    ['a count of rows', bars('*')],
    ['a facet', { facet: { row: { field: 'nobody' } }, spec: bars('region') }, 'nobody'],
    ['columns that are known only later', made('x', { pivot: 'region', value: 'amount' })],
    ['its own data', bars('nobody', { data: { values: [{ nobody: 1 }] } })],
    ['named data', bars('nobody', { data: { name: 'main' } }), 'nobody'],
    ['a layer', { layer: [bars('region'), bars('nobody'), bars('no one')] }, 'nobody', 'no one'],
    ['a column with a dot, in brackets', bars('["a.b"][0]')],
    ['a column with a dot, in quotes', bars("'a.b'")],
    ['a quote in an unknown column', bars("a's"), "a's"],
    ['an unknown column in brackets', bars('["a.c"]'), '["a.c"]'],
    ['a repeated field', { repeat: ['region'], spec: bars('region') }],
    ['no encoding', { mark: 'bar' }],
  ] as [string, object, ...string[]][])
    it(`returns ${missing.join(', ') || 'none'} for a spec with ${name}`, () => {
      expect(missingFields(spec as never, columns)).to.deep.equal(missing);
    });
});
