/**
 * Forwards requests to the API and its results, and records them, so that tests count requests at the server. Each page of
 * a test has its own record: `ORIGIN/ID/…` is `/…` of the API, and `ORIGIN/ID/log.json` lists the requests of ID so far. The
 * origin of results has the same record.
 *
 * The start of ID chooses a variant:
 * - `together-`: the response with a viz waits until its rows are requested.
 * - `cloud-`: an API without addresses for rows.
 * - `refused-`: the addresses of rows answer 404.
 * - `stale-`: rows are stale at once, and only their first request is answered.
 * - `uncached-`: browsers cache no answer, so each request of a page arrives here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startLocalServer } from '../../../scripts/local-server.ts';

/** A recorded request. `path` has no ID. */
export interface CountedRequest {
  readonly method: string;
  readonly path: string;
  /** The request header `cache-control`. */
  readonly cacheControl: string | undefined;
  /** The status of the API's answer, once it has arrived. */
  status?: number;
}

export interface CountingProxy {
  /** The origins for the API and for results. */
  readonly api: string;
  readonly storage: string;
  close(): Promise<void>;
}

export async function startCountingProxy(target: { api: string; storage: string }): Promise<CountingProxy> {
  const logs = new Map<string, CountedRequest[]>();
  /** Called when rows are requested, by ID. */
  const onRows = new Map<string, () => void>();
  let storage = '';

  const listener =
    (origin: string) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      forward(origin, request, response).catch((error: unknown) => response.destroy(error as Error));
    };

  async function forward(origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id = '', path = ''] = /^\/([\w.-]+)(\/.*)$/.exec(request.url ?? '') ?? [];
    const log = logs.get(id) ?? [];
    logs.set(id, log);
    if (path === '/log.json') {
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end(JSON.stringify(log));
      return;
    }
    const { method = '', headers } = request;
    const counted: CountedRequest = { method, path, cacheControl: headers['cache-control'] };
    log.push(counted);
    const isRows = /\/rows\/[^/]+$/.test(path);
    if (isRows) onRows.get(id)?.();
    if (isRows && /^(cloud|refused)-/.test(id)) {
      response.writeHead(404, { 'access-control-allow-origin': '*' }).end();
      return;
    }
    const isStale = isRows && id.startsWith('stale-');
    if (isStale && log.filter((each) => each.path === path).length > 1) return;
    const isViz = /\/viz\/[\w-]+\/[\w-]+$/.test(path);
    if (isViz && id.startsWith('together-') && !log.some((each) => each.path.includes('/rows/')))
      await new Promise<void>((resolve) => onRows.set(id, resolve));
    const chunks = (await request.toArray()) as Buffer[];
    const { host: _host, connection: _connection, 'accept-encoding': _encoding, ...sent } = headers;
    const answer = await fetch(origin + path, {
      method,
      headers: sent as Record<string, string>,
      redirect: 'manual',
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    counted.status = answer.status;
    const body = Buffer.from(await answer.arrayBuffer());
    const kept = Object.fromEntries(answer.headers);
    delete kept['content-encoding'];
    delete kept['content-length'];
    delete kept['transfer-encoding'];
    delete kept['connection'];
    const toProxy = (text: string): string => text.replaceAll(target.storage, `${storage}/${id}`);
    if (kept['location']) kept['location'] = toProxy(kept['location']);
    if (isStale) kept['cache-control'] = 'max-age=0, stale-while-revalidate=86400';
    if (id.startsWith('uncached-')) kept['cache-control'] = 'no-store';
    const isJson = kept['content-type']?.includes('json');
    const text = isJson ? toProxy(body.toString()) : '';
    response.writeHead(answer.status, kept);
    response.end(isJson ? (id.startsWith('cloud-') ? text.replace('"rows":true,', '') : text) : body);
  }

  const servers = await Promise.all([target.api, target.storage].map((to) => startLocalServer(listener(to))));
  const [api, results] = servers.map(({ url }) => url.slice(0, -1));
  storage = results!;
  return {
    api: api!,
    storage,
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}
