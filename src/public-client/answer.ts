import { VibedasherError, lazily } from './errors.ts';
import { parseJson } from './parse-json.ts';
import type { Answer, Route } from './shared-state.ts';
import { readRequestId } from './wire.ts';

/**
 * Returns the body of a successful response.
 * @throws VibedasherError for an unsuccessful status
 */
export async function successfulBody(answer: Answer, route: Route): Promise<Uint8Array> {
  const { status, bytes } = answer;
  if (status >= 200 && status < 300) return bytes;
  const { errorFromAnswer } = await lazily(() => import('./refusals.ts'));
  throw errorFromAnswer(answer, route);
}

/**
 * Reads the JSON of a response.
 * @param maxCells maximum number of cells in its rows
 * @throws VibedasherError with the request id of the response
 */
export async function readAnswer<T>(
  answer: Answer,
  route: Route,
  read: (json: unknown) => T,
  maxCells?: number,
): Promise<T> {
  try {
    return read(await readJson(answer, route, maxCells));
  } catch (cause) {
    const requestId = readRequestId(answer.headers);
    if (!(cause instanceof VibedasherError)) {
      throw new VibedasherError('malformed', "The API's response cannot be read", { cause, requestId });
    }
    if (cause.requestId) throw cause;
    throw new VibedasherError(cause.kind, cause.message, { ...cause, requestId, cause: cause.cause });
  }
}

async function readJson(answer: Answer, route: Route, maxCells?: number): Promise<unknown> {
  const bytes = await successfulBody(answer, route);
  try {
    return parseJson(bytes, maxCells);
  } catch (cause) {
    if (cause instanceof VibedasherError) throw cause;
    throw new VibedasherError('malformed', 'The response is not JSON: is the base URL that of an API?', {
      cause,
    });
  }
}
