// @lane long
import { expect } from 'chai';
import { addChart, BAR, drawn } from '../support/charts.ts';
import { closePages, type Page } from '../support/page.ts';
import { addSpec, expectAlive, expectUntouched, openWatched } from '../support/watched.ts';

/** Returns the own properties of the page's constructors, of their prototypes, and of the methods of both. */
function intrinsics({ window }: Page): unknown[] {
  const globals = window as unknown as Record<string, { prototype: Record<string, object> }>;
  const owners = [
    'Object',
    'Function',
    'Array',
    'String',
    'Number',
    'Date',
    'RegExp',
    'Map',
    'Promise',
  ].flatMap((name): object[] => [globals[name]!, globals[name]!.prototype]);
  const methods = owners.flatMap((owner) =>
    Object.values(Object.getOwnPropertyDescriptors(owner))
      .map(({ value }) => value as unknown)
      .filter((value): value is object => typeof value === 'function'),
  );
  return [...new Set([...owners, ...methods])].flatMap((owner) =>
    Reflect.ownKeys(owner).flatMap((key) => [key, Reflect.getOwnPropertyDescriptor(owner, key)?.value]),
  );
}

/** Specs as JSON, where `__proto__` is an ordinary key. */
const SPECS: Readonly<Record<string, string>> = {
  'config.__proto__': `{"config": {"__proto__": {"polluted": true}}}`,
  'config.constructor': `{"config": {"constructor": {"keys": null, "polluted": true}}}`,
  'config.constructor.prototype': `{"config": {"constructor": {"prototype": {"polluted": true}}}}`,
  'config.hasOwnProperty': `{"config": {"hasOwnProperty": {"call": null}}}`,
  'config.toString': `{"config": {"toString": {"call": null, "polluted": true}}}`,
  'config.style.__proto__': `{"config": {"style": {"__proto__": {"polluted": true}}}}`,
  'config.style.constructor': `{"config": {"style": {"constructor": {"keys": null, "polluted": true}}}}`,
  'config.axis.__proto__': `{"config": {"axis": {"__proto__": {"polluted": true}}}}`,
  'config.legend.layout.__proto__': `{"config": {"legend": {"layout": {"__proto__": {"polluted": true}}}}}`,
  'config.range.constructor': `{"config": {"range": {"constructor": {"keys": null}}}}`,
  'config.scale.constructor': `{"config": {"scale": {"constructor": {"polluted": true}}}}`,
  'config.signals': `{"config": {"signals": [{"name": "__proto__", "value": {"polluted": true}}]}}`,
  'encoding.__proto__': `{"encoding": {"__proto__": {"polluted": true}}}`,
  'mark.__proto__': `{"mark": {"type": "bar", "__proto__": {"polluted": true}}}`,
  'mark.style': `{"mark": {"type": "bar", "style": "constructor"}}`,
  'datasets.__proto__': `{"datasets": {"__proto__": [{"region": "a", "amount": 1}]}, "data": {"name": "__proto__"}}`,
  'data.name constructor': `{"data": {"name": "constructor", "values": [{"region": "a", "amount": 1}]}}`,
  'values.__proto__': `{"data": {"values": [{"region": "a", "amount": 1, "__proto__": {"polluted": true}}]}}`,
  'a parameter called __proto__': `{"params": [{"name": "__proto__", "value": {"polluted": true}}]}`,
  'a parameter called constructor': `{"params": [{"name": "constructor", "value": {"polluted": true}}]}`,
  'a selection called __proto__': `{"params": [{"name": "__proto__", "select": "point"}]}`,
  'calculate as __proto__': `{"transform": [{"calculate": "{polluted: true}", "as": "__proto__"}]}`,
  'calculate as a path': `{"transform": [{"calculate": "1", "as": "__proto__.polluted"}]}`,
  'pivot by __proto__': `{"data": {"values": [{"k": "__proto__", "v": 1}, {"k": "constructor", "v": 2}]},
    "transform": [{"pivot": "k", "value": "v"}]}`,
  'aggregate as __proto__': `{"transform": [{"aggregate": [{"op": "sum", "field": "amount", "as": "__proto__"}], "groupby": ["__proto__", "region"]}]}`,
  'fold as __proto__': `{"transform": [{"fold": ["region", "amount"], "as": ["__proto__", "constructor"]}]}`,
  'lookup as __proto__': `{"transform": [{"lookup": "region", "from": {"data": {"values": [{"a": "North", "b": 1}]}, "key": "a", "fields": ["b"]}, "as": ["__proto__"]}]}`,
  'flatten as __proto__': `{"transform": [{"calculate": "[1, 2]", "as": "l"}, {"flatten": ["l"], "as": ["__proto__"]}]}`,
  'a scale range by name': `{"encoding": {"color": {"field": "region", "scale": {"scheme": "__proto__"}}}}`,
  'a projection by name': `{"projection": {"type": "constructor"}, "mark": "geoshape"}`,
  'a format type by name': `{"encoding": {"y": {"field": "amount", "axis": {"format": "x", "formatType": "constructor"}}}}`,
  'a time unit by name': `{"encoding": {"x": {"field": "amount", "timeUnit": "constructor"}}}`,
  'a property of data': `{"data": {"values": {"region": "a"}, "format": {"type": "json", "property": "__proto__"}}}`,
  'a property of data, constructor': `{"data": {"values": {"region": "a"}, "format": {"property": "constructor"}}}`,
  'an operation of a field': `{"transform": [{"aggregate": [{"op": "get", "field": "__proto__", "as": "x"}], "groupby": ["region"]}]}`,
  'an aggregated field': `{"encoding": {"x": {"field": "region"}, "y": {"aggregate": "sum", "field": "__proto__"}}}`,
  'data sets in a format': `{"mark": null, "encoding": null, "hconcat": [{"data": {"values": [{"a": 1}]}, "mark": "point"},
    {"data": {"values": [{"a": 1}], "format": {"datasets": {"hasOwnProperty": {"call": 1}}}}, "mark": "point"}]}`,
  'imputed by __proto__': `{"mark": "area", "data": {"values": [{"region": "__proto__", "amount": 1}, {"region": "a", "amount": 2}]},
    "encoding": {"x": {"field": "amount", "type": "quantitative"}, "y": {"aggregate": "count"}, "color": {"field": "region"}}}`,
  'imputed by constructor': `{"mark": "area", "data": {"values": [{"region": "constructor", "amount": 1}, {"region": "a", "amount": 2}]},
    "encoding": {"x": {"field": "amount", "type": "quantitative"}, "y": {"aggregate": "count"}, "color": {"field": "region"}}}`,
  'an aggregate by name': `{"encoding": {"y": {"field": "amount", "aggregate": "constructor"}}}`,
};

/**
 * Returns a spec that derives a row from a harmless selection field with Vega's accessor, by an expression for
 * `fields`, and then collects the values of these rows under the row's unit.
 */
function collecting(fields: string, unit = 'polluted', op = 'union'): string {
  return JSON.stringify({
    hconcat: [
      {
        data: { name: 'seed', values: [{ unit: 'u', fields: [{ field: 'a', type: 'E' }], values: [1] }] },
        mark: 'point',
      },
      {
        data: { name: 'derived', values: [{ unit, values: [1] }] },
        transform: [
          { calculate: "vlSelectionTest('seed', {a: 1})", as: 'tested' },
          { calculate: `[${fields}][0]`, as: 'fields' },
        ],
        mark: {
          type: 'point',
          opacity: { expr: `vlSelectionResolve('data_0', '${op}', true, true) ? 1 : 0` },
        },
        encoding: { x: { field: 'tested' } },
      },
    ],
  });
}

const KNOWN_FIELD = `data('seed')[0].fields[0]`;

/** Specs that concatenate hostile names at run time, so the specs do not contain the names. */
const COLLECTED: Readonly<Record<string, string>> = {
  'a merged field': collecting(`[merge(${KNOWN_FIELD}, {field: '__pro' + 'to__'})]`),
  'a merged field as a list': collecting(`[merge(${KNOWN_FIELD}, {field: ['__pro' + 'to__']})]`),
  'a field of inherited parts': collecting(
    `[merge({'__proto__': ${KNOWN_FIELD}}, {field: '__pro' + 'to__', type: 'E'})]`,
  ),
  'a field of its own': collecting(`[{field: '__pro' + 'to__', type: 'E'}]`),
  constructor: collecting(`[merge(${KNOWN_FIELD}, {field: 'const' + 'ructor'})]`),
  prototype: collecting(`[merge(${KNOWN_FIELD}, {field: 'proto' + 'type'})]`),
  'constructor, then prototype': collecting(
    `[merge(${KNOWN_FIELD}, {field: 'const' + 'ructor'})]`,
    'prototype',
  ),
  'the unit __proto__': collecting(`[merge(${KNOWN_FIELD}, {field: 'polluted'})]`, '__proto__'),
  'the unit constructor': collecting(`[merge(${KNOWN_FIELD}, {field: '__pro' + 'to__'})]`, 'constructor'),
  'the unit toString': collecting(`[merge(${KNOWN_FIELD}, {field: '__pro' + 'to__'})]`, 'toString'),
  'fields that are no list': collecting(
    `{length: 1, '0': {field: '__pro' + 'to__', type: 'E'}, forEach: ${KNOWN_FIELD}.getter}`,
  ),
  'fields that are no list, merged': collecting(
    `merge({length: 1, '0': merge(${KNOWN_FIELD}, {field: '__pro' + 'to__'})}, {forEach: ${KNOWN_FIELD}.getter})`,
  ),
};

describe('promise 5: inherited objects of the page', () => {
  let page: Page;

  beforeEach(async () => {
    page = await openWatched();
  });
  afterEach(closePages);

  it('do not change if rows of a selection get hostile names later', async () => {
    const before = intrinsics(page);
    // This chart is drawn, so the ones below are refused only because of their names.
    await drawn(addSpec(page, page.window.JSON.parse(collecting(`[merge(${KNOWN_FIELD}, {field: 'b'})]`))));
    for (const [name, json] of Object.entries(COLLECTED)) {
      await addSpec(page, page.window.JSON.parse(json)).ready.catch(() => undefined);
      expect(intrinsics(page), name).to.deep.equal(before);
    }
    await expectAlive(page);
    await expectUntouched(page);
  });

  it('do not change how the page writes and lists its sets', async () => {
    await expectAlive(page);
    const { Set, JSON } = page.window as unknown as typeof globalThis;
    expect(JSON.stringify([new Set([1])])).to.equal('[{}]');
    expect(Object.keys(Set.prototype)).to.deep.equal([]);
  });

  for (const [name, json] of Object.entries(SPECS)) {
    it(`do not change: ${name}`, async () => {
      await expectAlive(page);
      const before = intrinsics(page);
      const spec = page.window.JSON.parse(json) as Record<string, unknown>;
      for (const key of ['mark', 'encoding'] as const) {
        if (!(key in spec)) spec[key] = page.window.JSON.parse(JSON.stringify(BAR[key]));
      }
      // It may be drawn or refused.
      await addSpec(page, undefined, {}, { spec }).ready.catch(() => undefined);
      expect(intrinsics(page)).to.deep.equal(before);
      await expectAlive(page);
      await expectUntouched(page);
    });
  }

  for (const mark of ['bar', 'table', 'line', 'arc']) {
    for (const columns of ['dimension, value', 'date, series, value', '*']) {
      it(`do not change with hostile columns and categories: ${mark} of ${columns}`, async () => {
        const before = intrinsics(page);
        const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'length'];
        const all = names.map((name, index) => `${index} AS "${name}"`).join(', ');
        const rows = names.map(
          (name) =>
            `SELECT '${name}' AS dimension, '${name}' AS series, DATE '2024-01-01' AS date, ${all}, 1 AS value`,
        );
        const sql = `SELECT ${columns} FROM (${rows.join(' UNION ALL ')})`;
        const attributes = { account: 'northwind-labs', slug: 'column-sets', chart: 'table', mark, sql };
        const viz = addChart(page, { attributes });
        await viz.ready.catch(() => undefined);
        expect(viz.data?.rows ?? []).to.have.length(viz.error ? 0 : 6);
        expect(intrinsics(page)).to.deep.equal(before);
        await expectAlive(page);
        await expectUntouched(page);
      });
    }
  }
});
