// @engines all
import { expect } from 'chai';
import { createFormats, NO_VALUE, resolveTag } from '../../src/locale/formats.ts';
import type { NumberStyle } from '../../src/locale/types.ts';
import { plain } from './languages.ts';

const write = (tag: string, value: unknown, style?: NumberStyle) =>
  plain(createFormats(tag, undefined).number(value, style));

describe('number(), style "short"', () => {
  const cases: readonly (readonly [tag: string, value: number, text: string])[] = [
    ['en', 0, '0'],
    ['en', 9999, '9,999'],
    ['en', 10_000, '10K'],
    ['en', 10_250, '10.25K'],
    ['en', 12_345, '12.3K'],
    ['en', 1_250_000, '1.25M'],
    ['en', 331_050_000, '331.05M'],
    ['en', 12_345_678, '12.3M'],
    ['en', -3_400_000_000, '−3.4B'],
    ['en', 0.1 + 0.2, '0.3'],
    ['en', 1234.5678, '1,235'],
    ['en', 1234.5, '1,235'],
    ['en', 0.25, '0.25'],
    ['en', 2 / 3, '0.667'],
    ['en', Infinity, '∞'],
    ['de', 12_000, '12.000'],
    ['de', 3_400_000, '3,4 Mio.'],
    ['de', 1_250_000, '1,25 Mio.'],
    ['fr', 12_000, '12 k'],
    ['pl', 10_000, '10 000'],
    ['pl', 1_250_000, '1,25 mln'],
    ['ja', 12_000, '1.2万'],
    ['zh', 340_000_000, '3.4亿'],
  ];
  for (const [tag, value, text] of cases)
    it(`formats ${value} in ${tag}`, () => expect(write(tag, value, 'short')).to.equal(text));

  it('keeps neighboring ticks different', () => {
    for (const tag of ['en', 'de', 'fr', 'es', 'ja', 'ar'])
      for (const [start, step] of [
        [0, 2500],
        [10_000, 250],
        [331_000_000, 50_000],
        [0.001, 0.00025],
        [-1e9, 25e7],
        [1e15, 5e14],
      ] as const) {
        const ticks = Array.from({ length: 6 }, (_, index) => write(tag, start + index * step, 'short'));
        expect(new Set(ticks).size, ticks.join(' ')).to.equal(6);
      }
  });

  it('keeps very large and very small numbers short', () => {
    for (const value of [1e-9, 5e-324, 1e16, Number.MAX_VALUE, -1e-7])
      expect(write('en', value, 'short').length, String(value)).to.be.below(12);
  });
});

describe('number(), style "full"', () => {
  const cases: readonly (readonly [tag: string, value: unknown, text: string])[] = [
    ['en', 12_345_678, '12,345,678'],
    ['en', 1234.5678, '1,234.5678'],
    ['en', 12_345.678901234567, '12,345.68'],
    ['en', 123_456_789.125, '123,456,789.13'],
    ['en', 1 / 3, '0.333333'],
    ['en', 52.520008, '52.520008'],
    ['en', 0.1 + 0.2, '0.3'],
    ['en', -12, '−12'],
    ['en', -0, '−0'],
    ['en', NaN, NO_VALUE],
    ['en', null, NO_VALUE],
    ['en', undefined, NO_VALUE],
    ['en', '9007199254740993123', '9,007,199,254,740,993,123'],
    ['en', '-9007199254740993', '−9,007,199,254,740,993'],
    ['en', 9007199254740993n, '9,007,199,254,740,993'],
    ['en', 'n/a', 'n/a'],
    ['en', '', ''],
    ['en', '1e5', '1e5'],
    ['en', true, 'true'],
    ['de', 1234567.891, '1.234.567,891'],
    ['de', '9007199254740993123', '9.007.199.254.740.993.123'],
    ['en-IN', 1_234_567, '12,34,567'],
  ];
  for (const [tag, value, text] of cases)
    it(`formats ${typeof value} ${String(value)} in ${tag}`, () => expect(write(tag, value)).to.equal(text));
});

describe('number(), other styles', () => {
  it('formats shares and changes', () => {
    expect(write('en', 0.1234, 'percent')).to.equal('12.3%');
    expect(write('de', 0.5, 'percent')).to.equal('50 %');
    expect(createFormats('en', undefined).number(0.123, 'percent', { decimals: 0 })).to.equal('12%');
    expect(write('en', 0.1234, 'change')).to.equal('12%');
    expect(write('en', -0.0345, 'change')).to.equal('−3.5%');
    expect(write('en', 0, 'change')).to.equal('0%');
  });

  it('does not group the digits of years and ids', () => {
    expect(write('en', 2026, 'plain')).to.equal('2026');
    expect(write('en', '12345678901234567890', 'plain')).to.equal('12345678901234567890');
  });
});

describe('resolveTag', () => {
  it('never falls back to the system’s language', () => {
    expect(resolveTag('xx')).to.equal('en');
    expect(resolveTag('de')).to.equal('de');
    expect(resolveTag('iw')).to.equal('he');
  });
});
