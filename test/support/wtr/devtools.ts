/**
 * Commands of Chromium's developer tools, for tests. In other engines they do nothing.
 *
 * - `forget-history`: makes the page's entry the first of the history. All test pages share one history. When it has
 *   50 entries, it drops those that scripts added, including those that a test goes back to.
 * - `collect-garbage`: collects garbage.
 */
import type { TestRunnerPlugin } from '@web/test-runner';
import type { Page } from 'puppeteer-core';

const METHODS = {
  'forget-history': 'Page.resetNavigationHistory',
  'collect-garbage': 'HeapProfiler.collectGarbage',
} as const;

export function devtools(): TestRunnerPlugin {
  return {
    name: 'devtools',
    async executeCommand({ command, session: { browser, id } }) {
      if (!(command in METHODS)) return null;
      if (!browser.name.startsWith('Chrom')) return false;
      const page = (browser as unknown as { getPage(id: string): Page }).getPage(id);
      const session = await page.createCDPSession();
      await session.send(METHODS[command as keyof typeof METHODS]);
      await session.detach();
      return true;
    },
  };
}
