import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { UrlSigner } from './http/signed-urls.ts';
import { ApiError } from './errors.ts';
import { createHttpServer } from './http/app.ts';
import type { LogLevel } from './http/app.ts';
import { resolveLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { PublicApi } from './public-api.ts';
import { registerRoutes } from './http/api-routes.ts';
import { registerStorage } from './http/storage-routes.ts';
import { createWorkFolder } from './vizzes/work-folder.ts';

/** Where the API is on its origin. */
const API_PATH = '/api';

export interface ServerOptions extends Partial<Limits> {
  /** Folder with `vizzes/`, `datasets/` and `templates/`. */
  readonly root: string;
  /** Port of the API; 0, the default, takes any free one. */
  readonly port?: number;
  /** Port of the origin that results and extracts come from; 0, the default, takes any free one. */
  readonly storagePort?: number;
  /** Default: loopback only. */
  readonly host?: string;
  /** Origin of the signed addresses, where a proxy stands before the server. Default: the storage port of the asked host. */
  readonly publicStorageBase?: string | undefined;
  /** Key of the signatures. Default: a random one, so that addresses do not outlive the server. */
  readonly secret?: string | undefined;
  /** Whether `X-Forwarded-*` is believed, for the rate limit and the addresses. Default: no. */
  readonly trustProxy?: boolean;
  /** Default: `silent`. */
  readonly logLevel?: LogLevel;
}

export interface RunningServer {
  /** What `api-base` takes, e.g. `http://127.0.0.1:4000/api`. */
  readonly apiBase: string;
  /** Origin that results and extracts come from, e.g. `http://127.0.0.1:4001`. */
  readonly storageBase: string;
  /** What is wrong with each file of the folder that cannot be used. */
  readonly problems: readonly string[];
  /** Interrupts what runs, lets answers that are under way arrive, and ends. May be called again. */
  close(): Promise<void>;
}

/**
 * Serves the public API over a folder of vizzes.
 *
 * @throws RangeError for a limit that makes no sense, Error where there is no such folder or a port is taken
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const limits = resolveLimits(options);
  const { host = '127.0.0.1', logLevel = 'silent', trustProxy = false } = options;
  const root = resolve(options.root);
  if (!(await stat(root).catch(() => undefined))?.isDirectory())
    throw new Error(`There is no folder ${root}.`);

  const { path: workFolder, remove } = await createWorkFolder();
  const http = { limits, logLevel, trustProxy };
  const main = await createHttpServer({ ...http, contents: `the base URL of this API ends in ${API_PATH}` });
  const storage = await createHttpServer({ ...http, contents: 'here are results and extracts, not the API' });
  const api = new PublicApi({ root, workFolder, limits, log: main.log });
  const signer = new UrlSigner(options.secret ? Buffer.from(options.secret) : randomBytes(32));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= shutDown());
  const shutDown = async (): Promise<void> => {
    // Queries first: whoever asks for their status meanwhile is told that they were interrupted.
    await api.close();
    await Promise.all([main, storage].map((app) => closeWithin(app, limits.shutdownMs)));
    remove();
  };

  try {
    await limitRate(storage, limits);
    registerStorage(storage, { api, signer, workFolder });
    await storage.listen({ host, port: options.storagePort ?? 0 });
    const storageBase = options.publicStorageBase?.replace(/\/+$/, '') ?? originOf(storage, host);
    await limitRate(main, limits);
    await main.register(
      async (scope) =>
        registerRoutes(scope, {
          api,
          limits,
          signer,
          storageBase: (request) =>
            options.publicStorageBase || !isWildcard(host) ? storageBase : originFor(request, storage),
        }),
      { prefix: API_PATH },
    );
    const problems = await api.problems();
    for (const problem of problems) main.log.warn(problem);
    await main.listen({ host, port: options.port ?? 0 });
    return { apiBase: `${originOf(main, host)}${API_PATH}`, storageBase, problems, close };
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

async function limitRate(app: FastifyInstance, limits: Limits): Promise<void> {
  await app.register(rateLimit, {
    max: limits.rateMax,
    timeWindow: limits.rateWindowMs,
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

/** Who listens everywhere is reached under the name that the request was sent to. */
function originFor(request: FastifyRequest, storage: FastifyInstance): string {
  return `${request.protocol}://${request.hostname}:${portOf(storage)}`;
}
