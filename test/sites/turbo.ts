/** Tests a page with pictures under Turbo: visits, restorations from its cache, and refreshes that morph. */
import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { isLive, inspectCharts, TIMEOUT, PICTURED, makeLive } from './charts.ts';
import { visit } from './examples.ts';

interface Built {
  readonly browser: Browser;
  readonly url: string;
}

/** @param built Returns `undefined` if the build failed */
export function testTurbo(built: () => Built | undefined): void {
  /** Opens a page, by default the article, and waits until Turbo and the elements have loaded. */
  const opened =
    (act: (page: Page) => Promise<void>, path = '') =>
    async (test: TestContext) => {
      const { browser, url } = built() ?? {};
      if (!browser || !url) return test.skip('It is not built');
      await visit(browser, `${url}${path}`, async (page) => {
        await page.waitForFunction(() => 'Turbo' in globalThis && customElements.get('vibedasher-viz'), {
          timeout: TIMEOUT,
        });
        await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
        await act(page);
        assert.ok(await page.evaluate(() => 'isSamePage' in globalThis), 'The page has been loaded again');
      });
    };

  it(
    'shows one picture for each chart after a visit, and draws it under the pointer',
    opened(async (page) => {
      await rendered(page, () => page.click('a[href*="dashboard"]'));
      assert.equal(await page.title(), 'Sales by region');
      assert.deepEqual(await page.evaluate(inspectCharts, 'light'), [PICTURED, PICTURED]);
      await makeLive(page, 0);
      await makeLive(page, 1);
    }),
  );

  it(
    'shows one picture for each chart of a page that Turbo restores from its cache, and draws it under the pointer',
    opened(async (page) => {
      await rendered(page, () => page.click('a[href*="dashboard"]'));
      await rendered(page, () => page.evaluate(() => history.back()));
      assert.equal(await page.title(), 'A year of sales');
      assert.deepEqual(await page.evaluate(inspectCharts, 'light'), [PICTURED, PICTURED]);
      await rendered(page, () => page.evaluate(() => history.forward()));
      assert.deepEqual(await page.evaluate(inspectCharts, 'light'), [PICTURED, PICTURED]);
      await makeLive(page, 0);
      await makeLive(page, 1);
    }),
  );

  it(
    'keeps pictures and their elements over a refresh that morphs, and draws them under the pointer',
    opened(async (page) => {
      const charts = await page.$$('vibedasher-viz');
      assert.equal(await refresh(page), 'morph');
      assert.equal(await refresh(page), 'morph');
      for (const chart of charts) assert.ok(await chart.evaluate((viz) => viz.isConnected));
      assert.deepEqual(await page.evaluate(inspectCharts, 'light'), [PICTURED, PICTURED]);
      await makeLive(page, 0);
      await makeLive(page, 1);
    }),
  );

  it(
    'shows the picture of a chart that was live, on a page that Turbo restores from its cache',
    opened(async (page) => {
      await makeLive(page, 0);
      await rendered(page, () => page.click('a[href*="dashboard"]'));
      await rendered(page, () => page.evaluate(() => history.back()));
      assert.deepEqual(await page.evaluate(inspectCharts, 'light'), [PICTURED, PICTURED]);
      await makeLive(page, 0);
    }),
  );

  for (const path of ['', 'dashboard'])
    it(
      `keeps the live charts of /${path} over a refresh that morphs`,
      opened(async (page) => {
        await makeLive(page, 0);
        await makeLive(page, 1);
        const charts = await page.$$('vibedasher-viz');
        assert.equal(await refresh(page), 'morph');
        assert.equal(await refresh(page), 'morph');
        for (const chart of charts) {
          assert.ok(await chart.evaluate((viz) => viz.isConnected));
          assert.ok(await chart.evaluate(isLive), 'No live chart is visible, or a picture is visible, too');
        }
      }, path),
    );
}

/** Calls `act` and waits until Turbo has rendered the page. Returns the render method. */
async function rendered(page: Page, act: () => Promise<unknown>): Promise<string> {
  await page.evaluate(() => {
    const done = new Promise<string>((resolve) => {
      document.addEventListener('turbo:load', () => resolve((globalThis as Rendering).method ?? ''), {
        once: true,
      });
      // A preview from the cache can come first. The last rendering counts.
      document.addEventListener('turbo:render', (event) => {
        (globalThis as Rendering).method = (
          event as CustomEvent<{ renderMethod: string }>
        ).detail.renderMethod;
      });
    });
    Object.assign(globalThis, { done });
  });
  await act();
  return page.evaluate(() => (globalThis as Rendering).done!);
}

type Rendering = typeof globalThis & { done?: Promise<string>; method?: string };

/** Visits the same URL, which is a page refresh for Turbo. */
function refresh(page: Page): Promise<string> {
  return rendered(page, () =>
    page.evaluate(() => {
      const { Turbo } = globalThis as unknown as { Turbo: { visit(url: string, options: object): void } };
      Turbo.visit(location.href, { action: 'replace' });
    }),
  );
}
