/**
 * `npm run test:frameworks -- NAME…`: installs the examples for frameworks into a temporary folder, checks their types, builds
 * them against the reference API on the demo's data, and opens them in Chromium. The code in `docs/frameworks.md` compiles.
 * Without a NAME all but Angular, with `all` every one. Takes a network.
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
import { recordPage } from '../node/demo/record-page.ts';
import {
  askedExamples,
  type Bench,
  copyExample,
  installPackages,
  run,
  startBench,
} from '../sites/examples.ts';
import { serveFolder, type Served } from '../sites/serve.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Longest wait for a chart, in ms. A limit, not an expectation. */
const PATIENCE = 30_000;

interface Framework {
  readonly package: string;
  /** Its file of wrong uses, where it knows the types of tags. */
  readonly wrong?: string;
  /** Takes long: only in a run that names it. */
  readonly slow?: boolean;
  /** Whether we have components for it, and an expression that is true once it has taken a server's page over. */
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
const names = askedExamples(
  process.argv.slice(2),
  known,
  known.filter((name) => !FRAMEWORKS[name]!.slow),
);
const temporary = mkdtempSync(join(tmpdir(), 'vibedasher-frameworks-'));
let bench: Bench;

before(async () => {
  bench = await startBench(temporary);
});
after(() => bench?.close());

for (const name of names) {
  const framework = FRAMEWORKS[name]!;
  describe(name, () => {
    const folder = join(temporary, name);
    let served: Served | undefined;
    after(async () => {
      await served?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('is installed, its types are checked, and it is built', async (test) => {
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
      it('refuses wrong uses', async (test) => {
        if (!existsSync(join(folder, 'node_modules'))) return test.skip('It is not installed');
        const source = join(import.meta.dirname, name, wrong);
        cpSync(source, join(folder, 'src', wrong));
        const said = await run('npm', ['run', 'types'], folder).then(
          () => 'nothing',
          (error: Error) => error.message,
        );
        rmSync(join(folder, 'src', wrong));
        const lines = readFileSync(source, 'utf8').split('\n');
        const expected = lines.flatMap((line, index) => (line.includes('<vibedasher-') ? [index + 1] : []));
        const found = [...said.matchAll(/Wrong\.\w+[(:](\d+)/g)].map(([, line]) => Number(line));
        assert.ok(expected.length > 3);
        assert.deepEqual(
          [...new Set(found)].sort((a, b) => a - b),
          expected,
          said,
        );
      });
    }

    for (const order of ['before', 'after'] as const) {
      it(`draws, listens and renders where the elements are defined ${order} it has rendered`, async (test) => {
        if (!served) return test.skip('It is not built');
        const page = await bench.browser.newPage();
        const record = await recordPage(page);
        const asked = requestsOf(page);
        if (order === 'after') await page.evaluateOnNewDocument(holdDefinitions);
        await page.goto(served.url, { waitUntil: 'load' });
        await page.waitForFunction(() => document.querySelectorAll('vibedasher-viz').length === 2);
        if (order === 'after') await page.evaluate('defineNow()');
        await drawn(page, 2024);
        assert.match(await textOf(page, 'output'), /^Drawn in \d+ ms$/);
        assert.equal(
          await page.evaluate(() => document.querySelectorAll('[spec], [params*=object]').length),
          0,
        );

        // A render that changes nothing of the charts.
        await page.evaluate(noteView);
        const before = asked.length;
        for (let likes = 1; likes <= 3; likes++) {
          await page.click('button');
          await page.waitForFunction(
            (text) => document.querySelector('button')!.textContent!.includes(text),
            { timeout: PATIENCE },
            `Likes: ${likes}`,
          );
        }
        await page.evaluate(settled);
        assert.ok(await page.evaluate(hasNotedView), 'The chart was drawn anew');
        assert.deepEqual(asked.slice(before), []);

        // One that does.
        await page.select('select', '2023');
        await drawn(page, 2023);
        assert.ok(asked.length > before);

        const bar = await page.waitForSelector('vibedasher-viz >>> .chart .mark-rect path');
        await bar!.click();
        await page.waitForFunction(
          () => document.querySelector('output')!.textContent!.startsWith('Selected'),
          { timeout: PATIENCE },
        );
        const { errors, failures } = record;
        await page.close();
        assert.deepEqual({ errors, failures }, { errors: [], failures: [] });
      });
    }

    if (framework.hydrated) {
      it('leaves alone what has been put into a page of a server', async (test) => {
        if (!existsSync(join(folder, 'node_modules'))) return test.skip('It is not installed');
        const site = await serveFolder(await renderSite(name, folder));
        const page = await bench.browser.newPage();
        const record = await recordPage(page);
        await page.goto(site.url, { waitUntil: 'load' });
        await page.waitForFunction(framework.hydrated!, { timeout: PATIENCE });
        const viz = await page.waitForSelector('vibedasher-viz:defined', { timeout: PATIENCE });
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
        // What is set again is set, and what is no longer set is taken back.
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
            { timeout: PATIENCE },
            JSON.stringify(wanted),
          );
        }
        const { errors, failures } = record;
        await page.close();
        await site.close();
        assert.deepEqual({ errors, failures }, { errors: [], failures: [] });
      });
    }
  });
}

/** The code of a framework's section in the docs, with its language. */
function documented(name: string): [language: string, code: string][] {
  const section = readFileSync(join(ROOT, 'docs/frameworks.md'), 'utf8')
    .split(/^## /m)
    .find((text) => text.toLowerCase().startsWith(name));
  const blocks = [...(section ?? '').matchAll(/^```(\w+)\n([^]*?)^```$/gm)];
  assert.ok(blocks.length > 0, `docs/frameworks.md has code for ${name}`);
  return blocks.map(([, language, code]) => [language!, code!]);
}

/** A page as a server renders it, with the pictures of `vibedasher-embed prerender`. Gives its folder. */
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
    // Only then do frameworks tell what they do not find as they left it.
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

/** What a page asks of the API, from now on. */
function requestsOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(bench.demo.apiBase)) asked.push(`${request.method()} ${request.url()}`);
  });
  return asked;
}

/** Waits until both charts show a year: the first by the viz's own query, the second by query and spec of the page. */
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
    { timeout: PATIENCE },
    year,
  );
}

const textOf = (page: Page, selector: string): Promise<string> =>
  page.$eval(selector, (element) => element.textContent ?? '');

// What follows runs in the page.

/** The elements are defined when `defineNow()` is called, as where a script of a CDN comes late. */
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

/** The second chart's: the first is drawn again once it has loaded what selects in it. */
function noteView(): void {
  const { view } = document.querySelectorAll<VibedasherViz>('vibedasher-viz')[1]!;
  Object.assign(globalThis, { noted: view });
}

function hasNotedView(): boolean {
  const { view } = document.querySelectorAll<VibedasherViz>('vibedasher-viz')[1]!;
  return view === (globalThis as unknown as { noted: unknown }).noted;
}

/** What an update sets going has been set going. */
async function settled(): Promise<void> {
  for (const viz of document.querySelectorAll<VibedasherViz>('vibedasher-viz')) {
    await viz.updateComplete;
    await viz.ready;
  }
}
