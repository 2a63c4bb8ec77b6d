import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatEnglishNumber } from '../../src/locale/english-formats.ts';
import { createFormats } from '../../src/locale/formats.ts';
import type { Grain, NumberContext, NumberStyle } from '../../src/locale/types.ts';
import type { DatePart } from '../../src/spec/types.ts';
import { plain } from './languages.ts';

const own = createFormats('en', undefined);
/** Puerto Rico writes numbers and dates as the United States does. Its formats come from Intl. */
const intl = createFormats('en-PR', undefined);

const STYLES: readonly NumberStyle[] = ['full', 'short', 'percent', 'change', 'plain'];
const GRAINS: readonly Grain[] = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'];
const RUNS = { numRuns: 5000 };

const EDGES = [
  ...[0, 0.5, 1, 1.005, 1.0049999, 2.5, 9.5, 9.95, 12.5, 99.95, 99.5, 0.995, 0.9995, 0.05, 0.045],
  ...[999.95, 999.96, 999.5, 9999.5, 9999.95, 99_999.5, 999_950, 999_949, 999_500, 999_999.5, 9_999_999],
  ...[1e3, 1e4, 1e5, 1e6, 1e9, 999.95e6, 999.95e9, 999.95e12, 999_999e9, 1e12, 999_999_999_999_999],
  ...[1e15, 1e16, 2 ** 53, 2 ** 53 + 2, 2 ** 60, 2 ** 63, 123_456_789_012_345_680_000, 1e20, 1e21, 1e22],
  ...[1e-5, 1e-6, 9.999999e-7, 1e-7, 9.9999999e-7, 5e-324, Number.MAX_VALUE, Infinity, NaN],
  ...[0.1 + 0.2, 1 / 3, 2 / 3, 12_345.678901234567, 123_456_789.125, 1234.5678, 52.520008, 1e-3, 0.0994],
].flatMap((value) => [value, -value]);

/** Numbers of common sizes with few digits, whose rounding often involves ties and carries. */
const short = fc
  .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -12, max: 16 }))
  .map(([digits, power]) => Number(`${digits}e${power}`));
const number = fc.oneof(short, fc.double(), fc.double({ min: -1e7, max: 1e7 }), fc.maxSafeInteger());
const ticks = fc.record({
  step: fc
    .tuple(fc.constantFrom(1, 2, 2.5, 5, 10), fc.integer({ min: -9, max: 14 }))
    .map(([digit, power]) => Number(`${digit}e${power}`)),
  most: fc.constantFrom(0, 100, 1e4, 1e9),
});

const text = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    fc.stringMatching(/^\d{1,40}$/),
    fc.option(fc.stringMatching(/^\d{1,30}$/)),
  )
  .map(([sign, whole, decimals]) => sign + whole + (decimals === null ? '' : `.${decimals}`));

function expectSameNumber(value: unknown, style: NumberStyle, context?: NumberContext): void {
  const expected = intl.number(value, style, context);
  const message = `${String(value)} ${style} ${JSON.stringify(context)}`;
  assert.equal(own.number(value, style, context), expected, message);
}

describe('numbers in English', () => {
  for (const style of STYLES)
    it(`equal those of Intl in style "${style}"`, () => {
      for (const value of EDGES) expectSameNumber(value, style);
      fc.assert(
        fc.property(number, (value) => expectSameNumber(value, style)),
        RUNS,
      );
    });

  it('equal those of Intl on the ticks of an axis', () => {
    for (const value of EDGES) for (const step of [0.1, 1, 2500]) expectSameNumber(value, 'short', { step });
    fc.assert(
      fc.property(ticks, fc.integer({ min: -1000, max: 1000 }), (context, index) =>
        expectSameNumber(index * context.step, 'short', context),
      ),
      RUNS,
    );
  });

  it('equal those of Intl with the decimals of a column', () => {
    for (const value of EDGES) {
      for (const decimals of [0, 1, 2, 5]) expectSameNumber(value, 'full', { decimals });
      for (const decimals of [0, 1]) expectSameNumber(value, 'percent', { decimals });
    }
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 20 }), (value, decimals) => {
        expectSameNumber(value, 'full', { decimals });
        expectSameNumber(value, 'percent', { decimals: decimals % 2 });
      }),
      RUNS,
    );
  });

  it('equal those of Intl for bigints and for text', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom(...STYLES), (value, style) => expectSameNumber(value, style)),
      RUNS,
    );
    const texts = ['0', '-0', '+5', '007', '0.50', '-0.000', '1.000', '0.000000000000000000005'];
    for (const value of texts) expectSameNumber(value, 'full');
    fc.assert(
      fc.property(text, fc.constantFrom(...STYLES), (value, style) => expectSameNumber(value, style)),
      RUNS,
    );
  });

  it('equal those of Intl with options that add trailing zeros', () => {
    const significant = { minimumSignificantDigits: 4, maximumSignificantDigits: 6 };
    for (const options of [{}, significant, { ...significant, notation: 'compact' }] as const) {
      const format = new Intl.NumberFormat('en', options);
      for (const value of EDGES.filter((each) => Math.abs(each) < 1e15))
        assert.equal(formatEnglishNumber(value, options), format.format(value), String(value));
    }
  });

  it('equal those of Intl for text of any length', () => {
    const nines = '9'.repeat(500_000);
    for (const value of ['9'.repeat(308), '9'.repeat(309), `-${nines}`, `1.${nines}`])
      expectSameNumber(value, 'full');
  });
});

describe('plural forms in English', () => {
  it('equal those of Intl', () => {
    const forms = { one: 'one', other: 'other' };
    for (const count of [0, 1, 2, 21, 101]) assert.equal(own.plural(count, forms), intl.plural(count, forms));
  });
});

describe('dates in English', () => {
  const YEARS = [
    -271_820, -1, 0, 1, 99, 1582, 1800, 1883, 1899, 1900, 1969, 2000, 2026, 9999, 10_000, 275_759,
  ];
  const dates = fc.oneof(
    fc.date({ noInvalidDate: true, min: new Date(-8.63e15), max: new Date(8.63e15) }),
    fc.date({ noInvalidDate: true, min: new Date(1800, 0), max: new Date(2100, 0) }),
  );

  it('equal those of Intl for every grain and length', () => {
    const expectSame = (date: Date): void => {
      for (const grain of GRAINS)
        for (const length of ['short', 'long'] as const) {
          const message = `${date.toISOString()} ${grain} ${length}`;
          assert.equal(own.date(date, grain, length), plain(intl.date(date, grain, length)), message);
        }
    };
    for (const year of YEARS)
      for (let month = 0; month < 12; month++) {
        const date = new Date(2000, 0, 1, 2 * month, 5 * month, 5);
        date.setFullYear(year, month, 3 * month + 1);
        expectSame(date);
      }

    fc.assert(fc.property(dates, expectSame), { numRuns: 500 });
    assert.equal(own.date(new Date(NaN)), '–');
  });

  it('equal those of Intl for the parts on the ticks of axes', () => {
    type Parts = readonly Exclude<DatePart, 'quarter'>[];
    const dated: readonly Parts[] = [
      ['month', 'year'],
      ['day', 'month'],
      ['month', 'day', 'year'],
    ];
    const days: readonly Parts[] = [[], ['year'], ['month'], ['day'], ...dated];
    const clocks: readonly Parts[] = [[], ['hour'], ['hour', 'minute'], ['hour', 'minute', 'second']];
    const parts = days.flatMap((day) => clocks.map((clock) => [...clock, ...day])).slice(1);
    fc.assert(
      fc.property(dates, fc.constantFrom(...parts), (date, each) =>
        assert.equal(own.parts(date, each), plain(intl.parts(date, each)), each.join()),
      ),
      RUNS,
    );
  });

  it('equal those of Intl for moments', () => {
    const days = dates.map((date) => new Date(Math.floor(date.getTime() / 864e5) * 864e5));
    fc.assert(
      fc.property(fc.oneof(dates, days), (date) =>
        assert.equal(own.moment(date), plain(intl.moment(date)), date.toISOString()),
      ),
      RUNS,
    );
  });

  it('have a plain space before AM and PM in every version of Intl', () =>
    assert.equal(own.date(new Date(2026, 0, 5, 14, 5), 'minute'), 'Jan 5, 2026, 2:05 PM'));
});
