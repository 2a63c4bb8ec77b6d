// @lane long
/**
 * Builds the documentation as a website, ends the API, and opens each page in Chromium: charts, console, layout shifts, hosts,
 * accessibility, links and search.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type axe from 'axe-core';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { DEMO_ROOT, prepareData } from '../../demo/prepare-data.ts';
import { buildDocs } from '../../docs/site/main.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import type { LocalServer } from '../../scripts/local-server.ts';
import { startServer } from '../../server/src/index.ts';
import { recordPage, type PageRecord } from '../demo/record-page.ts';
import { root } from '../package/project.ts';
import { serveFolder } from '../sites/serve.ts';

/** A chart or table. */
type Chart = Element & { readonly status?: string };

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Time limit for drawing a chart, in ms. */
const TIMEOUT = 30_000;
const CHARTS = '.example :is(vibedasher-viz, vibedasher-table)';
const NARROW = { width: 390, scheme: 'dark' };
const WIDE = { width: 1280, scheme: 'light' };
const NAMES = readdirSync(join(root, 'docs'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => file.slice(0, -'.md'.length));

describe('the website of the documentation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  const read = (name: string): string => readFileSync(join(folder, `${name}.html`), 'utf8');
  let site: LocalServer;
  let browser: Browser;

  before(async () => {
    assert.ok(existsSync(join(root, 'cdn/integrity.json')), 'The bundle is missing: npm run build');
    await prepareData();
    const { apiBase, close } = await startServer({ root: DEMO_ROOT, port: 0, storagePort: 0 });
    await buildDocs({ output: folder, apiBase }).finally(close);
    site = await serveFolder(folder);
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    rmSync(folder, { recursive: true });
  });

  for (const [index, name] of ['index', ...NAMES].entries()) {
    const look = index % 2 === 0 ? NARROW : WIDE;
    it(`is accessible, without errors or layout shifts, while its charts become live: ${name}, ${look.scheme}`, async () => {
      const { page, record, hosts } = await open(name, look);
      // A control may grow when its options arrive, which moves what a reader sees who has already scrolled to it.
      await page.waitForFunction(
        () =>
          [...document.querySelectorAll('vibedasher-control')].every((each) =>
            each.shadowRoot?.querySelector('[aria-busy=false]'),
          ),
        { timeout: TIMEOUT },
      );
      for (const chart of await page.$$(CHARTS)) {
        assert.ok(await chart.$('figure[data-vibedasher]'), 'a picture in the HTML');
        await becomesLive(page, chart);
      }
      assert.deepEqual(await violationsOf(page), []);
      const width = await page.evaluate(() => document.body.scrollWidth);
      assert.ok(width <= look.width, `the page is ${width} px wide`);
      assertQuiet(record, hosts);
      await page.close();
    });

    it(`has no broken links: ${name}`, () => {
      const targets = [...read(name).matchAll(/ href="([^":]+)"/g)].map(([, target]) => target!);
      const broken = targets.filter((target) => {
        const [path, anchor] = target.split('#');
        if (path && !existsSync(join(folder, path))) return true;
        return anchor && !read(path?.replace('.html', '') || name).includes(` id="${anchor}"`);
      });
      assert.deepEqual(broken, []);
    });
  }

  it('answers selects and selections in a chart without an API', async () => {
    const { page, record, hosts } = await open('dashboards');
    const board = '.example vibedasher-dashboard[sync]';
    const seen = new Set<string>();
    /** Waits until the chart of days has rows that it did not have before. */
    const hasNewDays = async (): Promise<void> => {
      const days = await page.waitForFunction(
        (chart, known) => {
          const { data } = document.querySelector(chart) as Element & { data?: { rows: unknown } | null };
          const text = JSON.stringify(data?.rows ?? null);
          return text !== 'null' && !known.includes(text) && text;
        },
        { timeout: TIMEOUT },
        `${board} [chart=by-day]`,
        [...seen],
      );
      seen.add(String(await days.jsonValue()));
    };
    for (const chart of await page.$$(`${board} vibedasher-viz`)) await becomesLive(page, chart);
    await hasNewDays();
    await (await page.$(`${board} vibedasher-control >>> select`))!.select('US');
    await hasNewDays();
    assert.equal(new URL(page.url()).search, '?v.region=US');
    const bars = `${board} [chart=by-region] >>> .picture .mark-rect path`;
    const bar = await page.waitForSelector(bars, { timeout: TIMEOUT });
    await bar!.evaluate((path) => path.scrollIntoView({ block: 'center' }));
    await bar!.click();
    await hasNewDays();
    assert.equal(new URL(page.url()).search, '?v.region=EU');
    assertQuiet({ ...record, shifts: [] }, hosts);
    await page.close();
  });

  it('answers free dates without an API, and loads the engine only then', async () => {
    const { page, record, hosts } = await open('dashboards');
    const board = '.example vibedasher-dashboard:has([type=date])';
    const engine: string[] = [];
    page.on('request', (request) => {
      if (/\/vibedasher\/[et]\//.test(request.url())) engine.push(request.url());
    });
    const rowsOf = (): Promise<string> =>
      page.$eval(`${board} vibedasher-viz`, (chart) => {
        const { data } = chart as Element & { data?: { rows: unknown } | null };
        return JSON.stringify(data?.rows ?? null);
      });
    const chart = (await page.$(`${board} vibedasher-viz`))!;
    await becomesLive(page, chart);
    assert.deepEqual(engine, []);
    const before = await rowsOf();
    await page.$eval(`${board} [name=from]`, (input) => {
      (input as HTMLInputElement).value = '2024-02-05';
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await page.waitForFunction(
      (element, known) => {
        const { data, status } = element as Chart & { data?: { rows: unknown } | null };
        return status === 'ready' && JSON.stringify(data?.rows ?? null) !== known;
      },
      { timeout: TIMEOUT },
      chart,
      before,
    );
    assert.equal(engine.length, 3);
    assertQuiet({ ...record, shifts: [] }, hosts);
    await page.close();
  });

  it('finds words, and links to their section', async () => {
    const { page, record, hosts } = await open('viz');
    await page.type('#search', 'pyramids');
    // Until the last letter, there are results for the letters before.
    await page.waitForFunction(
      () => document.querySelector('#results a')?.textContent?.endsWith('Charts that newspapers print'),
      { timeout: TIMEOUT },
    );
    await Promise.all([
      page.waitForNavigation(),
      page.keyboard.press('Tab').then(() => page.keyboard.press('Enter')),
    ]);
    assert.equal(new URL(page.url()).hash, '#charts-that-newspapers-print');
    assertQuiet(record, hosts);
    await page.close();
  });

  async function open(
    name: string,
    { width, scheme } = WIDE,
  ): Promise<{ page: Page; record: PageRecord; hosts: Set<string> }> {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const record = await recordPage(page);
    const hosts = new Set<string>();
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin);
    });
    await page.goto(`${site.url}${name}.html`, { waitUntil: 'load' });
    return { page, record, hosts };
  }

  function assertQuiet(record: PageRecord, hosts: ReadonlySet<string>): void {
    assert.deepEqual(record, { errors: [], violations: [], failures: [], shifts: [] });
    assert.deepEqual([...hosts], [new URL(site.url).origin]);
  }
});

/** Moves the pointer over a chart, and waits until it is drawn. */
async function becomesLive(page: Page, chart: ElementHandle): Promise<void> {
  await chart.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await chart.hover();
  await page.waitForFunction((element) => (element as Chart).status === 'ready', { timeout: TIMEOUT }, chart);
}

/** Returns the violations that axe-core finds: rule and elements. */
async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${target.join(' ')}: ${html.slice(0, 160)}`),
    );
  });
}
