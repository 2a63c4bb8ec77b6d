import { createPublicClient } from '../public-client/create-client.ts';
import type { PublicClient, PublicClientOptions, Region } from '../public-client/types.ts';

/** What holds for all elements of a page unless an element says otherwise. */
export interface PageDefaults {
  /** Cloud region; see the `region` attribute. */
  readonly region?: Region | undefined;
  /** Base URL of a self-hosted API; see the `api-base` attribute. */
  readonly apiBase?: string | undefined;
  /** BCP 47 tag; see the `lang` attribute. */
  readonly locale?: string | undefined;
}

let current: PageDefaults = {};
const listeners = new Set<() => void>();

export const pageDefaults = (): PageDefaults => current;

interface Connection {
  readonly region: string | null;
  readonly apiBase: string | null;
}

/**
 * Where data comes from: the element's values, else the page's. An element with `region` ignores the page's `apiBase`.
 */
export function withDefaults({ region, apiBase }: Connection, page = current): Connection {
  return {
    region: region ?? page.region ?? null,
    apiBase: apiBase ?? (region ? null : (page.apiBase ?? null)),
  };
}

/** Sets defaults for the whole page; what is left out stays. Elements that are there already follow. */
export function configure(defaults: PageDefaults): void {
  current = { ...current, ...defaults };
  for (const listener of listeners) listener();
}

/** Calls back whenever the defaults change, until the returned function is called. */
export function onDefaultsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const clients = new Map<string, PublicClient>();
const storages = new Set<string>();

/** The page's client for these options: one for all elements that ask for the same. */
export function clientFor(options: PublicClientOptions): PublicClient {
  const key = JSON.stringify(options);
  let client = clients.get(key);
  if (!client) clients.set(key, (client = createPublicClient({ ...options, onStorage: preconnect })));
  return client;
}

/** Opens the connection by which rows will come, without credentials as they do. */
function preconnect(href: string): void {
  if (storages.has(href)) return;
  storages.add(href);
  const link = document.createElement('link');
  document.head.append(Object.assign(link, { rel: 'preconnect', crossOrigin: '', href }));
}
