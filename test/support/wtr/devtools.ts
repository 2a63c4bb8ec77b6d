/**
 * Commands for tests in Chromium, which its developer tools have and a page has not. Elsewhere they do nothing.
 *
 * - `forget-history`: the page's entry becomes the first of its history. Test pages share one, and once its fifty entries are full,
 *   it drops those first that a script made: also the one that a test will go back to.
 * - `collect-garbage`: whatever nothing holds is gone afterwards.
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
