// @lane long
/**
 * Pages of many charts that are generated from a seed, with the bundle in Chromium. `SEED=1 COUNT=9` repeats a run, and
 * `CASE='…'` opens the page that a message contains.
 */
import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../../scripts/browsers.ts';
import { startLocalServer, type LocalServer } from '../../scripts/local-server.ts';
import { casesOf, generatePage, serve, writeFolder, type Charts, type CrowdedPage } from './generate.ts';

/**
 * Limit for the longest pause, in ms: the longest time between two turns of a 10 ms timer of the page while charts load,
 * and then the time that {@link TURNS} turns take beyond theirs. Frames are no measure: painting has a thread of its own.
 */
const MAX_PAUSE = 4000;
const TURNS = 20;
/** Milliseconds that charts get to load, and that the page gets to answer. */
const LOAD_MS = 30_000;

describe('a page of many charts', { timeout: 3_600_000 }, () => {
  let folder = '';
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  let site: LocalServer | undefined;
  let browser: Browser | undefined;
  let html = '';

  before(async () => {
    folder = await writeFolder();
    server = await serve(folder);
    site = await startLocalServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html),
    );
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  for (const { name, value } of casesOf(generatePage))
    it(`leaves time to the page and its reader: ${name}`, async (t) => {
      const pause = await longestPause(value);
      t.diagnostic(`${pause} ms`);
      assert.ok(pause <= MAX_PAUSE, `The page pauses for ${pause} ms: CASE='${JSON.stringify(value)}'`);
    });

  /** Opens the page, and resolves with its longest pause in ms. */
  async function longestPause(crowded: CrowdedPage): Promise<number> {
    html = `<!doctype html><link rel="icon" href="data:,">
<script type="module" src="${new URL('/cdn/vibedasher.js', server!.apiBase)}" data-api-base="${server!.apiBase}"></script>
${writeCharts(crowded)}`;
    const page = await browser!.newPage();
    try {
      await page.setViewport({ width: 1280, height: 900 });
      await page.evaluateOnNewDocument(watch);
      await page.goto(site!.url, { waitUntil: 'domcontentloaded' });
      return await Promise.race([
        page.evaluate(measure, crowded.jumps, TURNS, LOAD_MS),
        new Promise<number>((resolve) => setTimeout(resolve, 2 * LOAD_MS, 2 * LOAD_MS).unref()),
      ]);
    } finally {
      await page.close();
    }
  }
});

function writeCharts({ place, size: [width, height], charts }: CrowdedPage): string {
  const [start, end] =
    place === 'comment'
      ? ['<section>', '</section>']
      : ['<vibedasher-dashboard columns="6">', '</vibedasher-dashboard>'];
  const style = `width:${width}px;height:${height}px;display:inline-block`;
  const write = (group: Charts): string =>
    `${group.isFar ? '<div style="height:500vh"></div>' : ''}${start}${`<div data-vibedasher-viz data-account="acme" data-slug="honest" data-loading="eager" style="${style}"
      data-spec='${JSON.stringify(specOf(group))}' data-sql="SELECT range AS x FROM range(${group.from === 'query' ? group.rows : 1})"></div>`.repeat(
      group.count,
    )}${end}`;
  return charts.map(write).join('');
}

function specOf({ mark, rows, from, isAnimated }: Charts): object {
  const on = [{ events: { type: 'timer', throttle: 16 }, update: 't + 1' }];
  return {
    ...(from === 'spec' && { data: { sequence: { start: 0, stop: rows, as: 'x' } } }),
    ...(isAnimated && { params: [{ name: 't', value: 1, on }] }),
    transform: [{ calculate: `sin(datum.x * ${isAnimated ? 't' : 2})`, as: 'y' }],
    mark,
    encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
  };
}

interface Watched {
  /** The longest time between two turns of the timer so far, in ms. */
  longest: number;
}

/** Runs in the page before its scripts. */
function watch(): void {
  const watched: Watched = { longest: 0 };
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    watched.longest = Math.max(watched.longest, now - last);
    last = now;
  }, 10);
  Object.assign(globalThis, { watched });
}

/** Runs in the page. The reader jumps to other places until the charts have loaded. */
async function measure(jumps: number, turns: number, loadMs: number): Promise<number> {
  const start = performance.now();
  const jump =
    jumps > 0 ? setInterval(() => scrollTo(0, scrollY > 0 ? 0 : document.body.scrollHeight), jumps) : 0;
  const isLoading = (): boolean => {
    const charts = [...document.querySelectorAll<Element & { readonly status?: string }>('vibedasher-viz')];
    const done = charts.filter(({ status }) => status === 'ready' || status === 'error');
    return done.length < document.querySelectorAll('[data-vibedasher-viz]').length;
  };
  while (isLoading() && performance.now() - start < loadMs)
    await new Promise((resolve) => setTimeout(resolve, 100));
  clearInterval(jump);
  const { longest } = (globalThis as unknown as { watched: Watched }).watched;
  const rest = performance.now();
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  const late = performance.now() - rest - turns * 10;
  return Math.round(Math.max(longest, late));
}
