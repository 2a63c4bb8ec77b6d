/** Measures how a dashboard follows its reader, and what many changes leave in the page. */
import type { CDPSession, Page } from 'puppeteer-core';
import type {} from './rivals/dashboard.ts';
import type { Stage } from './stage.ts';
import { heapOf, withPage } from './tab.ts';
import type { DashboardName } from './vizzes.ts';

/** What a page has more of than before {@link CHANGES}. */
export interface Growth {
  /** JavaScript's own, in bytes. */
  readonly heap: number;
  readonly listeners: number;
  /** DOM nodes, attached or not. */
  readonly nodes: number;
  /** Views of Vega. */
  readonly views: number;
}

export interface Choice {
  /** Milliseconds from a choice to the frame that shows the last chart redrawn; each query takes the API one second. */
  readonly last: number;
}

export const CHANGES = 1000;
/** Choices of one call: an answer of the browser has a time limit. */
const AT_ONCE = 50;
/** Milliseconds without request, after which nothing more comes. */
const QUIET = 1000;
/** Milliseconds for which answers are shared, and a little more: until then rows are there twice, kept and shared. */
const SHARED = 11_000;
/** Milliseconds that all of it may take. */
const PATIENCE = 900_000;

export async function measureChoice(stage: Stage): Promise<Choice> {
  return withPage(stage, async ({ page }) => {
    await open(page, stage, 'slow');
    return { last: await page.evaluate(() => window.dashboard.choose(1)) };
  });
}

export async function measureGrowth(stage: Stage, changes = CHANGES): Promise<Growth> {
  const measure = async (page: Page, cdp: CDPSession): Promise<Growth> => {
    await open(page, stage, 'fast');
    // As often before: what is run a hundred times is compiled anew, and the rows that a page keeps on purpose are there.
    await change(page, changes);
    const before = await take(page, cdp);
    await change(page, changes);
    const after = await take(page, cdp);
    const grown = Object.keys(before).map((key) => [
      key,
      after[key as keyof Growth] - before[key as keyof Growth],
    ]);
    return Object.fromEntries(grown) as unknown as Growth;
  };
  return withPage(stage, ({ page, cdp }) => measure(page, cdp), PATIENCE);
}

async function open(page: Page, { origin }: Stage, name: DashboardName): Promise<void> {
  await page.goto(`${origin}/dashboard/${name}`, { waitUntil: 'load' });
  await page.waitForFunction(() => 'dashboard' in window);
  await page.evaluate(() => window.dashboard.begin());
}

/** Ends with the first value again where the number is one of whole rounds. */
async function change(page: Page, count: number): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) {
    const now = Math.min(AT_ONCE, count - done);
    await page.evaluate((first, count) => window.dashboard.chooseAll(first, count), done + 1, now);
  }
}

async function take(page: Page, cdp: CDPSession): Promise<Growth> {
  await new Promise((resolve) => setTimeout(resolve, SHARED));
  // Rows that were there before are shown at once, and asked for all the same.
  await page.waitForNetworkIdle({ idleTime: QUIET });
  const views = await countViews(cdp);
  const heap = await heapOf(cdp);
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
