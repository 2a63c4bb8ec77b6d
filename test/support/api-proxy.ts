/** A proxy in front of a real API that can fail, for tests in Node. */
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ApiProxy {
  /** If `down`, it closes connections; if `silent`, it does not respond. */
  state: 'up' | 'down' | 'silent';
  /** What it answers to requests for some paths, instead of the API. */
  replaced: { readonly path: RegExp; readonly json: unknown } | null;
  /** `METHOD PATH` of each request so far. */
  readonly requests: string[];
  /** The base URL of the API behind it. */
  readonly base: string;
  readonly server: Server;
  close(): void;
}

/** Starts a proxy in front of the API at `apiBase`, whose path is `/api`. */
export async function startApiProxy(apiBase: string): Promise<ApiProxy> {
  const { port } = new URL(apiBase);
  const server = createServer((request, response) => {
    const { method, headers, url } = request;
    proxy.requests.push(`${method} ${url}`);
    if (proxy.state === 'down') return void request.socket.destroy();
    if (proxy.state === 'silent') return;
    if (proxy.replaced?.path.test(url!)) return void response.end(JSON.stringify(proxy.replaced.json));
    const onward = httpRequest({ port, host: '127.0.0.1', method, headers, path: url }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: ApiProxy = {
    state: 'up',
    replaced: null,
    requests: [],
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    server,
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}
