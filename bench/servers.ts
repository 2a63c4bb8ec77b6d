/** Servers with HTTP/2 and TLS for the three origins: site, API and storage. */
import { once } from 'node:events';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { Agent, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync } from 'node:zlib';
import type { Certificate } from './certificate.ts';
import type { Line } from './line.ts';

export type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void | Promise<void>;

export interface Origin {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

export interface Resource {
  readonly type: string;
  readonly body: Buffer;
  /** Whether browsers may cache it. */
  readonly cacheable: boolean;
  /** Milliseconds before the response is sent. */
  readonly delay: number;
  /** Whether it is sent without compression, which would take minutes for large files. */
  readonly isStored?: boolean;
}

/** Starts a server that browsers reach through the line. */
export async function startOrigin({ key, cert }: Certificate, line: Line, handler: Handler): Promise<Origin> {
  const server = createSecureServer({ key, cert }, handler);
  // Browsers abort connections when they leave a page.
  server.on('sessionError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const opened = await line.open((server.address() as AddressInfo).port);
  return {
    url: `https://localhost:${opened.port}`,
    async close() {
      await opened.close();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * Serves resources, compressed once with the best quality, like a CDN. On a connection, it sends one response after
 * the other, as browsers request with their priorities. Node alone would send the last frame of a stream after the
 * data of all other streams.
 */
export function serveResources(find: (path: string, search: string) => Resource | undefined): Handler {
  const compressed = new WeakMap<Resource, Buffer>();
  const lastOf = new WeakMap<object, Promise<unknown>>();
  return async (request, response) => {
    const { pathname, search } = new URL(request.url, 'https://localhost');
    const resource = find(pathname, search);
    if (!resource) {
      response.writeHead(404).end();
      return;
    }
    const { type, cacheable, delay, body, isStored = false } = resource;
    const bytes = compressed.get(resource) ?? (isStored ? body : brotliCompressSync(body));
    compressed.set(resource, bytes);
    await sleep(delay);
    const { session } = request.stream;
    if (!session) return;
    const before = lastOf.get(session);
    lastOf.set(session, once(response, 'close'));
    await before;
    response.writeHead(200, {
      'content-type': type,
      ...(!isStored && { 'content-encoding': 'br' }),
      'cache-control': cacheable ? 'public, max-age=31536000, immutable' : 'no-store',
      vary: 'accept-encoding',
    });
    response.end(bytes);
  };
}

/** Headers of one connection, which a proxy must not forward. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'];

/** Forwards every request to a server, like a proxy with TLS. */
export function forwardTo(target: string): Handler {
  const agent = new Agent({ keepAlive: true });
  return (request, response) => {
    const { method, url, headers } = request;
    const sent = Object.entries(headers).filter(
      ([name]) => !name.startsWith(':') && !HOP_BY_HOP.includes(name),
    );
    const behind = sendRequest(
      new URL(url, target),
      { agent, method, headers: Object.fromEntries(sent) },
      (answer) => {
        const kept = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
        response.writeHead(answer.statusCode ?? 502, Object.fromEntries(kept));
        answer.pipe(response);
      },
    );
    behind.on('error', () => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
    response.on('close', () => behind.destroy());
    request.pipe(behind);
  };
}
