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
    const chart = deriveChart(
      table('quarter:date, new_customers:number, lost_customers:number', '2026-01, 12, 3; 2026-04, 15, 9'),
    );
    if (chart.kind !== 'spec') throw new Error('no chart');
    const { measures, dimensions } = summarizeChart(chart, ENGLISH);
    expect(measures).to.deep.equal([
      {
        type: 'number',
        name: 'new_customers',
        key: 'new_customers',
        title: 'New customers',
        min: 12,
        max: 15,
      },
      {
        type: 'number',
        name: 'lost_customers',
        key: 'lost_customers',
        title: 'Lost customers',
        min: 3,
        max: 9,
      },
    ]);
    expect(dimensions.map(({ title }) => title)).to.deep.equal(['Quarter']);
  });

  it('uses the given words for missing values and booleans', () => {
    const spec = { mark: 'bar', encoding: { x: { field: 'region' }, y: { field: 'paid' } } };
    const rows = table('region, paid:boolean', ', true; EU, false');
    const chart = { spec, data: new Map([['main', rows]]) };
    const french = { ...ENGLISH, none: 'Aucune valeur', yes: 'Oui', no: 'Non' };
    expect(summarizeChart(chart, french).dimensions).to.deep.equal([
      { type: 'category', title: 'Paid', values: ['Oui', 'Non'] },
      { type: 'category', title: 'Region', values: ['Aucune valeur', 'EU'] },
    ]);
  });

  it('names missing numbers that are categories', () => {
    const spec = { mark: 'bar', encoding: { x: { field: 'district', type: 'nominal' } } };
    const rows = table('district:number', '1; ; 2');
    const { dimensions } = summarizeChart({ spec, data: new Map([['main', rows]]) }, ENGLISH);
    expect(dimensions).to.deep.equal([
      { type: 'category', title: 'District', values: ['1', ENGLISH.none, '2'] },
    ]);
  });

  it('omits reserved names such as `dimension` and `value` from titles', () => {
    const rows = [
      ['North', 12, 10],
      ['South', 340, 300],
    ];
    for (const [columns, titles] of [
      [['dimension', 'value:number'], ['']],
      [
        ['dimension', 'value:number', 'prev_value:number'],
        ['Current', 'Previous'],
      ],
    ] as const) {
      const chart = deriveChart(table(columns, rows as never));
      if (chart.kind !== 'spec') throw new Error('no chart');
      const { measures, dimensions } = summarizeChart(chart, ENGLISH);
      expect(measures.map(({ title }) => title)).to.have.members(titles);
      expect(dimensions).to.deep.equal([{ type: 'category', title: '', values: ['North', 'South'] }]);
    }
    const encoding = {
      x: { field: 'dimension' },
      y: { field: 'value', type: 'quantitative', title: 'Sales' },
    };
    const published = summarize({ mark: 'bar', encoding }, table('dimension, value:number', 'North, 12'));
    expect(published).to.deep.include({
      measures: [{ type: 'number', name: 'value', key: 'value', title: 'Sales', min: 12, max: 12 }],
    });
    expect(published.dimensions.map(({ title }) => title)).to.deep.equal(['']);
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

  it('recognizes a map by its coordinates', () => {
    const { dataset } = COLUMN_SETS['regional map with sizes'] ?? { dataset: SALES };
    const chart = deriveChart(dataset);
    expect(chart.kind === 'spec' && summarizeChart(chart, ENGLISH).kind).to.equal('map');
  });

  it('summarizes every derived chart', () => {
    for (const [name, { dataset, options }] of Object.entries(COLUMN_SETS)) {
      const chart = deriveChart(dataset, options);
      if (chart.kind !== 'spec') continue;
      const { kind, measures } = summarizeChart(chart, ENGLISH);
      expect(kind, name).to.not.equal('chart');
      if (kind !== 'map') expect(measures.length, name).to.be.greaterThan(0);
    }
  });

  it('never throws for an unusual spec', () => {
    const odd: unknown[] = [
      {},
      { mark: 7 },
      { encoding: null },
      { layer: 'x' },
      { layer: [null, 3] },
      { facet: null, spec: 5 },
      {
        mark: 'bar',
        encoding: { x: null, y: { field: { repeat: 'column' } }, color: { aggregate: { argmax: 'a' } } },
      },
      { mark: 'bar', encoding: { x: { field: 'nowhere', type: 'temporal' } } },
    ];
    for (const spec of odd) expect(() => summarize(spec as VegaLiteSpec)).to.not.throw();
    let deep: VegaLiteSpec = { mark: 'bar' };
    for (let level = 0; level < 5000; level++) deep = { layer: [deep] };
    expect(summarize(deep).kind).to.equal('chart');
  });
});

const COLUMNS = [
  { name: 'region', type: 'string' },
  { name: 'amount', type: 'number' },
  { name: 'a.b', type: 'number' },
  { name: 'place', type: 'json' },
] as const;

const bars = (x: string, more: object = {}): object => ({
  mark: 'bar',
  encoding: { x: { field: x }, y: { aggregate: 'count' } },
  ...more,
});

const CASES: readonly (readonly [name: string, spec: object, missing: readonly string[]])[] = [
  ['a column', bars('region'), []],
  ['an unknown column', bars('nobody'), ['nobody']],
  ['a column with a dot, escaped', bars('a\\.b'), []],
  ['a value within a column', bars('place.name'), []],
  ['a list index within a column', bars('place[0]'), []],
  [
    'a field that a transform makes',
    bars('double', { transform: [{ calculate: '2 * datum.amount', as: 'double' }] }),
    [],
  ],
  [
    'several fields that one transform makes',
    bars('to', { transform: [{ stack: 'amount', as: ['from', 'to'] }] }),
    [],
  ],
  ['columns that a density computes', bars('value', { transform: [{ density: 'amount' }] }), []],
  ['a count of rows', bars('*'), []],
  ['a facet', { facet: { row: { field: 'nobody' } }, spec: bars('region') }, ['nobody']],
  ['columns that are known only later', bars('x', { transform: [{ pivot: 'region', value: 'amount' }] }), []],
  ['its own data', bars('nobody', { data: { values: [{ nobody: 1 }] } }), []],
  ['named data', bars('nobody', { data: { name: 'main' } }), ['nobody']],
  ['a layer', { layer: [bars('region'), bars('nobody'), bars('no one')] }, ['nobody', 'no one']],
  ['a column with a dot, in brackets', bars('["a.b"][0]'), []],
  ['a column with a dot, in quotes', bars("'a.b'"), []],
  ['a quote in an unknown column', bars("a's"), ["a's"]],
  ['an unknown column in brackets', bars('["a.c"]'), ['["a.c"]']],
  ['a repeated field', { repeat: ['region'], spec: bars('region') }, []],
  ['no encoding', { mark: 'bar' }, []],
];

describe('missingFields', () => {
  for (const [name, spec, missing] of CASES)
    it(`returns ${missing.join(', ') || 'none'} for a spec with ${name}`, () => {
      expect(missingFields(spec as never, COLUMNS)).to.deep.equal(missing);
    });
});
