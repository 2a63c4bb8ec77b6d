// @engines all
import { expect } from 'chai';
import { configure } from '../../../src/controllers/page-defaults.ts';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  buttonsOf,
  mountViz,
  openTable,
  place,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  textOf,
  recordConsole,
  readyViz,
} from './harness.ts';

const TABLE_BUTTON: Readonly<Record<string, string>> = {
  en: 'Show table',
  de: 'Tabelle zeigen',
};

const figure = (element: Element): HTMLElement => element.shadowRoot!.querySelector('figure')!;

describe('<vibedasher-viz>: language', () => {
  recordConsole();
  afterEach(() => configure({ locale: undefined }));
  const rootLanguage = document.documentElement.lang;
  afterEach(() => void (document.documentElement.lang = rootLanguage));

  for (const lang of ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ja', 'zh', 'ar']) {
    it(`shows all messages in ${lang}`, async () => {
      const element = await readyViz(salesApi(), { lang });
      expect(figure(element).lang).to.equal(lang);
      expect(figure(element).dir).to.equal(lang === 'ar' ? 'rtl' : '');
      const [button] = buttonsOf(element);
      if (TABLE_BUTTON[lang]) expect(button).to.equal(TABLE_BUTTON[lang]);
      else expect(button).to.not.equal(TABLE_BUTTON['en']);
      element.slug = 'gone';
      await status(element, 'error');
      await settle(element);
      if (lang !== 'en') expect(textOf(element, '[part=error]')).to.not.match(/chart|found/i);
    });
  }

  it('uses the nearest lang attribute, then the page default, then the document language', async () => {
    document.documentElement.lang = 'fr';
    const outer = place();
    const api = salesApi();
    const one = await readyViz(api, {}, { parent: outer });
    expect(figure(one).lang).to.equal('fr');
    configure({ locale: 'es' });
    await until(() => figure(one).lang === 'es', "the page's default");
    outer.lang = 'it';
    await until(() => figure(one).lang === 'it', 'the nearest');
    one.lang = 'de';
    await until(() => figure(one).lang === 'de', "the element's own");
    await until(() => buttonsOf(one)[0] === TABLE_BUTTON['de'], 'the words');
  });

  it('falls back to a related language and finally to English', async () => {
    for (const [lang, found] of [
      ['de-AT', 'de'],
      ['zh-Hant-TW', 'zh'],
      ['tlh', 'en'],
      ['nonsense tag!', 'en'],
    ] as const) {
      const element = await readyViz(salesApi(), { lang, loading: 'eager' });
      expect(figure(element).lang, lang).to.equal(found);
    }
  });

  it('updates its texts when the language changes, even a message, and the last change wins', async () => {
    const element = mountViz(salesApi(), { slug: 'gone', lang: 'en' });
    await status(element, 'error');
    await settle(element);
    for (const lang of ['ja', 'fr', 'de']) element.lang = lang;
    await until(() => figure(element).lang === 'de', 'German');
    await settle(element);
    await settle(element);
    expect(figure(element).lang).to.equal('de');
    expect(textOf(element, '[part=error]')).to.include('Diagramm');
  });

  it('formats numbers and dates in axes, tables and tooltips', async () => {
    const query = rows(
      ['dimension', 'value'],
      Object.entries({ '2024-01-31': 1234567.5, '2024-02-29': 7654321 }),
    );
    const files = { 'charts/main.sql': SALES_SQL };
    const element = await readyViz(
      salesApi({ vizzes: { 'acme/sales': { files } }, queries: { [SALES_SQL]: query } }),
      { lang: 'de' },
    );
    const axis = [...shadow(element).querySelectorAll('.picture text')]
      .map(({ textContent }) => textContent)
      .join(' ');
    expect(axis).to.include('Mio.');
    await openTable(element, TABLE_BUTTON['de']);
    expect(textOf(element, 'tbody')).to.include('1.234.567,5').and.to.include('31.01.2024'.slice(-4));
  });

  it("shows timestamps in the timezone attribute's zone", async () => {
    const result = {
      columns: [
        { name: 'at', type: 'timestamp' },
        { name: 'value', type: 'number' },
      ],
      rows: Object.entries({ '2024-01-01T22:30:00Z': 1, '2024-01-02T10:00:00Z': 2 }),
    };
    const element = await readyViz(salesApi({ queries: { [SALES_SQL]: { result } } }), {
      timezone: 'Asia/Tokyo',
      lang: 'en-GB',
      mark: 'line',
      sql: SALES_SQL,
    });
    const hours = (): readonly unknown[] => element.data!.rows.map(([at]) => (at as Date).getHours());
    expect(hours()).to.deep.equal([7, 19]);
    element.timezone = 'UTC';
    await status(element, 'loading');
    await status(element, 'ready');
    expect(hours()).to.deep.equal([22, 10]);
  });
});
