import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fastify from 'fastify';
import { resolveLimits } from '../src/limits.ts';
import { registerRoutes } from '../src/http/api-routes.ts';
import type { RouteOptions } from '../src/http/app.ts';
import { fault, OTHER, SALES, serve, SLOW, writeViz } from './support.ts';
import type { TestApi } from './support.ts';

describe('the API', () => {
  let api: TestApi;
  before(async () => {
    api = await serve();
  });

  it('sends the origin of results in the Link header of a viz, and documents the header', async () => {
    for (const path of [SALES, '/v1/public/viz/slug/sales']) {
      const { headers } = await api.get(path);
      assert.equal(headers.get('link'), `<${api.api.storageBase}>; rel="preconnect"; crossorigin`);
    }
    const { body } = await api.get('/openapi.json');
    const paths = body['paths'] as Record<
      string,
      { get: { responses: Record<string, { headers?: object }> } }
    >;
    const headersOf = (path: string): string[] =>
      Object.keys(paths[path]?.get.responses['200']?.headers ?? {});
    assert.deepEqual(headersOf('/v1/public/viz/{account}/{slug}'), ['Link']);
    assert.deepEqual(headersOf('/v1/public/viz/slug/{slug}'), ['Link']);
    assert.deepEqual(headersOf('/v1/public/templates'), []);
  });

  it('describes a viz', async () => {
    const { status, body, headers } = await api.get(SALES);
    assert.equal(status, 200);
    const { createdAt, updatedAt, dataFreshness, dataVersion, files, ...viz } = body.viz;
    assert.deepEqual(viz, {
      name: 'Sales',
      slug: 'sales',
      publicSlug: 'sales',
      description: 'What was sold.',
      source: { text: 'Ledger', url: 'https://ledger.example/2026' },
      notes: 'Without returns.',
      accountSlug: 'acme',
      account_slug: 'acme',
      accountRegion: null,
      account_region: null,
      publishStatus: 'PUBLISHED',
      viewMode: 'public',
      datasetIds: ['sales'],
      tags: ['money'],
      rows: true,
      dataState: { status: 'OK', canQuery: true, blocked: [], meaning: 'All data can be queried.' },
    });
    assert.ok(Number.isInteger(createdAt) && Number.isInteger(updatedAt));
    assert.match(String(dataVersion), /^[\w-]{43}$/);
    const paths = 'charts/main.sql charts/main.vl.json dashboard.json params.json';
    assert.equal(Object.keys(files as object).join(' '), paths);
    const { status: measured, asOf } = dataFreshness as Record<string, unknown>;
    assert.deepEqual([measured, asOf], ['MEASURED', '2026-01-04T00:00:00Z']);
    assert.match(headers.get('cache-control') ?? '', /^public, max-age=\d+$/);
  });

  it('finds a viz by its slug alone', async () => {
    const { body } = await api.get('/v1/public/viz/slug/secrets');
    assert.deepEqual([body.viz['name'], body.viz['accountSlug']], ['Secrets', 'beta']);
  });

  it('answers 409 for a slug of public vizzes of several accounts', async () => {
    const shared = await serve({}, async (root) => {
      for (const account of ['acme', 'zeta'])
        await writeViz(root, `${account}/shared`, { viz: { name: account } });
      for (const account of ['acme', 'beta'])
        await writeViz(root, `${account}/once`, {
          viz: { name: account, ...(account === 'acme' && { viewMode: 'private' }) },
        });
    });
    const { status, body } = await shared.get('/v1/public/viz/slug/shared');
    assert.equal(status, 409);
    assert.equal(body['message'], '2 accounts have a visualization with this slug.');
    const once = await shared.get('/v1/public/viz/slug/once');
    assert.equal(once.body.viz['accountSlug'], 'beta');
  });

  it('sends a viz as Brotli or as text', async () => {
    const get = (coding: string): Promise<Response> =>
      fetch(`${api.origin}/api${SALES}`, { headers: { 'accept-encoding': coding } });
    const [compressed, plain] = [await get('gzip, br'), await get('br;q=0')];
    assert.equal(compressed.headers.get('content-encoding'), 'br');
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.match(String(plain.headers.get('vary')), /accept-encoding/i);
    const nameOf = async (response: Response): Promise<unknown> =>
      ((await response.json()) as { viz: { name: unknown } }).viz.name;
    assert.equal(await nameOf(compressed), await nameOf(plain));
  });

  it('answers 304 to a client that has the current version of a viz', async () => {
    const first = await api.get(SALES);
    const etag = first.headers.get('etag') ?? '';
    assert.ok(etag);
    const ageOf = ({ body }: typeof first): unknown =>
      (body.viz['dataFreshness'] as { ageSeconds: unknown }).ageSeconds;
    let later = first;
    while (ageOf(later) === ageOf(first)) later = await api.get(SALES);
    assert.equal((await api.get(SALES, { 'if-none-match': `"other", ${etag}` })).status, 304);
    assert.equal((await api.get(SALES, { 'if-none-match': '"other"' })).status, 200);
  });

  it('answers missing, draft, private and protected vizzes in the same way', async () => {
    const paths = ['acme/draft', 'acme/private', 'acme/protected', 'acme/none', 'none/sales', 'slug/draft'];
    const odd = ['acme/..', '%2e%2e/sales', 'acme/a%2Fb', 'acme/a%00b', `acme/${'x'.repeat(150)}`];
    for (const path of [...paths, ...odd]) {
      const { status, body } = await api.get(`/v1/public/viz/${path}`);
      assert.equal(status, 404, path);
      if (paths.includes(path)) assert.deepEqual(body, { detail: 'There is no such visualization.' });
    }
    for (const [path, body] of Object.entries({
      query: { sql: 'SELECT 1' },
      batch: { queries: [{ sql: 'SELECT 1' }] },
      'sql/status/batch': { queryIds: [] },
    }))
      assert.equal((await api.post(`/v1/public/viz/acme/draft/${path}`, body)).status, 404, path);
    assert.equal((await api.get('/v1/public/viz/acme/draft/wasm-plan')).status, 404);
  });

  it('accepts a query, reports its status and serves its result', async () => {
    const submitted = await api.submit('SELECT count(*) AS n FROM sales');
    const { sqlQuery, cached } = submitted.body;
    assert.equal(cached, false);
    assert.equal(submitted.body.url, undefined);
    assert.match(sqlQuery.status, /^(pending|running)$/);
    const { status, errorMessage, ...rest } = await api.ended(submitted);
    assert.deepEqual([status, errorMessage], ['completed', null]);
    const fields = 'accountSlug args createdAt id sql updatedAt vizSlug';
    assert.equal(Object.keys(rest).sort().join(' '), fields);
    assert.deepEqual(await api.rows('SELECT count(*) AS n FROM sales'), {
      columns: [{ name: 'n', type: 'number' }],
      rows: [[4]],
      rowCount: 1,
      truncated: false,
    });
  });

  it('answers a repeated query from the cache', async () => {
    await api.rows('SELECT 1 AS same');
    const { body } = await api.submit('SELECT 1 AS same');
    assert.equal(body['cached'], true);
    assert.equal(body.sqlQuery.status, 'completed');
    assert.equal((await fetch(body.url)).status, 200);
  });

  it('accepts a batch in order, and reports a refused query in its own slot', async () => {
    const { status, body } = await api.post(`${SALES}/batch`, {
      queries: [
        { sql: 'SELECT 1 AS a' },
        { sql: 'SELECT * FROM secrets' },
        { sql: 'SELECT {{missing}}', args: {} },
        { sql: "SELECT '{{region}}' AS b", args: { region: 'EU' } },
      ],
    });
    assert.equal(status, 200);
    const results = body['results'] as { error?: string; sqlQuery?: { sql: string } }[];
    assert.equal(results[0]?.sqlQuery?.sql, 'SELECT 1 AS a');
    assert.match(results[1]?.error ?? '', /no table "secrets".*sales/);
    assert.match(results[2]?.error ?? '', /"missing" is missing/);
    assert.equal(results[3]?.sqlQuery?.sql, "SELECT '{{region}}' AS b");
  });

  it('refuses a batch of more than fifty queries', async () => {
    const queries = Array.from({ length: 51 }, () => ({ sql: 'SELECT 1' }));
    assert.equal((await api.post(`${SALES}/batch`, { queries })).status, 422);
    assert.equal((await api.post(`${SALES}/batch`, { queries: queries.slice(1) })).status, 200);
  });

  it('reports the status of several queries, without unknown ones', async () => {
    const ids = [];
    for (const sql of ['SELECT 11', 'SELECT 12']) ids.push((await api.submit(sql)).body.sqlQuery.id);
    const { body } = await api.post(`${SALES}/sql/status/batch`, { queryIds: [ids[1], 'unknown', ids[0]] });
    assert.deepEqual(
      (body['queries'] as { id: string }[]).map(({ id }) => id),
      [ids[1], ids[0]],
    );
  });

  it('finds a query only under its own viz', async () => {
    const { id } = (await api.submit('SELECT 21')).body.sqlQuery;
    assert.equal((await api.get(`${OTHER}/sql/${id}`)).status, 410);
    assert.equal((await api.get(`${OTHER}/sql/${id}/result`)).status, 410);
    const { body } = await api.post(`${OTHER}/sql/status/batch`, { queryIds: [id] });
    assert.deepEqual(body['queries'], []);
  });

  it('serves no result of a query that is running or has failed', async () => {
    const running = await api.submit('SELECT 1', {}, SLOW);
    const early = await api.get(`${SLOW}/sql/${running.body.sqlQuery.id}/result`);
    assert.deepEqual(fault(early), [409, 'query_not_completed']);
    const failed = await api.ended(await api.submit('SELECT nonsense FROM sales'));
    assert.match(failed.errorMessage ?? '', /Binder Error: Referenced column "nonsense"/);
    const late = await api.get(`${SALES}/sql/${failed.id}/result`);
    assert.deepEqual([late.status, late.body['message']], [400, failed.errorMessage]);
  });

  it('keeps each query of a viz with a delay in the status running', async () => {
    for (let round = 0; round < 2; round += 1) {
      const submitted = await api.submit('SELECT 1', {}, SLOW);
      assert.deepEqual([submitted.body['cached'], submitted.body.sqlQuery.status], [false, 'running']);
      assert.equal(
        (await api.get(`${SLOW}/sql/${submitted.body.sqlQuery.id}`)).body.sqlQuery.status,
        'running',
      );
      assert.equal((await api.ended(submitted, SLOW)).status, 'completed');
    }
  });

  it('serves each dataset as a Parquet file', async () => {
    const { body } = await api.get('/v1/public/viz/beta/secrets/wasm-plan');
    const sources = body['sources'] as { alias: string; datasetId: string; url: string; bytes: number }[];
    assert.deepEqual(body['unavailable'], []);
    assert.deepEqual(
      sources.map(({ alias, datasetId }) => [alias, datasetId]),
      [
        ['secrets', 'secrets'],
        ['sales', 'sales'],
      ],
    );
    for (const { url, bytes } of sources) {
      const file = Buffer.from(await (await fetch(url)).arrayBuffer());
      assert.equal(file.length, bytes);
      assert.equal(file.toString('latin1', 0, 4) + file.toString('latin1', bytes - 4), 'PAR1PAR1');
    }
  });

  it('reports which dataset is not available, and why', async () => {
    const path = '/v1/public/viz/acme/lacking';
    const reason = 'There is no file datasets/nowhere.csv, .json or .parquet.';
    const { dataState } = (await api.get(path)).body.viz as { dataState: Record<string, unknown> };
    assert.deepEqual(
      [dataState['status'], dataState['canQuery'], dataState['blocked']],
      ['BLOCKED', false, [{ id: 'nowhere', reason }]],
    );
    const plan = (await api.get(`${path}/wasm-plan`)).body;
    assert.deepEqual(plan['unavailable'], [{ datasetId: 'nowhere', reason }]);
    assert.equal((plan['sources'] as unknown[]).length, 1);
    const refused = await api.submit('SELECT 1', {}, path);
    assert.deepEqual(fault(refused), [409, 'data_not_available']);
  });

  it('reports that the data is being prepared', async () => {
    const path = '/v1/public/viz/acme/waiting';
    const { dataState, dataFreshness } = (await api.get(path)).body.viz as Record<
      string,
      Record<string, unknown>
    >;
    assert.deepEqual([dataState?.['status'], dataState?.['canQuery']], ['WAITING', false]);
    assert.equal(dataState?.['meaning'], 'Tonight’s load is under way.');
    assert.equal(dataFreshness?.['status'], 'NO_TIME_COLUMN');
    assert.equal((await api.submit('SELECT 1', {}, path)).status, 409);
  });

  it('lists templates by page and filter, and those that are seeds', async () => {
    const ids = (body: Record<string, unknown>): unknown[] =>
      (body['templates'] as { id: unknown }[]).map(({ id }) => id);
    const first = (await api.get('/v1/public/templates?limit=2')).body;
    assert.deepEqual(
      [ids(first), first['hasMore'], first['nextKey'], first['total']],
      [[1, 2], true, '2', 3],
    );
    const second = (await api.get('/v1/public/templates?limit=2&exclusiveStartKey=2')).body;
    assert.deepEqual([ids(second), second['hasMore'], second['nextKey']], [[3], false, null]);
    for (const [query, expected] of Object.entries({
      'chartType=bar': [1, 3],
      'category=basic': [1, 2],
      'tags=simple': [1, 2],
      'tags=simple,ranking': [1],
      'tags=simple&tags=ranking': [1],
      'chartType=bar&category=advanced': [3],
      'chartType=pie': [],
    }))
      assert.deepEqual(ids((await api.get(`/v1/public/templates?${query}`)).body), expected, query);
    const { body: seeds } = await api.get('/v1/public/seeds');
    assert.deepEqual(ids(seeds), [1]);
    for (const query of ['limit=0', 'limit=x', 'exclusiveStartKey=9'])
      assert.equal((await api.get(`/v1/public/templates?${query}`)).status, 422, query);
  });

  it('has the routes of its OpenAPI document', async () => {
    const { body } = await api.get('/openapi.json');
    assert.equal(body['openapi'], '3.1.0');
    const described = Object.entries(body['paths'] as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(described.sort(), (await registeredRoutes()).sort());
    const used = [...JSON.stringify(body).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    const { schemas } = body['components'] as { schemas: object };
    assert.deepEqual([...new Set(used)].sort(), Object.keys(schemas).sort());
  });
});

/** Resolves with `METHOD /path/{name}` for each route of the server. */
async function registeredRoutes(): Promise<string[]> {
  const app = fastify({ exposeHeadRoutes: false });
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, path }) => {
    routes.push(`${String(method)} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  });
  registerRoutes(app, { limits: resolveLimits({}) } as RouteOptions);
  await app.close();
  return routes;
}

describe('a response', () => {
  let api: TestApi;
  before(async () => {
    api = await serve();
  });

  it('has a unique request id, also in the body of an error', async () => {
    const { headers, body } = await api.submit('DROP TABLE sales');
    const id = headers.get('x-request-id');
    assert.match(id ?? '', /^[\w-]{36}$/);
    assert.deepEqual(body, {
      error: 'sql_not_allowed',
      message: 'Only SELECT statements are allowed.',
      hint: null,
      requestId: id,
    });
    assert.notEqual((await api.get(SALES)).headers.get('x-request-id'), id);
  });

  it('can be read by pages of any origin, without credentials', async () => {
    const origin = 'https://page.example';
    await api.rows('SELECT 1');
    for (const address of [SALES, '/nowhere', (await api.submit('SELECT 1')).body.url]) {
      const { headers } = await api.get(address, { origin });
      assert.equal(headers.get('access-control-allow-origin'), '*', address);
      assert.equal(headers.get('access-control-allow-credentials'), null);
      assert.match(
        headers.get('access-control-expose-headers') ?? '',
        /x-request-id.*retry-after.*etag.*link/i,
      );
    }
  });

  it('is preceded by a preflight that browsers can cache', async () => {
    const { status, headers } = await fetch(`${api.api.apiBase}${SALES}/query`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://page.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    assert.equal(status, 204);
    assert.match(headers.get('access-control-allow-headers') ?? '', /content-type/);
    assert.ok(Number(headers.get('access-control-max-age')) >= 600);
  });

  it('is compressed for clients that accept compression', async () => {
    for (const encoding of ['br', 'gzip']) {
      const { headers } = await api.get(SALES, { 'accept-encoding': encoding });
      assert.equal(headers.get('content-encoding'), encoding);
    }
  });

  it('explains what is wrong with an invalid request', async () => {
    const cases: [unknown, RegExp][] = [
      ['{', /not JSON/],
      [{}, /"sql"|'sql'/],
      [{ sql: 5 }, /body\.sql must be string/],
      [{ sql: '' }, /body\.sql/],
      [{ sql: 'SELECT 1', args: { a: 1 } }, /body\.args\.a must be string/],
      [[], /must be object/],
    ];
    for (const [body, message] of cases) {
      const answer = await api.post(`${SALES}/query`, body);
      assert.equal(answer.status, 422, JSON.stringify(body));
      const [issue] = answer.body['detail'] as { loc: string[]; msg: string; type: string }[];
      assert.equal(issue?.loc[0], 'body');
      assert.match(issue?.msg ?? '', message);
    }
  });

  it('is a gateway error for a request without a route', async () => {
    assert.deepEqual((await api.get('/v1/public/nothing')).body, {
      message: 'There is no GET /api/v1/public/nothing: the base URL of this API ends in /api.',
    });
    // Common mistakes: no /api, or the storage's address.
    const { apiBase, storageBase } = api.api;
    assert.equal(
      (await api.get(new URL(apiBase).origin + SALES)).body['message'],
      `There is no GET ${SALES}: the base URL of this API ends in /api.`,
    );
    assert.equal(
      (await api.get(storageBase + SALES)).body['message'],
      `There is no GET ${SALES}: this origin serves results and extracts, not the API.`,
    );
    const text = await fetch(`${apiBase}${SALES}/query`, { method: 'POST', body: 'SELECT 1' });
    assert.equal(text.status, 415);
    assert.deepEqual(Object.keys((await text.json()) as object), ['message']);
  });
});
