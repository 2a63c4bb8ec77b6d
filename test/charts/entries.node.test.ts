import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseEntries } from '../../src/charts/entries.ts';

/** Reads entries as text: names and values with ` = ` between them. */
const read = (text: string): string =>
  parseEntries(text)
    .map(({ name, value }) => (name === null ? value : `${name} = ${value}`))
    .join(' | ');

describe('parseEntries', () => {
  for (const [what, text, entries] of [
    ['a value without a name', ' EUR ', 'EUR'],
    ['a quoted value without a name', '"per 1:000; net"', 'per 1:000; net'],
    ['a value in single quotes', "'n'", 'n'],
    ['names and values, with and without spaces', 'price: EUR; weight:kg;', 'price = EUR | weight = kg'],
    [
      'quoted names and values that contain separators',
      `"Sales: net": 'a; b'; "x;y":1`,
      'Sales: net = a; b | x;y = 1',
    ],
    ['apostrophes in a text', "Côte d'Ivoire: green; l'eau: #00f", "Côte d'Ivoire = green | l'eau = #00f"],
    ['quotes in a text', 'Peak: the "big" one', 'Peak = the "big" one'],
    ['a time in a name', '2024-03-15T09:30: Opening: late', '2024-03-15T09:30 = Opening: late'],
    ['empty entries', ' ; ;', ''],
  ] as const)
    it(`reads ${what}`, () => {
      expect(read(text)).to.equal(entries);
    });

  it('reads a value of many spaces in linear time', () => {
    const spaces = ' '.repeat(500_000);
    expect(read(`a${spaces}b; "c"${spaces}: ${spaces}d`)).to.equal(`a${spaces}b | c = d`);
  });
});
