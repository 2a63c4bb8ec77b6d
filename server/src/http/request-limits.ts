/** What a request is refused for before it is understood: connections that are too many, bodies that are too deep. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ValidationError } from '../errors.ts';
import type { Limits } from '../limits.ts';

/** A batch has four levels. */
const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENINGS: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSINGS: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * Closes connections that are too many as they come. Without a proxy, also those of one address: what it holds half
 * open must not keep others out.
 */
export function limitConnections(
  server: Server,
  limits: Pick<Limits, 'connections' | 'connectionsPerAddress'>,
  behindProxy: boolean,
): void {
  server.maxConnections = limits.connections;
  if (behindProxy) return;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count > limits.connectionsPerAddress) socket.destroy();
  });
}

/**
 * Has bodies of JSON read as Fastify does, unless they are nested deeply: to read a hundred thousand brackets takes
 * forty times as long as to count them.
 */
export function limitDepth(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (!isDeep(body)) return parse(request, body, done);
    const msg = `The body is nested more than ${MAX_DEPTH} levels deep.`;
    done(new ValidationError([{ loc: ['body'], msg, type: 'json_depth' }]));
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
