import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startServer } from '../src/server.ts';
import { SALES, serve } from './support.ts';

const origins = ({ api }: Awaited<ReturnType<typeof serve>>): readonly string[] => [
  new URL(api.apiBase).origin,
  api.storageBase,
];

describe('the health of a server', () => {
  it('is served at both origins', async () => {
    const api = await serve({ rateMax: 1 });
    for (const origin of origins(api))
      for (const path of ['healthz', 'readyz', 'healthz', 'readyz']) {
        const response = await fetch(`${origin}/${path}`);
        assert.equal(response.status, 200, path);
        assert.equal(response.headers.get('cache-control'), 'no-store');
      }
  });

  it('reports that the server is draining while it still responds', async () => {
    const api = await serve({ drainMs: 3000 });
    const closed = api.api.close();
    for (const origin of origins(api)) {
      assert.equal((await fetch(`${origin}/readyz`)).status, 503);
      assert.equal((await fetch(`${origin}/healthz`)).status, 200);
    }
    assert.deepEqual((await api.rows('SELECT 1 AS one')).rows, [[1]]);
    await closed;
    await assert.rejects(fetch(api.api.apiBase + SALES));
  });

  it('refuses too long a time for draining', async () => {
    const start = startServer({ root: import.meta.dirname, drainMs: 60_001 });
    await assert.rejects(start, /"drainMs" \(--drain-ms\) is 0 to 60000 milliseconds, not 60001/);
  });
});

describe('metrics', () => {
  it('are served only if their port is configured', async () => {
    assert.equal((await serve()).api.metricsUrl, null);
    const api = await serve({ metricsPort: 0 });
    const url = api.api.metricsUrl ?? '';
    assert.notEqual(new URL(url).port, new URL(api.api.apiBase).port);
    for (const origin of origins(api)) assert.equal((await fetch(`${origin}/metrics`)).status, 404);
    assert.equal((await fetch(new URL('/', url))).status, 404);
  });

  it('count runs, the places of rows, and responses by route', async () => {
    const api = await serve({ metricsPort: 0 });
    await api.rows('SELECT 1 AS one');
    await api.rows('SELECT 1 AS one');
    await api.failure('SELECT nonsense FROM sales');
    const text = await (await fetch(api.api.metricsUrl ?? '')).text();
    for (const line of [
      'vibedasher_runs_total{end="completed"} 1',
      'vibedasher_runs_total{end="failed"} 1',
      'vibedasher_lookups_total{place="here"} 1',
      'vibedasher_lookups_total{place="nowhere"} 2',
      'vibedasher_running 0',
      'vibedasher_shared_up 1',
      'vibedasher_engine_up 1',
    ])
      assert.ok(text.includes(`\n${line}\n`), line);
    assert.match(
      text,
      /vibedasher_response_seconds_count\{origin="api",method="POST",route="[^"]*\/:account\/:slug\/query",status="200"\} 3/,
    );
    assert.match(text, /process_resident_memory_bytes \d/);
  });
});
