// @engines all
import { expect } from 'chai';
import { ZONE_CASES } from './zone-cases.ts';

describe('public-client: dates in any zone', () => {
  for (const { name, actual, expected } of ZONE_CASES)
    it(name, () => expect(actual()).to.deep.equal(expected));
});
