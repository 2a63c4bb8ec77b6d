/** A page in a browser that knows nothing of it yet: no cache, no connection, no compiled code. */
import type { CDPSession, Page } from 'puppeteer-core';
import type { Stage } from './stage.ts';

export interface Tab {
  readonly page: Page;
  readonly cdp: CDPSession;
}

const VIEWPORT = { width: 1280, height: 800 };
/** Milliseconds that anything in a page may take. */
const PATIENCE = 120_000;

/** Runs `use` in a new page. Rejects with the page's own error if it has one. */
export async function withPage<T>({ browser, line }: Stage, use: (tab: Tab) => Promise<T>): Promise<T> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport(VIEWPORT);
    const failed = new Promise<never>((_, reject) => {
      page.on('pageerror', (error) => reject(error));
      setTimeout(() => reject(new Error(`${page.url()} took too long`)), PATIENCE).unref();
    });
    return await Promise.race([use({ page, cdp: await page.createCDPSession() }), failed]);
  } finally {
    await context.close();
    line.quality = null;
  }
}
