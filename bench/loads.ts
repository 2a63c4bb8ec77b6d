/** Measures the loading of pages with charts. */
import type { CDPSession, Page } from 'puppeteer-core';
import type { LineQuality } from './line.ts';
import { observe, type Observation } from './observe.ts';
import { RIVALS, chartsInView, type RivalName } from './pages.ts';
import { LATE_SEARCH } from './site.ts';
import type { Stage } from './stage.ts';
import { measureHeap, withPage } from './tab.ts';
import type { KindName } from './vizzes.ts';

export interface Load {
  readonly rival: RivalName;
  readonly charts: number;
  /** The kind of the only chart. Otherwise, the kinds take turns on the page. */
  readonly kind?: KindName;
  readonly throttled: boolean;
  /** The page's script is delayed. */
  readonly late?: boolean;
}

export interface Request {
  readonly url: string;
  /** The resource type in the DevTools protocol: `Script`, `Fetch`, `Preflight` … */
  readonly type: string;
  readonly method: string;
  /** Number of transferred bytes, including headers. */
  readonly bytes: number;
}

export interface LoadResult {
  /** Milliseconds from navigation until the first chart is painted. */
  readonly first: number;
  /** Milliseconds until all charts in the viewport are painted. */
  readonly screen: number;
  /** Milliseconds until all charts are painted. `null` for pages that draw only charts near the viewport. */
  readonly all: number | null;
  /** Total blocking time: the sum of milliseconds beyond 50 of all long tasks. */
  readonly blocking: number;
  readonly longTasks: Observation['longTasks'];
  readonly layoutShift: number;
  /** Bytes of the JavaScript heap after garbage collection. */
  readonly heap: number;
  readonly requests: readonly Request[];
  /** Milliseconds from the first pointer event on a prerendered picture to its tooltip. `null` for other pages. */
  readonly tooltipDelay: number | null;
}

/** A phone with a slow connection: 1.6 Mbit/s, round trip 150 ms, and a four times slower processor. */
const SLOW_LINE: LineQuality = { download: 1_600_000 / 8, upload: 750_000 / 8, roundTrip: 150 };
const SLOW_CPU = 4;
/** Milliseconds without requests and long tasks until a page counts as loaded. */
const QUIET = 500;

export async function measureLoad(stage: Stage, load: Load): Promise<LoadResult> {
  const { rival, charts } = load;
  return withPage(stage, async ({ page, cdp }) => {
    await page.evaluateOnNewDocument(observe);
    const network = await watchNetwork(cdp);
    await openPage(stage, page, load);
    const expected = RIVALS[rival].lazy ? chartsInView(charts) : charts;
    await page.evaluate((count) => window.bench.wait(count), expected);
    await untilQuiet(page, network);
    const observation: Observation = await page.evaluate(() => ({ ...window.bench, wait: undefined }));
    const heap = await measureHeap(cdp);
    const requests = [...network.requests];
    const tooltipDelay = rival === 'ours-prerendered' ? await measureTooltip(page) : null;
    return { ...toResult(observation, load), heap, requests, tooltipDelay };
  });
}

/** Writes a trace of a load, until the first chart is drawn. The Performance panel of DevTools opens it. */
export async function traceLoad(stage: Stage, load: Load, path: string): Promise<void> {
  await withPage(stage, async ({ page }) => {
    await page.evaluateOnNewDocument(observe);
    await page.tracing.start({ path });
    await openPage(stage, page, load);
    await page.evaluate(() => window.bench.wait(1));
    await page.tracing.stop();
  });
}

/** Opens the page of a load, on its line. */
async function openPage(
  { line, origin }: Stage,
  page: Page,
  { rival, charts, kind, throttled, late }: Load,
): Promise<void> {
  if (throttled) {
    line.quality = SLOW_LINE;
    await page.emulateCPUThrottling(SLOW_CPU);
  }
  await page.goto(`${origin}/${rival}/${kind ?? charts}${late ? LATE_SEARCH : ''}`, {
    waitUntil: 'domcontentloaded',
  });
}

/** Moves the pointer over the first picture until the tooltip appears. */
async function measureTooltip(page: Page): Promise<number> {
  const { x, y, width, height } = await page.evaluate(() => {
    const drawings = [...document.querySelectorAll('[data-box] svg')];
    const rect = drawings.find((svg) => svg.checkVisibility())!.getBoundingClientRect();
    return { x: rect.x, y: rect.y, width: rect.width, height: rect.height };
  });
  const tooltip = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let start: number | null = null;
        addEventListener('pointermove', () => (start ??= performance.now()), { capture: true, once: true });
        const look = (): void => {
          const chart = document.querySelector('[data-box] > *');
          if (start !== null && chart?.shadowRoot?.querySelector('.tooltip'))
            resolve(performance.now() - start);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  let isShown = false;
  void tooltip.then(() => (isShown = true));
  for (let step = 0; !isShown; step = (step + 1) % POINTER_STEPS) {
    await page.mouse.move(x + width * (0.3 + 0.4 * (step / POINTER_STEPS)), y + height * 0.6);
    await new Promise((resolve) => setTimeout(resolve, POINTER_PAUSE));
  }
  return tooltip;
}

/** Number of positions of the pointer on its way over a picture, and milliseconds between them. */
const POINTER_STEPS = 40;
const POINTER_PAUSE = 20;

function toResult(
  { painted, longTasks, layoutShift }: Observation,
  { rival, charts }: Load,
): Omit<LoadResult, 'heap' | 'requests' | 'tooltipDelay'> {
  const until = (count: number): number =>
    Math.max(...painted.slice(0, count).map((time) => time ?? Infinity));
  return {
    first: until(1),
    screen: until(chartsInView(charts)),
    all: RIVALS[rival].lazy && charts > chartsInView(charts) ? null : until(charts),
    blocking: longTasks.reduce((sum, { duration }) => sum + duration - 50, 0),
    longTasks,
    layoutShift,
  };
}

/** Resolves after {@link QUIET} without requests and long tasks. The page has {@link observe}. */
export async function untilQuiet(page: Page, network: Network): Promise<void> {
  for (;;) {
    const before = network.events;
    await new Promise((resolve) => setTimeout(resolve, QUIET));
    const idleFor = await page.evaluate(() => {
      const last = window.bench.longTasks.at(-1);
      return last ? performance.now() - last.start - last.duration : Infinity;
    });
    if (network.open === 0 && network.events === before && idleFor >= QUIET) return;
  }
}

interface Network {
  readonly requests: Request[];
  /** Number of pending requests. */
  readonly open: number;
  readonly events: number;
}

/** Records the requests of a page from now on. */
export async function watchNetwork(cdp: CDPSession): Promise<Network> {
  const started = new Map<string, Omit<Request, 'bytes'>>();
  const network = {
    requests: [] as Request[],
    events: 0,
    get open() {
      return started.size;
    },
  };
  cdp.on('Network.requestWillBeSent', ({ requestId, request: { url, method }, type = 'Other' }) => {
    if (url.startsWith('data:')) return;
    network.events++;
    started.set(requestId, { url, type, method });
  });
  const end = (requestId: string, bytes: number): void => {
    const request = started.get(requestId);
    if (!request) return;
    started.delete(requestId);
    network.events++;
    network.requests.push({ ...request, bytes });
  };
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => end(requestId, encodedDataLength));
  cdp.on('Network.loadingFailed', ({ requestId }) => end(requestId, 0));
  await cdp.send('Network.enable');
  return network;
}
