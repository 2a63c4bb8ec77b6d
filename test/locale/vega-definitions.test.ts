// @engines all
import { expect } from 'chai';
import { numberFormatLocale, timeFormatDefaultLocale, timeFormatLocale } from 'vega-format';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import { plain } from './languages.ts';

const number = (tag: string) => localeFor(tag).vega.number;
const time = (tag: string): Readonly<Record<string, unknown>> => localeFor(tag).vega.time ?? {};

before(() => loadLocale('de'));

describe('the definition for d3-format', () => {
  it('formats numbers in the language', () => {
    expect(number('en-PR')).to.deep.include({ decimal: '.', thousands: ',', percent: '%', minus: '−' });
    expect(number('en-PR')).not.to.have.property('numerals');
    expect(number('de')).to.deep.include({ decimal: ',', thousands: '.' });
    expect(plain(String(number('fr')['thousands']))).to.equal(' ');
    expect(number('es')['thousands']).to.equal('.');
  });

  it('groups all digits of a long number', () => {
    expect(new Set(number('en-PR')['grouping'] as number[])).to.deep.equal(new Set([3]));
    expect((number('en-IN')['grouping'] as number[]).slice(0, 3)).to.deep.equal([3, 2, 2]);
    expect((number('en-IN')['grouping'] as number[]).length).to.be.above(5);
  });

  it('keeps the dollar sign of a pattern, at the position of the language', () => {
    expect(number('en')['currency']).to.deep.equal(['$', '']);
    expect((number('de')['currency'] as string[]).map(plain)).to.deep.equal(['', ' $']);
  });

  it('uses the digits of the language', () =>
    expect(number('ar-EG')['numerals']).to.deep.equal([...'٠١٢٣٤٥٦٧٨٩']));
});

describe('the definition for d3-time-format', () => {
  it('lists months and days in the order of Vega', () => {
    expect(time('en-PR')['months']).to.have.length(12).and.include('January');
    expect((time('en-PR')['months'] as string[])[11]).to.equal('December');
    expect((time('de')['days'] as string[])[0]).to.equal('Sonntag');
    expect((time('fr')['months'] as string[])[0]).to.equal('janvier');
    expect((time('ja')['days'] as string[])[6]).to.equal('土曜日');
    expect((time('pl')['months'] as string[])[0]).to.equal('styczeń');
    for (const key of ['shortMonths', 'shortDays'])
      expect(new Set(time('de')[key] as string[]).size).to.equal(key === 'shortDays' ? 7 : 12);
  });

  it('has patterns with the order and padding of the language', () => {
    expect(plain(String(time('en-PR')['date']))).to.equal('%-m/%-d/%Y');
    expect(plain(String(time('en-PR')['time']))).to.equal('%-I:%M:%S %p');
    expect(plain(String(time('en-PR')['dateTime']))).to.equal('%-m/%-d/%Y, %-I:%M:%S %p');
    expect(plain(String(time('en-GB')['date']))).to.equal('%d/%m/%Y');
    expect(plain(String(time('de')['date']))).to.equal('%-d.%-m.%Y');
    expect(plain(String(time('ja')['date']))).to.equal('%Y/%-m/%-d');
  });

  it('has two different day periods', () => {
    expect((time('en-PR')['periods'] as string[]).map(plain)).to.deep.equal(['AM', 'PM']);
    for (const tag of ['de', 'ar', 'zh', 'ja']) {
      const [morning, evening] = time(tag)['periods'] as [string, string];
      expect(morning, tag).not.to.equal(evening);
    }
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

describe('functions of custom format types', () => {
  it('format short numbers, or the requested style', () => {
    const { formatNumber } = localeFor('en').vega;
    expect(formatNumber(12_000)).to.equal('12K');
    expect(formatNumber(12_000, 'full')).to.equal('12,000');
    expect(formatNumber(0.5, 'percent')).to.equal('50%');
    expect(formatNumber(2026, 'plain')).to.equal('2026');
    expect(formatNumber(12_000, 'constructor')).to.equal('12K');
    expect(formatNumber(null)).to.equal('–');
    expect(formatNumber('9007199254740993')).to.equal('9,007,199,254,740,993');
  });

  it('format dates as dates', () =>
    expect(localeFor('en').vega.formatNumber(new Date(2026, 1, 9))).to.equal('Feb 9, 2026'));

  it('are created once', () => expect(localeFor('de').vega).to.equal(localeFor('de').vega));
});
