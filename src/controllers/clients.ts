import { createPublicClient } from '../public-client/create-client.ts';
import type { PublicClient, PublicClientOptions } from '../public-client/types.ts';

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
