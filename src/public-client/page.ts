import { lazily } from '../internal/tasks.ts';
import { Cache } from './shared-work.ts';
import type { Batch } from './batch.ts';
import type { Environment } from './environment.ts';
import type { ResultCache } from './result-cache.ts';
import type { RequestQueue } from './request-queue.ts';
import type { Poller } from './query-run.ts';
import type { Attempt } from './request.ts';
import type { Region } from './types.ts';

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

/** What few pages need of the client, in one chunk. */
export const loadOnDemand = (): Promise<typeof import('./on-demand.ts')> =>
  lazily(() => import('./on-demand.ts'));
