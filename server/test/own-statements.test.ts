/** Queries of one visitor delay neither other visitors nor the charts of a viz. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { RunResult } from '../src/engine/backend.ts';
import { resolveLimits } from '../src/limits.ts';
import { QueryJobs } from '../src/queries/query-jobs.ts';
import { SALES, serve } from './support.ts';
import type { Answer, TestApi } from './support.ts';

const TIMEOUT = { timeout: 60_000 };
const OTHER = '/v1/public/viz/beta/secrets';
const PUBLIC_BASE = 'https://bi.example.org';

const endless = (n: number): string =>
  `WITH RECURSIVE t(i) AS (SELECT ${n} UNION ALL SELECT i + 1 FROM t) SELECT max(i) FROM t`;

/** Sends statements with an address in `X-Forwarded-For`. */
const from =
  (api: TestApi, address: string) =>
  async (sql: string, viz = SALES): Promise<Answer> => {
    const response = await fetch(`${api.api.apiBase}${viz}/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ sql, args: { region: 'EU' } }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Answer['body'],
    };
  };

describe('endless statements from one address', () => {
  const options = {
    publicBase: PUBLIC_BASE,
    trustProxy: 1,
    statementMs: 60_000,
    adHocMs: 60_000,
    rateMax: 1e6,
  };

  it('leave one process to other addresses and another one to queries of charts', TIMEOUT, async () => {
    const api = await serve({ ...options, concurrency: 3 });
    const flooder = from(api, '203.0.113.1');
    const flood = [];
    for (let n = 0; n < 8; n += 1)
      flood.push([n % 2 ? SALES : OTHER, await flooder(endless(n), n % 2 ? SALES : OTHER)] as const);
    const other = from(api, '203.0.113.2');
    assert.equal((await api.ended(await other('SELECT 42', OTHER), OTHER)).status, 'completed');
    // Now all processes for ad hoc statements are busy.
    await other(endless(100));
    const own = await readFile(join(api.root, 'vizzes/acme/sales/charts/main.sql'), 'utf8');
    assert.equal((await api.ended(await flooder(own))).status, 'completed');
    assert.equal((await api.ended(await other(` ${own}\n`))).status, 'completed');
    const states = flood.map(
      async ([viz, { body }]) => (await api.get(`${viz}/sql/${body.sqlQuery.id}`)).body.sqlQuery.status,
    );
    assert.deepEqual(await Promise.all(states), ['running', 'running', ...Array<string>(6).fill('pending')]);
  });

  it('are stopped earlier than a query of a chart', TIMEOUT, async () => {
    const arrange = (root: string): Promise<void> =>
      writeFile(join(root, 'vizzes/acme/sales/charts/main.sql'), endless(0));
    const api = await serve({ statementMs: 2000, adHocMs: 1000 }, arrange);
    assert.match(
      await api.failure(endless(1)),
      /stopped after 1 s, the longest that a query that is not a file/,
    );
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
    const jobs = new QueryJobs(resolveLimits({ concurrency: 1 }, { concurrencyOwn: 0 }), () => assert.fail());
    const started: string[] = [];
    const ends = new Map<string, () => void>();
    const submit = (identity: string, visitor: string): void => {
      const execute = (): Promise<RunResult> => {
        started.push(identity);
        const result = { bytes: new Uint8Array(), rowCount: 0, truncated: false };
        return new Promise((resolve) => ends.set(identity, () => resolve(result)));
      };
      jobs.submit({ viz: 'a/b', visitor, adHoc: true, sql: '', args: {}, identity, delay: 0, execute });
    };
    const end = async (identity: string): Promise<void> => {
      ends.get(identity)?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (const identity of ['1', '2', '3']) submit(identity, 'flooder');
    submit('3', 'reader');
    await new Promise((resolve) => setImmediate(resolve));
    await end('1');
    await end('3');
    assert.deepEqual(started, ['1', '3', '2']);
  });
});
