// @engines all
import { expect } from 'chai';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import type { Grain } from '../../src/locale/types.ts';
import type { DatePart } from '../../src/spec/types.ts';
import { plain } from './languages.ts';

const AFTERNOON = new Date(2026, 0, 5, 14, 5, 9);

describe('date()', () => {
  const cases: Readonly<Record<Grain, readonly [english: string, german: string]>> = {
    year: ['2026', '2026'],
    quarter: ['Q1 2026', 'Q1 2026'],
    month: ['Jan 2026', 'Jan. 2026'],
    week: ['Jan 5, 2026', '5. Jan. 2026'],
    day: ['Jan 5, 2026', '5. Jan. 2026'],
    hour: ['Jan 5, 2026, 2:05 PM', '5. Jan. 2026, 14:05'],
    minute: ['Jan 5, 2026, 2:05 PM', '5. Jan. 2026, 14:05'],
    second: ['Jan 5, 2026, 2:05:09 PM', '5. Jan. 2026, 14:05:09'],
  };
  for (const grain of Object.keys(cases) as Grain[])
    it(`formats the ${grain}`, async () => {
      const [english, german] = cases[grain];
      expect(plain(localeFor('en').date(AFTERNOON, grain))).to.equal(english);
      expect(plain((await loadLocale('de')).date(AFTERNOON, grain))).to.equal(german);
    });

  it('writes the name of the month in full on request', () => {
    expect(localeFor('en').date(AFTERNOON, 'day', 'long')).to.equal('January 5, 2026');
    expect(localeFor('en').date(AFTERNOON, 'month', 'long')).to.equal('January 2026');
    expect(localeFor('en').date(AFTERNOON, 'year', 'long')).to.equal('2026');
  });

  it('writes quarters in the language', async () => {
    const october = new Date(2026, 9, 1);
    const texts = await Promise.all(
      ['fr', 'pl', 'ja', 'nl'].map(async (tag) => (await loadLocale(tag)).date(october, 'quarter')),
    );
    expect(texts).to.deep.equal(['T4 2026', 'IV kw. 2026', '2026年第4四半期', 'K4 2026']);
  });

  it('shows local midnight as its day, in every year and time zone', () => {
    const { date } = localeFor('en');
    for (const year of [1, 50, 1582, 1800, 1883, 1900, 1941, 1969, 1970, 2026, 2400, 9999]) {
      const midnight = new Date(2000, 2, 10);
      midnight.setFullYear(year, 2, 10);
      expect(date(midnight), String(year)).to.equal(`Mar 10, ${year}`);
    }
  });

  it('does not shift a timestamp in the hour of a clock change', () => {
    const { date } = localeFor('en');
    for (let hour = 0; hour < 24; hour++) {
      const stamp = new Date(2026, 10, 1, hour, 30);
      expect(date(stamp, 'minute')).to.contain(`${stamp.getHours() % 12 || 12}:30`);
    }
  });

  it('shows an invalid date as a missing value', () => {
    const { date, moment, vega } = localeFor('en');
    const invalid = new Date(NaN);
    const texts = [date(invalid), date(invalid, 'quarter'), moment(invalid), vega.formatTime(invalid)];
    expect(texts).to.deep.equal(['–', '–', '–', '–']);
  });

  it('uses the Gregorian calendar in every language, as Vega does', () => {
    expect(plain(localeFor('th').date(AFTERNOON, 'year'))).to.contain('2026');
    expect(localeFor('fa-u-nu-latn').date(AFTERNOON, 'year')).to.contain('2026');
  });
});

describe('moment()', () => {
  it('shows a time in the requested time zone', () => {
    const moment = new Date(Date.UTC(2026, 0, 3, 20, 30));
    expect(plain(localeFor('en-GB', 'Asia/Kolkata').moment(moment))).to.match(/4 January 2026.*02:00/);
    expect(plain(localeFor('en-GB', 'America/Los_Angeles').moment(moment))).to.match(/3 January 2026.*12:30/);
  });

  it('shows midnight UTC as a day without a time', () => {
    const day = new Date(Date.UTC(2026, 0, 3));
    for (const zone of ['Asia/Kolkata', 'America/Los_Angeles', undefined])
      expect(localeFor('en-GB', zone).moment(day)).to.equal('3 January 2026');
  });
});

describe('formatDateParts and formatTime of the Vega locale', () => {
  it('put the parts of a date in the order of the language', () => {
    const part = (tag: string, ...parts: readonly DatePart[]) =>
      plain(localeFor(tag).vega.formatDateParts(new Date(2026, 1, 9, 14, 5, 30), parts));
    expect(part('en', 'day')).to.equal('9');
    expect(part('en', 'day', 'month')).to.equal('Feb 9');
    expect(part('en', 'year')).to.equal('2026');
    expect(part('en', 'hour')).to.equal('2 PM');
    expect(part('en', 'hour', 'minute')).to.equal('2:05 PM');
    expect(part('en', 'quarter')).to.equal('Q1');
    expect(part('en', 'quarter', 'year')).to.equal('Q1 2026');
    expect(part('en-GB', 'day', 'month')).to.equal('9 Feb');
    expect(part('de', 'hour')).to.equal('14 Uhr');
    expect(part('de', 'hour', 'minute', 'second')).to.equal('14:05:30');
    expect(part('fr', 'day', 'month')).to.equal('9 févr.');
  });

  it('accept milliseconds and a grain', () => {
    const { formatTime } = localeFor('en').vega;
    expect(formatTime(new Date(2026, 1, 9).getTime())).to.equal('Feb 9, 2026');
    expect(plain(formatTime(new Date(2026, 1, 9, 14)))).to.equal('Feb 9, 2026, 2:00 PM');
    expect(formatTime(new Date(2026, 1, 9), 'month')).to.equal('Feb 2026');
    expect(formatTime(new Date(2026, 1, 9), 'quarter')).to.equal('Q1 2026');
    expect(formatTime(null)).to.equal('–');
  });
});
