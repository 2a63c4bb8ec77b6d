/** State shared by all clients of a page, and types that several modules of the client use. */
import type { Batch, Poller, WireQuery } from './batch.ts';
import type { Caller, Environment } from './environment.ts';
import type { Limits } from './limits.ts';
import type { RequestQueue } from './request-queue.ts';
import type { ResultCache } from './result-cache.ts';
import { Cache } from './shared-work.ts';
import type { PublicClientOptions, Region, Viz, VizRef } from './types.ts';
import type { Table } from './wire.ts';

type Fetch = typeof globalThis.fetch;

/** State that all clients with the same `fetch` share, so equal requests are sent only once and queue together. */
export interface SharedState {
  readonly fetch: Fetch;
  readonly environment: Environment;
  readonly cache: Cache;
  /** `null` until the first rows are cached. */
  resultCache: ResultCache | null;
  readonly queues: Map<string, RequestQueue<Attempt>>;
  /** Account → its region, as found by requests to the cloud's shared host. */
  readonly regions: Map<string, Region>;
  /** Viz → the queries of this task, which are sent as one request. */
  readonly batches: Map<string, Batch>;
  /** Base URLs of APIs without a route for batches. */
  readonly basesWithoutBatch: Set<string>;
  /** Viz URL → the poller of its running queries. */
  readonly pollers: Map<string, Poller>;
}

const states = new WeakMap<Fetch, SharedState>();

/** Returns the state for a `fetch` function. Tests pass their own `fetch` and so get separate state. */
export function sharedStateFor(fetch: Fetch, environment: Environment): SharedState {
  let shared = states.get(fetch);
  if (!shared) {
    shared = {
      fetch,
      environment,
      cache: new Cache(environment),
      resultCache: null,
      queues: new Map(),
      regions: new Map(),
      batches: new Map(),
      basesWithoutBatch: new Set(),
      pollers: new Map(),
    };
    states.set(fetch, shared);
  }
  return shared;
}

/** Receives the answers of the API at `base` as they were sent. */
export interface Recorder {
  addViz(base: string, viz: Viz, json: Uint8Array): void;
  addRows(base: string, viz: Required<VizRef>, query: WireQuery, table: Table): void;
}

/** What the functions of one client need. */
export interface ClientContext {
  readonly shared: SharedState;
  readonly limits: Limits;
  readonly send: Send;
  readonly base: string;
  /** The options, if one of `snapshot` and `live` is set, or queries run in the browser. */
  readonly snapshot: Pick<PublicClientOptions, 'snapshot' | 'live' | 'queries' | 'engine'> | null;
  readonly onStorage: PublicClientOptions['onStorage'];
  readonly recorder?: Recorder | undefined;
  /** Whether the caller chose a host or region. If so, no other region is tried after a 404. */
  readonly hasExplicitHost: boolean;
}

export interface Request extends Caller {
  readonly url: string;
  /**
   * Sent by POST as JSON. Without a body, the request is a GET without custom headers, which needs no CORS preflight.
   */
  readonly body?: unknown;
  /** Whether the URL is presigned. If so, no referrer is sent to the storage host. */
  readonly presigned?: boolean;
  /** Maximum size of the response in bytes, if lower than the client's limit. */
  readonly maxBytes?: number | undefined;
  /** Called with the bytes that have arrived, for each part of the body. */
  readonly onBytes?: (bytes: number) => void;
  /** Bypasses the browser's cache. */
  readonly fresh?: boolean | undefined;
  /** Whether the URL is a file of the page's own site. If so, cookies are sent, as for its other files. */
  readonly ofSite?: boolean;
}

/** A response of any status, with its body. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly headers: Headers;
  /** `Retry-After` in seconds. */
  readonly retryAfter?: number | undefined;
}

/** The result of one attempt: a response, or the milliseconds to wait before the next attempt. */
export type Attempt =
  { readonly answer: Answer; readonly wait?: never } | { readonly wait: number; readonly answer?: never };

export type Send = (request: Request) => Promise<Answer>;

/** The kind of request. The meaning of a status depends on it. */
export type Route = 'viz' | 'query' | 'list' | 'storage';
