// @lane long
/**
 * Tests viewer pages and frames of the server in Chromium: they become live, have no errors, and report their height.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Frame, Page } from 'puppeteer-core';
import { DEMO_ROOT, prepareData } from '../../demo/prepare-data.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import { startLocalServer, type LocalServer } from '../../scripts/local-server.ts';
import { startServer, type RunningServer } from '../../server/src/index.ts';
import { recordPage, type PageRecord } from '../demo/record-page.ts';

const BUNDLE = join(import.meta.dirname, '../../cdn/vibedasher.js');
/** Time limit, in ms. */
const TIMEOUT = 60_000;

/** The members of the elements that these tests read. */
interface Viz extends HTMLElement {
  readonly status: string;
  readonly view: object | null;
  readonly data: { readonly rows: readonly (readonly unknown[])[] } | null;
  refresh(): Promise<void>;
}

/** The messages that a frame has sent to the embedding page. */
type Messages = readonly (string | Readonly<Record<string, unknown>>)[];

describe('viewer pages in a browser', () => {
  let server: RunningServer;
  let origin: string;
  let browser: Browser;
  let host: LocalServer;
  let hostPage = '';

  before(async () => {
    assert.ok(existsSync(BUNDLE), 'The bundle is missing: npm run build');
    await prepareData();
    server = await startServer({ root: DEMO_ROOT }, { pageMs: TIMEOUT, drawingMs: TIMEOUT });
    origin = new URL(server.apiBase).origin;
    host = await startLocalServer((request, response) => {
      const found = request.url === '/';
      response
        .writeHead(found ? 200 : 204, { 'content-type': 'text/html; charset=utf-8' })
        .end(found ? hostPage : '');
    });
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await host?.close();
    await server?.close();
  });

  async function open(path: string, width = 900): Promise<{ page: Page; record: PageRecord }> {
    const page = await browser.newPage();
    await page.setViewport({ width, height: 800 });
    const record = await recordPage(page);
    await page.goto(path.startsWith('http') ? path : origin + path, { waitUntil: 'load' });
    return { page, record };
  }

  function assertNoErrors({ errors, violations, failures }: PageRecord): void {
    // Browsers request an icon for a page without one.
    const missing = failures.filter((url) => !url.endsWith('/favicon.ico'));
    assert.deepEqual({ errors, violations, missing }, { errors: [], violations: [], missing: [] });
  }

  /** Moves the pointer over the chart's picture, and waits until the engine has drawn the chart. */
  async function makeLive(frame: Frame): Promise<void> {
    await frame.waitForSelector('vibedasher-viz:defined svg', { timeout: TIMEOUT });
    await frame.evaluate(() => document.querySelector('vibedasher-viz')!.scrollIntoView());
    const viz = (await frame.$('vibedasher-viz'))!;
    const isAlive = () => (document.querySelector('vibedasher-viz') as Viz | null)?.view != null;
    const alive = frame.waitForFunction(isAlive, { timeout: TIMEOUT });
    await viz.hover();
    await alive;
  }

  it('show the chart without scripts', async () => {
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${origin}/v/civic-data/bird-strikes`);
    const boxes = await Promise.all(
      (await page.$$('vibedasher-viz figure > div > svg')).map((svg) => svg.boundingBox()),
    );
    assert.equal(boxes.filter((box) => box && box.width > 300 && box.height > 150).length, 1);
    await page.close();
  });

  for (const [name, path] of [
    ['one chart', '/v/civic-data/bird-strikes'],
    ['one chart with parameters', '/v/acme/weekly-sales?chart=by-region'],
    ['a dashboard', '/v/acme/weekly-sales'],
    ['a frame', '/embed/civic-data/bird-strikes'],
  ] as const)
    it(`become live without errors: ${name}`, async () => {
      const { page, record } = await open(path);
      await makeLive(page.mainFrame());
      assertNoErrors(record);
      await page.close();
    });

  it('contain their viz, and request it only for a refresh', async () => {
    for (const path of ['/v/acme/weekly-sales', '/embed/acme/weekly-sales?chart=by-region']) {
      const page = await browser.newPage();
      const requested: string[] = [];
      page.on('request', (request) => requested.push(new URL(request.url()).pathname));
      await page.goto(origin + path, { waitUntil: 'load' });
      await makeLive(page.mainFrame());
      const viz = '/api/v1/public/viz/acme/weekly-sales';
      assert.ok(!requested.includes(viz), path);
      await Promise.all([
        page.waitForResponse((response) => new URL(response.url()).pathname === viz, { timeout: TIMEOUT }),
        page.evaluate(() => (document.querySelector('vibedasher-viz') as Viz).refresh()),
      ]);
      await page.close();
    }
  });

  it('have no layout shift when the script loads', async () => {
    for (const path of [
      '/v/civic-data/bird-strikes',
      '/v/acme/weekly-sales',
      '/v/acme/weekly-sales?chart=main',
    ]) {
      const { page, record } = await open(path, 1100);
      await makeLive(page.mainFrame());
      // The width of a control is known when it has loaded. Elements below it must not move.
      const moved = record.shifts.filter((shift) =>
        shift
          .replace(/^[\d.]+: /, '')
          .split(', ')
          .some((each) => !each.startsWith('VIBEDASHER-CONTROL')),
      );
      assert.deepEqual(moved, [], path);
      await page.close();
    }
  });

  it('keep a choice in their URL, and start with it', async () => {
    const { page, record } = await open('/v/acme/weekly-sales?chart=by-product&theme=dark');
    await makeLive(page.mainFrame());
    const readRows = (): Promise<string> =>
      page.evaluate(() => JSON.stringify((document.querySelector('vibedasher-viz') as Viz).data?.rows));
    const before = await readRows();
    const select = await page.waitForSelector('vibedasher-control[param="region"] >>> select');
    await select!.select('EU');
    await page.waitForFunction(
      (old: string) => JSON.stringify((document.querySelector('vibedasher-viz') as Viz).data?.rows) !== old,
      { timeout: TIMEOUT },
      before,
    );
    const chosen = await readRows();
    const address = page.url();
    assert.match(address, /\?chart=by-product&theme=dark&v\.region=EU$/);
    assertNoErrors(record);
    await page.close();

    const again = await open(address);
    await makeLive(again.page.mainFrame());
    const live = () => JSON.stringify((document.querySelector('vibedasher-viz') as Viz).data?.rows);
    assert.equal(await again.page.evaluate(live), chosen);
    assertNoErrors(again.record);
    await again.page.close();
  });

  it('explain that a viz is missing, with the same policy', async () => {
    const { page, record } = await open('/v/civic-data/draft-budget');
    assert.equal(await page.$eval('h1', (heading) => heading.textContent), 'Not found');
    assert.deepEqual(record.violations, []);
    await page.close();
  });

  /** Opens a page of another origin with a frame, and records the messages of the frame. */
  async function openHost(address: string): Promise<{ page: Page; record: PageRecord; frame: Frame }> {
    hostPage = `<!doctype html><html lang="en"><title>Host</title>
      <script>
        globalThis.received = [];
        addEventListener('message', ({ source, data }) => {
          if (source === document.querySelector('iframe').contentWindow) received.push(data);
        });
      </script>
      <iframe sandbox="allow-scripts" width="640" height="300" src="${origin}${address}"></iframe>`;
    const { page, record } = await open(host.url);
    const frame = page.frames().find((each) => each.url().startsWith(origin));
    assert.ok(frame);
    return { page, record, frame };
  }

  const messages = (page: Page): Promise<Messages> =>
    page.evaluate(() => (globalThis as unknown as { received: Messages }).received);

  async function waitForMessages(page: Page, more: number): Promise<Messages> {
    const isMore = (count: number) =>
      (globalThis as unknown as { received: Messages }).received.length >= count;
    await page.waitForFunction(isMore, { timeout: TIMEOUT }, more);
    return messages(page);
  }

  it('become live in a frame with an opaque origin', async () => {
    const { page, record, frame } = await openHost('/embed/civic-data/bird-strikes');
    assert.equal(await frame.evaluate(() => self.origin), 'null');
    await makeLive(frame);
    assertNoErrors(record);
    await page.close();
  });

  it('report their height to WordPress and others, also after a change', async () => {
    const { page, frame } = await openHost('/embed/civic-data/bird-strikes#?secret=Abcdef1234');
    const first = await waitForMessages(page, 3);
    const height = await frame.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height));
    assert.deepEqual(first.slice(-3), [
      { secret: 'Abcdef1234', message: 'height', value: height },
      JSON.stringify({
        src: `${origin}/embed/civic-data/bird-strikes#?secret=Abcdef1234`,
        context: 'iframe.resize',
        height,
      }),
      { sentinel: 'amp', type: 'embed-size', height },
    ]);
    await page.evaluate(() => (document.querySelector('iframe')!.width = '960'));
    const next = await waitForMessages(page, first.length + 3);
    const { value } = next.at(-3) as { value: number };
    assert.ok(value > height && value <= 900, `${value} after ${height}`);
    await page.close();
  });

  it('respond to a request for their height with a secret, and not to invalid messages', async () => {
    const { page, record } = await openHost('/embed/civic-data/bird-strikes');
    const before = await waitForMessages(page, 2);
    assert.ok(before.every((each) => typeof each === 'string' || !('secret' in each)));
    const postToFrame = (message: unknown): Promise<void> =>
      page.evaluate(
        (data) => document.querySelector('iframe')!.contentWindow!.postMessage(data, '*'),
        message,
      );
    await postToFrame({ message: 'ready', secret: '"><script>' });
    await postToFrame({ message: 'ready', secret: { toString: null } });
    await postToFrame(null);
    await postToFrame({ message: 'ready', secret: 'Zyxwvu9876' });
    const answer = (await waitForMessages(page, before.length + 3)).slice(before.length);
    assert.deepEqual(
      answer.flatMap((each) => (typeof each === 'object' && 'secret' in each ? [each['secret']] : [])),
      ['Zyxwvu9876'],
    );
    assertNoErrors(record);
    await page.close();
  });
});
