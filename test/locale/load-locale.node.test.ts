import { describe, it } from 'node:test';
import { expect } from 'chai';
import { createLocales, LANGUAGES, loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import type { LoadMessages } from '../../src/locale/load-locale.ts';
import { TAGS } from './languages.ts';

describe('localeFor', () => {
  it('returns English messages with the formats of the tag', () => {
    const { localeFor } = createLocales();
    const german = localeFor('de');
    expect(german.tag).to.equal('de');
    expect(german.language).to.equal('en');
    expect(german.messages.retry).to.equal('Try again');
    expect(german.number(1234.5)).to.equal('1.234,5');
  });

  it('returns English for malformed tags and unknown languages', () => {
    const tags = [null, undefined, '', ' ', 'x', 'not a tag', 'de-', '-', '123', 'xx', 'tlh-klingon-!', '*'];
    for (const tag of tags) expect(localeFor(tag).tag, String(tag)).to.equal('en');
  });

  it('accepts tags in any case and with underscores', () => {
    expect(localeFor('de_AT').tag).to.equal('de-AT');
    expect(localeFor('EN-gb').tag).to.equal('en-GB');
    expect(localeFor(' fr ').tag).to.equal('fr');
  });

  it('returns the same object for the same language and time zone', () => {
    expect(localeFor('en-GB')).to.equal(localeFor('en_gb'));
    expect(localeFor('en', 'Asia/Tokyo')).to.equal(localeFor('en', 'Asia/Tokyo'));
    expect(localeFor('en', 'Asia/Tokyo')).not.to.equal(localeFor('en'));
  });

  it('uses the reader’s time zone if the requested one does not exist', () => {
    expect(localeFor('en', 'Mars/Olympus')).to.equal(localeFor('en'));
    expect(localeFor('en', '')).to.equal(localeFor('en', null));
  });
});

describe('loadLocale', () => {
  for (const tag of TAGS)
    it(`loads the messages of ${tag}`, async () => {
      const locale = await loadLocale(tag);
      expect(locale.language).to.equal(tag);
      expect(locale.messages.retry).not.to.equal('Try again');
      expect(locale.dir).to.equal(tag === 'ar' ? 'rtl' : 'ltr');
      expect(localeFor(tag)).to.equal(locale);
    });

  it('falls back to the base language of the tag', async () => {
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

  it('loads the definitions for Vega patterns', async () => {
    const { localeFor, loadLocale } = createLocales();
    expect(localeFor('en-GB').vega.time).to.equal(null);
    expect((await loadLocale('en-GB')).vega.time).to.have.property('date');
  });

  it('loads a language once', async () => {
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

  it('returns English if the chunk fails to load, and tries again the next time', async () => {
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
