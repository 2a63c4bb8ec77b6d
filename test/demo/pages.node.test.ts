/**
 * Opens every page of the demo in Chromium, with the server. All charts must be drawn without console errors, policy
 * violations, unhandled rejections, failed requests or layout shifts.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, HTTPRequest, Page } from 'puppeteer-core';
import { prepareData } from '../../demo/prepare-data.ts';
import { startDemo, type RunningDemo } from '../../demo/start.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import { recordPage, type PageRecord } from './record-page.ts';

const CHUNKS = join(import.meta.dirname, '../../cdn/chunks');
const BUNDLE = join(import.meta.dirname, '../../cdn/vibedasher.js');
/** Delay of the script in some tests, in ms, as on a slow network. */
const SCRIPT_DELAY = 600;
/** Time limit for drawing a chart, in ms. */
const TIMEOUT = 30_000;

const PAGES = [
  'index.html',
  'builder.html',
  'editors.html',
  'plain.html',
  'page-query.html',
  'parameters.html',
  'dashboard.html',
  'controls.html',
  'derived.html',
  'gallery.html',
  'themes.html',
  'narrow.html',
  'cms.html',
];

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
    for (const width of [1280, 360]) {
      it(`${name} draws all charts at ${width} px without errors or layout shifts`, async () => {
        const { page, record } = await open(name, { width });
        const left = await drawAll(page);
        assert.deepEqual(left, [], 'charts that were not drawn');
        assert.deepEqual(await cutTexts(page), [], 'texts that end at the edge of their picture');
        assertQuiet(record);
        await page.close();
      });
    }
  }

  for (const name of ['index.html', 'plain.html', 'dashboard.html']) {
    it(`${name} has no layout shift when the script is delayed by ${SCRIPT_DELAY} ms`, async () => {
      const { page, record } = await open(name, { late: true });
      assert.deepEqual(await drawAll(page), [], 'charts that were not drawn');
      assertQuiet(record);
      await page.close();
    });
  }

  for (const [width, textSize, least] of [
    [680 + 60, 100, 0.5],
    [390, 100, 0.45],
    [390, 200, 0.25],
    [1280, 200, 0.25],
  ] as const) {
    it(`editors.html gives at least ${least * 100} % of each box to the plot at ${width} px and text at ${textSize} %`, async () => {
      const page = await browser.newPage();
      await page.setViewport({ width, height: 800 });
      await page.goto(`${demo.url}editors.html`, { waitUntil: 'load' });
      await page.evaluate((size) => (document.documentElement.style.fontSize = `${size}%`), textSize);
      assert.deepEqual(await drawAll(page), [], 'charts that were not drawn');
      const shares = await page.$$eval('vibedasher-viz', (all) =>
        all.map((viz) => {
          const plot = viz.shadowRoot!.querySelector('.picture .role-frame > g > .background')!;
          const [inner, outer] = [plot, viz].map((each) => each.getBoundingClientRect().height);
          return { title: viz.getAttribute('heading')!, share: inner! / outer! };
        }),
      );
      assert.equal(shares.length, 12);
      const low = shares.filter(({ share }) => share < least);
      assert.deepEqual(low, [], 'charts with a low plot');
      await page.close();
    });
  }

  it('controls.html has no layout shift at 360 px when the tools load last', async () => {
    const tools = readdirSync(CHUNKS).find((file) => file.startsWith('viz-toolbar-'));
    assert.ok(tools);
    const page = await browser.newPage();
    await page.setViewport({ width: 360, height: 800 });
    const held: HTTPRequest[] = [];
    let release = (request: HTTPRequest): void => void held.push(request);
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (request.url().endsWith(tools)) release(request);
      else void request.continue();
    });
    const record = await recordPage(page);
    await page.goto(`${demo.url}controls.html`, { waitUntil: 'load' });
    assert.deepEqual(await drawAll(page), [], 'charts that were not drawn');
    const chart = 'vibedasher-viz[toolbar]';
    const tool = () => page.$eval(chart, ({ shadowRoot }) => Boolean(shadowRoot!.querySelector('.bar')));
    assert.equal(await tool(), false);
    release = (request) => void request.continue();
    held.forEach(release);
    await page.waitForFunction(
      (it) => document.querySelector(it)!.shadowRoot!.querySelector('.bar'),
      {},
      chart,
    );
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    assertQuiet(record);
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
      const found = () =>
        page.$eval(`#${id}`, (element) => (element as Viz).error?.kind ?? (element as Viz).status);
      const isThere = (selector: string, value: string): boolean => {
        const viz = document.querySelector<Viz>(selector);
        return (viz?.status === 'error' ? viz.error?.kind : viz?.status) === value;
      };
      await page.waitForFunction(isThere, { timeout: TIMEOUT }, `#${id}`, wanted).catch(async () => {
        assert.equal(await found(), wanted, id);
      });
    }
    // The browser reports the errors of the simulated API and of drafts.
    const intended = /\/weather\/|\/draft-budget|\/broken-query\//;
    const failures = record.failures.filter((url) => !intended.test(url));
    assertQuiet({ ...record, failures });
    await page.close();
  });

  it('parameters.html loads new rows after a change of a slider and a select', async () => {
    const { page, record } = await open('parameters.html');
    await drawAll(page);
    const rows = (id: string) =>
      page.$eval(id, (element) => JSON.stringify((element as VizWithData).data?.rows));
    const [families, industry] = [await rows('#families'), await rows('#industry')];
    await page.focus('#year');
    await page.keyboard.press('Home');
    await page.select('#choices select', 'Government');
    await page.waitForFunction(
      (selectors: string[], before: (string | undefined)[]) =>
        selectors.every((selector, index) => {
          const { data } = document.querySelector(selector) as VizWithData;
          return JSON.stringify(data?.rows) !== before[index];
        }),
      { timeout: TIMEOUT },
      ['#families', '#industry'],
      [families, industry],
    );
    assertQuiet({ ...record, shifts: [] });
    await page.close();
  });

  it('dashboard.html queries with the parameters in the URL, and writes a choice into it', async () => {
    const { page, record } = await open('dashboard.html?v.origin=DEN');
    await drawAll(page);
    // The chart in which an airport is chosen shows all airports.
    const followers = 'vibedasher-dashboard > vibedasher-viz:not([select-to=origin])';
    const rows = () =>
      page.$$eval(followers, (all) => all.map((viz) => JSON.stringify((viz as VizWithData).data?.rows)));
    const before = await rows();
    assert.equal(await page.$eval('[name=origin]', (select) => (select as HTMLSelectElement).value), 'DEN');
    await page.select('[name=origin]', 'SFO');
    await page.waitForFunction(
      (before: (string | undefined)[], followers: string) =>
        [...document.querySelectorAll(followers)].every(
          (viz, index) => JSON.stringify((viz as VizWithData).data?.rows) !== before[index],
        ),
      { timeout: TIMEOUT },
      before,
      followers,
    );
    assert.equal(new URL(page.url()).search, '?v.origin=SFO');
    await page.goBack();
    await page.waitForFunction(
      (before: (string | undefined)[], followers: string) =>
        [...document.querySelectorAll(followers)].every(
          (viz, index) => JSON.stringify((viz as VizWithData).data?.rows) === before[index],
        ),
      { timeout: TIMEOUT },
      before,
      followers,
    );
    assert.equal(new URL(page.url()).search, '?v.origin=DEN');
    assertQuiet({ ...record, shifts: [] });
    await page.close();
  });

  for (const width of [1280, 360]) {
    it(`static.html has pictures in the HTML at ${width} px, and draws the charts under the pointer`, async () => {
      const { page, record } = await open('static.html', { width });
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
        await page.waitForFunction(
          (element) => (element as Viz).status === 'ready',
          { timeout: TIMEOUT },
          viz,
        );
      }
      assert.deepEqual(await countPictures(page), { shown: 0, live: 6 });
      assert.deepEqual(await cutTexts(page), [], 'texts that end at the edge of their picture');
      assertQuiet(record);
      await page.close();
    });

    it(`static.html shows all pictures without a script at ${width} px`, async () => {
      const { page, record } = await open('static.html?script=off', { width });
      assert.deepEqual(await countPictures(page), { shown: 6, live: 0 });
      assert.equal(await page.$('script[src]'), null);
      const width_ = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width_ <= width, `the page is ${width_} px wide`);
      const switches = await page.$$eval('.theme-toggle, main header a', (all) =>
        all.filter((each) => each.checkVisibility()).map((each) => each.getAttribute('href')),
      );
      assert.deepEqual(switches, ['/static.html']);
      assertQuiet(record);
      await page.close();
    });
  }

  it('static.html without scripts has a policy that forbids them', async () => {
    const policyOf = async (name: string): Promise<string> =>
      (await fetch(`${demo.url}${name}`)).headers.get('content-security-policy')!;
    assert.match(await policyOf('static.html?script=off'), /script-src 'none'/);
    assert.match(await policyOf('static.html'), /script-src http:/);
    assert.match(await policyOf('plain.html?script=off'), /script-src http:/);
  });

  it('index.html copies the snippet', async () => {
    const { page } = await open('index.html');
    await browser
      .defaultBrowserContext()
      .overridePermissions(new URL(demo.url).origin, ['clipboard-read', 'clipboard-sanitized-write']);
    await page.bringToFront();
    await page.click('.hero [data-copy]');
    await page.waitForFunction(() => document.querySelector('.hero [data-copy]')?.textContent === 'Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /<script type="module"\s+src="http:\/\/localhost:\d+\/cdn\/vibedasher\.js"/);
    assert.ok(copied.includes(`data-api-base="${demo.apiBase}"`));
    await page.close();
  });

  async function open(
    name: string,
    { width = 1280, late = false }: { width?: number; late?: boolean } = {},
  ): Promise<{ page: Page; record: PageRecord }> {
    const page = await browser.newPage();
    await page.setViewport({ width, height: 800 });
    if (late) await delayScript(page);
    const record = await recordPage(page);
    await page.goto(`${demo.url}${name}`, { waitUntil: 'load' });
    return { page, record };
  }
});

interface VizWithData extends Viz {
  readonly data: { readonly rows: readonly unknown[] } | null;
}

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
