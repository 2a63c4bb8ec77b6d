import { expect } from 'chai';
import type { ParamSchema } from '../../src/charts/types.ts';
import { describeValue } from '../../src/locale/cells.ts';
import { loadLocale } from '../../src/locale/load-locale.ts';

const nature = (type: ParamSchema['type'], labels?: Readonly<Record<string, string>>): ParamSchema => ({
  type,
  multiple: false,
  options: labels
    ? { kind: 'values', values: Object.entries(labels).map(([value, label]) => ({ value, label })) }
    : null,
});

describe('describeValue', () => {
  it('uses labels of the page, else of the viz, else the value', async () => {
    const locale = await loadLocale('en');
    const natures = [nature('string', { a: 'A', b: 'b', '': 'All' }), null, undefined];
    const declared = nature('number', { 7: 'Seven', a: 'Other', b: 'B' });
    for (const [value, text] of [
      ['a', 'A'],
      ['b', 'B'],
      [['a', 7, 'x', 1000], 'A, Seven, x, 1000'],
      [null, 'All'],
      [[], 'All'],
    ] as const) {
      expect(describeValue(value, [...natures, declared], locale)).to.equal(text);
    }
    expect(describeValue(null, [], locale)).to.equal('');
  });

  it('formats days, booleans and lists in the language', async () => {
    const [german, japanese] = [await loadLocale('de'), await loadLocale('ja')];
    for (const [value, natures, text] of [
      ['2024-01-05', [nature('date')], /^5\. Jan(uar|\.) 2024$/],
      ['2024-01-05', [nature('date', { '2024-01-05': 'Beginn' })], /^Beginn$/],
      ['2024-01-05', [nature('string')], /^2024-01-05$/],
      ['2024-01-05T10:00:00Z', [nature('date')], /^2024-01-05T10:00:00Z$/],
      [new Date(2024, 0, 5), [], /^5\. Jan(uar|\.) 2024$/],
      [true, [nature('boolean')], /^Ja$/],
      [false, [nature('boolean', { true: 'An', false: 'Aus' })], /^Aus$/],
      ['true', [nature('string')], /^true$/],
    ] as const) {
      expect(describeValue(value, natures, german)).to.match(text);
    }
    expect(describeValue(['a', 'b'], [], japanese)).to.equal('a、b');
  });
});
