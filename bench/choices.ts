/** Measures how fast a dashboard over three million rows responds to a choice, and what a snapshot adds to a page. */
import type {} from './rivals/dashboard.ts';
import { AIRPORTS, type ChoiceSource, type PicturePage } from './choice-pages.ts';
import { untilQuiet, watchNetwork } from './loads.ts';
import { observe } from './observe.ts';
import type { Stage } from './stage.ts';
import { withPage } from './tab.ts';

/** Milliseconds from a choice to the frame that shows the last of eight charts redrawn. */
export interface ChoiceTimes {
  /** The first choice of the page: with tables, the engine and the tables load. */
  readonly first: number;
  /** Each later choice, with a value that the page has not shown. */
  readonly next: readonly number[];
}

export async function measureChoices(stage: Stage, source: ChoiceSource): Promise<ChoiceTimes> {
  return withPage(stage, async ({ page }) => {
    await page.goto(`${stage.origin}/choice/${source}/`, { waitUntil: 'load' });
    await page.waitForFunction(() => 'dashboard' in window);
    await page.evaluate(() => window.dashboard.begin());
    const times: number[] = [];
    for (let option = 1; option < AIRPORTS.length; option++)
      times.push(await page.evaluate((each) => window.dashboard.choose(each), option));
    const [first = NaN, ...next] = times;
    return { first, next };
  });
}

/** Resolves with the bytes of JavaScript that a prerendered page loads, until it is quiet. */
export async function measureScripts(stage: Stage, name: PicturePage): Promise<number> {
  return withPage(stage, async ({ page, cdp }) => {
    await page.evaluateOnNewDocument(observe);
    const network = await watchNetwork(cdp);
    await page.goto(`${stage.origin}/choice/${name}/`, { waitUntil: 'load' });
    await untilQuiet(page, network);
    return network.requests
      .filter(({ type }) => type === 'Script')
      .reduce((sum, { bytes }) => sum + bytes, 0);
  });
}
