/** The site of the benchmark: pages for each rival, with many charts or with one of a kind, and their scripts. */
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { prerenderHtml } from '../node/prerender/index.ts';
import type { PublicClient } from '../src/public-client/types.ts';
import { build as bundle } from 'esbuild';
import { build as buildApp } from 'vite';
import { dashboardPage, chartsPage, PAINTERS, pointsPage, RIVAL_NAMES } from './pages.ts';
import type { Resource } from './servers.ts';
import { DASHBOARDS, KIND_NAMES, type DashboardName } from './vizzes.ts';

/** Returns the resource at a path, such as `/triple/20`. */
export type Site = (path: string, search: string) => Resource | undefined;

const PROJECT = join(import.meta.dirname, '..');
const SOURCES = join(import.meta.dirname, 'rivals');

/** The files that jsDelivr serves for the names of packages. */
const NPM: Readonly<Record<string, string>> = {
  '/npm/vega': 'vega/build/vega.min.js',
  '/npm/vega-lite': 'vega-lite/build/vega-lite.min.js',
  '/npm/vega-embed': 'vega-embed/build/vega-embed.min.js',
  '/npm/@msgpack/msgpack': '@msgpack/msgpack/dist.umd/msgpack.min.js',
};

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

const DASHBOARD_NAMES = Object.keys(DASHBOARDS) as DashboardName[];

/** Numbers of charts on prerendered pages, besides pages with one chart. */
const PRERENDERED = [20, 100];

/** The query of a page whose first script is delayed by {@link LATE_DELAY} milliseconds. */
export const LATE_SEARCH = '?late';
const LATE_DELAY = 600;

export interface SiteOptions {
  readonly apiBase: string;
  /** The origin of results. */
  readonly storage: string;
  /** The maximum number of charts on a page. */
  readonly charts: number;
  /** Fetches the rows for prerendered pages. */
  readonly client: PublicClient;
}

/** Builds the rivals. Pages are at `/RIVAL/CHARTS`, `/RIVAL/KIND`, `/points/PAINTER` and `/dashboard/NAME`. */
export async function createSite({ apiBase, storage, charts, client }: SiteOptions): Promise<Site> {
  const { files: hashes } = JSON.parse(readFileSync(join(PROJECT, 'cdn/integrity.json'), 'utf8')) as {
    readonly files: Readonly<Record<string, string>>;
  };
  const [naiveScript, tripleScript, embedPoints, ourPoints, dashboard] = await Promise.all([
    buildNaive(),
    buildInline('triple.ts', 'iife'),
    buildInline('points-embed.ts', 'esm'),
    buildInline('points-ours.ts', 'esm'),
    buildInline('dashboard.ts', 'esm'),
  ]);
  const prerendered = new Map<string, string>();
  for (const name of [...KIND_NAMES, ...PRERENDERED.filter((each) => each <= charts).map(String)]) {
    const page = chartsPage('ours-prerendered', name, {
      apiBase,
      storage,
      hashes,
      tripleScript,
      search: '',
    });
    prerendered.set(name, (await prerenderHtml(page, { client })).html);
  }
  const findPage = (path: string, search: string): string | undefined => {
    const [, folder, name = ''] = /^\/([\w-]+)\/([\w-]+)$/.exec(path) ?? [];
    const painter = folder === 'points' && PAINTERS.find((known) => known === name);
    if (painter) return pointsPage(painter, painter === 'ours' ? ourPoints : embedPoints);
    const context = { apiBase, storage, hashes, tripleScript, search };
    const speed = folder === 'dashboard' && DASHBOARD_NAMES.find((known) => known === name);
    if (speed) return dashboardPage(speed, dashboard, context);
    const rival = RIVAL_NAMES.find((known) => known === folder);
    if (rival === 'ours-prerendered') return prerendered.get(name);
    return rival && chartsPage(rival, name, context);
  };
  const find = (path: string, search: string): Resource | undefined => {
    const page = findPage(path, search);
    if (page)
      return { type: 'text/html; charset=utf-8', body: Buffer.from(page), cacheable: false, delay: 0 };
    const body = path === '/naive.js' ? Buffer.from(naiveScript) : readScript(path);
    const type = TYPES[extname(path)] ?? 'text/javascript';
    return body && { type, body, cacheable: true, delay: search === LATE_SEARCH ? LATE_DELAY : 0 };
  };
  const found = new Map<string, Resource | undefined>();
  return (path, search) => {
    const address = path + search;
    if (!found.has(address)) found.set(address, find(path, search));
    return found.get(address);
  };
}

/** Reads the file behind a script's path. */
function readScript(path: string): Buffer | undefined {
  const source = NPM[path] ? `node_modules/${NPM[path]}` : path.startsWith('/cdn/') ? path : undefined;
  return source && existsSync(join(PROJECT, source)) ? readFileSync(join(PROJECT, source)) : undefined;
}

/** Bundles a page's inline script. Its libraries come from script tags or URLs. */
export async function buildInline(file: string, format: 'iife' | 'esm'): Promise<string> {
  const { outputFiles } = await bundle({
    entryPoints: [join(SOURCES, file)],
    bundle: true,
    minify: true,
    format,
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** Bundles the naive rival with the defaults of Vite. */
async function buildNaive(): Promise<string> {
  const result = await buildApp({
    root: SOURCES,
    configFile: false,
    logLevel: 'error',
    build: { write: false, rolldownOptions: { input: join(SOURCES, 'naive.ts') } },
  });
  const files = [result].flat().flatMap((built) => ('output' in built ? built.output : []));
  const [only, ...more] = files.filter((file) => file.type === 'chunk');
  if (!only || more.length > 0) throw new Error('The naive rival is expected to be one file');
  return only.code;
}
