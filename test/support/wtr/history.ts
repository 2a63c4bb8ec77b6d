/**
 * A command for tests, `forget-history`: the page's entry becomes the first of its history. Chromium's test pages share one,
 * and once its fifty entries are full, it drops those first that a script made: also the one that a test will go back to.
 */
import type { TestRunnerPlugin } from '@web/test-runner';
import type { Page } from 'puppeteer-core';

export function history(): TestRunnerPlugin {
  return {
    name: 'history',
    async executeCommand({ command, session: { browser, id } }) {
      if (command !== 'forget-history') return null;
      if (!browser.name.startsWith('Chrom')) return false;
      const page = (browser as unknown as { getPage(id: string): Page }).getPage(id);
      const devtools = await page.createCDPSession();
      await devtools.send('Page.resetNavigationHistory');
      await devtools.detach();
      return true;
    },
  };
}
