import { describe, it } from 'node:test';
import { expect } from 'chai';
import { controlWords } from '../../src/controllers/dashboard/dashboard-viz.ts';
import { extraWords } from '../../src/locale/summary.ts';
import { galleryWords } from '../../src/components/gallery/gallery-model.ts';
import { selectionWords } from '../../src/components/viz/viz-selection.ts';
import { LANGUAGES, loadLocale } from '../../src/locale/load-locale.ts';
import ENGLISH from '../../src/locale/messages/en/controls.ts';
import type { Locale } from '../../src/locale/types.ts';
import { aggregateWords } from '../../src/locale/aggregate-titles.ts';
import { mapWords } from '../../src/pipeline/maps.ts';
import { tableWords } from '../../src/components/table/table-template.ts';
import { toolWords } from '../../src/components/viz/viz-toolbar-menu.ts';

const aggregateNames = (locale: Locale) => aggregateWords(locale).names;
const PARTS = { aggregateNames, extraWords, galleryWords, mapWords, selectionWords, tableWords, toolWords };
/** Words that are the same in French and English. */
const SAME = ['fr source', 'fr annotation'];

describe('messages of features that load on demand', () => {
  for (const language of Object.keys(LANGUAGES))
    it(`exist in ${language} and differ from English`, async () => {
      const [locale, english] = await Promise.all([loadLocale(language), loadLocale('en')]);
      for (const words of Object.values(PARTS)) {
        const own = Object.entries<unknown>({ ...words(locale) });
        const others = new Map(Object.entries<unknown>({ ...words(english) }));
        expect(own.map(([name]) => name).sort()).to.deep.equal([...others.keys()].sort());
        for (const [name, text] of own) {
          if (typeof text !== 'string' || SAME.includes(`${language} ${name}`)) continue;
          expect(text.trim(), name).not.to.equal('');
          expect(text, name).not.to.equal(others.get(name));
          // Both contain the placeholder of the format, or neither does.
          expect(text.split('#').length, name).to.equal(String(others.get(name)).split('#').length);
        }
      }
      const controls = controlWords(await loadLocale(`${language}-XX`));
      expect(Object.keys(controls).sort()).to.deep.equal(Object.keys(ENGLISH).sort());
      for (const [name, text] of Object.entries(controls))
        expect(text).not.to.equal(ENGLISH[name as keyof typeof ENGLISH]);
    });

  it('are English without a translation', async () => {
    const [unknown, english] = await Promise.all([loadLocale('tlh'), loadLocale('en')]);
    for (const words of Object.values(PARTS)) expect(words(unknown)).to.equal(words(english));
    for (const tag of [null, '', 'en-GB', 'tlh', 'constructor'])
      expect(controlWords(await loadLocale(tag))).to.equal(ENGLISH);
  });
});

describe('messages about a selection', () => {
  for (const language of ['en', ...Object.keys(LANGUAGES)])
    it(`contain the selected value (${language})`, async () => {
      const { chosen, cleared, remove, begun, hint, hintSeveral, hintRange } = selectionWords(
        await loadLocale(language),
      );
      expect(chosen('NAME', 'VALUE')).to.contain('NAME').and.to.contain('VALUE');
      expect(cleared('NAME')).to.contain('NAME');
      expect(begun('VALUE')).to.contain('VALUE');
      // The accessible name of a button begins with its visible text.
      expect(remove('NAME: VALUE').startsWith('NAME: VALUE')).to.equal(true);
      expect(new Set([hint, hintSeveral, hintRange])).to.have.property('size', 3);
    });
});

describe('messages of a gallery', () => {
  for (const language of ['en', ...Object.keys(LANGUAGES)])
    it(`differ for each case (${language})`, async () => {
      const { count, part, found, more, ...words } = galleryWords(await loadLocale(language));
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

  it('format numbers for the tag if they are in its language', async () => {
    expect(galleryWords(await loadLocale('de-CH')).count(12_345)).to.match(/^12['’]345 Vorlagen$/);
    // There are no Turkish messages, so both the message and its number are English.
    expect(galleryWords(await loadLocale('tr-TR')).count(12_345)).to.equal('12,345 templates');
  });

  it('use plural forms', async () => {
    const polish = galleryWords(await loadLocale('pl'));
    const counts = [1, 2, 5, 22].map(polish.count).join(', ');
    expect(counts).to.equal('1 szablon, 2 szablony, 5 szablonów, 22 szablony');
    expect(galleryWords(await loadLocale('ar')).count(2)).to.equal('قالبان');
    expect(galleryWords(await loadLocale('en')).found(1, 24, 60)).to.equal('1 found in 24 of 60 templates');
  });
});
