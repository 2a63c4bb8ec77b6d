import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import fastify, { LogController } from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, GatewayError, ValidationError, messageOf } from '../errors.ts';
import { limitConnections, limitDepth } from './request-limits.ts';
import type { ProxyTrust } from './visitors.ts';
import type { Limits } from '../limits.ts';

/** Seconds for which a browser may remember that it may ask. */
const PREFLIGHT_SECONDS = 7200;
/** Milliseconds between two looks for requests that do not arrive. */
const LOOK_MS = 1000;

/** How much is written to standard output, as lines of JSON: a word of pino's. */
export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

export interface HttpOptions {
  readonly limits: Limits;
  readonly logLevel: LogLevel;
  readonly isProxy: ProxyTrust;
  /** What is here, said to who asks for what is not. */
  readonly contents: string;
}

/**
 * A server as both origins need it: open to pages of any origin but without credentials, compressed, with a request
 * id on every answer and every failure in one of the API's envelopes.
 */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { limits } = options;
  const app = fastify({
    logger: options.logLevel === 'silent' ? false : { level: options.logLevel },
    // One line for each answer, below, in place of Fastify's two.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: {
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: Math.min(LOOK_MS, limits.requestMs),
    },
    trustProxy: options.isProxy,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 200 },
    // A statement that looks like another type than text must not be made one.
    // The first finding ends the check: a list of all can be far longer than the request.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
    forceCloseConnections: 'idle',
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
  });
  limitConnections(app, limits, options.isProxy);
  app.addHook('onSend', async (_request, { raw }) => {
    // Who has left before the answer takes none.
    if (raw.closed || raw.destroyed) return;
    const timer = setTimeout(() => raw.destroy(), limits.answerMs).unref();
    raw.once('close', () => clearTimeout(timer));
  });
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode, elapsedTime } = reply;
    const line = {
      method: request.method,
      path: pathOf(request),
      status: statusCode,
      ms: Math.round(elapsedTime),
    };
    request.log.info(line, 'answered');
  });
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: ['x-request-id', 'retry-after', 'etag', 'link'],
    maxAge: PREFLIGHT_SECONDS,
  });
  await app.register(compress, {
    threshold: 1024,
    customTypes: /^(application\/(json|vnd\.msgpack)|text\/)/,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  // What is not called JSON is 415, and so never a request that a page could send without a preflight.
  app.removeContentTypeParser('text/plain');
  limitDepth(app);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) =>
    answerError(
      new GatewayError(404, `There is no ${request.method} ${pathOf(request)}: ${options.contents}.`),
      request,
      reply,
    ),
  );
  return app;
}

/** The path of a request without its query, which may hold a signature. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] as string;
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asApiError(error);
  if (known.status >= 500 && known.status !== 503) request.log.error({ err: error }, known.message);
  if (known.retryAfter !== undefined) reply.header('retry-after', known.retryAfter);
  return reply.header('cache-control', 'no-store').code(known.status).send(known.body(request.id));
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const { validation, statusCode = 500, code } = error as Partial<FastifyError>;
  if (validation)
    return new ValidationError(
      validation.map(({ instancePath, message = 'is invalid', keyword, params }) => ({
        loc: ['body', ...instancePath.split('/').slice(1), ...missing(params)],
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
    hint: 'Tell its operator the request id.',
    cause: error,
  });
}

function missing(params: Record<string, unknown>): string[] {
  const property = params['missingProperty'];
  return typeof property === 'string' ? [property] : [];
}

/**
 * Who may keep an answer: `private` where an address in it is from the request's `Host`, which must not reach other
 * readers from a shared cache.
 */
export type Keeper = 'public' | 'private';

/** Sends JSON that may be kept for `seconds`, or 304 where the client has it already. */
export function sendCacheable(
  request: FastifyRequest,
  reply: FastifyReply,
  value: unknown,
  seconds: number,
  keeper: Keeper = 'public',
): FastifyReply {
  const body = JSON.stringify(value);
  reply.header('cache-control', `${keeper}, max-age=${seconds}`);
  if (isKnown(request, reply, etagOf(body))) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(body);
}

/** Weak, since the same content may be sent compressed in several ways. */
export function etagOf(content: string | Uint8Array): string {
  return `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}

/** Sets the `ETag` and says whether the client has that version. */
export function isKnown(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag);
  const tags = request.headers['if-none-match']?.split(',').map((tag) => tag.trim()) ?? [];
  return tags.includes('*') || tags.includes(etag);
}
