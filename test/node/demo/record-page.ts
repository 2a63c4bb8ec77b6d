/** What a page in Chromium complains of, from its first script on. */
import type { Page } from 'puppeteer-core';

export interface PageRecord {
  /** `console.error` calls, uncaught errors and unhandled rejections. */
  readonly errors: readonly string[];
  /** Content-security-policy violations: directive and blocked address. */
  readonly violations: readonly string[];
  /** Addresses of requests that failed or were answered with an error. */
  readonly failures: readonly string[];
}

/** Starts the record; call it before the page is opened. The page's own `layoutShift` is the sum of the
 * layout shifts that no input had asked for. */
export async function recordPage(page: Page): Promise<PageRecord> {
  const record = { errors: [] as string[], violations: [] as string[], failures: [] as string[] };
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
  await page.exposeFunction('noteViolation', (text: string) => record.violations.push(text));
  await page.evaluateOnNewDocument(() => {
    const scope = globalThis as unknown as { layoutShift: number; noteViolation: (text: string) => void };
    scope.layoutShift = 0;
    document.addEventListener('securitypolicyviolation', (event) =>
      scope.noteViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
    );
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        scope.layoutShift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return record;
}
