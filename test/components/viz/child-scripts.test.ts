// @engines all
import morphdom from 'morphdom';
import { expect } from 'chai';
import { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { fillPlaceholders } from '../../../src/components/viz/viz-placeholder.ts';
import { ATTRIBUTES } from '../../../src/pipeline/attributes.ts';
import { type FakeApi, rows } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  BAR_SPEC,
  barsOf,
  createViz,
  listenToConsole,
  mountViz,
  place,
  readyViz,
  recordConsole,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
} from './harness.ts';

const OWN_SQL = 'SELECT own';
const OTHER_SQL = 'SELECT other';
const POINTS = JSON.stringify({ ...BAR_SPEC, mark: 'point' });

const sqlScript = (sql: string): string => `<script type="application/sql">${sql}</script>`;
const specScript = (spec: string, type = 'application/vnd.vegalite+json'): string =>
  `<script type="${type}">${spec}</script>`;

const threeRows = ['a', 'b', 'c'].map((name, index) => [name, index + 1]);

/** Creates an API with `acme/sales`, a viz without a spec, and two queries of the page. */
function api(): FakeApi {
  return salesApi({
    vizzes: { 'acme/bare': { name: 'Bare', files: { 'charts/main.sql': SALES_SQL } } },
    queries: {
      [OWN_SQL]: rows(['dimension', 'value'], threeRows.slice(0, 2)),
      [OTHER_SQL]: rows(['dimension', 'value'], threeRows.slice(0, 1)),
    },
  });
}

const pointsOf = (element: VibedasherViz): number =>
  shadow(element).querySelectorAll('.mark-symbol path').length;
const queriesOf = (fake: FakeApi): readonly unknown[] =>
  fake.to('query').map(({ body }) => (body as { sql: string }).sql.trim());

describe('<vibedasher-viz>: child scripts', () => {
  recordConsole();

  const [own, other, points] = [sqlScript(OWN_SQL), sqlScript(OTHER_SQL), specScript(POINTS)];
  const versioned = specScript(POINTS, 'application/vnd.vegalite.v6+json');
  const plain = '<script type="text/plain">SELECT x</script>';
  /** What is read, the content, the query, and the numbers of bars and points. */
  for (const [name, content, query, barCount, pointCount, slug = 'sales'] of [
    ["no scripts and uses the viz's query and spec", '', SALES_SQL, 3, 0],
    ['a query and derives its chart', own, OWN_SQL, 2, 0],
    ["a spec and uses the viz's query", points, SALES_SQL, 0, 3],
    ['both query and spec', own + points, OWN_SQL, 0, 2],
    ['the first of two queries', own + other, OWN_SQL, 2, 0],
    ['a query and derives the chart of a viz without a spec', own, OWN_SQL, 2, 0, 'bare'],
    ['a spec for a viz without one', points, SALES_SQL, 0, 3, 'bare'],
    ['a spec with another MIME type', specScript(POINTS, 'application/vega-lite+json'), SALES_SQL, 0, 3],
    ['a spec with a versioned MIME type', versioned, SALES_SQL, 0, 3],
    ['no scripts of other types', plain, SALES_SQL, 3, 0],
  ] as const)
    it(`reads ${name}`, async () => {
      const fake = api();
      const element = await readyViz(fake, { slug }, { content });
      expect(queriesOf(fake)).to.deep.equal([query]);
      expect([barsOf(element), pointsOf(element)], 'bars and points').to.deep.equal([barCount, pointCount]);
    });

  it('prefers properties to child scripts', async () => {
    const fake = api();
    const element = createViz(
      fake,
      { sql: OTHER_SQL },
      { content: sqlScript(OWN_SQL) + specScript('nonsense') },
    );
    element.spec = { ...BAR_SPEC, mark: 'point' };
    document.body.append(element);
    await element.ready;
    expect(queriesOf(fake)).to.deep.equal([OTHER_SQL]);
    expect(pointsOf(element)).to.equal(1);
    element.sql = null;
    await until(() => pointsOf(element) === 2, "the script's query");
  });

  it('requests the viz and runs the query of the page in parallel', async () => {
    const fake = api();
    const release = fake.hold('viz');
    const element = mountViz(fake, {}, { content: sqlScript(OWN_SQL) + specScript(POINTS) });
    await fake.seen('query');
    await until(() => pointsOf(element) === 2, 'the picture before the viz');
    expect(fake.to('viz')).to.have.length(1);
    release();
    await until(() => element.viz !== null, 'the viz');
    expect(fake.to('query')).to.have.length(1);
  });

  describe('that change', () => {
    const script = (element: VibedasherViz): HTMLScriptElement => element.querySelector('script')!;
    const rename = (element: VibedasherViz): void =>
      (script(element).firstChild as Text).replaceData(0, 99, OTHER_SQL);
    const insert = (element: VibedasherViz): void => element.insertAdjacentHTML('afterbegin', other);
    const STEPS: readonly (readonly [string, (element: VibedasherViz) => unknown, string, number])[] = [
      ['the text of a script', (element) => (script(element).textContent = OTHER_SQL), OTHER_SQL, 1],
      ['the text node of a script', rename, OTHER_SQL, 1],
      ['insertion of a script before it', insert, OTHER_SQL, 1],
      ['the type of a script', (element) => (script(element).type = 'text/plain'), SALES_SQL, 3],
      ['removal of a script', (element) => script(element).remove(), SALES_SQL, 3],
      ['all children', (element) => (element.innerHTML = other), OTHER_SQL, 1],
    ];
    for (const [what, act, sql, bars] of STEPS) {
      it(`updates the chart: ${what}`, async () => {
        const fake = api();
        const element = await readyViz(fake, { chart: 'main' }, { content: sqlScript(OWN_SQL) });
        act(element);
        await until(() => barsOf(element) === bars, `${bars} bars`);
        expect(queriesOf(fake)).to.deep.equal([OWN_SQL, sql]);
      });
    }

    it('sends no request if only the fallback changes', async () => {
      const fake = api();
      const element = await readyViz(fake, {}, { content: '<p>One</p>' });
      element.querySelector('p')!.textContent = 'Two';
      element.append(document.createElement('em'));
      await settle(element);
      expect(queriesOf(fake)).to.deep.equal([SALES_SQL]);
      expect(element.status).to.equal('ready');
    });
  });

  for (const [what, spec, message] of [
    ['is not JSON', '{ mark: bar }', /JSON/],
    ['is a list', '[1, 2]', /./],
    ['is a number', '7', /./],
    ['is null', 'null', /./],
    ['is empty', '', /./],
    ['has no mark', '{"encoding": {}}', /./],
    ['has an unknown mark', '{"mark": "pie"}', /not a Vega-Lite mark/],
    ['has a mark without a type', '{"mark": {"color": "red"}}', /"mark" has to be the name of a mark/],
    ['has an object of transforms', '{"mark": "bar", "transform": {}}', /"transform" has to be a list/],
    ['has a layer of names', '{"layer": ["bar"]}', /"layer" has to be a list of objects/],
    ['is a Vega spec', '{"marks": [], "$schema": "https://vega.github.io/schema/vega/v6.json"}', /./],
    [
      'loads data from another host',
      '{"data": {"url": "https://evil.example/x.json"}, "mark": "bar", "encoding": {}}',
      /evil\.example/,
    ],
  ] as const) {
    it(`shows an error for a spec that ${what}, until it is replaced`, async () => {
      const element = mountViz(api(), {}, { content: specScript(spec) });
      await element.ready.catch(() => {});
      expect(element.status).to.equal('error');
      expect(element.error?.kind).to.equal('spec');
      expect(element.error?.message).to.match(message);
      element.querySelector('script')!.textContent = POINTS;
      await status(element, 'ready');
      expect(pointsOf(element)).to.equal(3);
    });
  }

  it('reads child scripts only after the parser has closed the element', async () => {
    const frame = document.createElement('iframe');
    place().append(frame);
    const page = frame.contentDocument!;
    const module = new URL('../../../src/components/viz/viz-element-define.ts', import.meta.url).href;
    page.open();
    page.write(`<!doctype html><script>import('${module}')</script>`);
    await frame.contentWindow!.customElements.whenDefined('vibedasher-viz');
    page.write(`<vibedasher-viz account="acme" slug="sales" loading="eager">`);
    const element = page.querySelector('vibedasher-viz')!;
    const fake = api();
    element.client = createViz(fake).client;
    await settle();
    page.write('<script type="application/sql">SELECT');
    await settle();
    expect(fake.requests).to.have.length(0);
    page.write(` own</script></vibedasher-viz><p>More</p>`);
    await until(() => fake.to('query').length > 0, 'the query, before the page is complete');
    expect(page.readyState).to.equal('loading');
    expect(queriesOf(fake)).to.deep.equal([OWN_SQL]);
    page.close();
    await element.ready;
    expect(queriesOf(fake)).to.deep.equal([OWN_SQL]);
  });
});

const namesFor = (isAnyone: boolean): string[] =>
  Object.values(ATTRIBUTES).flatMap(({ name, forAnyone: author }) =>
    name && author === isAnyone ? [name] : [],
  );
const PLACEHOLDER_ATTRIBUTES = [...namesFor(true), 'lang'];
const REFUSED_ATTRIBUTES = namesFor(false);

const inside = (placeholder: Element): readonly Element[] => [
  ...placeholder.querySelectorAll('vibedasher-viz'),
];

/** Inserts a hidden placeholder, whose element therefore sends no requests. */
function placeholder(attributes: string, content = ''): HTMLElement {
  const hidden = place('display: none');
  hidden.innerHTML = `<div data-vibedasher-viz ${attributes}>${content}</div>`;
  return hidden.firstElementChild as HTMLElement;
}

const attributesOf = (placeholder: Element): Readonly<Record<string, string>> =>
  Object.fromEntries([...inside(placeholder)[0]!.attributes].map(({ name, value }) => [name, value]));

describe('<div data-vibedasher-viz>', () => {
  before(() => fillPlaceholders()(document));
  recordConsole();

  for (const [what, data, passed] of [
    [
      'data',
      'data-account="acme" data-slug="sales" data-lang="de"',
      { account: 'acme', slug: 'sales', lang: 'de' },
    ],
    [
      'parameters',
      `data-param-year="2024" data-param-größe="1" data-params='{"a":1}'`,
      { 'param-year': '2024', 'param-größe': '1', params: '{"a":1}' },
    ],
    [
      'data for queries, charts and dashboards',
      'data-sql="SELECT 1 &lt; {{year}}" data-chart="by-day" data-toolbar="csv png" data-select-to="region" ' +
        'data-highlight="EU" data-reference="1 Target"',
      {
        sql: 'SELECT 1 < {{year}}',
        chart: 'by-day',
        toolbar: 'csv png',
        'select-to': 'region',
        highlight: 'EU',
        reference: '1 Target',
      },
    ],
    [
      'no event handlers, styles and global attributes',
      'onclick="1" style="color: red" data-onclick="window.harm = 1" data-style="position: fixed" ' +
        'data-id="app" data-class="x" data-slot="y" data-is="z" data-param-a"b="1" data-param-a(b="1"',
      {},
    ],
    [
      'no names of members of Object.prototype',
      'data-constructor="1" data-__proto__="1" data-param-__proto__="1"',
      { 'param-__proto__': '1' },
    ],
  ] as const)
    it(`receives an element with its ${what} as attributes, even if inserted later`, async () => {
      const div = placeholder(data);
      await settle();
      expect(attributesOf(div)).to.deep.equal(passed);
      expect('1' in Object.prototype).to.equal(false);
    });

  it('receives an element with its spec as a property', async () => {
    const spec = '{"mark":"bar","title":"a < b"}';
    const div = placeholder(`data-slug="sales" data-spec='${spec}'`);
    await settle();
    expect(attributesOf(div)).to.deep.equal({ slug: 'sales' });
    expect((inside(div)[0] as VibedasherViz).spec).to.equal(spec);
  });

  it('passes its height on', async () => {
    const div = placeholder('data-slug="sales" style="height: 300px"');
    const usual = placeholder('data-slug="sales"');
    for (const each of [div, usual]) each.parentElement!.style.display = '';
    await settle();
    expect(inside(div)[0]!.getBoundingClientRect().height).to.equal(300);
    expect(inside(usual)[0]!.getBoundingClientRect().height).to.be.within(301, 520);
  });

  it('refuses attributes for hosts, permissions and limits, and warns once', async () => {
    const warnings = listenToConsole();
    const forbidden =
      'data-api-base="https://evil.example" data-region="us-east-1" data-allow-hosts="https://evil.example" ' +
      'data-max-cells="1" data-timeout="1" data-fallback="viewer" data-snapshot="https://evil.example/" data-live="never" data-queries="browser" DATA-Api-Base="https://evil.example"';
    const divs = [1, 2].map(() => placeholder(`data-slug="sales" ${forbidden}`));
    await settle();
    for (const div of divs) expect(attributesOf(div)).to.deep.equal({ slug: 'sales' });
    expect(warnings).to.have.members(
      REFUSED_ATTRIBUTES.map(
        (name) => `<div data-${name}> is ignored. Use <vibedasher-viz>, or a default of the page`,
      ),
    );
  });

  it('allows or refuses each attribute of the element explicitly', () => {
    const decided = new Set([...PLACEHOLDER_ATTRIBUTES, ...REFUSED_ATTRIBUTES]);
    expect(decided).to.deep.equal(new Set([...VibedasherViz.observedAttributes, 'lang']));
  });

  it('moves its content into the element as fallback', async () => {
    const div = placeholder('data-slug="sales"', '<p>As text</p>');
    await settle();
    expect([...div.children].map(({ localName }) => localName)).to.deep.equal(['vibedasher-viz']);
    expect(inside(div)[0]!.innerHTML).to.equal('<p>As text</p>');
  });

  it('is filled only once by several copies of the script', async () => {
    fillPlaceholders()(document);
    const div = placeholder('data-slug="sales"');
    await settle();
    fillPlaceholders()(document);
    await settle();
    expect(inside(div)).to.have.length(1);
  });

  it('is filled again after the page has emptied it', async () => {
    const div = placeholder('data-slug="sales"');
    await settle();
    div.replaceChildren();
    await settle();
    expect(inside(div)).to.have.length(1);
  });

  it('reuses its element with the new attributes when the page is morphed to its HTML', async () => {
    const div = placeholder('data-slug="sales" data-mark="line"', '<p>As text</p>');
    await settle();
    const [element] = inside(div);
    morphdom(div, '<div data-vibedasher-viz data-slug="sales" data-chart="other"><p>As text</p></div>');
    await settle();
    expect(inside(div).map((each) => each === element)).to.deep.equal([true]);
    expect(attributesOf(div)).to.deep.equal({ slug: 'sales', chart: 'other' });
    expect(element!.innerHTML).to.equal('<p>As text</p>');
  });

  it('does not prevent others from being filled if it is invalid', async () => {
    const host = place('display: none');
    host.innerHTML =
      '<div data-vibedasher-viz data-<="1"></div><div data-vibedasher-viz data-slug="b"></div>';
    await settle();
    expect(inside(host).map((each) => each.getAttribute('slug'))).to.deep.equal([null, 'b']);
  });

  it('loads code on demand, once, when a tag appears in the page', async () => {
    let requestCount = 0;
    fillPlaceholders({
      'x-by-need': () => {
        requestCount++;
        return Promise.reject(new Error('down'));
      },
    })(document);
    await settle();
    expect(requestCount).to.equal(0);
    place().innerHTML = '<section><x-by-need></x-by-need></section>';
    await settle();
    expect(requestCount).to.equal(1);
    place().innerHTML = '<x-by-need></x-by-need>';
    await settle();
    expect(requestCount).to.equal(1);
  });
});
