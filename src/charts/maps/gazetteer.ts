import {
  COUNTRY_CODES,
  OTHER_CODES,
  OTHER_NAMES,
  OTHER_STATE_NAMES,
  SMALL_COUNTRIES,
  STATES,
} from './place-names.ts';

/** A map whose places have names and codes. */
export type Atlas = 'world' | 'usa';

/** Finds the places of a map by their names and codes. */
export interface Gazetteer {
  readonly atlas: Atlas;
  /** Returns the id of a place, or `undefined`: the alpha-2 code of a country, the FIPS code of a state. */
  find(text: string): string | undefined;
}

const COUNTRIES = COUNTRY_CODES.split(' ').map((codes) => ({
  id: codes.slice(0, 2),
  alpha3: codes.slice(2, 5),
  numeric: codes.slice(5),
}));

/** The alpha-2 code of each country by its numeric code, which is the id of its outline. */
export const COUNTRY_IDS: ReadonlyMap<string, string> = new Map(
  COUNTRIES.map(({ id, numeric }) => [numeric, id]),
);

/** Longitude and latitude of countries without an outline, by alpha-2 code. */
export const POINTS: ReadonlyMap<string, readonly number[]> = new Map(
  SMALL_COUNTRIES.split(';').map((each) => {
    const [id = '', ...point] = each.split(' ');
    return [id, point.map(Number)];
  }),
);

/** @param namesOf Returns the names of a country in the languages of the page and of its data. */
export function countryGazetteer(namesOf: (alpha2: string) => readonly string[]): Gazetteer {
  const codes = new Map<string, string>();
  const names = new Map<string, string>();
  for (const { id, alpha3, numeric } of COUNTRIES) {
    for (const code of [id, alpha3, numeric]) if (code) codes.set(code, id);
    for (const name of namesOf(id)) names.set(nameKey(name), id);
  }
  for (const each of OTHER_CODES.split(';')) codes.set(each.slice(0, -3), each.slice(-2));
  for (const each of OTHER_NAMES.split('|')) names.set(nameKey(each.slice(3)), each.slice(0, 2));
  return gazetteer('world', codes, names, 3);
}

export function stateGazetteer(): Gazetteer {
  const codes = new Map<string, string>();
  const names = new Map<string, string>();
  for (const each of STATES.split('|')) {
    const id = each.slice(0, 2);
    codes.set(id, id).set(each.slice(2, 4), id);
    names.set(nameKey(each.slice(4)), id);
  }
  for (const each of OTHER_STATE_NAMES.split('|')) names.set(nameKey(each.slice(3)), each.slice(0, 2));
  return gazetteer('usa', codes, names, 2);
}

/** Names of states by FIPS code. */
export const stateName = (id: string): string | undefined =>
  STATES.split('|')
    .find((each) => each.startsWith(id))
    ?.slice(4);

/** @param digits Length of numeric codes. Numbers without leading zeros are shorter. */
const gazetteer = (
  atlas: Atlas,
  codes: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
  digits: number,
): Gazetteer => ({
  atlas,
  find(text) {
    const code = text.trim().toUpperCase();
    return codes.get(/^\d+$/.test(code) ? code.padStart(digits, '0') : code) ?? names.get(nameKey(text));
  },
});

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  dem: 'democratic',
  fed: 'federated',
  is: 'islands',
  n: 'north',
  rep: 'republic',
  s: 'south',
  st: 'saint',
  w: 'west',
};
const SMALL_WORDS = new Set(['the', 'of', 'and']);
const MAX_PLACE_NAME = 100;

/**
 * Returns the same key for "Korea, Rep." and "the Republic of Korea": words in alphabetical order, without accents,
 * punctuation and small words.
 */
function nameKey(name: string): string {
  const words = name.slice(0, MAX_PLACE_NAME).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return words
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word && !SMALL_WORDS.has(word))
    .map((word) => (Object.hasOwn(ABBREVIATIONS, word) ? ABBREVIATIONS[word] : word))
    .sort()
    .join(' ');
}
