// @lane long
/** Two instances behind the balancer and the cache of `deploy/`. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBalancedPair, type BalancedPair } from './balanced.ts';
import { findMissing, startValkey, startVarnish } from './components.ts';
import { cleanUp, createFolder, createVizzes } from './instances.ts';

const READERS = 1000;
/** Readers who wait at the same time. */
const CONCURRENT = 100;
const CHARTS = 5;
const RUNS = 'vibedasher_runs_total{end="completed"}';

const skip = await findMissing('valkey-server', 'haproxy', 'varnishd');

describe('two instances behind a balancer', { skip }, () => {
  let cluster: BalancedPair;
  let root: string;

  before(async () => {
    const valkey = await startValkey();
    const shared = `valkey://127.0.0.1:${valkey.port}`;
    root = await createVizzes();
    cluster = await startBalancedPair(root, { shared, results: await createFolder() });
  });
  after(cleanUp);

  it('run each query once for a thousand readers behind a cache, which purges a viz by its key', async () => {
    const varnish = await startVarnish(cluster.proxy.port, await createFolder());
    const runs = async (): Promise<number> => {
      const counts = await Promise.all(
        Object.values(cluster.instances).map((instance) => instance.metric(RUNS)),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    };
    const rowsOf = (n: number): Promise<Response> =>
      fetch(`http://127.0.0.1:${varnish.port}/api/v1/public/viz/acme/shop/rows/quick?p.n=reader${n}`);
    const first = await runs();
    const bodies = new Map<number, Set<string>>();
    for (let begun = 0; begun < READERS; begun += CONCURRENT)
      await Promise.all(
        Array.from({ length: CONCURRENT }, async (_, reader) => {
          const chart = reader % CHARTS;
          const response = await rowsOf(chart);
          assert.equal(response.status, 200);
          const text = Buffer.from(await response.arrayBuffer()).toString('hex');
          bodies.set(chart, (bodies.get(chart) ?? new Set()).add(text));
        }),
      );
    assert.equal((await runs()) - first, CHARTS);
    assert.deepEqual(
      [...bodies.values()].map(({ size }) => size),
      Array<number>(CHARTS).fill(1),
    );

    const cacheOf = async (): Promise<string | null> => (await rowsOf(0)).headers.get('x-cache');
    assert.equal(await cacheOf(), 'hit');
    const rows = `http://127.0.0.1:${varnish.port}/api/v1/public/viz/acme/shop/rows/quick?p.n=reader0`;
    const personal = await fetch(rows, { headers: { cookie: 'a=1', authorization: 'Basic YTpi' } });
    assert.equal(personal.headers.get('x-cache'), 'hit');

    const purge = (key: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
      fetch(`http://127.0.0.1:${varnish.port}/`, {
        method: 'PURGE',
        headers: { ...(key && { 'surrogate-key': key }), ...headers },
      });
    assert.equal((await purge('')).status, 400);
    // A proxy on the machine of the cache sends it.
    assert.equal((await purge('acme/shop', { 'x-forwarded-for': '192.0.2.1' })).status, 403);
    assert.equal(await cacheOf(), 'hit');
    assert.equal((await purge('acme/other')).status, 200);
    assert.equal(await cacheOf(), 'hit');
    assert.equal((await purge('acme/shop')).status, 200);
    assert.equal(await cacheOf(), 'miss');
  });

  it('refuse the rows of a chart to a busy address only', async () => {
    const varnish = await startVarnish(cluster.proxy.port, await createFolder());
    const path = '/api/v1/public/viz/acme/shop';
    const busy = { 'x-forwarded-for': '192.0.2.9' };
    const rowsFor = (n: number, init: RequestInit): Promise<Response> =>
      fetch(`http://127.0.0.1:${varnish.port}${path}/rows/quick?p.n=busy${n}`, init);
    const sql = await readFile(join(root, 'vizzes/acme/shop/charts/slow.sql'), 'utf8');
    const submit = (batch: number): Promise<Response> =>
      fetch(`http://127.0.0.1:${varnish.port}${path}/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...busy },
        body: JSON.stringify({
          queries: Array.from({ length: 50 }, (_, n) => ({ sql, args: { n: `${batch * 50 + n}` } })),
        }),
      });
    // Each instance has 256 places for one address, and queries end meanwhile.
    let refused: Response | undefined;
    let batch = 0;
    for (; !refused && batch < 40; batch += 1) {
      await submit(batch);
      if (batch < 10) continue;
      // A query that is accepted waits for those before it.
      const waits = AbortSignal.timeout(2000);
      refused = await rowsFor(batch, { headers: busy, signal: waits }).catch(() => undefined);
    }
    assert.equal(refused?.status, 503);
    assert.match(await refused.text(), /too_many_queries/);
    assert.equal((await rowsFor(batch - 1, { headers: { 'x-forwarded-for': '192.0.2.5' } })).status, 200);
  });

  // This is the last test, because the instances end.
  it('answer while both of them drain', async () => {
    for (const instance of Object.values(cluster.instances)) instance.signal('SIGTERM');
    // The balancer checks them every 0.5 s, and they drain for 3 s.
    for (const end = Date.now() + 2000; Date.now() < end; await sleep(50)) {
      const viz = await fetch(`http://127.0.0.1:${cluster.proxy.port}/api/v1/public/viz/acme/shop`);
      assert.equal(viz.status, 200);
    }
  });
});
