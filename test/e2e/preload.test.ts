// @engines all
import { expect } from 'chai';
import { addChart, chart, drawn, marks } from '../support/charts.ts';
import { countedApi, newId, recordOf, sentTo } from '../support/counted.ts';
import { closePages, openPage, until, type Page } from '../support/page.ts';
import type { CountedRequest } from '../support/wtr/counting-proxy.ts';

const VIZ = '/api/v1/public/viz/civic-data/bird-strikes';
const FLIGHTS = '/api/v1/public/viz/northwind-labs/flights';
const ROWS = `GET ${VIZ}/rows/main`;

function expectPeace({ record }: Page): void {
  expect(record.violations).to.deep.equal([]);
  expect(record.errors).to.deep.equal([]);
}

describe('a page that preloads a viz and its rows', () => {
  afterEach(closePages);

  it('requests each of them once', async () => {
    const id = newId();
    const page = await openPage(`preloaded.html?${id}`);
    expect(marks(await drawn(chart(page)), 'rect')).to.have.length(10);
    expect(await sentTo(id)).to.have.members([`GET ${VIZ}`, ROWS]);
    expect((await recordOf(id)).filter(({ method }) => method === 'OPTIONS')).to.deep.equal([]);
    expectPeace(page);
  });

  it('requests the rows without waiting for the viz', async () => {
    const id = newId('together');
    const page = await openPage(`preloaded.html?${id}`);
    await drawn(chart(page));
    expect(await sentTo(id)).to.have.members([`GET ${VIZ}`, ROWS]);
  });

  it('draws and queries if the rows are not there', async () => {
    const id = newId('refused');
    const page = await openPage(`preloaded.html?${id}`);
    expect(marks(await drawn(chart(page)), 'rect')).to.have.length(10);
    const log = await sentTo(id);
    expect(log.filter((request) => request.startsWith('POST'))).to.deep.equal([`POST ${VIZ}/query`]);
    expect(page.record.violations).to.deep.equal([]);
  });
});

describe('a page without preloads', () => {
  afterEach(closePages);

  /** Adds a chart whose requests are recorded. */
  async function addCounted(id: string, attributes: Record<string, string> = {}) {
    const page = await openPage('empty.html');
    const viz = addChart(page, { attributes: { 'api-base': await countedApi(id), ...attributes } });
    return { page, viz: await drawn(viz) };
  }

  it('requests the rows when it has the viz', async () => {
    const id = newId();
    const { page } = await addCounted(id);
    expect(await sentTo(id)).to.deep.equal([`GET ${VIZ}`, ROWS]);
    expectPeace(page);
  });

  it('follows the redirect to long rows', async () => {
    const id = newId();
    const { page, viz } = await addCounted(id, {
      account: 'northwind-labs',
      slug: 'flights',
      chart: 'every-flight',
      mark: 'table',
    });
    expect(viz.data!.rows.length).to.equal(100_000);
    const [first, second, third, ...more] = await sentTo(id);
    expect([first, second, more]).to.deep.equal([`GET ${FLIGHTS}`, `GET ${FLIGHTS}/rows/every-flight`, []]);
    expect(third).to.match(/^GET \/results\/[\w-]+\.msgpack$/);
    expectPeace(page);
  });

  it('revalidates the rows with the API for a refresh', async () => {
    const id = newId();
    const { viz } = await addCounted(id);
    const isRows = ({ path }: CountedRequest): boolean => path.endsWith('/rows/main');
    const first = (await recordOf(id)).filter(isRows);
    expect(first.map(({ cacheControl }) => cacheControl)).to.deep.equal([undefined]);
    void viz.refresh();
    const [, second] = await until(async () => {
      const found = (await recordOf(id)).filter(isRows);
      return found.length === 2 && found;
    }, 'a second request');
    expect(second!.cacheControl).to.match(/max-age=0|no-cache/);
  });

  it('sends the query to an API without addresses, and nothing else', async () => {
    const id = newId('cloud');
    const { page } = await addCounted(id);
    const log = await sentTo(id);
    expect(log.slice(0, 2)).to.deep.equal([`GET ${VIZ}`, `POST ${VIZ}/query`]);
    expect(log.slice(2).filter((request) => !/^GET \/results\//.test(request))).to.deep.equal([]);
    expectPeace(page);
  });
});
