import { VibedasherError } from './errors.ts';
import { loadRare } from './load-rare.ts';
import type { Answer } from './request.ts';

/** What an answer belongs to: the same status means different things. */
export type Route = 'viz' | 'query' | 'list' | 'storage';

/** The body of a successful answer. @throws VibedasherError that the status stands for */
export async function bodyOf(answer: Answer, route: Route): Promise<Uint8Array> {
  const { status, bytes } = answer;
  if (status >= 200 && status < 300) return bytes;
  throw (await loadRare()).refusalOf(answer, route);
}

/** Reads a successful answer's JSON. What goes wrong is a VibedasherError with the answer's request id. */
export async function readAnswer<T>(answer: Answer, route: Route, read: (json: unknown) => T): Promise<T> {
  try {
    return read(await jsonOf(answer, route));
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
export const idOf = ({ headers }: Answer): string | undefined => headers.get('x-request-id') ?? undefined;

async function jsonOf(answer: Answer, route: Route): Promise<unknown> {
  const bytes = await bodyOf(answer, route);
  try {
    return parseJson(bytes);
  } catch (cause) {
    throw new VibedasherError('malformed', 'That is not JSON: is the base URL that of an API?', { cause });
  }
}

export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}
