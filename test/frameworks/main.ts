/**
 * `npm run test:frameworks -- NAME…`: installs the examples for frameworks into a temporary folder, checks their types, builds
 * them with the demo's server, and opens them in Chromium. It also compiles the code in `docs/frameworks.md`. Without NAME, it
 * tests all but Angular; with `all`, every one. It needs network access.
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'puppeteer-core';
import type { VibedasherViz } from '../../src/index.ts';
import {
  selectExamples,
  type TestBed,
  copyExample,
  installPackages,
  run,
  startTestBed,
  visit,
} from '../sites/examples.ts';
import type { LocalServer } from '../../scripts/local-server.ts';
import { TIMEOUT } from '../sites/charts.ts';
import { serveFolder } from '../sites/serve.ts';

const ROOT = join(import.meta.dirname, '../..');

interface Framework {
  readonly package: string;
  /** A file with type errors, if the framework checks the types of tags. */
  readonly wrong?: string;
  /** Whether it is slow, and tested only if the command line names it. */
  readonly slow?: boolean;
  /**
   * An expression that is true after the framework has hydrated a page from a server, if we have components for it.
   */
  readonly hydrated?: string;
}

const FRAMEWORKS: Readonly<Record<string, Framework>> = {
  react: {
    package: 'react',
    wrong: 'Wrong.tsx',
    hydrated:
      "Object.keys(document.querySelector('vibedasher-viz')).some((key) => /^__reactFiber/.test(key))",
  },
  preact: { package: 'preact', wrong: 'Wrong.tsx' },
  solid: { package: 'solid-js', wrong: 'Wrong.tsx' },
  vue: {
    package: 'vue',
    wrong: 'Wrong.vue',
    hydrated: "document.getElementById('app').__vue_app__",
  },
  svelte: { package: 'svelte', wrong: 'Wrong.svelte' },
  angular: { package: '@angular/core', slow: true },
};

const known = Object.keys(FRAMEWORKS);
const names = selectExamples(
  process.argv.slice(2),
  known,
  known.filter((name) => !FRAMEWORKS[name]!.slow),
);
const temporary = mkdtempSync(join(tmpdir(), 'vibedasher-frameworks-'));
let bench: TestBed;

before(async () => {
  bench = await startTestBed(temporary);
});
after(() => bench?.close());

for (const name of names) {
  const framework = FRAMEWORKS[name]!;
  describe(name, () => {
    const folder = join(temporary, name);
    let served: LocalServer | undefined;
    after(async () => {
      await served?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('installs, passes type checks and builds', async (test) => {
      copyExample(name, folder, { apiBase: bench.demo.apiBase, tarball: bench.tarball });
      for (const [index, [language, code]] of documented(name).entries())
        writeFileSync(join(folder, 'src', `Documented${index}.${language}`), code);
      await installPackages(folder);
      const manifest = join(folder, 'node_modules', framework.package, 'package.json');
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
      test.diagnostic(`${framework.package} ${version}`);
      await run('npm', ['run', 'build'], folder);
      served = await serveFolder(join(folder, 'dist'));
    });

    const { wrong } = framework;
    if (wrong) {
      it('reports type errors for wrong uses', async (test) => {
        if (!existsSync(join(folder, 'node_modules'))) return test.skip('It is not installed');
        const source = join(import.meta.dirname, name, wrong);
        cpSync(source, join(folder, 'src', wrong));
        const output = await run('npm', ['run', 'types'], folder).then(
          () => 'nothing',
          (error: Error) => error.message,
        );
        rmSync(join(folder, 'src', wrong));
        const lines = readFileSync(source, 'utf8').split('\n');
        const expected = lines.flatMap((line, index) => (line.includes('<vibedasher-') ? [index + 1] : []));
        const found = [...output.matchAll(/Wrong\.\w+[(:](\d+)/g)].map(([, line]) => Number(line));
        assert.ok(expected.length > 3);
        assert.deepEqual(
          [...new Set(found)].sort((a, b) => a - b),
          expected,
          output,
        );
      });
    }

    for (const order of ['before', 'after'] as const) {
      it(`draws charts, handles events and updates if the elements are defined ${order} the first render`, async (test) => {
        if (!served) return test.skip('It is not built');
        const requests: string[] = [];
        const prepare = async (page: Page): Promise<void> => {
          page.on('request', (request) => {
            if (request.url().startsWith(bench.demo.apiBase)) requests.push(request.url());
          });
          if (order === 'after') await page.evaluateOnNewDocument(holdDefinitions);
        };
        const use = async (page: Page): Promise<void> => {
          await page.waitForFunction(() => document.querySelectorAll('vibedasher-viz').length === 2);
          if (order === 'after') await page.evaluate('defineNow()');
          await drawn(page, 2024);
          assert.match(await page.$eval('output', ({ textContent }) => textContent), /^Drawn in \d+ ms$/);
          assert.equal(
            await page.evaluate(() => document.querySelectorAll('[spec], [params*=object]').length),
            0,
          );

          // A render without changes for the charts.
          await page.evaluate(noteView);
          const before = requests.length;
          for (let likes = 1; likes <= 3; likes++) {
            await page.click('button');
            await page.waitForFunction(
              (text) => document.querySelector('button')!.textContent!.includes(text),
              { timeout: TIMEOUT },
              `Likes: ${likes}`,
            );
          }
          await page.evaluate(settled);
          assert.ok(await page.evaluate(hasNotedView), 'The chart has been drawn again');
          assert.deepEqual(requests.slice(before), []);

          // A render with changes.
          await page.select('select', '2023');
          await drawn(page, 2023);
          assert.ok(requests.length > before);

          const bar = await page.waitForSelector('vibedasher-viz >>> .chart .mark-rect path');
          await bar!.click();
          await page.waitForFunction(
            () => document.querySelector('output')!.textContent!.startsWith('Selected'),
            { timeout: TIMEOUT },
          );
        };
        await visit(bench.browser, served.url, use, prepare);
      });
    }

    if (framework.hydrated) {
      it('keeps the pictures in a page from a server', async (test) => {
        if (!existsSync(join(folder, 'node_modules'))) return test.skip('It is not installed');
        const site = await serveFolder(await renderSite(name, folder));
        await visit(bench.browser, site.url, async (page) => {
          await page.waitForFunction(framework.hydrated!, { timeout: TIMEOUT });
          const viz = await page.waitForSelector('vibedasher-viz:defined', { timeout: TIMEOUT });
          const { params, attribute, apiBase, className, isPictured } = await viz!.evaluate((element) => {
            const { params, apiBase, className } = element as VibedasherViz;
            const isPictured = element.querySelector(':scope > figure[data-vibedasher] svg') !== null;
            return { params, attribute: element.getAttribute('params'), apiBase, className, isPictured };
          });
          assert.deepEqual(params, { year: 2023 });
          assert.deepEqual(JSON.parse(attribute!), params);
          assert.deepEqual(
            { apiBase, className, isPictured },
            { apiBase: bench.demo.apiBase, className: 'wide', isPictured: true },
          );
          // Props are set again, and missing props are reset.
          for (const [given, wanted] of [
            ['{ year: 2022 }', { year: 2022 }],
            ['undefined', null],
          ] as const) {
            await page.evaluate(`renderWith(${given})`);
            await page.waitForFunction(
              (wanted) => {
                const { params } = document.querySelector<VibedasherViz>('vibedasher-viz')!;
                return JSON.stringify(params ?? null) === wanted;
              },
              { timeout: TIMEOUT },
              JSON.stringify(wanted),
            );
          }
        });
        await site.close();
      });
    }
  });
}

/** Returns the code in a framework's section of the docs, with its language. */
function documented(name: string): [language: string, code: string][] {
  const section = readFileSync(join(ROOT, 'docs/frameworks.md'), 'utf8')
    .split(/^## /m)
    .find((text) => text.toLowerCase().startsWith(name));
  const blocks = [...(section ?? '').matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  assert.ok(blocks.length > 0, `docs/frameworks.md has code for ${name}`);
  return blocks.map(([, language, code]) => [language!, code!]);
}

/** Renders a page on a server, and prerenders its charts. Returns its folder. */
async function renderSite(name: string, folder: string): Promise<string> {
  const source = join(folder, 'hydrated.js');
  cpSync(join(import.meta.dirname, name, 'hydrated.js'), source);
  const site = join(folder, 'site');
  mkdirSync(site);
  const contents = `import { hydrate } from './hydrated.js';
    hydrate('${bench.demo.apiBase}', document.getElementById('app'));`;
  await build({
    bundle: true,
    format: 'esm',
    stdin: { contents, resolveDir: folder },
    outfile: join(site, 'page.js'),
    // Only development builds of frameworks report hydration mismatches.
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'error',
  });
  const { render } = (await import(pathToFileURL(source).href)) as {
    render(apiBase: string): string | Promise<string>;
  };
  const html = `<!doctype html><html lang="en"><title>Sales</title>
    <div id="app">${await render(bench.demo.apiBase)}</div><script type="module" src="page.js"></script></html>`;
  writeFileSync(join(site, 'index.html'), html);
  await run('npx', ['vibedasher-embed', 'prerender', site], folder);
  return site;
}

/** Waits until both charts show a year: the first with the viz's query, the second with a query and spec of the page. */
async function drawn(page: Page, year: number): Promise<void> {
  await page.waitForFunction(
    (year) => {
      const charts = [...document.querySelectorAll<VibedasherViz>('vibedasher-viz')];
      const { values } = document.querySelector<HTMLElement & { values?: Record<string, unknown> }>(
        'vibedasher-dashboard',
      )!;
      return (
        String(values?.['year']) === String(year) &&
        charts.every(({ status, view }) => status === 'ready' && view) &&
        (charts[1]!.spec as { mark?: string } | null)?.mark === 'bar'
      );
    },
    { timeout: TIMEOUT },
    year,
  );
}

// The following functions run in the page.

/** Delays the definition of the elements until `defineNow()` is called, like a slow script from a CDN. */
function holdDefinitions(): void {
  const define = customElements.define.bind(customElements);
  const held: Parameters<typeof define>[] = [];
  customElements.define = (...args) => void held.push(args);
  Object.assign(globalThis, {
    defineNow() {
      customElements.define = define;
      for (const args of held) define(...args);
    },
  });
}

/** Notes the view of the second chart. The first chart is drawn again when the code for selections has loaded. */
function noteView(): void {
  const { view } = document.querySelectorAll<VibedasherViz>('vibedasher-viz')[1]!;
  Object.assign(globalThis, { noted: view });
}

function hasNotedView(): boolean {
  const { view } = document.querySelectorAll<VibedasherViz>('vibedasher-viz')[1]!;
  return view === (globalThis as unknown as { noted: unknown }).noted;
}

/** Waits until an update has started its work. */
async function settled(): Promise<void> {
  for (const viz of document.querySelectorAll<VibedasherViz>('vibedasher-viz')) {
    await viz.updateComplete;
    await viz.ready;
  }
}
