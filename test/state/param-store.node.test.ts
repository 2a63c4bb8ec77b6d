import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { ParamDeclaration } from '../../src/charts/types.ts';
import type { ParamValue } from '../../src/public-client/types.ts';
import { checkParam, type ParamChange, ParamStore } from '../../src/state/param-store.ts';
import { declare } from '../support/params.ts';

const options = (...values: readonly (string | number | boolean)[]): ParamDeclaration['options'] => ({
  kind: 'values',
  values: values.map((value) => ({ value, label: `«${value}»` })),
});

describe('ParamStore', () => {
  it('takes values from choices, URL, attributes, params, markup, defaults and controls, in this order', () => {
    const store = new ParamStore();
    const steps: readonly (() => unknown)[] = [
      () => {},
      () => store.replace({ shown: { Year: 1 } }, null),
      () => store.declare([declare('Year', { type: 'number', default: 2 })]),
      () => store.replace({ marked: { Year: '3' } }, null),
      () => store.replace({ params: { Year: 4 } }, 'script'),
      () => store.replace({ attributes: { yEAR: '5' } }, 'script'),
      () => store.replace({ url: { Year: '6' } }, null),
      () => store.patch({ Year: 7 }, 'user'),
      () => store.reset(['Year'], 'user'),
    ];
    const seen = steps.map((act) => (act(), store.value('Year')));
    expect(seen).to.deep.equal([undefined, 1, 2, 3, 4, 5, 6, 7, 5]);
    expect(store.valueWithoutChoice('Year')).to.equal(5);
  });

  it('replaces choices with the values of a new URL', () => {
    const store = new ParamStore();
    store.replace({ params: { region: 'EU' } }, null);
    store.patch({ region: 'US' }, 'user');
    store.replace({ url: {} }, 'url');
    expect(store.value('region')).to.equal('EU');
  });

  it('notifies listeners once per change, with names and source, until they are unsubscribed', () => {
    const store = new ParamStore();
    const changes: ParamChange[] = [];
    const stop = store.subscribe((change) => changes.push(change));
    store.patch({ from: '2026-01-01', to: '2026-01-31' }, 'user');
    store.patch({ from: '2026-01-01', to: '2026-02-01' }, 'chart');
    store.patch({ to: '2026-02-01' }, 'script');
    store.declare([declare('from', { type: 'date', default: '2020-01-01' })]);
    store.declare([declare('region', { default: 'EU' })]);
    stop();
    store.patch({ a: 1 }, 'user');
    expect(changes).to.deep.equal([
      { changed: ['from', 'to'], source: 'user' },
      { changed: ['to'], source: 'chart' },
      { changed: ['region'], source: null },
    ]);
    expect(store.values).to.deep.equal({ a: 1, from: '2026-01-01', region: 'EU', to: '2026-02-01' });
  });

  it('ignores values that do not fit a later declaration', () => {
    const store = new ParamStore();
    store.replace({ url: { year: 'soon' } }, 'url');
    store.replace({ params: { year: '2019' } }, null);
    expect(store.value('year')).to.equal('soon');
    store.declare([declare('year', { type: 'number', default: 2024 })]);
    expect(store.value('year')).to.equal(2019);
    expect(store.problems).to.deep.equal(['parameter "year" is "soon": use a number']);
  });

  it('matches attribute names case-insensitively', () => {
    const store = new ParamStore();
    store.replace({ attributes: { Shop: 'Nord', other: '1' } }, null);
    expect(store.values).to.deep.equal({ shop: 'Nord', other: '1' });
    store.declare([declare('shoP')]);
    expect(store.values).to.deep.equal({ shoP: 'Nord', other: '1' });
  });

  it('accepts names of inherited properties, such as __proto__', () => {
    const store = new ParamStore();
    store.patch(JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>, 'user');
    expect(store.value('__proto__')).to.equal('x');
    expect(store.value('toString')).to.equal(undefined);
    expect(Object.keys(store.values)).to.deep.equal(['__proto__', 'constructor']);
  });
});

describe('checkParam', () => {
  const day = new Date(2026, 0, 31);
  const CASES: readonly (readonly [Partial<ParamDeclaration>, ParamValue, ParamValue])[] = [
    [{}, 'EU', 'EU'],
    [{}, 3.5, '3.5'],
    [{}, '', null],
    [{ type: 'number' }, ' 3.5 ', 3.5],
    [{ type: 'number' }, '', null],
    [{ type: 'boolean' }, 'false', false],
    [{ type: 'boolean' }, true, true],
    [{ type: 'date' }, '2024-02-29', '2024-02-29'],
    [{ type: 'date' }, day, '2026-01-31'],
    [{ type: 'date' }, '2026-01-31T10:30Z', '2026-01-31T10:30Z'],
    [{ type: 'number', options: options(1, 7) }, '7', 7],
    [{ options: options('', 'EU') }, '', null],
    [{ multiple: true }, 'EU', ['EU']],
    [{ multiple: true }, '["EU","US"]', ['EU', 'US']],
    [{ multiple: true }, '[broken', ['[broken']],
    [{ multiple: true }, [], null],
    [{ multiple: true, type: 'number' }, ['1', 2], [1, 2]],
    [{ multiple: false }, ['EU'], 'EU'],
    [{ multiple: false }, [], null],
  ];
  for (const [more, given, wanted] of CASES) {
    it(`converts ${JSON.stringify(given)} to ${JSON.stringify(wanted)} for ${JSON.stringify(more)}`, () => {
      expect(checkParam(declare('x', more), given)).to.deep.equal({ value: wanted });
    });
  }

  const WRONG: readonly (readonly [Partial<ParamDeclaration>, ParamValue, string])[] = [
    [{ type: 'number' }, 'many', 'a number'],
    [{ type: 'number' }, true, 'a number'],
    [{ type: 'number' }, Infinity, 'a number'],
    [{ type: 'boolean' }, 'yes', 'true or false'],
    [{ type: 'date' }, '2023-02-29', 'a date, e.g. 2026-01-31'],
    [{ type: 'date' }, '31.1.2026', 'a date, e.g. 2026-01-31'],
    [{ type: 'date' }, new Date(NaN), 'a date, e.g. 2026-01-31'],
    [{ options: options('', 'EU') }, 'US', "one of '', EU"],
    [{ multiple: true, options: options('EU') }, ['EU', 'US'], 'one of EU'],
    [{}, ['EU', 'US'], 'one value'],
    [{ options: options(...Array(20).keys()) }, 'x', 'one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …'],
  ];
  for (const [more, given, allowed] of WRONG) {
    it(`rejects ${String(given)} for ${JSON.stringify(more).slice(0, 60)}`, () => {
      expect(checkParam(declare('x', more), given)).to.deep.equal({ allowed });
    });
  }

  it('finds each of 10,000 values among 10,000 options in constant time (promise 7)', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => `option ${index}`);
    const schema = declare('some', { multiple: true, options: options(...values) });
    for (let count = 0; count < 100; count++)
      expect(checkParam(schema, values)).to.deep.equal({ value: values });
  });

  it('takes the first of several options with the same text', () => {
    const schema = declare('some', { options: options(1, '1') });
    expect(checkParam(schema, '1')).to.deep.equal({ value: 1 });
  });
});

describe('ParamStore with controls', () => {
  it('converts values from all sources to the type of the control', () => {
    const store = new ParamStore();
    store.replace({ url: { year: '2020' }, attributes: { on: 'true' } }, null);
    const [year, on] = [declare('year', { type: 'number' }), declare('on', { type: 'boolean' })];
    store.setControls(new Map(Object.entries({ year, on })));
    expect(store.values).to.deep.equal({ year: 2020, on: true });
    store.patch({ year: 'soon' }, 'script');
    expect(store.value('year'), 'a script may').to.equal('soon');
  });

  it('rejects URL values that no control offers, for declared and undeclared parameters', () => {
    const store = new ParamStore();
    store.declare([declare('region', { default: 'EU' })]);
    const url = { region: 'Atlantis', size: '99', day: 'x'.repeat(10_000) };
    store.replace({ url, shown: { size: 4 } }, null);
    const region = declare('region', { options: options('EU', 'US') });
    const size = declare('size', { type: 'number', extra: { min: '1', max: '10' } });
    store.setControls(new Map(Object.entries({ region, size, day: declare('day', { type: 'date' }) })));
    expect(store.values).to.deep.equal({ region: 'EU', size: 4 });
    expect(store.problems.map((text) => text.slice(0, 60))).to.have.length(3);
    expect(store.problems[0]).to.equal('parameter "region" is "Atlantis": use one of EU, US');
    expect(store.problems[1]).to.equal('parameter "size" is "99": use a number from 1 to 10');
    store.setControls(new Map());
    expect(store.value('region'), 'a list that is still to be filled').to.equal('Atlantis');
  });
});
