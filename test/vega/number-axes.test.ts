import { expect } from 'chai';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import { plain } from '../locale/languages.ts';
import { dataset, mount } from './support.ts';

/** Returns the labels of the numeric axis, in ascending order. */
async function labelsOf(most: number, { axis = {}, lang = 'en', zero = true }): Promise<readonly string[]> {
  const y = { field: 'n', type: 'quantitative', title: null, axis, scale: { zero, nice: zero } };
  const data = new Map([['main', dataset(['n'], [[most], [zero ? 0 : most * 0.98]])]]);
  const { container } = await mount(
    { mark: 'point', encoding: { y } },
    { data, locale: localeFor(lang).vega },
  );
  return [...container.querySelectorAll('.role-axis-label text')].map((text) => plain(text.textContent));
}

/** Returns the labels of bars with these values. */
async function barLabelsOf(values: readonly number[], lang = 'en'): Promise<readonly string[]> {
  const n = { field: 'n', type: 'quantitative', axis: null };
  const text = { mark: 'text', encoding: { text: { field: 'n', type: 'quantitative' } } };
  const spec = { encoding: { x: { field: 'name' }, y: n }, layer: [{ mark: 'bar' }, text] };
  const rows = values.map((value, index) => [`n${index}`, value]);
  const data = new Map([['main', dataset(['name', 'n'], rows)]]);
  const { container } = await mount(spec, { data, locale: localeFor(lang).vega });
  return [...container.querySelectorAll('.mark-text.role-mark text')].map((each) => plain(each.textContent));
}

describe('labels of numbers in a plot', () => {
  before(() => loadLocale('de'));

  for (const [what, values, labels, lang] of [
    ['share decimals, with at most three significant digits', [82.5, 81.77, 0], '82.5 81.8 0'],
    ['share decimals below zero', [12.345, -3], '12.3 −3.0'],
    ['have no decimals if one is large', [1234, 5], '1,234 5'],
    ['share a unit letter', [1.3e9, 1.15e9], '1.30B 1.15B'],
    ['share a unit letter of another size', [24_411_191, 812_345], '24.4M 0.8M'],
    ['share a unit word', [24_411_191, 812_345], '24,4_Mio. 0,8_Mio.', 'de'],
    ['never hide a value', [24_411_191, 1200], '24.4M 1,200'],
    ['never hide a small value', [12_345, 7], '12,345 7'],
    ['never use scientific notation', [8e-8, 0.0000047], '0.00000008 0.00000470'],
  ] as const) {
    it(what, async () => expect(joined(await barLabelsOf(values, lang))).to.equal(labels));
  }
});

/** Joins labels by spaces. A space within a label becomes `_`. */
const joined = (labels: readonly string[]): string =>
  labels.map((label) => label.replaceAll(' ', '_')).join(' ');

describe('an axis of numbers', () => {
  before(() => loadLocale('de'));

  const four = { axis: { tickCount: 4 } };
  const near = { ...four, zero: false };
  for (const [what, most, about, labels] of [
    ['has equal decimals, except for zero', 2, four, '0 0.5 1.0 1.5 2.0'],
    ['has equal decimals before a unit letter', 2e6, four, '0 0.5M 1.0M 1.5M 2.0M'],
    ['has equal decimals far from zero', 16e3, near, '15.7K 15.8K 15.9K 16.0K'],
    ['formats small numbers like large ones', 2e4, four, '0 5K 10K 15K 20K'],
    ['has no letter for thousands in German', 2e4, { ...four, lang: 'de' }, '0 5.000 10.000 15.000 20.000'],
    [
      'uses our letters with the format ~s',
      2e4,
      { axis: { tickCount: 4, format: '~s' } },
      '0 5K 10K 15K 20K',
    ],
    ['uses our letters with the format $s', 2e6, { axis: { tickCount: 2, format: '$s' } }, '0 $1M $2M'],
    ['uses our letters with the format s', 2e9, { axis: { tickCount: 2, format: 's' } }, '0 1B 2B'],
    ['never writes two decimals before a letter', 1.025e4, near, '10,050 10,100 10,150 10,200 10,250'],
    ['keeps the ticks of the spec', 2, { axis: { values: [0.125, 1] } }, '0.125 1'],
  ] as const) {
    it(what, async () => expect(joined(await labelsOf(most, about))).to.equal(labels));
  }

  it('never writes two decimals before the letter of millions', async () => {
    expect(await labelsOf(1.025e9, near)).to.include('1,010M');
    expect(await labelsOf(1.025e9, { ...near, lang: 'de' })).to.include('1.010 Mio.');
  });

  it('has no group separators and no fractions if the field is a year', async () => {
    const spec = {
      mark: 'point',
      encoding: { x: { field: 'jahr', type: 'quantitative', scale: { zero: false } } },
    };
    const data = new Map([['main', dataset(['jahr'], [[2012], [2014]])]]);
    const { container } = await mount(spec, { data, locale: localeFor('en').vega });
    const labels = [...container.querySelectorAll('.role-axis-label text')];
    expect(labels.map((text) => text.textContent)).to.deep.equal(['2012', '2013', '2014']);
  });
});
