// @lane long
/** Hostile statements and requests get a clear error and do not affect other vizzes. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { endless, fault, OTHER, SALES, serve, SLOW } from './support.ts';
import type { TestApi } from './support.ts';

/** For tests that would never end if a limit of the server failed. */
const TIMEOUT = { timeout: 60_000 };

const TIME = /stopped after 1 s/;
const TIME_OR_MEMORY = /stopped after 1 s|exceeded its memory limit/;
const DEPTH = /memory exhausted|expression depth/i;
const big = `(SELECT string_agg(i::VARCHAR, '') FROM range(60000) t(i))`;
const listOf = (count: number, item: string): string => Array(count).fill(item).join();
const nested = (open: string, close = ')', depth = 8000): string =>
  `SELECT ${open.repeat(depth)}1${close.repeat(depth)}`;
const doubled = (times: number): string =>
  `WITH RECURSIVE t(s, n) AS (SELECT 'xxxxxxxx', 0 UNION ALL SELECT s || s, n + 1 FROM t WHERE n < ${times}) SELECT max(len(s)) FROM t`;

const STATEMENTS: readonly (readonly [name: string, error: RegExp, sql: string])[] = [
  ['a letter a billion times', /function "repeat" is not allowed/, `SELECT len(repeat('x', 1000000000))`],
  ['a long padding', /plain number of at most 1000/, `SELECT len(rpad('x', 1000000000, 'x'))`],
  ['a list of a trillion', /function "range" is not allowed/, 'SELECT len(range(1000000000000))'],
  ['a recursion without end', TIME, endless()],
  ['a trillion rows', TIME, 'SELECT max(range) FROM range(1000000000000)'],
  ['a trillion rows of a series', TIME, 'SELECT max(i) FROM generate_series(1, 1000000000000) t(i)'],
  [
    'rows that are hard to find',
    TIME,
    'SELECT a.i FROM range(100000000) a(i), range(100000) b(i) WHERE (a.i * b.i) % 1000003 = 1000004',
  ],
  [
    'a join of all with all',
    TIME_OR_MEMORY,
    'SELECT sum(a.range * b.range % 7) FROM range(10000000) a, range(10000000) b',
  ],
  ['a list of a billion rows', TIME_OR_MEMORY, 'SELECT len(list(i)) FROM range(1000000000) t(i)'],
  [
    'a text of a billion rows',
    TIME_OR_MEMORY,
    `SELECT len(string_agg(i::VARCHAR, ',')) FROM range(1000000000) t(i)`,
  ],
  ['a text that is doubled', TIME_OR_MEMORY, doubled(40)],
  [
    'a list of lists',
    TIME_OR_MEMORY,
    'SELECT len(flatten(list_transform(l, x -> l))) FROM (SELECT list(i) AS l FROM range(20000) t(i))',
  ],
  [
    'memory that DuckDB does not count',
    TIME_OR_MEMORY,
    `SELECT len(replace(a, 'x', a)) FROM (SELECT string_agg('x', '') AS a FROM range(60000))`,
  ],
  ['a call that ignores interrupts', TIME, `SELECT levenshtein(${big}, ${big} || 'x')`],
  ['a pattern of patterns', /pattern|repetition/i, `SELECT regexp_matches('a', '((a{100}){100}){100}')`],
  [
    'a pattern that backtracks elsewhere',
    TIME_OR_MEMORY,
    `SELECT count(*) FILTER (regexp_matches(s, '(a|aa)+$')) FROM (SELECT string_agg('a', '') || 'b' || i AS s FROM range(1000), range(50000) u(i) GROUP BY i)`,
  ],
  ['three thousand columns', /has 3000 columns; a result has at most 2000/, `SELECT ${listOf(3000, '1')}`],
  [
    'a million columns',
    /has 1000000 columns|stopped after 1 s|exceeded its memory limit/,
    `WITH a AS (SELECT ${listOf(1000, '1')}), b AS (SELECT ${listOf(1000, 'a.*')} FROM a) SELECT * FROM b`,
  ],
  [
    'names that are longer than all rows',
    /names of the columns take \d+ bytes; a result has at most 1000000/,
    `WITH a AS (SELECT 1 AS "${'x'.repeat(30_000)}") SELECT ${listOf(50, 'a.*')} FROM a`,
  ],
  ['brackets in brackets', /./, nested('(', ')', 30_000)],
  ['queries in queries', DEPTH, nested('(SELECT ', ')', 5000)],
  ['lists in lists', DEPTH, nested('[', ']')],
  ['calls in calls', DEPTH, nested('abs(')],
  ['conditions of conditions', DEPTH, nested('NOT ', '')],
  ['a sum of thirty thousand', /expression depth/i, nested('1+', '', 30_000)],
  [
    'four thousand queries joined',
    /depth|stopped|memory|cannot be/i,
    `SELECT 1${' UNION SELECT 1'.repeat(4000)}`,
  ],
];

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

  for (const [name, expected, sql] of STATEMENTS)
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
    const statuses = [];
    for (const { body } of submitted)
      statuses.push((await api.get(`${SALES}/sql/${body.sqlQuery.id}`)).body.sqlQuery.status);
    assert.deepEqual(statuses, ['running', 'pending', 'pending', 'pending']);
  });

  it('is refused with 503, unlike queries of other vizzes, also if the viz has a delay', async () => {
    const api = await serve({ concurrency: 2, concurrencyPerViz: 1, queuePerViz: 1 });
    for (const [viz, sql] of [
      [SALES, endless],
      [SLOW, (n: number): string => `SELECT ${n}`],
    ] as const) {
      for (const n of [1, 2]) assert.equal((await api.submit(sql(n), {}, viz)).status, 200);
      const refused = await api.submit(sql(3), {}, viz);
      assert.deepEqual(
        [...fault(refused), refused.headers.get('retry-after')],
        [503, 'too_many_queries', '1'],
      );
      assert.match(
        String(refused.body['message']),
        /This visualization already has the maximum of 2 queries/,
      );
    }
    assert.deepEqual((await api.rows('SELECT 42', {}, OTHER)).rows, [[42]]);
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
    for (let n = 0; n < 20; n += 1) ids.push((await api.ended(await api.submit('SELECT 1'))).id);
    const statuses = [];
    for (const id of ids) statuses.push((await api.get(`${SALES}/sql/${id}`)).status);
    assert.deepEqual(statuses, [...Array<number>(11).fill(410), ...Array<number>(9).fill(200)]);
    assert.equal((await api.ended(honest, OTHER)).status, 'completed');
    const gone = await api.get(`${SALES}/sql/${ids[0]}/result`);
    assert.deepEqual(fault(gone), [410, 'query_gone']);
    assert.match(String(gone.body['hint']), /Submit the query again/);
  });

  it('refuses queries only of the viz that repeats a running query', async () => {
    // The query runs until the end of the test.
    const api = await serve({ recordBytes: 12 * 512, statementMs: 60_000, adHocMs: 60_000 });
    const early = await api.submit('SELECT 42', {}, OTHER);
    const isKept = async (): Promise<void> =>
      assert.equal((await api.ended(early, OTHER)).status, 'completed');
    await isKept();
    const flood = [];
    for (let n = 0; n < 20; n += 1) flood.push(await api.submit(endless()));
    await isKept();
    assert.deepEqual(
      flood.map(({ status }) => status),
      [...Array<number>(11).fill(200), ...Array<number>(9).fill(503)],
    );
    const refused = flood.at(-1)!;
    assert.deepEqual([...fault(refused), refused.headers.get('retry-after')], [503, 'too_many_queries', '1']);
    const { status, body } = await api.submit('SELECT 1', {}, SLOW);
    assert.equal(status, 200);
    assert.equal((await api.get(`${SLOW}/sql/${body.sqlQuery.id}`)).status, 200);
    await api.rows('SELECT 43', {}, OTHER);
    await isKept();
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
    api = await serve({}, (root) =>
      writeFile(join(root, 'vizzes/acme/sales/params.json'), '[{ "name": "least", "type": "number" }]'),
    );
  });

  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const argsOf = (count: number, value: string): string =>
    `{${Array.from({ length: count }, (_, n) => `"k${n}":${value}`).join()}}`;
  for (const [name, status, message, body] of [
    [
      'it uses one value ten thousand times',
      400,
      /sql_too_long.*at most 65536 characters.*has 240000009/,
      JSON.stringify({ sql: `SELECT '${'{{k}}'.repeat(10_000)}'`, args: { k: "'".repeat(12_000) } }),
    ],
    [
      'it has too many parameters',
      422,
      /body\.args must NOT have more than 256 properties/,
      `{"sql":"SELECT 1","args":${argsOf(300, '""')}}`,
    ],
    ['it has many errors', 422, /must be string/, `{"sql":"SELECT 1","args":${argsOf(200, '1')}}`],
    [
      'a number has a quarter of a million digits and a letter',
      422,
      /must be a number/,
      JSON.stringify({ sql: 'SELECT {{least}}', args: { least: `${'1'.repeat(250_000)}x` } }),
    ],
    ['its JSON is nested a hundred thousand levels deep', 422, /./, deep],
    ['a value is nested', 422, /./, `{"sql":"SELECT 1","args":{"a":${deep}}}`],
    [
      'an unknown field is nested',
      422,
      /nested more than 32 levels deep/,
      `{"sql":"SELECT 1","more":${deep}}`,
    ],
  ] as const)
    it(`is refused with a short response if ${name}`, async () => {
      const answer = await api.post(`${SALES}/query`, body);
      const text = JSON.stringify(answer.body);
      assert.equal(answer.status, status, text);
      assert.match(text, message);
      assert.ok(text.length < 1000);
    });

  it('gets at most twenty errors', async () => {
    const { status, body } = await api.submit(Array.from({ length: 1000 }, (_, n) => `{{k${n}}}`).join('+'));
    assert.deepEqual([status, (body['detail'] as unknown[]).length], [422, 20]);
  });

  it('gets the status of a query once, even if it lists its id a thousand times', async () => {
    const { id } = (await api.submit(`SELECT '${'x'.repeat(50_000)}'`)).body.sqlQuery;
    const { body } = await api.post(`${SALES}/sql/status/batch`, { queryIds: Array(1000).fill(id) });
    assert.equal((body['queries'] as unknown[]).length, 1);
    assert.ok(JSON.stringify(body).length < 1000);
  });

  it('can have many brackets in a string, even after escaped quotes', async () =>
    assert.equal((await api.rows(`SELECT '\\"${'['.repeat(100)}"'`)).rowCount, 1));

  it('is refused if its URL or headers are too long', async () => {
    assert.equal((await api.get(`/v1/public/viz/acme/${'x'.repeat(300)}`)).status, 414);
    assert.equal((await api.get(`/v1/public/viz/acme/${'x'.repeat(20_000)}`)).status, 431);
    assert.equal((await api.get(SALES, { 'x-long': 'x'.repeat(20_000) })).status, 431);
  });

  it('is refused if parsing its statement takes too long', async () => {
    const hasty = await serve({ readMs: 0 });
    // Parsing a short statement can take less than a millisecond, the shortest time limit.
    const refused = await hasty.submit(`SELECT ${'1, '.repeat(20_000)}1`);
    assert.deepEqual(fault(refused), [400, 'sql_invalid']);
    assert.match(String(refused.body['message']), /too much time or memory/);
    assert.equal((await hasty.get(SALES)).status, 200);
  });
});

describe('the address of a result', () => {
  it('is that of no other file', async () => {
    const { root } = await serve();
    await writeFile(join(root, 'outside.result'), 'acme/sales\nsecret');
    const { api } = await serve({ results: join(root, 'results'), secret: 'key' });
    // The store of results could take an invalid name for an outage, and pause.
    for (const name of ['..%2Foutside', '%00', '%0A', 'x'.repeat(190), 'none'])
      assert.equal((await fetch(`${api.storageBase}/results/${name}.msgpack`)).status, 404, name);
  });
});

describe('a stalled connection', () => {
  const open = (address: string): Socket => {
    const { hostname, port } = new URL(address);
    return connect({ host: hostname, port: Number(port) }).on('error', () => undefined);
  };
  const readAll = async (socket: Socket): Promise<string> => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    await new Promise((resolve) => socket.once('close', resolve));
    return text;
  };

  it('is closed if the request body or, at both origins, the headers are incomplete', TIMEOUT, async () => {
    const { api } = await serve({ requestMs: 200, headersMs: 200 });
    const body = 'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"sql"';
    for (const [address, text] of [
      [api.apiBase, `POST /api${SALES}/query HTTP/1.1\r\nHost: x\r\n${body}`],
      [api.apiBase, `GET /api${SALES} HTTP/1.1\r\nHost: x\r\nX-`],
      [api.storageBase, `GET /api${SALES} HTTP/1.1\r\nHost: x\r\nX-`],
    ] as const) {
      const socket = open(address);
      socket.write(text);
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
    assert.equal(await readAll(openRequest()), '');
    first.destroy();
    // The server notices the end of the first connection later.
    for (let text = ''; text === '';) {
      const next = openRequest();
      text = await Promise.race([once(next, 'data').then(String), readAll(next)]);
    }
  });
});
