import { createPublicClient } from '../public-client/create-client.ts';
import type { PublicClient, PublicClientOptions } from '../public-client/types.ts';

const clients = new Map<string, PublicClient>();

/** The page's client for these options: one for all elements that ask for the same. */
export function clientFor(options: PublicClientOptions): PublicClient {
  const key = JSON.stringify(options);
  let client = clients.get(key);
  if (!client) clients.set(key, (client = createPublicClient(options)));
  return client;
}
