/** In addition to the project's files, serves pages with the real policy, data, and the URLs of the API to tests. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestRunnerConfig } from '@web/test-runner';
import { writeDuckDBWorker } from '../../../scripts/duckdb-worker.ts';
import { cloudBase } from '../../../src/public-client/urls.ts';
import { brokenAnswer, snapshotFile } from './snapshots.ts';

type Middleware = NonNullable<TestRunnerConfig['middleware']>[number];

/** The URLs of the API and its results, for the policy of pages. They are `null` if the API does not run. */
export interface Environment {
  /** Base URL of the API, such as `http://127.0.0.1:4000`. */
  readonly api: string | null;
  /** Origin of signed URLs of results. */
  readonly storage: string | null;
  /** The origins for the API and for results of a proxy that records requests; see counting-proxy.ts. */
  readonly counted: { readonly api: string; readonly storage: string } | null;
}

/** Returns the policy of docs/security.md, with the test server as the bundle's host. `scripts` can be a nonce. */
export function contentSecurityPolicy(
  bundle: string,
  { api, storage, counted }: Pick<Environment, 'api' | 'storage'> & Partial<Environment>,
  scripts: string = bundle,
): string {
  const connect = [api, storage, counted?.api, counted?.storage]
    .filter((url) => url != null)
    .map((url) => new URL(url).origin);
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src ${bundle}`,
    `connect-src ${connect.length > 0 ? [...new Set(connect)].join(' ') : "'none'"}`,
    'img-src data: blob:',
    "require-trusted-types-for 'script'",
    'trusted-types lit-html vibedasher',
  ].join('; ');
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
  tsv: 'text/tab-separated-values; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
};

const ROUTE =
  /^\/(__page__|__engine__|__snapshot__|__broken__|__conformance__|__late__|__altered__|cdn|node_modules\/vega-datasets\/data)\/(.+)$/;

/** Delay of responses from `/__late__/`, in ms. */
const LATE = 600;

/**
 * Routes:
 * - `/__page__/NAME.html`: a page of test/pages with {@link contentSecurityPolicy} (with the page's nonce, if any) and with
 *   `record.js` as its first script. `{{API_BASE}}` is the URL of the API, `{{COUNTED}}` that of the counting proxy, and
 *   `{{QUERY}}` the page's query (letters, digits, `.`, `-`). With `data-prerender` on the root, the charts are prerendered.
 * - `/__env__.json`: the {@link Environment}.
 * - `/__conformance__/FILE` and `/__conformance__/index.json`: a folder of Vega-Lite specs next to the project, if it exists.
 * - `/__late__/FILE`: a file of `cdn`, delayed by {@link LATE} ms unless it is a chunk.
 * - `/__altered__/CHUNK/FILE`: a file of `cdn`. The script with the name CHUNK has one more statement, which sets
 *   `window.__altered`; with `CHUNK.byte` it has one more byte.
 * - `/__snapshot__/NAME/FILE`: a file of a snapshot, and `/__broken__/KIND/…`: a server that is no API; see snapshots.ts.
 *   A page with `data-site` on the root may connect only to this origin. One with `data-worker="self"` or `"none"` has this `worker-src`.
 * - `/__engine__/worker.js` and `duckdb.wasm`: the engine for queries in the browser, built from the sources. With
 *   `/__engine__/strict/`, the response of the worker has a policy that forbids WebAssembly.
 * - `/cdn/FILE` and `/node_modules/vega-datasets/data/FILE`: the files without the runner's transforms.
 */
export function serve(root: string, environment: () => Environment): Middleware {
  const conformance = join(root, '../shared/conformance');
  return async (context, next) => {
    const { origin, path } = context;
    const [, room, rest = ''] = ROUTE.exec(normalize(decodeURIComponent(path))) ?? [];
    if (path === '/__env__.json') send(JSON.stringify(environment()), 'json');
    else if (room === '__page__' && rest.endsWith('.html')) await sendPage(join(root, 'test/pages', rest));
    else if (room === '__page__') sendFile(join(root, 'test/pages', rest));
    else if (room === '__conformance__' && rest === 'index.json') send(index(conformance), 'json');
    else if (room === '__conformance__') sendFile(join(conformance, rest));
    else if (room === '__engine__') {
      const policy = "default-src 'none'; script-src 'self'";
      if (rest.endsWith('.wasm')) sendFile(join(root, DUCKDB));
      else
        send(
          await duckDBWorker(root),
          'js',
          rest.startsWith('strict/') ? { 'content-security-policy': policy } : {},
        );
    } else if (room === '__snapshot__') {
      const file = await snapshotFile(rest, environment().api ?? '', async () => ({
        worker: await duckDBWorker(root),
        module: readFileSync(join(root, DUCKDB)),
      }));
      if (file) send(file, rest.slice(rest.lastIndexOf('.') + 1));
      else context.status = 404;
    } else if (room === '__broken__') {
      const answer = await brokenAnswer(rest);
      context.respond = false;
      if (!answer) return void context.req.socket.destroy();
      context.res.writeHead(answer.status, { 'content-type': TYPES['html'] }).end(answer.body);
    } else if (room === '__late__') {
      if (!rest.startsWith('chunks/')) await delay(LATE);
      sendFile(join(root, 'cdn', rest));
    } else if (room === '__altered__') sendAltered(...(rest.split(/\/(.*)/) as [string, string]));
    else if (room) sendFile(join(root, room, rest));
    else await next();

    async function sendPage(file: string): Promise<void> {
      if (!existsSync(file)) return void (context.status = 404);
      const page = readFileSync(file, 'utf8')
        .replaceAll('{{API_BASE}}', environment().api ?? '')
        .replaceAll('{{COUNTED}}', environment().counted?.api ?? '')
        .replace('{{SNIPPET}}', () => snippet(root, 'snippet.html', environment()))
        .replace('{{LONG_SNIPPET}}', () => snippet(root, 'snippet-long.html', environment()))
        .replaceAll('{{QUERY}}', /^[\w.-]*$/.test(context.querystring) ? context.querystring : '');
      const [nonce = ''] = /nonce="\w+"/.exec(page) ?? [];
      const recorded = page.replace('<head>', `<head><script src="/__page__/record.js" ${nonce}></script>`);
      const scripts = nonce ? `'${nonce.replace(/="(\w+)"/, '-$1')}'` : origin;
      const own = { api: origin, storage: null };
      const connect = / data-site[ >]/.test(page)
        ? own
        : {
            ...environment(),
            ...(page.includes('"/__snapshot__/') && { counted: { api: origin, storage: origin } }),
          };
      const [, workers] = / data-worker="(\w+)"/.exec(page) ?? [];
      const policy = `${contentSecurityPolicy(origin, connect, scripts)}${workers ? `; worker-src '${workers}'` : ''}`;
      const sent = recorded.includes(' data-prerender>') ? await filled(recorded) : recorded;
      send(sent, 'html', { 'content-security-policy': policy, 'cache-control': 'no-store' });
    }
    function sendFile(file: string): void {
      if (existsSync(file)) send(readFileSync(file), file.slice(file.lastIndexOf('.') + 1));
      else context.status = 404;
    }
    function sendAltered(target: string, path: string): void {
      const file = join(root, 'cdn', path);
      const [chunk, byte] = target.split('.');
      const isTarget = path === `${chunk}.js` || path.startsWith(`chunks/${chunk}-`);
      if (!isTarget || !existsSync(file)) return sendFile(file);
      send((byte ? ' ' : 'globalThis.__altered = true;') + readFileSync(file, 'utf8'), 'js');
    }
    function send(body: string | Buffer, type: string, headers: Record<string, string> = {}): void {
      // Send the body directly, because the runner would add its scripts to pages.
      context.respond = false;
      context.res.writeHead(200, { 'content-type': TYPES[type] ?? 'application/octet-stream', ...headers });
      context.res.end(body);
    }
  };
}

const DUCKDB = 'node_modules/@duckdb/duckdb-wasm/dist/duckdb-eh.wasm';
let worker: Promise<Buffer> | undefined;

/** Builds the worker once for a test run. */
function duckDBWorker(root: string): Promise<Buffer> {
  const file = join(root, '.cache/duckdb-worker.js');
  return (worker ??= writeDuckDBWorker(root, file).then(() => readFileSync(file)));
}

const pages = new Map<string, Promise<string>>();

/** Prerenders each page once. */
function filled(page: string): Promise<string> {
  let html = pages.get(page);
  if (!html) {
    html = import('../../../node/prerender/index.ts')
      .then(({ prerenderHtml }) => prerenderHtml(page))
      .then((prerendered) => prerendered.html);
    pages.set(page, html);
  }
  return html;
}

/** Returns the build's snippet for this server and a viz of the API. The page's query selects an altered file. */
function snippet(root: string, file: string, { api, storage }: Environment): string {
  return readFileSync(join(root, 'cdn', file), 'utf8')
    .replaceAll(/https:[^"]*\/cdn\//g, '/__altered__/{{QUERY}}/')
    .replace('type="module"', `type="module" data-api-base="${api}"`)
    .replace(cloudBase(), api ?? '')
    .replace('"RESULTS"', `"${storage}"`)
    .replaceAll(/\bacme\b/g, 'civic-data')
    .replaceAll('weekly-sales', 'bird-strikes');
}

/** Returns the relative paths of the specs as JSON, or `{ missing: true }`. */
function index(folder: string): string {
  if (!existsSync(folder)) return JSON.stringify({ missing: true });
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return JSON.stringify(files.filter((file) => file.endsWith('.vl.json')).sort());
}
