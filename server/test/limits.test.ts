/** Each limit applies with a clear error, and the server keeps running. */
import assert from 'node:assert/strict';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { EngineError } from '../src/engine/backend.ts';
import type { RunResult } from '../src/engine/backend.ts';
import { DEFAULT_LIMITS, resolveLimits } from '../src/limits.ts';
import { QueryJobs } from '../src/queries/query-jobs.ts';
import type { QueryRecord } from '../src/queries/query-jobs.ts';
import { startServer } from '../src/server.ts';
import { SALES, serve } from './support.ts';
import type { Answer, TestApi } from './support.ts';

/** Returns a statement that never ends, different for each `n`. */
const endless = (n = 0): string =>
  `WITH RECURSIVE t(i) AS (SELECT ${n} UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t`;

async function assertAlive(api: TestApi): Promise<void> {
  const { rows } = await api.rows(
    `SELECT count(*) FROM sales, range(${Math.ceil(Math.random() * 1e6)}) WHERE range = 0`,
  );
  assert.deepEqual(rows, [[4]]);
}

describe('a statement that takes too long', () => {
  let api: TestApi;
  before(async () => {
    api = await serve({ statementMs: 1000 });
    await assertAlive(api);
  });

  it('is stopped in an endless recursion', async () => {
    assert.match(await api.failure(endless()), /stopped after 1 s/);
    await assertAlive(api);
  });

  it('is stopped in a huge cross join', async () => {
    const join = 'SELECT sum(a.i * b.i % 7) FROM range(10000000) a(i), range(10000000) b(i)';
    assert.match(await api.failure(join), /stopped after 1 s/);
    await assertAlive(api);
  });

  it('is stopped while its rows are fetched', async () => {
    const rows = `SELECT a.i FROM range(100000000) a(i), range(100000) b(i) WHERE (a.i * b.i) % 1000003 = 1000004`;
    assert.match(await api.failure(rows), /stopped after 1 s/);
    await assertAlive(api);
  });
});

describe('a statement that takes too much memory', () => {
  it('fails at the limit of its viz', async () => {
    const api = await serve({ memoryPerViz: '64MB' });
    for (const sql of [
      'SELECT count(DISTINCT a.i * 100000 + b.i) FROM range(100000) a(i), range(100000) b(i)',
      `WITH RECURSIVE t(s, n) AS (SELECT 'xxxxxxxx', 0 UNION ALL SELECT s || s, n + 1 FROM t WHERE n < 30) SELECT max(len(s)) FROM t`,
      'SELECT * FROM range(100000000) a(i) ORDER BY hash(i)',
    ])
      assert.match(await api.failure(sql), /exceeded its memory limit/, sql);
    await assertAlive(api);
  });
});

describe('limits on requests and results', () => {
  it('cut off rows and mark the result as truncated', async () => {
    const api = await serve();
    const exact = await api.rows('FROM range(100000)');
    assert.deepEqual([exact.rowCount, exact.truncated], [100_000, false]);
    const more = await api.rows('FROM range(100001)');
    assert.deepEqual([more.rowCount, more.rows.length, more.truncated], [100_000, 100_000, true]);
  });

  it('cut off bytes', async () => {
    const api = await serve({ maxResultBytes: 1000 });
    const { rows, truncated } = await api.rows(`SELECT rpad('x', 90, 'x') FROM range(50)`);
    assert.deepEqual([rows.length, truncated], [10, true]);
  });

  it('refuse too many queries with 503 and Retry-After', async () => {
    const api = await serve({ concurrency: 1, queue: 1 });
    const first = [await api.submit(endless(1)), await api.submit(endless(2))];
    assert.deepEqual(
      first.map(({ status }) => status),
      [200, 200],
    );
    const third = await api.submit(endless(3));
    assert.deepEqual([third.status, third.body['error']], [503, 'too_many_queries']);
    assert.equal(third.headers.get('retry-after'), '1');
    // A query that is already waiting needs no new run.
    assert.equal((await api.submit(endless(2))).status, 200);
    const batch = await api.post(`${SALES}/batch`, { queries: [{ sql: endless(4) }] });
    assert.deepEqual([batch.status, batch.headers.get('retry-after')], [503, '1']);
  });

  it('count only the queries of a batch that are not cached, and accept those that have a place', async () => {
    const api = await serve({ concurrency: 1, queue: 1 });
    const post = async (...statements: string[]): Promise<Answer> =>
      api.post(`${SALES}/batch`, { queries: statements.map((sql) => ({ sql })) });
    const cached = ['SELECT 1', 'SELECT 2', 'SELECT 3'];
    for (const sql of cached) await api.rows(sql);
    await api.submit(endless(1));
    const { status, body } = await post(...cached, endless(2));
    assert.equal(status, 200);
    assert.deepEqual(
      (body['results'] as { cached: boolean }[]).map((result) => result.cached),
      [true, true, true, false],
    );
    const refused = await post(...cached, endless(2), endless(3));
    assert.deepEqual([refused.status, refused.body['error']], [503, 'too_many_queries']);
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.equal((await post(...cached, endless(2))).status, 200);
  });

  it('refuse too many requests with 429 and Retry-After', async () => {
    const api = await serve({ rateMax: 3 });
    for (let n = 0; n < 3; n += 1) assert.equal((await api.get(SALES)).status, 200);
    const { status, headers, body } = await api.get(SALES, { origin: 'https://page.example' });
    assert.equal(status, 429);
    assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.deepEqual([body['error'], body['requestId']], ['rate_limited', headers.get('x-request-id')]);
  });

  it('count requests that no route answers', async () => {
    const api = await serve({ rateMax: 2 });
    for (const base of [api.api.apiBase, api.api.storageBase]) {
      const statuses = [];
      for (let n = 0; n < 3; n += 1) statuses.push((await api.get(`${base}/nowhere`)).status);
      assert.deepEqual(statuses, [404, 404, 429]);
    }
  });

  it('refuse a large body with 413', async () => {
    const api = await serve({ bodyBytes: 500 });
    const { status, body } = await api.submit(`SELECT '${'x'.repeat(500)}'`);
    assert.deepEqual([status, Object.keys(body)], [413, ['message']]);
  });

  it('refuse a statement that is too long with its parameters filled', async () => {
    const api = await serve({ sqlLength: 100 });
    const { status, body } = await api.submit(`SELECT '{{region}}'`, { region: 'x'.repeat(100) });
    assert.deepEqual([status, body['error']], [400, 'sql_too_long']);
  });

  it('refuse deeply nested brackets in a statement', async () => {
    const api = await serve();
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']'],
      ['abs(', ')'],
      ['(SELECT ', ')'],
      ['NOT ', ''],
    ]) {
      const sql = `SELECT ${open?.repeat(8000)}1${close?.repeat(8000)}`;
      const { status } = await api.submit(sql);
      if (open !== '(') assert.equal(status, 400, open);
    }
    await assertAlive(api);
  });

  it('close the least recently used database, which a query then opens again', async () => {
    const api = await serve({ openDatabases: 1 });
    for (let n = 0; n < 3; n += 1) {
      assert.deepEqual((await api.rows(`SELECT count(*) + ${n} FROM sales`)).rows, [[4 + n]]);
      const other = await api.rows(`SELECT count(*) + ${n} FROM secrets`, {}, '/v1/public/viz/beta/secrets');
      assert.deepEqual(other.rows, [[2 + n]]);
    }
  });
});

describe('two hundred queries at once', () => {
  let api: TestApi;
  before(async () => {
    // Each test polls a status every few milliseconds.
    api = await serve({ rateMax: 1_000_000 });
  });

  it('each get their own result', async () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map((n) => api.rows(`SELECT count(*) * 1000 + ${n} AS n FROM sales`)),
    );
    assert.deepEqual(
      answers.map(({ rows }) => rows[0]?.[0]),
      numbers.map((n) => 4000 + n),
    );
  });

  it('share one run if they are the same', async () => {
    const submitted = await Promise.all(
      Array.from({ length: 200 }, () => api.submit('SELECT count(*), random() FROM sales')),
    );
    const ids = submitted.map(({ body }) => body.sqlQuery.id);
    assert.equal(new Set(ids).size, 200);
    for (const answer of submitted) await api.ended(answer);
    const urls = await Promise.all(
      ids.map(async (id) => (await api.get(`${SALES}/sql/${id}/result`)).body.url),
    );
    assert.equal(new Set(urls.map((url) => new URL(url).pathname)).size, 1);
  });
});

describe('the cache of results', () => {
  it('drops results after their lifetime', async () => {
    const api = await serve({ resultSeconds: 0 });
    const { id } = await api.ended(await api.submit('SELECT 1'));
    assert.equal((await api.submit('SELECT 1')).body['cached'], false);
    assert.equal((await api.get(`${SALES}/sql/${id}`)).status, 410);
  });

  it('drops old results when its memory is full', async () => {
    const api = await serve({ cacheBytes: 0 });
    const { id } = await api.ended(await api.submit('SELECT 1'));
    const { url } = (await api.get(`${SALES}/sql/${id}/result`)).body;
    await api.submit('SELECT 2');
    assert.equal((await fetch(url)).status, 404);
    assert.equal((await api.submit('SELECT 1')).body['cached'], false);
    const { status, body } = await api.get(`${SALES}/sql/${id}/result`);
    assert.deepEqual([status, body['error']], [410, 'query_gone']);
  });

  it('is not used after the data changed', async () => {
    const api = await serve();
    const count = 'SELECT count(*) FROM sales';
    assert.deepEqual((await api.rows(count)).rows, [[4]]);
    await writeFile(join(api.root, 'datasets/sales.csv'), 'day,region,amount,active\n2026-02-01,EU,1,true\n');
    await utimes(join(api.root, 'datasets/sales.csv'), 1, 1);
    assert.equal((await api.submit(count)).body['cached'], false);
    assert.deepEqual((await api.rows(count)).rows, [[1]]);
  });

  it('does not contain failures', async () => {
    const api = await serve();
    const wrong = 'SELECT nonsense FROM sales';
    const first = await api.ended(await api.submit(wrong));
    const second = await api.submit(wrong);
    assert.deepEqual([first.status, second.body['cached']], ['failed', false]);
    assert.match(second.body.sqlQuery.status, /pending|running/);
  });
});

describe('closing the server', () => {
  it('does not wait for running queries', async () => {
    const api = await serve({ concurrency: 1 });
    const slow = '/v1/public/viz/acme/slow';
    for (const n of [1, 2]) assert.equal((await api.submit(endless(n))).status, 200);
    assert.equal((await api.submit('SELECT 1', {}, slow)).status, 200);
    await api.api.close();
    await assert.rejects(fetch(api.api.apiBase + SALES));
  });

  it('interrupts running queries, fails waiting ones, and refuses new ones', async () => {
    const jobs = new QueryJobs(resolveLimits({ concurrency: 1 }), () => assert.fail());
    const execute = (signal: AbortSignal): Promise<RunResult> =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new EngineError('interrupted', 'Interrupted!')));
      });
    const submit = (n: number, delay = 0): QueryRecord =>
      jobs.submit({
        viz: 'a/b',
        visitor: 'x',
        adHoc: true,
        sql: '',
        args: {},
        identity: String(n),
        delay,
        execute,
      }).record;
    const records = [submit(1), submit(2), submit(3, 60_000)];
    await jobs.close(60_000);
    for (const { run } of records)
      assert.deepEqual([run.status, run.errorMessage], ['failed', 'The server is shutting down.']);
    assert.throws(() => submit(4), { status: 503, code: 'shutting_down' });
  });

  it('can be requested twice', async () => {
    const { api } = await serve();
    await Promise.all([api.close(), api.close()]);
    await assert.rejects(fetch(api.apiBase + SALES));
  });
});

describe('resolveLimits', () => {
  it('returns defaults for all limits, and accepts only some as options', () => {
    const limits = resolveLimits({});
    for (const [name, value] of Object.entries(DEFAULT_LIMITS))
      assert.equal(Reflect.get(limits, name), value);
    assert.equal(resolveLimits({ maxRows: 5 }).maxRows, 5);
    const options = { maxRows: 100_000, bodyBytes: 1 };
    assert.deepEqual(resolveLimits(options), limits);
    assert.equal(resolveLimits({}, { bodyBytes: 1 }).bodyBytes, 1);
  });

  it('derives limits from the number of processes and the memory of a viz', () => {
    const { concurrencyPerViz, concurrencyPerAddress } = resolveLimits({ concurrency: 16 });
    assert.deepEqual([concurrencyPerViz, concurrencyPerAddress], [8, 8]);
    const GiB = 1024 ** 3;
    assert.equal(resolveLimits({}).engineBytes, GiB);
    assert.equal(resolveLimits({ memoryPerViz: '3GiB' }).engineBytes, 6 * GiB);
    assert.equal(resolveLimits({ memoryPerViz: '1.5 gb' }).engineBytes, 3e9);
  });

  it('throws an error that names an invalid limit', async () => {
    for (const wrong of [
      { maxRows: -1 },
      { maxRows: Number.NaN },
      { memoryPerViz: '1; x' },
      { rateMax: Infinity },
    ])
      assert.throws(() => resolveLimits(wrong), RangeError, JSON.stringify(wrong));
    await assert.rejects(startServer({ root: import.meta.dirname, maxRows: -1 }), /"maxRows" cannot be -1/);
  });
});
