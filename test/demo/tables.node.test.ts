/**
 * A built site with a snapshot that has tables, served as files after the API has ended: a free date range in a dashboard
 * shows the rows that the API gives.
 */
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { DEMO_ROOT, prepareData } from '../../demo/prepare-data.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import type { LocalServer } from '../../scripts/local-server.ts';
import { startServer } from '../../server/src/index.ts';
import { prerender } from '../../src/prerender/command/prerender.ts';
import { createPublicClient } from '../../src/public-client/create-client.ts';
import { root } from '../package/project.ts';
import { serveFolder } from '../sites/serve.ts';

/** A chart or table. */
type Chart = Element & {
  readonly status?: string;
  readonly data?: { readonly rows: readonly unknown[] } | null;
};

const TIMEOUT = 60_000;
const SALES = { account: 'acme', slug: 'weekly-sales' };
const RANGE = { from: '2024-02-05', to: '2024-05-20' };
const CHARTS = ['by-region', 'by-product', 'by-shop'];

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sales</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="cdn/vibedasher.css">
<script type="module" src="cdn/vibedasher.js" data-snapshot="vibedasher/" data-live="never" data-queries="browser"></script>
<vibedasher-dashboard account="acme" slug="weekly-sales">
<input type="date" name="from"><input type="date" name="to">
${CHARTS.map((id) => `<vibedasher-viz chart="${id}" loading="eager"></vibedasher-viz>`).join('\n')}
</vibedasher-dashboard>
`;

let folder = '';
let site: LocalServer;
let browser: Browser;
/** The API's rows by chart, for the range. */
const expected = new Map<string, string>();

/** Rows as text, in one order: queries without a complete ORDER BY give any. */
const sorted = (rows: readonly unknown[]): string =>
  JSON.stringify(rows.map((row) => JSON.stringify(row)).sort());

before(async () => {
  await prepareData();
  folder = await mkdtemp(join(tmpdir(), 'vibedasher-tables-site-'));
  await cp(join(root, 'cdn'), join(folder, 'cdn'), { recursive: true });
  await writeFile(join(folder, 'index.html'), PAGE);
  const api = await startServer({ root: DEMO_ROOT });
  try {
    const silent = { write: () => {} };
    const io = { stdout: silent, stderr: process.stderr, signal: new AbortController().signal };
    const args = [
      '--snapshot',
      '--data',
      'auto',
      '--api-base',
      api.apiBase,
      '--cache',
      join(folder, '.cache'),
    ];
    assert.equal(await prerender([folder, ...args], io), 0);
    const client = createPublicClient({ apiBase: api.apiBase });
    const { files } = await client.getViz(SALES);
    for (const id of CHARTS) {
      const sql = files.get(`charts/${id}.sql`)!;
      const params = { region: '', year: 2024, ...RANGE };
      const { rows } = await client.queryViz(SALES, { sql, params });
      expected.set(id, sorted(rows));
    }
  } finally {
    await api.close();
  }
  site = await serveFolder(folder);
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true });
});

it('shows the rows of a free date range without the API', async () => {
  const page = await browser.newPage();
  const requested: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requested.push(request.url());
  });
  await page.setViewport({ width: 1280, height: 2000 });
  await page.goto(site.url, { waitUntil: 'networkidle0' });
  assert.ok(!requested.some((url) => /\/vibedasher\/[et]\//.test(url)), 'no engine before a choice');
  await page.evaluate((range) => {
    for (const [name, value] of Object.entries(range)) {
      const input = document.querySelector<HTMLInputElement>(`[name=${name}]`)!;
      input.value = value;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }, RANGE);
  for (const [id, rows] of expected) {
    const chart = `vibedasher-viz[chart=${id}]`;
    await page.waitForFunction(
      (selector, rows) => {
        const { data, status } = document.querySelector(selector) as Chart;
        const text = JSON.stringify((data?.rows ?? []).map((row) => JSON.stringify(row)).sort());
        return status === 'ready' && text === rows;
      },
      { timeout: TIMEOUT },
      chart,
      rows,
    );
  }
  assert.deepEqual([...new Set(requested.map((url) => new URL(url).origin))], [new URL(site.url).origin]);
});
