/** Opens pages in a same-origin iframe and waits for events and states. */
import type { Environment } from './wtr/serve.ts';

/** The errors and violations of a page since its first script. */
export interface PageRecord {
  /** Content-security-policy violations: directive, blocked URL, sample. */
  readonly violations: readonly string[];
  /** Uncaught errors, unhandled rejections and `console.error` calls. */
  readonly errors: readonly string[];
  /** Sum of the layout shifts. 0 in engines that do not measure them. */
  readonly shift: number;
}

export interface Page {
  readonly frame: HTMLIFrameElement;
  readonly window: Window & typeof globalThis;
  readonly document: Document;
  readonly record: PageRecord;
  /** URLs of all resources of the page, in order. */
  requests(): string[];
  close(): void;
}

export interface PageOptions {
  /** Width of the frame in px. Default 900. */
  readonly width?: number;
  /** Height of the frame in px. Default 700. */
  readonly height?: number;
}

/** Maximum time to wait, in ms. Garbage collection can block a browser for seconds. */
const MAX_WAIT = 20_000;

// Tests may replace the timers and the clock.
const { setTimeout, clearTimeout } = globalThis;
const now = performance.now.bind(performance);

const open = new Set<Page>();

/**
 * Opens a page of test/pages by name (`'plain.html'`, optionally with a query), with the policy of docs/security.md,
 * and waits for its `load` event. Close it, or call {@link closePages} after each test.
 */
export async function openPage(name: string, { width = 900, height = 700 }: PageOptions = {}): Promise<Page> {
  const frame = document.createElement('iframe');
  Object.assign(frame.style, { width: `${width}px`, height: `${height}px`, border: '0' });
  frame.src = `/__page__/${name}`;
  const loaded = once(frame, 'load');
  document.body.append(frame);
  await loaded;
  const view = frame.contentWindow as (Window & typeof globalThis & { __record?: PageRecord }) | null;
  const record = view?.__record;
  if (!view || !record) throw new Error(`There is no page test/pages/${name}, or it has no <head>`);
  const page: Page = {
    frame,
    window: view,
    document: view.document,
    record,
    requests: () => view.performance.getEntriesByType('resource').map((entry) => entry.name),
    close() {
      open.delete(page);
      frame.remove();
    },
  };
  open.add(page);
  return page;
}

/** Closes all pages, for `afterEach`. */
export function closePages(): void {
  for (const page of [...open]) page.close();
}

/** Closes all pages. Throws if this one has recorded errors or violations. */
export function closeInPeace({ record: { violations, errors } }: Page): void {
  closePages();
  if (violations.length + errors.length > 0) throw new Error([...violations, ...errors].join('\n'));
}

/** Resolves with the next event of a type. Rejects after `timeout` ms. */
export function once<E extends Event = Event>(
  target: EventTarget,
  type: string,
  timeout = MAX_WAIT,
): Promise<E> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No ${type} event within ${timeout} ms`)), timeout);
    target.addEventListener(
      type,
      (event) => {
        clearTimeout(timer);
        resolve(event as E);
      },
      { once: true },
    );
  });
}

/**
 * Waits until `probe` returns a truthy value, then resolves with that value. Rejects after `timeout` ms with an error
 * whose message contains `what` and whose cause is the last error of the probe.
 */
export async function until<T>(
  probe: () => T | Promise<T>,
  what: string,
  timeout = MAX_WAIT,
): Promise<Exclude<T, null | undefined | false | 0 | ''>> {
  const end = now() + timeout;
  let lastError: unknown;
  do {
    try {
      const value = await probe();
      if (value) return value as Exclude<T, null | undefined | false | 0 | ''>;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  } while (now() < end);
  throw new Error(`Not within ${timeout} ms: ${what}`, { cause: lastError });
}

/** Returns the URLs of the servers in this run. They are `null` if the API does not run. */
export async function environment(): Promise<Environment> {
  return (await fetch('/__env__.json')).json();
}
