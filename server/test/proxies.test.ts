// @lane long
/** Tests client addresses behind proxies. Request headers must not reach other clients through caches. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { visitorOf } from '../src/http/visitors.ts';
import { SALES, serve } from './support.ts';
import type { TestApi } from './support.ts';

const PUBLIC_BASE = 'https://bi.example.org/charts';

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request. Unlike `fetch`, it can send any `Host` and does not follow redirects. */
async function sendRequest(
  address: string,
  headers: Record<string, string>,
  body?: object,
): Promise<RawAnswer> {
  const json = body && { 'content-type': 'application/json' };
  const sent = request(address, { method: body ? 'POST' : 'GET', headers: { ...json, ...headers } });
  sent.end(body && JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

describe('the option trustProxy', () => {
  it('requires publicBase', async () => {
    await assert.rejects(serve({ trustProxy: 1 }), /"trustProxy" needs "publicBase" \(--public-base\)/);
  });

  it('requires a number or a list of addresses', async () => {
    const wrong = ['', 'true', 'nonsense', '10.0.0.0/33', '0.0.0.0/0', 'loopback,'];
    for (const trustProxy of [true, 0, -1, 1.5, 10, ...wrong])
      await assert.rejects(
        serve({ publicBase: PUBLIC_BASE, trustProxy: trustProxy as string }),
        /"trustProxy" \(--trust-proxy\) is the number of proxies.*such as 1.*or.*addresses.*such as "loopback, 10\.0\.0\.0\/8"/,
        String(trustProxy),
      );
  });
});

describe('the address of a visitor', () => {
  const from = async (api: TestApi, forwarded: string): Promise<number> =>
    (await api.get('/openapi.json', { 'x-forwarded-for': forwarded })).status;

  for (const [trustProxy, before, suffix] of [
    [1, ', 203.0.113.7', ''],
    ['2', ', 203.0.113.7', ', 198.51.100.9'],
    ['loopback', ', 203.0.113.7', ''],
    ['127.0.0.1, 10.0.0.0/8', ', 203.0.113.7', ', 10.1.2.3'],
    [undefined, '', ''],
    ['192.0.2.1', '', ''],
  ] as const)
    it(`is the one that the outermost trusted proxy received, or that of the connection, with trustProxy ${JSON.stringify(trustProxy)}`, async () => {
      const api = await serve({ publicBase: PUBLIC_BASE, trustProxy, rateMax: 3 });
      const statuses = [];
      for (let n = 0; n < 6; n += 1) statuses.push(await from(api, `192.0.2.${n}${before}${suffix}`));
      assert.deepEqual(statuses, [200, 200, 200, 429, 429, 429]);
      if (before) assert.equal(await from(api, `203.0.113.7, 203.0.113.8${suffix}`), 200);
    });

  it('is the network of an IPv6 address, has no port, and is always a valid address', () => {
    const visitor = (ip: string): string => visitorOf({ ip, raw: { socket: { remoteAddress: '10.0.0.1' } } });
    for (const ip of ['203.0.113.7', '::ffff:203.0.113.7', '203.0.113.7:4711'])
      assert.equal(visitor(ip), '203.0.113.7');
    const long = ['[2001:db8:0:7:1:2:3:4]:443', '2001:0db8:0000:0007::'];
    for (const ip of ['2001:db8:0:7::1', '2001:DB8::7:0:0:0:2', ...long])
      assert.equal(visitor(ip), '2001:db8:0:7', ip);
    assert.notEqual(visitor('2001:db8:0:8::1'), visitor('2001:db8:0:7::1'));
    for (const ip of ['unknown', 'within', '_hidden', '']) assert.equal(visitor(ip), '10.0.0.1', ip);
  });
});

describe('concurrent requests behind a proxy', () => {
  const held: Socket[] = [];
  after(() => held.forEach((socket) => socket.destroy()));

  it('are counted and limited for each visitor', async () => {
    const api = await serve({ publicBase: PUBLIC_BASE, trustProxy: 1, connectionsPerAddress: 2 });
    const { hostname, port } = new URL(api.api.apiBase);
    /** Sends headers without the body. The server responds that it waits for the body. */
    const hold = async (forwarded: string): Promise<Socket> => {
      const socket = connect({ host: hostname, port: Number(port) }).on('error', () => undefined);
      held.push(socket);
      socket.write(
        `POST /api${SALES}/query HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${forwarded}\r\n` +
          'Content-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n',
      );
      assert.match(String(await once(socket, 'data')), /^HTTP\/1\.1 100 /);
      return socket;
    };
    const requestFrom = (forwarded: string): Promise<RawAnswer> =>
      sendRequest(`${api.api.apiBase}/openapi.json`, { 'x-forwarded-for': forwarded });
    const first = await hold('192.0.2.1, 203.0.113.7');
    await hold('192.0.2.2, 203.0.113.7');
    const { status, headers, text } = await requestFrom('192.0.2.3, 203.0.113.7');
    assert.deepEqual([status, headers['retry-after']], [429, '1']);
    assert.match(text, /too_many_requests/);
    assert.equal((await requestFrom('203.0.113.7, 203.0.113.8')).status, 200);
    first.destroy();
    // The server notices the end of the first connection later.
    while ((await requestFrom('203.0.113.7')).status === 429);
  });
});

describe('a response that a shared cache may store', () => {
  const EVIL = {
    host: 'evil.test',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'javascript',
    'x-forwarded-port': '666',
    'x-forwarded-prefix': '/evil',
    'x-forwarded-server': 'evil.test',
    'x-original-url': '/evil',
    'x-rewrite-url': '/evil',
    'x-url-scheme': 'evil',
    forwarded: 'host=evil.test;proto=evil',
    origin: 'https://evil.test',
    referer: 'https://evil.test/',
  };
  const PATHS = [
    '/v/acme/sales',
    '/v/acme/sales?chart=main&theme=dark',
    '/v/acme/sales/',
    '/v/acme/none',
    '/embed/acme/sales',
    '/embed/acme/sales/',
    '/embed/acme/none',
    ...['http://evil.test', 'https://evil.test', PUBLIC_BASE].map(
      (base) => `/oembed?url=${encodeURIComponent(`${base}/v/acme/sales`)}`,
    ),
    '/render/acme/sales.svg',
    '/render/acme/sales.png',
    '/cdn/vibedasher.js',
    '/viewer/page.css',
    '/viewer/frame.js',
    '/viewer/viz.js',
    `/api${SALES}`,
    '/api/v1/public/viz/slug/sales',
    `/api${SALES}/wasm-plan`,
    '/api/openapi.json',
    '/api/v1/public/templates',
    '/api/nowhere',
    '/nowhere',
  ];
  const isCacheable = ({ headers }: RawAnswer): boolean =>
    !/\b(private|no-store)\b/.test(headers['cache-control'] ?? '');
  const serialize = ({ headers, text }: RawAnswer): string => JSON.stringify(headers) + text;

  for (const [name, options] of Object.entries({
    'with a public base and a proxy': { publicBase: PUBLIC_BASE, trustProxy: 1 },
    'on all addresses of the machine, with a public base and a proxy': {
      publicBase: PUBLIC_BASE,
      trustProxy: 'loopback',
      host: '0.0.0.0',
    },
    'without a public base': {},
    'on all addresses of the machine, without a public base': { host: '0.0.0.0' },
  }))
    describe(`of a server ${name}`, () => {
      let api: TestApi;
      let origin: string;
      before(async () => {
        api = await serve({ ...options, pageMs: 60_000 });
        origin = new URL(api.api.apiBase).origin;
      });

      it('contains nothing from the request headers', async () => {
        for (const path of PATHS) {
          const answer = await sendRequest(origin + path, EVIL);
          if (isCacheable(answer)) assert.doesNotMatch(serialize(answer), /evil|javascript:/, path);
        }
        const { headers, text } = await sendRequest(`${api.api.apiBase}${SALES}/query`, EVIL, {
          sql: 'SELECT 1',
        });
        assert.ok(!isCacheable({ status: 200, headers, text }));
      });

      it('is a page, picture or description that does not depend on a header', async () => {
        for (const path of ['/v/acme/sales', '/embed/acme/sales']) {
          const answer = await sendRequest(origin + path, EVIL);
          assert.equal(answer.status, 200);
          assert.equal(isCacheable(answer), 'publicBase' in options, path);
          // Relative URLs are the same for every base URL.
          for (const own of ['src="../../cdn/vibedasher.js"', 'href="../../viewer/page.css"'])
            assert.ok(answer.text.includes(own), own);
          if ('publicBase' in options)
            assert.match(
              answer.text,
              /<link rel="canonical" href="https:\/\/bi\.example\.org\/charts\/v\/acme\/sales">/,
            );
        }
        assert.ok(isCacheable(await sendRequest(`${origin}/render/acme/sales.svg`, EVIL)));
        const named = !('host' in options) || 'publicBase' in options;
        assert.equal(isCacheable(await sendRequest(api.api.apiBase + SALES, EVIL)), named);
      });
    });

  it('names the host of the public base for results if the server listens on all addresses without a storage base', async () => {
    const api = await serve({ publicBase: 'http://bi.example.org:8000', host: '0.0.0.0' });
    const { port } = new URL(api.api.storageBase);
    const { headers } = await sendRequest(api.api.apiBase + SALES, EVIL);
    assert.match(String(headers['link']), new RegExp(`^<http://bi\\.example\\.org:${port}>;`));
    assert.equal(api.api.storageBase, `http://bi.example.org:${port}`);
  });
});
