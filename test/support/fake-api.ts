/**
 * The public API as a `fetch` function, with vizzes and queries from a table. It records every request, and any route can be
 * delayed or fail. It runs in browsers and in Node.
 *
 *     const api = createFakeApi({ vizzes: { 'acme/sales': {} }, queries: { 'SELECT 1': rows(['n'], [[1]]) } });
 *     const client = createPublicClient({ apiBase: api.base, fetch: api.fetch });
 */
import { encode } from '@msgpack/msgpack';

export type FakeRoute =
  | 'slug'
  | 'viz'
  | 'rows'
  | 'query'
  | 'batch'
  | 'status'
  | 'result'
  | 'plan'
  | 'templates'
  | 'seeds'
  | 'storage';

/** Fields of a viz in the API's response, in addition to defaults. */
export type FakeViz = Readonly<Record<string, unknown>>;

/** The response to a query. */
export interface FakeQuery {
  /** The result as the API encodes it: `{headers, rows}`, `{columns, rows}` or any other value. */
  readonly result?: unknown;
  /** Bytes instead of an encoded result. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Default `msgpack`. */
  readonly encoding?: 'msgpack' | 'json';
  /** Number of polls with the status `running` before `completed`. By default, the query is `cached`. */
  readonly polls?: number;
  /** Whether the response to the query contains the result. */
  readonly inline?: boolean;
  /** The error message of the query, after its polls. */
  readonly failure?: string;
  /** The status and message if the query is refused on submission. */
  readonly refusal?: { readonly status: number; readonly message: string };
}

export interface FakeApiOptions {
  /** Default `https://bi.example.org/api`. */
  readonly base?: string;
  /** Vizzes by `account/slug`. */
  readonly vizzes?: Readonly<Record<string, FakeViz>>;
  /** Queries by SQL. A function receives the query's arguments. */
  readonly queries?: Readonly<Record<string, FakeQuery | ((args: Record<string, string>) => FakeQuery)>>;
  readonly templates?: unknown;
  readonly seeds?: unknown;
  readonly plan?: unknown;
}

export interface FakeRequest {
  readonly route: FakeRoute;
  readonly method: string;
  readonly url: string;
  /** Parsed JSON of the body, or `undefined`. */
  readonly body: unknown;
  readonly init: RequestInit;
}

/** A response instead of the usual one, or a network failure. */
export type FakeAnswer = Response | Error | (() => Response | Promise<Response>);

export interface FakeApi {
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  readonly requests: readonly FakeRequest[];
  /** Returns the requests for one route. */
  to(route: FakeRoute): readonly FakeRequest[];
  /** Sets the responses to the next requests for a route, in order. */
  script(route: FakeRoute, ...answers: readonly FakeAnswer[]): void;
  /** Sets the response to all requests for a route until the returned function is called. */
  answer(route: FakeRoute, answer: Error | (() => Response | Promise<Response>)): () => void;
  /** Delays all responses of a route until the returned function is called. Requests can be aborted meanwhile. */
  hold(route: FakeRoute): () => void;
  /** Resolves after `count` requests for a route. */
  seen(route: FakeRoute, count?: number): Promise<void>;
  /** Changes the response to a query from now on. */
  setQuery(sql: string, query: FakeQuery | ((args: Record<string, string>) => FakeQuery)): void;
}

/** Creates a result in the API's format, without column types. */
export function rows(headers: readonly string[], values: readonly (readonly unknown[])[]): FakeQuery {
  return { result: { headers, rows: values } };
}

/** Creates a response with an error of the API, or with any other JSON. */
export function problem(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** The origin of results. As in the cloud, it differs from the API's origin. */
export const STORAGE = 'https://storage.example.net';

interface Submitted {
  readonly query: FakeQuery;
  pollsLeft: number;
}

type Json = Record<string, unknown>;

export function createFakeApi(options: FakeApiOptions = {}): FakeApi {
  const base = options.base ?? 'https://bi.example.org/api';
  const vizzes = new Map(Object.entries(options.vizzes ?? {}));
  const queries = new Map(Object.entries(options.queries ?? {}));
  const requests: FakeRequest[] = [];
  const scripts = new Map<FakeRoute, FakeAnswer[]>();
  const fixed = new Map<FakeRoute, FakeAnswer>();
  const holds = new Map<FakeRoute, Promise<void>>();
  const submitted = new Map<string, Submitted>();
  let onRequest: (() => void)[] = [];

  function vizOf(account: string, slug: string): Json {
    const viz = vizzes.get(`${account}/${slug}`);
    return { name: slug, slug, accountSlug: account, accountRegion: 'eu-central-1', ...viz };
  }

  function submit({ sql, args = {} }: { sql: string; args?: Record<string, string> }): Json | Response {
    const found = queries.get(sql);
    const query = typeof found === 'function' ? found(args) : found;
    if (!query) return { error: { message: `Unknown query: ${sql}` } };
    if (query.refusal) return { error: { message: query.refusal.message }, status: query.refusal.status };
    if (query.inline) return { ...(query.result as Json) };
    const id = `q${submitted.size + 1}`;
    submitted.set(id, { query, pollsLeft: query.polls ?? 0 });
    const waits = query.polls !== undefined || query.failure !== undefined;
    const sqlQuery = { id, status: waits ? 'pending' : 'completed', errorMessage: null, sql, args };
    return waits ? { sqlQuery, cached: false } : { sqlQuery, cached: true, url: addressOf(id) };
  }

  function statusOf(id: string): Json[] {
    const found = submitted.get(id);
    if (!found) return [];
    if (found.pollsLeft-- > 0) return [{ id, status: 'running' }];
    const { failure } = found.query;
    return [{ id, status: failure ? 'failed' : 'completed', errorMessage: failure ?? null }];
  }

  function stored(url: URL): Response {
    const { query } = submitted.get(url.pathname.slice(1)) ?? {};
    return query ? blob(query) : new Response('<Error>AccessDenied</Error>', { status: 403 });
  }

  /** Answers an address of rows, if the viz has `rows: true` and the query is in its `files`. */
  function rowsAt({ searchParams }: URL, { rows, files }: Json, chart: string): Response {
    const sql = (files as Record<string, string> | undefined)?.[`charts/${decodeURIComponent(chart)}.sql`];
    const found = rows === true && sql !== undefined ? queries.get(sql) : undefined;
    if (!found) return problem(404, { detail: 'Not found' });
    const args = Object.fromEntries([...searchParams].map(([name, value]) => [name.slice(2), value]));
    const query = typeof found === 'function' ? found(args) : found;
    return query.refusal
      ? problem(query.refusal.status, { error: { message: query.refusal.message } })
      : blob(query);
  }

  function blob(query: FakeQuery): Response {
    if (query.bytes) return new Response(query.bytes);
    return query.encoding === 'json'
      ? Response.json(query.result)
      : new Response(encode(query.result, { useBigInt64: true }));
  }

  function answer(route: FakeRoute, url: URL, body: unknown, path: readonly string[]): Response {
    const [account = '', slug = ''] = path;
    const missing = (): Response => problem(404, { detail: 'Not found' });
    if (route === 'storage') return stored(url);
    if (route === 'templates') return Response.json(options.templates ?? { templates: [], nextKey: null });
    if (route === 'seeds') return Response.json(options.seeds ?? []);
    if (route === 'slug') {
      const key = [...vizzes.keys()].find((key) => key.endsWith(`/${slug}`));
      return key ? Response.json({ viz: vizOf(key.split('/')[0]!, slug) }) : missing();
    }
    if (!vizzes.has(`${account}/${slug}`) || !isHome(url.host, vizOf(account, slug))) return missing();
    if (route === 'viz') return Response.json({ viz: vizOf(account, slug) });
    if (route === 'rows') return rowsAt(url, vizOf(account, slug), path[3]!);
    if (route === 'plan') return Response.json(options.plan ?? { sources: [] });
    if (route === 'result') return Response.json({ url: addressOf(path[3]!) });
    if (route === 'status') {
      return Response.json({ queries: (body as { queryIds: string[] }).queryIds.flatMap(statusOf) });
    }
    if (route === 'batch') {
      return Response.json({ results: (body as { queries: { sql: string }[] }).queries.map(submit) });
    }
    const outcome = submit(body as { sql: string }) as Json;
    return outcome['error']
      ? problem((outcome['status'] as number) ?? 422, outcome['error'])
      : Response.json(outcome);
  }

  async function fakeFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = new URL(String(input));
    const path = url.pathname.split('/v1/public/viz/')[1]?.split('/') ?? [];
    const route = routeOf(url, path);
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    requests.push({ route, method: init.method ?? 'GET', url: url.href, body, init });
    onRequest.forEach((check) => check());
    const work = async (): Promise<Response> => {
      await holds.get(route);
      const scripted = scripts.get(route)?.shift() ?? fixed.get(route);
      if (scripted instanceof Error) throw scripted;
      if (scripted) return typeof scripted === 'function' ? scripted() : scripted;
      return answer(route, url, body, path);
    };
    return orAbort(init.signal, work());
  }

  const to = (route: FakeRoute): readonly FakeRequest[] =>
    requests.filter((request) => request.route === route);

  return {
    base,
    requests,
    to,
    fetch: fakeFetch,
    script(route, ...answers) {
      scripts.set(route, [...(scripts.get(route) ?? []), ...answers]);
    },
    answer(route, answer) {
      fixed.set(route, answer);
      return () => fixed.delete(route);
    },
    hold(route) {
      let release = (): void => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      holds.set(route, held);
      return () => {
        if (holds.get(route) === held) holds.delete(route);
        release();
      };
    },
    seen(route, count = 1) {
      return new Promise((resolve) => {
        const check = (): void => {
          if (to(route).length < count) return;
          onRequest = onRequest.filter((other) => other !== check);
          resolve();
        };
        onRequest.push(check);
        check();
      });
    },
    setQuery(sql, query) {
      queries.set(sql, query);
    },
  };
}

function addressOf(id: string): string {
  return `${STORAGE}/${id}?signature=secret`;
}

function routeOf(url: URL, path: readonly string[]): FakeRoute {
  if (url.origin === STORAGE) return 'storage';
  if (url.pathname.endsWith('/v1/public/templates')) return 'templates';
  if (url.pathname.endsWith('/v1/public/seeds')) return 'seeds';
  if (path[0] === 'slug' && path.length === 2) return 'slug';
  if (path[2] === undefined) return 'viz';
  if (path[2] === 'sql') return path[3] === 'status' ? 'status' : 'result';
  return path[2] === 'wasm-plan' ? 'plan' : (path[2] as 'rows' | 'query' | 'batch');
}

/** Returns whether a host serves a viz. In the cloud, a host serves one region; the global host, `eu-central-1`. */
function isHome(host: string, viz: Json): boolean {
  const cloud = /^api\.(?:([\w-]+)\.)?vibedasher\.com$/.exec(host);
  return !cloud || (cloud[1] ?? 'eu-central-1') === viz['accountRegion'];
}

function orAbort<T>(signal: AbortSignal | null | undefined, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal!.reason as Error);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    work.then(resolve, reject);
  });
}
