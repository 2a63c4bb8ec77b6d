import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstRows } from '../../src/snippet/first-rows.ts';
import type { ShownViz } from '../../src/snippet/shown-viz.ts';
import { readViz } from '../../src/public-client/wire.ts';
import type { Viz } from '../../src/public-client/types.ts';

const PARAMS = [
  { name: 'region', default: 'EU' },
  { name: 'Year', type: 'number', default: 2024 },
  { name: 'parts', multiple: true },
];
const FILES = {
  'params.json': JSON.stringify(PARAMS),
  'dashboard.json': '{"charts": ["map", "main"]}',
  'charts/broken.sql': 'SELECT 9',
  'charts/broken.vl.json': '{',
  'charts/main.sql': 'SELECT {{region}}, {{Year}}, {{parts}}',
  'charts/map.sql': "SELECT '{{region}}'",
  'charts/map.lines.sql': 'SELECT 2',
  'charts/map.vl.json': '{"layer": [{"mark": "bar"}, {"mark": "line", "data": {"name": "lines"}}]}',
};

const vizWith = (more: object = {}): Viz =>
  readViz({ viz: { slug: 'sales', accountSlug: 'acme', rows: true, files: FILES, ...more } });

const rowsOf = (shown: Partial<ShownViz>, viz = vizWith()): readonly string[] =>
  firstRows(viz, { account: 'acme', slug: 'sales', ...shown });

const ROWS = '/v1/public/viz/acme/sales/rows';

describe('the rows of the first chart', () => {
  it('have an address for each query of the chart', () => {
    assert.deepEqual(rowsOf({}), [`${ROWS}/main`]);
    assert.deepEqual(rowsOf({ account: undefined }), [`${ROWS}/main`]);
    assert.deepEqual(rowsOf({ chart: 'map' }), [`${ROWS}/map.lines`, `${ROWS}/map`]);
    assert.deepEqual(rowsOf({ chart: 'main', dashboard: true }), [`${ROWS}/map.lines`, `${ROWS}/map`]);
  });

  it('have the values that the element sends, as its attributes have no case', () => {
    assert.deepEqual(rowsOf({ params: { REGION: 'US', year: '2023' } }), [
      `${ROWS}/main?p.Year=2023&p.region=US`,
    ]);
    assert.deepEqual(rowsOf({ params: { parts: ['a', 'b'], region: 'EU', other: '1' } }), [
      `${ROWS}/main?p.parts=%5B%22a%22%2C%22b%22%5D`,
    ]);
  });

  it('are not there without addresses, an owner or a valid chart', () => {
    assert.deepEqual(rowsOf({}, vizWith({ rows: false })), []);
    assert.deepEqual(rowsOf({ account: undefined }, vizWith({ accountSlug: null })), []);
    assert.deepEqual(rowsOf({ chart: 'broken' }), []);
    assert.deepEqual(rowsOf({ chart: 'missing' }), []);
    assert.deepEqual(rowsOf({}, vizWith({ files: {} })), []);
  });
});
