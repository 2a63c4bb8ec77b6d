/** Limits on connections, and on the time and nesting of request bodies. */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ApiError, ValidationError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { WorkBudget } from '../work-budget.ts';
import { visitorOf, INTERNAL_VISITOR } from './visitors.ts';
import type { ProxyTrust } from './visitors.ts';

/** Maximum nesting depth of a request body. A batch has a depth of four. */
const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENINGS: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSINGS: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * Limits the connections of the server and of each address, so half-open connections of one address do not keep
 * others out. A proxy's connections serve many visitors, so behind a proxy the limit applies to the concurrent
 * requests of each visitor.
 */
export function limitConnections(
  app: FastifyInstance,
  limits: Pick<Limits, 'connections' | 'connectionsPerAddress'>,
  isProxy: ProxyTrust,
): void {
  const { connections, connectionsPerAddress: maxPerAddress } = limits;
  app.server.maxConnections = connections;
  const sockets = new Tally();
  app.server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (isProxy(address, 0)) return;
    socket.once('close', () => sockets.remove(address));
    if (sockets.add(address) > maxPerAddress) socket.destroy();
  });
  const requests = new Tally();
  app.addHook('onRequest', async (request, reply) => {
    const visitor = visitorOf(request);
    if (visitor === INTERNAL_VISITOR) return;
    reply.raw.once('close', () => requests.remove(visitor));
    if (requests.add(visitor) > maxPerAddress)
      throw new ApiError(
        429,
        'too_many_requests',
        `This address has more than ${maxPerAddress} concurrent requests.`,
        {
          hint: 'Try again after the number of seconds in Retry-After.',
          retryAfter: 1,
        },
      );
  });
}

/** Counts by name. Names without counts take no memory. */
class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string): number {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count;
  }

  remove(name: string): void {
    const left = (this.#counts.get(name) ?? 0) - 1;
    if (left > 0) this.#counts.set(name, left);
    else this.#counts.delete(name);
  }
}

/**
 * Parses JSON bodies within the visitor's budget, in which Fastify also validates them. Refuses deeply nested ones first:
 * parsing a hundred thousand brackets takes forty times as long as counting them.
 */
export function parseBodies(app: FastifyInstance, budget: WorkBudget): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    budget
      .begin(visitorOf(request), () => {
        if (!isDeep(body)) return parse(request, body, done);
        const msg = `The body is nested more than ${MAX_DEPTH} levels deep.`;
        throw new ValidationError([{ loc: ['body'], msg, type: 'json_depth' }]);
      })
      .catch(done);
  });
}

function isDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (quoted) at += code === BACKSLASH ? 1 : 0;
    else if (OPENINGS.has(code)) depth += 1;
    else if (CLOSINGS.has(code)) depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
