/**
 * A page in a browser that knows nothing of it yet: no cache, no connection, no compiled code. A browser of its own, as a
 * private window would not make connections ahead of their requests.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'puppeteer-core';
import type { Stage } from './stage.ts';

export interface Tab {
  readonly page: Page;
  readonly cdp: CDPSession;
}

const VIEWPORT = { width: 1280, height: 800 };
/** Milliseconds that anything in a page may take. */
const PATIENCE = 120_000;

/** Milliseconds that a browser has to itself before it is asked for a page. */
const SETTLING = 500;

/** Runs `use` in a new page. Rejects with the page's own error if it has one. */
export async function withPage<T>(
  { launch, line }: Stage,
  use: (tab: Tab) => Promise<T>,
  patience = PATIENCE,
): Promise<T> {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await sleep(SETTLING);
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport(VIEWPORT);
    const failed = new Promise<never>((_, reject) => {
      page.on('pageerror', (error) => reject(error));
      setTimeout(() => reject(new Error(`${page.url()} took too long`)), patience).unref();
    });
    return await Promise.race([use({ page, cdp: await page.createCDPSession() }), failed]);
  } finally {
    await browser.close();
    line.quality = null;
  }
}

/** Bytes of a page's JavaScript, after a collection. */
export async function heapOf(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.enable');
  // What the first leaves to finalizers, the second takes.
  for (let round = 0; round < 2; round++) await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}
