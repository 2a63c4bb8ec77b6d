import { MAX_NAMES, Tally, weighJson } from '../internal/json.ts';
import { VibedasherError } from './errors.ts';
import type { Answer, Route, Session } from './page.ts';

type OnDemandLoader = Pick<Session, 'loadOnDemand'>;

/** The body of a successful answer. @throws VibedasherError that the status stands for */
export async function bodyOf(
  { loadOnDemand }: OnDemandLoader,
  answer: Answer,
  route: Route,
): Promise<Uint8Array> {
  const { status, bytes } = answer;
  if (status >= 200 && status < 300) return bytes;
  throw (await loadOnDemand()).refusalOf(answer, route);
}

/**
 * Reads a successful answer's JSON. What goes wrong is a VibedasherError with the answer's request id.
 * @param maxCells of the rows that it may hold
 */
export async function readAnswer<T>(
  loader: OnDemandLoader,
  answer: Answer,
  route: Route,
  read: (json: unknown) => T,
  maxCells?: number,
): Promise<T> {
  try {
    return read(await jsonOf(loader, answer, route, maxCells));
  } catch (cause) {
    const requestId = idOf(answer);
    if (!(cause instanceof VibedasherError)) {
      throw new VibedasherError('malformed', "The API's response cannot be read", { cause, requestId });
    }
    if (cause.requestId) throw cause;
    throw new VibedasherError(cause.kind, cause.message, { ...cause, requestId, cause: cause.cause });
  }
}

/** The API's correlation id. */
export const idOf = ({ headers }: Answer): string | undefined => headers.get('x-request-id') ?? undefined;

async function jsonOf(
  loader: OnDemandLoader,
  answer: Answer,
  route: Route,
  maxCells?: number,
): Promise<unknown> {
  const bytes = await bodyOf(loader, answer, route);
  try {
    return parseJson(bytes, maxCells);
  } catch (cause) {
    if (cause instanceof VibedasherError) throw cause;
    throw new VibedasherError('malformed', 'The response is not JSON: is the base URL that of an API?', {
      cause,
    });
  }
}

/** Cells that a result may have by default. */
const MAX_CELLS = 5_000_000;

/** Bytes of JSON in which there cannot be too much. */
const LIGHT = 1_000_000;

/** @throws VibedasherError of kind `too-large` before it is parsed; an error of the platform's for what is no JSON */
export function parseJson(bytes: Uint8Array, maxCells = MAX_CELLS): unknown {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (text.length > LIGHT) weighJson(text, tallyOf(maxCells));
  return JSON.parse(text);
}

/**
 * Counts the values of a result of at most `maxCells` cells: its rows are values too, and what describes its columns.
 */
export function tallyOf(maxCells: number): Tally {
  return new Tally(
    2 * maxCells + 3 * MAX_NAMES,
    (message) => new VibedasherError('too-large', `The result has ${message}`),
  );
}
