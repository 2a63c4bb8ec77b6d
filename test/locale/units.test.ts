// @engines all
import { expect } from 'chai';
import { placeUnit } from '../../src/locale/units.ts';
import { plain } from './languages.ts';

/** Returns a number with a unit. */
function written(unit: string, tag: string): string {
  const { before = '', after = '' } = placeUnit(unit, tag);
  return plain(`${before}5${after}`);
}

describe('placeUnit', () => {
  const cases: readonly (readonly [tag: string, unit: string, text: string])[] = [
    ['en', 'EUR', '€5'],
    ['en', '£', '£5'],
    ['en', 'CAD', 'CA$5'],
    ['de', 'EUR', '5 €'],
    ['de', '€', '5 €'],
    ['fr', '$', '5 $'],
    ['nl', 'EUR', '€ 5'],
    ['pl', 'PLN', '5 zł'],
    ['ja', '¥', '¥5'],
    ['en', '%', '5%'],
    ['de', '%', '5 %'],
    ['fr', '‰', '5 ‰'],
    ['ja', '%', '5%'],
    ['en', 'mm', '5 mm'],
    ['de', 'kWh', '5 kWh'],
    ['de', 'per 1,000', '5 per 1,000'],
    ['de', 'PPM', '5 PPM'],
    ['en', 'constructor', '5 constructor'],
  ];
  for (const [tag, unit, text] of cases)
    it(`writes ${unit} in ${tag} as ${text}`, () => expect(written(unit, tag)).to.equal(text));

  it('shows a unit only once if it is neither a currency nor a percentage', () =>
    expect(['mm', '€', 'EUR', '%', '‰', 'PPM'].map((unit) => placeUnit(unit, 'de').unit)).to.deep.equal([
      ...['mm', null, null, null, null, 'PPM'],
    ]));
});
