/**
 * `npm start`: serves the demo's pages on `PORT` (default 8080), the API on `API_PORT` (default 4000) and results on the
 * next port. If a default port is taken, it uses the next free one. Builds the bundle and the data if they are missing.
 * With `npm start -- --engine postgres`, the data are in a PostgreSQL server in a temporary folder. Ctrl-C ends it.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildIfStale } from '../scripts/build-state.ts';
import { readCommandLine, refuse } from '../scripts/command-line.ts';
import { startServer } from '../server/src/index.ts';
import { DEMO_ROOT, prepareData } from './prepare-data.ts';
import { Port, takenPort } from './ports.ts';
import { startDemoPostgres } from './postgres.ts';
import { createSite, STATIC } from './site.ts';

const PROJECT = join(import.meta.dirname, '..');
/** Default ports. The API has the port of `npm run api`, so a page works with either. */
const DEFAULT_PORTS = { pages: 8080, api: 4000 };

export interface DemoOptions {
  /** Port of the pages. 0 takes any free port. */
  readonly port: number;
  /** Port of the API; results are on the next port. 0, the default, takes any two free ports. */
  readonly apiPort?: number;
  /** Address to listen on. Default: `127.0.0.1`. */
  readonly host?: string;
  /** The API's engine, as its option `--engine`. Default: DuckDB. */
  readonly engine?: string | undefined;
}

export interface RunningDemo {
  /** URL of the pages, with a trailing slash. */
  readonly url: string;
  /** Base URL of the API. */
  readonly apiBase: string;
  /** Origin of the results. */
  readonly storageOrigin: string;
  /** URL of a viewer page. */
  readonly viewer: string;
  /** Files that the API cannot use, with the reasons. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts the pages and the API. It needs the bundle (`npm run build`) and the data (`prepareData()`).
 *
 * @throws Error with the code `EADDRINUSE` if a port is taken
 */
export async function startDemo({
  port,
  apiPort = 0,
  host = '127.0.0.1',
  engine,
}: DemoOptions): Promise<RunningDemo> {
  const api = await startServer({
    root: DEMO_ROOT,
    engine,
    port: apiPort,
    storagePort: apiPort === 0 ? 0 : apiPort + 1,
  });
  const storageOrigin = new URL(api.storageBase).origin;
  const site = createSite({ apiBase: api.apiBase, storageOrigin });
  try {
    site.listen(port, host);
    await once(site, 'listening');
  } catch (error) {
    await api.close();
    throw error;
  }
  const { port: actual } = site.address() as AddressInfo;
  return {
    url: `http://localhost:${actual}/`,
    apiBase: api.apiBase,
    storageOrigin,
    viewer: `${new URL(api.apiBase).origin}/v/acme/weekly-sales`,
    problems: api.problems,
    async close() {
      const closed = new Promise((resolve) => site.close(resolve));
      site.closeAllConnections();
      await Promise.all([closed, api.close()]);
    },
  };
}

/**
 * Starts on the ports of the environment, or else on the first free ports, starting with the defaults. `notices` lists
 * the taken ones.
 *
 * @throws Error if a port of the environment is invalid or taken
 */
export async function startOnFreePorts(
  env: NodeJS.ProcessEnv,
  usual = DEFAULT_PORTS,
  engine?: string,
): Promise<{ demo: RunningDemo; notices: readonly string[] }> {
  const pages = new Port({ variable: 'PORT', usual: usual.pages, servers: ['the pages'] }, env);
  const api = new Port(
    { variable: 'API_PORT', usual: usual.api, servers: ['the API', "the API's results"] },
    env,
  );
  for (;;) {
    // `PORT` may be the default port of the API.
    if (pages.isFixed && !api.isFixed && api.has(pages.current)) api.useNext(pages.current);
    try {
      const demo = await startDemo({ port: pages.current, apiPort: api.current, engine });
      return { demo, notices: [pages.notice, api.notice].filter((notice) => notice !== undefined) };
    } catch (error) {
      const taken = takenPort(error);
      if (taken === undefined) throw error;
      (api.has(taken) ? api : pages).useNext(taken, error);
    }
  }
}

async function main(): Promise<void> {
  const { values } = readCommandLine(import.meta.filename, { engine: { type: 'string', default: 'duckdb' } });
  if (!['duckdb', 'postgres'].includes(values.engine))
    refuse(`--engine ${values.engine}: use duckdb or postgres`);
  buildIfStale(PROJECT);
  await prepareData({ log: console.log });
  const postgres = values.engine === 'postgres' ? await startDemoPostgres() : undefined;
  const { demo, notices } = await startOnFreePorts(process.env, DEFAULT_PORTS, postgres?.engine).catch(
    async (error: unknown) => {
      await postgres?.stop();
      throw error;
    },
  );
  console.log(
    `\n  Demo     ${demo.url}\n  Viewer   ${demo.viewer}\n  API      ${demo.apiBase}\n  Results  ${demo.storageOrigin}\n`,
  );
  if (postgres) console.log(`  Engine   ${postgres.engine}\n`);
  for (const notice of notices) console.warn(`  ${notice}\n`);
  for (const problem of demo.problems) console.warn(`  ${problem}`);
  console.log('  Ctrl-C ends it.');
  // Prerender the page in advance.
  void fetch(new URL(STATIC, demo.url)).then(
    (page) => page.text(),
    () => {},
  );
  const stop = (): void => {
    // Without handlers, a second Ctrl-C ends the process at once.
    process.off('SIGINT', stop).off('SIGTERM', stop);
    void demo.close().then(() => postgres?.stop());
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
