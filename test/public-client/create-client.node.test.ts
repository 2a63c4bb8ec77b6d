import { describe, it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { expect } from 'chai';
import { VibedasherError } from '../../src/public-client/errors.ts';
import type { Dataset, PublicClient, QueryOptions } from '../../src/public-client/types.ts';
import { createFakeApi, problem, rows, STORAGE } from '../support/fake-api.ts';
import {
  abortable,
  createFakeEnvironment,
  failure,
  harness,
  rejection,
  SALES,
  settle,
  thrown,
} from './support.ts';
import { createClient, createPublicClient } from '../../src/public-client/create-client.ts';

const ONE = rows(['n'], [[1]]);
const TWO = rows(['n'], [[2]]);
const BOTH = { queries: { a: ONE, b: TWO } };
const query = (sql: string): { sql: string } => ({ sql });
type Client = PublicClient;
type Api = ReturnType<typeof harness>['api'];
const run = async (client: Client, sql: string, options?: QueryOptions): Promise<Dataset['rows']> =>
  (await client.queryViz(SALES, query(sql), options)).rows;
/** Returns the kind and the number of requests for some routes. */
const counts = (api: Api, ...routes: Parameters<Api['to']>[0][]): number[] =>
  routes.map((route) => api.to(route).length);
const routesOf = (api: Api): string[] => api.requests.map(({ route }) => route);

/** Runs two queries in one request to `route`, aborts the first, and returns the rows of the second. */
async function rowsAfterAbort(
  api: Api,
  client: Client,
  route: 'batch' | 'query',
  [aborted, other]: [string, string],
) {
  const release = api.hold(route);
  const abort = abortable((options) => run(client, aborted, options));
  const answered = run(client, other, { signal: new AbortController().signal });
  await api.seen(route);
  await abort();
  expect(api.to(route)[0]!.init.signal!.aborted).to.equal(false);
  release();
  return answered;
}

describe('PublicClient', () => {
  it('accepts the cloud, a region or a self-hosted server, and refuses other options', () => {
    const own = 'https://bi.example.org/api';
    expect(createPublicClient({}).apiBase).to.equal('https://api.vibedasher.com/api');
    expect(createPublicClient({ region: 'us-east-1' }).apiBase).to.include('//api.us-east-1.vibedasher.com/');
    expect(createPublicClient({ apiBase: `${own}/` }).apiBase).to.equal(own);
    expect(thrown(() => createPublicClient({ apiBase: 'nonsense' })).kind).to.equal('config');
    expect(thrown(() => createPublicClient({ region: 'moon' as 'us-east-1' })).kind).to.equal('config');
  });

  describe('routes', () => {
    const BASE = 'https://bi.example.org/api/v1/public';
    it('requests a viz by account and slug, or by slug', async () => {
      const { api, client } = harness();
      expect((await client.getViz(SALES)).account).to.equal('acme');
      expect((await client.getVizBySlug('sales')).account).to.equal('acme');
      expect((await client.getViz({ slug: 'sales' })).account).to.equal('acme');
      expect(api.requests.map(({ url }) => url)).to.deep.equal([
        `${BASE}/viz/acme/sales`,
        `${BASE}/viz/slug/sales`,
      ]);
    });

    it('requests query, status, result URL and stored rows', async () => {
      const { api, client } = harness({ queries: { a: { ...ONE, polls: 0 } } });
      await run(client, 'a');
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
      expect(routesOf(api)).to.deep.equal(['slug', 'query', 'storage']);
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

    it('refuses invalid references', async () => {
      const { api, client } = harness();
      for (const ref of [{ account: 'a/b', slug: 's' }, { account: 'a', slug: '..' }, { slug: '' }])
        for (const name of ['getViz', 'queryViz', 'getExtracts'] as const)
          expect((await failure(client[name](ref, query('a')))).kind).to.equal('config');
      expect(api.requests).to.have.length(0);
    });
  });

  describe('queryViz', () => {
    const encoder = new TextEncoder();
    const TYPED = { columns: [{ name: 'n', type: 'number' }], rows: [['1']] };
    const CASES: [string, object][] = [
      ['cached', ONE],
      ['after some polls', { ...ONE, polls: 3 }],
      ['as JSON', { ...ONE, encoding: 'json' }],
      ['with types', { result: TYPED }],
      ['as objects', { result: { rows: [{ n: 1 }] } }],
      ['in the response to the query', { result: { ...TYPED, rowCount: 1, truncated: false }, inline: true }],
      ['as JSON with a byte order mark', { bytes: encoder.encode('\u{feff}{"headers":["n"],"rows":[[1]]}') }],
    ];
    for (const [name, answer] of CASES)
      it(`resolves with the rows of a result: ${name}`, async () => {
        const dataset = await harness({ queries: { a: answer } }).client.queryViz(SALES, query('a'));
        expect(dataset).to.deep.equal({ ...TYPED, rows: [[1]], truncated: false });
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

    it('requests a new URL if the presigned one has expired, but only once', async () => {
      for (const status of [403, 404]) {
        const { api, client } = harness(BOTH);
        api.script('storage', new Response('<Error/>', { status }));
        expect(await run(client, 'a')).to.deep.equal([[1]]);
        expect(routesOf(api)).to.deep.equal(['query', 'storage', 'result', 'storage']);
      }
      const { api, client } = harness(BOTH);
      api.script('storage', new Response('', { status: 403 }), new Response('', { status: 403 }));
      const error = await failure(run(client, 'a'));
      expect(error).to.include({ kind: 'unavailable', status: 403 });
      expect(error.message).to.include(STORAGE).and.not.include('signature');
    });

    it('fetches rows over https, or over plain http if the API uses plain http', async () => {
      for (const url of ['http://storage.example.net/x', 'javascript:alert(1)', 'data:,x']) {
        const { api, client } = harness(BOTH);
        api.script('query', Response.json({ sqlQuery: { id: 'q', status: 'completed' }, cached: true, url }));
        expect((await failure(run(client, 'a'))).kind, url).to.equal('malformed');
        expect(api.to('storage')).to.have.length(0);
      }
      const { api, client } = harness({ base: 'http://localhost:8080/api', ...BOTH });
      api.script('query', Response.json({ cached: true, url: 'http://localhost:9090/v1/public/seeds' }));
      api.script('seeds', Response.json({ headers: ['n'], rows: [[5]] }));
      expect(await run(client, 'a')).to.deep.equal([[5]]);
    });

    it('rejects with the error of a failed query', async () => {
      const { client } = harness({ queries: { a: { failure: 'no such column', polls: 1 } } });
      const error = await failure(client.queryViz(SALES, query('a')));
      expect(error).to.include({ kind: 'query', message: 'no such column', retryable: false });
    });

    it('rejects if three polls return no status of the query', async () => {
      const { api, client } = harness({ queries: { a: { ...ONE, polls: 0 }, b: { ...TWO, polls: 0 } } });
      const lost = (): Response => Response.json({ queries: [] });
      api.script('status', lost(), lost());
      expect(await run(client, 'a')).to.deep.equal([[1]]);
      api.script('status', lost(), lost(), lost());
      expect(await failure(run(client, 'b'))).to.include({ kind: 'unavailable', retryable: true });
    });

    it('polls all queries of a viz in one request', async () => {
      const { api, client } = harness({ queries: { a: { ...ONE, polls: 2 }, b: { ...TWO, polls: 4 } } });
      expect(await Promise.all([run(client, 'a'), run(client, 'b')])).to.deep.equal([[[1]], [[2]]]);
      const ids = api.to('status').map(({ body }) => (body as { queryIds: string[] }).queryIds.join());
      expect(ids).to.deep.equal(['q1,q2', 'q1,q2', 'q1,q2', 'q2', 'q2']);
    });

    it('polls an id only once if several queries share it', async () => {
      const { api, client } = harness();
      const same = (): object => ({ sqlQuery: { id: 'a/b', status: 'pending' }, cached: false });
      api.script('batch', Response.json({ results: [same(), same()] }));
      api.script('status', Response.json({ queries: [{ id: 'a/b', status: 'completed' }] }));
      api.script('result', ...[1, 2].map(() => Response.json({ url: `${STORAGE}/q` })));
      api.script('storage', ...[1, 2].map(() => Response.json([{ n: 1 }])));
      await Promise.all(['a', 'b'].map((sql) => run(client, sql)));
      expect(api.to('status').map((request) => request.body)).to.deep.equal([{ queryIds: ['a/b'] }]);
      expect(api.to('result')[0]!.url).to.match(/\/sql\/a%2Fb\/result$/);
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
      for (const error of await Promise.all(['a', 'b'].map((sql) => failure(run(client, sql)))))
        expect(error).to.include({ kind: 'unavailable', message: 'boom' });
      expect((await client.queryViz(SALES, query('a'))).rows).to.deep.equal([[1]]);
    });
  });

  describe('batches', () => {
    it('contain at most fifty queries, of one viz', async () => {
      const queries = Object.fromEntries(
        Array.from({ length: 101 }, (_, at) => [`q${at}`, rows(['n'], [[at]])]),
      );
      const full = harness({ queries });
      await Promise.all(Object.keys(queries).map((sql) => run(full.client, sql)));
      expect(counts(full.api, 'batch', 'query')).to.deep.equal([2, 1]);
      const { api, client } = harness({
        vizzes: { 'acme/sales': {}, 'acme/costs': {} },
        queries: { a: ONE },
      });
      const slugs = ['sales', 'costs'];
      await Promise.all(slugs.map((slug) => client.queryViz({ account: 'acme', slug }, query('a'))));
      expect(counts(api, 'batch', 'query')).to.deep.equal([0, 2]);
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
      const { api, client } = harness(BOTH);
      api.script('batch', problem(500, { message: 'no' }));
      for (const error of await client.queryBatch(SALES, ['a', 'b'].map(query)))
        expect(error).to.include({ kind: 'unavailable', message: 'no' });
      expect(counts(api, 'batch', 'query')).to.deep.equal([1, 0]);
    });

    for (const status of [400, 403, 413, 422])
      it(`are replaced by single queries after the status ${status}`, async () => {
        const refusal = { status: 422, message: 'too long' };
        const { api, client } = harness({ queries: { a: ONE, b: { refusal }, c: TWO } });
        api.script('batch', problem(status, { message: 'no' }));
        const [a, b, c] = await client.queryBatch(SALES, ['a', 'b', 'c'].map(query));
        expect([(a as Dataset).rows, (c as Dataset).rows]).to.deep.equal([[[1]], [[2]]]);
        expect(b).to.be.instanceOf(VibedasherError).and.include({ kind: 'query', message: 'too long' });
        expect(counts(api, 'batch', 'query')).to.deep.equal([1, 3]);
        // Other batches are still sent.
        await client.queryBatch(SALES, ['a', 'c'].map(query), { fresh: true });
        expect(api.to('batch')).to.have.length(2);
      });

    for (const status of [404, 405, 501])
      it(`are no longer sent to an API without a batch route (status ${status})`, async () => {
        const { api, client, another } = harness(BOTH);
        api.answer('batch', () => problem(status, { message: 'no such route' }));
        for (const each of [client, another()]) {
          const found = await each.queryBatch(SALES, ['a', 'b'].map(query), { fresh: true });
          expect(found.map((outcome) => (outcome as Dataset).rows)).to.deep.equal([[[1]], [[2]]]);
        }
        expect(counts(api, 'batch', 'query')).to.deep.equal([1, 4]);
      });

    it('are replaced by only one query if the viz does not exist', async () => {
      const { api, client } = harness({ vizzes: {} });
      const errors = await client.queryBatch(SALES, ['a', 'b', 'c'].map(query));
      for (const error of errors) expect(error).to.include({ kind: 'not-found' });
      expect(counts(api, 'batch', 'query')).to.deep.equal([1, 1]);
    });

    it('omit queries whose callers have aborted', async () => {
      const { api, client } = harness({ queries: { a: ONE, b: TWO, c: ONE } });
      const abort = abortable((options) => run(client, 'a', options));
      const stay = ['b', 'c'].map((sql) => run(client, sql));
      await Promise.resolve();
      await abort();
      expect(await Promise.all(stay)).to.deep.equal([[[2]], [[1]]]);
      const bodies = api.to('batch').map(({ body }) => body);
      expect(bodies).to.deep.equal([{ queries: [{ sql: 'b' }, { sql: 'c' }] }]);
    });

    it('are not affected by one caller that aborts later', async () => {
      const { api, client } = harness(BOTH);
      expect(await rowsAfterAbort(api, client, 'batch', ['a', 'b'])).to.deep.equal([[2]]);
      // The rows of the other query are not requested.
      expect(api.to('storage')).to.have.length(1);
    });

    it('abort a query that is sent alone when its caller aborts', async () => {
      const { api, client } = harness(BOTH);
      api.answer('batch', () => problem(501, {}));
      const stays = run(client, 'a');
      const abort = abortable((options) => run(client, 'b', options));
      await api.seen('query');
      const release = api.hold('query');
      await api.seen('query', 2);
      await abort();
      expect(api.to('query').map(({ init }) => init.signal!.aborted)).to.deep.equal([false, true]);
      release();
      expect(await stays).to.deep.equal([[1]]);
    });

    it('refuse more queries than the API allows', async () => {
      const { api, client } = harness();
      const queries = Array.from({ length: 51 }, () => query('a'));
      expect((await failure(client.queryBatch(SALES, queries))).kind).to.equal('config');
      expect(await client.queryBatch(SALES, [])).to.deep.equal([]);
      expect(api.requests).to.have.length(0);
    });

    it('reject on abort', async () => {
      const { api, client } = harness(BOTH);
      api.hold('batch');
      const abort = abortable((options) => client.queryBatch(SALES, ['a', 'b'].map(query), options));
      await api.seen('batch');
      await abort();
    });
  });

  describe('shared requests', () => {
    it('load a viz, and the rows of identical queries, once for all callers and clients', async () => {
      const { api, client, another } = harness(BOTH);
      const clients = Array.from({ length: 20 }, (_, index) => (index % 2 ? client : another()));
      await Promise.all(clients.map((one) => one.getViz(SALES)));
      const same = { sql: 'a', params: { x: 1, y: [2] } };
      const datasets = await Promise.all(clients.map((one) => one.queryViz(SALES, same)));
      expect(new Set(datasets).size).to.equal(1);
      expect(routesOf(api).sort()).to.deep.equal(['query', 'storage', 'viz']);
    });

    it('expire after a while', async () => {
      const { api, client, environment } = harness(BOTH);
      const load = (): Promise<unknown> => Promise.all([client.getViz(SALES), run(client, 'a')]);
      await load();
      await load();
      expect(counts(api, 'viz', 'query')).to.deep.equal([1, 1]);
      environment.forget();
      await load();
      expect(counts(api, 'viz', 'query')).to.deep.equal([2, 2]);
    });

    it('are not used with fresh: true', async () => {
      const { api, client } = harness(BOTH);
      await client.getViz(SALES);
      await run(client, 'a');
      api.setQuery('a', TWO);
      const fresh = { fresh: true };
      await Promise.all([client.getViz(SALES, fresh), client.getViz(SALES, fresh)]);
      const [one, other] = await Promise.all([1, 2].map(() => run(client, 'a', fresh)));
      expect(one).to.deep.equal([[2]]);
      expect(other).to.equal(one);
      expect(counts(api, 'viz', 'query')).to.deep.equal([2, 2]);
      expect(api.to('viz').map(({ init }) => init.cache)).to.deep.equal([undefined, 'no-cache']);
      expect(await run(client, 'a')).to.deep.equal([[2]]);
    });

    it('are separate for different queries', async () => {
      const { api, client } = harness({ queries: { a: ONE, b: TWO } });
      const one = { sql: 'a', params: { x: 1 } };
      for (const other of [query('a'), query('b'), one, { sql: 'a', params: { x: 2 } }])
        await client.queryViz(SALES, other);

      expect(api.to('query')).to.have.length(4);
    });

    it('are not used after a failure', async () => {
      const { api, client } = harness(BOTH);
      api.script('viz', problem(500, {}));
      api.script('query', problem(500, {}));
      await Promise.all([failure(client.getViz(SALES)), failure(run(client, 'a'))]);
      expect((await client.getViz(SALES)).slug).to.equal('sales');
      expect(await run(client, 'a')).to.deep.equal([[1]]);
    });

    it('apply the cell limit of each caller', async () => {
      const { client, another } = harness(BOTH);
      await run(client, 'a');
      expect((await failure(run(another({ maxCells: 0 }), 'a'))).kind).to.equal('too-large');
    });
  });

  describe('abort', () => {
    it('sends no request if the signal is already aborted', async () => {
      const { api, client } = harness(BOTH);
      const signal = AbortSignal.abort(new Error('gone'));
      expect(await rejection(client.getViz(SALES, { signal }))).to.equal(signal.reason);
      expect(await rejection(run(client, 'a', { signal }))).to.equal(signal.reason);
      expect(api.requests).to.have.length(0);
    });

    it('does not affect other callers of the same request', async () => {
      const { api, client } = harness(BOTH);
      expect(await rowsAfterAbort(api, client, 'query', ['a', 'a'])).to.deep.equal([[1]]);
      expect(api.to('query')).to.have.length(1);
    });

    it('aborts the request if its caller is the last one', async () => {
      const { api, client } = harness(BOTH);
      api.hold('query');
      const aborts = [1, 2].map(() => abortable((options) => run(client, 'a', options)));
      await api.seen('query');
      await Promise.all(aborts.map((abort) => abort()));
      expect(api.to('query')[0]!.init.signal!.aborted).to.equal(true);
    });

    for (const [what, atOnce, requests] of [
      ['leads to a new request for the next caller', false, 2],
      ['keeps the request if the caller returns at once, like an element that moves in its page', true, 1],
    ] as const)
      it(what, async () => {
        const { api, client } = harness(BOTH);
        const release = api.hold('query');
        const abort = abortable((options) => run(client, 'a', options));
        await api.seen('query');
        const left = abort();
        if (!atOnce) await left;
        const loading = run(client, 'a');
        await left;
        release();
        expect(await loading).to.deep.equal([[1]]);
        expect(api.to('query')).to.have.length(requests);
      });

    for (const route of ['viz', 'status', 'result', 'storage'] as const)
      it(`works during the request to ${route}`, async () => {
        const { api, client } = harness({ queries: { a: { ...ONE, polls: 1 } } });
        api.hold(route);
        const abort = abortable((options) =>
          route === 'viz' ? client.getViz(SALES, options) : run(client, 'a', options),
        );
        await api.seen(route);
        await abort();
        expect(api.to(route)[0]!.init.signal!.aborted).to.equal(true);
        const count = api.requests.length;
        await settle();
        expect(api.requests).to.have.length(count);
      });

    it('works during the wait before a retry', async () => {
      const { api, client } = harness();
      api.script('viz', problem(503, {}, { 'retry-after': '20' }));
      const abort = abortable((options) => client.getViz(SALES, options));
      await api.seen('viz');
      await settle();
      await abort();
      expect(api.to('viz')).to.have.length(1);
    });
  });

  describe('a client of the cloud', () => {
    const FAR = { 'far/away': { accountRegion: 'us-east-1' } };
    const UNIFIED = 'api.vibedasher.com';
    const EAST = 'api.us-east-1.vibedasher.com';
    const STORED = 'storage storage.example.net';
    const AWAY = { account: 'far', slug: 'away' };
    const LOOKED_UP = [`viz ${UNIFIED}`, `slug ${UNIFIED}`];

    const cloud = (options: object, more: object = {}): ReturnType<typeof harness> =>
      harness({ queries: { a: ONE }, ...options }, { apiBase: undefined, ...more });
    const hosts = ({ api }: ReturnType<typeof harness>): string[] =>
      api.requests.map(({ route, url }) => `${route} ${new URL(url).host}`);

    it('uses the shared host if it has the viz', async () => {
      const here = cloud({});
      await here.client.getViz(SALES);
      await run(here.client, 'a');
      expect(hosts(here)).to.deep.equal([`viz ${UNIFIED}`, `query ${UNIFIED}`, STORED]);
    });

    it('looks up the region of a viz after a 404, and remembers it', async () => {
      const here = cloud({ vizzes: FAR });
      expect((await here.client.getViz(AWAY)).region).to.equal('us-east-1');
      await here.another({ apiBase: undefined }).queryViz(AWAY, query('a'));
      const missing = await failure(here.client.getViz({ account: 'far', slug: 'other' }));
      expect(missing.kind).to.equal('not-found');
      const far = [`viz ${EAST}`, `query ${EAST}`, STORED, `viz ${EAST}`];
      expect(hosts(here)).to.deep.equal([...LOOKED_UP, ...far]);
    });

    it('looks up the region once for concurrent requests', async () => {
      const here = cloud({ vizzes: FAR, queries: { a: { ...ONE, polls: 0 } } });
      const loading = here.client.queryViz(AWAY, query('a'));
      expect((await here.client.getViz(AWAY)).region).to.equal('us-east-1');
      expect((await loading).rows).to.deep.equal([[1]]);
      const polls = hosts(here).filter((host) => /^(slug|status|result) /.test(host));
      expect(polls).to.deep.equal([`slug ${UNIFIED}`, `status ${EAST}`, `result ${EAST}`]);
    });

    it('uses the region of the owner if only the slug is given', async () => {
      const here = cloud({ vizzes: FAR });
      await here.client.queryViz({ slug: 'away' }, query('a'));
      expect(hosts(here)).to.deep.equal([`slug ${UNIFIED}`, `query ${EAST}`, STORED]);
    });

    const EVIL = { 'far/away': { accountRegion: 'evil.example/x' } };
    const OWN = { apiBase: 'https://bi.example.org/api' };
    const EUROPE = { region: 'eu-central-1' } as const;
    for (const [what, vizzes, account, options, sent] of [
      ['sends no further request if nobody owns the slug', {}, 'far', {}, LOOKED_UP],
      ['sends no further request if another account owns the slug', FAR, 'other', {}, LOOKED_UP],
      ['ignores a region that is not one of the cloud', EVIL, 'far', {}, LOOKED_UP],
      [
        'tries no other region than that of the caller',
        FAR,
        'far',
        EUROPE,
        ['viz api.eu-central-1.vibedasher.com'],
      ],
      ['tries no region if the caller has chosen a server', {}, 'far', OWN, ['viz bi.example.org']],
    ] as const)
      it(what, async () => {
        const here = cloud({ vizzes }, options);
        const error = await failure(here.client.getViz({ account, slug: 'away' }));
        expect(error).to.include({ kind: 'not-found', status: 404 });
        expect(hosts(here)).to.deep.equal(sent);
      });

    it('rejects if the lookup of the region fails', async () => {
      const here = cloud({ vizzes: FAR });
      here.api.script('slug', problem(500, {}));
      expect((await failure(here.client.getViz(AWAY))).kind).to.equal('unavailable');
    });
  });

  describe('errors', () => {
    /** Requests a viz, templates, or a query that is polled. */
    const ask = (client: Client, route: string): Promise<unknown> =>
      route === 'viz'
        ? client.getViz(SALES)
        : route === 'templates'
          ? client.listTemplates()
          : run(client, 'a');
    const POLLED = { queries: { a: { ...ONE, polls: 0 } } };

    for (const [kind, answers] of Object.entries({
      'not-found': 'viz 404, viz 403, query 404, status 404, result 404',
      query: 'query 400, query 403, query 413, query 422, templates 422',
      'rate-limited': 'query 429',
      unavailable:
        'viz 401, viz 302, query 500, query 418, query 503, result 410, storage 400, storage 500, templates 404',
    }))
      it(`have the kind ${kind} for ${answers}`, async () => {
        for (const answer of answers.split(', ')) {
          const [route, status] = answer.split(' ') as ['viz', string];
          const { api, client } = harness(POLLED, { maxRetries: 0 });
          const said = { message: 'said', hint: 'try', requestId: 'r1' };
          api.script(route, problem(Number(status), said));
          expect(await failure(ask(client, route)), answer).to.include({
            kind,
            status: Number(status),
            ...said,
          });
        }
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
      const gone = (): Response => new Response('gone', { status: 404 });
      const ANSWERS: [boolean, string, 'viz' | 'storage', ...Response[]][] = [
        [true, 'a page', 'viz', new Response('<h1>Not found</h1>', { status: 404 })],
        [true, 'nothing', 'viz', new Response(null, { status: 404 })],
        [true, 'JSON of another kind', 'viz', Response.json({ ok: false }, { status: 404 })],
        [
          false,
          'the API',
          'viz',
          Response.json({ detail: 'There is no such visualization.' }, { status: 404 }),
        ],
        [false, 'a gateway', 'viz', new Response('<h1>Bad gateway</h1>', { status: 500 })],
        // The client requests this once more, with a new URL.
        [false, 'a storage', 'storage', gone(), gone()],
      ];
      for (const [hasHint, who, route, ...answers] of ANSWERS) {
        const { api, client } = harness(POLLED, { maxRetries: 0 });
        api.script(route, ...answers);
        expect(/base URL/.test((await failure(ask(client, route))).hint ?? ''), who).to.equal(hasHint);
      }
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
      const { api, client } = harness(BOTH);
      const headers = { 'x-request-id': 'r7' };
      api.script('viz', problem(200, { viz: {} }, headers), new Response('no JSON', { headers }));
      api.script('query', problem(200, { sqlQuery: { id: 'q', status: 'failed' } }, headers));
      for (const route of ['viz', 'viz'])
        expect(await failure(ask(client, route))).to.include({ kind: 'malformed', requestId: 'r7' });
      expect(await failure(ask(client, 'query'))).to.include({ kind: 'query', requestId: 'r7' });
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
      ['fields of the wrong kind', () => Response.json({ viz: [], sqlQuery: 5, url: {}, queries: 1 })],
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
      const plain = [null, 0, -1, 1.5, '', 'x', true];
      const values = [...plain, [], {}, [[]], { rows: [] }, [{ name: 'a' }], [1], ['a'], [{}]];
      const { api, client } = harness();
      for (const columns of values)
        for (const given of values) {
          api.setQuery('a', { bytes: encode({ columns, headers: columns, rows: given }) });
          const outcome = await run(client, 'a', { fresh: true }).catch((error: unknown) => error);
          if (outcome instanceof VibedasherError) expect(outcome.kind).to.equal('malformed');
          else expect(outcome).to.be.an('array');
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
