// @engines all
import { expect } from 'chai';
import fc from 'fast-check';
import { writeEnglish } from '../../src/locale/english-numbers.ts';

type Options = Parameters<typeof writeEnglish>[1];

const intl = (value: number, options: Options): string =>
  new Intl.NumberFormat('en', options).format(value).replaceAll('-', '−');

const digits = fc.integer({ min: 1, max: 21 });
const options: fc.Arbitrary<Options> = fc.oneof(
  fc.record({ maximumSignificantDigits: digits }),
  fc.record({ notation: fc.constant('compact' as const), maximumSignificantDigits: digits }),
  fc.record(
    {
      style: fc.constantFrom('percent' as const, 'decimal' as const),
      maximumFractionDigits: fc.integer({ min: 0, max: 20 }),
      useGrouping: fc.constant(false),
    },
    { requiredKeys: [] },
  ),
);
const values = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -2, max: 2 }),
  fc.integer(),
  // Numbers that people write, at whose last places halves are met.
  fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -6, max: 9 }))
    .map(([n, e]) => Number(`${n}e${e}`)),
  fc.constantFrom(0, -0, 999.5, 999_999, 999_950, 1e15, 999_999_999_999_999, 0.0005, 1.005, 5e-324, 1e21),
);

describe('English numbers', () => {
  it('are those of Intl, whatever the value and the options', () => {
    fc.assert(
      fc.property(values, options, (value, options) => {
        expect(writeEnglish(value, options) ?? intl(value, options)).to.equal(intl(value, options));
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  it('are left to Intl where they are no digits, or too many', () => {
    for (const value of [NaN, Infinity, -Infinity]) expect(writeEnglish(value, {})).to.equal(null);
    expect(writeEnglish(1e30, { notation: 'scientific' })).to.equal(null);
    expect(writeEnglish(1e15, { notation: 'compact' })).to.equal(null);
  });
});
