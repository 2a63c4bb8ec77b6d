import { createPublicClient } from '../../src/public-client/index.ts';
import type {
  Params,
  PublicClient,
  PublicClientOptions,
  Query,
  VizRef,
} from '../../src/public-client/types.ts';
import type { Environment } from '../support/wtr/serve.ts';

export const ENGINE = { worker: '/__engine__/worker.js', module: '/__engine__/duckdb.wasm' };

export const LATE_FLIGHTS = { account: 'northwind-labs', slug: 'late-flights' };

export async function apiBase(): Promise<string> {
  const response = await fetch('/__env__.json');
  return ((await response.json()) as Environment).api!;
}

/** A client of the API that sends queries, and one whose queries run in the browser. */
export async function bothClients(options: PublicClientOptions = {}): Promise<{
  readonly server: PublicClient;
  readonly browser: PublicClient;
  readonly sent: readonly string[];
}> {
  const base = { apiBase: await apiBase() };
  const sent: string[] = [];
  const recording: typeof fetch = (input, init) => {
    sent.push(String(input));
    return fetch(input, init);
  };
  return {
    server: createPublicClient(base),
    browser: createPublicClient({
      ...base,
      fetch: recording,
      queries: 'browser',
      engine: ENGINE,
      ...options,
    }),
    sent,
  };
}

/** The queries of a viz's charts with values for their parameters: the declared defaults, or `given`. */
export async function queriesOf(
  client: PublicClient,
  ref: VizRef,
  given: Params = {},
): Promise<readonly Query[]> {
  const { files } = await client.getViz(ref);
  const declared = JSON.parse(files.get('params.json') ?? '[]') as { name: string; default?: never }[];
  const defaults = Object.fromEntries(declared.map((param) => [param.name, param.default ?? '']));
  const values: Params = { ...defaults, ...given };
  return [...files]
    .filter(([path]) => /^charts\/.*\.sql$/.test(path))
    .map(([, sql]) => ({
      sql,
      params: Object.fromEntries(Object.entries(values).filter(([name]) => sql.includes(`{{${name}}}`))),
    }));
}
