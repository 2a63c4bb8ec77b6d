import { describe, it } from 'node:test';
import { expect } from 'chai';
import { loadLocale, localeFor } from '../../src/locale/load-locale.ts';
import type { Messages } from '../../src/locale/types.ts';
import { plain, TAGS } from './languages.ts';

const CHOICES = [{ name: 'Region', value: 'EU' }];
const MOMENT = new Date(Date.UTC(2026, 0, 3));

/** Each message with and without a title, a reason or a count. */
const TEXTS: { [Key in keyof Messages]: (messages: Messages) => readonly string[] } = {
  loading: ({ loading }) => [loading('Sales'), loading(null)],
  drawn: ({ drawn }) => [drawn('Sales', 12), drawn(null, 1)],
  updated: ({ updated }) => [updated('Sales'), updated(null)],
  errors: ({ errors }) => Object.values(errors),
  unsupported: ({ unsupported }) => [unsupported('Sales'), unsupported(null)],
  retry: ({ retry }) => [retry],
  openViewer: ({ openViewer }) => [openViewer],
  showTable: ({ showTable }) => [showTable],
  showChart: ({ showChart }) => [showChart],
  tableCaption: ({ tableCaption }) => [tableCaption('Sales'), tableCaption(null)],
  more: ({ more }) => [more(23), more(1)],
  shown: ({ shown }) => [shown(10, 62)],
  showAll: ({ showAll }) => [showAll],
  showFewer: ({ showFewer }) => [showFewer],
  empty: ({ empty }) => [empty(CHOICES), empty([])],
  stale: ({ stale }) => [stale(300), stale(null)],
  truncated: ({ truncated }) => [truncated(100_000), truncated(1)],
  asOf: ({ asOf }) => [asOf(MOMENT), asOf(MOMENT, 'year'), asOf(MOMENT, 'month')],
  dataAge: ({ dataAge }) => [0, 1, 12].map(dataAge),
  dataWaiting: ({ dataWaiting }) => [dataWaiting],
  dataBlocked: ({ dataBlocked }) => [dataBlocked('quota'), dataBlocked(null)],
  keyboardHint: ({ keyboardHint }) => [keyboardHint],
  position: ({ position }) => [position(3, 12)],
  kinds: ({ kinds }) => Object.values(kinds),
  overview: ({ overview }) => [overview('bar', ['Sales'], ['Region']), overview('line', ['Sales'], [])],
  range: ({ range }) => [range('Sales', '12', '340')],
  categories: ({ categories }) => [categories('Region', ['A', 'H'], 8)],
  change: ({ change }) => [change('12%', null), change('12%', '2024')],
  previously: ({ previously }) => [previously('340', null)],
  directions: ({ directions }) => Object.values(directions),
  verdicts: ({ verdicts }) => Object.values(verdicts),
  unnamed: ({ unnamed }) => Object.values(unnamed),
  current: ({ current }) => [current],
  previous: ({ previous }) => [previous],
  share: ({ share }) => [share],
  comma: () => [],
  other: ({ other }) => [other],
  yes: ({ yes }) => [yes],
  no: ({ no }) => [no],
  none: ({ none }) => [none],
  quarter: ({ quarter }) => [quarter(3, '2026')],
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
    it(`have the keys of English, are complete and differ from English in ${tag}`, async () => {
      const { messages } = await loadLocale(tag);
      const late = ['table', 'gallery', 'selection', 'tools', 'controls', 'extra', 'maps', 'aggregates'];
      expect(Object.keys(messages)).to.have.members([...Object.keys(english.messages), ...late]);
      for (const group of ['errors', 'kinds', 'directions', 'verdicts', 'unnamed'] as const)
        expect(messages[group]).to.have.all.keys(Object.keys(english.messages[group]));
      for (const textsOf of Object.values(TEXTS)) {
        const foreign = textsOf(english.messages);
        for (const [index, text] of textsOf(messages).entries()) {
          expect(text).to.be.a('string').that.is.not.empty;
          expect(text).not.to.match(/\bundefined\b|\bnull\b|NaN|\[object|#|\$\{/);
          if (!SHARED[tag]?.includes(text)) expect(text).not.to.equal(foreign[index]);
        }
      }
      expect(messages.table!.unsorted, 'an option').to.match(/[^.。۔]$/u);
      const { loading, drawn, updated, unsupported, tableCaption } = messages;
      for (const text of [
        drawn('Sales', 12),
        ...[loading, updated, unsupported, tableCaption].map((of) => of('Sales')),
      ])
        expect(text).to.contain('Sales');
      expect(plain(messages.empty(CHOICES))).to.match(/Region ?[:：] ?EU/);
      expect(messages.dataBlocked('quota')).to.contain('quota');
      const overview = plain(messages.overview('bar', ['Sales', 'Cost'], ['Region']));
      for (const name of ['Sales', 'Cost', 'Region']) expect(overview).to.contain(name);
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
    const texts = [1, 2, 4, 5, 12, 21, 22, 25, 1.5].map((count) =>
      plain(messages.drawn('A', count)).slice(3, -1),
    );
    expect(texts.join()).to.equal(
      '1 punkt,2 punkty,4 punkty,5 punktów,12 punktów,21 punktów,22 punkty,25 punktów,1,5 punktu',
    );
  });

  it('use all six plural forms in Arabic', async () => {
    const { messages } = await loadLocale('ar-u-nu-latn');
    const texts = [0, 1, 2, 3, 10, 11, 99, 100, 103].map((count) =>
      plain(messages.drawn('A', count)).slice(3, -1),
    );
    expect(texts.join('، ')).to.equal(
      'بلا نقاط، نقطة واحدة، نقطتان، 3 نقاط، 10 نقاط، 11 نقطة، 99 نقطة، 100 نقطة، 103 نقاط',
    );
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
