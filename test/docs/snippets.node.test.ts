// @lane long
/**
 * Runs every example of README and docs/ in Chromium with the demo's server, except those that are live on the website of
 * the documentation: site.node.test.ts opens them. All elements must be drawn, without
 * errors or warnings. URLs of the CDN and of `npm start` are replaced by those of the test, and `sha384-…` by the
 * hash of the file. Examples of the client run in Node.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import type { Browser, Page } from 'puppeteer-core';
import { prepareData } from '../../demo/prepare-data.ts';
import { startDemo, type RunningDemo } from '../../demo/start.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import { startLocalServer, type LocalServer } from '../../scripts/local-server.ts';
import { recordPage } from '../demo/record-page.ts';
import { root } from '../package/project.ts';

const FILES = ['README.md', ...globSync('docs/*.md', { cwd: root }).sort()];
/** Time limit for all elements of a page, in ms. */
const TIMEOUT = 60_000;

const PACKAGE = '@vibedasher/embed';
const CLIENT = `${PACKAGE}/client`;
const run = promisify(execFile);
/** The last line that the test adds to the script of an example. */
const LAST_LINE = "document.title = 'through';";
/** Matches warnings from an element or its chart, or about an unused preload. */
const OURS = /vibedasher-[a-z]|^Vega|preload/;

interface Snippet {
  /** File and line. */
  readonly name: string;
  readonly language: string;
  readonly text: string;
}

function snippetsIn(file: string): Snippet[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(({ 1: language, 2: text, index }) => ({
    name: `${file}:${source.slice(0, index).split('\n').length}`,
    language: language!,
    text: text!,
  }));
}

const snippets = FILES.flatMap(snippetsIn);

describe('the examples of README and docs/', () => {
  let demo: RunningDemo;
  let browser: Browser;
  let site: LocalServer;
  let hashes: Readonly<Record<string, string>>;
  const pages = new Map<string, string>();

  before(async () => {
    const integrity = join(root, 'cdn/integrity.json');
    assert.ok(existsSync(integrity), 'The bundle is missing: npm run build');
    hashes = (JSON.parse(readFileSync(integrity, 'utf8')) as { files: Record<string, string> }).files;
    await prepareData();
    demo = await startDemo({ port: 0 });
    site = await startLocalServer((request, response) => {
      const page = pages.get(request.url?.split('?')[0] ?? '');
      // Browsers request an icon for a page without one.
      response.writeHead(page ? 200 : 204, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    });
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await demo?.close();
  });

  for (const { name, language, text } of snippets) {
    const imports = [...text.matchAll(/(?: from|^import) '([^']+)'/gm)].map(([, from]) => from!);
    if (language === 'html') it(`work in a page: ${name}`, () => runPage(name, completePage(text)));
    else if (language === 'js' && imports.every((from) => from === PACKAGE))
      it(`work in a page: ${name}`, () => runPage(name, scriptPage(text)));
    else if (language === 'js' && imports.every((from) => from === CLIENT))
      it(`work in Node: ${name}`, () => runInNode(text));
    else if (language === 'js' || language === 'jsx')
      it(`have valid syntax: ${name}`, async () => {
        await transform(text, { loader: language });
      });
  }

  it('request the viz and its rows once, without cookies, if they have a preload', async () => {
    const example = snippets.find(({ text }) => text.includes('rel="preload"'))!;
    // Without the cache of the other pages: after a minute, Chromium revalidates the rows in it.
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    const warnings: string[] = [];
    page.on('console', (message) => warnings.push(message.text()));
    const requested = new Map<string, string>();
    const cookies = new Map<string, string | undefined>();
    const cdp = await page.createCDPSession();
    cdp.on('Network.requestWillBeSent', ({ requestId, request }) => requested.set(requestId, request.url));
    cdp.on('Network.requestServedFromCache', ({ requestId }) => requested.delete(requestId));
    cdp.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) =>
      cookies.set(requestId, headers['Cookie']),
    );
    await cdp.send('Network.enable');
    pages.set('/preload', completePage(example.text));
    // Cookies ignore ports, so a request with cookies would send this one to the API's host.
    await context.setCookie({ name: 'secret', value: 'yes', domain: '127.0.0.1', path: '/' });
    await page.goto(`${site.url}preload`);
    assert.deepEqual(await waitForElements(page), []);
    const requests = [...requested].filter(([, url]) => url.includes('/v1/public/viz/'));
    assert.deepEqual(
      requests.map(([, url]) => url.replace(/^.*\/viz\//, '')),
      ['acme/weekly-sales', 'acme/weekly-sales/rows/main'],
    );
    for (const [id] of requests) assert.equal(cookies.get(id), undefined);
    const own = [...requested].find(([, url]) => url.endsWith('/preload'))!;
    assert.equal(cookies.get(own[0]), 'secret=yes');
    assert.deepEqual(warnings, []);
    await context.close();
  });

  /** Runs an example of the client, which must print output and no errors. */
  async function runInNode(text: string): Promise<void> {
    const client = pathToFileURL(join(root, 'src/public-client/index.ts')).href;
    const script = text
      .replaceAll(`'${CLIENT}'`, `'${client}'`)
      .replaceAll('http://127.0.0.1:4000/api', demo.apiBase);
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      timeout: TIMEOUT,
    });
    assert.equal(stderr, '');
    assert.notEqual(stdout, '');
    assert.doesNotMatch(stdout, /error/i);
  }

  async function runPage(name: string, html: string): Promise<void> {
    const page = await browser.newPage();
    const record = await recordPage(page);
    const warnings: string[] = [];
    page.on('console', (message) => {
      // Browsers also warn about other things, such as a slow network.
      if (message.type() === 'warn' && OURS.test(message.text())) warnings.push(message.text());
    });
    const path = `/${encodeURIComponent(name)}`;
    pages.set(path, html);
    await page.goto(new URL(path, site.url).href, { waitUntil: 'load' });
    const left = await waitForElements(page);
    // A script with `await` is done when its last line has run.
    const through =
      !html.includes(LAST_LINE) ||
      (await page
        .waitForFunction(() => document.title === 'through', { timeout: TIMEOUT })
        .then(() => true)
        .catch(() => false));
    const { errors, violations, failures } = record;
    assert.deepEqual(
      { left, through, errors, violations, failures, warnings },
      { left: [], through: true, errors: [], violations: [], failures: [], warnings: [] },
    );
    await page.close();
  }

  function scriptPage(text: string): string {
    return completePage(`<vibedasher-viz account="acme" slug="weekly-sales"></vibedasher-viz>
      <script type="module">
        const viz = document.querySelector('vibedasher-viz');
        ${text.replaceAll(`'${PACKAGE}'`, `'${demo.url}cdn/vibedasher.js'`)}
        ${LAST_LINE}
      </script>`);
  }

  const findChunk = (name: string): string =>
    Object.keys(hashes).find((file) => file.startsWith(`chunks/${name}-`))!;

  /** Turns an example into a complete page. */
  function completePage(text: string): string {
    const cdn = `${demo.url}cdn/`;
    const own = text
      .replaceAll('http://localhost:8080/', demo.url)
      .replaceAll('http://127.0.0.1:4000', new URL(demo.apiBase).origin)
      .replace(/https:\/\/cdn\.jsdelivr\.net\/npm\/@vibedasher\/embed@[\d.]+\/cdn\//g, cdn)
      .replaceAll('http://127.0.0.1:4001', demo.storageOrigin)
      .replace(/chunks\/(\w+)-….js/g, (_, name: string) => findChunk(name))
      .replace(
        /(vibedasher[\w.]*|chunks\/[\w-]+\.js)("\s*(?:integrity=|: )")sha384-…/g,
        (_, file: string, between: string) => file + between + hashes[file]!,
      )
      .replace(/src="[^"]*vibedasher\.js"(?![^>]*data-api-base)/, `$& data-api-base="${demo.apiBase}"`);
    if (own.includes('<!doctype html>')) return own;
    const script = `<script type="module" src="${cdn}vibedasher.js" data-api-base="${demo.apiBase}"></script>`;
    // An import map with hashes is for pages that import the entry in a script.
    const isMap = own.includes('type="importmap"');
    const head = isMap ? own : /src="[^"]*vibedasher\.js"/.test(own) ? '' : script;
    const body = isMap
      ? `<script type="module">
          import { configure } from '${cdn}vibedasher.js';
          configure({ apiBase: '${demo.apiBase}' });
        </script>
        <vibedasher-viz account="acme" slug="weekly-sales"></vibedasher-viz>`
      : // A control alone belongs in a dashboard, as the text explains.
        /<vibedasher-control/.test(own) && !own.includes('<vibedasher-dashboard')
        ? `<vibedasher-dashboard account="acme" slug="weekly-sales">${own}<vibedasher-viz></vibedasher-viz></vibedasher-dashboard>`
        : own;
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An example</title>${head}</head><body>${body}</body></html>`;
  }
});

/**
 * Scrolls every element into view, including those that a dashboard draws, and waits until it shows a picture, rows,
 * cards or a control. Returns the elements that do not.
 */
async function waitForElements(page: Page): Promise<readonly string[]> {
  return page.evaluate(async (patience) => {
    type Any = HTMLElement & { status?: string; error?: { kind: string; message: string } | null };
    const TAGS =
      'vibedasher-viz, vibedasher-table, vibedasher-gallery, vibedasher-control, vibedasher-dashboard';
    const deep = (from: ParentNode): Any[] =>
      [...from.querySelectorAll<Any>('*')].flatMap((element) => [
        ...(element.matches(TAGS) ? [element] : []),
        ...(element.shadowRoot ? deep(element.shadowRoot) : []),
      ]);
    const end = performance.now() + patience;
    const moment = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 20));
    const isGood = (element: Any): boolean =>
      element.localName === 'vibedasher-dashboard'
        ? element.matches(':defined') && deep(element).length + deep(element.shadowRoot!).length > 0
        : element.localName === 'vibedasher-control'
          ? Boolean(element.shadowRoot?.querySelector('input, select'))
          : element.status === 'ready';
    const done = new Set<Any>();
    const failed: string[] = [];
    for (;;) {
      const next = deep(document).find((element) => !done.has(element));
      // A missing or refused frame is in the page's record.
      const isOurs = done.size > 0 || document.querySelector('iframe') !== null;
      if (!next) return isOurs ? failed : ['The page has no elements'];
      next.scrollIntoView({ block: 'center' });
      while (!isGood(next) && next.status !== 'error' && performance.now() < end) await moment();
      if (!isGood(next))
        failed.push(`${next.outerHTML.slice(0, 120)}: ${next.status} ${next.error?.message ?? ''}`);
      done.add(next);
    }
  }, TIMEOUT);
}
