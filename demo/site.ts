/**
 * Serves the demo's pages, the bundle, and the website of the documentation if it is built. Each page has the Content-Security-Policy of docs/security.md. The charts of
 * `static.html` are prerendered. With `?script=off`, that page has no scripts, and its policy forbids them.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { DOCS_FOLDER } from '../docs/site/main.ts';
import { fillPage } from './page.ts';
import { createWeather, WEATHER_PATH } from './weather.ts';

export interface SiteOptions {
  /** Base URL of the API. */
  readonly apiBase: string;
  /** Origin of the API's results. */
  readonly storageOrigin: string;
  /** The folder of the documentation's website. Default: where `npm run docs` writes it. */
  readonly docs?: string;
}

/** The path of the documentation. */
const DOCS = '/docs/';
const PAGES = join(import.meta.dirname, 'pages');
/** The page with prerendered charts. */
export const STATIC = '/static.html';
/** The folder with the built `cdn/` and `dist/`. */
const BUILT = join(import.meta.dirname, '..');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
};

/** Creates the HTTP server, which does not listen yet. */
export function createSite({ apiBase, storageOrigin, docs = DOCS_FOLDER }: SiteOptions): Server {
  const weather = createWeather(apiBase);
  const prerender = createPrerender();
  let visits = 0;
  return createServer((request, response) => {
    const origin = `http://${requestHost(request)}`;
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    if (pathname.startsWith(WEATHER_PATH)) return void weather(request, response, pathname);
    if (pathname.startsWith(DOCS)) return void serveDocs(docs, pathname.slice(DOCS.length), response);
    const isScriptless = pathname === STATIC && searchParams.get('script') === 'off';
    void serveFile({ pathname, isScriptless, prerender }, response, {
      API_BASE: apiBase,
      API_ORIGIN: new URL(apiBase).origin,
      STORAGE_ORIGIN: storageOrigin,
      ORIGIN: origin,
      VISIT: String(++visits),
    });
  });
}

/** The values of `{{NAME}}` in a page. */
type Values = Readonly<Record<'API_BASE' | 'API_ORIGIN' | 'STORAGE_ORIGIN' | 'ORIGIN' | 'VISIT', string>>;

interface PageRequest {
  readonly pathname: string;
  readonly isScriptless: boolean;
  readonly prerender: (html: string) => Promise<string>;
}

async function serveFile(
  { pathname, isScriptless, prerender }: PageRequest,
  response: ServerResponse,
  values: Values,
): Promise<void> {
  const file = filePath(pathname);
  const body = await readFile(file).catch(() => null);
  const type = TYPES[extname(file)];
  if (body === null || type === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('There is no such page.');
    return;
  }
  const headers = { 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' };
  if (extname(file) === '.html') {
    const page = await fillPage(body.toString('utf8'), PAGES, values);
    const html = pathname === STATIC ? await prerender(page) : page;
    const policy = policyFor(pathname, values);
    response.writeHead(200, {
      ...headers,
      'content-security-policy': isScriptless
        ? policy.replace(/script-src [^;]+/, "script-src 'none'")
        : policy,
    });
    response.end(isScriptless ? removeScripts(html) : html);
    return;
  }
  // Pages of any origin can load the bundle, as from a CDN.
  response.writeHead(200, { ...headers, 'access-control-allow-origin': '*' });
  response.end(body);
}

/** Serves a file of the documentation, which has no policy, as on any host of static sites. */
async function serveDocs(folder: string, path: string, response: ServerResponse): Promise<void> {
  const file = join(folder, normalize(`/${path || 'index.html'}`));
  const body = await readFile(file).catch(() => null);
  const type = body ? (TYPES[extname(file)] ?? 'application/octet-stream') : 'text/plain; charset=utf-8';
  response.writeHead(body ? 200 : 404, { 'content-type': type, 'cache-control': 'no-cache' });
  response.end(body ?? 'There is no such page. To build the documentation, run: npm run docs');
}

/** Creates a function that prerenders a page. It caches the result for the last page. */
function createPrerender(): (html: string) => Promise<string> {
  let last: string | undefined;
  let filled: Promise<string> | undefined;
  return (html) => {
    if (!filled || html !== last) {
      last = html;
      filled = prerender(html);
      filled.catch(() => (filled = undefined));
    }
    return filled;
  };
}

async function prerender(html: string): Promise<string> {
  // Import lazily, because this loads Vega, which no other page needs.
  const { prerenderHtml } = await import('../node/prerender/index.ts');
  const { html: filled, charts } = await prerenderHtml(html);
  for (const { line, tag, problem } of charts)
    if (problem) console.warn(`${STATIC}:${line} <${tag}> ${problem.kind}: ${problem.message}`);
  return filled;
}

/** Removes the scripts of a page. */
const removeScripts = (html: string): string =>
  html
    .replace('<html ', '<html class="scriptless" ')
    .replace(/ *<script [^>]*\bsrc="[^"]*"[^>]*><\/script>\n/g, '');

/** Returns the file at a path. Normalizing removes `..`. */
function filePath(pathname: string): string {
  const path = normalize(`/${pathname}`);
  if (/^\/((cdn|dist)\/|custom-elements\.json$)/.test(path)) return join(BUILT, path);
  return join(PAGES, path === '/' ? 'index.html' : path);
}

function policyFor(pathname: string, { API_ORIGIN, STORAGE_ORIGIN, ORIGIN }: Values): string {
  // The page of states uses the failing API; the builder uses any API, and the hashes of the bundle.
  const more: Readonly<Record<string, string>> = {
    '/states.html': ` ${ORIGIN}${WEATHER_PATH}`,
    '/builder.html': ' http: https:',
  };
  return [
    `default-src 'none'`,
    `script-src ${ORIGIN}`,
    `style-src ${ORIGIN}`,
    `connect-src ${API_ORIGIN} ${STORAGE_ORIGIN}${more[pathname] ?? ''}`,
    `img-src data: blob:`,
    `require-trusted-types-for 'script'`,
    `trusted-types lit-html vibedasher`,
  ].join('; ');
}

/** Returns the host of the request: the policy must also be correct behind a forwarded port. */
function requestHost({ headers }: IncomingMessage): string {
  const host = headers.host ?? '';
  return /^[\w.-]+(:\d+)?$/.test(host) ? host : 'localhost';
}
