import { expect } from 'chai';
import { createPublicClient } from '../../src/public-client/create-client.ts';
import type { Dataset } from '../../src/public-client/types.ts';
import { countedApi, newId, sentTo } from '../support/counted.ts';
import { until } from '../support/page.ts';

const REF = { account: 'civic-data', slug: 'bird-strikes' };
const ROWS = `GET /api/v1/public/viz/civic-data/bird-strikes/rows/main`;

/** Requests the rows of a chart as a newly opened page does: without the client's own cache. */
async function load(id: string, { fresh = false, dataVersion = '' } = {}): Promise<Dataset> {
  const client = createPublicClient({ apiBase: await countedApi(id), fetch: (...input) => fetch(...input) });
  return client.queryViz(REF, { sql: 'SELECT 1', address: '/rows/main', dataVersion }, { fresh });
}

const rowRequests = async (id: string): Promise<number> =>
  (await sentTo(id)).filter((request) => request === ROWS).length;

describe('rows in the cache of the browser', () => {
  it('are used by the next page, but not by a refresh', async () => {
    const id = newId();
    const first = await load(id);
    expect(await load(id)).to.deep.equal(first);
    expect(await rowRequests(id)).to.equal(1);
    expect(await load(id, { fresh: true })).to.deep.equal(first);
    expect(await rowRequests(id)).to.equal(2);
  });

  it('are revalidated if the viz has another version of the data', async () => {
    const id = newId();
    const { viz } = (await (
      await fetch(`${await countedApi(id)}/v1/public/viz/civic-data/bird-strikes`)
    ).json()) as {
      viz: { dataVersion: string };
    };
    const first = await load(id);
    expect(await load(id, viz)).to.deep.equal(first);
    expect(await rowRequests(id)).to.equal(1);
    expect(await load(id, { dataVersion: 'newer' })).to.deep.equal(first);
    expect(await rowRequests(id)).to.equal(2);
  });

  it('are shown while the browser fetches newer ones, if the API permits', async () => {
    const id = newId('stale');
    const first = await load(id);
    // The proxy does not answer the second request.
    expect(await load(id)).to.deep.equal(first);
    await until(async () => (await rowRequests(id)) === 2, 'the browser asks for newer rows');
  });
});
