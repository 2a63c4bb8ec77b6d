// @engines all
import { expect } from 'chai';
import { numberFormatLocale, timeFormatDefaultLocale, timeFormatLocale } from 'vega-format';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import { plain } from './languages.ts';

const number = (tag: string) => localeFor(tag).vega.number;
const time = (tag: string): Readonly<Record<string, unknown>> => localeFor(tag).vega.time ?? {};

before(() => loadLocale('de'));

describe('the definitions for d3', () => {
  it('have the separators, groups, currency and digits of the language', () => {
    expect(number('en-PR')).to.deep.include({ decimal: '.', thousands: ',', percent: '%', minus: '−' });
    expect(number('en-PR')).not.to.have.property('numerals');
    expect(number('de')).to.deep.include({ decimal: ',', thousands: '.' });
    expect(plain(String(number('fr')['thousands']))).to.equal(' ');
    expect(number('es')['thousands']).to.equal('.');
    expect(new Set(number('en-PR')['grouping'] as number[])).to.deep.equal(new Set([3]));
    expect((number('en-IN')['grouping'] as number[]).slice(0, 6)).to.deep.equal([3, 2, 2, 2, 2, 2]);
    expect(number('en')['currency']).to.deep.equal(['$', '']);
    expect((number('de')['currency'] as string[]).map(plain)).to.deep.equal(['', ' $']);
    expect(number('ar-EG')['numerals']).to.deep.equal([...'٠١٢٣٤٥٦٧٨٩']);
  });

  it('have months, days and day periods in the order of Vega', () => {
    const list = (tag: string, key: string): readonly string[] => time(tag)[key] as string[];
    expect(list('en-PR', 'months')).to.have.length(12).and.include('January');
    for (const [tag, key, index, name] of [
      ['en-PR', 'months', 11, 'December'],
      ['de', 'days', 0, 'Sonntag'],
      ['fr', 'months', 0, 'janvier'],
      ['ja', 'days', 6, '土曜日'],
      ['pl', 'months', 0, 'styczeń'],
    ] as const)
      expect(list(tag, key)[index]).to.equal(name);
    expect(new Set(list('de', 'shortDays')).size).to.equal(7);
    expect(new Set(list('de', 'shortMonths')).size).to.equal(12);
    expect(list('en-PR', 'periods').map(plain)).to.deep.equal(['AM', 'PM']);
    for (const tag of ['de', 'ar', 'zh', 'ja']) expect(new Set(list(tag, 'periods')).size, tag).to.equal(2);
  });

  it('have patterns with the order and padding of the language', () => {
    for (const [tag, key, pattern] of [
      ['en-PR', 'date', '%-m/%-d/%Y'],
      ['en-PR', 'time', '%-I:%M:%S %p'],
      ['en-PR', 'dateTime', '%-m/%-d/%Y, %-I:%M:%S %p'],
      ['en-GB', 'date', '%d/%m/%Y'],
      ['de', 'date', '%-d.%-m.%Y'],
      ['ja', 'date', '%Y/%-m/%-d'],
    ] as const)
      expect(plain(String(time(tag)[key]))).to.equal(pattern);
  });
});

describe('the English locale', () => {
  // `en-PR` has the same formats as `en`, but its definitions are computed.
  const other = 'en-PR';

  it('formats number patterns as d3 does', () => {
    const [own, computed] = [numberFormatLocale(number('en')), numberFormatLocale(number(other))];
    for (const pattern of ['', ',.2f', '$,.2f', '.1%', '+.3s', 'd', '(.1f'])
      for (const value of [0, -1234567.891, 0.123, 1e9, NaN])
        expect(own.format(pattern)(value), pattern).to.equal(plain(computed.format(pattern)(value)));
  });

  it('formats date patterns as d3 does', () => {
    expect(localeFor('en').vega.time).to.equal(null);
    const [own, computed] = [timeFormatDefaultLocale(), timeFormatLocale(time(other))];
    for (const pattern of ['%c', '%x', '%X', '%A %a %B %b %p'])
      for (const month of Array.from({ length: 12 }, (_, index) => index)) {
        const date = new Date(2026, month, 1 + month, 2 * month, 5);
        expect(own.timeFormat(pattern)(date), pattern).to.equal(plain(computed.timeFormat(pattern)(date)));
      }
  });
});

it('functions of custom format types format numbers in a style, and dates', () => {
  const { vega } = localeFor('en');
  for (const [value, style, text] of [
    [12_000, undefined, '12K'],
    [12_000, 'full', '12,000'],
    [0.5, 'percent', '50%'],
    [2026, 'plain', '2026'],
    [12_000, 'constructor', '12K'],
    [null, undefined, '–'],
    ['9007199254740993', undefined, '9,007,199,254,740,993'],
    [new Date(2026, 1, 9), undefined, 'Feb 9, 2026'],
  ] as const)
    expect(vega.formatNumber(value, style)).to.equal(text);
  expect(localeFor('de').vega).to.equal(localeFor('de').vega);
});
