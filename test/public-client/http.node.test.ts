/** Tests the client with a real `fetch` and server. */
import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startLocalServer, type LocalServer } from '../../scripts/local-server.ts';
import { createPublicClient, VibedasherError } from '../../src/public-client/index.ts';

describe('public client over HTTP', () => {
  const requests: IncomingMessage[] = [];
  let handle: RequestListener = () => {};
  let server: LocalServer;
  let apiBase = '';

  before(async () => {
    server = await startLocalServer((request, response) => {
      requests.push(request);
      handle(request, response);
    });
    apiBase = `${server.url}api`;
  });
  beforeEach(() => (requests.length = 0));
  after(() => server?.close());

  // Each test uses another slug, because clients of a page share responses.
  const viz = (slug: string): string => JSON.stringify({ viz: { slug, accountSlug: 'acme' } });
  const failure = async (work: Promise<unknown>): Promise<VibedasherError> => {
    const error: unknown = await work.then(
      () => null,
      (error: unknown) => error,
    );
    assert.ok(error instanceof VibedasherError, String(error));
    return error;
  };

  test('reads a compressed response', async () => {
    handle = (_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(viz('zipped')));
    };
    const { account } = await createPublicClient({ apiBase }).getViz({ account: 'acme', slug: 'zipped' });
    assert.equal(account, 'acme');
    assert.equal(requests[0]!.url, '/api/v1/public/viz/acme/zipped');
  });

  test('retries after a connection has broken off', async () => {
    handle = (request, response) => {
      if (requests.length > 1) response.end(viz('broken'));
      else {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"viz":');
        response.flushHeaders();
        setImmediate(() => request.socket.destroy());
      }
    };
    const found = await createPublicClient({ apiBase }).getViz({ account: 'acme', slug: 'broken' });
    assert.equal(found.slug, 'broken');
    assert.equal(requests.length, 2);
  });

  test('rejects if no server is listening', async () => {
    const client = createPublicClient({ apiBase: 'http://127.0.0.1:1/api', maxRetries: 0 });
    const error = await failure(client.getViz({ account: 'acme', slug: 'x' }));
    assert.equal(error.kind, 'network');
  });

  test('stops reading an endless body at the limit, and closes the connection', async () => {
    const closed = new Promise<void>((resolve) => {
      handle = (_, response) => {
        const chunk = Buffer.alloc(65_536, 0x20);
        const more = (): void =>
          void (response.write(chunk) ? setImmediate(more) : response.once('drain', more));
        response.on('close', resolve);
        more();
      };
    });
    const client = createPublicClient({ apiBase, maxBytes: 1_000_000 });
    const error = await failure(client.getViz({ account: 'acme', slug: 'endless' }));
    assert.equal(error.kind, 'too-large');
    await closed;
  });

  test('closes the connection on abort', async () => {
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      handle = (_, response) => {
        response.on('close', resolve);
        controller.abort();
      };
    });
    const work = createPublicClient({ apiBase }).getViz(
      { account: 'acme', slug: 'left' },
      { signal: controller.signal },
    );
    await assert.rejects(work, { name: 'AbortError' });
    await closed;
  });

  test('closes the connection after a timeout', async ({ mock: { timers } }) => {
    timers.enable({ apis: ['setTimeout'] });
    const closed = new Promise<void>((resolve) => {
      handle = (_, response) => {
        response.on('close', resolve);
        timers.tick(10_000);
      };
    });
    const client = createPublicClient({ apiBase, timeout: 10 });
    assert.equal((await failure(client.getViz({ account: 'acme', slug: 'slow' }))).kind, 'timeout');
    await closed;
  });

  test('runs a query and reads its rows', async () => {
    handle = (request, response) => {
      const { url = '' } = request;
      if (url.endsWith('/query')) response.end('{"sqlQuery":{"id":"a/b","status":"pending"},"cached":false}');
      else if (url.endsWith('/batch')) response.end('{"queries":[{"id":"a/b","status":"completed"}]}');
      else if (url.endsWith('/result')) response.end(`{"url":"${apiBase}/blob?sig=1"}`);
      else response.end('{"headers":["day"],"rows":[["2026-01-31"]]}');
    };
    const data = await createPublicClient({ apiBase }).queryViz(
      { account: 'acme', slug: 'q' },
      { sql: 'SELECT 1' },
    );
    assert.deepEqual(data.rows, [[new Date(2026, 0, 31)]]);
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${url}`),
      [
        'POST /api/v1/public/viz/acme/q/query',
        'POST /api/v1/public/viz/acme/q/sql/status/batch',
        'GET /api/v1/public/viz/acme/q/sql/a%2Fb/result',
        'GET /api/blob?sig=1',
      ],
    );
    assert.ok(requests.every(({ headers }) => !headers.cookie && !headers.authorization && !headers.referer));
  });
});
