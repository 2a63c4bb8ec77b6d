/** What the pages are loaded from: three origins over HTTP/2 and TLS, as a site, its API and its storage would be. */
import { once } from 'node:events';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { Agent, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync } from 'node:zlib';
import type { Certificate } from './certificate.ts';
import type { Line } from './line.ts';

export type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void | Promise<void>;

export interface Origin {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

export interface Resource {
  readonly type: string;
  readonly body: Buffer;
  /** Whether a browser may keep it: everything but the pages. */
  readonly cacheable: boolean;
  /** Milliseconds for which it is held back. */
  readonly delay: number;
}

/** Starts a server behind the line. */
export async function startOrigin({ key, cert }: Certificate, line: Line, handler: Handler): Promise<Origin> {
  const server = createSecureServer({ key, cert }, handler);
  // A browser that leaves a page breaks its connections off.
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
 * Serves resources, each compressed once and as well as can be, as a CDN would; and one after the other on a connection,
 * as browsers ask for by their priorities. By itself Node ends a stream with a frame of its own, which then stands behind
 * all that the other streams have to say.
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
    const { type, cacheable, delay, body } = resource;
    const bytes = compressed.get(resource) ?? brotliCompressSync(body);
    compressed.set(resource, bytes);
    await sleep(delay);
    const { session } = request.stream;
    if (!session) return;
    const before = lastOf.get(session);
    lastOf.set(session, once(response, 'close'));
    await before;
    response.writeHead(200, {
      'content-type': type,
      'content-encoding': 'br',
      'cache-control': cacheable ? 'public, max-age=31536000, immutable' : 'no-store',
      vary: 'accept-encoding',
    });
    response.end(bytes);
  };
}

/** Headers that belong to one connection, and must not reach another. */
const OF_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'];

/** Hands every request on to the server behind, as a proxy with TLS does. */
export function forwardTo(target: string): Handler {
  const agent = new Agent({ keepAlive: true });
  return (request, response) => {
    const { method, url, headers } = request;
    const sent = Object.entries(headers).filter(
      ([name]) => !name.startsWith(':') && !OF_CONNECTION.includes(name),
    );
    const behind = ask(
      new URL(url, target),
      { agent, method, headers: Object.fromEntries(sent) },
      (answer) => {
        const kept = Object.entries(answer.headers).filter(([name]) => !OF_CONNECTION.includes(name));
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
