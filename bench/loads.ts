/** Measures how a page with charts loads. */
import type { CDPSession, Page } from 'puppeteer-core';
import type { LineQuality } from './line.ts';
import { observe, type Observation } from './observe.ts';
import { RIVALS, inView, type RivalName } from './pages.ts';
import { LATE } from './site.ts';
import type { Stage } from './stage.ts';
import { heapOf, withPage } from './tab.ts';

export interface Load {
  readonly rival: RivalName;
  readonly charts: number;
  readonly throttled: boolean;
  /** The page's script comes late. */
  readonly late?: boolean;
}

export interface Request {
  readonly url: string;
  /** In the browser's words: `Script`, `Fetch`, `Preflight` … */
  readonly type: string;
  readonly method: string;
  /** Milliseconds since navigation. */
  readonly start: number;
  readonly end: number;
  /** Over the wire, headers included. */
  readonly bytes: number;
}

export interface LoadResult {
  /** Milliseconds from navigation until the first chart is painted. */
  readonly first: number;
  /** … until all charts of the first screen are. */
  readonly screen: number;
  /** … until all of the page are; `null` for those that draw only what is near. */
  readonly all: number | null;
  /** Milliseconds by which tasks took longer than 50, all together. */
  readonly blocking: number;
  readonly longTasks: Observation['longTasks'];
  readonly layoutShift: number;
  /** JavaScript's own, after a collection, in bytes. */
  readonly heap: number;
  readonly requests: readonly Request[];
  /** Milliseconds from a pointer on the first picture to its tooltip; `null` for those that bring no pictures. */
  readonly reach: number | null;
}

/** A phone on a slow line: 1.6 Mbit/s, a round trip of 150 ms, a processor four times slower. */
const SLOW_LINE: LineQuality = { download: 1_600_000 / 8, upload: 750_000 / 8, roundTrip: 150 };
const SLOW_CPU = 4;
/** Milliseconds without request or long task, after which a page has loaded. */
const QUIET = 500;

export async function measureLoad(stage: Stage, load: Load): Promise<LoadResult> {
  const { rival, charts, throttled, late } = load;
  return withPage(stage, async ({ page, cdp }) => {
    await page.evaluateOnNewDocument(observe);
    const network = await watchNetwork(cdp);
    if (throttled) {
      stage.line.quality = SLOW_LINE;
      await page.emulateCPUThrottling(SLOW_CPU);
    }
    await page.goto(`${stage.origin}/${rival}/${charts}${late ? LATE : ''}`, {
      waitUntil: 'domcontentloaded',
    });
    const expected = RIVALS[rival].lazy ? inView(charts) : charts;
    await page.evaluate((count) => window.bench.wait(count), expected);
    await untilQuiet(page, network);
    const observation: Observation = await page.evaluate(() => ({ ...window.bench, wait: undefined }));
    const heap = await heapOf(cdp);
    const requests = [...network.requests];
    const reach = rival === 'ours-prerendered' ? await measureReach(page) : null;
    return { ...resultOf(observation, load), heap, requests, reach };
  });
}

/** Moves a pointer about the first picture until the chart answers. */
async function measureReach(page: Page): Promise<number> {
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
  for (let step = 0; !isShown; step = (step + 1) % STEPS) {
    await page.mouse.move(x + width * (0.3 + 0.4 * (step / STEPS)), y + height * 0.6);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return tooltip;
}

/** Of a pointer on its way over a picture, and the milliseconds between two. */
const STEPS = 40;
const PAUSE = 20;

function resultOf(
  { painted, longTasks, layoutShift }: Observation,
  { rival, charts }: Load,
): Omit<LoadResult, 'heap' | 'requests' | 'reach'> {
  const until = (count: number): number =>
    Math.max(...painted.slice(0, count).map((time) => time ?? Infinity));
  return {
    first: until(1),
    screen: until(inView(charts)),
    all: RIVALS[rival].lazy && charts > inView(charts) ? null : until(charts),
    blocking: longTasks.reduce((sum, { duration }) => sum + duration - 50, 0),
    longTasks,
    layoutShift,
  };
}

/** Resolves when nothing has been asked for, and the page has not been busy, for a while. */
async function untilQuiet(page: Page, network: Network): Promise<void> {
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
  /** Requests under way. */
  readonly open: number;
  /** How often anything has happened. */
  readonly events: number;
}

/** Notes down the requests of a page from now on. */
async function watchNetwork(cdp: CDPSession): Promise<Network> {
  const started = new Map<string, { url: string; type: string; method: string; time: number }>();
  const network = {
    requests: [] as Request[],
    events: 0,
    get open() {
      return started.size;
    },
  };
  let navigation: number | undefined;
  cdp.on('Network.requestWillBeSent', ({ requestId, request, type = 'Other', timestamp }) => {
    if (request.url.startsWith('data:')) return;
    navigation ??= timestamp;
    network.events++;
    started.set(requestId, { url: request.url, type, method: request.method, time: timestamp });
  });
  const end = (requestId: string, timestamp: number, bytes: number): void => {
    const request = started.get(requestId);
    if (!request) return;
    started.delete(requestId);
    network.events++;
    const since = (time: number): number => (time - (navigation ?? time)) * 1000;
    const { url, type, method, time } = request;
    network.requests.push({ url, type, method, start: since(time), end: since(timestamp), bytes });
  };
  cdp.on('Network.loadingFinished', ({ requestId, timestamp, encodedDataLength }) =>
    end(requestId, timestamp, encodedDataLength),
  );
  cdp.on('Network.loadingFailed', ({ requestId, timestamp }) => end(requestId, timestamp, 0));
  await cdp.send('Network.enable');
  return network;
}
