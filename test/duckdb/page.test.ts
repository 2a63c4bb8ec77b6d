// @engines all
/** Tests a page under the policy of docs/security.md, whose only other addition is `worker-src 'self'`. */
import { expect } from 'chai';
import type { VibedasherViz } from '../../src/index.ts';
import { closePages, openPage, type Page, until } from '../support/page.ts';

const viz = (page: Page): VibedasherViz => page.document.querySelector('vibedasher-viz')!;

const elsewhere = (page: Page): string[] =>
  page.requests().filter((url) => !url.startsWith(`${location.origin}/`) && !/^(data|blob):/.test(url));

describe('a page with queries in the browser', function () {
  this.timeout(90_000);
  afterEach(closePages);

  it('works without a server, under Trusted Types, and queries the tables for each choice', async () => {
    const page = await openPage('duckdb.html');
    await until(() => viz(page).status === 'ready', 'the first rows', 60_000);
    const first = JSON.stringify(viz(page).data!.rows);
    viz(page).setParams({ year: 2023 });
    await until(
      () => viz(page).status === 'ready' && JSON.stringify(viz(page).data!.rows) !== first,
      'other rows',
    );
    const { violations, errors } = page.record;
    expect([...violations, ...errors]).to.deep.equal([]);
    expect(elsewhere(page)).to.deep.equal([]);
    // One engine for both queries.
    expect(page.requests().filter((url) => url.endsWith('.wasm')).length).to.equal(1);
  });

  it('has a clear error if the policy of the page allows no worker', async () => {
    const page = await openPage('duckdb-forbidden.html');
    await until(() => viz(page).status === 'error', 'the error');
    const { kind, hint } = viz(page).error!;
    expect(kind).to.equal('unsupported');
    expect(hint).to.include("worker-src 'self'");
    expect(elsewhere(page)).to.deep.equal([]);
  });
});
