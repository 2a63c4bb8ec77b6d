import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  addressOf,
  dataNames,
  isDrawable,
  resolveChartSource,
  paramsFor,
  resolveParams,
  usedParams,
} from '../../src/charts/chart-source.ts';
import type { Params } from '../../src/public-client/types.ts';
import type { VegaLiteSpec } from '../../src/spec/types.ts';
import { declare } from '../support/params.ts';

const BAR: VegaLiteSpec = { mark: 'bar' };
const files = new Map([
  ['charts/main.sql', 'SELECT main'],
  ['charts/main.vl.json', '{"mark": "line"}'],
  ['charts/other.sql', 'SELECT other'],
  ['charts/other.extra.sql', 'SELECT extra'],
  ['charts/broken.vl.json', '{'],
  ['params.json', '[{"name": "year"}]'],
]);

describe('resolveChartSource', () => {
  it('uses the main chart of the files, with its parameters', () => {
    const source = resolveChartSource({ files });
    expect(source).to.deep.include({ id: 'main', spec: { mark: 'line' } });
    expect([...source.queries]).to.deep.equal([['main', 'SELECT main']]);
    expect(source.params[0]?.name).to.equal('year');
  });

  it('uses the first chart by name if none is called main', () => {
    const files = new Map(['charts/b.sql', 'charts/a.sql'].map((path) => [path, '']));
    expect(resolveChartSource({ files }).id).to.equal('a');
  });

  it('finds query and spec independently', () => {
    const named = resolveChartSource({ files, pageSql: 'SELECT page', chart: 'main' });
    expect(named).to.deep.include({ id: 'main', spec: { mark: 'line' } });
    expect(named.queries.get('main')).to.equal('SELECT page');
    const source = resolveChartSource({ files, pageSpec: BAR });
    expect(source.spec).to.equal(BAR);
    expect(source.queries.get('main')).to.equal('SELECT main');
  });

  it('combines a query of the page with a spec of the viz only if the page names the chart', () => {
    const source = resolveChartSource({ files, pageSql: 'SELECT page' });
    expect(source).to.deep.include({ id: null, spec: null, usesVizSpecForPageQuery: false });
    expect([...source.queries]).to.deep.equal([['main', 'SELECT page']]);
  });

  it('reads no chart file if the page provides query and spec, or before the files are loaded', () => {
    const source = resolveChartSource({ files, pageSql: 'SELECT page', pageSpec: BAR, chart: 'nowhere' });
    expect(source).to.deep.include({ id: null, spec: BAR });
    expect(resolveChartSource({ chart: 'later', pageSql: 'SELECT 1' }).queries.size).to.equal(1);
  });

  it('returns only the queries of data sets that the spec draws', () => {
    const queriesOf = (pageSpec?: VegaLiteSpec) =>
      [...resolveChartSource({ files, chart: 'other', ...(pageSpec && { pageSpec }) }).queries.keys()].join();
    expect(resolveChartSource({ files, chart: 'other' }).spec).to.equal(null);
    expect(queriesOf()).to.equal('main');
    expect(queriesOf({ layer: [{ data: { name: 'extra' }, mark: 'bar' }] })).to.equal('extra');
    expect(queriesOf({ data: { values: [1] }, mark: 'bar' })).to.equal('');
  });

  it('reports the existing charts if the requested one does not exist, and a broken file if it is used', () => {
    expect(resolveChartSource({ files, chart: 'main' }).id).to.equal('main');
    for (const [chart, all, message] of [
      ['broken', files, 'charts/broken.vl.json: invalid JSON'],
      ['nowhere', files, 'chart: there is no chart "nowhere" (the viz has: broken, main, other)'],
      ['a', new Map(), 'the viz has no chart files'],
    ] as const)
      expect(() => resolveChartSource({ files: all, chart })).to.throw(message);
  });

  it('returns a drawable source if there is a query or a spec with data', () => {
    const own = { data: { values: [] }, mark: 'bar' };
    for (const source of [{ pageSpec: own }, { pageSql: 'SELECT 1' }])
      expect(isDrawable(resolveChartSource(source))).to.equal(true);
    for (const source of [{}, { pageSpec: BAR }])
      expect(isDrawable(resolveChartSource({ files: new Map(), ...source }))).to.equal(false);
  });
});

describe('dataNames', () => {
  const bar = (data: object | null, more: object = {}) => ({ data, mark: 'bar', ...more });
  const lookup = { transform: [{ lookup: 'x', from: { data: { name: 'b' }, key: 'x' } }] };
  const own = { name: 'a', values: [] };
  for (const [name, spec, ...names] of [
    ['a view without data', BAR, 'main'],
    ['named data', bar({ name: 'a' }), 'a'],
    ['named data with a format', bar({ name: 'a', format: { type: 'json' } }), 'a'],
    ['data from a URL', bar({ url: 'x' })],
    ['a view with null data', bar(null)],
    ['inherited data', { data: { name: 'a' }, layer: [BAR, bar({ name: 'b' })] }, 'a', 'b'],
    ['a concatenation with data in one part', { hconcat: [BAR, bar({ values: [] })] }, 'main'],
    ['a name whose rows another part contains', { vconcat: [bar(own), bar({ name: 'a' })] }],
    ['a name in `datasets`', bar({ name: 'a' }, { datasets: { a: [] } })],
    ['a lookup', bar({ name: 'a' }, lookup), 'a', 'b'],
    ['a facet', { facet: { field: 'x' }, spec: { layer: [BAR] } }, 'main'],
  ] as [string, VegaLiteSpec, ...string[]][])
    it(`returns ${names.join(' and ') || 'no name'} for ${name}`, () => {
      expect([...dataNames(spec)]).to.deep.equal(names);
    });
});

it('usedParams finds each name once, and at most 1,000 names (promise 7)', () => {
  const sql = `SELECT '{{a}}', {{ b }} FROM t WHERE x = '{{a}}' AND y = {{c-d.e}} AND {not} {{}}`;
  expect(usedParams(sql)).to.deep.equal(['a', 'b', 'c-d.e']);
  const names = Array.from({ length: 2000 }, (_, index) => `p${index}`);
  expect(usedParams(names.map((name) => `{{${name}}}`).join(' '))).to.deep.equal(names.slice(0, 1000));
});

it('paramsFor keeps the parameters that the query uses, and adds no missing ones', () => {
  expect(paramsFor('SELECT {{a}}, {{b}}, {{toString}}', { a: 1, c: 2 })).to.deep.equal({ a: 1 });
  expect(paramsFor('SELECT {{a}}', { a: null })).to.deep.equal({ a: null });
});

describe('resolveParams', () => {
  it('gives setParams precedence over attributes, params, dashboard and declared default', () => {
    const sources = {};
    for (const [name, value, a] of [
      ['declared', [declare('a', { default: 1 })], 1],
      ['dashboard', { a: 2 }, 2],
      ['params', { a: 3 }, 3],
      ['attributes', { a: '4' }, '4'],
      ['set', { a: 5 }, 5],
    ] as const)
      expect(resolveParams(Object.assign(sources, { [name]: value }))).to.deep.equal({ a });
    expect(resolveParams({ declared: [declare('region')] })).to.deep.equal({ region: null });
  });

  it('ignores the case of attribute names, but refuses an attribute that matches two names', () => {
    const declared = [declare('fromDate')];
    expect(resolveParams({ declared, attributes: { fromdate: 'x' } })).to.deep.equal({ fromDate: 'x' });
    const [one, queries] = [['SELECT {{Year}}'], ['SELECT {{Year}}, {{year}}']];
    expect(resolveParams({ queries: one, attributes: { year: '2026' } })).to.deep.equal({ Year: '2026' });
    expect(resolveParams({ attributes: { other: '1' } })).to.deep.equal({ other: '1' });
    expect(() => resolveParams({ queries, attributes: { year: '1' } })).to.throw(
      'param-year: this matches "Year" and "year": use the params attribute',
    );
    expect(resolveParams({ queries, params: { Year: 1 } })).to.deep.equal({ Year: 1 });
  });

  it('wraps a single value of a multiple parameter in a list', () => {
    const declared = [declare('r', { multiple: true })];
    for (const [given, r] of [
      ['EU', ['EU']],
      ['["EU"]', '["EU"]'],
      ['', ''],
      [7, [7]],
    ] as const)
      expect(resolveParams({ declared, set: { r: given } })).to.deep.equal({ r });
  });

  it('accepts names such as __proto__', () => {
    const params = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>;
    const resolved = resolveParams({ params });
    expect(Object.keys(resolved)).to.have.members(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(resolved)).to.equal(Object.prototype);
  });
});

describe('addressOf', () => {
  const viz = {
    rows: true,
    files: new Map([
      ['params.json', '[]'],
      ['charts/main.sql', 'SELECT {{region}}, {{years}}'],
      ['charts/main.vl.json', 'SELECT 2'],
      ['charts/map.lines.sql', 'SELECT 3'],
      ['other/x.sql', 'SELECT 4'],
    ]),
  };

  it('has the file of the query, and the values that differ from the defaults', () => {
    const declared = [
      declare('region', { default: 'EU' }),
      declare('years', { type: 'number', multiple: true, default: 2020 }),
    ];
    const address = (params: Params): string | null =>
      addressOf(viz, 'SELECT {{region}}, {{years}}', params, declared);
    expect(address({ region: 'EU', years: [2020] })).to.equal('/rows/main');
    expect(address({ years: [2021, 2022], region: null })).to.equal(
      '/rows/main?p.region=&p.years=%5B%222021%22%2C%222022%22%5D',
    );
    expect(addressOf(viz, 'SELECT 3', {}, [])).to.equal('/rows/map.lines');
  });

  it('is null without a chart file of that query, or if the API offers none', () => {
    for (const sql of ['SELECT 1', 'SELECT 2', 'SELECT 4', '[]'])
      expect(addressOf(viz, sql, {}, []), sql).to.equal(null);
    expect(addressOf({ ...viz, rows: false }, 'SELECT 3', {}, [])).to.equal(null);
  });
});
