import { MAX_NAMES, Tally, weighJson } from '../internal/json.ts';
import { VibedasherError } from './errors.ts';
import type { Answer, Route, ClientContext } from './shared-state.ts';

type OnDemandLoader = Pick<ClientContext, 'loadOnDemand'>;

/**
 * The body of a successful response.
 * @throws VibedasherError for an unsuccessful status
 */
export async function successfulBody(
  { loadOnDemand }: OnDemandLoader,
  answer: Answer,
  route: Route,
): Promise<Uint8Array> {
  const { status, bytes } = answer;
  if (status >= 200 && status < 300) return bytes;
  throw (await loadOnDemand()).errorFromAnswer(answer, route);
}

/**
 * Reads the JSON of a response.
 * @param maxCells limit of the cells of rows in it
 * @throws VibedasherError with the request id of the response
 */
export async function readAnswer<T>(
  loader: OnDemandLoader,
  answer: Answer,
  route: Route,
  read: (json: unknown) => T,
  maxCells?: number,
): Promise<T> {
  try {
    return read(await readJson(loader, answer, route, maxCells));
  } catch (cause) {
    const requestId = readRequestId(answer);
    if (!(cause instanceof VibedasherError)) {
      throw new VibedasherError('malformed', "The API's response cannot be read", { cause, requestId });
    }
    if (cause.requestId) throw cause;
    throw new VibedasherError(cause.kind, cause.message, { ...cause, requestId, cause: cause.cause });
  }
}

/** The API's correlation id. */
export const readRequestId = ({ headers }: Answer): string | undefined =>
  headers.get('x-request-id') ?? undefined;

async function readJson(
  loader: OnDemandLoader,
  answer: Answer,
  route: Route,
  maxCells?: number,
): Promise<unknown> {
  const bytes = await successfulBody(loader, answer, route);
  try {
    return parseJson(bytes, maxCells);
  } catch (cause) {
    if (cause instanceof VibedasherError) throw cause;
    throw new VibedasherError('malformed', 'The response is not JSON: is the base URL that of an API?', {
      cause,
    });
  }
}

/** Default limit of the cells of a result. */
const MAX_CELLS = 5_000_000;

/** JSON up to this length cannot exceed the limits and is not counted. */
const LIGHT = 1_000_000;

/** @throws VibedasherError of kind `too-large`, before parsing; SyntaxError or TypeError for invalid JSON or UTF-8 */
export function parseJson(bytes: Uint8Array, maxCells = MAX_CELLS): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (text.length > LIGHT) weighJson(text, createTally(maxCells));
  return JSON.parse(text);
}

/** Creates a tally for a result of at most `maxCells` cells. Rows and column descriptions count as values, too. */
export function createTally(maxCells: number): Tally {
  return new Tally(
    2 * maxCells + 3 * MAX_NAMES,
    (message) => new VibedasherError('too-large', `The result has ${message}`),
  );
}
