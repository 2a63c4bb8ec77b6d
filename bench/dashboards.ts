/** Measures how fast a dashboard responds to a choice, and how a page grows after many changes. */
import type { CDPSession, Page } from 'puppeteer-core';
import type {} from './rivals/dashboard.ts';
import type { Stage } from './stage.ts';
import { measureHeap, withPage } from './tab.ts';
import type { DashboardName } from './vizzes.ts';

/** The growth of a page after {@link CHANGES}. */
export interface Growth {
  /** Bytes of the JavaScript heap. */
  readonly heap: number;
  readonly listeners: number;
  /** Number of DOM nodes, attached or not. */
  readonly nodes: number;
  readonly views: number;
}

export interface Choice {
  /** Milliseconds from a choice to the frame that shows the last chart redrawn. Each query takes one second. */
  readonly last: number;
}

export const CHANGES = 1000;
/** Number of choices in one call to the browser, whose response has a time limit. */
const CHOICES_PER_CALL = 50;
/** Milliseconds without a request before the page counts as idle. */
const QUIET_TIME = 1000;
/** Slightly longer than the time for which the client shares responses. Until then, rows are in memory twice. */
const SHARED_TIME = 11_000;
/** Time limit of a measurement, in milliseconds. */
const TIMEOUT = 900_000;

export async function measureChoice(stage: Stage): Promise<Choice> {
  return withPage(stage, async ({ page }) => {
    await open(page, stage, 'slow');
    return { last: await page.evaluate(() => window.dashboard.choose(1)) };
  });
}

export async function measureGrowth(stage: Stage, changes = CHANGES): Promise<Growth> {
  const measure = async (page: Page, cdp: CDPSession): Promise<Growth> => {
    await open(page, stage, 'fast');
    // First make as many changes, so code is optimized and caches are filled.
    await chooseMany(page, changes);
    const before = await measureCounts(page, cdp);
    await chooseMany(page, changes);
    const after = await measureCounts(page, cdp);
    const grown = Object.keys(before).map((key) => [
      key,
      after[key as keyof Growth] - before[key as keyof Growth],
    ]);
    return Object.fromEntries(grown) as unknown as Growth;
  };
  return withPage(stage, ({ page, cdp }) => measure(page, cdp), TIMEOUT);
}

async function open(page: Page, { origin }: Stage, name: DashboardName): Promise<void> {
  await page.goto(`${origin}/dashboard/${name}`, { waitUntil: 'load' });
  await page.waitForFunction(() => 'dashboard' in window);
  await page.evaluate(() => window.dashboard.begin());
}

/** Makes `count` choices. The last one is the first option if `count` is a multiple of the number of options. */
async function chooseMany(page: Page, count: number): Promise<void> {
  for (let done = 0; done < count; done += CHOICES_PER_CALL) {
    const now = Math.min(CHOICES_PER_CALL, count - done);
    await page.evaluate((first, count) => window.dashboard.chooseAll(first, count), done + 1, now);
  }
}

async function measureCounts(page: Page, cdp: CDPSession): Promise<Growth> {
  await new Promise((resolve) => setTimeout(resolve, SHARED_TIME));
  // Cached rows are shown at once and still fetched again.
  await page.waitForNetworkIdle({ idleTime: QUIET_TIME });
  const views = await countViews(cdp);
  const heap = await measureHeap(cdp);
  await cdp.send('Performance.enable');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const metric = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
  return { heap, listeners: metric('JSEventListeners'), nodes: metric('Nodes'), views };
}

async function countViews(cdp: CDPSession): Promise<number> {
  const objectGroup = 'views';
  const evaluated = await cdp.send('Runtime.evaluate', {
    expression: 'Object.getPrototypeOf(window.dashboard.view())',
    objectGroup,
  });
  const prototypeObjectId = evaluated.result.objectId as string;
  const { objects } = await cdp.send('Runtime.queryObjects', { prototypeObjectId, objectGroup });
  const { result } = await cdp.send('Runtime.callFunctionOn', {
    objectId: objects.objectId as string,
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true,
  });
  await cdp.send('Runtime.releaseObjectGroup', { objectGroup });
  return result.value as number;
}
