import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { rows, STORAGE, type FakeApi } from '../../support/fake-api.ts';
import {
  BAR_SPEC,
  barsOf,
  cleanUp,
  listenToConsole,
  mountViz,
  salesApi,
  shadow,
  status,
  textOf,
  readyViz,
} from './harness.ts';

const OWN = 'SELECT dimension, value FROM sales LIMIT 2';
const TWO = rows(['dimension', 'value'], Object.entries({ A: 3, B: 2 }));
const YEAR = 'SELECT dimension, value FROM sales WHERE year = {{year}}';
const STORED = `${STORAGE}/bundle.zip?signature=secret`;
const spec = `<script type="application/vnd.vegalite+json">${JSON.stringify(BAR_SPEC)}</script>`;

/** Creates an API whose viz has its files only in an archive. The client does not fetch the default HTTP URL. */
const archived = (address = 'http://storage.example.net/bundle.zip'): FakeApi =>
  salesApi({
    vizzes: { 'acme/sales': { name: 'Sales', files: { _bundleUrl: address } } },
    queries: { [OWN]: TWO, [YEAR]: TWO },
  });

const POINTS = { ...BAR_SPEC, mark: 'point' };

describe('<vibedasher-viz>: viz whose files are in an archive', () => {
  afterEach(cleanUp);

  it('draws the spec of the archive with the query of the page', async () => {
    const api = archived(STORED);
    api.script('storage', new Response(zipSync({ 'charts/main.vl.json': strToU8(JSON.stringify(POINTS)) })));
    const release = api.hold('query');
    const element = mountViz(api, { sql: OWN, chart: 'main' });
    await api.seen('storage');
    release();
    await element.ready;
    expect(shadow(element).querySelectorAll('.mark-symbol path')).to.have.length(2);
  });

  it("derives the chart of a page's query and warns if the archive has no safe URL", async () => {
    const warnings = listenToConsole();
    const element = await readyViz(archived(), { sql: OWN });
    expect(barsOf(element)).to.equal(2);
    expect(textOf(element, '.title'), 'the title of other rows').to.equal('');
    expect(warnings.join()).to.contain('The files of "sales"').and.to.contain('derived');
  });

  it("derives the chart of a page's query if the archive cannot be fetched", async () => {
    listenToConsole();
    const api = archived(STORED);
    api.script('storage', new TypeError('Failed to fetch'));
    const release = api.hold('query');
    const element = mountViz(api, { sql: OWN });
    await api.seen('storage');
    release();
    await element.ready;
    expect(barsOf(element)).to.equal(2);
  });

  it('fails without the archive if the page names a chart or has no query', async () => {
    listenToConsole();
    const named = mountViz(archived(), { sql: OWN, chart: 'trend', loading: 'eager' });
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
    const element = await readyViz(api, { sql: OWN }, { content: spec });
    expect(api.to('storage')).to.have.length(1);
    expect(barsOf(element)).to.equal(2);
  });
});
