// @engines all
import { expect } from 'chai';
import fc from 'fast-check';
import { writeEnglishDate } from '../../src/locale/english-dates.ts';
import { plain } from './languages.ts';

const DATE = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit' } as const;
const SECOND = { second: '2-digit' } as const;

/** All that formats are asked for. */
const OPTIONS: readonly Intl.DateTimeFormatOptions[] = [
  { year: 'numeric' },
  { month: 'short' },
  { month: 'long' },
  { month: 'short', day: 'numeric' },
  { year: 'numeric', month: 'short' },
  { year: 'numeric', month: 'long' },
  DATE,
  { ...DATE, month: 'long' },
  TIME,
  { ...TIME, ...SECOND },
  { day: 'numeric' },
  { hour: 'numeric' },
  { ...DATE, ...TIME },
  { ...DATE, ...TIME, ...SECOND },
];

describe('English dates', () => {
  it('are those of Intl', () => {
    // Since the clocks agree on the minute: before, a zone lay off by odd seconds.
    const dates = fc.date({ min: new Date(1972, 0, 1), max: new Date(2100, 0, 1), noInvalidDate: true });
    fc.assert(
      fc.property(dates, fc.constantFrom(...OPTIONS), (date, options) => {
        const own = writeEnglishDate(date, options);
        expect(plain(String(own))).to.equal(plain(new Intl.DateTimeFormat('en', options).format(date)));
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('are left to Intl where they are of another form', () => {
    expect(writeEnglishDate(new Date(-5, 0, 1), DATE)).to.equal(null);
    expect(writeEnglishDate(new Date(2026, 0, 1), { ...DATE, ...TIME, month: 'long' })).to.equal(null);
  });
});
