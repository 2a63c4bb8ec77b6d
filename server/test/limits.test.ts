// @lane long
/** Each limit applies with a clear error, and the server keeps running. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EngineError } from '../src/engine/backend.ts';
import type { RunResult } from '../src/engine/backend.ts';
import { DEFAULT_LIMITS, resolveLimits } from '../src/limits.ts';
import { QueryJobs } from '../src/queries/query-jobs.ts';
import type { QueryRecord } from '../src/queries/query-jobs.ts';
import { startServer } from '../src/server.ts';
import { endless, fault, OTHER, SALES, serve, SLOW } from './support.ts';
import type { Answer, TestApi } from './support.ts';

describe('limits on requests and results', () => {
  it('end a statement that takes too much memory', async () => {
    const api = await serve({ memoryPerViz: '64MB' });
    const sql = 'SELECT * FROM range(100000000) a(i) ORDER BY hash(i)';
    assert.match(await api.failure(sql), /exceeded its memory limit/);
    assert.deepEqual((await api.rows('SELECT count(*) FROM sales')).rows, [[4]]);
  });

  it('cut off bytes', async () => {
    const api = await serve({ maxResultBytes: 1000 });
    const { rows, truncated } = await api.rows(`SELECT rpad('x', 90, 'x') FROM range(50)`);
    assert.deepEqual([rows.length, truncated], [10, true]);
  });

  it('refuse too many queries with 503 and Retry-After, and count only those of a batch that are not cached', async () => {
    const api = await serve({ concurrency: 1, queue: 1 });
    const post = async (...statements: string[]): Promise<Answer> =>
      api.post(`${SALES}/batch`, { queries: statements.map((sql) => ({ sql })) });
    const cached = ['SELECT 1', 'SELECT 2', 'SELECT 3'];
    for (const sql of cached) await api.rows(sql);
    assert.equal((await api.submit(endless(1))).status, 200);
    const { status, body } = await post(...cached, endless(2));
    assert.equal(status, 200);
    assert.deepEqual(
      (body['results'] as { cached: boolean }[]).map((result) => result.cached),
      [true, true, true, false],
    );
    for (const refused of [await post(...cached, endless(2), endless(3)), await api.submit(endless(3))])
      assert.deepEqual(
        [...fault(refused), refused.headers.get('retry-after')],
        [503, 'too_many_queries', '1'],
      );
    // A query that is already waiting needs no new run.
    assert.equal((await post(...cached, endless(2))).status, 200);
    assert.equal((await api.submit(endless(2))).status, 200);
  });

  it('refuse too many requests with 429 and Retry-After, also requests that no route answers', async () => {
    const api = await serve({ rateMax: 3 });
    for (let n = 0; n < 3; n += 1) assert.equal((await api.get(SALES)).status, 200);
    const { status, headers, body } = await api.get('/nowhere', { origin: 'https://page.example' });
    assert.equal(status, 429);
    assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.deepEqual([body['error'], body['requestId']], ['rate_limited', headers.get('x-request-id')]);
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await api.get(`${api.api.storageBase}/nowhere`)).status);
    assert.deepEqual(statuses, [404, 404, 404, 429]);
  });

  it('refuse a large body, and a statement that is too long with its parameters filled', async () => {
    const api = await serve({ bodyBytes: 500, sqlLength: 100 });
    const { status, body } = await api.submit(`SELECT '${'x'.repeat(500)}'`);
    assert.deepEqual([status, Object.keys(body)], [413, ['message']]);
    const long = await api.submit(`SELECT '{{region}}'`, { region: 'x'.repeat(100) });
    assert.deepEqual(fault(long), [400, 'sql_too_long']);
  });

  it('close the least recently used database, which a query then opens again', async () => {
    const api = await serve({ openDatabases: 1 });
    for (let n = 0; n < 3; n += 1) {
      assert.deepEqual((await api.rows(`SELECT count(*) + ${n} FROM sales`)).rows, [[4 + n]]);
      assert.deepEqual((await api.rows(`SELECT count(*) + ${n} FROM secrets`, {}, OTHER)).rows, [[2 + n]]);
    }
  });
});

it('gives each of two hundred queries at once its own result', async () => {
  const api = await serve({ rateMax: 1_000_000 });
  const numbers = Array.from({ length: 200 }, (_, index) => index);
  const answers = await Promise.all(
    numbers.map((n) => api.rows(`SELECT count(*) * 1000 + ${n} AS n FROM sales`)),
  );
  assert.deepEqual(
    answers.map(({ rows }) => rows[0]?.[0]),
    numbers.map((n) => 4000 + n),
  );
});

describe('the cache of results', () => {
  it('drops results after their lifetime', async () => {
    const api = await serve({ resultSeconds: 0 });
    const { id } = await api.ended(await api.submit('SELECT 1'));
    assert.equal((await api.submit('SELECT 1')).body['cached'], false);
    assert.equal((await api.get(`${SALES}/sql/${id}`)).status, 410);
  });

  it('drops old results when its memory is full, which clients can request again', async () => {
    const api = await serve({ cacheBytes: 0 });
    const { id } = await api.ended(await api.submit('SELECT 1'));
    const { url } = (await api.get(`${SALES}/sql/${id}/result`)).body;
    await api.submit('SELECT 2');
    assert.equal((await fetch(url)).status, 404);
    assert.equal((await api.submit('SELECT 1')).body['cached'], false);
    assert.deepEqual(fault(await api.get(`${SALES}/sql/${id}/result`)), [410, 'query_gone']);
    assert.deepEqual((await api.rows('SELECT 1')).rows, [[1]]);
  });

  it('does not contain failures', async () => {
    const api = await serve();
    const wrong = 'SELECT nonsense FROM sales';
    await api.failure(wrong);
    const { body } = await api.submit(wrong);
    assert.equal(body['cached'], false);
    assert.match(body.sqlQuery.status, /pending|running/);
  });
});

/** Queries without a server, of one viz. */
function jobsOf(execute: (identity: string, signal: AbortSignal) => Promise<RunResult>) {
  const jobs = new QueryJobs(resolveLimits({ concurrency: 1 }, { concurrencyOwn: 0 }), () => assert.fail());
  const submit = (identity: string, visitor = 'x', delay = 0): QueryRecord =>
    jobs.submit({
      ...{ viz: 'a/b', visitor, adHoc: true, sql: '', args: {}, identity, delay },
      execute: (signal) => execute(identity, signal),
    }).record;
  return { jobs, submit };
}

describe('closing the server', () => {
  it('does not wait for running queries, and can be requested twice', async () => {
    const api = await serve({ concurrency: 1 });
    for (const n of [1, 2]) assert.equal((await api.submit(endless(n))).status, 200);
    assert.equal((await api.submit('SELECT 1', {}, SLOW)).status, 200);
    await Promise.all([api.api.close(), api.api.close()]);
    await assert.rejects(fetch(api.api.apiBase + SALES));
  });

  it('interrupts running queries, fails waiting ones, and refuses new ones', async () => {
    const { jobs, submit } = jobsOf((_, signal) => {
      const { promise, reject } = Promise.withResolvers<RunResult>();
      signal.addEventListener('abort', () => reject(new EngineError('interrupted', 'Interrupted!')));
      return promise;
    });
    const records = [submit('1'), submit('2'), submit('3', 'x', 60_000)];
    await jobs.close(60_000);
    for (const { run } of records)
      assert.deepEqual([run.status, run.errorMessage], ['failed', 'The server is shutting down.']);
    assert.throws(() => submit('4'), { status: 503, code: 'shutting_down' });
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

describe('endless statements from one address', () => {
  const TIMEOUT = { timeout: 60_000 };
  const options = {
    ...{ publicBase: 'https://bi.example.org', trustProxy: 1, rateMax: 1e6 },
    ...{ statementMs: 60_000, adHocMs: 60_000 },
  };
  /** Sends statements with an address in `X-Forwarded-For`. */
  const from =
    (api: TestApi, address: string) =>
    async (sql: string, viz = SALES): Promise<Answer> =>
      api.post(`${viz}/query`, { sql, args: { region: 'EU' } }, { 'x-forwarded-for': address });

  it('leave one process to other addresses and another one to queries of charts', TIMEOUT, async () => {
    const api = await serve({ ...options, concurrency: 3 });
    const flooder = from(api, '203.0.113.1');
    const flood = [];
    for (let n = 0; n < 8; n += 1) {
      const viz = n % 2 ? SALES : OTHER;
      flood.push({ viz, ...(await flooder(endless(n), viz)) });
    }
    const other = from(api, '203.0.113.2');
    assert.equal((await api.ended(await other('SELECT 42', OTHER), OTHER)).status, 'completed');
    // Now all processes for ad hoc statements are busy.
    await other(endless(100));
    const own = await readFile(join(api.root, 'vizzes/acme/sales/charts/main.sql'), 'utf8');
    assert.equal((await api.ended(await flooder(own))).status, 'completed');
    assert.equal((await api.ended(await other(` ${own}\n`))).status, 'completed');
    const states = [];
    for (const { viz, body } of flood)
      states.push((await api.get(`${viz}/sql/${body.sqlQuery.id}`)).body.sqlQuery.status);
    assert.deepEqual(states, ['running', 'running', ...Array<string>(6).fill('pending')]);
  });

  it('are stopped earlier than a query of a chart', TIMEOUT, async () => {
    const api = await serve({ statementMs: 2000, adHocMs: 1000 }, (root) =>
      writeFile(join(root, 'vizzes/acme/sales/charts/main.sql'), endless(0)),
    );
    const adHoc = /stopped after 1 s, the longest that a query that is not a file/;
    assert.match(await api.failure(endless(1)), adHoc);
    assert.match(await api.failure(endless(0)), /stopped after 2 s, the longest that a query may/);
  });

  it('are refused when the address has no free places, unlike statements from other addresses', async () => {
    const api = await serve({ ...options, concurrencyPerAddress: 1, queuePerAddress: 1 });
    const flooder = from(api, '203.0.113.1');
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await flooder(endless(n))).status);
    assert.deepEqual(statuses, [200, 200, 503]);
    assert.equal((await from(api, '203.0.113.2')('SELECT 1')).status, 200);
  });

  it('do not delay another address that requests one of them', async () => {
    const started: string[] = [];
    const ends = new Map<string, () => void>();
    const { submit } = jobsOf((identity) => {
      started.push(identity);
      const { promise, resolve } = Promise.withResolvers<RunResult>();
      ends.set(identity, () => resolve({ bytes: new Uint8Array(), rowCount: 0, truncated: false }));
      return promise;
    });
    for (const identity of ['1', '2', '3']) submit(identity, 'flooder');
    submit('3', 'reader');
    for (const identity of ['', '1', '3']) {
      ends.get(identity)?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(started, ['1', '3', '2']);
  });
});
