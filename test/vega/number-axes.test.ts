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

/** Returns the labels of bars with these values. */
async function barLabelsOf(values: readonly number[], lang = 'en'): Promise<readonly string[]> {
  const { container } = await mount(
    {
      encoding: {
        x: { field: 'name', type: 'nominal' },
        y: { field: 'n', type: 'quantitative', axis: null },
      },
      layer: [{ mark: 'bar' }, { mark: 'text', encoding: { text: { field: 'n', type: 'quantitative' } } }],
    },
    {
      data: new Map([
        [
          'main',
          dataset(
            ['name', 'n'],
            values.map((value, index) => [`n${index}`, value]),
          ),
        ],
      ]),
      locale: localeFor(lang).vega,
    },
  );
  return [...container.querySelectorAll('.mark-text.role-mark text')].map((text) => plain(text.textContent));
}

describe('labels of numbers in a plot', () => {
  before(() => loadLocale('de'));

  it('share decimals, with at most three significant digits', async () => {
    expect(await barLabelsOf([82.5, 81.77, 0])).to.deep.equal(['82.5', '81.8', '0']);
    expect(await barLabelsOf([12.345, -3])).to.deep.equal(['12.3', '−3.0']);
    expect(await barLabelsOf([1234, 5])).to.deep.equal(['1,234', '5']);
  });

  it('share a unit letter', async () => {
    expect(await barLabelsOf([1.3e9, 1.15e9])).to.deep.equal(['1.30B', '1.15B']);
    expect(await barLabelsOf([24_411_191, 812_345])).to.deep.equal(['24.4M', '0.8M']);
    expect(await barLabelsOf([24_411_191, 812_345], 'de')).to.deep.equal(['24,4 Mio.', '0,8 Mio.']);
  });

  it('never hide a value', async () => {
    expect(await barLabelsOf([24_411_191, 1200])).to.deep.equal(['24.4M', '1,200']);
    expect(await barLabelsOf([12_345, 7])).to.deep.equal(['12,345', '7']);
  });

  it('never use scientific notation', async () => {
    expect(await barLabelsOf([8e-8, 0.0000047])).to.deep.equal(['0.00000008', '0.00000470']);
  });
});

describe('an axis of numbers', () => {
  before(() => loadLocale('de'));

  it('has equal decimals, except for zero', async () => {
    expect(await labelsOf(2, { axis: { tickCount: 4 } })).to.deep.equal(['0', '0.5', '1.0', '1.5', '2.0']);
    expect(await labelsOf(2e6, { axis: { tickCount: 4 } })).to.deep.equal([
      '0',
      '0.5M',
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

  it('never writes two decimals before a unit letter', async () => {
    const written = { axis: { tickCount: 4 }, zero: false };
    expect(await labelsOf(1.025e4, written)).to.deep.equal([
      '10,050',
      '10,100',
      '10,150',
      '10,200',
      '10,250',
    ]);
    expect(await labelsOf(1.025e9, written)).to.include('1,010M');
    expect(await labelsOf(1.025e9, { ...written, lang: 'de' })).to.include('1.010 Mio.');
  });

  it('has no group separators and no fractions if the field is a year', async () => {
    const mounted = await mount(
      { mark: 'point', encoding: { x: { field: 'jahr', type: 'quantitative', scale: { zero: false } } } },
      {
        data: new Map([['main', dataset(['jahr'], [[2012], [2014]])]]),
        locale: localeFor('en').vega,
      },
    );
    const labels = [...mounted.container.querySelectorAll('.role-axis-label text')].map(
      (text) => text.textContent,
    );
    expect(labels).to.deep.equal(['2012', '2013', '2014']);
  });

  it('keeps the ticks of the spec', async () => {
    expect(await labelsOf(2, { axis: { values: [0.125, 1] } })).to.deep.equal(['0.125', '1']);
  });
});
