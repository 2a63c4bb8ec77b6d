/**
 * `npm run docs`: builds the documentation into a website, serves it on `PORT` (default 8090), and builds it again when
 * a file changes. Ctrl-C ends it. `npm run docs -- --build DIR` only builds. The charts are those of the demo. Its API
 * runs only for the builds: pages read the answers from a snapshot, so that any server of files can serve them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { DEMO_ROOT, prepareData } from '../../demo/prepare-data.ts';
import { buildIfStale } from '../../scripts/build-state.ts';
import { readCommandLine } from '../../scripts/command-line.ts';
import { startServer } from '../../server/src/index.ts';

const PROJECT = join(import.meta.dirname, '../..');
/** The folder of the site that `npm run docs` serves. The demo has it at `/docs/`. */
export const DOCS_FOLDER = join(PROJECT, '.cache/docs');
const DEFAULT_PORT = 8090;

export interface DocsOptions {
  /** The folder that the site is written to. It is emptied first. */
  readonly output: string;
  /** Base URL of the API for the charts, with the vizzes of the demo. */
  readonly apiBase: string;
  /** Serves the site on this port until the process is interrupted. Default: only builds. */
  readonly port?: number;
}

/**
 * Builds the site, and serves it if there is a port. It needs the bundle (`npm run build`).
 * @throws Error if a page cannot be built, or a chart cannot be drawn
 */
export async function buildDocs({ output, apiBase, port }: DocsOptions): Promise<void> {
  await rm(output, { recursive: true, force: true });
  const eleventy = join(dirname(createRequire(import.meta.url).resolve('@11ty/eleventy')), '../cmd.cjs');
  const args = [
    '--config=docs/site/eleventy.config.js',
    '--input=docs',
    // Eleventy accepts only relative paths.
    `--output=${relative(PROJECT, output)}`,
    ...(port === undefined ? ['--quiet'] : ['--serve', `--port=${port}`]),
  ];
  const env = { ...process.env, DOCS_API_BASE: apiBase };
  const child = spawn(process.execPath, [eleventy, ...args], { cwd: PROJECT, stdio: 'inherit', env });
  const stop = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGINT', stop).off('SIGTERM', stop);
  if (code) throw new Error('The documentation was not built');
}

async function main(): Promise<void> {
  const { values } = readCommandLine(import.meta.filename, { build: { type: 'string' } });
  buildIfStale(PROJECT);
  await prepareData({ log: console.log });
  const { apiBase, close } = await startServer({ root: DEMO_ROOT, port: 0, storagePort: 0 });
  try {
    if (values.build !== undefined) await buildDocs({ output: resolve(values.build), apiBase });
    else await buildDocs({ output: DOCS_FOLDER, apiBase, port: Number(process.env['PORT'] ?? DEFAULT_PORT) });
  } finally {
    await close();
  }
}

if (import.meta.main) await main();
