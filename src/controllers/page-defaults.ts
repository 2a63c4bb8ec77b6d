import { createPublicClient } from '../public-client/create-client.ts';
import type {
  EngineFiles,
  Live,
  PublicClient,
  PublicClientOptions,
  Queries,
  Region,
} from '../public-client/types.ts';

/** Defaults for all elements of a page. Attributes of an element override them. */
export interface PageDefaults {
  /** Cloud region; see the `region` attribute. */
  readonly region?: Region | undefined;
  /** Base URL of a self-hosted API; see the `api-base` attribute. */
  readonly apiBase?: string | undefined;
  /** URL of a snapshot, relative to the page; see the `snapshot` attribute. */
  readonly snapshot?: string | undefined;
  /** How the snapshot and the API are used; see the `live` attribute. */
  readonly live?: Live | undefined;
  /** Where queries run; see the `queries` attribute. */
  readonly queries?: Queries | undefined;
  /** The engine for queries in the browser, such as `engine` from `@vibedasher/embed/duckdb`. Default: the snapshot's. */
  readonly engine?: EngineFiles | undefined;
  /** BCP 47 tag; see the `lang` attribute. */
  readonly locale?: string | undefined;
}

let current: PageDefaults = {};
const listeners = new Set<() => void>();

export const pageDefaults = (): PageDefaults => current;

interface Connection extends Pick<PageDefaults, 'snapshot' | 'live' | 'queries' | 'engine'> {
  readonly region: string | null;
  readonly apiBase: string | null;
}

/** The connection of an element, without defaults. */
interface OwnConnection extends Pick<Connection, 'region' | 'apiBase'> {
  readonly snapshot?: string | null | undefined;
  readonly live?: Live | null | undefined;
  readonly queries?: Queries | null | undefined;
}

/** Applies the page's defaults to an element's connection. An element with `region` ignores the default `apiBase`. */
export function withDefaults(
  { region, apiBase, snapshot, live, queries }: OwnConnection,
  page = current,
): Connection {
  return {
    region: region ?? page.region ?? null,
    apiBase: apiBase ?? (region ? null : (page.apiBase ?? null)),
    snapshot: snapshot || page.snapshot,
    live: live || page.live,
    queries: queries || page.queries,
    engine: page.engine,
  };
}

/** Sets defaults for the whole page, also for existing elements. Defaults that are left out keep their values. */
export function configure(defaults: PageDefaults): void {
  current = { ...current, ...defaults };
  for (const listener of listeners) listener();
}

/** Calls `listener` whenever the defaults change. Returns a function that unsubscribes it. */
export function onDefaultsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const clients = new Map<string, PublicClient>();
const storages = new Set<string>();

/** Returns the client for these options. Elements with equal options share a client. */
export function clientFor(options: PublicClientOptions): PublicClient {
  const key = JSON.stringify(options);
  let client = clients.get(key);
  if (!client) clients.set(key, (client = createPublicClient({ ...options, onStorage: preconnect })));
  return client;
}

/** Preconnects to the storage that serves rows: anonymously, like the requests for them. */
function preconnect(href: string): void {
  if (storages.has(href)) return;
  storages.add(href);
  const link = document.createElement('link');
  document.head.append(Object.assign(link, { rel: 'preconnect', crossOrigin: '', href }));
}
