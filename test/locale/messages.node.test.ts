import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import type { Locale, Messages } from '../../src/locale/types.ts';
import { plain, TAGS } from './languages.ts';

const CHOICES = [{ name: 'Region', value: 'EU' }];
const MOMENT = new Date(Date.UTC(2026, 0, 3));

/** Each message with and without a title, a reason or a count. */
const TEXTS: { [Key in keyof Messages]: (messages: Messages) => readonly string[] } = {
  loading: (messages) => [messages.loading('Sales'), messages.loading(null)],
  drawn: (messages) => [messages.drawn('Sales', 12), messages.drawn(null, 1)],
  updated: (messages) => [messages.updated('Sales'), messages.updated(null)],
  errors: (messages) => Object.values(messages.errors),
  unsupported: (messages) => [messages.unsupported('Sales'), messages.unsupported(null)],
  retry: (messages) => [messages.retry],
  openViewer: (messages) => [messages.openViewer],
  showTable: (messages) => [messages.showTable],
  showChart: (messages) => [messages.showChart],
  tableCaption: (messages) => [messages.tableCaption('Sales'), messages.tableCaption(null)],
  more: (messages) => [messages.more(23), messages.more(1)],
  shown: ({ shown }) => [shown(10, 62)],
  showAll: ({ showAll }) => [showAll],
  showFewer: ({ showFewer }) => [showFewer],
  empty: (messages) => [messages.empty(CHOICES), messages.empty([])],
  stale: (messages) => [messages.stale(300), messages.stale(null)],
  truncated: (messages) => [messages.truncated(100_000), messages.truncated(1)],
  asOf: (messages) => [messages.asOf(MOMENT), messages.asOf(MOMENT, 'year'), messages.asOf(MOMENT, 'month')],
  dataAge: (messages) => [messages.dataAge(0), messages.dataAge(1), messages.dataAge(12)],
  dataWaiting: (messages) => [messages.dataWaiting],
  dataBlocked: (messages) => [messages.dataBlocked('quota'), messages.dataBlocked(null)],
  keyboardHint: (messages) => [messages.keyboardHint],
  position: (messages) => [messages.position(3, 12)],
  kinds: (messages) => Object.values(messages.kinds),
  overview: (messages) => [
    messages.overview('bar', ['Sales'], ['Region']),
    messages.overview('line', ['Sales'], []),
  ],
  range: (messages) => [messages.range('Sales', '12', '340')],
  categories: (messages) => [messages.categories('Region', ['A', 'H'], 8)],
  change: (messages) => [messages.change('12%', null), messages.change('12%', '2024')],
  previously: (messages) => [messages.previously('340', null)],
  directions: (messages) => Object.values(messages.directions),
  verdicts: (messages) => Object.values(messages.verdicts),
  unnamed: (messages) => Object.values(messages.unnamed),
  current: (messages) => [messages.current],
  previous: (messages) => [messages.previous],
  share: (messages) => [messages.share],
  comma: () => [],
  other: (messages) => [messages.other],
  yes: (messages) => [messages.yes],
  no: (messages) => [messages.no],
  none: (messages) => [messages.none],
  quarter: (messages) => [messages.quarter(3, '2026')],
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
  for (const tag of TAGS)
    describe(tag, () => {
      let locale: Locale;
      before(async () => {
        locale = await loadLocale(tag);
      });

      it('have exactly the keys of English', () => {
        const { messages } = locale;
        const late = ['table', 'gallery', 'selection', 'tools', 'controls', 'extra', 'maps', 'aggregates'];
        expect(Object.keys(messages)).to.have.members([...Object.keys(english.messages), ...late]);
        for (const group of ['errors', 'kinds', 'directions', 'verdicts', 'unnamed'] as const)
          expect(messages[group]).to.have.all.keys(Object.keys(english.messages[group]));
      });

      it('are complete and differ from English', () => {
        for (const textsOf of Object.values(TEXTS)) {
          const own = textsOf(locale.messages);
          const foreign = textsOf(english.messages);
          for (const [index, text] of own.entries()) {
            expect(text).to.be.a('string').that.is.not.empty;
            expect(text).not.to.match(/\bundefined\b|\bnull\b|NaN|\[object|#|\$\{/);
            if (SHARED[tag]?.includes(text)) continue;
            expect(text).not.to.equal(foreign[index]);
          }
        }
      });

      it('have no full stop in options', () => {
        expect(locale.messages.table!.unsorted).to.match(/[^.。۔]$/u);
      });

      it('contain the given values', () => {
        const { messages } = locale;
        for (const text of [
          messages.loading('Sales'),
          messages.drawn('Sales', 12),
          messages.updated('Sales'),
          messages.unsupported('Sales'),
          messages.tableCaption('Sales'),
        ])
          expect(text).to.contain('Sales');

        expect(plain(messages.empty(CHOICES))).to.match(/Region ?[:：] ?EU/);
        expect(messages.dataBlocked('quota')).to.contain('quota');
        expect(plain(messages.overview('bar', ['Sales', 'Cost'], ['Region']))).to.match(
          /(?=.*Sales)(?=.*Cost)(?=.*Region)/,
        );
      });
    });

  it('are as expected in English', () => {
    const messages = english.messages;
    expect(messages.loading('Sales')).to.equal('Loading Sales…');
    expect(messages.drawn('Sales', 1)).to.equal('Sales, 1 point.');
    expect(messages.drawn(null, 1234)).to.equal('Chart, 1,234 points.');
    expect(messages.more(23)).to.equal('and 23 more');
    expect(messages.empty(CHOICES)).to.equal('No data for this selection (Region: EU).');
    expect(messages.stale(300)).to.equal('Update failed. Last updated 5 minutes ago.');
    expect(messages.stale(20)).to.equal('Update failed. Last updated 20 seconds ago.');
    expect(messages.stale(-5)).to.equal('Update failed. Last updated 1 second ago.');
    expect(messages.stale(7300)).to.equal('Update failed. Last updated 2 hours ago.');
    expect(messages.truncated(100_000)).to.equal(
      'Only the first 100,000 rows are shown; totals are incomplete.',
    );
    expect(messages.asOf(MOMENT)).to.equal('As of January 3, 2026');
    expect(messages.dataAge(0)).to.equal('Data from today');
    expect(messages.dataAge(12)).to.equal('Data from 12 days ago');
    expect(messages.overview('bar', ['Sales'], ['Region'])).to.equal('Bar chart of Sales by Region.');
    expect(messages.overview('chart', [], [])).to.equal('Chart.');
  });

  it('use all four plural forms in Polish', async () => {
    const { messages } = await loadLocale('pl');
    const texts = [1, 2, 4, 5, 12, 21, 22, 25, 1.5].map((count) => plain(messages.drawn('A', count)));
    expect(texts).to.deep.equal([
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
    const texts = [0, 1, 2, 3, 10, 11, 99, 100, 103].map((count) => plain(messages.drawn('A', count)));
    expect(texts).to.deep.equal([
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
