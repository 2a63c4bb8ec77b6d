/** Measures the work for a chart in a real Chromium: the scripts that it loads, and their function calls. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Browser, CDPSession } from 'puppeteer-core';
import { startServer } from '../server/src/index.ts';
import { launchChromium } from '../scripts/browsers.ts';
import { startLocalServer, type LocalServer } from '../scripts/local-server.ts';
import { ACCOUNT, createVizzes, KIND_NAMES, removeVizzes, vizSlug, type KindName } from './vizzes.ts';

export interface ChartWork {
  /** The paths in `cdn/` of the scripts that the page has loaded once it is idle. */
  readonly scripts: readonly string[];
  /** Number of calls of functions in these scripts until `vibedasher-load`. */
  readonly calls: number;
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** Milliseconds without a request after which a chart has loaded everything that it needs. */
const IDLE_MS = 500;
/** Number of loads of each page. */
const LOADS = 3;
/** Time limit in ms for drawing a chart. */
const TIMEOUT = 60_000;

/**
 * Loads a page for each kind of chart in vizzes.ts.
 * @param cdn The folder of the bundle
 */
export async function measureChartWork(cdn: string): Promise<ReadonlyMap<KindName, ChartWork>> {
  await using cleanup = new AsyncDisposableStack();
  const root = cleanup.adopt(await createVizzes(KIND_NAMES.length), removeVizzes);
  const api = cleanup.adopt(await startServer({ root }), (running) => running.close());
  const site = cleanup.adopt(await startSite(cdn, api.apiBase), (server) => server.close());
  const browser = cleanup.adopt(await launchChromium(), (running) => running.close());
  const found = new Map<KindName, ChartWork>();
  for (const [index, kind] of KIND_NAMES.entries())
    found.set(kind, await measureKind(browser, `${site.url}?${vizSlug(index)}`, kind));
  return found;
}

async function measureKind(browser: Browser, url: string, kind: KindName): Promise<ChartWork> {
  const loads: ChartWork[] = [];
  while (loads.length < LOADS) loads.push(await measureLoad(browser, url, kind));
  return {
    scripts: [...new Set(loads.flatMap(({ scripts }) => scripts))],
    // Waiting for a query and pausing for the page's other tasks add calls, up to 1 %.
    calls: Math.min(...loads.map(({ calls }) => calls)),
  };
}

async function measureLoad(browser: Browser, url: string, kind: KindName): Promise<ChartWork> {
  const page = await browser.newPage();
  const scripts = new Set<string>();
  page.on('request', (request) => {
    const script = scriptPath(request.url());
    if (script) scripts.add(script);
  });
  // Stop the page in the listener, so no later call counts: their number depends on the time until the answer.
  await page.evaluateOnNewDocument(
    `addEventListener('vibedasher-load', () => { debugger; }, { capture: true, once: true });`,
  );
  const cdp = await page.createCDPSession();
  const calls = new Promise<number>((resolve, reject) => {
    cdp.once('Debugger.paused', () => {
      countCalls(cdp).then(resolve, reject);
    });
    setTimeout(() => reject(new Error(`The chart "${kind}" was not drawn`)), TIMEOUT).unref();
  });
  await cdp.send('Debugger.enable');
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.startPreciseCoverage', { callCount: true });
  await Promise.all([calls, page.goto(url)]);
  await page.waitForNetworkIdle({ idleTime: IDLE_MS });
  await page.close();
  return { scripts: [...scripts], calls: await calls };
}

/** Counts the calls so far of functions in the bundle. Resumes the page. */
async function countCalls(cdp: CDPSession): Promise<number> {
  const { result } = await cdp.send('Profiler.takePreciseCoverage');
  await cdp.send('Debugger.disable');
  return result
    .filter(({ url }) => scriptPath(url))
    .flatMap(({ functions }) => functions.map(({ ranges }) => ranges[0]?.count ?? 0))
    .reduce((sum, count) => sum + count, 0);
}

const scriptPath = (url: string): string | undefined => /\/cdn\/(.*\.js)$/.exec(url)?.[1];

/** Serves the bundle, and at `/?SLUG` a page with one chart. */
function startSite(cdn: string, apiBase: string): Promise<LocalServer> {
  return startLocalServer(({ url = '/' }, response) => {
    const { pathname, search } = new URL(url, 'http://localhost');
    if (pathname === '/') {
      response.setHeader('content-type', 'text/html').end(pageOf(search.slice(1), apiBase));
      return;
    }
    const folder = pathname.startsWith('/cdn/chunks/') ? join(cdn, 'chunks') : cdn;
    const file = join(folder, basename(pathname));
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.setHeader('content-type', type).end(readFileSync(file));
  });
}

const pageOf = (slug: string, apiBase: string): string => `<!doctype html>
<html lang="en">
<title>${slug}</title>
<link rel="stylesheet" href="/cdn/vibedasher.css">
<script type="module" src="/cdn/vibedasher.js" data-api-base="${apiBase}"></script>
<vibedasher-viz account="${ACCOUNT}" slug="${slug}"></vibedasher-viz>
`;
