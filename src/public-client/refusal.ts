import { idOf, parseJson, type Route } from './answer.ts';
import { VibedasherError, type ErrorKind } from './errors.ts';
import type { Answer } from './request.ts';
import { readProblem, type Problem } from './wire.ts';

/** Longest message of a server that is passed on, in characters. */
const LONGEST_MESSAGE = 2000;

/** Where an address is not found, and not in the API's words: by a server that knows nothing of it. */
const NO_API = "That is no answer of the API's: does its base URL end with its path, as in https://host/api?";

/** The kind of an unsuccessful status: see the table in docs/errors.md. */
function errorKind(status: number, route: Route): ErrorKind {
  const underViz = route === 'viz' || route === 'query';
  if (status === 429) return 'rate-limited';
  if (status === 404 && underViz) return 'not-found';
  if (status === 403 && underViz) return route === 'viz' ? 'not-found' : 'query';
  if ([400, 413, 422].includes(status) && route !== 'storage') return 'query';
  return 'unavailable';
}

/** The error that an unsuccessful answer stands for. */
export function refusalOf(answer: Answer, route: Route): VibedasherError {
  const { status, bytes, url, retryAfter } = answer;
  const { message, hint, ...problem } = problemIn(bytes);
  // The query of an address may be a signature: it stays out of messages.
  const where = url.replace(/\?.*/, '');
  return new VibedasherError(
    errorKind(status, route),
    message?.slice(0, LONGEST_MESSAGE) ?? `HTTP ${status} from ${where}`,
    {
      hint: status === 404 && route !== 'storage' && !message ? NO_API : hint?.slice(0, LONGEST_MESSAGE),
      requestId: idOf(answer) ?? problem.requestId,
      retryAfter,
      status,
    },
  );
}

function problemIn(bytes: Uint8Array): Problem {
  try {
    return readProblem(parseJson(bytes));
  } catch {
    // A gateway's HTML page: its status says enough.
    return readProblem(null);
  }
}
