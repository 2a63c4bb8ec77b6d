/**
 * A page in a new browser: without cache, connections and compiled code. A private window would not suffice, because
 * it does not preconnect.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'puppeteer-core';
import type { Stage } from './stage.ts';

export interface Tab {
  readonly page: Page;
  readonly cdp: CDPSession;
}

const VIEWPORT = { width: 1280, height: 800 };
/** Default time limit, in milliseconds. */
const TIMEOUT = 120_000;

/** Milliseconds between the start of a browser and its first navigation. */
const SETTLE_TIME = 500;

/** Runs `use` with a new page. Rejects with the first error in the page, if there is one. */
export async function withPage<T>(
  { launch, line }: Stage,
  use: (tab: Tab) => Promise<T>,
  timeout = TIMEOUT,
): Promise<T> {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await sleep(SETTLE_TIME);
    page.setDefaultTimeout(TIMEOUT);
    await page.setViewport(VIEWPORT);
    const failed = new Promise<never>((_, reject) => {
      page.on('pageerror', (error) => reject(error));
      setTimeout(() => reject(new Error(`${page.url()} took too long`)), timeout).unref();
    });
    return await Promise.race([use({ page, cdp: await page.createCDPSession() }), failed]);
  } finally {
    await browser.close();
    line.quality = null;
  }
}

/** Measures a page's JavaScript heap after garbage collection, in bytes. */
export async function measureHeap(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.enable');
  // Collect twice, because finalizers of the first round release more memory.
  for (let round = 0; round < 2; round++) await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}
