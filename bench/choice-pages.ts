/**
 * A dashboard of eight charts over three million flights, whose choices are answered by the API, by the answers of a snapshot,
 * or by its tables in the browser.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { DEMO_ROOT, prepareData } from '../demo/prepare-data.ts';
import { startServer } from '../server/src/index.ts';
import type { Io } from '../node/prerender/command/io.ts';
import { prerender } from '../node/prerender/command/prerender.ts';
import { snapshot } from '../node/prerender/command/snapshot.ts';
import type { Resource } from './servers.ts';

/** Where the answers to a choice come from. */
export const CHOICE_SOURCES = ['live', 'answers', 'tables'] as const;
export type ChoiceSource = (typeof CHOICE_SOURCES)[number];

/** Prerendered pages, without and with a snapshot; first without controls, then with one that sets a parameter of all charts. */
export const PICTURE_PAGES = [
  'pictures',
  'pictures-answers',
  'pictures-tables',
  'controls',
  'controls-answers',
  'controls-tables',
] as const;
export type PicturePage = (typeof PICTURE_PAGES)[number];

/** The options of the control, of which the first is the present one. */
export const AIRPORTS = ['', 'ATL', 'ORD', 'DFW', 'LAX', 'PHX', 'STL', 'DTW'];

const CHARTS = ['daily', 'airports', 'delays', 'distances', 'weekdays', 'routes', 'late', 'typical'];

const SCRIPTS: Readonly<Record<ChoiceSource | PicturePage, string>> = {
  live: '',
  answers: 'data-snapshot="vibedasher/" data-live="never"',
  tables: 'data-snapshot="vibedasher/" data-live="never" data-queries="browser"',
  pictures: '',
  'pictures-answers': 'data-snapshot="vibedasher/"',
  'pictures-tables': 'data-snapshot="vibedasher/" data-queries="browser"',
  controls: '',
  'controls-answers': 'data-snapshot="vibedasher/"',
  'controls-tables': 'data-snapshot="vibedasher/" data-queries="browser"',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export interface ChoicePages {
  /** Returns the resource at a path, such as `/choice/live/`. */
  readonly find: (path: string) => Resource | undefined;
  readonly close: () => Promise<void>;
}

/**
 * Writes the pages and their snapshots.
 * @param forward returns the base URL that browsers have for an API
 * @param script the module of the pages
 */
export async function createChoicePages(
  forward: (apiBase: string) => Promise<string>,
  script: string,
): Promise<ChoicePages> {
  await using cleanup = new AsyncDisposableStack();
  await prepareData({ log: console.log });
  const start = async () =>
    cleanup.adopt(await startServer({ root: DEMO_ROOT }), (running) => running.close());
  const api = await start();
  const folder = cleanup.adopt(await mkdtemp(join(tmpdir(), 'vibedasher-bench-choice-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  // Without the results of the snapshots.
  const liveBase = await forward((await start()).apiBase);
  for (const [name, attributes] of Object.entries(SCRIPTS)) {
    await mkdir(join(folder, name));
    const base = name === 'live' ? liveBase : api.apiBase;
    const page = choicePage(`${attributes} data-api-base="${base}"`, !name.startsWith('pictures'), script);
    await writeFile(join(folder, name, 'index.html'), page);
  }
  const airports = join(folder, 'airports.json');
  await writeFile(airports, JSON.stringify(AIRPORTS.map((origin) => ({ origin }))));
  const run = async (command: typeof prerender, name: string, ...args: string[]): Promise<void> => {
    const code = await command(
      [join(folder, name), '--cache', join(folder, '.cache'), '--max-age', '1d', ...args],
      IO,
    );
    if (code !== 0) throw new Error(`The pages of "${name}" could not be written`);
  };
  const tables = ['--params', 'defaults', '--data', 'all', '--max-bytes', '50MB'];
  await run(snapshot, 'answers', '--params', airports);
  await run(snapshot, 'tables', ...tables);
  for (const page of ['pictures', 'controls'] as const) {
    await run(prerender, page);
    await run(prerender, `${page}-answers`, '--snapshot', '--params', airports);
    await run(prerender, `${page}-tables`, '--snapshot', ...tables);
  }
  const read = (path: string): Resource | undefined => {
    const file = join(folder, path.replace(/\/$/, '/index.html'));
    if (!existsSync(file)) return undefined;
    const extension = extname(file);
    const isLarge = extension === '.duckdb' || extension === '.wasm';
    const type = TYPES[extension] ?? 'application/octet-stream';
    return { type, body: readFileSync(file), cacheable: extension !== '.html', delay: 0, isStored: isLarge };
  };
  // Each is compressed once.
  const found = new Map<string, Resource | undefined>();
  const find = (path: string): Resource | undefined => {
    const [, rest] = /^\/choice\/(.+)$/.exec(path) ?? [];
    if (!rest) return undefined;
    if (!found.has(rest)) found.set(rest, read(rest));
    return found.get(rest);
  };
  const resources = cleanup.move();
  return { find, close: () => resources.disposeAsync() };
}

const IO: Io = {
  stdout: { write: () => undefined },
  stderr: process.stderr,
  signal: new AbortController().signal,
};

function choicePage(attributes: string, hasControl: boolean, script: string): string {
  const options = AIRPORTS.map((code) => `<option value="${code}">${code || 'All'}</option>`);
  const charts = CHARTS.map((id) => `<vibedasher-viz chart="${id}" loading="eager"></vibedasher-viz>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Bench</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/cdn/vibedasher.css">
<script type="module" src="/cdn/vibedasher.js" ${attributes}></script>
</head>
<body>
<vibedasher-dashboard account="northwind-labs" slug="late-flights" columns="4">
${hasControl ? `<label>From <select name="origin">${options.join('')}</select></label>` : ''}
${charts.join('\n')}
</vibedasher-dashboard>
<script type="module">${script}</script>
</body>
</html>
`;
}
