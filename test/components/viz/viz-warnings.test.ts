import { expect } from 'chai';
import { rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  apiOf,
  BAR_SPEC,
  cleanUp,
  listenToConsole,
  place,
  readyViz,
  SALES,
  SALES_SQL,
  salesApi,
  shadow,
} from './harness.ts';

const MARKUP: readonly (readonly [
  what: string,
  attributes: Readonly<Record<string, string>>,
  content: string,
  message: RegExp,
])[] = [
  ['a misspelled attribute', { heigth: '400' }, '', /<vibedasher-viz heigth="400">.*style="height: 400px"$/],
  ['a parameter that nothing uses', { 'param-yaer': '1' }, '', /param-yaer="1">: no query .* uses "yaer"/],
  ['a parameter in params', { params: '{"yaer": 2}' }, '', /param-yaer="2">: no query .* uses "yaer"/],
  ['a mark that the spec rules out', { mark: 'line' }, '', /mark="line">: it has no effect/],
  ['a language without texts', { lang: 'tlh' }, '', /lang="tlh">: the sentences are in English/],
  ['a selection outside of dashboards', { 'select-to': 'dimension' }, '', /is in no dashboard/],
  ['a swallowed article', {}, '<h2>More</h2><p>Text</p>', /slug="sales"> contains what follows it/],
  [
    'a swallowed chart',
    { slug: 'costs' },
    '<vibedasher-viz></vibedasher-viz>',
    /slug="costs"> contains what/,
  ],
];

describe('<vibedasher-viz>: warnings', () => {
  afterEach(cleanUp);

  for (const [what, attributes, content, message] of MARKUP) {
    it(`reports ${what} once`, async () => {
      const messages = listenToConsole();
      const files = { 'charts/main.sql': SALES_SQL, 'charts/main.vl.json': JSON.stringify(BAR_SPEC) };
      const element = await readyViz(
        salesApi({ vizzes: { 'acme/costs': { name: 'Costs', files } } }),
        { loading: 'eager', ...attributes },
        { content, parent: place('width: 600px') },
      );
      await until(() => messages.some((each) => message.test(each)), `a message that matches ${message}`);
      await element.refresh();
      expect(messages.filter((each) => message.test(each))).to.have.length(1);
    });
  }

  it('reports numbers that are text', async () => {
    const messages = listenToConsole();
    const texts = rows(['region', 'sold'], Object.entries({ North: '1,340.5', South: '120' }));
    await readyViz(apiOf(texts), { loading: 'eager' }, { parent: place('width: 600px') });
    await until(() => messages.length > 0, 'a message');
    expect(messages).to.have.length(1);
    expect(messages[0]).to.match(/^<vibedasher-viz>: the column "sold" holds numbers as text/);
  });

  it('reports an impossible map once, with the reason', async () => {
    const messages = listenToConsole();
    const element = await readyViz(
      apiOf(SALES),
      { mark: 'map', loading: 'eager' },
      { parent: place('width: 600px') },
    );
    await until(() => messages.length > 0, 'a message');
    await element.refresh();
    expect(messages).to.have.length(1);
    expect(messages[0]).to.match(
      /^<vibedasher-viz mark="map">: the rows do not fit it, .* shown: no column has names .*It needs latitude/,
    );
  });

  it('does not report a mark before it is drawn', async () => {
    const messages = listenToConsole();
    const rates = rows(['country', 'rate'], Object.entries({ Germany: 3, Poland: 7, France: 2 }));
    const element = await readyViz(apiOf(rates), { loading: 'eager' }, { parent: place('width: 600px') });
    // This loads the code for warnings, and that for maps, which takes longer.
    element.mark = 'map';
    await until(() => shadow(element).querySelector('[aria-roledescription=geoshape]'), 'the map');
    expect(messages).to.deep.equal([]);
  });

  it('accepts a fallback, slots and attributes of the page', async () => {
    const messages = listenToConsole();
    const element = await readyViz(
      salesApi({ queries: { [SALES_SQL]: SALES } }),
      { loading: 'eager', 'aria-label': 'Sales', class: 'wide', lang: 'de-AT' },
      {
        content: '<h3 slot="caption">Sales</h3><p>A chart of sales</p><a href="/">Home</a>',
        parent: place('width: 600px'),
      },
    );
    // The toolbar loads after the warnings, which `lang` triggers.
    element.toolbar = 'csv';
    await until(() => shadow(element).textContent.includes('CSV'), 'the toolbar');
    expect(messages).to.deep.equal([]);
  });
});
