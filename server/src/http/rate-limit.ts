import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { ApiError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Shared } from '../shared/shared.ts';
import { visitorOf, INTERNAL_VISITOR } from './visitors.ts';

/**
 * Limits the requests of each address per minute.
 *
 * @param origin Requests to different origins are counted separately
 * @param shared Counts for all instances. Default: this process counts
 */
export async function limitRate(
  app: FastifyInstance,
  { rateMax }: Pick<Limits, 'rateMax'>,
  origin: 'api' | 'storage',
  shared?: Pick<Shared, 'hit'>,
): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    max: rateMax,
    timeWindow: '1 minute',
    keyGenerator: visitorOf,
    ...(shared && { store: createStore(origin, shared) }),
    // Do not count internal requests: the requests that caused them have been counted.
    allowList: (_request, visitor) => visitor === INTERNAL_VISITOR,
    errorResponseBuilder: (_request, { ttl }) =>
      new ApiError(429, 'rate_limited', 'Too many requests from this address.', {
        hint: 'Try again after the number of seconds in Retry-After.',
        retryAfter: Math.max(1, Math.ceil(ttl / 1000)),
      }),
  });
  // The plugin's own hooks are for routes. This one also counts requests that no route answers.
  const limit = app.rateLimit();
  app.addHook('onRequest', async function (request, reply) {
    if (request.routeOptions.config.rateLimit !== false) await limit.call(this, request, reply);
  });
}

type Count = (error: Error | null, counted: { readonly current: number; readonly ttl: number }) => void;

/** Returns a store for the plugin. */
function createStore(origin: string, shared: Pick<Shared, 'hit'>): RateLimitStore {
  return class SharedStore {
    incr(visitor: string, done: Count, windowMs: number): void {
      void shared
        .hit(`${origin}:${visitor}`, windowMs)
        .then(({ count, ttl }) => done(null, { current: count, ttl }));
    }
    child(): SharedStore {
      return this;
    }
  } as unknown as RateLimitStore;
}

type RateLimitStore = NonNullable<import('@fastify/rate-limit').RateLimitPluginOptions['store']>;
