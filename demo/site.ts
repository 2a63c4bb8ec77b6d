/**
 * Serves the demo's pages and the bundle, each page under the policy that docs/security.md asks for. Charts of
 * `static.html` stand in its HTML; with `?script=off` the page has no script, and may run none.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fillPage } from './page.ts';
import { createWeather, WEATHER_PATH } from './weather.ts';

export interface SiteOptions {
  /** Base URL of the API. */
  readonly apiBase: string;
  /** Origin that the API's results come from. */
  readonly storageOrigin: string;
}

const PAGES = join(import.meta.dirname, 'pages');
/** The page whose charts stand in its HTML. */
export const STATIC = '/static.html';
/** What is built: the bundle, and the modules of the package. */
const BUILT = join(import.meta.dirname, '..');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
};

/** An HTTP server that does not listen yet. */
export function createSite({ apiBase, storageOrigin }: SiteOptions): Server {
  const weather = createWeather(apiBase);
  const prerender = createPrerender();
  let visits = 0;
  return createServer((request, response) => {
    const origin = `http://${hostOf(request)}`;
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    if (pathname.startsWith(WEATHER_PATH)) return void weather(request, response, pathname);
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

/** What `{{NAME}}` stands for in a page. */
type Values = Readonly<Record<'API_BASE' | 'API_ORIGIN' | 'STORAGE_ORIGIN' | 'ORIGIN' | 'VISIT', string>>;

interface Wanted {
  readonly pathname: string;
  readonly isScriptless: boolean;
  readonly prerender: (html: string) => Promise<string>;
}

async function serveFile(
  { pathname, isScriptless, prerender }: Wanted,
  response: ServerResponse,
  values: Values,
): Promise<void> {
  const file = fileOf(pathname);
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
    response.end(isScriptless ? withoutScript(html) : html);
    return;
  }
  // A page of any origin may load the bundle, as from a CDN.
  response.writeHead(200, { ...headers, 'access-control-allow-origin': '*' });
  response.end(body);
}

/** Puts the charts of a page into its HTML as the command does; keeps what the last page became. */
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
  // With Vega behind it, which no other page needs here.
  const { prerenderHtml } = await import('../src/prerender/index.ts');
  const { html: filled, charts } = await prerenderHtml(html);
  for (const { line, tag, problem } of charts)
    if (problem) console.warn(`${STATIC}:${line} <${tag}> ${problem.kind}: ${problem.message}`);
  return filled;
}

/** A page as it is where scripts are never run. */
const withoutScript = (html: string): string =>
  html
    .replace('<html ', '<html class="scriptless" ')
    .replace(/ *<script [^>]*\bsrc="[^"]*"[^>]*><\/script>\n/g, '');

/** The file behind an address. Normalised first, so that no `..` is left to climb with. */
function fileOf(pathname: string): string {
  const path = normalize(`/${pathname}`);
  if (/^\/(cdn|dist)\//.test(path)) return join(BUILT, path);
  return join(PAGES, path === '/' ? 'index.html' : path);
}

function policyFor(pathname: string, { API_ORIGIN, STORAGE_ORIGIN, ORIGIN }: Values): string {
  // The page of states has its API behind the weather; the builder asks any API, and for the hashes of the bundle.
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

/** The host as the browser knows it, so that the policy fits behind a forwarded port too. */
function hostOf({ headers }: IncomingMessage): string {
  const host = headers.host ?? '';
  return /^[\w.-]+(:\d+)?$/.test(host) ? host : 'localhost';
}
