/** Finds out which scripts of the bundle a chart loads, in a real Chromium. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { startServer } from '../server/src/index.ts';
import { launchChromium } from '../scripts/browsers.ts';
import { startLocalServer, type LocalServer } from '../scripts/local-server.ts';
import { ACCOUNT, createVizzes, KIND_NAMES, kindTitle, removeVizzes, vizSlug } from './vizzes.ts';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/** Milliseconds without a request after which a chart has loaded all that it needs. */
const IDLE_MS = 500;

/**
 * Loads a page for each kind of chart in vizzes.ts.
 * @param cdn The folder of the bundle
 * @returns By kind: the paths in `cdn` of the scripts that the page has loaded once it is idle
 */
export async function chartScripts(cdn: string): Promise<ReadonlyMap<string, readonly string[]>> {
  await using cleanup = new AsyncDisposableStack();
  const root = cleanup.adopt(await createVizzes(KIND_NAMES.length), removeVizzes);
  const api = cleanup.adopt(await startServer({ root }), (running) => running.close());
  const site = cleanup.adopt(await startSite(cdn, api.apiBase), (server) => server.close());
  const browser = cleanup.adopt(await launchChromium(), (running) => running.close());
  const found = new Map<string, readonly string[]>();
  for (const [index, kind] of KIND_NAMES.entries())
    found.set(kindTitle(kind), await scriptsOf(browser, `${site.url}?${vizSlug(index)}`, kind));
  return found;
}

async function scriptsOf(browser: Browser, url: string, kind: string): Promise<readonly string[]> {
  const page = await browser.newPage();
  const scripts = new Set<string>();
  page.on('request', (request) => {
    const [, script] = /\/cdn\/(.*\.js)$/.exec(new URL(request.url()).pathname) ?? [];
    if (script) scripts.add(script);
  });
  await page.goto(url);
  const isDrawn = (): boolean =>
    document.querySelector('vibedasher-viz')?.shadowRoot?.querySelector('svg .role-mark > *') != null;
  await page.waitForFunction(isDrawn).catch((cause: unknown) => {
    throw new Error(`The chart "${kind}" was not drawn`, { cause });
  });
  await page.waitForNetworkIdle({ idleTime: IDLE_MS });
  await page.close();
  return [...scripts];
}

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
