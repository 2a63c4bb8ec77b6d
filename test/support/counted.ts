/** Requests that the counting proxy has recorded; see wtr/counting-proxy.ts. */
import { environment } from './page.ts';
import type { CountedRequest } from './wtr/counting-proxy.ts';

/** Creates an ID for the record of a page. See counting-proxy.ts for the variants. */
export const newId = (variant = ''): string => `${variant}-${crypto.randomUUID()}`;

/** Resolves with the base URL of an API with a record. */
export const countedApi = async (id: string): Promise<string> =>
  `${(await environment()).counted!.api}/${id}/api`;

export async function recordOf(id: string): Promise<readonly CountedRequest[]> {
  const { counted } = await environment();
  return (await fetch(`${counted!.api}/${id}/log.json`)).json() as Promise<readonly CountedRequest[]>;
}

/** The statuses after which a client repeats its request. A busy API answers with them. */
const REFUSED: readonly unknown[] = [429, 503];

/**
 * Resolves with the requests so far, as `METHOD path`. Preflights, polls of running queries and refused requests are left
 * out.
 */
export async function sentTo(id: string): Promise<readonly string[]> {
  const answered = (await recordOf(id)).filter(({ status }) => !REFUSED.includes(status));
  const all = answered.map(({ method, path }) => `${method} ${path}`);
  return all.filter((request) => !/^OPTIONS|\/sql\//.test(request));
}
