/**
 * Installs other versions of Lit and of Vega's packages into a temporary copy of the project, builds the script-tag bundle
 * with them, and draws with it. Needs a network and about a minute.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { build, createLogger } from 'vite';
import { launchChromium } from '../../scripts/browsers.ts';
import { startLocalServer, type LocalServer } from '../../scripts/local-server.ts';
import { root } from './project.ts';

interface Package {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Reads the package.json of a folder. */
export const readPackage = (folder: string): Package =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
/** Returns the version of a package that is installed for this project. */
export const installedVersion = (name: string): string =>
  readPackage(join(root, 'node_modules', name)).version;

/** These packages depend on all others of Lit and Vega, in matching versions. */
export const FAMILIES = ['lit', 'vega', 'vega-lite'];
/** Tools for the build. */
const TOOLS = ['esbuild', 'eslint-scope', 'rolldown', 'terser', 'vite'];
const INPUT = ['LICENSE', 'scripts', 'src', 'tsconfig.json', 'vite.config.ts'];

/** Versions to install. */
export interface Versions {
  /** The version range, or tag, of each package of FAMILIES. */
  readonly ranges: Readonly<Record<string, string>>;
  /** Ignores versions that were published later: a time in ISO 8601. */
  readonly before?: string;
}

/** Copies the project, and installs the given versions of Lit and Vega. Other packages are at most as new as the installed ones. */
function install(folder: string, { ranges, before }: Versions): void {
  const { dependencies = {}, version } = readPackage(root);
  const others = Object.keys(dependencies).filter((name) => !/^(lit|vega)/.test(name));
  const wanted = {
    ...Object.fromEntries(others.map((name) => [name, `<=${installedVersion(name)}`])),
    ...ranges,
  };
  const manifest = { name: 'other-versions', version, type: 'module', dependencies: wanted };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
  if (before !== undefined) args.push(`--before=${before}`);
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  for (const name of TOOLS) symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  for (const path of INPUT) cpSync(join(root, path), join(folder, path), { recursive: true });
}

const day = (month: number): string => `2025-0${month}-01`;
const ROWS = [1, 2, 3, 4, 5, 6].flatMap((each) =>
  ['a', 'b'].map((kind) => ({ kind, day: day(each), size: each * 3 })),
);
const [kind, date, size] = [
  { field: 'kind', type: 'nominal' },
  { field: 'day', type: 'temporal' },
  { field: 'size', type: 'quantitative' },
];

/** Charts with and without lazy parts of Vega, each with a selector for marks that the picture must contain. */
const CHARTS: readonly (readonly [what: string, spec: object, selector: string])[] = [
  ['bars', { mark: 'bar', encoding: { x: kind, y: { ...size, aggregate: 'sum' } } }, '.mark-rect path'],
  ['lines', { mark: 'line', encoding: { x: date, y: size, color: kind } }, '.mark-line path'],
  ['a pie', { mark: 'arc', encoding: { theta: size, color: kind } }, '.mark-arc path'],
  ['facets', { mark: 'point', encoding: { x: size, y: size, row: kind } }, '.role-row-header text'],
  ['boxes', { mark: 'boxplot', encoding: { x: kind, y: size } }, '.mark-rect path'],
  [
    'a log scale',
    { mark: 'rect', encoding: { x: kind, color: { ...size, scale: { type: 'log', scheme: 'viridis' } } } },
    '.role-legend-gradient path, .mark-rect path',
  ],
  [
    'a map',
    { mark: 'geoshape', projection: { type: 'mercator' }, data: { graticule: true } },
    '.mark-shape path',
  ],
  [
    'a selection',
    {
      params: [{ name: 'pick', select: 'point' }],
      mark: { type: 'area', interpolate: 'basis' },
      encoding: { x: date, y: size, opacity: { condition: { param: 'pick', value: 1 }, value: 0.5 } },
    },
    '.mark-area path',
  ],
];

const PAGE = `<!doctype html><html lang="en"><title>Charts</title>
<script type="module" src="/vibedasher.js"></script>
<body></body></html>`;

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

/**
 * Declares tests that build and draw with other versions, and further tests.
 * @param addTests Receives the folder of the copy. Its packages are installed when the tests run.
 */
export function describeVersions(
  title: string,
  chooseVersions: () => Versions,
  addTests: (folder: string) => void,
): void {
  describe(title, () => {
    const folder = mkdtempSync(join(tmpdir(), 'vibedasher-versions-'));
    let browser: Browser;
    let site: LocalServer;

    before(async () => {
      install(folder, chooseVersions());
      site = await startLocalServer((request, response) => {
        const path = request.url === '/' ? null : join(folder, 'cdn', request.url!);
        response.setHeader('content-type', TYPES[extname(path ?? '')] ?? 'text/html');
        try {
          response.end(path ? readFileSync(path) : PAGE);
        } catch {
          response.writeHead(404).end();
        }
      });
      browser = await launchChromium();
    });
    after(async () => {
      await browser?.close();
      await site?.close();
      rmSync(folder, { recursive: true });
    });

    addTests(folder);

    it('builds the bundle', async (test) => {
      const customLogger = createLogger('warn');
      customLogger.warn = (message) => test.diagnostic(message);
      const configFile = join(folder, 'vite.config.ts');
      await build({ root: folder, configFile, configLoader: 'native', customLogger });
    });

    it('draws charts', async () => {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      await page.goto(site.url);
      await page.waitForFunction(() => customElements.get('vibedasher-viz'));
      const specs = CHARTS.map(([what, spec]) => [what, { data: { values: ROWS }, ...spec }] as const);
      const drawn = await page.evaluate(async (specs) => {
        const client = {
          getViz: () => new Promise(() => {}),
          queryViz: async () => ({
            columns: [{ name: 'one', type: 'number' }],
            rows: [[1]],
            truncated: false,
          }),
        };
        const charts = specs.map(([, spec]) => {
          const viz = document.createElement('vibedasher-viz') as HTMLElement & { ready: Promise<void> };
          Object.assign(viz, {
            client,
            slug: 'any',
            sql: 'SELECT 1',
            spec,
            loading: 'eager',
            renderer: 'svg',
          });
          document.body.append(viz);
          return viz;
        });
        return Promise.all(
          charts.map((viz) =>
            viz.ready.then(
              () => viz.shadowRoot!.querySelector('svg')!.outerHTML,
              (error: Error) => String((error.cause as Error | undefined)?.stack ?? error.stack),
            ),
          ),
        );
      }, specs);
      for (const [index, [what, , selector]] of CHARTS.entries()) {
        const found = await page.evaluate(
          (picture, selector) => {
            const parsed = new DOMParser().parseFromString(picture, 'text/html');
            return parsed.querySelectorAll(selector).length;
          },
          drawn[index]!,
          selector,
        );
        assert.ok(found > 0, `${what}: ${drawn[index]!.slice(0, 500)}`);
      }
      assert.deepEqual(errors, []);
    });
  });
}
