// @lane long
/**
 * Opens every page of the demo in Chromium, with the server. All charts must be drawn without console errors, policy
 * violations, unhandled rejections, failed requests or layout shifts.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { prepareData } from '../../demo/prepare-data.ts';
import { startDemo, type RunningDemo } from '../../demo/start.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import { recordPage, type PageRecord } from './record-page.ts';

const BUNDLE = join(import.meta.dirname, '../../cdn/vibedasher.js');
/** Delay of the script in some tests, in ms, as on a slow network. */
const SCRIPT_DELAY = 600;
/** Time limit for drawing a chart, in ms. */
const TIMEOUT = 30_000;

const PAGES =
  'index builder editors plain page-query parameters dashboard controls derived gallery themes narrow cms'
    .split(' ')
    .map((name) => `${name}.html`);
/** Pages whose script arrives late. */
const LATE = ['index.html', 'plain.html', 'dashboard.html'];
/** Width of a phone, in px. */
const WIDTH = 390;

/** Id on the page of states → the expected status, or the kind of the error. */
const STATES: Readonly<Record<string, string>> = {
  loading: 'loading',
  'loading-fallback': 'loading',
  slow: 'ready',
  empty: 'empty',
  stale: 'stale',
  truncated: 'ready',
  aged: 'ready',
  waiting: 'loading',
  blocked: 'unavailable',
  config: 'config',
  'not-found': 'not-found',
  query: 'query',
  'rate-limited': 'rate-limited',
  unavailable: 'unavailable',
  network: 'network',
  timeout: 'timeout',
  malformed: 'malformed',
  'too-large': 'too-large',
  unsupported: 'unsupported',
  spec: 'spec',
  render: 'render',
};

/** The members of the element that these tests read. */
interface Viz extends HTMLElement {
  readonly status: string;
  readonly error: { readonly kind: string } | null;
}

describe('the demo’s pages', () => {
  let demo: RunningDemo;
  let browser: Browser;

  before(async () => {
    assert.ok(existsSync(BUNDLE), 'The bundle is missing: npm run build');
    await prepareData();
    demo = await startDemo({ port: 0 });
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  for (const name of PAGES) {
    const late = LATE.includes(name);
    it(`${name} draws all charts without errors or layout shifts${late ? ', also on a slow network' : ''}`, async () => {
      const { page, record } = await open(name, late);
      assert.deepEqual(await drawAll(page), [], 'charts that were not drawn');
      assert.deepEqual(await cutTexts(page), [], 'texts that end at the edge of their picture');
      assertQuiet(record);
      await page.close();
    });
  }

  it('editors.html gives enough of each box to the plot', async () => {
    const { page } = await open('editors.html');
    for (const [width, textSize, least] of [
      [WIDTH, 100, 0.45],
      [680 + 60, 100, 0.5],
      [1280, 200, 0.25],
    ] as const) {
      await page.setViewport({ width, height: 800 });
      await page.evaluate((size) => (document.documentElement.style.fontSize = `${size}%`), textSize);
      assert.deepEqual(await drawAll(page), [], 'charts that were not drawn');
      const lowPlots = async (): Promise<readonly { readonly title: string }[]> => {
        const shares = await page.$$eval('vibedasher-viz', (all) =>
          all.map((viz) => {
            const plot = viz.shadowRoot!.querySelector('.picture .role-frame > g > .background')!;
            const [inner, outer] = [plot, viz].map((each) => each.getBoundingClientRect().height);
            return { title: viz.getAttribute('heading')!, share: inner! / outer! };
          }),
        );
        assert.equal(shares.length, 12);
        return shares.filter(({ share }) => share < least);
      };
      // Charts that are ready are drawn again for another size, unless they are far from the viewport.
      let low = await lowPlots();
      for (let tries = 0; low.length > 0 && tries < 50; tries += 1) {
        const first = page.locator(`vibedasher-viz[heading="${low[0]!.title}"]`);
        await first.map((viz) => viz.scrollIntoView({ block: 'center' })).wait();
        await wait(100);
        low = await lowPlots();
      }
      assert.deepEqual(low, [], `charts with a low plot at ${width} px and text at ${textSize} %`);
    }
    await page.close();
  });

  it('states.html shows each state, and only the intended failures', async () => {
    const { page, record } = await open('states.html');
    // Each chart starts when it comes into view. Some retry for seconds.
    for (const id of Object.keys(STATES)) {
      await page.$eval(`#${id}`, (element) => element.scrollIntoView({ block: 'center' }));
      await page.waitForFunction(
        (selector) => document.querySelector<Viz>(selector)!.status !== 'idle',
        { timeout: TIMEOUT },
        `#${id}`,
      );
    }
    for (const [id, wanted] of Object.entries(STATES)) {
      const isThere = (selector: string, value: string): boolean => {
        const viz = document.querySelector<Viz>(selector);
        return (viz?.status === 'error' ? viz.error?.kind : viz?.status) === value;
      };
      await page
        .waitForFunction(isThere, { timeout: TIMEOUT }, `#${id}`, wanted)
        .catch(() => assert.fail(`${id} is not ${wanted}`));
    }
    // The browser reports the errors of the simulated API and of drafts.
    const intended = /\/weather\/|\/draft-budget|\/broken-query\//;
    const failures = record.failures.filter((url) => !intended.test(url));
    assertQuiet({ ...record, failures });
    await page.close();
  });

  it('static.html has pictures in the HTML, and draws the charts under the pointer', async () => {
    const { page, record } = await open('static.html');
    await page.waitForFunction(
      () =>
        document
          .querySelector('vibedasher-dashboard')!
          .shadowRoot?.querySelector('vibedasher-control')
          ?.shadowRoot?.querySelector('select:enabled'),
      { timeout: TIMEOUT },
    );
    assert.deepEqual(await countPictures(page), { shown: 6, live: 0 });
    for (const viz of await page.$$(CHARTS)) {
      await viz.evaluate((element) => element.scrollIntoView({ block: 'center' }));
      await viz.hover();
      await page.waitForFunction((element) => (element as Viz).status === 'ready', { timeout: TIMEOUT }, viz);
    }
    assert.deepEqual(await countPictures(page), { shown: 0, live: 6 });
    assert.deepEqual(await cutTexts(page), [], 'texts that end at the edge of their picture');
    assertQuiet(record);
    await page.close();
  });

  it('static.html shows all pictures without a script, under a policy that forbids scripts', async () => {
    const { page, record } = await open('static.html?script=off');
    assert.deepEqual(await countPictures(page), { shown: 6, live: 0 });
    assert.equal(await page.$('script[src]'), null);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= WIDTH, `the page is ${width} px wide`);
    assertQuiet(record);
    await page.close();
    const { headers } = await fetch(`${demo.url}static.html?script=off`);
    assert.match(headers.get('content-security-policy')!, /script-src 'none'/);
  });

  async function open(name: string, late = false): Promise<{ page: Page; record: PageRecord }> {
    const page = await browser.newPage();
    await page.setViewport({ width: WIDTH, height: 800 });
    if (late) await delayScript(page);
    const record = await recordPage(page);
    await page.goto(`${demo.url}${name}`, { waitUntil: 'load' });
    return { page, record };
  }
});

/** Delays the bundle's entry. */
async function delayScript(page: Page): Promise<void> {
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const wait = /\/vibedasher\.js$/.test(request.url()) ? SCRIPT_DELAY : 0;
    setTimeout(() => void request.continue(), wait);
  });
}

/**
 * Opens every `<details>`, scrolls each chart into view and waits until it is no longer loading. Returns the charts that
 * were not drawn.
 */
async function drawAll(page: Page): Promise<readonly string[]> {
  await page.waitForFunction(() => document.querySelector('vibedasher-viz:defined'), { timeout: TIMEOUT });
  for (const summary of await page.$$('summary')) await summary.click();
  for (const viz of await page.$$('vibedasher-viz')) {
    await viz.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await page
      .waitForFunction(
        (element) => !['idle', 'loading'].includes((element as Viz).status),
        { timeout: TIMEOUT },
        viz,
      )
      .catch(() => undefined);
  }
  return page.$$eval('vibedasher-viz', (all) =>
    all
      .map((element) => element as Viz)
      .filter(({ status }) => status !== 'ready')
      .map((viz) => `${viz.outerHTML.slice(0, 120)}: ${viz.status} ${viz.error?.kind ?? ''}`),
  );
}

const CHARTS = 'vibedasher-viz, vibedasher-table';

/** Counts the charts that show a prerendered picture, and those that are drawn. */
function countPictures(page: Page): Promise<{ shown: number; live: number }> {
  return page.$$eval(CHARTS, (all) => ({
    shown: all.filter((chart) =>
      chart.querySelector('figure[data-vibedasher]')?.checkVisibility({ visibilityProperty: true }),
    ).length,
    live: all.filter((chart) => (chart as Viz).status === 'ready').length,
  }));
}

/** Returns texts in charts that are cut off at the edge of their picture. Allows for the space around letters. */
function cutTexts(page: Page): Promise<readonly string[]> {
  return page.$$eval('vibedasher-viz', (all) =>
    all.flatMap((viz) =>
      [...viz.shadowRoot!.querySelectorAll('.picture svg text')].flatMap((text) => {
        const [inner, outer] = [text, text.closest('svg')!].map((each) => each.getBoundingClientRect());
        const isCut =
          getComputedStyle(text).opacity !== '0' &&
          inner!.width > 0 &&
          (inner!.left < outer!.left - 2 ||
            inner!.right > outer!.right + 2 ||
            inner!.top < outer!.top - 3 ||
            inner!.bottom > outer!.bottom + 3);
        return isCut ? [`${text.textContent} in ${viz.outerHTML.slice(0, 120)}`] : [];
      }),
    ),
  );
}

function assertQuiet(record: PageRecord): void {
  assert.deepEqual(record.errors, [], 'console errors, uncaught errors, unhandled rejections');
  assert.deepEqual(record.violations, [], 'policy violations');
  assert.deepEqual(record.failures, [], 'failed requests');
  assert.deepEqual(record.shifts, [], 'layout shifts');
}
