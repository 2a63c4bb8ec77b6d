import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { type FakeApi, rows, STORAGE } from '../../support/fake-api.ts';
import {
  apiOf,
  BAR_SPEC,
  barsOf,
  cleanUp,
  listenToConsole,
  mountViz,
  readyViz,
  rowsOf,
  SALES,
  salesApi,
  shadow,
  status,
  textOf,
} from './harness.ts';

describe('<vibedasher-viz>', () => {
  afterEach(cleanUp);

  it("draws the viz's own query with its own spec", async () => {
    const element = await readyViz(salesApi());
    expect(element.status).to.equal('ready');
    expect(shadow(element).querySelectorAll('.mark-rect path')).to.have.length(3);
    expect(textOf(element, '.title')).to.equal('Sales by region');
    expect(textOf(element, '.description')).to.equal('All shops, 2024');
  });
});

const OWN = 'SELECT shop, takings FROM sales';
const POINTS = { ...BAR_SPEC, mark: 'point' };
const SAME = 'SELECT dimension, value FROM sales LIMIT 2';
const TWO = rows(['dimension', 'value'], Object.entries({ A: 3, B: 2 }));

describe('<vibedasher-viz>: query of the page with a spec of the viz', () => {
  afterEach(cleanUp);

  const api = () =>
    salesApi({
      queries: {
        [OWN]: rows(['shop', 'takings'], Object.entries({ A: 3, B: 2, C: 1, D: 1 })),
        [SAME]: TWO,
      },
    });

  it("draws the viz's spec if the page names its chart and the rows have its columns", async () => {
    const element = await readyViz(api(), { sql: SAME, chart: 'main' });
    expect(barsOf(element)).to.equal(2);
  });

  it("derives the chart if the page names no chart, even if the rows have the columns of the viz's spec", async () => {
    const fake = apiOf(SALES, POINTS);
    fake.setQuery(SAME, TWO);
    const element = await readyViz(fake, { sql: SAME });
    expect(barsOf(element)).to.equal(2);
  });

  it("does not show the title of the viz's spec above the page's rows", async () => {
    const titled = apiOf(SALES, { ...BAR_SPEC, title: 'The north leads' });
    titled.setQuery(SAME, TWO);
    const own = mountViz(titled);
    const page = mountViz(titled, { sql: SAME, chart: 'main' });
    await Promise.all([own.ready, page.ready]);
    expect([own, page].map((each) => textOf(each, '.title'))).to.deep.equal(['The north leads', '']);
  });

  it('derives the chart if the rows lack columns of the spec', async () => {
    const element = await readyViz(api(), { sql: OWN, chart: 'main' });
    expect(barsOf(element)).to.equal(4);
    expect(textOf(element, '#description')).to.match(/Takings.*Shop/);
  });

  it('derives the chart if the page sets a mark', async () => {
    const element = await readyViz(api(), { sql: SAME, chart: 'main', mark: 'table' });
    expect(rowsOf(element)).to.deep.equal([
      ['A', '3'],
      ['B', '2'],
    ]);
  });
});

const YEAR = 'SELECT dimension, value FROM sales WHERE year = {{year}}';
const STORED = `${STORAGE}/bundle.zip?signature=secret`;
const spec = `<script type="application/vnd.vegalite+json">${JSON.stringify(BAR_SPEC)}</script>`;

/** Creates an API whose viz has its files only in an archive. The client does not fetch the default HTTP URL. */
const archived = (address = 'http://storage.example.net/bundle.zip'): FakeApi =>
  salesApi({
    vizzes: { 'acme/sales': { name: 'Sales', files: { _bundleUrl: address } } },
    queries: { [SAME]: TWO, [YEAR]: TWO },
  });

describe('<vibedasher-viz>: viz whose files are in an archive', () => {
  afterEach(cleanUp);

  it('draws the spec of the archive with the query of the page', async () => {
    const api = archived(STORED);
    api.script('storage', new Response(zipSync({ 'charts/main.vl.json': strToU8(JSON.stringify(POINTS)) })));
    const release = api.hold('query');
    const element = mountViz(api, { sql: SAME, chart: 'main' });
    await api.seen('storage');
    release();
    await element.ready;
    expect(shadow(element).querySelectorAll('.mark-symbol path')).to.have.length(2);
  });

  it("derives the chart of a page's query and warns if the archive has no safe URL", async () => {
    const warnings = listenToConsole();
    const element = await readyViz(archived(), { sql: SAME });
    expect(barsOf(element)).to.equal(2);
    expect(textOf(element, '.title'), 'the title of other rows').to.equal('');
    expect(warnings.join()).to.contain('The files of "sales"').and.to.contain('derived');
  });

  it("derives the chart of a page's query if the archive cannot be fetched", async () => {
    listenToConsole();
    const api = archived(STORED);
    api.script('storage', new TypeError('Failed to fetch'));
    const release = api.hold('query');
    const element = mountViz(api, { sql: SAME });
    await api.seen('storage');
    release();
    await element.ready;
    expect(barsOf(element)).to.equal(2);
  });

  it('fails without the archive if the page names a chart or has no query', async () => {
    listenToConsole();
    const named = mountViz(archived(), { sql: SAME, chart: 'trend', loading: 'eager' });
    const bare = mountViz(archived(), { loading: 'eager' });
    const own = mountViz(archived(), { loading: 'eager' }, { content: spec });
    for (const element of [named, bare, own]) {
      await status(element, 'error');
      expect(element.error?.kind).to.equal('malformed');
    }
  });

  it('fails without the archive if the query needs a parameter that the page does not set', async () => {
    listenToConsole();
    const open = mountViz(archived(), { sql: YEAR, loading: 'eager' });
    await status(open, 'error');
    expect(open.error?.kind).to.equal('malformed');
    const given = await readyViz(archived(), { sql: YEAR, 'param-year': '2024', loading: 'eager' });
    expect(barsOf(given)).to.equal(2);
  });

  it('does not wait for the archive if the page has a query and a spec', async () => {
    const api = archived(STORED);
    const element = await readyViz(api, { sql: SAME }, { content: spec });
    expect(api.to('storage')).to.have.length(1);
    expect(barsOf(element)).to.equal(2);
  });
});
