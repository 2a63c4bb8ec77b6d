import { createHash, randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import fastify, { LogController } from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, GatewayError, ValidationError, messageOf } from '../errors.ts';
import { limitConnections, parseBodies } from './request-limits.ts';
import type { ProxyTrust } from './visitors.ts';
import type { Limits } from '../limits.ts';
import type { PublicApi } from '../public-api.ts';
import { BROTLI } from '../vizzes/description.ts';
import type { UrlSigner } from './signed-urls.ts';
import type { WorkBudget } from '../work-budget.ts';

/** Cache lifetime of CORS preflight responses, in seconds. */
const PREFLIGHT_SECONDS = 7200;
/** `Cache-Control` of what never changes: its name contains a hash. */
export const FOREVER = 'public, max-age=31536000, immutable';
/** Milliseconds between two checks for incomplete requests. */
const CHECK_MS = 1000;

/** Levels of log lines, which are JSON on standard output; see pino. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface HttpOptions {
  readonly limits: Limits;
  readonly logLevel: LogLevel;
  readonly isProxy: ProxyTrust;
  readonly work: WorkBudget;
  /** A description of the origin for 404 responses. */
  readonly contents: string;
}

/** What the routes of the API need. */
export interface RouteOptions {
  readonly api: PublicApi;
  readonly limits: Limits;
  readonly signer: UrlSigner;
  /** Origin of results and extracts for the client of a request, and which caches may store responses that contain it. */
  readonly storageFor: (request: FastifyRequest) => {
    readonly storage: string;
    readonly cacheScope: CacheScope;
  };
}

export interface VizParams {
  readonly account: string;
  readonly slug: string;
}

/**
 * Creates a server with the common features of both origins: CORS for pages of any origin without credentials,
 * compression, a request id in every response, and errors as JSON.
 */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { limits } = options;
  const app = fastify({
    logger: options.logLevel === 'silent' ? false : { level: options.logLevel },
    // The hook below logs one line for each response instead of Fastify's two.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: {
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: Math.min(CHECK_MS, limits.requestMs),
    },
    trustProxy: options.isProxy,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    // coerceTypes: a statement such as `1` must not become a number.
    // allErrors: a list of all errors could be much longer than the request.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
    forceCloseConnections: 'idle',
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
  });
  limitConnections(app, limits, options.isProxy);
  app.addHook('onSend', async (_request, { raw }) => {
    // The client has disconnected.
    if (raw.closed || raw.destroyed) return;
    const timer = setTimeout(() => raw.destroy(), limits.answerMs).unref();
    raw.once('close', () => clearTimeout(timer));
  });
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode, elapsedTime } = reply;
    const line = {
      method: request.method,
      path: requestPath(request),
      status: statusCode,
      ms: Math.round(elapsedTime),
    };
    request.log.info(line, 'answered');
  });
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: ['x-request-id', 'retry-after', 'etag', 'link', 'data-version'],
    maxAge: PREFLIGHT_SECONDS,
  });
  await app.register(compress, {
    threshold: 1024,
    customTypes: /^(application\/(json|vnd\.msgpack)|text\/)/,
    brotliOptions: BROTLI,
  });
  // Other content types get 415. With `text/plain`, a page could send requests without a preflight.
  app.removeContentTypeParser('text/plain');
  parseBodies(app, options.work);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) =>
    answerError(
      new GatewayError(404, `There is no ${request.method} ${requestPath(request)}: ${options.contents}.`),
      request,
      reply,
    ),
  );
  return app;
}

/**
 * Registers `/healthz`, which answers while the process works, and `/readyz`, which fails once the server drains. They are
 * not limited per address.
 */
export function registerHealth(app: FastifyInstance, isDraining: () => boolean): void {
  // A balancer asks every second or so.
  const options = { config: { rateLimit: false }, logLevel: 'silent' } as const;
  app.get('/healthz', options, (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  app.get('/readyz', options, (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return isDraining() ? reply.code(503).send({ status: 'draining' }) : reply.send({ status: 'ready' });
  });
}

/** Returns the path of a request without its query, which may contain a signature. */
function requestPath(request: FastifyRequest): string {
  return request.url.split('?')[0] as string;
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asApiError(error);
  if (known.status >= 500 && known.status !== 503) request.log.error({ err: error }, known.message);
  if (known.retryAfter !== undefined) reply.header('retry-after', known.retryAfter);
  if (known.surrogateSeconds !== undefined)
    reply.header('surrogate-control', `max-age=${known.surrogateSeconds}`);
  return reply.header('cache-control', 'no-store').code(known.status).send(known.body(request.id));
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const { validation, statusCode = 500, code } = error as Partial<FastifyError>;
  if (validation)
    return new ValidationError(
      validation.map(({ instancePath, message = 'is invalid', keyword, params }) => ({
        loc: ['body', ...instancePath.split('/').slice(1), ...missingProperty(params)],
        msg: `${['body', ...instancePath.split('/').slice(1)].join('.')} ${message}.`,
        type: keyword,
      })),
    );
  if (
    code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    error instanceof SyntaxError
  )
    return new ValidationError([{ loc: ['body'], msg: 'The body is not JSON.', type: 'json_invalid' }]);
  if (statusCode < 500) return new GatewayError(statusCode, messageOf(error));
  return new ApiError(500, 'internal', 'The server failed.', {
    hint: 'Report the request id to the operator of the server.',
    cause: error,
  });
}

function missingProperty(params: Record<string, unknown>): string[] {
  const property = params['missingProperty'];
  return typeof property === 'string' ? [property] : [];
}

/**
 * Which caches may store a response. `private`: the response contains a URL from the request's `Host` header, which shared
 * caches must not send to other clients.
 */
export type CacheScope = 'public' | 'private';

/**
 * Sends JSON that caches may store for `seconds`, or 304 if the client has the same version.
 */
export function sendCacheable(
  request: FastifyRequest,
  reply: FastifyReply,
  value: unknown,
  seconds: number,
  cacheScope: CacheScope = 'public',
): FastifyReply {
  const body = JSON.stringify(value);
  reply.header('cache-control', `${cacheScope}, max-age=${seconds}`);
  if (matchesEtag(request, reply, createEtag(body))) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(body);
}

/** Creates a weak ETag, because the same content may be sent with different compression. */
export function createEtag(content: string | Uint8Array): string {
  return `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}

/** Returns the weak ETag of rows. */
export function identityEtag(identity: string): string {
  return `W/"${identity}"`;
}

/** Sets the `ETag` header and returns whether the client has that version. */
export function matchesEtag(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag);
  return isCurrent(request, etag);
}

/** Returns whether the client has the version with that ETag. Caches may have changed a weak ETag to a strong one. */
export function isCurrent({ headers }: FastifyRequest, etag: string): boolean {
  const tags = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(etag.replace(/^W\//, ''));
}
