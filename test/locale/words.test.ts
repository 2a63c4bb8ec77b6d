import { expect } from 'chai';
import { extraWords } from '../../src/locale/extra-words.ts';
import { toolWords } from '../../src/locale/tool-words.ts';
import { TAGS } from './languages.ts';

describe('words that come by need', () => {
  for (const tag of TAGS) {
    it(`are there in ${tag}`, () => {
      for (const words of [extraWords, toolWords]) {
        const own = Object.entries<string>({ ...words(tag) });
        const english = Object.entries<string>({ ...words('en') });
        expect(own.map(([name]) => name)).to.deep.equal(english.map(([name]) => name));
        expect(own.every(([, text]) => text.trim() !== '')).to.equal(true);
        expect(own.some(([, text], index) => text === english[index]![1])).to.equal(
          tag === 'fr' && words === extraWords,
        );
        const places = (entries: readonly [string, string][]): string[] =>
          entries.filter(([, text]) => text.split('#').length === 2).map(([name]) => name);
        expect(places(own)).to.deep.equal(places(english));
      }
    });
  }

  it('are English elsewhere', () => {
    expect(toolWords('xx')).to.deep.equal(toolWords('en'));
    expect(extraWords('xx')).to.deep.equal(extraWords('en'));
  });
});
