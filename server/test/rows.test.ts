/** The rows of a viz's own queries have addresses that caches can store. */
import assert from 'node:assert/strict';
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it, mock } from 'node:test';
import { decode } from '@msgpack/msgpack';
import { endless, SALES, serve, SLOW } from './support.ts';
import type { Body, Rows, TestApi } from './support.ts';

const ROWS = `${SALES}/rows`;
const REGION = `SELECT sum(amount) AS total FROM sales WHERE ('{{region}}' = '' OR region = '{{region}}') AND amount >= {{least}}`;
const ENDLESS = endless();
/** Takes about a second. */
const SECOND = 'SELECT count(*) AS n FROM range(40000000) a(i) WHERE hash(i) % 7 = {{seed}}';

const CACHED = 'public, max-age=60, s-maxage=900, stale-while-revalidate=86400, stale-if-error=86400';
/** One run, and one more that waits. */
const TWO_PLACES = { concurrency: 1, concurrencyOwn: 0, queue: 1, queuePerViz: 1 };

const FOREVER = 'public, max-age=31536000, immutable';

/** Adds files to `charts/` of the viz. */
const charts =
  (files: Readonly<Record<string, string>>, viz = 'acme/sales') =>
  async (root: string): Promise<void> => {
    const folder = join(root, 'vizzes', viz, 'charts');
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  };

const CHARTS = charts({
  'region.sql': REGION,
  'region.days.sql': 'SELECT day FROM sales ORDER BY day LIMIT 1',
  'all.sql': 'SELECT {{region}} AS region, {{least}} AS least, {{active}} AS active, {{from}} AS day',
  'undeclared.sql': "SELECT '{{other}}' AS other",
  'proto.sql': "SELECT '{{__proto__}}' AS a, '{{constructor}}' AS b",
  'broken.sql': 'SELECT none FROM sales',
  'forbidden.sql': "SELECT * FROM read_csv('/etc/passwd')",
  'fails.sql': "SELECT error('no luck')",
  'large.sql': 'SELECT i, hash(i) AS h FROM range(5000) t(i)',
});

/** Requests rows, without following a redirect. */
const request = (api: TestApi, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(path.startsWith('http') ? path : api.api.apiBase + path, { redirect: 'manual', ...init });
const etagOf = async (api: TestApi, path: string): Promise<string> =>
  (await request(api, path)).headers.get('etag') ?? '';
/** Requests rows that the client has. */
const again = (api: TestApi, path: string, etag: string): Promise<Response> =>
  request(api, path, { headers: { 'if-none-match': etag } });

async function rowsAt(api: TestApi, path: string, init: RequestInit = {}): Promise<Rows> {
  const response = await request(api, path, init);
  assert.equal(response.status, 200, path);
  return decode(await response.arrayBuffer()) as Rows;
}

async function failure(
  api: TestApi,
  path: string,
): Promise<{ status: number; body: Body; response: Response }> {
  const response = await request(api, path);
  assert.equal(response.headers.get('cache-control'), 'no-store', path);
  for (const header of ['etag', 'surrogate-key']) assert.equal(response.headers.get(header), null, header);
  return { status: response.status, body: (await response.json()) as Body, response };
}

describe('the rows of a chart', () => {
  let api: TestApi;
  before(async () => {
    api = await serve({}, CHARTS);
  });

  it('have an address, which the viz announces', async () => {
    assert.equal((await api.get(SALES)).body.viz['rows'], true);
    const response = await request(api, `${ROWS}/main`);
    assert.equal(response.status, 200);
    const { headers } = response;
    assert.equal(headers.get('content-type'), 'application/vnd.msgpack');
    assert.equal(headers.get('cache-control'), CACHED);
    assert.match(headers.get('etag') ?? '', /^W\/"[\w-]{43}"$/);
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.equal(headers.get('access-control-allow-credentials'), null);
    assert.equal(headers.get('vary'), 'accept-encoding');
    assert.equal(headers.get('set-cookie'), null);
    const { columns, rows, ...rest } = decode(await response.arrayBuffer()) as Rows;
    assert.deepEqual(columns, [
      { name: 'dimension', type: 'string' },
      { name: 'value', type: 'number' },
    ]);
    assert.deepEqual(rest, { rowCount: rows.length, truncated: false });
  });

  it('are the same as those of the query, and both share one run', async () => {
    const args = { region: 'EU', least: '0' };
    const rows = await rowsAt(api, `${ROWS}/region?p.region=EU`);
    const { body } = await api.submit(REGION, args);
    assert.equal(body['cached'], true);
    assert.deepEqual(await api.rows(REGION, args), rows);
    const etag = await etagOf(api, `${ROWS}/region?p.region=EU`);
    assert.equal(etag, `W/"${/([\w-]+)\.msgpack$/.exec(body.url)?.[1]}"`);
  });

  it('have a name if the chart has several queries', async () => {
    assert.deepEqual((await rowsAt(api, `${ROWS}/region.days`)).rows, [['2026-01-01']]);
    const files = ['one.main', 'two.main', 'two'].map((name) => [`${name}.sql`, `SELECT '${name}'`]);
    const both = await serve({}, charts(Object.fromEntries(files)));
    const first = async (chart: string): Promise<unknown> =>
      (await rowsAt(both, `${ROWS}/${chart}`)).rows[0]?.[0];
    assert.deepEqual(await Promise.all(['one', 'one.main', 'two', 'two.main'].map(first)), [
      'one.main',
      'one.main',
      'two',
      'two.main',
    ]);
  });

  it('use the declared defaults of absent parameters', async () => {
    const { rows } = await rowsAt(api, `${ROWS}/all`);
    assert.deepEqual(rows, [['', 0, true, '2026-01-01']]);
    const chosen = await rowsAt(api, `${ROWS}/all?p.region=EU&p.active=false&p.least=&p.from=2026-02-01`);
    assert.deepEqual(chosen.rows, [['EU', null, false, '2026-02-01']]);
  });

  it('have one identity in any order of the parameters and with explicit defaults, and others for other values', async () => {
    const identity = (query: string): Promise<string> => etagOf(api, `${ROWS}/region${query}`);
    const etag = await identity('?p.least=2&p.region=EU');
    assert.equal(await identity('?p.region=EU&p.least=2'), etag);
    assert.equal(await identity('?p.region=%45U&&p.least=2'), etag);
    assert.notEqual(await identity('?p.region=US&p.least=2'), etag);
    assert.equal(await identity('?p.region=&p.least=0'), await identity(''));
  });

  it('have the version of the data that the viz has, and another identity after the data have changed', async () => {
    const other = await serve({}, CHARTS);
    const first = await etagOf(other, `${ROWS}/main`);
    const versions = async (): Promise<unknown[]> => {
      const { headers } = await request(other, `${ROWS}/main`);
      assert.match(headers.get('access-control-expose-headers') ?? '', /data-version/);
      const same = await again(other, `${ROWS}/main`, headers.get('etag') ?? '');
      assert.equal(same.status, 304);
      const ofViz = (await other.get(SALES)).body.viz['dataVersion'];
      return [ofViz, ...[headers, same.headers].map((each) => each.get('data-version'))];
    };
    const seen: unknown[] = [];
    const expectVersion = async (isNew: boolean): Promise<void> => {
      const [version, ...others] = await versions();
      assert.deepEqual(others, [version, version]);
      assert.equal(seen.includes(version), !isNew);
      seen.push(version);
    };
    await expectVersion(true);
    const viz = join(other.root, 'vizzes/acme/sales');
    const change = async (path: string, text: string): Promise<void> => {
      await writeFile(path, text);
      // Vizzes are read again after a second.
      mock.timers.tick(1001);
    };
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    try {
      await change(join(viz, 'charts/region.sql'), 'SELECT 1');
      await expectVersion(true);
      const settings = JSON.parse(await readFile(join(viz, 'viz.json'), 'utf8')) as object;
      await change(join(viz, 'viz.json'), JSON.stringify({ ...settings, name: 'Other' }));
      await expectVersion(false);
      const data = join(other.root, 'datasets/sales.csv');
      await change(data, 'day,region,amount,active\n2026-02-01,EU,1,true\n');
      await utimes(data, 1, 1);
      await expectVersion(true);
      const changed = await again(other, `${ROWS}/main`, first);
      assert.equal(changed.status, 200);
      assert.deepEqual((decode(await changed.arrayBuffer()) as Rows).rows, [['EU', 1]]);
    } finally {
      mock.timers.reset();
    }
  });

  it('have a new identity every 15 minutes if they depend on the time or on chance', async () => {
    const { api: other } = await serve({}, charts({ 'today.sql': 'SELECT random(), current_date' }));
    const identity = async (chart: string): Promise<unknown> => {
      const { headers } = await fetch(`${other.apiBase}${ROWS}/${chart}`);
      return [headers.get('etag'), headers.get('data-version')];
    };
    mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) });
    try {
      const both = async (): Promise<unknown[]> => Promise.all(['today', 'main'].map(identity));
      const [today, main] = await both();
      mock.timers.tick(900_000 - 1);
      assert.deepEqual(await both(), [today, main]);
      mock.timers.tick(1);
      const [later, same] = await both();
      assert.notDeepEqual(later, today);
      assert.deepEqual(same, main);
    } finally {
      mock.timers.reset();
    }
    const { headers } = await fetch(`${other.apiBase}${ROWS}/today`);
    assert.equal(headers.get('cache-control'), CACHED.replace('revalidate=86400', 'revalidate=900'));
  });

  it('have another identity with another limit of rows', async () => {
    const few = await serve({ maxRows: 1 }, CHARTS);
    const identity = (from: TestApi): Promise<string> => etagOf(from, `${ROWS}/region.days`);
    assert.notEqual(await identity(few), await identity(api));
    assert.equal(await identity(await serve({}, CHARTS)), await identity(api));
  });

  it('answer HEAD with the same headers and no body', async () => {
    const get = await request(api, `${ROWS}/main`);
    const head = await request(api, `${ROWS}/main`, { method: 'HEAD' });
    assert.equal(head.status, 200);
    for (const name of 'etag cache-control content-type content-encoding content-length vary'.split(' '))
      assert.equal(head.headers.get(name), get.headers.get(name), name);
    assert.equal((await head.arrayBuffer()).byteLength, 0);
  });

  it('are compressed with gzip for the clients that accept it', async () => {
    const expected = await rowsAt(api, `${ROWS}/main`);
    for (const [accepted, coding] of [
      ['gzip, br', 'gzip'],
      ['*', 'gzip'],
      ['identity', null],
      ['br, gzip;q=0', null],
      ['gzip; q=0.5', 'gzip'],
    ] as const) {
      const headers = { 'accept-encoding': accepted };
      const response = await request(api, `${ROWS}/main`, { headers });
      assert.equal(response.headers.get('content-encoding'), coding, accepted);
      assert.deepEqual(decode(await response.arrayBuffer()), expected);
    }
  });
});

describe('a client that has rows', () => {
  it('gets 304 without a run, even if the server has no place for another query', async () => {
    const busy = { ...TWO_PLACES, statementMs: 60_000 };
    const api = await serve({ ...busy, resultSeconds: 0 }, charts({ 'endless.sql': ENDLESS }));
    const etag = await etagOf(api, `${ROWS}/main`);
    for (const end of ['', ' ']) assert.equal((await api.submit(ENDLESS + end)).status, 200);
    assert.equal((await failure(api, `${ROWS}/main`)).body['error'], 'too_many_queries');
    for (const tag of [etag, `"other", ${etag}`, etag.replace('W/', '')]) {
      const { status, headers } = await again(api, `${ROWS}/main`, tag);
      assert.equal(status, 304, tag);
      assert.deepEqual([headers.get('etag'), headers.get('cache-control')], [etag, CACHED]);
      assert.deepEqual(
        [headers.get('vary'), headers.get('surrogate-key')],
        ['accept-encoding', 'acme/sales'],
      );
    }
  });
});

describe('rows that are too long for one response', () => {
  it('are at an address of their own, which never changes', async () => {
    const api = await serve({ rowsBytes: 20_000 }, CHARTS);
    assert.equal((await request(api, `${ROWS}/main`)).status, 200);
    const moved = await request(api, `${ROWS}/large`);
    assert.equal(moved.status, 303);
    assert.equal(moved.headers.get('cache-control'), 'public, max-age=60');
    assert.equal(moved.headers.get('etag'), null);
    assert.equal(moved.headers.get('access-control-allow-origin'), '*');
    const location = moved.headers.get('location') ?? '';
    assert.match(location, new RegExp(`^${api.api.storageBase}/results/[\\w-]{43}\\.msgpack$`));
    const result = await request(api, location);
    assert.deepEqual([result.status, result.headers.get('cache-control')], [200, FOREVER]);
    assert.equal(result.headers.get('access-control-allow-origin'), '*');
    assert.equal((decode(await result.arrayBuffer()) as Rows).rowCount, 5000);
    const etag = result.headers.get('etag') ?? '';
    assert.equal((await again(api, location, etag)).status, 304);
    assert.equal((await again(api, `${ROWS}/large`, etag)).status, 304);
    const followed = await fetch(`${api.api.apiBase}${ROWS}/large`);
    assert.equal((decode(await followed.arrayBuffer()) as Rows).rowCount, 5000);
  });

  it('are computed again on request after the server has dropped them', async () => {
    const api = await serve({ rowsBytes: 0, cacheBytes: 0 }, CHARTS);
    const location = (await request(api, `${ROWS}/large`)).headers.get('location') ?? '';
    // A full cache drops a result when the next query comes.
    await request(api, `${ROWS}/main`);
    const gone = await request(api, location);
    assert.deepEqual([gone.status, gone.headers.get('cache-control')], [404, 'no-store']);
    assert.match(((await gone.json()) as { message: string }).message, /Request the rows .* again/);
    const computed = await request(api, `${ROWS}/large`);
    assert.equal(computed.headers.get('location'), location);
    assert.equal((await request(api, location)).status, 200);
  });

  it('have an address for one client only if it depends on the Host of the request', async () => {
    const api = await serve({ rowsBytes: 0, host: '0.0.0.0' }, CHARTS);
    assert.equal((await request(api, `${ROWS}/main`)).headers.get('cache-control'), 'private, max-age=60');
  });
});

describe('rows that take long', () => {
  it('result in 503 while their query runs, which the next request joins', async () => {
    const api = await serve({ ...TWO_PLACES, rowsMs: 50 }, charts({ 'slow.sql': SECOND }));
    const first = await failure(api, `${ROWS}/slow?p.seed=1`);
    assert.deepEqual([first.status, first.body['error']], [503, 'query_running']);
    assert.match(first.response.headers.get('retry-after') ?? '', /^\d+$/);
    // Caches may answer all readers with it.
    assert.equal(first.response.headers.get('surrogate-control'), 'max-age=1');
    assert.equal((await failure(api, `${ROWS}/slow?p.seed=2`)).body['error'], 'query_running');
    // There is no place for a third run.
    const refused = await failure(api, `${ROWS}/slow?p.seed=3`);
    assert.equal(refused.body['error'], 'too_many_queries');
    assert.equal(refused.response.headers.get('surrogate-control'), null);
    let response = await request(api, `${ROWS}/slow?p.seed=1`);
    while (response.status === 503) {
      assert.equal(((await response.json()) as Body)['error'], 'query_running');
      response = await request(api, `${ROWS}/slow?p.seed=1`);
    }
    assert.equal(response.status, 200);
  });

  it('are computed even if the client leaves', async () => {
    const api = await serve({}, charts({ 'slow.sql': SECOND }));
    const leaving = new AbortController();
    const left = fetch(`${api.api.apiBase}${ROWS}/slow?p.seed=1`, { signal: leaving.signal });
    // Both requests wait for the same run.
    const status = async (): Promise<string> =>
      (await api.submit(SECOND, { seed: '1' })).body.sqlQuery.status;
    while ((await status()) === 'pending');
    leaving.abort();
    await assert.rejects(left);
    assert.equal((await rowsAt(api, `${ROWS}/slow?p.seed=1`)).rows.length, 1);
  });

  it('need one run for a hundred readers, and leave no records', async () => {
    const limits = { ...TWO_PLACES, recordBytes: 0 };
    const api = await serve(limits, charts({ 'random.sql': 'SELECT random() AS value FROM sales' }));
    const results = await Promise.all(Array.from({ length: 100 }, () => rowsAt(api, `${ROWS}/random`)));
    assert.equal(new Set(results.map(({ rows }) => JSON.stringify(rows))).size, 1);
    assert.equal((await api.submit('SELECT 1')).status, 503);
  });
});

describe('a wrong address of rows', () => {
  let api: TestApi;
  before(async () => {
    api = await serve({}, CHARTS);
  });

  it('results in 422 for parameters that the query does not use, with the allowed ones', async () => {
    const { status, body } = await failure(api, `${ROWS}/region?p.region=EU&p.active=true&utm_source=x`);
    assert.equal(status, 422);
    const allowed = 'is not a parameter of this chart, which has p.region, p.least.';
    assert.deepEqual(body['detail'], [
      { loc: ['query', 'p.active'], msg: `"p.active" ${allowed}`, type: 'value_error' },
      { loc: ['query', 'utm_source'], msg: `"utm_source" ${allowed}`, type: 'value_error' },
    ]);
  });

  it('results in 422 for repeated, missing and wrong values, with their names', async () => {
    const detail = async (path: string): Promise<unknown> => {
      const { status, body } = await failure(api, `${ROWS}/${path}`);
      assert.equal(status, 422, path);
      return (body['detail'] as { loc: unknown }[])[0]?.loc;
    };
    assert.deepEqual(await detail('region?p.region=EU&p.region=US'), ['query', 'p.region']);
    assert.deepEqual(await detail('undeclared'), ['query', 'p.other']);
    assert.deepEqual(await detail('region?p.least=1;DROP'), ['query', 'p.least']);
    assert.deepEqual(await detail('region?p.least=%ff'), ['query', 'p.least']);
  });

  it('results in 404 for an unknown query or viz', async () => {
    const charts = [
      'none',
      'region.none',
      '',
      '..',
      '..%2Fmain',
      '%2e%2e%2f%2e%2e%2fviz',
      'main.sql',
      'x%00',
    ];
    for (const chart of [...charts, '__proto__'])
      assert.equal((await failure(api, `${ROWS}/${chart}`)).status, 404, chart);
    for (const viz of ['acme/draft', 'acme/private', 'acme/protected', 'acme/none'])
      assert.deepEqual((await failure(api, `/v1/public/viz/${viz}/rows/main`)).body, {
        detail: 'There is no such visualization.',
      });
  });

  it('results in 400 or 403 for a query that fails or is not allowed', async () => {
    for (const [chart, expected, error] of [
      ['broken', 400, 'query_failed'],
      ['fails', 400, 'query_failed'],
      ['forbidden', 403, 'sql_not_allowed'],
    ] as const) {
      const { status, body } = await failure(api, `${ROWS}/${chart}`);
      assert.deepEqual([status, body['error']], [expected, error], chart);
      assert.equal(typeof body['requestId'], 'string');
    }
  });

  it('results in 409 while the data are not available, and for a viz with a delay, which announces no rows', async () => {
    for (const [slug, error] of [
      ['waiting', 'data_not_available'],
      ['slow', 'rows_not_cached'],
    ] as const) {
      const other = await serve({}, charts({ 'main.sql': 'SELECT 1' }, `acme/${slug}`));
      const answer = await failure(other, `/v1/public/viz/acme/${slug}/rows/main`);
      assert.deepEqual([answer.status, answer.body['error']], [409, error]);
      if (slug === 'slow') assert.equal((await other.get(SLOW)).body.viz['rows'], false);
    }
  });

  it('has a short error, however hostile it is', async () => {
    const many = Array.from({ length: 700 }, (_, index) => `a${index}`).join('&');
    for (const [path, expected] of [
      [`region?p.region=${'x'.repeat(5000)}`, 422],
      [`region?${many}`, 422],
      [`region?${'&'.repeat(10_000)}`, 422],
      [`region?p.region=${'%'.repeat(4000)}`, 422],
      [`region?${'='.repeat(4000)}`, 422],
      ['region?__proto__=1&p.__proto__=2', 422],
      [`${'x'.repeat(201)}`, 414],
      ['%ff', 400],
    ] as const) {
      const response = await request(api, `${ROWS}/${path}`);
      assert.equal(response.status, expected, path.slice(0, 40));
      assert.ok((await response.text()).length < 5000, path.slice(0, 40));
    }
    const tooLong = await request(api, `${ROWS}/region?p.region=${'x'.repeat(20_000)}`);
    assert.equal(tooLong.status, 431);
    assert.deepEqual((await rowsAt(api, `${ROWS}/proto?p.__proto__=1&p.constructor=2`)).rows, [['1', '2']]);
  });
});

describe('the rate limit', () => {
  it('counts a cached answer as one request', async () => {
    const api = await serve({ rateMax: 3 }, CHARTS);
    const etag = await etagOf(api, `${ROWS}/main`);
    assert.equal((await request(api, `${ROWS}/main`)).status, 200);
    assert.equal((await again(api, `${ROWS}/main`, etag)).status, 304);
    const { status, response } = await failure(api, `${ROWS}/main`);
    assert.equal(status, 429);
    assert.match(response.headers.get('retry-after') ?? '', /^\d+$/);
  });
});

it('sends the key to purge caches with each response that depends on the viz', async () => {
  const api = await serve({ rowsBytes: 20_000 }, CHARTS);
  const location = (await request(api, `${ROWS}/large`)).headers.get('location') ?? '';
  for (const path of [SALES, '/v1/public/viz/slug/sales', `${ROWS}/main`, `${ROWS}/large`, location])
    assert.equal((await request(api, path)).headers.get('surrogate-key'), 'acme/sales', path);
});

describe('the description of the API', () => {
  it('has the address of rows', async () => {
    const { body } = await (await serve()).get('/openapi.json');
    const paths = body['paths'] as Record<
      string,
      { get: { responses: Record<string, { content?: object; headers?: object }> } }
    >;
    const { responses } = paths['/v1/public/viz/{account}/{slug}/rows/{chart}']!.get;
    assert.equal(Object.keys(responses).join(' '), '200 303 304 400 403 404 409 422 429 503');
    assert.deepEqual(Object.keys(responses['200']!.content!), ['application/vnd.msgpack']);
    const headers = 'ETag Cache-Control Data-Version Surrogate-Key';
    assert.equal(Object.keys(responses['200']!.headers!).join(' '), headers);
    assert.deepEqual(Object.keys(responses['303']!.headers!), ['Location']);
  });
});
