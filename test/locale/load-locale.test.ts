import { expect } from 'chai';
import { createLocales, LANGUAGES, loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import type { LoadMessages } from '../../src/locale/load-locale.ts';
import { TAGS } from './languages.ts';

describe('localeFor', () => {
  it('is English at once, with the formats of the tag', () => {
    const { localeFor } = createLocales();
    const german = localeFor('de');
    expect(german.tag).to.equal('de');
    expect(german.language).to.equal('en');
    expect(german.messages.retry).to.equal('Try again');
    expect(german.number(1234.5)).to.equal('1.234,5');
  });

  it('is English for what is no tag and for tongues that no platform knows', () => {
    const tags = [null, undefined, '', ' ', 'x', 'not a tag', 'de-', '-', '123', 'xx', 'tlh-klingon-!', '*'];
    for (const tag of tags) expect(localeFor(tag).tag, String(tag)).to.equal('en');
  });

  it('reads a tag as people write it', () => {
    expect(localeFor('de_AT').tag).to.equal('de-AT');
    expect(localeFor('EN-gb').tag).to.equal('en-GB');
    expect(localeFor(' fr ').tag).to.equal('fr');
  });

  it('gives the same object for the same language and zone', () => {
    expect(localeFor('en-GB')).to.equal(localeFor('en_gb'));
    expect(localeFor('en', 'Asia/Tokyo')).to.equal(localeFor('en', 'Asia/Tokyo'));
    expect(localeFor('en', 'Asia/Tokyo')).not.to.equal(localeFor('en'));
  });

  it('takes the reader’s zone where the asked one does not exist', () => {
    expect(localeFor('en', 'Mars/Olympus')).to.equal(localeFor('en'));
    expect(localeFor('en', '')).to.equal(localeFor('en', null));
  });
});

describe('loadLocale', () => {
  for (const tag of TAGS) {
    it(`brings the sentences of ${tag}`, async () => {
      const locale = await loadLocale(tag);
      expect(locale.language).to.equal(tag);
      expect(locale.messages.retry).not.to.equal('Try again');
      expect(locale.dir).to.equal(tag === 'ar' ? 'rtl' : 'ltr');
      expect(localeFor(tag)).to.equal(locale);
    });
  }

  it('falls back along the tag', async () => {
    for (const [tag, language] of [
      ['de-AT', 'de'],
      ['zh-Hant', 'zh'],
      ['pt-PT', 'pt'],
      ['ar-EG', 'ar'],
      ['sv', 'en'],
      ['?', 'en'],
    ] as const) {
      const locale = await loadLocale(tag);
      expect(locale.language, tag).to.equal(language);
    }
    expect((await loadLocale('de-AT')).tag).to.equal('de-AT');
    expect((await loadLocale('sv')).tag).to.equal('sv');
  });

  it('brings what Vega needs for its own patterns', async () => {
    const { localeFor, loadLocale } = createLocales();
    expect(localeFor('en-GB').vega.time).to.equal(null);
    expect((await loadLocale('en-GB')).vega.time).to.have.property('date');
  });

  it('fetches a language once', async () => {
    let fetched = 0;
    const { loadLocale } = createLocales({
      de: () => {
        fetched++;
        return german();
      },
    });
    await loadLocale('de');
    await loadLocale('de-CH');
    expect(fetched).to.equal(1);
  });

  it('stays English when the chunk fails, and tries again the next time', async () => {
    let broken = true;
    const { loadLocale } = createLocales({
      de: () => (broken ? Promise.reject(new TypeError('Failed to fetch')) : german()),
    });
    expect((await loadLocale('de')).language).to.equal('en');
    broken = false;
    expect((await loadLocale('de')).language).to.equal('de');
  });
});

function german(): ReturnType<LoadMessages> {
  const load = LANGUAGES['de'];
  if (!load) throw new Error('German is gone.');
  return load();
}
