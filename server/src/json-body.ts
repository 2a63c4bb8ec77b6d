import type { FastifyInstance } from 'fastify';
import { ValidationError } from './errors.ts';

/** A batch has four levels. */
const MAX_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENINGS: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSINGS: ReadonlySet<number> = new Set([0x5d, 0x7d]);

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
