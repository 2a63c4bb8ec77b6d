/** Hostile statements and requests get a clear error and do not affect other vizzes. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { SALES, serve } from './support.ts';
import type { TestApi } from './support.ts';

const OTHER = '/v1/public/viz/beta/secrets';
/** For tests that would never end if a limit of the server failed. */
const TIMEOUT = { timeout: 60_000 };

const endless = (n = 0): string =>
  `WITH RECURSIVE t(i) AS (SELECT ${n} UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t`;

const TIME = /stopped after 1 s/;
const TIME_OR_MEMORY = /stopped after 1 s|exceeded its memory limit/;
const big = `(SELECT string_agg(i::VARCHAR, '') FROM range(60000) t(i))`;
const columns = (count: number): string => Array.from({ length: count }, () => '1').join(',');

/** A description of the statement → the statement, and the expected error. */
const STATEMENTS: Record<string, [string, RegExp]> = {
  'a letter a billion times': [`SELECT len(repeat('x', 1000000000))`, /function "repeat" is not allowed/],
  'a long padding': [`SELECT len(rpad('x', 1000000000, 'x'))`, /plain number of at most 1000/],
  'a list of a trillion': ['SELECT len(range(1000000000000))', /function "range" is not allowed/],
  'a recursion without end': [endless(), TIME],
  'a trillion rows': ['SELECT max(range) FROM range(1000000000000)', TIME],
  'a trillion rows of a series': ['SELECT max(i) FROM generate_series(1, 1000000000000) t(i)', TIME],
  'a join of all with all': [
    'SELECT sum(a.range * b.range % 7) FROM range(10000000) a, range(10000000) b',
    TIME_OR_MEMORY,
  ],
  'a list of a billion rows': ['SELECT len(list(i)) FROM range(1000000000) t(i)', TIME_OR_MEMORY],
  'a text of a billion rows': [
    `SELECT len(string_agg(i::VARCHAR, ',')) FROM range(1000000000) t(i)`,
    TIME_OR_MEMORY,
  ],
  'a text that is doubled': [
    `WITH RECURSIVE t(s, n) AS (SELECT 'xxxxxxxx', 0 UNION ALL SELECT s || s, n + 1 FROM t WHERE n < 40) SELECT max(len(s)) FROM t`,
    TIME_OR_MEMORY,
  ],
  'a list of lists': [
    'SELECT len(flatten(list_transform(l, x -> l))) FROM (SELECT list(i) AS l FROM range(20000) t(i))',
    TIME_OR_MEMORY,
  ],
  'memory that DuckDB does not count': [
    `SELECT len(replace(a, 'x', a)) FROM (SELECT string_agg('x', '') AS a FROM range(60000))`,
    TIME_OR_MEMORY,
  ],
  'a call that ignores interrupts': [`SELECT levenshtein(${big}, ${big} || 'x')`, TIME],
  'a pattern of patterns': [`SELECT regexp_matches('a', '((a{100}){100}){100}')`, /pattern|repetition/i],
  'a pattern that backtracks elsewhere': [
    `SELECT count(*) FILTER (regexp_matches(s, '(a|aa)+$')) FROM (SELECT string_agg('a', '') || 'b' || i AS s FROM range(1000), range(50000) u(i) GROUP BY i)`,
    TIME_OR_MEMORY,
  ],
  'three thousand columns': [`SELECT ${columns(3000)}`, /has 3000 columns; a result has at most 2000/],
  'a million columns': [
    `WITH a AS (SELECT ${columns(1000)}), b AS (SELECT ${Array.from({ length: 1000 }, () => 'a.*').join(',')} FROM a) SELECT * FROM b`,
    /has 1000000 columns|stopped after 1 s|exceeded its memory limit/,
  ],
  'names that are longer than all rows': [
    `WITH a AS (SELECT 1 AS "${'x'.repeat(30_000)}") SELECT ${Array.from({ length: 50 }, () => 'a.*').join(',')} FROM a`,
    /names of the columns take \d+ bytes; a result has at most 1000000/,
  ],
  'brackets in brackets': [`SELECT ${'('.repeat(30_000)}1${')'.repeat(30_000)}`, /./],
  'queries in queries': [
    `SELECT ${'(SELECT '.repeat(5000)}1${')'.repeat(5000)}`,
    /memory exhausted|expression depth/i,
  ],
  'a sum of thirty thousand': [`SELECT ${'1+'.repeat(30_000)}1`, /expression depth/i],
  'four thousand queries joined': [
    `SELECT 1${' UNION SELECT 1'.repeat(4000)}`,
    /depth|stopped|memory|cannot be/i,
  ],
};

describe('a hostile statement', () => {
  let api: TestApi;
  before(async () => {
    api = await serve({
      statementMs: 1000,
      graceMs: 1000,
      memoryPerViz: '64MB',
      engineBytes: 400 * 1024 * 1024,
      maxResultBytes: 1_000_000,
    });
  });

  for (const [name, [sql, expected]] of Object.entries(STATEMENTS))
    it(`fails with a clear error: ${name}`, TIMEOUT, async () => {
      const submitted = await api.submit(sql);
      const message =
        submitted.status === 200
          ? ((await api.ended(submitted)).errorMessage ?? 'completed')
          : String(submitted.body['message']);
      assert.match(message, expected);
      assert.ok(message.length <= 2000);
      assert.deepEqual((await api.rows('SELECT 42', {}, OTHER)).rows, [[42]]);
    });
});

describe('a flood of queries to one viz', () => {
  it('does not delay queries of other vizzes', TIMEOUT, async () => {
    const api = await serve({ concurrency: 2, statementMs: 20_000, adHocMs: 20_000 });
    const submitted = [];
    for (let n = 0; n < 4; n += 1) submitted.push(await api.submit(endless(n)));
    assert.deepEqual((await api.rows('SELECT 42', {}, OTHER)).rows, [[42]]);
    const statuses = submitted.map(async ({ body }) => {
      const { sqlQuery } = (await api.get(`${SALES}/sql/${body.sqlQuery.id}`)).body;
      return sqlQuery.status;
    });
    assert.deepEqual(await Promise.all(statuses), ['running', 'pending', 'pending', 'pending']);
  });

  it('is refused with 503, unlike queries of other vizzes', async () => {
    const api = await serve({ concurrency: 2, concurrencyPerViz: 1, queuePerViz: 1 });
    assert.equal((await api.submit(endless(1))).status, 200);
    assert.equal((await api.submit(endless(2))).status, 200);
    const { status, headers, body } = await api.submit(endless(3));
    assert.deepEqual([status, body['error'], headers.get('retry-after')], [503, 'too_many_queries', '1']);
    assert.match(String(body['message']), /This visualization already has the maximum of 2 queries/);
    assert.deepEqual((await api.rows('SELECT 42', {}, OTHER)).rows, [[42]]);
  });

  it('is also refused if the viz has a delay', async () => {
    const api = await serve({ concurrencyPerViz: 1, queuePerViz: 1 });
    const slow = '/v1/public/viz/acme/slow';
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await api.submit(`SELECT ${n}`, {}, slow)).status);
    assert.deepEqual(statuses, [200, 200, 503]);
  });
});

describe('the record of queries', () => {
  it('contains only values that the statement uses', async () => {
    const api = await serve();
    const { id } = (await api.submit("SELECT '{{a}}'", { a: 'x', unused: 'x'.repeat(100_000) })).body
      .sqlQuery;
    const { sqlQuery } = (await api.get(`${SALES}/sql/${id}`)).body as { sqlQuery: unknown };
    assert.deepEqual((sqlQuery as { args: unknown }).args, { a: 'x' });
  });

  it('has a size limit, and the largest viz loses its oldest queries', async () => {
    const api = await serve({ recordBytes: 10 * 512 });
    const honest = await api.submit('SELECT 42', {}, OTHER);
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      const submitted = await api.submit('SELECT 1');
      await api.ended(submitted);
      ids.push(submitted.body.sqlQuery.id);
    }
    const statuses = ids.map(async (id) => (await api.get(`${SALES}/sql/${id}`)).status);
    const kept = (await Promise.all(statuses)).map((status) => (status === 200 ? 'kept' : status));
    assert.deepEqual(kept, [...Array<number>(11).fill(410), ...Array<string>(9).fill('kept')]);
    assert.equal((await api.ended(honest, OTHER)).status, 'completed');
    const { status, body } = await api.get(`${SALES}/sql/${ids[0]}/result`);
    assert.deepEqual([status, body['error']], [410, 'query_gone']);
    assert.match(String(body['hint']), /Submit the query again/);
  });

  it('refuses queries only of the viz that repeats a running query', async () => {
    // The query runs until the end of the test.
    const api = await serve({ recordBytes: 12 * 512, statementMs: 60_000, adHocMs: 60_000 });
    const early = await api.submit('SELECT 42', {}, OTHER);
    await api.ended(early, OTHER);
    const flood = [];
    for (let n = 0; n < 20; n += 1) flood.push(await api.submit(endless()));
    const statuses = flood.map(({ status }) => status);
    assert.equal((await api.ended(early, OTHER)).status, 'completed');
    assert.deepEqual(statuses, [...Array<number>(11).fill(200), ...Array<number>(9).fill(503)]);
    const refused = flood.at(-1);
    assert.deepEqual(
      [refused?.body['error'], refused?.headers.get('retry-after')],
      ['too_many_queries', '1'],
    );
    const slow = '/v1/public/viz/acme/slow';
    const first = await api.submit('SELECT 1', {}, slow);
    assert.equal(first.status, 200);
    assert.equal((await api.get(`${slow}/sql/${first.body.sqlQuery.id}`)).status, 200);
    assert.equal((await api.ended(await api.submit('SELECT 43', {}, OTHER), OTHER)).status, 'completed');
    assert.equal((await api.ended(early, OTHER)).status, 'completed');
    // A slot of a batch has no Retry-After, so the whole batch is refused.
    const batch = await api.post(`${SALES}/batch`, { queries: [{ sql: endless() }, { sql: 'nonsense' }] });
    assert.deepEqual([batch.status, batch.headers.get('retry-after')], [503, '1']);
  });

  it('keeps results of other vizzes while one viz has large results', async () => {
    const api = await serve({ cacheBytes: 200_000 });
    await api.rows('SELECT 42', {}, OTHER);
    for (let n = 0; n < 5; n += 1) await api.rows(`SELECT uuid(), ${n} FROM range(3000)`);
    assert.equal((await api.submit('SELECT 42', {}, OTHER)).body['cached'], true);
    assert.equal((await api.submit('SELECT uuid(), 0 FROM range(3000)')).body['cached'], false);
  });
});

describe('a small request with a high cost', () => {
  let api: TestApi;
  before(async () => {
    api = await serve();
  });

  it('is refused if it uses one value ten thousand times', async () => {
    const { status, body } = await api.submit(`SELECT '${'{{k}}'.repeat(10_000)}'`, {
      k: "'".repeat(12_000),
    });
    assert.deepEqual([status, body['error']], [400, 'sql_too_long']);
    assert.match(String(body['message']), /at most 65536 characters.*has 240000009/);
  });

  it('is refused if it has too many parameters', async () => {
    const args = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, '']));
    const { status, body } = await api.submit('SELECT 1', args);
    assert.equal(status, 422);
    assert.match(JSON.stringify(body), /body\.args must NOT have more than 256 properties/);
  });

  it('is refused if a number has a quarter of a million digits and a letter', async () => {
    const declared = await serve({}, (root) =>
      writeFile(join(root, 'vizzes/acme/sales/params.json'), '[{ "name": "least", "type": "number" }]'),
    );
    const { status } = await declared.submit('SELECT {{least}}', { least: `${'1'.repeat(250_000)}x` });
    assert.equal(status, 422);
  });

  it('gets a short response, however many errors it has', async () => {
    const args = `{${Array.from({ length: 200 }, (_, n) => `"${n}":1`).join(',')}}`;
    const wrong = await api.post(`${SALES}/query`, `{"sql":"SELECT 1","args":${args}}`);
    assert.equal(wrong.status, 422);
    assert.ok(JSON.stringify(wrong.body).length < 1000);
    const missing = await api.submit(Array.from({ length: 1000 }, (_, n) => `{{k${n}}}`).join('+'));
    assert.equal(missing.status, 422);
    assert.equal((missing.body['detail'] as unknown[]).length, 20);
  });

  it('gets the status of a query once, even if it lists its id a thousand times', async () => {
    const { id } = (await api.submit(`SELECT '${'x'.repeat(50_000)}'`)).body.sqlQuery;
    const queryIds = Array.from({ length: 1000 }, () => id);
    const { body } = await api.post(`${SALES}/sql/status/batch`, { queryIds });
    assert.equal((body['queries'] as unknown[]).length, 1);
    assert.ok(JSON.stringify(body).length < 1000);
  });

  it('is refused if its JSON is nested a hundred thousand levels deep', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    assert.equal((await api.post(`${SALES}/query`, deep)).status, 422);
    assert.equal((await api.post(`${SALES}/query`, `{"sql":"SELECT 1","args":{"a":${deep}}}`)).status, 422);
    const { status, body } = await api.post(`${SALES}/query`, `{"sql":"SELECT 1","more":${deep}}`);
    assert.equal(status, 422);
    assert.match(JSON.stringify(body), /nested more than 32 levels deep/);
    // Brackets in strings do not count, even after escaped quotes.
    assert.deepEqual((await api.rows(`SELECT '\\"${'['.repeat(100)}"'`)).rowCount, 1);
  });

  it('is refused if its URL or headers are too long', async () => {
    assert.equal((await api.get(`/v1/public/viz/acme/${'x'.repeat(300)}`)).status, 414);
    assert.equal((await api.get(`/v1/public/viz/acme/${'x'.repeat(20_000)}`)).status, 431);
    assert.equal((await api.get(SALES, { 'x-long': 'x'.repeat(20_000) })).status, 431);
  });

  it('is refused if parsing its statement takes too long', async () => {
    const hasty = await serve({ readMs: 0 });
    // Parsing a short statement can take less than a millisecond, the shortest time limit.
    const { status, body } = await hasty.submit(`SELECT ${'1, '.repeat(20_000)}1`);
    assert.deepEqual([status, body['error']], [400, 'sql_invalid']);
    assert.match(String(body['message']), /too much time or memory/);
    assert.equal((await hasty.get(SALES)).status, 200);
  });
});

describe('the address of a result', () => {
  it('is that of no other file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vibedasher-hostile-test-'));
    await writeFile(join(folder, 'outside.result'), 'acme/sales\nsecret');
    const api = await serve({ results: join(folder, 'results'), secret: 'key' });
    // The store of results could take an invalid name for an outage, and pause.
    for (const name of ['..%2Foutside', '%00', '%0A', 'x'.repeat(190), 'none']) {
      const { status } = await api.get(`${api.api.storageBase}/results/${name}.msgpack`);
      assert.equal(status, 404, name);
    }
    await rm(folder, { recursive: true });
  });
});

describe('a stalled connection', () => {
  const open = (address: string): Socket => {
    const { hostname, port } = new URL(address);
    return connect({ host: hostname, port: Number(port) });
  };
  // `once` of node:events would reject if an error came before `close`.
  const readAll = async (socket: Socket): Promise<string> => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    await new Promise((resolve) => socket.once('close', resolve));
    return text;
  };

  it('is closed if the request body is incomplete', TIMEOUT, async () => {
    const { api } = await serve({ requestMs: 200, headersMs: 200 });
    const socket = open(api.apiBase);
    socket.write(
      `POST /api${SALES}/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"sql"`,
    );
    assert.match(await readAll(socket), /^HTTP\/1\.1 408 /);
  });

  it('is closed at both origins if the request headers are incomplete', TIMEOUT, async () => {
    const { api } = await serve({ requestMs: 200, headersMs: 200 });
    for (const address of [api.apiBase, api.storageBase]) {
      const socket = open(address);
      socket.write(`GET /api${SALES} HTTP/1.1\r\nHost: x\r\nX-`);
      assert.match(await readAll(socket), /^HTTP\/1\.1 408 /);
    }
  });

  it('is closed if the client does not read the response', TIMEOUT, async () => {
    const served = await serve({ answerMs: 3000, adHocMs: 30_000 });
    // Larger than the system's buffers, and small when compressed.
    const sql = `SELECT rpad('x', 500, 'x') FROM range(40000)`;
    await served.ended(await served.submit(sql));
    const { url } = (await served.submit(sql)).body;
    const { pathname, search } = new URL(url);
    const socket = open(url).pause();
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\n\r\n`);
    socket.on('error', () => undefined);
    // A client that does not read notices the end of the connection when it writes.
    const writing = setInterval(() => socket.write('\r\n'), 50);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(writing);
  });

  it('is closed at once if its address has too many connections', TIMEOUT, async () => {
    const { api } = await serve({ connectionsPerAddress: 2 });
    const openRequest = (): Socket => {
      const socket = open(api.apiBase);
      socket.write(`GET /api${SALES} HTTP/1.1\r\nHost: x\r\n\r\n`);
      return socket;
    };
    const first = openRequest();
    await once(first, 'data');
    await once(openRequest(), 'data');
    const third = openRequest();
    third.on('error', () => undefined);
    assert.equal(await readAll(third), '');
    first.destroy();
    // The server notices the end of the first connection later.
    for (let text = ''; text === '';) {
      const next = openRequest().on('error', () => undefined);
      text = await Promise.race([once(next, 'data').then(String), readAll(next)]);
    }
  });
});
