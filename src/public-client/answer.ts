import { VibedasherError, type ErrorKind } from './errors.ts';
import type { Answer } from './request.ts';
import { readProblem, type Problem } from './wire.ts';

/** What an answer belongs to: the same status means different things. */
export type Route = 'viz' | 'query' | 'list' | 'storage';

/** Longest message of a server that is passed on, in characters. */
const LONGEST_MESSAGE = 2000;

/** The kind of an unsuccessful status: see the README's table of errors. */
function kindOf(status: number, route: Route): ErrorKind {
  const underViz = route === 'viz' || route === 'query';
  if (status === 429) return 'rate-limited';
  if (status === 404 && underViz) return 'not-found';
  if (status === 403 && underViz) return route === 'viz' ? 'not-found' : 'query';
  if ([400, 413, 422].includes(status) && route !== 'storage') return 'query';
  return 'unavailable';
}

/** The body of a successful answer. @throws VibedasherError that the status stands for */
export function bodyOf(answer: Answer, route: Route): Uint8Array {
  const { status, bytes, url, retryAfter } = answer;
  if (status >= 200 && status < 300) return bytes;
  const { message, hint, ...problem } = problemIn(bytes);
  // The query of an address may be a signature: it stays out of messages.
  const where = url.replace(/\?.*/, '');
  throw new VibedasherError(
    kindOf(status, route),
    message?.slice(0, LONGEST_MESSAGE) ?? `HTTP ${status} from ${where}`,
    {
      hint: hint?.slice(0, LONGEST_MESSAGE),
      requestId: idOf(answer) ?? problem.requestId,
      retryAfter,
      status,
    },
  );
}

/** Reads a successful answer's JSON. What goes wrong is a VibedasherError with the answer's request id. */
export function readAnswer<T>(answer: Answer, route: Route, read: (json: unknown) => T): T {
  try {
    return read(jsonOf(answer, route));
  } catch (cause) {
    const requestId = idOf(answer);
    if (!(cause instanceof VibedasherError)) {
      throw new VibedasherError('malformed', "The API's answer cannot be read", { cause, requestId });
    }
    if (cause.requestId) throw cause;
    throw new VibedasherError(cause.kind, cause.message, { ...cause, requestId, cause: cause.cause });
  }
}

/** The API's correlation id. */
const idOf = ({ headers }: Answer): string | undefined => headers.get('x-request-id') ?? undefined;

function jsonOf(answer: Answer, route: Route): unknown {
  const bytes = bodyOf(answer, route);
  try {
    return parseJson(bytes);
  } catch (cause) {
    throw new VibedasherError('malformed', 'The API did not answer with JSON', { cause });
  }
}

export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

function problemIn(bytes: Uint8Array): Problem {
  try {
    return readProblem(parseJson(bytes));
  } catch {
    // A gateway's HTML page: its status says enough.
    return readProblem(null);
  }
}
