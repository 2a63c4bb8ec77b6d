import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countryGazetteer, stateGazetteer, stateName } from '../../../src/charts/maps/gazetteer.ts';

const names = ['en', 'de', 'ar'].map((language) => new Intl.DisplayNames(language, { type: 'region' }));
const countries = countryGazetteer((id) => names.map((each) => each.of(id) ?? ''));

/** Names and codes by the alpha-2 code of their country. */
const COUNTRIES: Readonly<Record<string, readonly string[]>> = {
  AD: ['AND', 'and', '020', '20'],
  BS: ['Bahamas, The', 'The Bahamas'],
  CD: ['Congo, Dem. Rep.', 'Democratic Republic of the Congo', 'DR Congo', 'Congo (Kinshasa)'],
  CG: ['Congo, Rep.', 'Congo', 'COG'],
  CI: ['Cote d’Ivoire', "Côte d'Ivoire", 'Ivory Coast'],
  CZ: ['Czech Republic', 'Czechia', 'Tschechien'],
  DE: ['DE', 'deu', '276', 'Germany', ' germany ', 'Deutschland', 'ألمانيا'],
  GB: ['UK', 'GBR', 'Great Britain', 'United Kingdom'],
  GR: ['EL', 'GR'],
  IR: ['Iran, Islamic Rep.', 'Iran (Islamic Republic of)'],
  IS: ['IS', 'Iceland'],
  KP: ['North Korea', 'N. Korea', 'Korea, Dem. People’s Rep.'],
  KR: ['South Korea', 'Korea, Rep.', 'Republic of Korea'],
  TR: ['Turkey', 'Türkiye', 'Turkiye'],
  US: ['US', 'USA', 'U.S.A.', 'United States', 'United States of America', '840'],
  VC: ['St. Vincent and the Grenadines', 'Saint Vincent & the Grenadines'],
  XK: ['Kosovo', 'XKX'],
};

describe('the gazetteer of countries', () => {
  for (const [id, texts] of Object.entries(COUNTRIES))
    it(`finds ${texts.join(', ')}`, () =>
      assert.deepEqual(
        texts.map((text) => countries.find(text)),
        texts.map(() => id),
      ));

  it('finds nothing else', () => {
    for (const text of ['', 'Atlantis', 'the', '999', 'constructor', '__proto__', 'a'.repeat(1e5)])
      assert.equal(countries.find(text), undefined, text.slice(0, 20));
  });
});

describe('the gazetteer of states', () => {
  it('finds names, postal codes and FIPS codes', () => {
    const { find } = stateGazetteer();
    for (const text of ['California', 'california', 'CA', 'ca', '06', '6']) assert.equal(find(text), '06');
    for (const text of ['DC', 'Washington, D.C.', 'District of Columbia']) assert.equal(find(text), '11');
    for (const text of ['West Virginia', 'W. Virginia', 'WV']) assert.equal(find(text), '54');
    for (const text of ['Germany', '99', '']) assert.equal(find(text), undefined);
    assert.equal(stateName('06'), 'California');
  });
});
