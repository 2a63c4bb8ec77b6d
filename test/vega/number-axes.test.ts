import { expect } from 'chai';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import { plain } from '../locale/languages.ts';
import { dataset, mount } from './support.ts';

/** Returns the labels of the numeric axis, in ascending order. */
async function labelsOf(
  most: number,
  { axis = {}, lang = 'en', zero = true } = {},
): Promise<readonly string[]> {
  const { container } = await mount(
    {
      mark: 'point',
      encoding: { y: { field: 'n', type: 'quantitative', title: null, axis, scale: { zero, nice: zero } } },
    },
    {
      data: new Map([['main', dataset(['n'], [[most], [zero ? 0 : most * 0.98]])]]),
      locale: localeFor(lang).vega,
    },
  );
  return [...container.querySelectorAll('.role-axis-label text')].map((text) => plain(text.textContent));
}

describe('an axis of numbers', () => {
  before(() => loadLocale('de'));

  it('has equal decimals, except for zero', async () => {
    expect(await labelsOf(2, { axis: { tickCount: 4 } })).to.deep.equal(['0', '0.5', '1.0', '1.5', '2.0']);
    expect(await labelsOf(2e6, { axis: { tickCount: 4 } })).to.deep.equal([
      '0',
      '500K',
      '1.0M',
      '1.5M',
      '2.0M',
    ]);
    expect(await labelsOf(16e3, { axis: { tickCount: 4 }, zero: false })).to.deep.equal([
      ...['15.7K', '15.8K', '15.9K', '16.0K'],
    ]);
  });

  it('formats small numbers like large ones', async () => {
    expect(await labelsOf(2e4, { axis: { tickCount: 4 } })).to.deep.equal(['0', '5K', '10K', '15K', '20K']);
    expect(await labelsOf(2e4, { axis: { tickCount: 4 }, lang: 'de' })).to.deep.equal([
      ...['0', '5.000', '10.000', '15.000', '20.000'],
    ]);
  });

  it('uses the same unit letters with a format of the spec', async () => {
    const labels = await labelsOf(2e4, { axis: { tickCount: 4, format: '~s' } });
    expect(labels).to.deep.equal(['0', '5K', '10K', '15K', '20K']);
    expect(await labelsOf(2e6, { axis: { tickCount: 2, format: '$s' } })).to.deep.equal(['0', '$1M', '$2M']);
    expect(await labelsOf(2e9, { axis: { tickCount: 2, format: 's' } })).to.deep.equal(['0', '1B', '2B']);
  });

  it('keeps the ticks of the spec', async () => {
    expect(await labelsOf(2, { axis: { values: [0.125, 1] } })).to.deep.equal(['0.125', '1']);
  });
});
