/** Tests the client with a real `fetch` and server. */
import assert from 'node:assert/strict';
import type { IncomingMessage, RequestListener } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startLocalServer, type LocalServer } from '../../scripts/local-server.ts';
import { createPublicClient } from '../../src/public-client/index.ts';
import { failure } from './support.ts';

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
  test('reads a compressed response', async () => {
    handle = (_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(viz('zipped')));
    };
    const { account } = await createPublicClient({ apiBase }).getViz({ account: 'acme', slug: 'zipped' });
    assert.equal(account, 'acme');
    const [{ url, headers }] = requests as [IncomingMessage];
    assert.equal(url, '/api/v1/public/viz/acme/zipped');
    assert.ok(!headers.cookie && !headers.authorization && !headers.referer);
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
});
