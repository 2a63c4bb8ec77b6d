// @engines all
import { expect } from 'chai';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { rows, type FakeApi } from '../../support/fake-api.ts';
import { until } from '../../support/page.ts';
import {
  barsOf,
  BAR_SPEC,
  createViz,
  mountViz,
  place,
  SALES_SQL,
  salesApi,
  settle,
  shadow,
  status,
  recordConsole,
  readyViz,
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

  it("shows an error with the API's message for a query that fails", async () => {
    const sql = 'SELECT * FROM nowhere';
    const fake = salesApi({ queries: { [sql]: { failure: 'Table "nowhere" does not exist' } } });
    const element = mountViz(fake, {}, { content: sqlScript(sql) });
    await element.ready.catch(() => {});
    expect(element.error?.kind).to.equal('query');
    expect(element.error?.message).to.include('Table "nowhere" does not exist');
  });

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
