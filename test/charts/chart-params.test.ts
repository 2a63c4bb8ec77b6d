import { expect } from 'chai';
import { paramsFor, resolveParams, usedParams } from '../../src/charts/chart-source.ts';
import { declare } from '../support/params.ts';

describe('usedParams', () => {
  it('finds each name once', () => {
    expect(
      usedParams(`SELECT '{{a}}', {{ b }} FROM t WHERE x = '{{a}}' AND y = {{c-d.e}} AND {not} {{}}`),
    ).to.deep.equal(['a', 'b', 'c-d.e']);
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

  it('matches the name of an attribute ignoring case', () => {
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

describe('paramsFor', () => {
  it('keeps the parameters that the query uses, and adds no missing ones', () => {
    expect(paramsFor('SELECT {{a}}, {{b}}, {{toString}}', { a: 1, c: 2 })).to.deep.equal({ a: 1 });
    expect(paramsFor('SELECT {{a}}', { a: null })).to.deep.equal({ a: null });
  });
});
