/** What a page in Chromium complains of, from its first script on. */
import type { Page } from 'puppeteer-core';

export interface PageRecord {
  /** `console.error` calls, uncaught errors and unhandled rejections. */
  readonly errors: readonly string[];
  /** Content-security-policy violations: directive and blocked address. */
  readonly violations: readonly string[];
  /** Addresses of requests that failed or were answered with an error. */
  readonly failures: readonly string[];
  /** Layout shifts that no input had asked for: their score, and what moved from where to where. */
  readonly shifts: readonly string[];
}

/** Starts the record; call it before the page is opened. */
export async function recordPage(page: Page): Promise<PageRecord> {
  const record = {
    errors: [] as string[],
    violations: [] as string[],
    failures: [] as string[],
    shifts: [] as string[],
  };
  page.on('pageerror', (error) => record.errors.push(String(error)));
  page.on('console', (message) => {
    // What the browser itself says of a request is among the failures already.
    const isNetwork = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isNetwork) record.errors.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) record.failures.push(response.url());
  });
  page.on('requestfailed', (request) => {
    // Given up by the page itself: an image of a state that was left.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') record.failures.push(request.url());
  });
  await page.exposeFunction('note', (list: 'violations' | 'shifts', text: string) => record[list].push(text));
  await page.evaluateOnNewDocument(observe);
  return record;
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { previousRect: DOMRect; currentRect: DOMRect; node: Node | null }[];
}

/** Runs in the page. */
function observe(): void {
  const { note } = globalThis as unknown as { note: (list: string, text: string) => void };
  document.addEventListener('securitypolicyviolation', (event) =>
    note('violations', `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
  );
  const round = ({ x, y, width, height }: DOMRect): string => [x, y, width, height].map(Math.round).join(' ');
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries() as LayoutShift[]) {
      if (hadRecentInput) continue;
      // Nodes within a shadow root are not named.
      const moved = sources.map((source) =>
        [source.node?.nodeName ?? 'shadow', round(source.previousRect), '→', round(source.currentRect)].join(
          ' ',
        ),
      );
      note('shifts', `${value.toFixed(4)}: ${moved.join(', ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
