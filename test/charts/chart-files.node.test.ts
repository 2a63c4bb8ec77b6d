import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ChartError } from '../../src/charts/json.ts';
import {
  dashboardCharts,
  listCharts,
  parseSpec,
  readDashboard,
  readParams,
  readSpec,
} from '../../src/charts/chart-files.ts';

const files = (entries: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(entries));

function failure(run: () => unknown): ChartError {
  try {
    run();
  } catch (error) {
    if (error instanceof ChartError) return error;
    throw error;
  }
  throw new Error('expected a ChartError');
}

describe('listCharts', () => {
  it('finds charts by id, with their data sets and spec', () => {
    const sql = ['zoo', 'main', 'main.targets', 'deep/er'].map((name) => [
      `charts/${name}.sql`,
      `SELECT ${name}`,
    ]);
    const others = [
      'charts/main.vl.json',
      './charts/dot.sql',
      'src/App.tsx',
      'charts/readme.md',
      'charts/a.b.vl.json',
    ];
    const charts = listCharts(files(Object.fromEntries([...sql, ...others.map((path) => [path, ''])])));
    expect([...charts.keys()]).to.deep.equal(['dot', 'main', 'zoo']);
    const queries = Object.fromEntries(charts.get('main')!.queries);
    expect(queries).to.deep.equal({ main: 'SELECT main', targets: 'SELECT main.targets' });
    expect(charts.get('main')?.specPath).to.equal('charts/main.vl.json');
    expect(charts.get('zoo')?.specPath).to.equal(null);
  });
});

describe('readSpec', () => {
  it('reports the path of a file that is not a spec', () => {
    const error = failure(() => readSpec(files({ 'charts/a.vl.json': '[1]' }), 'charts/a.vl.json'));
    expect(error).to.include({ kind: 'spec', path: 'charts/a.vl.json' });
    // The position of the mistake comes from `withPosition`.
    const invalid = failure(() => readSpec(files({ 'charts/a.vl.json': '{' }), 'charts/a.vl.json'));
    expect(invalid).to.include({ message: 'charts/a.vl.json: invalid JSON', json: '{' });
  });
});

it('parseSpec returns the object of a JSON text, and throws for other JSON', () => {
  expect(parseSpec('\n {"mark": "bar"} ', 'the spec in the page')).to.deep.equal({ mark: 'bar' });
  expect(() => parseSpec('"bar"', 'the spec in the page')).to.throw(
    'the spec in the page: a Vega-Lite spec must be a JSON object',
  );
});

describe('readParams', () => {
  const read = (json: unknown) => readParams(files({ 'params.json': JSON.stringify(json) }));

  it('limits the number of parameters and options, and the length of labels', () => {
    const params = Array.from({ length: 201 }, (_, index) => ({ name: `p${index}` }));
    expect(read(params.slice(1))).to.have.length(200);
    expect(() => read(params)).to.throw(ChartError, '201 parameters; the limit is 200');
    const listed = (options: unknown[]) => read([{ name: 'p', label: 'x'.repeat(200_000), options }]);
    const options = Array.from({ length: 10_001 }, (_, index) => index);
    expect(() => listed(options)).to.throw(ChartError, '10001 options; the limit is 10000');
    const three = [1, 2, 3].map((name) => ({ name: `p${name}`, options: options.slice(1) }));
    expect(read(three.slice(1))).to.have.length(2);
    expect(() => read(three)).to.throw(ChartError, '30000 options of all parameters; the limit is 20000');
    const [param] = listed([{ value: 'a', label: 'y'.repeat(200_000) }]);
    expect(param!.label).to.have.length(301);
    expect(param!.options).to.deep.equal({
      kind: 'values',
      values: [{ value: 'a', label: `${'y'.repeat(300)}…` }],
    });
  });

  it('fills in defaults for optional properties', () => {
    expect(readParams(files({}))).to.deep.equal([]);
    const defaults = { label: 'First year', type: 'string', default: null, multiple: false, options: null };
    const name = 'first_year';
    expect(read([{ name }])).to.deep.equal([{ name, ...defaults, extra: { name } }]);
  });

  it('reads options given as values, as labelled values or as a query', () => {
    const list = { default: ['EU', 'US'], multiple: true };
    const [region, regions] = read([
      { name: 'region', default: 'EU', options: ['EU', { value: 1, label: 'One' }, { value: true }] },
      { name: 'regions', type: 'string', ...list, options: { sql: 'SELECT 1' } },
    ]);
    const values = Object.entries({ EU: 'EU', One: 1, true: true }).map(([label, value]) => ({
      value,
      label,
    }));
    expect(region?.options).to.deep.equal({ kind: 'values', values });
    expect(regions).to.deep.include({ ...list, options: { kind: 'sql', sql: 'SELECT 1' } });
  });

  const mistakes: readonly (readonly [json: unknown, path: string])[] = [
    [{}, 'params.json'],
    [[{ label: 'x' }], 'params.json[0]'],
    [['x'], 'params.json[0]'],
    [[{ name: 'a' }, { name: 'b', type: 'decimal' }], 'params.json[1]'],
    [[{ name: 'a', options: 'x' }], 'params.json[0].options'],
    [[{ name: 'a', options: [{}] }], 'params.json[0].options[0]'],
    [[{ name: 'a' }, { name: 'a' }], 'params.json'],
  ];
  for (const [json, path] of mistakes)
    it(`refuses ${JSON.stringify(json)}`, () => {
      expect(failure(() => read(json))).to.include({ kind: 'config', path });
    });
});

describe('readDashboard', () => {
  const charts = { 'charts/a.sql': '', 'charts/b.sql': '' };
  const read = (json: unknown) => readDashboard(files({ ...charts, 'dashboard.json': JSON.stringify(json) }));

  it('lists all charts if the file lists none', () => {
    expect(readDashboard(files(charts))).to.equal(null);
    expect(read({})).to.deep.equal({ title: null, columns: null, charts: ['a', 'b'] });
    expect(read({ title: 'T', columns: 2, charts: ['b'] })).to.deep.equal({
      title: 'T',
      columns: 2,
      charts: ['b'],
    });
    expect(read({ columns: 0 })?.columns).to.equal(null);
  });

  it('reports the existing charts if the file lists one that does not exist', () => {
    const error = failure(() => read({ charts: ['a', 'c'] }));
    expect(error).to.include({ kind: 'config', path: 'dashboard.json' });
    expect(error.message).to.include('"c"').and.include('a, b');
  });

  it('refuses more than 100 charts, even if the file repeats one of them', () => {
    const many = files(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`charts/c${i}.sql`, ''])));
    expect(failure(() => dashboardCharts(many, readDashboard(many)))).to.include({
      kind: 'config',
      message: 'charts/: 101 charts; the limit is 100',
    });
    const again = files({ ...charts, 'dashboard.json': JSON.stringify({ charts: Array(20_000).fill('a') }) });
    expect(failure(() => dashboardCharts(again, readDashboard(again))).message).to.equal(
      'dashboard.json: 20000 charts; the limit is 100',
    );
    const most = files({ ...charts, 'dashboard.json': JSON.stringify({ charts: Array(100).fill('a') }) });
    expect(dashboardCharts(most, readDashboard(most))).to.have.length(100);
  });

  it('finds each chart in constant time (promise 7)', () => {
    const all = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`charts/c${i}.sql`, '']));
    const json = JSON.stringify({ charts: Array(1_000_000).fill('c9999') });
    expect(readDashboard(files({ ...all, 'dashboard.json': json }))?.charts).to.have.length(1_000_000);
  });

  it('shortens a long title', () => {
    expect(read({ title: 'x'.repeat(1e6) })?.title).to.equal(`${'x'.repeat(300)}…`);
  });
});
