import { describe, it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { expect } from 'chai';
import type { Query, QueryOptions } from '../../src/public-client/types.ts';
import { problem, rows, type FakeApi } from '../support/fake-api.ts';
import { abortable, failure, harness, SALES, type Harness } from './support.ts';

const BASE = 'https://bi.example.org/api/v1/public/viz/acme/sales';
const NUMBERS = Array.from({ length: 8 }, (_, index) => index);
const sqlOf = (index: number): string => `SELECT ${index}`;

/** Creates a client whose API has the charts `c0` to `c7`, each with one number. */
const start = (options?: Parameters<typeof harness>[1]): Harness =>
  harness(
    {
      vizzes: {
        'acme/sales': {
          rows: true,
          files: Object.fromEntries(NUMBERS.map((index) => [`charts/c${index}.sql`, sqlOf(index)])),
        },
      },
      queries: Object.fromEntries(NUMBERS.map((index) => [sqlOf(index), rows(['n'], [[index]])])),
    },
    options,
  );

/** Requests the rows of a chart. `null` as the address sends its query. */
const ask = (
  { client }: Harness,
  index = 1,
  options: QueryOptions & Pick<Query, 'address' | 'dataVersion'> = {},
) => client.queryViz(SALES, { sql: sqlOf(index), address: `/rows/c${index}`, ...options }, options);

const routes = (api: FakeApi): string[] => api.requests.map(({ route }) => route);

describe('rows with an address', () => {
  it('are fetched instead of sending the query', async () => {
    const page = start();
    const { rows: found } = await ask(page, 1, { address: '/rows/c1?p.region=EU' });
    expect(found).to.deep.equal([[1]]);
    const [request] = page.api.requests;
    expect(page.api.requests).to.have.length(1);
    expect(request!.url).to.equal(`${BASE}/rows/c1?p.region=EU`);
    expect(request!.method).to.equal('GET');
    // Matches a preload, and needs no CORS preflight.
    expect(request!.init.credentials).to.equal('same-origin');
    expect(request!.init.headers).to.equal(undefined);
    expect(request!.init.cache).to.equal(undefined);
    await ask(page, 1, { fresh: true });
    expect(page.api.requests.at(-1)!.init.cache).to.equal('no-cache');
  });

  describe('of another version than the viz', () => {
    const answer = (version: string, n: number): Response =>
      new Response(encode({ headers: ['n'], rows: [[n]] }), { headers: { 'data-version': version } });

    it('are revalidated once', async () => {
      const page = start();
      page.api.script('rows', answer('old', 1), answer('older', 2));
      expect((await ask(page, 1, { dataVersion: 'new' })).rows).to.deep.equal([[2]]);
      expect(page.api.requests.map(({ init }) => init.cache)).to.deep.equal([undefined, 'no-cache']);
    });

    it('are queried if that fails', async () => {
      const page = start();
      page.api.script('rows', answer('old', 7), problem(500, {}));
      expect((await ask(page, 1, { dataVersion: 'new' })).rows).to.deep.equal([[1]]);
      expect(routes(page.api)).to.deep.equal(['rows', 'rows', 'query', 'storage']);
    });

    for (const [name, ofViz, ofRows] of [
      ['they have the version', 'new', 'new'],
      ['the rows have none', 'new', ''],
      ['the viz has none', null, 'old'],
    ] as const)
      it(`are used if ${name}`, async () => {
        const page = start();
        page.api.script('rows', answer(ofRows, 7));
        expect((await ask(page, 1, { dataVersion: ofViz })).rows).to.deep.equal([[7]]);
        expect(routes(page.api)).to.deep.equal(['rows']);
      });
  });

  it('are fetched once for several callers, with and without the address', async () => {
    const page = start();
    await Promise.all([ask(page), ask(page), ask(page, 1, { address: null })]);
    expect(routes(page.api)).to.deep.equal(['rows']);
  });

  it('are fetched again after the pause that a busy server requests', async () => {
    const page = start();
    page.api.script('rows', problem(503, {}, { 'retry-after': '2' }));
    expect((await ask(page)).rows).to.deep.equal([[1]]);
    expect(routes(page.api)).to.deep.equal(['rows', 'rows']);
    expect(Math.max(...page.environment.pauses)).to.be.at.least(2000);
  });

  for (const [name, answer] of [
    ['404', () => problem(404, { detail: 'Not found' })],
    ['422', () => problem(422, { detail: 'No such parameter' })],
    ['500', () => problem(500, {})],
    ['an unreadable answer', () => new Response('<html>')],
    ['a network failure', () => new TypeError('Failed to fetch')],
  ] as const)
    it(`are queried once after ${name}`, async () => {
      const page = start({ maxRetries: 0 });
      page.api.script('rows', answer());
      expect((await ask(page)).rows).to.deep.equal([[1]]);
      expect(routes(page.api)).to.deep.equal(['rows', 'query', 'storage']);
      expect(page.api.to('query')[0]!.body).to.deep.equal({ sql: sqlOf(1) });
    });

  it('are not queried if there are too many', async () => {
    const page = start({ maxCells: 1 });
    page.api.answer('rows', () => new Response(encode({ headers: ['n'], rows: [[1], [2]] })));
    expect((await failure(ask(page))).kind).to.equal('too-large');
    expect(routes(page.api)).to.deep.equal(['rows']);
  });

  it('are queried as one batch if several addresses fail', async () => {
    const page = start();
    page.api.answer('rows', () => problem(404, {}));
    await Promise.all([ask(page, 1), ask(page, 2)]);
    const bodies = page.api.to('batch').map(({ body }) => body);
    expect(bodies).to.deep.equal([{ queries: [{ sql: sqlOf(1) }, { sql: sqlOf(2) }] }]);
    expect(page.api.to('query')).to.deep.equal([]);
  });

  it('fail with the error of the query', async () => {
    const page = start();
    page.api.answer('rows', () => problem(404, {}));
    page.api.setQuery(sqlOf(1), { refusal: { status: 400, message: 'No table "sale"' } });
    const { kind, message } = await failure(ask(page));
    expect({ kind, message }).to.deep.equal({ kind: 'query', message: 'No table "sale"' });
  });

  it('are not queried after an abort', async () => {
    const page = start();
    page.api.hold('rows');
    const abort = abortable((options) => ask(page, 1, options));
    await page.api.seen('rows');
    await abort();
    await ask(start());
    expect(routes(page.api)).to.deep.equal(['rows']);
  });

  it('are fetched by address for each of many charts', async () => {
    const page = start();
    const all = await Promise.all(NUMBERS.map((index) => ask(page, index)));
    expect(all.map((each) => each.rows[0]![0])).to.deep.equal(NUMBERS);
    expect(routes(page.api)).to.deep.equal(NUMBERS.map(() => 'rows'));
  });

  it('do not wait for queries without an address', async () => {
    const page = start();
    const release = page.api.hold('query');
    const other = ask(page, 2, { address: null });
    expect((await ask(page, 1)).rows).to.deep.equal([[1]]);
    release();
    expect((await other).rows).to.deep.equal([[2]]);
  });
});
