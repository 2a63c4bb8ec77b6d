import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readParams } from '../../src/charts/chart-files.ts';
import { resolveParams } from '../../src/charts/chart-source.ts';
import { toWireQuery } from '../../src/public-client/batch.ts';
import {
  defaultOnWire,
  readRowsQuery,
  rowsAddress,
  type ChartQuery,
} from '../../src/public-client/rows-address.ts';

const MAIN: ChartQuery = { id: 'main', name: 'main' };
const NO_DEFAULTS: ReadonlyMap<string, string> = new Map();

const addressOf = (values: Readonly<Record<string, string>>, defaults = NO_DEFAULTS, query = MAIN) =>
  rowsAddress(query, Object.entries(values), defaults);

describe('the address of rows', () => {
  test('has the name of the chart, and of a further data set', () => {
    assert.equal(addressOf({}), '/rows/main');
    assert.equal(addressOf({}, NO_DEFAULTS, { id: 'map', name: 'main' }), '/rows/map');
    assert.equal(addressOf({}, NO_DEFAULTS, { id: 'map', name: 'lines' }), '/rows/map.lines');
    assert.equal(addressOf({}, NO_DEFAULTS, { id: 'a b/ü', name: 'main' }), '/rows/a%20b%2F%C3%BC');
  });

  test('sorts parameters by code units, in any order that they are given', () => {
    const expected = '/rows/main?p.B=1&p.a=2&p.b=3&p.%C3%A4=4&p.%F0%9F%90%88=5&p.%EF%BC%A1=6';
    assert.equal(addressOf({ Ａ: '6', '🐈': '5', ä: '4', b: '3', a: '2', B: '1' }), expected);
    assert.equal(addressOf({ B: '1', a: '2', ä: '4', b: '3', '🐈': '5', Ａ: '6' }), expected);
  });

  test('encodes values as forms do', () => {
    assert.equal(addressOf({ region: "Côte d'Or & +1" }), '/rows/main?p.region=C%C3%B4te+d%27Or+%26+%2B1');
    assert.equal(addressOf({ regions: '["EU","US"]' }), '/rows/main?p.regions=%5B%22EU%22%2C%22US%22%5D');
    assert.equal(addressOf({ region: '' }), '/rows/main?p.region=');
    assert.equal(addressOf(JSON.parse('{"__proto__": "x"}')), '/rows/main?p.__proto__=x');
  });

  test('omits defaults, so that their number does not lengthen it', () => {
    const defaults = new Map([
      ['region', 'EU'],
      ['least', ''],
    ]);
    assert.equal(addressOf({ region: 'EU', least: '' }, defaults), '/rows/main');
    assert.equal(addressOf({ region: '', least: '0' }, defaults), '/rows/main?p.least=0&p.region=');
  });

  test('is null if it would be too long or cannot be encoded', () => {
    assert.equal(addressOf({ a: 'x'.repeat(4092) })?.length, '/rows/main?'.length + 4096);
    assert.equal(addressOf({ a: 'x'.repeat(4093) }), null);
    assert.equal(addressOf({ a: 'ü'.repeat(700) }), null);
    assert.equal(addressOf({}, NO_DEFAULTS, { id: 'x'.repeat(201), name: 'main' }), null);
    assert.equal(addressOf({}, NO_DEFAULTS, { id: '\ud800', name: 'main' }), null);
  });

  test('is read back as the same query and values', () => {
    const values = { 'a.b-c_d': "a=b&c ?#%/+'🐈\n", empty: '', __proto: 'x' };
    const address = new URL(
      `https://api.example/v1${addressOf(values, NO_DEFAULTS, { id: 'ü b', name: 'x' })}`,
    );
    assert.equal(decodeURIComponent(address.pathname), '/v1/rows/ü b.x');
    const read = readRowsQuery(address.search.slice(1), new Set(Object.keys(values)));
    assert.deepEqual(Object.fromEntries(read.values), values);
    assert.deepEqual(read.faults, []);
  });
});

describe('the parameters of an address', () => {
  const allowed = new Set(['region', 'least', '__proto__']);
  const messages = (query: string, names: ReadonlySet<string> = allowed): readonly string[] =>
    readRowsQuery(query, names).faults.map(({ message }) => message);

  test('have any order', () => {
    const { values, faults } = readRowsQuery('p.region=EU+1&&p.least=%2B2=&p.__proto__', allowed);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      [...values],
      [
        ['region', 'EU 1'],
        ['least', '+2='],
        ['__proto__', ''],
      ],
    );
  });

  test('are refused with the allowed names if one is unknown', () => {
    assert.deepEqual(messages('p.region=EU&utm_source=x&region=EU&p.constructor=1'), [
      '"utm_source" is not a parameter of this chart, which has p.region, p.least, p.__proto__.',
      '"region" is not a parameter of this chart, which has p.region, p.least, p.__proto__.',
      '"p.constructor" is not a parameter of this chart, which has p.region, p.least, p.__proto__.',
    ]);
    assert.deepEqual(messages('p.x=1', new Set()), [
      '"p.x" is not a parameter of this chart, which has none.',
    ]);
  });

  test('are refused if one is there twice, or is not UTF-8', () => {
    assert.deepEqual(messages('p.region=EU&p%2Eregion=US'), ['"p.region" is there twice.']);
    assert.deepEqual(messages('p.region=%ff&p.%c3=1&p.least=%'), [
      '"p.region" is not encoded as UTF-8.',
      '"p.%c3" is not encoded as UTF-8.',
      '"p.least" is not encoded as UTF-8.',
    ]);
  });

  test('are refused in few words, however many there are', () => {
    assert.deepEqual(messages('x'.repeat(5000)), [
      'The parameters have more than 4096 characters. Send the query with POST instead.',
    ]);
    const many = messages(Array.from({ length: 500 }, (_, index) => `x${index}`).join('&'));
    assert.equal(many.length, 20);
    assert.ok(messages('x'.repeat(4000))[0]!.length < 300);
    assert.ok(
      messages('x', new Set(Array.from({ length: 500 }, (_, i) => `${i}${'y'.repeat(900)}`)))[0]!.length <
        2500,
    );
  });
});

describe('the default of a parameter', () => {
  const cases: readonly (readonly [unknown, boolean, string])[] = [
    [undefined, false, ''],
    [null, false, ''],
    ['EU', false, 'EU'],
    [3.5, false, '3.5'],
    [1e21, false, '1e+21'],
    [true, false, 'true'],
    [false, true, 'false'],
    ['2026-01-31', false, '2026-01-31'],
    [['EU', 2], true, '["EU","2"]'],
    [['EU'], false, '["EU"]'],
    [[], true, ''],
    [[true], true, ''],
    ['EU', true, '["EU"]'],
    [7, true, '["7"]'],
    ['', true, ''],
    [' ["EU"]', true, ' ["EU"]'],
    [{ a: 1 }, false, ''],
  ];

  test('is the text of `args`', () => {
    for (const [value, multiple, text] of cases)
      assert.equal(defaultOnWire({ default: value, multiple }), text);
    assert.equal(defaultOnWire({ default: Infinity }), '');
  });

  test('is what an element sends', () => {
    for (const [value, multiple, text] of cases) {
      const file = JSON.stringify([{ name: 'p', type: 'string', default: value, multiple }]);
      const params = resolveParams({ declared: readParams(new Map([['params.json', file]])) });
      assert.deepEqual(toWireQuery({ sql: 'SELECT {{p}}', params }).args, { p: text }, file);
    }
  });
});
