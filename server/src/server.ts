import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openCluster } from './cluster.ts';
import type { ClusterOptions } from './cluster.ts';
import { openBackend } from './engine/open-backend.ts';
import { UrlSigner } from './http/signed-urls.ts';
import { ApiError } from './errors.ts';
import { createHttpServer, registerHealth } from './http/app.ts';
import type { CacheScope, LogLevel } from './http/app.ts';
import { resolveLimits } from './limits.ts';
import type { InternalLimits, LimitOptions } from './limits.ts';
import { PublicApi } from './public-api.ts';
import { serveMetrics } from './http/metrics.ts';
import type { MetricsServer } from './http/metrics.ts';
import { limitRate } from './http/rate-limit.ts';
import { registerRoutes } from './http/api-routes.ts';
import { registerStorage } from './http/storage-routes.ts';
import { registerViewer } from './http/viewer-routes.ts';
import { proxyTrust, INTERNAL_VISITOR } from './http/visitors.ts';
import { Drawings } from './viewer/drawings.ts';
import { findEmbedPackage, PNG_PACKAGE } from './viewer/embed-package.ts';
import { API_ORIGIN } from './viewer/messages.ts';
import type { ApiAnswer, ApiRequest } from './viewer/messages.ts';
import { createWorkFolder } from './vizzes/work-folder.ts';
import { WorkBudget } from './work-budget.ts';

/** Maximum `drainMs`. Orchestrators kill a process after about half a minute. */
const MAX_DRAIN_MS = 60_000;
const API_PATH = '/api';

export interface ServerOptions extends Partial<LimitOptions>, ClusterOptions {
  /** Folder with `vizzes/`, `datasets/` and `templates/`. */
  readonly root: string;
  /** Port of the API. 0, the default, takes any free port. */
  readonly port?: number;
  /** Port of the origin of results and extracts. 0, the default, takes any free port. */
  readonly storagePort?: number;
  /** Address to listen on. Default: `127.0.0.1`. */
  readonly host?: string;
  /**
   * Origin of results and extracts behind a proxy. Default: the storage port, on `host`. If the server listens on all
   * addresses, on the host of `publicBase`, or else the host of the request.
   */
  readonly publicStorageBase?: string | undefined;
  /**
   * Public base URL of the API's origin. Default: the host of the request. Responses that contain it are then not cached
   * by shared caches.
   */
  readonly publicBase?: string | undefined;
  /** Key for signing the URLs of extracts. Default: a random key, so these URLs expire with the server. */
  readonly secret?: string | undefined;
  /**
   * The proxies whose `X-Forwarded-For` is trusted: their number, or a list of their addresses, such as
   * `loopback, 10.0.0.0/8`. Requires `publicBase`. Default: none.
   */
  readonly trustProxy?: number | string | undefined;
  /**
   * What runs the queries: `duckdb`, the default, on the files in `datasets/`, or the address of PostgreSQL, such as
   * `postgres://USER:PASSWORD@HOST/DATABASE`, or of ClickHouse, such as `clickhouses://USER:PASSWORD@HOST/DATABASE`. That
   * requires the packages `pg` and `libpg-query`, or `@clickhouse/client`.
   */
  readonly engine?: string | undefined;
  /**
   * Whether to send Early Hints (103) before viewer pages. All proxies must pass them on: nginx 1.26 hangs on them, if it
   * uses HTTP/1.1 for the server. Default: false.
   */
  readonly earlyHints?: boolean | undefined;
  /** Default: `silent`. */
  readonly logLevel?: LogLevel;
}

export interface RunningServer {
  /** The value for `api-base`, such as `http://127.0.0.1:4000/api`. */
  readonly apiBase: string;
  /** Origin of results and extracts, such as `http://127.0.0.1:4001`. */
  readonly storageBase: string;
  /** Base URL of viewer pages, such as `http://127.0.0.1:4000/v`. `null` if the server has none. */
  readonly viewerBase: string | null;
  /** Missing features of viewer pages, each with the command that provides it. */
  readonly lacks: readonly string[];
  /** For each file of the folder that cannot be used: its path and the reason. */
  readonly problems: readonly string[];
  /** The address of Prometheus metrics, or `null`. */
  readonly metricsUrl: string | null;
  /**
   * Waits for `drainMs`, interrupts running queries, finishes pending responses and stops. Further calls return the same
   * promise.
   */
  close(): Promise<void>;
}

/**
 * Serves the public API over a folder of vizzes.
 *
 * @param internal For tests and benchmarks: limits that are not options
 * @throws RangeError for an invalid limit, base URL, list of proxies, engine or address of Valkey
 * @throws Error if the folder does not exist, a port is taken, or a package that an option needs is missing
 */
export async function startServer(
  options: ServerOptions,
  internal: Partial<InternalLimits> = {},
): Promise<RunningServer> {
  const limits = resolveLimits(options, internal);
  const { host = '127.0.0.1', logLevel = 'silent', drainMs = 0 } = options;
  if (!(drainMs >= 0 && drainMs <= MAX_DRAIN_MS))
    throw new RangeError(`"drainMs" (--drain-ms) is 0 to ${MAX_DRAIN_MS} milliseconds, not ${drainMs}`);
  const publicBase = parseBaseUrl('publicBase', options.publicBase);
  const isProxy = proxyTrust(options.trustProxy);
  if (options.trustProxy !== undefined && publicBase === undefined)
    throw new RangeError(
      '"trustProxy" needs "publicBase" (--public-base), such as https://bi.example.org: no URL in a page may come from a header that a client can set',
    );
  const root = resolve(options.root);
  if (!(await stat(root).catch(() => undefined))?.isDirectory())
    throw new Error(`There is no folder ${root}.`);

  const { path: workFolder, remove } = await createWorkFolder();
  const work = new WorkBudget(limits);
  const http = { limits, logLevel, isProxy, work };
  const main = await createHttpServer({ ...http, contents: `the base URL of this API ends in ${API_PATH}` });
  const storage = await createHttpServer({
    ...http,
    contents: 'this origin serves results and extracts, not the API',
  });
  const { log } = main;
  const onFault = (error: unknown): never => {
    remove();
    throw error;
  };
  const { engine = 'duckdb' } = options;
  const backend = await openBackend(engine, { root, workFolder, limits, log }).catch(onFault);
  const cluster = await openCluster(options, limits, (message) => log.warn(message)).catch(onFault);
  const api = new PublicApi({ root, backend, limits, work, log, ...cluster });
  const signer = new UrlSigner(options.secret ? Buffer.from(options.secret) : randomBytes(32));
  const embed = findEmbedPackage();
  const drawings =
    typeof embed === 'string'
      ? undefined
      : new Drawings(limits, {
          embed,
          answer: (request) => {
            const { origin, pathname, search } = new URL(request.url);
            if (origin === API_ORIGIN) return injectRequest(main, pathname + search, request);
            // Behind a proxy the base can have a path.
            const path = /\/results\/[^/]+$/.exec(pathname)?.[0] ?? pathname;
            return injectRequest(storage, path + search, request);
          },
          log: (message) => main.log.warn(message),
        });
  let metrics: MetricsServer | undefined;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= shutDown());
  const shutDown = async (): Promise<void> => {
    if (main.server.listening) await sleep(drainMs);
    // Close queries first, so clients that poll still get the status of an interrupted query.
    await api.close();
    await drawings?.close();
    await Promise.all([main, storage].map((app) => closeWithin(app, limits.shutdownMs)));
    metrics?.close();
    remove();
  };

  try {
    if (options.metricsPort !== undefined)
      metrics = await serveMetrics({
        host,
        port: options.metricsPort,
        origins: { api: main, storage },
        stats: () => api.jobs.stats,
        isEngineReachable: () => backend.isReachable ?? true,
      });
    for (const app of [main, storage]) registerHealth(app, () => closing !== undefined);
    await limitRate(storage, limits, 'storage', cluster.shared);
    registerStorage(storage, { api, signer, workFolder });
    await storage.listen({ host, port: options.storagePort ?? 0 });
    const publicUrl = isWildcard(host) ? publicBase && new URL(publicBase) : undefined;
    const storageBase =
      options.publicStorageBase?.replace(/(?<!\/)\/+$/, '') ??
      (publicUrl ? storageOriginFor(publicUrl, storage) : listeningOrigin(storage, host));
    await limitRate(main, limits, 'api', cluster.shared);
    const usesRequestHost = !options.publicStorageBase && isWildcard(host) && !publicUrl;
    const storageFor = (request: FastifyRequest): { storage: string; cacheScope: CacheScope } =>
      usesRequestHost
        ? { storage: storageOriginFor(new URL(requestOrigin(request)), storage), cacheScope: 'private' }
        : { storage: storageBase, cacheScope: 'public' };
    await main.register(async (scope) => registerRoutes(scope, { api, limits, signer, storageFor }), {
      prefix: API_PATH,
    });
    if (drawings && typeof embed !== 'string')
      registerViewer(main, {
        api,
        limits,
        embed,
        drawings,
        earlyHints: options.earlyHints === true,
        placesFor: (request) =>
          publicBase === undefined
            ? { ...storageFor(request), base: requestOrigin(request), cacheScope: 'private' }
            : { ...storageFor(request), base: publicBase },
      });
    const problems = await api.problems();
    for (const problem of problems) main.log.warn(problem);
    await main.listen({ host, port: options.port ?? 0 });
    const origin = listeningOrigin(main, host);
    return {
      apiBase: `${origin}${API_PATH}`,
      storageBase,
      metricsUrl: metrics ? `http://${hostName(host)}:${metrics.port}/metrics` : null,
      viewerBase: drawings ? `${publicBase ?? origin}/v` : null,
      lacks: listMissing(embed),
      problems,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Finishes pending responses within `ms`, then closes all connections. */
async function closeWithin(app: FastifyInstance, ms: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), ms);
  await app.close();
  clearTimeout(timer);
}

/**
 * Answers a request of a drawing process. The request uses the same routes as clients, without the limits per
 * address.
 */
async function injectRequest(
  app: FastifyInstance,
  url: string,
  { method, body }: ApiRequest,
): Promise<ApiAnswer> {
  try {
    const { statusCode, headers, rawPayload } = await app.inject({
      method,
      url,
      remoteAddress: INTERNAL_VISITOR,
      ...(body !== null && { body, headers: { 'content-type': 'application/json' } }),
    });
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    return {
      status: statusCode,
      headers: Object.fromEntries(texts) as ApiAnswer['headers'],
      body: rawPayload,
    };
  } catch {
    return { status: 503, headers: {}, body: new Uint8Array() };
  }
}

function listMissing(embed: ReturnType<typeof findEmbedPackage>): string[] {
  if (typeof embed === 'string') return [`No viewer pages: ${embed}`];
  return embed.canPaint ? [] : [`No PNG, so link previews have no picture: npm install ${PNG_PACKAGE}`];
}

function parseBaseUrl(name: string, url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  if (URL.canParse(url) && /^https?:/i.test(url)) return new URL(url).href.replace(/(?<!\/)\/+$/, '');
  throw new RangeError(`"${name}" is not an address that begins with https:// or http://: ${url}`);
}

/** Returns the origin of a request, from its `Host`. It is written into pages, so anything but a host is refused. */
function requestOrigin({ protocol, host }: FastifyRequest): string {
  if (/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return `${protocol}://${host}`;
  throw new ApiError(400, 'invalid_host', 'The Host header is invalid.');
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function boundPort(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo).port;
}

function listeningOrigin(app: FastifyInstance, host: string): string {
  return `http://${hostName(host)}:${boundPort(app)}`;
}

function hostName(host: string): string {
  return isWildcard(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
}

/** Returns the storage's origin under the host name of another URL. */
function storageOriginFor({ protocol, hostname }: URL, storage: FastifyInstance): string {
  return `${protocol}//${hostname}:${boundPort(storage)}`;
}
