import { expect } from 'chai';
import { GALLERY_LANGUAGES, galleryWords } from '../../src/locale/gallery-words.ts';
import { LANGUAGES } from '../../src/locale/load-locale.ts';

const of = (language: string, tag = language) => galleryWords({ tag, language });

describe('a gallery’s sentences', () => {
  it('are there in every language', () => {
    expect([...GALLERY_LANGUAGES].sort()).to.deep.equal(['en', ...Object.keys(LANGUAGES)].sort());
  });

  for (const language of GALLERY_LANGUAGES) {
    it(`tell all cases apart (${language})`, () => {
      const { count, part, found, more, ...words } = of(language);
      const texts = [
        ...Object.values(words),
        ...[1, 2, 5, 24].map(count),
        part(24, 60),
        part(24, null),
        found(3, 24, 24),
        found(3, 24, 60),
        found(3, 24, null),
        more(12),
        more(null),
      ];
      expect(texts.filter((text) => !text.trim() || /#|undefined|null|NaN/.test(text))).to.deep.equal([]);
      expect(new Set(texts).size).to.equal(texts.length);
      expect(found(3, 24, 60)).not.to.equal(found(3, 24, null));
    });
  }

  it('write numbers as the tag does, in the language of the sentence', () => {
    expect(of('de', 'de-CH').count(12_345)).to.match(/^12['’]345 Vorlagen$/);
    // Without the language's own sentences the numbers are English too.
    expect(of('en', 'tr-TR').count(12_345)).to.equal('12,345 templates');
  });

  it('count', () => {
    expect([1, 2, 5, 22].map(of('pl').count)).to.deep.equal([
      '1 szablon',
      '2 szablony',
      '5 szablonów',
      '22 szablony',
    ]);
    expect(of('ar').count(2)).to.equal('قالبان');
    expect(of('en').found(1, 24, 60)).to.equal('1 found among 24 of 60 templates loaded');
  });
});
