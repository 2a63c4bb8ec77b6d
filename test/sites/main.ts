/**
 * `npm run test:sites -- NAME…`: installs generators of static sites into a temporary folder, builds their examples with the
 * demo's server, and opens every page in Chromium, first without JavaScript, then with it. Without NAME, it tests those that
 * install in seconds; with `all`, every one. It needs network access.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { inspectCharts, TIMEOUT, PICTURED, makeLive, waitForDashboard } from './charts.ts';
import {
  selectExamples,
  type TestBed,
  copyExample,
  installPackages,
  run,
  startTestBed,
  visit,
} from './examples.ts';
import type { LocalServer } from '../../scripts/local-server.ts';
import { serveFolder } from './serve.ts';
import { PAGES, type Site, SITES } from './sites.ts';
import { testTurbo } from './turbo.ts';

const ROOT = join(import.meta.dirname, '../..');

const known = Object.keys(SITES);
const names = selectExamples(
  process.argv.slice(2),
  known,
  known.filter((name) => SITES[name]!.quick),
);
const temporary = mkdtempSync(join(tmpdir(), 'vibedasher-sites-'));
let testBed: TestBed;
/** Serves the bundle in place of the CDN. */
let bundle: LocalServer;

before(async () => {
  // Wide enough that no theme hides its navigation.
  testBed = await startTestBed(temporary, { width: 1200, height: 900 });
  bundle = await serveFolder(join(ROOT, 'cdn'));
});
after(async () => {
  await bundle?.close();
  await testBed?.close();
});

for (const name of names) {
  const site = SITES[name]!;
  describe(name, () => {
    const folder = join(temporary, name);
    let served: LocalServer | undefined;
    after(async () => {
      await served?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('installs and builds', async (test) => {
      copyExample(name, folder, { apiBase: testBed.demo.apiBase, cdn: bundle.url, tarball: testBed.tarball });
      const missing = await install(site, folder);
      if (missing) return test.skip(missing);
      const path = [join(folder, '.venv/bin'), process.env['PATH']].join(delimiter);
      test.diagnostic(describeVersion(site, folder));
      const output = await run('npm', ['run', 'build'], folder, path);
      test.diagnostic(output.split('\n').findLast((line) => line.includes('Charts in ')) ?? output);
      served = await serveFolder(join(folder, site.output));
    });

    for (const [path, count] of Object.entries(PAGES)) {
      it(`shows the pictures of /${path} without JavaScript`, async (test) => {
        if (!served) return test.skip('It is not built');
        const page = await testBed.browser.newPage();
        await page.setJavaScriptEnabled(false);
        await page.goto(`${served.url}${path}`, { waitUntil: 'load' });
        const found = await page.evaluate(inspectCharts, site.form);
        await page.close();
        assert.deepEqual(found, Array(count).fill(PICTURED));
      });

      it(`makes the charts of /${path} live, without layout shifts`, async (test) => {
        if (!served) return test.skip('It is not built');
        await visit(testBed.browser, `${served.url}${path}`, async (page, { shifts }) => {
          await page.waitForFunction(() => customElements.get('vibedasher-viz'), { timeout: TIMEOUT });
          if (site.hydrated) await page.waitForFunction(site.hydrated, { timeout: TIMEOUT });
          // Scripts and the framework must not have removed the picture.
          const found = await page.evaluate(inspectCharts, site.form);
          assert.deepEqual(found, Array(count).fill(PICTURED));
          for (let index = 0; index < count; index++) await makeLive(page, index);
          const layoutShift = shifts.reduce((sum, shift) => sum + Number.parseFloat(shift), 0);
          assert.equal(layoutShift.toFixed(3), '0.000', shifts.join('\n'));
        });
      });
    }

    if (site.snapshot) {
      it('answers a choice without the API', async (test) => {
        if (!served) return test.skip('It is not built');
        const { url } = served;
        const elsewhere: string[] = [];
        const watch = (page: Page) =>
          page.on('request', (request) => {
            if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
              elsewhere.push(request.url());
          });
        const choose = async (page: Page): Promise<void> => {
          await page.select('select[name="year"]', '2022');
          await waitForDashboard(page);
        };
        await visit(testBed.browser, `${url}dashboard`, choose, watch);
        assert.deepEqual(elsewhere, []);
      });
    }

    if (name === 'turbo') testTurbo(() => served && { browser: testBed.browser, url: served.url });

    if (site.hydrated) {
      it('draws the charts of a page after a client-side navigation', async (test) => {
        if (!served) return test.skip('It is not built');
        await visit(testBed.browser, served.url, async (page) => {
          await page.waitForFunction(site.hydrated!, { timeout: TIMEOUT });
          await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
          await page.click('a[href*="dashboard"]');
          await waitForDashboard(page);
          assert.ok(await page.evaluate(() => 'isSamePage' in globalThis), 'The page was reloaded');
        });
      });
    }
  });
}

/** Installs the dependencies of an example. Returns what is missing if it cannot. */
async function install({ debian = [] }: Site, folder: string): Promise<string | undefined> {
  const hasPython = existsSync(join(folder, 'requirements.txt'));
  if (hasPython && spawnSync('python3', ['-c', 'import ensurepip']).status !== 0)
    return 'Python with venv is missing: apt-get install python3-venv';
  for (const name of debian) {
    if (spawnSync('which', [name]).status === 0) continue;
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], folder);
  }
  await installPackages(folder);
  if (!hasPython) return undefined;
  await run('python3', ['-m', 'venv', '.venv'], folder);
  try {
    await run('.venv/bin/pip', ['install', '--quiet', '--requirement', 'requirements.txt'], folder);
  } catch (error) {
    const [, line] = /\n(.* connection broken by .*)/.exec(String(error)) ?? [];
    if (!line) throw error;
    return `PyPI is missing: ${line}`;
  }
  return undefined;
}

function describeVersion({ generator, debian }: Site, folder: string): string {
  if (debian) return spawnSync(debian[0]!, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const wanted = globSync('requirements.txt', { cwd: folder }).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8').trim().split('\n'),
  );
  if (wanted[0]?.startsWith(generator)) return wanted.join(' ');
  const file = join(folder, 'node_modules', generator, 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return `${generator} ${version}`;
}
