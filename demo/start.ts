/**
 * `npm start`: the demo's pages on `PORT` (default 8080) and the API on origins of its own, at `API_PORT`
 * (default 4000) and the port after it. Where a port is taken that was not asked for, the next free one. Builds what is
 * missing first. Ctrl-C ends all of it.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildIsStale } from '../scripts/build-state.ts';
import { startServer } from '../server/src/index.ts';
import { DEMO_ROOT, prepareData } from './prepare-data.ts';
import { Port, takenPort } from './ports.ts';
import { createSite, STATIC } from './site.ts';

const PROJECT = join(import.meta.dirname, '..');
/** The usual ports: those of the API are the ones that `npm run api` has, so that a page works against either. */
const USUAL = { pages: 8080, api: 4000 };

export interface DemoOptions {
  /** Port of the pages; 0 takes any free one. */
  readonly port: number;
  /** Port of the API, whose results are on the next one; 0, the default, takes any two free ones. */
  readonly apiPort?: number;
  /** Default: loopback only. */
  readonly host?: string;
}

export interface RunningDemo {
  /** Address of the pages, with a slash at its end. */
  readonly url: string;
  /** Base URL of the API. */
  readonly apiBase: string;
  /** Origin that the results come from. */
  readonly storageOrigin: string;
  /** Address of a viewer page. */
  readonly viewer: string;
  /** What the API says of files that it cannot use. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts pages and API. The bundle must have been built (`npm run build`) and the data prepared
 * (`prepareData()`). Rejects with the system's error where the port is taken (`EADDRINUSE`).
 */
export async function startDemo({
  port,
  apiPort = 0,
  host = '127.0.0.1',
}: DemoOptions): Promise<RunningDemo> {
  const api = await startServer({
    root: DEMO_ROOT,
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
 * Starts on the ports that the environment asks for, or on the first free ones from the usual ones on; `notices` says
 * which of those are taken.
 *
 * @throws Error where a port that was asked for is none, or is taken
 */
export async function startOnFreePorts(
  env: NodeJS.ProcessEnv,
  usual = USUAL,
): Promise<{ demo: RunningDemo; notices: readonly string[] }> {
  const pages = new Port({ variable: 'PORT', usual: usual.pages, servers: ['the pages'] }, env);
  const api = new Port(
    { variable: 'API_PORT', usual: usual.api, servers: ['the API', "the API's results"] },
    env,
  );
  for (;;) {
    // Who asks for the API's usual port for the pages gets it.
    if (pages.asked && !api.asked && api.has(pages.current)) api.moveOn(pages.current);
    try {
      const demo = await startDemo({ port: pages.current, apiPort: api.current });
      return { demo, notices: [pages.notice, api.notice].filter((notice) => notice !== undefined) };
    } catch (error) {
      const taken = takenPort(error);
      if (taken === undefined) throw error;
      (api.has(taken) ? api : pages).moveOn(taken, error);
    }
  }
}

function buildWhatIsMissing(): void {
  if (!buildIsStale(PROJECT)) return;
  console.log('Building the bundle …');
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: PROJECT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed');
}

async function main(): Promise<void> {
  buildWhatIsMissing();
  await prepareData({ log: console.log });
  const { demo, notices } = await startOnFreePorts(process.env);
  console.log(
    `\n  Demo     ${demo.url}\n  Viewer   ${demo.viewer}\n  API      ${demo.apiBase}\n  Results  ${demo.storageOrigin}\n`,
  );
  for (const notice of notices) console.warn(`  ${notice}\n`);
  for (const problem of demo.problems) console.warn(`  ${problem}`);
  console.log('  Ctrl-C ends it.');
  // Drawn by now when somebody opens it.
  void fetch(new URL(STATIC, demo.url)).then(
    (page) => page.text(),
    () => {},
  );
  const stop = (): void => {
    // A second Ctrl-C, by default, ends the process at once.
    process.off('SIGINT', stop).off('SIGTERM', stop);
    void demo.close();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
