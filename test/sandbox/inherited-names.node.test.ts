/** Tests names that all objects inherit, in specs and in rows. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell, Dataset } from '../../src/public-client/types.ts';
import { countItems, describeIntrinsics, drawTexts } from './support.ts';

const NAMES = Object.getOwnPropertyNames(Object.prototype);

let before: unknown[];
beforeEach(() => void (before = describeIntrinsics()));
afterEach(() => assert.deepEqual(describeIntrinsics(), before, 'a built-in object has changed'));

/** Returns a text that is not an inherited name but has the same width, so the same labels fit. */
const standInFor = (name: string): string => `${name.slice(1)}${name[0]}`;

const q = (field: string, more: object = {}) => ({ field, type: 'quantitative', ...more });
const BAR = { mark: 'bar', encoding: { x: { field: 'a', type: 'nominal' }, y: { field: 'b' } } };

/** Specs as JSON, where `__proto__` is an ordinary key. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a property of the format': `{"data": {"values": {"a": 1}, "format": {"type": "json", "property": "__proto__"}}, "mark": "point"}`,
  'a path of properties': `{"data": {"values": {"a": 1}, "format": {"property": "a.constructor"}}, "mark": "point"}`,
  'an escaped property': `{"data": {"values": {"a": 1}, "format": {"property": "const\\\\ructor"}}, "mark": "point"}`,
  'a property in brackets': `{"data": {"values": {"a": 1}, "format": {"property": "['__proto__']"}}, "mark": "point"}`,
  'a list of properties': `{"data": {"values": {"a": 1}, "format": {"property": ["__proto__"]}}, "mark": "point"}`,
  'a feature': `{"data": {"values": {"objects": {}, "arcs": []}, "format": {"type": "topojson", "feature": "constructor"}}, "mark": "geoshape"}`,
  'the format of a lookup': `{"data": {"values": [{"a": 1}]}, "transform": [{"lookup": "a", "from": {"data": {"values": {"a": 1}, "format": {"property": "__proto__"}}, "key": "a", "fields": ["b"]}}], "mark": "point"}`,
  'an operation and a field': `{"data": {"values": [{"a": 1}]}, "transform": [{"aggregate": [{"op": "get", "field": "__proto__", "as": "x"}], "groupby": ["a"]}], "mark": "point"}`,
  'an aggregated field': `{"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"y": {"aggregate": "sum", "field": "__proto__"}}}`,
  'an aggregated constructor': `{"data": {"values": [{"a": 1}]}, "transform": [{"aggregate": [{"op": "polluted", "field": "constructor", "as": "x"}]}], "mark": "bar"}`,
  'a format with data sets': `{"hconcat": [{"data": {"values": [{"a": 1}]}, "mark": "point"}, {"data": {"values": [{"a": 1}], "format": {"datasets": {"hasOwnProperty": {"call": 1}}}}, "mark": "point"}]}`,
  'data sets within a view': `{"hconcat": [{"datasets": {"hasOwnProperty": {"call": 1}}, "data": {"values": [{"a": 1}]}, "mark": "point"}]}`,
  'values in `data` outside a view': `{"config": {"data": {"values": {"__proto__": {"polluted": 1}}}}, "data": {"values": [{"a": 1}]}, "mark": "point"}`,
  'a computed name': `{"data": {"values": [{"a": 1}]}, "transform": [{"calculate": "1", "as": {"signal": "'__pro' + 'to__'"}}], "mark": "point"}`,
  'a computed field of a stack': `{"data": {"values": [{"a": 1}]}, "transform": [{"stack": {"signal": "'__pro' + 'to__'"}, "groupby": ["a"], "as": ["b", "c"]}], "mark": "point"}`,
  'a computed field': `{"data": {"values": [{"a": 1}]}, "transform": [{"aggregate": [{"op": "sum", "field": {"signal": "'__pro' + 'to__'"}, "as": "x"}]}], "mark": "point"}`,
  'an operation that Vega does not have': `{"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"y": {"aggregate": "total", "field": "a"}}}`,
  'a key of a data set': `{"datasets": {"constructor": [{"a": 1}]}, "data": {"name": "constructor"}, "mark": "point"}`,
};
const TRANSFORMS =
  'groupby fold flatten pivot lookup impute density regression loess quantile stack joinaggregate window sample timeUnit ' +
  'bin extent';
const hostileTransform = (key: string): string =>
  `{"data": {"values": [{"a": 1}]}, "transform": [{"${key}": ["a.__proto__"], "as": ["b", "c"]}], "mark": "point"}`;

describe('a spec', () => {
  for (const [name, json] of Object.entries(HOSTILE)) {
    it(`is refused for ${name}, and changes no built-in object`, async () => {
      await assert.rejects(drawTexts(JSON.parse(json)), { kind: 'spec' });
    });
  }

  for (const key of TRANSFORMS.split(' ')) {
    it(`is refused for an inherited name under ${key} in a transform`, async () => {
      await assert.rejects(drawTexts(JSON.parse(hostileTransform(key))), { kind: 'spec' });
    });
  }

  it('may use inherited names in texts for readers', async () => {
    const spec = {
      title: 'constructor',
      data: {
        values: [
          { a: 'constructor', b: 1 },
          { a: 'valueOf', b: 2 },
        ],
      },
      transform: [{ filter: "datum.a === 'constructor' || datum.a === 'valueOf'" }],
      mark: { type: 'bar', tooltip: true },
      encoding: {
        x: { field: 'a', type: 'nominal', sort: ['valueOf', 'constructor'], title: 'toString' },
        y: q('b', { axis: null }),
        color: { field: 'a', scale: { domain: ['constructor', 'valueOf'] }, legend: { values: ['valueOf'] } },
      },
    };
    const texts = await drawTexts(spec);
    for (const text of ['constructor', 'toString', 'valueOf']) assert.ok(texts.includes(text), texts.join());
    assert.deepEqual(await countItems(spec), { rect: 2 });
  });
});

/** Charts over `name`, `other`, `n` and `day`, one for each way in which Vega uses texts as keys. */
const CHARTS: Readonly<Record<string, object>> = {
  bars: { mark: 'bar', encoding: { x: { field: 'name' }, y: q('n') } },
  'sorted bars': { mark: 'bar', encoding: { y: { field: 'name', sort: '-x' }, x: q('n') } },
  counts: { mark: 'bar', encoding: { x: { field: 'name' }, y: { aggregate: 'count' } } },
  'stacked bars': { mark: 'bar', encoding: { x: { field: 'other' }, y: q('n'), color: { field: 'name' } } },
  'grouped bars': {
    mark: 'bar',
    encoding: { x: { field: 'other' }, y: q('n'), xOffset: { field: 'name' }, color: { field: 'name' } },
  },
  'stacked areas': {
    mark: 'area',
    encoding: { x: q('n'), y: { aggregate: 'count' }, color: { field: 'name' } },
  },
  lines: {
    mark: 'line',
    encoding: { x: { field: 'day', type: 'temporal' }, y: q('n'), color: { field: 'name' } },
  },
  'imputed lines': {
    mark: 'line',
    encoding: {
      x: { field: 'other' },
      y: q('n', { impute: { value: 0 } }),
      detail: { field: 'name' },
      color: { field: 'name' },
    },
  },
  points: {
    mark: 'point',
    encoding: { x: q('n'), y: { field: 'name' }, shape: { field: 'name' }, tooltip: { field: 'name' } },
  },
  'a pie': { mark: 'arc', encoding: { theta: q('n'), color: { field: 'name' } } },
  texts: { mark: 'text', encoding: { y: q('n'), text: { field: 'name' }, detail: { field: 'name' } } },
  facets: { mark: 'bar', encoding: { column: { field: 'name' }, x: { field: 'other' }, y: q('n') } },
  'facets in rows': { facet: { row: { field: 'name' } }, spec: { mark: 'bar', encoding: { x: q('n') } } },
  'box plots': { mark: 'boxplot', encoding: { x: { field: 'name' }, y: q('n') } },
  windows: {
    transform: [{ window: [{ op: 'rank', as: 'rank' }], groupby: ['name'] }],
    mark: 'bar',
    encoding: { x: { field: 'name' }, y: q('rank') },
  },
  'joined aggregates': {
    transform: [{ joinaggregate: [{ op: 'sum', field: 'n', as: 'total' }], groupby: ['name'] }],
    mark: 'bar',
    encoding: { x: { field: 'name' }, y: q('total') },
  },
  'stacked by a transform': {
    transform: [{ stack: 'n', groupby: ['name'], as: ['from', 'to'] }],
    mark: 'bar',
    encoding: { x: { field: 'name' }, y: q('from'), y2: { field: 'to' } },
  },
  lookups: {
    transform: [
      {
        lookup: 'name',
        from: {
          data: {
            values: NAMES.flatMap((name) => [name, standInFor(name)]).map((key) => ({ key, size: 3 })),
          },
          key: 'key',
          fields: ['size'],
        },
      },
    ],
    mark: 'bar',
    encoding: { x: { field: 'name' }, y: q('size') },
  },
  densities: {
    transform: [{ density: 'n', groupby: ['name'], as: ['value', 'density'] }],
    mark: 'line',
    encoding: { x: q('value'), y: q('density'), color: { field: 'name' } },
  },
  regressions: {
    transform: [{ regression: 'n', on: 'n', groupby: ['name'] }],
    mark: 'line',
    encoding: { x: q('n'), y: q('n'), color: { field: 'name' } },
  },
  quantiles: {
    transform: [{ quantile: 'n', groupby: ['name'] }],
    mark: 'line',
    encoding: { x: q('prob'), y: q('value'), color: { field: 'name' } },
  },
  'texts from an expression': {
    transform: [{ calculate: "join(split(datum.name, ''), '')", as: 'made' }],
    mark: 'bar',
    encoding: { x: { field: 'made' }, y: q('n') },
  },
  'lists from an expression': {
    transform: [{ calculate: '[datum.name]', as: 'made' }, { flatten: ['made'] }],
    mark: 'bar',
    encoding: { x: { field: 'made' }, y: { aggregate: 'sum', field: 'n' } },
  },
};
const rowsFor = (name: string): Record<string, unknown>[] => [
  { name, other: 'a', n: 1, day: '2024-01-01' },
  { name: 'plain', other: 'b', n: 2, day: '2024-01-02' },
  { name, other: 'b', n: 3, day: '2024-01-02' },
];

/** Returns rows as the result of a query. */
function datasetOf(rows: readonly Record<string, unknown>[]): Dataset {
  const types = { name: 'text', other: 'text', n: 'number', day: 'date' } as const;
  const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
  const cell = (value: unknown, type: string): Cell =>
    type === 'date' ? new Date(String(value)) : (value as Cell);
  return {
    columns,
    rows: rows.map((row) => columns.map(({ name, type }) => cell(row[name], type))),
    truncated: false,
  } as unknown as Dataset;
}

describe('texts of rows', () => {
  for (const [kind, chart] of Object.entries(CHARTS)) {
    it(`are drawn as text: ${kind}`, async () => {
      for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
        const rows = rowsFor(name);
        const standIn = standInFor(name);
        const plain = rowsFor(standIn);
        const expected = await drawTexts({ ...chart, data: { values: plain } });
        const wanted = expected.map((text) => (text === standIn ? name : text)).sort();
        const inline = await drawTexts({ ...chart, data: { values: rows } });
        assert.deepEqual([...inline].sort(), wanted, `${name} in a spec`);
        const data = new Map([['main', datasetOf(rows)]]);
        const fromQuery = await drawTexts(chart, { data });
        assert.ok(fromQuery.includes(name) === inline.includes(name), `${name} of a query`);
        assert.deepEqual(
          await countItems({ ...chart, data: { values: rows } }),
          await countItems({ ...chart, data: { values: plain } }),
        );
      }
    });
  }

  it('are drawn unchanged from delimited text and arrays', async () => {
    const csv = { values: 'a,b\n__proto__,1\nconstructor,2\n', format: { type: 'csv' } };
    assert.ok((await drawTexts({ ...BAR, data: csv })).includes('constructor'));
    const lists = {
      values: [
        { a: ['__proto__'], b: 1 },
        { a: ['constructor'], b: 2 },
      ],
    };
    assert.deepEqual(await countItems({ ...BAR, data: lists }), { rect: 2 });
  });

  it('add no element to the prototype of arrays', async () => {
    const spec = {
      data: {
        values: [
          ['__proto__', 1],
          ['a', 2],
        ].map(([region, amount]) => ({ region, amount })),
      },
      ...CHARTS['stacked areas'],
      encoding: { x: q('amount'), y: { aggregate: 'count' }, color: { field: 'region' } },
    };
    await drawTexts(spec);
    assert.equal(([] as unknown[])[0], undefined);
  });
});

/** Returns every path in a JSON value. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

/** Copies a JSON value with another value at a path, or under another key. */
function replaced(
  value: unknown,
  [key, ...rest]: readonly (string | number)[],
  name: string,
  asKey: boolean,
): string {
  if (key === undefined) return JSON.stringify(name);
  const entries = Object.entries(value as object).map(([each, inner]) => {
    const isPlace = each === String(key);
    const text =
      isPlace && (rest.length > 0 || !asKey) ? replaced(inner, rest, name, asKey) : JSON.stringify(inner);
    return [isPlace && rest.length === 0 && asKey ? name : each, text] as const;
  });
  if (Array.isArray(value)) return `[${entries.map(([, text]) => text).join()}]`;
  return `{${entries.map(([each, text]) => `${JSON.stringify(each)}: ${text}`).join()}}`;
}

describe('random names in random places of specs and rows', () => {
  const name = fc.oneof(
    fc.constantFrom(...NAMES, 'prototype'),
    fc.constantFrom(
      'a.__proto__',
      "['constructor']",
      '__proto__.polluted',
      'constructor.prototype',
      '__pro\\to__',
      'datum.__proto__',
    ),
    fc.constantFrom(...NAMES).map((each) => `-${each}`),
  );

  it('do not change built-in objects', async () => {
    let drawn = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(CHARTS)),
        fc.array(fc.tuple(fc.nat(), name, fc.boolean()), { minLength: 1, maxLength: 3 }),
        async (chart, changes) => {
          let spec: unknown = { ...chart, data: { values: rowsFor('a') } };
          for (const [place, text, asKey] of changes) {
            const places = placesIn(spec).slice(1);
            if (places.length > 0)
              spec = JSON.parse(replaced(spec, places[place % places.length]!, text, asKey));
          }
          await drawTexts(spec).then(
            () => (drawn += 1),
            () => undefined,
          );
          assert.deepEqual(describeIntrinsics(), before);
        },
      ),
      { numRuns: 400, seed: 20 },
    );
    assert.ok(drawn > 50, `only ${drawn} were drawn`);
  });
});
