import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { UrlSigner } from './http/signed-urls.ts';
import { ApiError } from './errors.ts';
import { createHttpServer } from './http/app.ts';
import type { Keeper, LogLevel } from './http/app.ts';
import { resolveLimits } from './limits.ts';
import type { InternalLimits, LimitOptions, Limits } from './limits.ts';
import { PublicApi } from './public-api.ts';
import { registerRoutes } from './http/api-routes.ts';
import { registerStorage } from './http/storage-routes.ts';
import { registerViewer } from './http/viewer-routes.ts';
import { proxyTrust, visitorOf, WITHIN } from './http/visitors.ts';
import { Drawings } from './viewer/drawings.ts';
import { findEmbedPackage, PAINTER } from './viewer/embed-package.ts';
import { API_ORIGIN } from './viewer/messages.ts';
import type { ApiAnswer, ApiRequest } from './viewer/messages.ts';
import { createWorkFolder } from './vizzes/work-folder.ts';

/** Where the API is on its origin. */
const API_PATH = '/api';

export interface ServerOptions extends Partial<LimitOptions> {
  /** Folder with `vizzes/`, `datasets/` and `templates/`. */
  readonly root: string;
  /** Port of the API; 0, the default, takes any free one. */
  readonly port?: number;
  /** Port of the origin that results and extracts come from; 0, the default, takes any free one. */
  readonly storagePort?: number;
  /** Default: loopback only. */
  readonly host?: string;
  /**
   * Origin of the signed addresses, where a proxy is before the server. Default: the storage port, where the server
   * listens on all addresses that of the host of `publicBase` or, without, of the asked host.
   */
  readonly publicStorageBase?: string | undefined;
  /**
   * Base URL of the API's origin as readers know it. Default: the asked host, and no shared cache may keep what names it.
   */
  readonly publicBase?: string | undefined;
  /** Key of the signatures. Default: a random one, so that addresses do not outlive the server. */
  readonly secret?: string | undefined;
  /**
   * The proxies whose `X-Forwarded-For` says whom a request is from: how many there are, or a list of their addresses,
   * such as `loopback, 10.0.0.0/8`. Needs `publicBase`. Default: none.
   */
  readonly trustProxy?: number | string | undefined;
  /** Default: `silent`. */
  readonly logLevel?: LogLevel;
}

export interface RunningServer {
  /** What `api-base` takes, e.g. `http://127.0.0.1:4000/api`. */
  readonly apiBase: string;
  /** Origin that results and extracts come from, e.g. `http://127.0.0.1:4001`. */
  readonly storageBase: string;
  /** Where viewer pages are, e.g. `http://127.0.0.1:4000/v`; `null` where none are served. */
  readonly viewerBase: string | null;
  /** What viewer pages lack, and what to do about it; empty where they lack nothing. */
  readonly lacks: readonly string[];
  /** What is wrong with each file of the folder that cannot be used. */
  readonly problems: readonly string[];
  /** Interrupts what runs, lets answers that are under way arrive, and ends. May be called again. */
  close(): Promise<void>;
}

/**
 * Serves the public API over a folder of vizzes.
 *
 * @param internal For tests and benchmarks: limits that are no options
 * @throws RangeError for an invalid limit, base URL or list of proxies
 * @throws Error if the folder does not exist or a port is taken
 */
export async function startServer(
  options: ServerOptions,
  internal: Partial<InternalLimits> = {},
): Promise<RunningServer> {
  const limits = resolveLimits(options, internal);
  const { host = '127.0.0.1', logLevel = 'silent' } = options;
  const publicBase = baseOf('publicBase', options.publicBase);
  const isProxy = proxyTrust(options.trustProxy);
  if (options.trustProxy !== undefined && publicBase === undefined)
    throw new RangeError(
      '"trustProxy" needs "publicBase" (--public-base), such as https://bi.example.org: what a proxy passes on from strangers is not believed',
    );
  const root = resolve(options.root);
  if (!(await stat(root).catch(() => undefined))?.isDirectory())
    throw new Error(`There is no folder ${root}.`);

  const { path: workFolder, remove } = await createWorkFolder();
  const http = { limits, logLevel, isProxy };
  const main = await createHttpServer({ ...http, contents: `the base URL of this API ends in ${API_PATH}` });
  const storage = await createHttpServer({ ...http, contents: 'here are results and extracts, not the API' });
  const api = new PublicApi({ root, workFolder, limits, log: main.log });
  const signer = new UrlSigner(options.secret ? Buffer.from(options.secret) : randomBytes(32));
  const embed = findEmbedPackage();
  const drawings =
    typeof embed === 'string'
      ? undefined
      : new Drawings(limits, {
          embed,
          answer: (request) => {
            const { origin, pathname, search } = new URL(request.url);
            if (origin === API_ORIGIN) return answerFrom(main, pathname + search, request);
            // A base with a path is a proxy's.
            const path = /\/results\/[^/]+$/.exec(pathname)?.[0] ?? pathname;
            return answerFrom(storage, path + search, request);
          },
          log: (message) => main.log.warn(message),
        });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= shutDown());
  const shutDown = async (): Promise<void> => {
    // Queries first: whoever asks for their status meanwhile is told that they were interrupted.
    await api.close();
    await drawings?.close();
    await Promise.all([main, storage].map((app) => closeWithin(app, limits.shutdownMs)));
    remove();
  };

  try {
    await limitRate(storage, limits);
    registerStorage(storage, { api, signer, workFolder });
    await storage.listen({ host, port: options.storagePort ?? 0 });
    const knownName = isWildcard(host) ? publicBase && new URL(publicBase) : undefined;
    const storageBase =
      options.publicStorageBase?.replace(/\/+$/, '') ??
      (knownName ? originFor(knownName, storage) : originOf(storage, host));
    await limitRate(main, limits);
    const isAsked = !options.publicStorageBase && isWildcard(host) && !knownName;
    const storageFor = (request: FastifyRequest): { storage: string; keeper: Keeper } =>
      isAsked
        ? { storage: originFor(new URL(hostOf(request)), storage), keeper: 'private' }
        : { storage: storageBase, keeper: 'public' };
    await main.register(async (scope) => registerRoutes(scope, { api, limits, signer, storageFor }), {
      prefix: API_PATH,
    });
    if (drawings && typeof embed !== 'string')
      registerViewer(main, {
        api,
        limits,
        embed,
        drawings,
        placesFor: (request) =>
          publicBase === undefined
            ? { ...storageFor(request), base: hostOf(request), keeper: 'private' }
            : { ...storageFor(request), base: publicBase },
      });
    const problems = await api.problems();
    for (const problem of problems) main.log.warn(problem);
    await main.listen({ host, port: options.port ?? 0 });
    const origin = originOf(main, host);
    return {
      apiBase: `${origin}${API_PATH}`,
      storageBase,
      viewerBase: drawings ? `${publicBase ?? origin}/v` : null,
      lacks: lacksOf(embed),
      problems,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Lets answers that are under way arrive, but not for ever. */
async function closeWithin(app: FastifyInstance, ms: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), ms);
  await app.close();
  clearTimeout(timer);
}

/** What a process that draws asks for, by the same routes as everybody, but for the limit of one address. */
async function answerFrom(
  app: FastifyInstance,
  url: string,
  { method, body }: ApiRequest,
): Promise<ApiAnswer> {
  try {
    const { statusCode, headers, rawPayload } = await app.inject({
      method,
      url,
      remoteAddress: WITHIN,
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

function lacksOf(embed: ReturnType<typeof findEmbedPackage>): string[] {
  if (typeof embed === 'string') return [`No viewer pages: ${embed}`];
  return embed.paints ? [] : [`No PNG, so link previews have no picture: npm install ${PAINTER}`];
}

function baseOf(name: string, url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  if (URL.canParse(url) && /^https?:/i.test(url)) return new URL(url).href.replace(/\/+$/, '');
  throw new RangeError(`"${name}" is not an address that begins with https:// or http://: ${url}`);
}

/** What is written into a page must be a host and nothing else. */
function hostOf({ protocol, host }: FastifyRequest): string {
  if (/^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host)) return `${protocol}://${host}`;
  throw new ApiError(400, 'invalid_host', 'The request is for no host of this server.');
}

async function limitRate(app: FastifyInstance, limits: Limits): Promise<void> {
  await app.register(rateLimit, {
    max: limits.rateMax,
    timeWindow: '1 minute',
    keyGenerator: visitorOf,
    // What the server asks itself has been asked for by a request that was counted.
    allowList: (_request, visitor) => visitor === WITHIN,
    errorResponseBuilder: (_request, { ttl }) =>
      new ApiError(429, 'rate_limited', 'Too many requests from this address.', {
        hint: 'Try again after the seconds that Retry-After names.',
        retryAfter: Math.max(1, Math.ceil(ttl / 1000)),
      }),
  });
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo).port;
}

function originOf(app: FastifyInstance, host: string): string {
  const name = isWildcard(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${portOf(app)}`;
}

/** A server that listens everywhere has its storage under the same name. */
function originFor({ protocol, hostname }: URL, storage: FastifyInstance): string {
  return `${protocol}//${hostname}:${portOf(storage)}`;
}
