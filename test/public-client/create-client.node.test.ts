import { describe, it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { expect } from 'chai';
import { VibedasherError } from '../../src/public-client/errors.ts';
import type { Dataset, PublicClient } from '../../src/public-client/types.ts';
import { createFakeApi, problem, rows, STORAGE } from '../support/fake-api.ts';
import { createFakeEnvironment, failure, harness, rejection, SALES, settle, thrown } from './support.ts';
import { createClient, createPublicClient } from '../../src/public-client/create-client.ts';

const ONE = rows(['n'], [[1]]);
const TWO = rows(['n'], [[2]]);
const query = (sql: string): { sql: string } => ({ sql });

/** Runs two queries in one request to `route`, aborts the first, and returns the rows of the second. */
async function rowsAfterAbort(
  api: ReturnType<typeof harness>['api'],
  client: PublicClient,
  route: 'batch' | 'query',
  [aborted, other]: readonly [string, string],
): Promise<Dataset['rows']> {
  const release = api.hold(route);
  const controller = new AbortController();
  const rejected = rejection(client.queryViz(SALES, query(aborted), { signal: controller.signal }));
  const answered = client.queryViz(SALES, query(other), { signal: new AbortController().signal });
  await api.seen(route);
  controller.abort();
  expect(await rejected).to.equal(controller.signal.reason);
  expect(api.to(route)[0]!.init.signal!.aborted).to.equal(false);
  release();
  return (await answered).rows;
}

describe('PublicClient', () => {
  describe('createPublicClient', () => {
    it('accepts the cloud, a region or a self-hosted server', () => {
      const bases = [{}, { region: 'us-east-1' as const }, { apiBase: 'https://bi.example.org/api/' }].map(
        (options) => createPublicClient(options).apiBase,
      );
      expect(bases).to.deep.equal([
        'https://api.vibedasher.com/api',
        'https://api.us-east-1.vibedasher.com/api',
        'https://bi.example.org/api',
      ]);
    });

    it('refuses invalid options', () => {
      expect(thrown(() => createPublicClient({ apiBase: 'nonsense' })).kind).to.equal('config');
      expect(thrown(() => createPublicClient({ region: 'moon' as 'us-east-1' })).kind).to.equal('config');
    });
  });

  describe('routes', () => {
    const BASE = 'https://bi.example.org/api/v1/public';
    it('requests a viz by account and slug', async () => {
      const { api, client } = harness();
      expect((await client.getViz(SALES)).account).to.equal('acme');
      expect(api.requests.map((request) => request.url)).to.deep.equal([`${BASE}/viz/acme/sales`]);
    });

    it('requests a viz by slug', async () => {
      const { api, client } = harness();
      expect((await client.getVizBySlug('sales')).account).to.equal('acme');
      expect((await client.getViz({ slug: 'sales' })).account).to.equal('acme');
      expect(api.requests.map((request) => request.url)).to.deep.equal([`${BASE}/viz/slug/sales`]);
    });

    it('requests query, status, result URL and stored rows', async () => {
      const { api, client } = harness({ queries: { a: { ...ONE, polls: 0 } } });
      await client.queryViz(SALES, query('a'));
      expect(api.requests.map(({ method, url, body }) => [method, url, body])).to.deep.equal([
        ['POST', `${BASE}/viz/acme/sales/query`, { sql: 'a' }],
        ['POST', `${BASE}/viz/acme/sales/sql/status/batch`, { queryIds: ['q1'] }],
        ['GET', `${BASE}/viz/acme/sales/sql/q1/result`, undefined],
        ['GET', `${STORAGE}/q1?signature=secret`, undefined],
      ]);
    });

    it('looks up the owner before a query without an account', async () => {
      const { api, client } = harness({ queries: { a: ONE } });
      await client.queryViz({ slug: 'sales' }, query('a'));
      expect(api.requests.map((request) => request.route)).to.deep.equal(['slug', 'query', 'storage']);
    });

    it('requests extracts, templates and seeds', async () => {
      const { api, client } = harness({
        plan: { sources: [{ alias: 'sales', datasetId: 'd', url: `${STORAGE}/d.parquet`, bytes: 5 }] },
        templates: { templates: [{ id: 't' }], nextKey: 'more' },
        seeds: { seeds: [{ id: 's' }] },
      });
      expect((await client.getExtracts(SALES)).sources[0]!.alias).to.equal('sales');
      await client.getExtracts(SALES, { format: 'duckdb', columns: 'used', rows: 1000 });
      expect((await client.listTemplates({ limit: 5 })).nextKey).to.equal('more');
      expect((await client.listSeeds()).templates[0]!.id).to.equal('s');
      expect(api.requests.map((request) => request.url)).to.deep.equal([
        `${BASE}/viz/acme/sales/wasm-plan`,
        `${BASE}/viz/acme/sales/wasm-plan?format=duckdb&columns=used&rows=1000`,
        `${BASE}/templates?limit=5`,
        `${BASE}/seeds`,
      ]);
    });

    for (const ref of [{ account: 'a/b', slug: 's' }, { account: 'a', slug: '..' }, { slug: '' }])
      it(`refuses the reference ${JSON.stringify(ref)}`, async () => {
        const { api, client } = harness();
        expect((await failure(client.getViz(ref))).kind).to.equal('config');
        expect((await failure(client.queryViz(ref, query('a')))).kind).to.equal('config');
        expect((await failure(client.getExtracts(ref))).kind).to.equal('config');
        expect(api.requests).to.have.length(0);
      });
  });

  describe('queryViz', () => {
    const TYPED = { columns: [{ name: 'n', type: 'number' }], rows: [['1']] };
    const CASES: [string, object][] = [
      ['cached', ONE],
      ['after some polls', { ...ONE, polls: 3 }],
      ['as JSON', { ...ONE, encoding: 'json' }],
      ['with types', { result: TYPED }],
      ['as objects', { result: { rows: [{ n: 1 }] } }],
      ['in the response to the query', { result: { ...TYPED, rowCount: 1, truncated: false }, inline: true }],
      [
        'as JSON with a byte order mark',
        { bytes: new TextEncoder().encode('\u{feff}{"headers":["n"],"rows":[[1]]}') },
      ],
    ];
    for (const [name, answer] of CASES)
      it(`resolves with the rows of a result: ${name}`, async () => {
        const { client } = harness({ queries: { a: answer } });
        expect(await client.queryViz(SALES, query('a'))).to.deep.equal({
          columns: [{ name: 'n', type: 'number' }],
          rows: [[1]],
          truncated: false,
        });
      });

    it('passes on whether rows are truncated, and their date', async () => {
      const result = { headers: ['n'], rows: [[1]], truncated: true, asOf: '2026-01-31' };
      const { client } = harness({ queries: { a: { result } } });
      const { truncated, asOf } = await client.queryViz(SALES, query('a'));
      expect([truncated, asOf]).to.deep.equal([true, new Date(Date.UTC(2026, 0, 31))]);
    });

    it('converts timestamps to the requested time zone', async () => {
      const { client, api } = harness({ queries: { a: rows(['t'], [['2026-01-01T00:00:00Z']]) } });
      const hour = async (timeZone: string): Promise<number> =>
        ((await client.queryViz(SALES, query('a'), { timeZone })).rows[0]![0] as Date).getHours();
      expect(await Promise.all([hour('Asia/Tokyo'), hour('UTC')])).to.deep.equal([9, 0]);
      expect(api.to('query')).to.have.length(1);
    });

    it('polls with growing pauses of up to two seconds', async () => {
      const { client, environment } = harness({ queries: { a: { ...ONE, polls: 24 } } });
      await client.queryViz(SALES, query('a'));
      // The first pause gathers a batch.
      expect(environment.pauses.map(Math.round)).to.deep.equal([
        0, 100, 100, 100, 100, 100, 100, 120, 144, 173, 207, 249, 299, 358, 430, 516, 619, 743, 892, 1070,
        1284, 1541, 1849, 2000, 2000, 2000,
      ]);
    });

    it('requests a new URL if the presigned one has expired', async () => {
      for (const status of [403, 404]) {
        const { api, client } = harness({ queries: { a: ONE } });
        api.script('storage', new Response('<Error/>', { status }));
        expect((await client.queryViz(SALES, query('a'))).rows).to.deep.equal([[1]]);
        expect(api.requests.map(({ route }) => route)).to.deep.equal([
          'query',
          'storage',
          'result',
          'storage',
        ]);
      }
    });

    it('requests a new URL only once', async () => {
      const { api, client } = harness({ queries: { a: ONE } });
      api.script('storage', new Response('', { status: 403 }), new Response('', { status: 403 }));
      const error = await failure(client.queryViz(SALES, query('a')));
      expect(error).to.include({ kind: 'unavailable', status: 403 });
      expect(error.message).to.include(STORAGE).and.not.include('signature');
    });

    for (const url of ['http://storage.example.net/x', 'javascript:alert(1)', 'data:,x'])
      it(`does not fetch rows from ${url}`, async () => {
        const { api, client } = harness({ queries: { a: ONE } });
        api.script('query', Response.json({ sqlQuery: { id: 'q', status: 'completed' }, cached: true, url }));
        expect((await failure(client.queryViz(SALES, query('a')))).kind).to.equal('malformed');
        expect(api.to('storage')).to.have.length(0);
      });

    it('fetches rows over plain http only if the API uses plain http', async () => {
      const { api, client } = harness({ base: 'http://localhost:8080/api', queries: { a: ONE } });
      const url = 'http://localhost:9090/v1/public/seeds';
      api.script('query', Response.json({ cached: true, url }));
      api.script('seeds', Response.json({ headers: ['n'], rows: [[5]] }));
      expect((await client.queryViz(SALES, query('a'))).rows).to.deep.equal([[5]]);
    });

    it('rejects with the error of a failed query', async () => {
      const { client } = harness({ queries: { a: { failure: 'no such column', polls: 1 } } });
      const error = await failure(client.queryViz(SALES, query('a')));
      expect(error).to.include({ kind: 'query', message: 'no such column', retryable: false });
    });

    it('rejects if three polls return no status of the query', async () => {
      const { api, client } = harness({ queries: { a: { ...ONE, polls: 0 } } });
      const lost = (): Response => Response.json({ queries: [] });
      api.script('status', lost(), lost());
      expect((await client.queryViz(SALES, query('a'))).rows).to.deep.equal([[1]]);
      api.setQuery('b', { ...TWO, polls: 0 });
      api.script('status', lost(), lost(), lost());
      expect(await failure(client.queryViz(SALES, query('b')))).to.include({
        kind: 'unavailable',
        retryable: true,
      });
    });

    it('polls all queries of a viz in one request', async () => {
      const { api, client } = harness({ queries: { a: { ...ONE, polls: 2 }, b: { ...TWO, polls: 4 } } });
      const [a, b] = await Promise.all([
        client.queryViz(SALES, query('a')),
        client.queryViz(SALES, query('b')),
      ]);
      expect([a.rows, b.rows]).to.deep.equal([[[1]], [[2]]]);
      expect(
        api.to('status').map((request) => (request.body as { queryIds: string[] }).queryIds),
      ).to.deep.equal([['q1', 'q2'], ['q1', 'q2'], ['q1', 'q2'], ['q2'], ['q2']]);
    });

    it('polls an id only once if several queries share it', async () => {
      const { api, client } = harness();
      const same = (): object => ({ sqlQuery: { id: 'q', status: 'pending' }, cached: false });
      api.script('batch', Response.json({ results: [same(), same()] }));
      api.script('status', Response.json({ queries: [{ id: 'q', status: 'completed' }] }));
      api.script('result', ...[1, 2].map(() => Response.json({ url: `${STORAGE}/q` })));
      api.script('storage', ...[1, 2].map(() => Response.json([{ n: 1 }])));
      await Promise.all(['a', 'b'].map((sql) => client.queryViz(SALES, query(sql))));
      expect(api.to('status').map((request) => request.body)).to.deep.equal([{ queryIds: ['q'] }]);
    });

    it('polls a new query soon, despite the long pauses of an earlier one', async () => {
      const { api, client, environment } = harness({
        queries: { a: { ...ONE, polls: 20 }, b: { ...TWO, polls: 0 } },
      });
      const slow = client.queryViz(SALES, query('a'));
      await api.seen('status', 12);
      const before = environment.pauses.length;
      await client.queryViz(SALES, query('b'));
      expect(environment.pauses.slice(before)).to.include(100);
      await slow;
    });

    it('rejects all waiting queries if a poll fails', async () => {
      const { api, client } = harness({ queries: { a: { ...ONE, polls: 1 }, b: { ...TWO, polls: 1 } } });
      api.script('status', problem(500, { detail: 'boom' }));
      const outcomes = await Promise.all(
        ['a', 'b'].map((sql) => failure(client.queryViz(SALES, query(sql)))),
      );
      expect(outcomes.map((error) => [error.kind, error.message])).to.deep.equal([
        ['unavailable', 'boom'],
        ['unavailable', 'boom'],
      ]);
      expect((await client.queryViz(SALES, query('a'))).rows).to.deep.equal([[1]]);
    });
  });

  describe('batches', () => {
    const many = (count: number): Record<string, typeof ONE> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`q${index}`, rows(['n'], [[index]])]));

    it('contain the queries of one task, in order', async () => {
      const { api, client, another } = harness({ queries: { a: ONE, b: TWO } });
      const a = client.queryViz(SALES, query('a'));
      await Promise.resolve();
      const b = another().queryViz(SALES, { sql: 'b', params: { x: 1 } });
      expect((await Promise.all([a, b])).map((dataset) => dataset.rows)).to.deep.equal([[[1]], [[2]]]);
      expect(api.to('query')).to.have.length(0);
      expect(api.to('batch').map((request) => request.body)).to.deep.equal([
        { queries: [{ sql: 'a' }, { sql: 'b', args: { x: '1' } }] },
      ]);
    });

    it('contain at most fifty queries', async () => {
      const { api, client } = harness({ queries: many(101) });
      await Promise.all(Object.keys(many(101)).map((sql) => client.queryViz(SALES, query(sql))));
      expect([api.to('batch').length, api.to('query').length]).to.deep.equal([2, 1]);
    });

    it('contain queries of one viz only', async () => {
      const { api, client } = harness({
        vizzes: { 'acme/sales': {}, 'acme/costs': {} },
        queries: { a: ONE },
      });
      await Promise.all(
        ['sales', 'costs'].map((slug) => client.queryViz({ account: 'acme', slug }, query('a'))),
      );
      expect([api.to('batch').length, api.to('query').length]).to.deep.equal([0, 2]);
    });

    it('return the error of one query in its slot', async () => {
      const { api, client } = harness({ queries: { a: ONE, b: { failure: 'overflow' } } });
      const [a, b, c, again] = await client.queryBatch(SALES, ['a', 'b', 'c', 'a'].map(query));
      expect((a as Dataset).rows).to.deep.equal([[1]]);
      expect(b).to.be.instanceOf(VibedasherError).and.include({ kind: 'query', message: 'overflow' });
      expect(c).to.be.instanceOf(VibedasherError).and.include({ kind: 'query' });
      expect(again).to.equal(a);
      expect((api.to('batch')[0]!.body as { queries: unknown[] }).queries).to.have.length(3);
    });

    it('return an error of the whole batch in every slot', async () => {
      const { api, client } = harness({ queries: { a: ONE, b: TWO } });
      api.script('batch', problem(500, { message: 'no' }));
      const errors = (await client.queryBatch(SALES, ['a', 'b'].map(query))) as VibedasherError[];
      expect(errors.map((error) => [error.kind, error.message])).to.deep.equal([
        ['unavailable', 'no'],
        ['unavailable', 'no'],
      ]);
      expect(api.to('query')).to.have.length(0);
    });

    for (const status of [400, 403, 413, 422])
      it(`are replaced by single queries after the status ${status}`, async () => {
        const refusal = { status: 422, message: 'too long' };
        const { api, client } = harness({ queries: { a: ONE, b: { refusal }, c: TWO } });
        api.script('batch', problem(status, { message: 'no' }));
        const [a, b, c] = await client.queryBatch(SALES, ['a', 'b', 'c'].map(query));
        expect([(a as Dataset).rows, (c as Dataset).rows]).to.deep.equal([[[1]], [[2]]]);
        expect(b).to.be.instanceOf(VibedasherError).and.include({ kind: 'query', message: 'too long' });
        expect([api.to('batch').length, api.to('query').length]).to.deep.equal([1, 3]);
        // Other batches are still sent.
        await client.queryBatch(SALES, ['a', 'c'].map(query), { fresh: true });
        expect(api.to('batch')).to.have.length(2);
      });

    for (const status of [404, 405, 501])
      it(`are no longer sent to an API without a batch route (status ${status})`, async () => {
        const { api, client, another } = harness({ queries: { a: ONE, b: TWO } });
        api.answer('batch', () => problem(status, { message: 'no such route' }));
        const rowsOf = async (some: typeof client): Promise<unknown[]> =>
          (await some.queryBatch(SALES, ['a', 'b'].map(query), { fresh: true })).map(
            (outcome) => (outcome as Dataset).rows,
          );
        expect(await rowsOf(client)).to.deep.equal([[[1]], [[2]]]);
        expect(await rowsOf(another())).to.deep.equal([[[1]], [[2]]]);
        expect([api.to('batch').length, api.to('query').length]).to.deep.equal([1, 4]);
      });

    it('are replaced by only one query if the viz does not exist', async () => {
      const { api, client } = harness({ vizzes: {} });
      const errors = await client.queryBatch(SALES, ['a', 'b', 'c'].map(query));
      expect(errors.map((error) => (error as VibedasherError).kind)).to.deep.equal(
        Array(3).fill('not-found'),
      );
      expect([api.to('batch').length, api.to('query').length]).to.deep.equal([1, 1]);
    });

    it('omit queries whose callers have aborted', async () => {
      const { api, client } = harness({ queries: { a: ONE, b: TWO, c: ONE } });
      const leaving = new AbortController();
      const left = rejection(client.queryViz(SALES, query('a'), { signal: leaving.signal }));
      const stay = ['b', 'c'].map((sql) => client.queryViz(SALES, query(sql)));
      await Promise.resolve();
      leaving.abort();
      expect(await left).to.equal(leaving.signal.reason);
      expect((await Promise.all(stay)).map(({ rows }) => rows)).to.deep.equal([[[2]], [[1]]]);
      expect(api.to('batch').map(({ body }) => body)).to.deep.equal([
        { queries: [{ sql: 'b' }, { sql: 'c' }] },
      ]);
    });

    it('are not affected by one caller that aborts later', async () => {
      const { api, client } = harness({ queries: { a: ONE, b: TWO } });
      const answer = await rowsAfterAbort(api, client, 'batch', ['a', 'b']);
      expect(answer).to.deep.equal([[2]]);
      // The rows of the other query are not requested.
      expect(api.to('storage')).to.have.length(1);
    });

    it('abort a query that is sent alone when its caller aborts', async () => {
      const { api, client } = harness({ queries: { a: ONE, b: TWO } });
      api.answer('batch', () => problem(501, {}));
      const leaving = new AbortController();
      const stays = client.queryViz(SALES, query('a'));
      const left = rejection(client.queryViz(SALES, query('b'), { signal: leaving.signal }));
      await api.seen('query');
      const release = api.hold('query');
      await api.seen('query', 2);
      leaving.abort();
      expect(await left).to.equal(leaving.signal.reason);
      expect(api.to('query').map(({ init }) => init.signal!.aborted)).to.deep.equal([false, true]);
      release();
      expect((await stays).rows).to.deep.equal([[1]]);
    });

    it('refuse more queries than the API allows', async () => {
      const { api, client } = harness();
      const queries = Array.from({ length: 51 }, () => query('a'));
      expect((await failure(client.queryBatch(SALES, queries))).kind).to.equal('config');
      expect(await client.queryBatch(SALES, [])).to.deep.equal([]);
      expect(api.requests).to.have.length(0);
    });

    it('reject on abort', async () => {
      const { api, client } = harness({ queries: { a: ONE, b: TWO } });
      api.hold('batch');
      const controller = new AbortController();
      const outcome = rejection(
        client.queryBatch(SALES, ['a', 'b'].map(query), { signal: controller.signal }),
      );
      await api.seen('batch');
      controller.abort();
      expect(await outcome).to.equal(controller.signal.reason);
    });
  });

  describe('shared requests', () => {
    it('load a viz, and the rows of identical queries, once for all callers and clients', async () => {
      const { api, client, another } = harness({ queries: { a: ONE } });
      const clients = Array.from({ length: 20 }, (_, index) => (index % 2 ? client : another()));
      await Promise.all(clients.map((one) => one.getViz(SALES)));
      const datasets = await Promise.all(
        clients.map((one) => one.queryViz(SALES, { sql: 'a', params: { x: 1, y: [2] } })),
      );
      expect(new Set(datasets).size).to.equal(1);
      expect(api.requests.map((request) => request.route).sort()).to.deep.equal(['query', 'storage', 'viz']);
    });

    it('expire after a while', async () => {
      const { api, client, environment } = harness({ queries: { a: ONE } });
      for (let round = 0; round < 2; round++) {
        await client.getViz(SALES);
        await client.queryViz(SALES, query('a'));
      }
      expect([api.to('viz').length, api.to('query').length]).to.deep.equal([1, 1]);
      environment.forget();
      await client.getViz(SALES);
      await client.queryViz(SALES, query('a'));
      expect([api.to('viz').length, api.to('query').length]).to.deep.equal([2, 2]);
    });

    it('are not used with fresh: true', async () => {
      const { api, client } = harness({ queries: { a: ONE } });
      await client.getViz(SALES);
      await client.queryViz(SALES, query('a'));
      api.setQuery('a', TWO);
      const fresh = { fresh: true };
      await Promise.all([client.getViz(SALES, fresh), client.getViz(SALES, fresh)]);
      const [one, other] = await Promise.all([
        client.queryViz(SALES, query('a'), fresh),
        client.queryViz(SALES, query('a'), fresh),
      ]);
      expect(one.rows).to.deep.equal([[2]]);
      expect(other).to.equal(one);
      expect([api.to('viz').length, api.to('query').length]).to.deep.equal([2, 2]);
      expect(api.to('viz').map((request) => request.init.cache)).to.deep.equal([undefined, 'no-cache']);
      expect((await client.queryViz(SALES, query('a'))).rows).to.deep.equal([[2]]);
    });

    it('are separate for different queries', async () => {
      const { api, client } = harness({ queries: { a: ONE, b: TWO } });
      const one = { sql: 'a', params: { x: 1 } };
      for (const other of [query('a'), query('b'), one, { sql: 'a', params: { x: 2 } }])
        await client.queryViz(SALES, other);

      expect(api.to('query')).to.have.length(4);
    });

    it('are not used after a failure', async () => {
      const { api, client } = harness({ queries: { a: ONE } });
      api.script('viz', problem(500, {}));
      api.script('query', problem(500, {}));
      await failure(client.getViz(SALES));
      await failure(client.queryViz(SALES, query('a')));
      expect((await client.getViz(SALES)).slug).to.equal('sales');
      expect((await client.queryViz(SALES, query('a'))).rows).to.deep.equal([[1]]);
    });

    it('apply the cell limit of each caller', async () => {
      const { client, another } = harness({ queries: { a: ONE } });
      await client.queryViz(SALES, query('a'));
      const capped = another({ maxCells: 0 });
      expect((await failure(capped.queryViz(SALES, query('a')))).kind).to.equal('too-large');
    });
  });

  describe('abort', () => {
    it('rejects immediately with the reason of the caller', async () => {
      const { api, client } = harness();
      api.hold('viz');
      const controller = new AbortController();
      const outcome = rejection(client.getViz(SALES, { signal: controller.signal }));
      await api.seen('viz');
      const reason = new Error('gone');
      controller.abort(reason);
      expect(await outcome).to.equal(reason);
      expect(api.to('viz')[0]!.init.signal!.aborted).to.equal(true);
    });

    it('sends no request if the signal is already aborted', async () => {
      const { api, client } = harness({ queries: { a: ONE } });
      const signal = AbortSignal.abort();
      expect(await rejection(client.getViz(SALES, { signal }))).to.equal(signal.reason);
      expect(await rejection(client.queryViz(SALES, query('a'), { signal }))).to.equal(signal.reason);
      expect(api.requests).to.have.length(0);
    });

    it('does not affect other callers of the same request', async () => {
      const { api, client } = harness({ queries: { a: ONE } });
      const answer = await rowsAfterAbort(api, client, 'query', ['a', 'a']);
      expect(answer).to.deep.equal([[1]]);
      expect(api.to('query')).to.have.length(1);
    });

    it('aborts the request if its caller is the last one', async () => {
      const { api, client } = harness({ queries: { a: ONE } });
      api.hold('query');
      const controllers = [new AbortController(), new AbortController()];
      const outcomes = controllers.map(({ signal }) =>
        rejection(client.queryViz(SALES, query('a'), { signal })),
      );
      await api.seen('query');
      for (const controller of controllers) controller.abort();
      await Promise.all(outcomes);
      expect(api.to('query')[0]!.init.signal!.aborted).to.equal(true);
    });

    for (const [what, atOnce, requests] of [
      ['leads to a new request for the next caller', false, 2],
      [
        'keeps the request if the caller returns at once, like an element that moves within its page',
        true,
        1,
      ],
    ] as const)
      it(what, async () => {
        const { api, client } = harness({ queries: { a: ONE } });
        const release = api.hold('query');
        const controller = new AbortController();
        const left = rejection(client.queryViz(SALES, query('a'), { signal: controller.signal }));
        await api.seen('query');
        controller.abort();
        if (!atOnce) await left;
        const loading = client.queryViz(SALES, query('a'));
        await left;
        release();
        expect((await loading).rows).to.deep.equal([[1]]);
        expect(api.to('query')).to.have.length(requests);
      });

    for (const route of ['status', 'result', 'storage'] as const)
      it(`works during the request to ${route}`, async () => {
        const { api, client } = harness({ queries: { a: { ...ONE, polls: 1 } } });
        api.hold(route);
        const controller = new AbortController();
        const outcome = rejection(client.queryViz(SALES, query('a'), { signal: controller.signal }));
        await api.seen(route);
        controller.abort();
        expect(await outcome).to.equal(controller.signal.reason);
        expect(api.to(route)[0]!.init.signal!.aborted).to.equal(true);
        const count = api.requests.length;
        await settle();
        expect(api.requests).to.have.length(count);
      });

    it('works during the wait before a retry', async () => {
      const { api, client } = harness();
      api.script('viz', problem(503, {}, { 'retry-after': '20' }));
      const controller = new AbortController();
      const outcome = rejection(client.getViz(SALES, { signal: controller.signal }));
      await api.seen('viz');
      await settle();
      controller.abort();
      expect(await outcome).to.equal(controller.signal.reason);
      expect(api.to('viz')).to.have.length(1);
    });
  });

  describe('a client of the cloud', () => {
    const FAR = { 'far/away': { accountRegion: 'us-east-1' } };
    const UNIFIED = 'api.vibedasher.com';
    const EAST = 'api.us-east-1.vibedasher.com';

    const cloud = (options: object, more: object = {}): ReturnType<typeof harness> =>
      harness({ queries: { a: ONE }, ...options }, { apiBase: undefined, ...more });
    const hosts = ({ api }: ReturnType<typeof harness>): string[] =>
      api.requests.map(({ route, url }) => `${route} ${new URL(url).host}`);

    it('uses the shared host if it has the viz', async () => {
      const here = cloud({});
      await here.client.getViz(SALES);
      await here.client.queryViz(SALES, query('a'));
      expect(hosts(here)).to.deep.equal([
        `viz ${UNIFIED}`,
        `query ${UNIFIED}`,
        'storage storage.example.net',
      ]);
    });

    it('looks up the region of a viz after a 404, and remembers it', async () => {
      const here = cloud({ vizzes: FAR });
      const ref = { account: 'far', slug: 'away' };
      expect((await here.client.getViz(ref)).region).to.equal('us-east-1');
      await here.another({ apiBase: undefined }).queryViz(ref, query('a'));
      expect(hosts(here)).to.deep.equal([
        `viz ${UNIFIED}`,
        `slug ${UNIFIED}`,
        `viz ${EAST}`,
        `query ${EAST}`,
        'storage storage.example.net',
      ]);
    });

    it('looks up the region once for concurrent requests', async () => {
      const here = cloud({ vizzes: FAR, queries: { a: { ...ONE, polls: 0 } } });
      const ref = { account: 'far', slug: 'away' };
      const [viz, dataset] = await Promise.all([
        here.client.getViz(ref),
        here.client.queryViz(ref, query('a')),
      ]);
      expect([viz.region, dataset.rows]).to.deep.equal(['us-east-1', [[1]]]);
      expect(here.api.to('slug')).to.have.length(1);
      expect(hosts(here).filter((host) => /status|result/.test(host))).to.deep.equal([
        `status ${EAST}`,
        `result ${EAST}`,
      ]);
    });

    it('uses the region of the owner if only the slug is given', async () => {
      const here = cloud({ vizzes: FAR });
      await here.client.queryViz({ slug: 'away' }, query('a'));
      expect(hosts(here)).to.deep.equal([`slug ${UNIFIED}`, `query ${EAST}`, 'storage storage.example.net']);
    });

    const LOOKED_UP = [`viz ${UNIFIED}`, `slug ${UNIFIED}`];
    for (const [what, vizzes, account, options, sent] of [
      ['sends no further request if nobody owns the slug', {}, 'far', {}, LOOKED_UP],
      ['sends no further request if another account owns the slug', FAR, 'other', {}, LOOKED_UP],
      [
        'ignores a region that is not one of the cloud',
        { 'far/away': { accountRegion: 'evil.example/x' } },
        'far',
        {},
        LOOKED_UP,
      ],
      [
        'tries no other region if the caller has chosen one',
        FAR,
        'far',
        { region: 'eu-central-1' },
        ['viz api.eu-central-1.vibedasher.com'],
      ],
      [
        'tries no region if the caller has chosen a server',
        {},
        'far',
        { apiBase: 'https://bi.example.org/api' },
        ['viz bi.example.org'],
      ],
    ] as const)
      it(what, async () => {
        const here = cloud({ vizzes }, options);
        const error = await failure(here.client.getViz({ account, slug: 'away' }));
        expect(error).to.include({ kind: 'not-found', status: 404 });
        expect(hosts(here)).to.deep.equal(sent);
      });

    it('sends no further request if the right region does not have the viz', async () => {
      const here = cloud({ vizzes: FAR });
      await here.client.getViz({ account: 'far', slug: 'away' });
      const before = here.api.requests.length;
      expect((await failure(here.client.getViz({ account: 'far', slug: 'other' }))).kind).to.equal(
        'not-found',
      );
      expect(hosts(here).slice(before)).to.deep.equal([`viz ${EAST}`]);
    });

    it('rejects if the lookup of the region fails', async () => {
      const here = cloud({ vizzes: FAR });
      here.api.script('slug', problem(500, {}));
      expect((await failure(here.client.getViz({ account: 'far', slug: 'away' }))).kind).to.equal(
        'unavailable',
      );
    });
  });

  describe('errors', () => {
    const CASES: [
      number,
      'viz' | 'query' | 'result' | 'status' | 'storage' | 'templates',
      VibedasherError['kind'],
    ][] = [
      [404, 'viz', 'not-found'],
      [403, 'viz', 'not-found'],
      [404, 'query', 'not-found'],
      [404, 'status', 'not-found'],
      [404, 'result', 'not-found'],
      [410, 'result', 'unavailable'],
      [400, 'query', 'query'],
      [403, 'query', 'query'],
      [413, 'query', 'query'],
      [422, 'query', 'query'],
      [422, 'templates', 'query'],
      [404, 'templates', 'unavailable'],
      [401, 'viz', 'unavailable'],
      [500, 'query', 'unavailable'],
      [418, 'query', 'unavailable'],
      [302, 'viz', 'unavailable'],
      [429, 'query', 'rate-limited'],
      [503, 'query', 'unavailable'],
      [400, 'storage', 'unavailable'],
      [500, 'storage', 'unavailable'],
    ];
    for (const [status, route, kind] of CASES)
      it(`have kind ${kind} for status ${status} of route ${route}`, async () => {
        const { api, client } = harness({ queries: { a: { ...ONE, polls: 0 } } }, { maxRetries: 0 });
        api.script(route, problem(status, { message: 'said', hint: 'try', requestId: 'r1' }));
        const work =
          route === 'viz'
            ? client.getViz(SALES)
            : route === 'templates'
              ? client.listTemplates()
              : client.queryViz(SALES, query('a'));
        expect(await failure(work)).to.include({
          kind,
          status,
          message: 'said',
          hint: 'try',
          requestId: 'r1',
        });
      });

    it('prefer the request id in the header to that in the body', async () => {
      const { api, client } = harness();
      api.script('viz', problem(500, { requestId: 'body' }, { 'x-request-id': 'header' }));
      expect((await failure(client.getViz(SALES))).requestId).to.equal('header');
    });

    it('contain status and URL if there is no message', async () => {
      const { api, client } = harness();
      api.script('viz', new Response('<html>Bad gateway</html>', { status: 500 }));
      const { message } = await failure(client.getViz(SALES));
      expect(message).to.equal('HTTP 500 from https://bi.example.org/api/v1/public/viz/acme/sales');
    });

    it('suggest checking the base URL after a 404 without a message of the API', async () => {
      const hasHint: Record<string, boolean> = {};
      const ANSWERS: [string, 'viz' | 'storage', ...Response[]][] = [
        ['a page', 'viz', new Response('<h1>Not found</h1>', { status: 404 })],
        ['nothing', 'viz', new Response(null, { status: 404 })],
        ['JSON of another kind', 'viz', Response.json({ ok: false }, { status: 404 })],
        ['the API', 'viz', Response.json({ detail: 'There is no such visualization.' }, { status: 404 })],
        ['a gateway', 'viz', new Response('<h1>Bad gateway</h1>', { status: 500 })],
        // The client requests this once more, with a new URL.
        [
          'a storage',
          'storage',
          new Response('gone', { status: 404 }),
          new Response('gone', { status: 404 }),
        ],
      ];
      for (const [who, route, ...answers] of ANSWERS) {
        const { api, client } = harness({ queries: { a: { ...ONE, polls: 0 } } }, { maxRetries: 0 });
        api.script(route, ...answers);
        const { hint } = await failure(
          route === 'viz' ? client.getViz(SALES) : client.queryViz(SALES, query('a')),
        );
        hasHint[who] = /base URL/.test(hint ?? '');
      }
      expect(hasHint).to.deep.equal({
        'a page': true,
        nothing: true,
        'JSON of another kind': true,
        'the API': false,
        'a gateway': false,
        'a storage': false,
      });
      const { api, client } = harness();
      api.script('viz', new Response('<h1>A page for every address</h1>'));
      expect((await failure(client.getViz(SALES))).message).to.match(/base URL/);
    });

    it('limit the length of the message', async () => {
      const { api, client } = harness();
      api.script('viz', problem(500, { message: 'x'.repeat(100_000) }));
      expect((await failure(client.getViz(SALES))).message.length).to.be.at.most(2000);
    });

    it('contain the request id of an invalid response', async () => {
      const { api, client } = harness({ queries: { a: ONE } });
      const headers = { 'x-request-id': 'r7' };
      api.script('viz', problem(200, { viz: {} }, headers), new Response('no JSON', { headers }));
      api.script(
        'query',
        problem(200, { sqlQuery: { id: 'q', status: 'failed', errorMessage: 'boom' } }, headers),
      );
      expect(await failure(client.getViz(SALES))).to.include({ kind: 'malformed', requestId: 'r7' });
      expect(await failure(client.getViz(SALES))).to.include({ kind: 'malformed', requestId: 'r7' });
      expect(await failure(client.queryViz(SALES, query('a')))).to.include({
        kind: 'query',
        requestId: 'r7',
      });
    });
  });

  describe('invalid responses', () => {
    const deep = (depth: number): string => `${'{"detail":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const NONSENSE: [string, () => Response][] = [
      ['an empty body', () => new Response(null)],
      ['no JSON', () => new Response('<html>')],
      ['half of a JSON text', () => new Response('{"viz": {"slug"')],
      ['not UTF-8', () => new Response(Uint8Array.of(0x7b, 0xff, 0x7d))],
      ['null', () => Response.json(null)],
      ['a number', () => Response.json(1)],
      ['a list', () => Response.json([[]])],
      ['an empty object', () => Response.json({})],
      [
        'fields of the wrong kind',
        () => Response.json({ viz: [], sqlQuery: 5, url: {}, queries: 1, results: 'x' }),
      ],
      ['endless nesting', () => new Response(deep(50_000))],
      ['endless nesting as an error', () => new Response(deep(50_000), { status: 500 })],
    ];
    for (const route of ['viz', 'query', 'status', 'result', 'storage'] as const)
      for (const [name, make] of NONSENSE)
        it(`lead to an error: ${name} from ${route}`, async () => {
          const { api, client } = harness({ queries: { a: { ...ONE, polls: 0 } } });
          api.script(route, make());
          const work = route === 'viz' ? client.getViz(SALES) : client.queryViz(SALES, query('a'));
          expect((await failure(work)).kind).to.be.oneOf(['malformed', 'unavailable']);
        });

    it('lead to rows or an error for any combination of unexpected columns and rows', async () => {
      const values = [
        null,
        0,
        -1,
        1.5,
        '',
        'x',
        true,
        [],
        {},
        [[]],
        { rows: [] },
        [{ name: 'a' }],
        [1],
        ['a'],
        [{}],
      ];
      const { api, client } = harness();
      for (const columns of values)
        for (const given of values) {
          api.setQuery('a', { bytes: encode({ columns, headers: columns, rows: given }) });
          const outcome = await client
            .queryViz(SALES, query('a'), { fresh: true })
            .catch((error: unknown) => error);
          if (outcome instanceof VibedasherError) expect(outcome.kind).to.equal('malformed');
          else expect((outcome as Dataset).rows).to.be.an('array');
        }
    });
  });

  it('sends its first request within the task of the call', async () => {
    const api = createFakeApi({ vizzes: { 'acme/sales': {} } });
    const client = createClient({ apiBase: api.base, fetch: api.fetch }, createFakeEnvironment());
    const viz = client.getViz(SALES);
    expect(api.to('viz')).to.have.length(1);
    await viz;
  });
});
