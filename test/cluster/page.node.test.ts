// @lane long
/** What readers of a page with eight charts see in Chromium while parts of a cluster fail. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../../scripts/browsers.ts';
import type { LocalServer } from '../../scripts/local-server.ts';
import { serveFolder } from '../sites/serve.ts';
import { startBalancedPair, type BalancedPair } from './balanced.ts';
import { findMissing, startS3, startValkey, type S3, type Service } from './components.ts';
import { cleanUp, createFolder } from './instances.ts';

const CDN = join(import.meta.dirname, '../../cdn');
const CHARTS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'];
/** Every other chart takes some tenths of a second, so that it runs while something fails. */
const sqlOf = (index: number): string =>
  `SELECT '{{round}}' AS round, ${index} AS chart, max(md5(i::VARCHAR)) AS work FROM range(${index % 2 ? 10 : 300_000}) t(i)`;
const SPEC = {
  mark: 'bar',
  encoding: { x: { field: 'round', type: 'nominal' }, y: { field: 'chart', type: 'quantitative' } },
};
/** Time limit in ms until all charts show their rows. If a request hangs, an element tries again after 30 seconds. */
const TIMEOUT = 25_000;

interface Viz extends HTMLElement {
  readonly status: string;
  readonly data: { readonly rows: readonly (readonly unknown[])[] } | null;
  setParams(patch: Readonly<Record<string, string>>): void;
}

/** Records in the page which errors its readers see. */
interface Watched {
  problems: string[];
}

async function createBoard(): Promise<string> {
  const root = await createFolder();
  const folder = join(root, 'vizzes/acme/board');
  await mkdir(join(folder, 'charts'), { recursive: true });
  await mkdir(join(root, 'datasets'));
  const viz = { name: 'Board', publishStatus: 'PUBLISHED', viewMode: 'public', datasets: [] };
  await writeFile(join(folder, 'viz.json'), JSON.stringify(viz));
  await writeFile(join(folder, 'params.json'), JSON.stringify([{ name: 'round', default: 'first' }]));
  for (const [index, id] of CHARTS.entries()) {
    await writeFile(join(folder, `charts/${id}.sql`), sqlOf(index));
    await writeFile(join(folder, `charts/${id}.vl.json`), JSON.stringify(SPEC));
  }
  return root;
}

function writePage(cdn: string, apiBase: string): string {
  const charts = CHARTS.map(
    (id) =>
      `<vibedasher-viz api-base="${apiBase}" account="acme" slug="board" chart="${id}" loading="eager"></vibedasher-viz>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Board</title>
<link rel="stylesheet" href="${cdn}vibedasher.css"><style>body { display: grid; grid-template-columns: 1fr 1fr }</style>
<script type="module" src="${cdn}vibedasher.js"></script>
${charts.join('\n')}`;
}

/** Runs in the page before its scripts. */
function watch(): void {
  const watched = globalThis as unknown as Watched;
  watched.problems = [];
  const note = ({ type, target }: Event): void => {
    const { id, status } = target as Viz;
    if (type === 'vibedasher-error' || status === 'error' || status === 'stale')
      watched.problems.push(`${type} ${id} ${status}`);
  };
  for (const type of ['vibedasher-error', 'vibedasher-status']) addEventListener(type, note, true);
}

const skip = await findMissing('valkey-server', 'haproxy', 'moto', 'chromium');

describe('a reader of eight charts', { skip }, () => {
  let browser: Browser;
  let site: LocalServer;
  let cdn: LocalServer;
  let valkey: Service;
  let s3: S3;
  let cluster: BalancedPair;
  let page: Page;
  const pageErrors: string[] = [];

  before(async () => {
    assert.ok(existsSync(join(CDN, 'vibedasher.js')), 'The bundle is missing: npm run build');
    [valkey, s3] = await Promise.all([startValkey(), startS3()]);
    const shared = `valkey://127.0.0.1:${valkey.port}`;
    cluster = await startBalancedPair(await createBoard(), { shared, results: s3.results }, s3.environment);
    cdn = await serveFolder(CDN);
    const folder = await createFolder();
    const html = writePage(cdn.url, `http://127.0.0.1:${cluster.proxy.port}/api`);
    await writeFile(join(folder, 'index.html'), html);
    site = await serveFolder(folder);
    // With a pipe, the browser ends with this process.
    browser = await launchChromium({ pipe: true });
    page = await open();
    await shows(page, 'first');
  });
  after(async () => {
    await browser?.close();
    await site?.close();
    await cdn?.close();
    await cleanUp();
  });

  async function open(): Promise<Page> {
    const opened = await browser.newPage();
    await opened.evaluateOnNewDocument(watch);
    opened.on('pageerror', (error) => pageErrors.push(String(error)));
    await opened.goto(site.url);
    return opened;
  }

  /** Waits until all charts show the rows of a round. Fails if a reader has seen an error. */
  async function shows(where: Page, round: string): Promise<void> {
    const isShown = (round: string): boolean =>
      [...document.querySelectorAll<Viz>('vibedasher-viz')].every(
        ({ status, data }) => status === 'ready' && data?.rows[0]?.[0] === round,
      );
    const state = (): Promise<unknown> =>
      where.evaluate(() => ({
        problems: (globalThis as unknown as Watched).problems,
        charts: [...document.querySelectorAll<Viz>('vibedasher-viz')].map(
          ({ status, data }) => `${status} ${String(data?.rows[0]?.slice(0, 2))}`,
        ),
      }));
    await where.bringToFront();
    await where.waitForFunction(isShown, { timeout: TIMEOUT, polling: 50 }, round).catch(() => undefined);
    assert.deepEqual(await state(), {
      problems: [],
      charts: CHARTS.map((_, index) => `ready ${round},${index}`),
    });
  }

  /** Changes a parameter of all charts. Resolves when the page has requested all rows. */
  async function change(where: Page, round: string): Promise<void> {
    const requested = CHARTS.map((id) =>
      where.waitForRequest((request) => request.url().includes(`/rows/${id}?p.round=${round}`)),
    );
    await where.evaluate((round) => {
      for (const viz of document.querySelectorAll<Viz>('vibedasher-viz')) viz.setParams({ round });
    }, round);
    await Promise.all(requested);
  }

  /** Reads in an open page and in a new one: queries that run when something fails, and queries after that. */
  async function read(
    name: string,
    fail: () => Promise<unknown>,
    repair: () => Promise<unknown>,
  ): Promise<void> {
    await change(page, `${name}-running`);
    try {
      await fail();
      const opened = await open();
      await shows(page, `${name}-running`);
      await shows(opened, 'first');
      await change(opened, `${name}-new`);
      await shows(opened, `${name}-new`);
      await opened.close();
    } finally {
      // The next test needs all parts, also if this one fails.
      await repair();
    }
  }

  it('sees all charts when an instance is killed', () =>
    read(
      'killed',
      () => cluster.instances.ONE.end('SIGKILL'),
      () => cluster.replace('ONE'),
    ));

  it('sees all charts while an instance hangs', () =>
    read(
      'hangs',
      async () => cluster.instances.ONE.signal('SIGSTOP'),
      async () => cluster.instances.ONE.signal('SIGCONT'),
    ));

  it('sees all charts without Valkey', () =>
    read(
      'valkey',
      () => valkey.stop(),
      () => valkey.start(),
    ));

  it('sees all charts without S3', () =>
    read(
      's3',
      () => s3.stop(),
      () => s3.start(),
    ));

  it('sees all charts while both instances are replaced', async () => {
    let isOver = false;
    const replaceBoth = async (): Promise<void> => {
      for (const name of ['ONE', 'TWO'] as const) {
        assert.equal(await cluster.instances[name].end('SIGTERM'), 0);
        await cluster.replace(name);
      }
    };
    const replaced = replaceBoth().finally(() => (isOver = true));
    for (let n = 0; !isOver; n += 1) {
      await change(page, `replaced${n}`);
      await shows(page, `replaced${n}`);
    }
    await replaced;
  });

  it('has no uncaught error', () => assert.deepEqual(pageErrors, []));
});
