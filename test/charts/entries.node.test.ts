import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseEntries } from '../../src/charts/entries.ts';

const read = (text: string) => parseEntries(text).map(({ name, value }) => [name, value]);

describe('parseEntries', () => {
  it('reads a value without a name', () => {
    expect(read(' EUR ')).to.deep.equal([[null, 'EUR']]);
    expect(read('"per 1:000; net"')).to.deep.equal([[null, 'per 1:000; net']]);
    expect(read("'n'")).to.deep.equal([[null, 'n']]);
  });

  it('reads names and values, with and without spaces', () => {
    expect(read('price: EUR; weight:kg;')).to.deep.equal([
      ['price', 'EUR'],
      ['weight', 'kg'],
    ]);
  });

  it('reads quoted names and values that contain separators', () => {
    expect(read(`"Sales: net": 'a; b'; "x;y":1`)).to.deep.equal([
      ['Sales: net', 'a; b'],
      ['x;y', '1'],
    ]);
  });

  it('keeps apostrophes and quotes within a text', () => {
    expect(read("Côte d'Ivoire: green; l'eau: #00f")).to.deep.equal([
      ["Côte d'Ivoire", 'green'],
      ["l'eau", '#00f'],
    ]);
    expect(read('Peak: the "big" one')).to.deep.equal([['Peak', 'the "big" one']]);
  });

  it('keeps a time in a name', () => {
    expect(read('2024-03-15T09:30: Opening: late')).to.deep.equal([['2024-03-15T09:30', 'Opening: late']]);
  });

  it('reads a value of many spaces in linear time', () => {
    const spaces = ' '.repeat(500_000);
    expect(read(`a${spaces}b; "c"${spaces}: ${spaces}d`)).to.deep.equal([
      [null, `a${spaces}b`],
      ['c', 'd'],
    ]);
  });

  it('ignores empty entries', () => {
    expect(read(' ; ;')).to.deep.equal([]);
  });
});
