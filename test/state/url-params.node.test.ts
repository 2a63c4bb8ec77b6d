import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Params } from '../../src/public-client/types.ts';
import { readUrlParams, writeUrlParams } from '../../src/state/url-params.ts';

describe('parameters in a URL', () => {
  const READ: readonly (readonly [string, Params])[] = [
    ['', {}],
    ['?page=2&v.region=EU', { region: 'EU' }],
    ['?v.region=EU&v.region=US&v.year=2024', { region: ['EU', 'US'], year: '2024' }],
    ['?v.q=a+b%26c%3D1&v.empty=&v.flag', { q: 'a b&c=1', empty: '', flag: '' }],
    ['?v.=x&V.a=1&w.a=2', {}],
    ['?v.bad=%E0%A4%A', { bad: '%E0%A4%A' }],
    [`?v.long=${'x'.repeat(1001)}&v.a=1`, { a: '1' }],
    ['?v.__proto__=x', JSON.parse('{"__proto__":"x"}') as Params],
  ];
  for (const [search, params] of READ) {
    it(`are read from ${search.slice(0, 60) || 'an empty query'}`, () => {
      expect(readUrlParams(search, 'v.')).to.deep.equal(params);
    });
  }

  it('are limited to 50 names when they are read', () => {
    const search = `?${Array.from({ length: 90 }, (_, n) => `v.n${n}=1`).join('&')}`;
    expect(Object.keys(readUrlParams(search, 'v.'))).to.have.length(50);
  });

  const WRITE: readonly (readonly [string, Params, string])[] = [
    ['', { region: 'EU' }, '?v.region=EU'],
    ['', { half: 'a\ud800' }, '?v.half=a%EF%BF%BD'],
    ['?a=%7e&b', { q: 'a b/c, d:e&f' }, '?a=%7e&b&v.q=a+b/c,+d:e%26f'],
    ['?v.region=EU&page=2&v.other=1', { region: 'US' }, '?page=2&v.other=1&v.region=US'],
    ['?v.region=EU', {}, ''],
    ['?v.region=EU', { region: null }, '?v.region='],
    ['', { region: ['EU', 'US'], flag: false, n: 3.5 }, '?v.region=EU&v.region=US&v.flag=false&v.n=3.5'],
    ['?v.region=EU&v.region=US', { region: [] }, '?v.region='],
    // A local midnight becomes a day, as in queries.
    ['', { since: new Date(2024, 0, 15) }, '?v.since=2024-01-15'],
    ['', { since: new Date(Date.UTC(2024, 0, 15, 12, 30, 5)) }, '?v.since=2024-01-15T12:30:05.000Z'],
  ];
  for (const [search, values, wanted] of WRITE) {
    it(`are written into ${search || 'an empty query'}: ${JSON.stringify(values)}`, () => {
      const written = writeUrlParams(search, 'v.', ['region', ...Object.keys(values)], values);
      expect(written).to.deep.equal({ search: wanted, left: [] });
    });
  }

  it('are read as they were written', () => {
    const values = { q: 'ä+b% c=d&e#f?', list: ['x,y', 'z'] };
    const { search } = writeUrlParams('?v.q=old', 'v.', Object.keys(values), values);
    expect(readUrlParams(search, 'v.')).to.deep.equal(values);
    expect(readUrlParams(new URL(search, 'https://example.org').search, 'v.')).to.deep.equal(values);
  });

  it('are left out if they are too long for a URL', () => {
    const values = { long: 'x'.repeat(2000), short: 'y' };
    const written = writeUrlParams('?v.long=old', 'v.', Object.keys(values), values);
    expect(written).to.deep.equal({ search: '?v.short=y', left: ['long'] });
  });
});
