import { describe, it } from 'node:test';
import { expect } from 'chai';
import { toWireQuery } from '../../src/public-client/batch.ts';
import type { Params, ParamValue } from '../../src/public-client/types.ts';
import { thrown } from './support.ts';

describe('toWireQuery', () => {
  const CASES: [string, ParamValue | undefined, string][] = [
    ['text', 'EU', 'EU'],
    ['text with quotes, untouched', `O'Hara"`, `O'Hara"`],
    ['a number', 3.5, '3.5'],
    ['zero', 0, '0'],
    ['true', true, 'true'],
    ['false', false, 'false'],
    ['a day', new Date(2026, 0, 31), '2026-01-31'],
    ['a day before 1970', new Date(1912, 3, 5), '1912-04-05'],
    ['several texts', ['EU', 'a"b'], '["EU","a\\"b"]'],
    ['several numbers, as text', [1, 2.5], '["1","2.5"]'],
    ['a list of one text', ['EU'], '["EU"]'],
    ['an empty list', [], ''],
    ['null', null, ''],
    ['undefined', undefined, ''],
    ['empty text', '', ''],
  ];
  for (const [name, value, expected] of CASES)
    it(`sends ${name}`, () => {
      expect(toWireQuery(queryWith({ p: value as ParamValue })).args).to.deep.equal({ p: expected });
    });

  it('sends a date with a time as ISO 8601', () => {
    const moment = new Date(2026, 0, 31, 10, 20, 30, 400);
    expect(toWireQuery(queryWith({ p: moment })).args).to.deep.equal({ p: moment.toISOString() });
  });

  for (const value of [NaN, Infinity, new Date(NaN)])
    it(`refuses the value ${String(value)}`, () => {
      const error = thrown(() => toWireQuery(queryWith({ min: value })));
      expect(error.kind).to.equal('config');
      expect(error.message).to.include('"min"');
    });

  it('sends parameters of any name in any order, and no arguments without parameters', () => {
    expect(toWireQuery({ sql: 'SELECT 1' })).to.deep.equal({ sql: 'SELECT 1' });
    expect(toWireQuery(queryWith({}))).to.deep.equal({ sql: 'SELECT 1' });
    for (const json of ['{"__proto__":"x","constructor":"y"}', '{"constructor":"y","__proto__":"x"}']) {
      const { args } = toWireQuery(queryWith(JSON.parse(json) as Params));
      expect(JSON.stringify(args)).to.equal('{"__proto__":"x","constructor":"y"}');
    }
  });

  it('refuses a query without SQL', () => {
    for (const sql of ['', '  \n']) expect(thrown(() => toWireQuery({ sql })).kind).to.equal('config');
  });
});

function queryWith(params: Params): { sql: string; params: Params } {
  return { sql: 'SELECT 1', params };
}
