import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { Deferred } from '../../../src/internal/tasks.ts';
import { loadEngine, setEngine } from '../../../src/vega/engine.ts';
import type { ChartEngine } from '../../../src/vega/types.ts';
import { problem, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  apiOf,
  BAR_SPEC,
  barsOf,
  cleanUp,
  isShown,
  listenToConsole,
  mountViz,
  place,
  readyViz,
  recordConsole,
  rectOf,
  SALES,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
} from './harness.ts';

const shows = (element: VibedasherViz, selector: string): boolean => {
  const found = element.querySelector(selector);
  return found !== null && isShown(found);
};
const hasSkeleton = (element: VibedasherViz): boolean => {
  const skeleton = shadow(element).querySelector('.skeleton');
  return skeleton !== null && isShown(skeleton);
};
const showsMessage = (element: VibedasherViz): boolean => {
  const message = shadow(element).querySelector('[part=error]');
  return message !== null && isShown(message);
};
const down = (): Response => problem(500, { message: 'down' });
const NOTHING = rows(['dimension', 'value'], []);

describe('<vibedasher-viz>: fallback', () => {
  recordConsole();

  it('shows the fallback instead of the skeleton until the first picture', async () => {
    const api = salesApi();
    const release = api.hold('query');
    const element = mountViz(api, {}, { content: '<p>As text</p>' });
    await api.seen('query');
    await settle(element);
    expect(shows(element, 'p')).to.equal(true);
    expect(hasSkeleton(element)).to.equal(false);
    release();
    await element.ready;
    expect(shows(element, 'p')).to.equal(false);
    expect(barsOf(element)).to.equal(3);
  });

  it('shows neither title nor footer while the engine loads', async () => {
    const engine = await loadEngine();
    const arrival = new Deferred<ChartEngine>();
    setEngine(() => arrival.promise);
    try {
      const element = mountViz(salesApi(), {}, { content: '<p>As text</p>' });
      await until(() => shadow(element).querySelector('.title') !== null, 'the title');
      expect(shows(element, 'p')).to.equal(true);
      for (const selector of ['.title', '.footer button'])
        expect(isShown(shadow(element).querySelector(selector)!), selector).to.equal(false);
      arrival.resolve(engine);
      await element.ready;
      expect(isShown(shadow(element).querySelector('.title')!)).to.equal(true);
    } finally {
      setEngine(engine);
    }
  });

  for (const [what, content] of [
    ['nothing', ''],
    ['white space', '  \n '],
    ['a comment', '<!-- a chart -->'],
    ['scripts', `<script type="application/sql">${SALES_SQL}</script> <script type="text/plain"></script>`],
    ['an element in a named slot', '<p slot="caption">Title</p>'],
  ] as const) {
    it(`shows the skeleton if the only content is ${what}`, async () => {
      const api = salesApi();
      api.hold('query');
      const element = mountViz(api, {}, { content });
      await api.seen('query');
      await settle(element);
      expect(hasSkeleton(element)).to.equal(true);
    });
  }

  it('keeps the fallback above the error message if there is no picture', async () => {
    const api = salesApi();
    api.script('query', down());
    const element = mountViz(api, {}, { content: '<p>As text</p>' });
    await status(element, 'error');
    await settle(element);
    expect(shows(element, 'p')).to.equal(true);
    expect(showsMessage(element)).to.equal(true);
    const message = rectOf(element, '[part=error]');
    expect(element.querySelector('p')!.getBoundingClientRect().bottom).to.be.at.most(message.top);
  });

  it('does not show the fallback again during or after a failed refresh', async () => {
    const api = salesApi();
    const element = await readyViz(api, {}, { content: '<p>As text</p>' });
    api.script('query', down());
    await element.refresh().catch(() => {});
    expect(shows(element, 'p')).to.equal(false);
    const release = api.hold('query');
    void element.refresh();
    await status(element, 'loading');
    expect(shows(element, 'p')).to.equal(false);
    release();
    await status(element, 'ready');
    expect(shows(element, 'p')).to.equal(false);
  });

  it('shows the fallback again when another viz fails', async () => {
    const api = salesApi();
    const element = await readyViz(api, {}, { content: '<p>As text</p>' });
    element.slug = 'gone';
    await status(element, 'error');
    await settle(element);
    expect(shows(element, 'p')).to.equal(true);
  });

  it('shows a fallback that is added later', async () => {
    const api = salesApi();
    api.hold('query');
    const element = mountViz(api);
    await api.seen('query');
    element.innerHTML = '<p>As text</p>';
    await settle(element);
    expect(shows(element, 'p')).to.equal(true);
    expect(hasSkeleton(element)).to.equal(false);
  });
});

describe('<vibedasher-viz>: slots', () => {
  recordConsole();

  const CONTENT = ['loading', 'error', 'empty', 'caption', 'toolbar']
    .map((name) => `<b slot="${name}">${name}</b>`)
    .join('');
  const shown = (element: VibedasherViz): readonly string[] =>
    [...element.children].filter(isShown).map(({ slot }) => slot);

  it('shows each slot only in its state', async () => {
    const api = salesApi();
    const release = api.hold('query');
    const element = mountViz(api, {}, { content: CONTENT });
    await api.seen('query');
    await settle(element);
    expect(shown(element)).to.include('loading').and.to.not.include.members(['error', 'empty']);
    expect(hasSkeleton(element)).to.equal(false);
    release();
    await element.ready;
    expect(shown(element)).to.deep.equal(['caption', 'toolbar']);
    expect(shadow(element).querySelector('.title')!.checkVisibility()).to.equal(false);

    api.setQuery(SALES_SQL, NOTHING);
    await element.refresh();
    expect(shown(element)).to.deep.equal(['empty', 'caption', 'toolbar']);

    element.slug = 'gone';
    await status(element, 'error');
    await settle(element);
    expect(shown(element)).to.include('error').and.to.not.include.members(['loading', 'empty']);
    expect(showsMessage(element)).to.equal(false);
  });
});

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
