/** Records errors, policy violations, failed requests and layout shifts of a page in Chromium. */
import type { Page } from 'puppeteer-core';

export interface PageRecord {
  /** `console.error` calls, uncaught errors and unhandled rejections. */
  readonly errors: readonly string[];
  /** Content-security-policy violations: directive and blocked URL. */
  readonly violations: readonly string[];
  /** URLs of requests that failed or had an error response. */
  readonly failures: readonly string[];
  /** Layout shifts without user input: their score, and the moved nodes with their positions. */
  readonly shifts: readonly string[];
}

/** Starts the record. Call it before navigation. */
export async function recordPage(page: Page): Promise<PageRecord> {
  const record = {
    errors: [] as string[],
    violations: [] as string[],
    failures: [] as string[],
    shifts: [] as string[],
  };
  page.on('pageerror', (error) => record.errors.push(String(error)));
  page.on('console', (message) => {
    // Failed requests are recorded in `failures`.
    const isNetwork = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isNetwork) record.errors.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) record.failures.push(response.url());
  });
  page.on('requestfailed', (request) => {
    // Ignore requests that the page aborted, for example for an image that is no longer needed.
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
      // The node is null if it is in a shadow root.
      const moved = sources.map((source) =>
        [source.node?.nodeName ?? 'shadow', round(source.previousRect), '→', round(source.currentRect)].join(
          ' ',
        ),
      );
      note('shifts', `${value.toFixed(4)}: ${moved.join(', ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
