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

/** Resolves with the requests so far, as `METHOD path`. Preflights and polls of running queries are left out. */
export async function sentTo(id: string): Promise<readonly string[]> {
  const all = (await recordOf(id)).map(({ method, path }) => `${method} ${path}`);
  return all.filter((request) => !/^OPTIONS|\/sql\//.test(request));
}
