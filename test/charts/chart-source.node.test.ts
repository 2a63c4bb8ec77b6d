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
    expect(
      resolveChartSource({
        files: new Map([
          ['charts/b.sql', ''],
          ['charts/a.sql', ''],
        ]),
      }).id,
    ).to.equal('a');
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

  it('reads no chart file if the page provides query and spec', () => {
    const source = resolveChartSource({ files, pageSql: 'SELECT page', pageSpec: BAR, chart: 'nowhere' });
    expect(source).to.deep.include({ id: null, spec: BAR });
  });

  it('returns no spec for a chart without a spec file', () => {
    const source = resolveChartSource({ files, chart: 'other' });
    expect(source.spec).to.equal(null);
    expect([...source.queries.keys()]).to.deep.equal(['main']);
  });

  it('returns only the queries of data sets that the spec draws', () => {
    const spec = { layer: [{ data: { name: 'extra' }, mark: 'bar' }] };
    expect([...resolveChartSource({ files, chart: 'other', pageSpec: spec }).queries.keys()]).to.deep.equal([
      'extra',
    ]);
    const own = { data: { values: [1] }, mark: 'bar' };
    expect(resolveChartSource({ files, pageSpec: own }).queries.size).to.equal(0);
  });

  it('reports the existing charts if the requested one does not exist', () => {
    expect(() => resolveChartSource({ files, chart: 'nowhere' })).to.throw(
      'chart: there is no chart "nowhere" (the viz has: broken, main, other)',
    );
    expect(() => resolveChartSource({ files: new Map(), chart: 'a' })).to.throw('the viz has no chart files');
  });

  it('accepts any chart name until the files are loaded', () => {
    expect(resolveChartSource({ chart: 'later', pageSql: 'SELECT 1' }).queries.size).to.equal(1);
  });

  it('reads a broken file only for the chart that uses it', () => {
    expect(resolveChartSource({ files, chart: 'main' }).id).to.equal('main');
    expect(() => resolveChartSource({ files, chart: 'broken' })).to.throw(
      'charts/broken.vl.json: invalid JSON',
    );
  });

  it('returns a drawable source if there is a query or a spec with data', () => {
    expect(isDrawable(resolveChartSource({ files: new Map() }))).to.equal(false);
    expect(isDrawable(resolveChartSource({ files: new Map(), pageSpec: BAR }))).to.equal(false);
    expect(isDrawable(resolveChartSource({ pageSpec: { data: { values: [] }, mark: 'bar' } }))).to.equal(
      true,
    );
    expect(isDrawable(resolveChartSource({ pageSql: 'SELECT 1' }))).to.equal(true);
  });
});

describe('dataNames', () => {
  const cases: readonly (readonly [name: string, spec: VegaLiteSpec, names: readonly string[]])[] = [
    ['a view without data', BAR, ['main']],
    ['named data', { data: { name: 'a' }, mark: 'bar' }, ['a']],
    ['named data with a format', { data: { name: 'a', format: { type: 'json' } }, mark: 'bar' }, ['a']],
    ['data from a URL', { data: { url: 'x' }, mark: 'bar' }, []],
    ['a view with null data', { data: null, mark: 'bar' }, []],
    [
      'inherited data',
      { data: { name: 'a' }, layer: [BAR, { data: { name: 'b' }, mark: 'bar' }] },
      ['a', 'b'],
    ],
    [
      'a concatenation with data in one part',
      { hconcat: [BAR, { data: { values: [] }, mark: 'bar' }] },
      ['main'],
    ],
    [
      'a name whose rows another part contains',
      {
        vconcat: [
          { data: { name: 'a', values: [] }, mark: 'bar' },
          { data: { name: 'a' }, mark: 'bar' },
        ],
      },
      [],
    ],
    ['a name in `datasets`', { datasets: { a: [] }, data: { name: 'a' }, mark: 'bar' }, []],
    [
      'a lookup',
      {
        data: { name: 'a' },
        transform: [{ lookup: 'x', from: { data: { name: 'b' }, key: 'x' } }],
        mark: 'bar',
      },
      ['a', 'b'],
    ],
    ['a facet', { facet: { field: 'x' }, spec: { layer: [BAR] } }, ['main']],
  ];
  for (const [name, spec, names] of cases)
    it(`returns ${names.join(' and ') || 'no name'} for ${name}`, () => {
      expect([...dataNames(spec)]).to.deep.equal(names);
    });
});

describe('usedParams', () => {
  it('finds each name once', () => {
    expect(
      usedParams(`SELECT '{{a}}', {{ b }} FROM t WHERE x = '{{a}}' AND y = {{c-d.e}} AND {not} {{}}`),
    ).to.deep.equal(['a', 'b', 'c-d.e']);
  });

  it('finds at most 1,000 names (promise 7)', () => {
    const names = Array.from({ length: 2000 }, (_, index) => `p${index}`);
    const sql = names.map((name) => `{{${name}}}`).join(' ');
    expect(usedParams(sql)).to.deep.equal(names.slice(0, 1000));
  });
});

describe('resolveParams', () => {
  it('gives setParams precedence over attributes, params, dashboard and declared default', () => {
    const declared = [declare('a', { default: 1 })];
    const [dashboard, params, attributes, set] = [{ a: 2 }, { a: 3 }, { a: '4' }, { a: 5 }];
    expect(resolveParams({ declared })).to.deep.equal({ a: 1 });
    expect(resolveParams({ declared, dashboard })).to.deep.equal({ a: 2 });
    expect(resolveParams({ declared, dashboard, params })).to.deep.equal({ a: 3 });
    expect(resolveParams({ declared, dashboard, params, attributes })).to.deep.equal({ a: '4' });
    expect(resolveParams({ declared, dashboard, params, attributes, set })).to.deep.equal({ a: 5 });
  });

  it('includes a declared parameter without a value', () => {
    expect(resolveParams({ declared: [declare('region')] })).to.deep.equal({ region: null });
  });

  it('ignores the case of attribute names', () => {
    expect(resolveParams({ declared: [declare('fromDate')], attributes: { fromdate: 'x' } })).to.deep.equal({
      fromDate: 'x',
    });
    expect(resolveParams({ queries: ['SELECT {{Year}}'], attributes: { year: '2026' } })).to.deep.equal({
      Year: '2026',
    });
    expect(resolveParams({ attributes: { other: '1' } })).to.deep.equal({ other: '1' });
  });

  it('refuses an attribute that matches two names', () => {
    const queries = ['SELECT {{Year}}, {{year}}'];
    expect(() => resolveParams({ queries, attributes: { year: '1' } })).to.throw(
      'param-year: this matches "Year" and "year": use the params attribute',
    );
    expect(resolveParams({ queries, params: { Year: 1 } })).to.deep.equal({ Year: 1 });
  });

  it('wraps a single value of a multiple parameter in a list', () => {
    const declared = [declare('r', { multiple: true })];
    expect(resolveParams({ declared, attributes: { r: 'EU' } })).to.deep.equal({ r: ['EU'] });
    expect(resolveParams({ declared, attributes: { r: '["EU"]' } })).to.deep.equal({ r: '["EU"]' });
    expect(resolveParams({ declared, set: { r: '' } })).to.deep.equal({ r: '' });
    expect(resolveParams({ declared, set: { r: 7 } })).to.deep.equal({ r: [7] });
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

describe('paramsFor', () => {
  it('keeps the parameters that the query uses, and adds no missing ones', () => {
    expect(paramsFor('SELECT {{a}}, {{b}}, {{toString}}', { a: 1, c: 2 })).to.deep.equal({ a: 1 });
    expect(paramsFor('SELECT {{a}}', { a: null })).to.deep.equal({ a: null });
  });
});
