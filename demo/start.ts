/**
 * `npm start`: the demo's pages on `PORT` (default 8080, or the next free port where `PORT` is not given) and the
 * reference API on origins of its own. Builds what is missing first. Ctrl-C ends all of it.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildIsStale } from '../scripts/build-state.ts';
import { startReferenceApi } from './api/server.ts';
import { DEMO_ROOT, prepareData } from './prepare-data.ts';
import { createSite } from './site.ts';

const PROJECT = join(import.meta.dirname, '..');
const DEFAULT_PORT = 8080;
/** How many ports after the default one are tried. */
const PORTS_TO_TRY = 20;

export interface DemoOptions {
  /** Port of the pages; 0 takes any free one. */
  readonly port: number;
  /** Default: loopback only. */
  readonly host?: string;
}

export interface RunningDemo {
  /** Address of the pages, with a slash at its end. */
  readonly url: string;
  /** Base URL of the reference API. */
  readonly apiBase: string;
  /** Origin that the results come from. */
  readonly storageOrigin: string;
  /** What the API says of files that it cannot use. */
  readonly problems: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts pages and API. The bundle must have been built (`npm run build`) and the data prepared
 * (`prepareData()`). Rejects with the system's error where the port is taken (`EADDRINUSE`).
 */
export async function startDemo({ port, host = '127.0.0.1' }: DemoOptions): Promise<RunningDemo> {
  const api = await startReferenceApi({ root: DEMO_ROOT });
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
    problems: api.problems,
    async close() {
      const closed = new Promise((resolve) => site.close(resolve));
      site.closeAllConnections();
      await Promise.all([closed, api.close()]);
    },
  };
}

/** Starts on the port that was asked for, or on the first free one from the default on. */
async function startOnFreePort(asked: string | undefined): Promise<RunningDemo> {
  const first = asked === undefined ? DEFAULT_PORT : Number(asked);
  if (!Number.isInteger(first) || first < 0 || first > 65_535) throw new Error(`PORT=${asked} is not a port`);
  for (let port = first; ; port++) {
    try {
      return await startDemo({ port });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (asked !== undefined)
        throw new Error(`Port ${port} is taken: choose another one with PORT=…`, { cause: error });
      if (port === first + PORTS_TO_TRY)
        throw new Error(`Ports ${first} to ${port} are all taken`, { cause: error });
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
  const demo = await startOnFreePort(process.env['PORT']);
  console.log(`\n  Demo     ${demo.url}\n  API      ${demo.apiBase}\n  Results  ${demo.storageOrigin}\n`);
  for (const problem of demo.problems) console.warn(`  ${problem}`);
  console.log('  Ctrl-C ends it.');
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
