/** What the modules of the client have in common: a page, a client of it, and what these send and receive. */
import type { Batch, Outcomes, Poller, WireQuery } from './batch.ts';
import type { Caller, Environment } from './environment.ts';
import type { VibedasherError } from './errors.ts';
import type { RequestQueue } from './request-queue.ts';
import type { ResultCache } from './result-cache.ts';
import { Cache } from './shared-work.ts';
import type { PublicClientOptions, Region } from './types.ts';

type Fetch = typeof globalThis.fetch;

/** What all clients of a page share, so that one thing is asked once, and not too much at a time. */
export interface Page {
  readonly fetch: Fetch;
  readonly environment: Environment;
  readonly cache: Cache;
  /** `null` until there are any. */
  kept: ResultCache | null;
  /** Origin → the requests under way to it. */
  readonly queues: Map<string, RequestQueue<Attempt>>;
  /** Account → the region that owns it, where the cloud's one host did not know it. */
  readonly regions: Map<string, Region>;
  /** Viz URL → the queries that leave together at the end of this task. */
  readonly batches: Map<string, Batch>;
  /** Bases of APIs that take no batches. */
  readonly batchless: Set<string>;
  /** Viz URL → the queries that wait for the server. */
  readonly pollers: Map<string, Poller>;
}

const pages = new WeakMap<Fetch, Page>();

/** The page behind a `fetch`: clients with the same one share, and a test's own is a world of its own. */
export function pageOf(fetch: Fetch, environment: Environment): Page {
  let page = pages.get(fetch);
  if (!page) {
    page = {
      fetch,
      environment,
      cache: new Cache(environment),
      kept: null,
      queues: new Map(),
      regions: new Map(),
      batches: new Map(),
      batchless: new Set(),
      pollers: new Map(),
    };
    pages.set(fetch, page);
  }
  return page;
}

/** One client at work. */
export interface Session {
  readonly page: Page;
  readonly limits: Limits;
  readonly send: Send;
  /** Loads what few pages need of the client, in one chunk. */
  readonly loadOnDemand: () => Promise<OnDemand>;
  readonly base: string;
  readonly onStorage: PublicClientOptions['onStorage'];
  /** The caller named the host: a 404 there is the last word. */
  readonly pinned: boolean;
}

/** Bounds of one client's requests. Times in milliseconds. */
export interface Limits {
  readonly timeout: number;
  readonly maxRetries: number;
  readonly maxBytes: number;
  readonly maxCells: number;
  readonly concurrency: number;
}

export interface Request extends Caller {
  readonly url: string;
  /** Sent by POST as JSON. Without it the request is a GET with no headers of ours, which needs no CORS preflight. */
  readonly body?: unknown;
  /** A presigned address: whoever stores it must not learn which page asks. */
  readonly presigned?: boolean;
  /** Tighter than the client's own cap, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Bypasses the browser's cache. */
  readonly fresh?: boolean | undefined;
}

/** What came back, whatever its status. What it means is read elsewhere. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly bytes: Uint8Array;
  readonly headers: Headers;
  /** Seconds that the API asks to wait, where it is busy and says so. */
  readonly retryAfter?: number | undefined;
}

/** What came of one attempt: an answer, or how many milliseconds to wait before the next. */
export type Attempt =
  { readonly answer: Answer; readonly wait?: never } | { readonly wait: number; readonly answer?: never };

export type Send = (request: Request) => Promise<Answer>;

/** What an answer belongs to: the same status means different things. */
export type Route = 'viz' | 'query' | 'list' | 'storage';

/** What on-demand.ts has for modules below it. */
export interface OnDemand {
  refusalOf(answer: Answer, route: Route): VibedasherError;
  refused(
    environment: Environment,
    queue: RequestQueue<Attempt>,
    limits: Limits,
    answer: Answer,
    attempt: number,
  ): Attempt;
  askEach(
    session: Session,
    queries: readonly WireQuery[],
    caller: Caller,
    vizUrl: string,
    status: number,
  ): Promise<Outcomes>;
}
