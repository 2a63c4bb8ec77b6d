import { expect } from 'chai';
import { LANGUAGES } from '../../src/locale/load-locale.ts';
import { LINKING_LANGUAGES, linkingWords } from '../../src/locale/linking-words.ts';

describe('the sentences about choices', () => {
  it('are there in every language, and whole', () => {
    expect([...LINKING_LANGUAGES].sort()).to.deep.equal(['en', ...Object.keys(LANGUAGES)].sort());
    const english = linkingWords('en');
    for (const language of LINKING_LANGUAGES) {
      const { chosen, cleared, remove, begun, hint, hintSeveral, hintRange } = linkingWords(language);
      expect(chosen('NAME', 'VALUE'), language).to.contain('NAME').and.to.contain('VALUE');
      expect(cleared('NAME')).to.contain('NAME');
      expect(begun('VALUE')).to.contain('VALUE');
      // The name of a button begins with what is seen of it.
      expect(remove('NAME: VALUE').startsWith('NAME: VALUE')).to.equal(true);
      if (language !== 'en') expect(hint).not.to.equal(english.hint);
      expect(new Set([hint, hintSeveral, hintRange])).to.have.property('size', 3);
    }
  });

  it('are English for all others', () => {
    expect(linkingWords('xx')).to.equal(linkingWords('en'));
    expect(linkingWords('constructor')).to.equal(linkingWords('en'));
  });
});
