import { expect } from 'chai';
import { WORDS } from '../../src/locale/control-words-late.ts';
import { ENGLISH, loadControlWords } from '../../src/locale/control-words.ts';
import { LANGUAGES } from '../../src/locale/load-locale.ts';

describe('the words of controls', () => {
  it('are there in every language, each its own', async () => {
    expect(Object.keys(WORDS).sort()).to.deep.equal(Object.keys(LANGUAGES).sort());
    for (const language of Object.keys(WORDS)) {
      const words = await loadControlWords(`${language}-XX`);
      expect(Object.keys(words)).to.deep.equal(Object.keys(ENGLISH));
      for (const [key, text] of Object.entries(words)) {
        expect(text, `${language} ${key}`).to.be.a('string').that.is.not.empty;
        expect(text).not.to.equal(ENGLISH[key as keyof typeof ENGLISH]);
      }
    }
  });

  it('are English where a language has none', async () => {
    for (const tag of [null, '', 'en-GB', 'tlh', 'constructor'])
      expect(await loadControlWords(tag)).to.equal(ENGLISH);
  });
});
