import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveChart } from '../../src/charts/derive-spec.ts';
import type { Chart, ParamDeclaration, PreferredMark } from '../../src/charts/types.ts';
import { ATTRIBUTES } from '../../src/pipeline/attributes.ts';
import type { LoadedChart } from '../../src/pipeline/load-chart.ts';
import { nearestName } from '../../src/pipeline/nearest-name.ts';
import { chartWarnings, unknownAttributes } from '../../src/pipeline/warnings.ts';
import type { Dataset, Params } from '../../src/public-client/types.ts';
import { table } from '../charts/column-sets.ts';
import { ENGLISH } from '../charts/english.ts';

const TAG = 'vibedasher-viz';

const warningsFor = (...names: readonly string[]): readonly string[] =>
  unknownAttributes(
    TAG,
    names.map((name) => ({ name, value: '1' })),
  );

interface Case {
  readonly rows?: Dataset;
  readonly sql?: string;
  readonly mark?: PreferredMark;
  readonly params?: Params;
  readonly declared?: readonly ParamDeclaration[];
  readonly chart?: Chart;
}

const SALES = table('region, sales:number', 'North, 3; South, 5');

function check({ rows = SALES, sql = 'SELECT 1', mark, params = {}, declared = [], chart }: Case) {
  const loaded: LoadedChart = {
    source: {
      id: 'main',
      queries: new Map([['main', sql]]),
      spec: null,
      usesVizSpecForPageQuery: false,
      params: declared,
    },
    data: new Map([['main', rows]]),
    params: {},
    timings: { viz: 0, query: 0, decode: 0 },
  };
  const drawn = chart ?? deriveChart(rows, { mark, words: ENGLISH });
  return chartWarnings(TAG, { mark: mark ?? null, params, loaded, chart: drawn });
}

const yearWith = (more: Partial<ParamDeclaration>): ParamDeclaration => ({
  name: 'Year',
  label: 'Year',
  type: 'number',
  default: 2024,
  multiple: false,
  options: null,
  ...more,
});

describe('warnings about attributes', () => {
  it('name the attribute that an author means', () => {
    const [message, ...others] = warningsFor('higlight');
    assert.equal(message, '<vibedasher-viz higlight="1">: there is no attribute "higlight"; use highlight');
    assert.deepEqual(others, []);
    for (const [name, advice] of Object.entries({
      desciption: 'use description',
      refrence: 'use reference',
      heigth: 'use style="height: 400px"',
      width: 'use style="width: 400px"',
      subtitle: 'use description',
      colour: 'use colors',
      frobnicate: 'docs/viz.md lists the attributes',
    }))
      assert.ok(warningsFor(name)[0]!.endsWith(advice), name);
  });

  it('accept our attributes and those of HTML and of frameworks', () => {
    const ours = Object.values(ATTRIBUTES).flatMap(({ name }) => (name === false ? [] : [name]));
    const theirs = [
      ...['id', 'class', 'style', 'slot', 'is', 'hidden', 'lang', 'dir', 'role', 'tabindex', 'title', 'part'],
      ...['data-x', 'aria-label', 'onclick', 'param-year', 'v-if', ':slug', '@click', '_ngcontent-abc'],
      ...['x-data', '*ngif', '[slug]', '(load)', 'client:load', 'hx-get', 'nonce', 'key', 'itemprop'],
    ];
    assert.deepEqual(warningsFor(...ours, ...theirs), []);
  });

  it('ignore an object converted to text, which has a warning of its own', () =>
    assert.deepEqual(unknownAttributes(TAG, [{ name: 'spec', value: '[object Object]' }]), []));

  it('quote only the start of a long value', () => {
    const [message] = unknownAttributes(TAG, [{ name: 'heigth', value: 'x'.repeat(10_000) }]);
    assert.ok(message!.length < 500);
  });
});

describe('warnings about parameters', () => {
  const sql = 'SELECT * FROM t WHERE year = {{Year}}';

  it('name the parameter that a misspelled one means', () =>
    assert.deepEqual(check({ sql, params: { yaer: '2023' } }), [
      '<vibedasher-viz param-yaer="2023">: no query of the chart uses "yaer"; use param-Year',
    ]));

  it('list the parameters if none is similar', () => {
    assert.match(check({ sql, params: { shop: 'a' } })[0]!, /its parameters are Year$/);
    assert.match(check({ params: { shop: 'a' } })[0]!, /it has no parameters$/);
  });

  it('ignore the case of names', () => assert.deepEqual(check({ sql, params: { year: '2023' } }), []));

  it('list the declared values', () => {
    const values = [2023, 2024].map((value) => ({ value, label: `Year ${value}` }));
    const declared = [yearWith({ options: { kind: 'values', values } })];
    assert.deepEqual(check({ sql, declared, params: { year: '1999' } }), [
      '<vibedasher-viz param-year="1999">: use one of 2023, 2024',
    ]);
    for (const value of ['2023', 2024, '', [2023, 2024]])
      assert.deepEqual(check({ sql, declared, params: { Year: value } }), []);
  });

  it('quote the empty option', () => {
    const values = ['', 'EU', 'US'].map((value) => ({ value, label: value || 'All' }));
    const declared = [yearWith({ options: { kind: 'values', values } })];
    assert.match(check({ sql, declared, params: { year: 'Europe' } })[0]!, /: use one of '', EU, US$/);
  });

  it('name the limits of a number', () => {
    const declared = [yearWith({ extra: { min: 2000, max: 2030 } })];
    assert.match(check({ sql, declared, params: { Year: 1999 } })[0]!, /use a number from 2000$/);
    assert.match(check({ sql, declared, params: { Year: 2031 } })[0]!, /use a number up to 2030$/);
    assert.match(check({ sql, declared, params: { Year: 'last' } })[0]!, /use a number$/);
    assert.deepEqual(check({ sql, declared, params: { Year: '2024' } }), []);
  });
});

describe('nearestName', () => {
  it('ignores names that take long to compare (promise 7)', () => {
    assert.equal(nearestName('reigon', ['x', 'region']), 'region');
    assert.equal(nearestName('reigon', ['region'.repeat(1_000_000), 'region']), 'region');
    assert.equal(nearestName('a'.repeat(300_000), ['a'.repeat(300_001)]), null);
    assert.equal(nearestName('reigon', Array<string>(1_000_000).fill('something else')), null);
  });
});

describe('warnings about a mark', () => {
  it('name the columns that an impossible mark needs', () => {
    const [message] = check({ mark: 'map' });
    assert.match(message!, /^<vibedasher-viz mark="map">: the rows do not fit it/);
    assert.match(message!, /latitude and longitude, or names or codes of countries/);
  });

  it('accept marks that are drawn', () => {
    for (const mark of ['bar', 'arc', 'point', 'line', 'area', 'number', 'table'] as const)
      assert.deepEqual(check({ mark }), [], mark);
    const places = table('latitude:number, longitude:number', '52.5, 13.4; 48.1, 11.6');
    assert.deepEqual(check({ mark: 'map', rows: places }), []);
  });

  it('explain that a mark has no effect on a spec', () => {
    const chart: Chart = { kind: 'spec', spec: { mark: 'bar' }, data: new Map(), derived: false, more: 0 };
    assert.match(check({ mark: 'line', chart })[0]!, /no effect, as the chart has a spec/);
  });
});

describe('warnings about rows', () => {
  it('name a column of numbers that are text', () => {
    const rows = table('region, sales', [
      ['North', '1,234.5'],
      ['South', '-12'],
    ]);
    assert.match(check({ rows })[0]!, /^<vibedasher-viz>: the column "sales" holds numbers as text/);
    assert.match(check({ rows })[0]!, /with decimal commas CAST\(replace\(…, ',', '\.'\) AS DOUBLE\)$/);
  });

  it('accept years, codes and text', () => {
    for (const rows of ['North, 2019; South, 2020', 'North, 01067; South, 04109', 'North, 12; South, n/a'])
      assert.deepEqual(check({ rows: table('region, it', rows) }), []);
  });

  it('name a column of dates that are text, and say how to write them', () => {
    for (const [date, next] of [
      ['Jan 1 2000', 'Feb 1 2000'],
      ['January 1, 2000', 'February 1, 2000'],
      ['1. März 2000', '2. März 2000'],
      ['2000/01/05', '2000/01/06'],
      ['1/5/2000', '12/31/2000'],
      ['5.1.2000', '06.01.2000'],
    ] as const) {
      const rows = table('day, price:number', [
        [date, 1],
        [next, 2],
      ]);
      const [message, ...others] = check({ rows });
      assert.ok(message!.includes(`the column "day" holds dates as text such as "${date}"`), message);
      assert.match(message!, /Write them as 2000-01-31, or convert them in the query, as in strptime\(…, /);
      assert.deepEqual(others, []);
    }
  });

  it('accept dates, periods, and names that contain a date', () => {
    for (const days of [
      '2000-01-05, 1; 2000-01-06, 2',
      'Q1 2024, 1; Q2 2024, 2',
      '9/11 2001, 1; 5.1.2000, 2',
    ])
      assert.deepEqual(check({ rows: table('day, price:number', days) }), []);
  });

  it('accept numbers as text next to a number', () => {
    const rows = table('plz, people:number', '10115, 5; 20095, 7');
    assert.deepEqual(check({ rows }), []);
  });
});
