import { expect } from 'chai';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import type { Locale, Messages } from '../../src/locale/types.ts';
import { plain, TAGS } from './languages.ts';

const CHOICES = [{ name: 'Region', value: 'EU' }];
const MOMENT = new Date(Date.UTC(2026, 0, 3));

/** Each message with and without a title, a reason or a count. */
const SAID: { [Key in keyof Messages]: (messages: Messages) => readonly string[] } = {
  loading: (say) => [say.loading('Sales'), say.loading(null)],
  drawn: (say) => [say.drawn('Sales', 12), say.drawn(null, 1)],
  updated: (say) => [say.updated('Sales'), say.updated(null)],
  errors: (say) => Object.values(say.errors),
  unsupported: (say) => [say.unsupported('Sales'), say.unsupported(null)],
  retry: (say) => [say.retry],
  openViewer: (say) => [say.openViewer],
  showTable: (say) => [say.showTable],
  showChart: (say) => [say.showChart],
  tableCaption: (say) => [say.tableCaption('Sales'), say.tableCaption(null)],
  more: (say) => [say.more(23), say.more(1)],
  empty: (say) => [say.empty(CHOICES), say.empty([])],
  stale: (say) => [say.stale(300), say.stale(null)],
  truncated: (say) => [say.truncated(100_000), say.truncated(1)],
  asOf: (say) => [say.asOf(MOMENT)],
  dataAge: (say) => [say.dataAge(0), say.dataAge(1), say.dataAge(12)],
  dataWaiting: (say) => [say.dataWaiting],
  dataBlocked: (say) => [say.dataBlocked('quota'), say.dataBlocked(null)],
  keyboardHint: (say) => [say.keyboardHint],
  position: (say) => [say.position(3, 12)],
  kinds: (say) => Object.values(say.kinds),
  overview: (say) => [say.overview('bar', ['Sales'], ['Region']), say.overview('line', ['Sales'], [])],
  range: (say) => [say.range('Sales', '12', '340')],
  categories: (say) => [say.categories('Region', ['A', 'H'], 8)],
  change: (say) => [say.change('12%', null), say.change('12%', '2024')],
  previously: (say) => [say.previously('340', null)],
  directions: (say) => Object.values(say.directions),
  verdicts: (say) => Object.values(say.verdicts),
  unnamed: (say) => Object.values(say.unnamed),
  current: (say) => [say.current],
  previous: (say) => [say.previous],
  comma: () => [],
  other: (say) => [say.other],
  yes: (say) => [say.yes],
  no: (say) => [say.no],
  none: (say) => [say.none],
  quarter: (say) => [say.quarter(3, '2026')],
};

/** Words that are the same as in English. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  de: ['Q3 2026'],
  es: ['No'],
  fr: ['Sales, 12 points.', 'Date'],
  it: ['No'],
};

const english = localeFor('en');

describe('messages', () => {
  for (const tag of TAGS) {
    describe(tag, () => {
      let locale: Locale;
      before(async () => {
        locale = await loadLocale(tag);
      });

      it('have exactly the keys of English', () => {
        const { messages } = locale;
        const late = ['table', 'gallery', 'selection', 'tools', 'controls', 'extra'];
        expect(Object.keys(messages)).to.have.members([...Object.keys(english.messages), ...late]);
        for (const group of ['errors', 'kinds', 'directions', 'verdicts', 'unnamed'] as const) {
          expect(messages[group]).to.have.all.keys(Object.keys(english.messages[group]));
        }
      });

      it('are complete and differ from English', () => {
        for (const say of Object.values(SAID)) {
          const own = say(locale.messages);
          const foreign = say(english.messages);
          for (const [index, text] of own.entries()) {
            expect(text).to.be.a('string').that.is.not.empty;
            expect(text).not.to.match(/\bundefined\b|\bnull\b|NaN|\[object|#|\$\{/);
            if (SHARED[tag]?.includes(text)) continue;
            expect(text).not.to.equal(foreign[index]);
          }
        }
      });

      it('contain the given values', () => {
        const { messages } = locale;
        for (const text of [
          messages.loading('Sales'),
          messages.drawn('Sales', 12),
          messages.updated('Sales'),
          messages.unsupported('Sales'),
          messages.tableCaption('Sales'),
        ]) {
          expect(text).to.contain('Sales');
        }
        expect(plain(messages.empty(CHOICES))).to.match(/Region ?[:：] ?EU/);
        expect(messages.dataBlocked('quota')).to.contain('quota');
        expect(plain(messages.overview('bar', ['Sales', 'Cost'], ['Region']))).to.match(
          /(?=.*Sales)(?=.*Cost)(?=.*Region)/,
        );
      });
    });
  }

  it('are as expected in English', () => {
    const say = english.messages;
    expect(say.loading('Sales')).to.equal('Loading Sales…');
    expect(say.drawn('Sales', 1)).to.equal('Sales, 1 point.');
    expect(say.drawn(null, 1234)).to.equal('Chart, 1,234 points.');
    expect(say.more(23)).to.equal('and 23 more');
    expect(say.empty(CHOICES)).to.equal('No data for this selection (Region: EU).');
    expect(say.stale(300)).to.equal('Update failed. Last updated 5 minutes ago.');
    expect(say.stale(20)).to.equal('Update failed. Last updated 20 seconds ago.');
    expect(say.stale(-5)).to.equal('Update failed. Last updated 1 second ago.');
    expect(say.stale(7300)).to.equal('Update failed. Last updated 2 hours ago.');
    expect(say.truncated(100_000)).to.equal('Only the first 100,000 rows are shown; totals are incomplete.');
    expect(say.asOf(MOMENT)).to.equal('As of January 3, 2026');
    expect(say.dataAge(0)).to.equal('Data from today');
    expect(say.dataAge(12)).to.equal('Data from 12 days ago');
    expect(say.overview('bar', ['Sales'], ['Region'])).to.equal('Bar chart of Sales by Region.');
    expect(say.overview('chart', [], [])).to.equal('Chart.');
  });

  it('use all four plural forms in Polish', async () => {
    const { messages } = await loadLocale('pl');
    const said = [1, 2, 4, 5, 12, 21, 22, 25, 1.5].map((count) => plain(messages.drawn('A', count)));
    expect(said).to.deep.equal([
      'A, 1 punkt.',
      'A, 2 punkty.',
      'A, 4 punkty.',
      'A, 5 punktów.',
      'A, 12 punktów.',
      'A, 21 punktów.',
      'A, 22 punkty.',
      'A, 25 punktów.',
      'A, 1,5 punktu.',
    ]);
  });

  it('use all six plural forms in Arabic', async () => {
    const { messages } = await loadLocale('ar-u-nu-latn');
    const said = [0, 1, 2, 3, 10, 11, 99, 100, 103].map((count) => plain(messages.drawn('A', count)));
    expect(said).to.deep.equal([
      'A، بلا نقاط.',
      'A، نقطة واحدة.',
      'A، نقطتان.',
      'A، 3 نقاط.',
      'A، 10 نقاط.',
      'A، 11 نقطة.',
      'A، 99 نقطة.',
      'A، 100 نقطة.',
      'A، 103 نقاط.',
    ]);
  });

  it('isolate quoted text in Arabic', async () => {
    const { messages } = await loadLocale('ar');
    expect(messages.tableCaption('Sales')).to.contain('\u2068Sales\u2069');
  });

  it('use one language in each sentence, independent of the formats', () => {
    const swedish = localeFor('sv');
    expect(swedish.messages.asOf(MOMENT)).to.equal('As of January 3, 2026');
    expect(plain(swedish.date(new Date(2026, 4, 3), 'day', 'long'))).to.equal('3 maj 2026');
  });
});
