/** Copies, installs and builds the examples, like users of the repository. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import assert from 'node:assert/strict';
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page, Viewport } from 'puppeteer-core';
import { prepareData } from '../../demo/prepare-data.ts';
import { startDemo, type RunningDemo } from '../../demo/start.ts';
import { buildIsStale } from '../../scripts/build-state.ts';
import { launchChromium } from '../../scripts/browsers.ts';
import { type PageRecord, recordPage } from '../demo/record-page.ts';

const ROOT = join(import.meta.dirname, '../..');
/** URLs in the examples, which tests replace. */
const API = 'http://127.0.0.1:4000/api';
const CDN = /https:\/\/cdn\.jsdelivr\.net\/npm\/@vibedasher\/embed@[\d.]+\/cdn\//g;

/**
 * Returns the examples that the command line names; without names, `usual`; with `all`, `known`. Exits if an example
 * does not exist.
 */
export function selectExamples(
  asked: readonly string[],
  known: readonly string[],
  usual: readonly string[],
): readonly string[] {
  if (asked.length === 0) return usual;
  if (asked.includes('all')) return known;
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length === 0) return asked;
  console.error(`There is no example ${unknown.join(', ')}: use ${known.join(', ')}, or all`);
  process.exit(2);
}

/** The environment for testing examples. */
export interface TestBed {
  readonly demo: RunningDemo;
  readonly browser: Browser;
  /** The path of the packed package. */
  readonly tarball: string;
  /** Ends the browser and the servers, and removes the folder. */
  readonly close: () => Promise<void>;
}

/** Packs the package into a folder, and starts the demo's server and Chromium. */
export async function startTestBed(folder: string, defaultViewport?: Viewport): Promise<TestBed> {
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  assert.ok(!buildIsStale(ROOT), 'The package is not built: npm run build');
  const tarball = await packPackage(folder);
  await prepareData();
  const demo = await startDemo({ port: 0 });
  cleanup.defer(() => demo.close());
  const browser = await launchChromium(defaultViewport && { defaultViewport });
  cleanup.defer(() => browser.close());
  const kept = cleanup.move();
  return { demo, browser, tarball, close: () => kept.disposeAsync() };
}

/** Opens a page, which must have no errors and no failed requests until `act` is done. */
export async function visit(
  browser: Browser,
  url: string,
  act: (page: Page, record: PageRecord) => Promise<void>,
  prepare?: (page: Page) => unknown,
): Promise<void> {
  // Without the rows that an earlier page has cached: Puppeteer never sees the end of a request that revalidates them.
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const record = await recordPage(page);
  await prepare?.(page);
  await page.goto(url, { waitUntil: 'networkidle0' });
  await act(page, record);
  const { errors, failures } = record;
  await context.close();
  assert.deepEqual({ errors, failures }, { errors: [], failures: [] });
}

/** Packs the package without building it. Returns the path of the tarball. */
async function packPackage(folder: string): Promise<string> {
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  return join(folder, globSync('*.tgz', { cwd: folder })[0]!);
}

export interface Replacements {
  readonly apiBase: string;
  /** URL that replaces the CDN, with a trailing slash. */
  readonly cdn?: string;
  readonly tarball: string;
}

/** Copies an example, with the test's API and the packed package. */
export function copyExample(name: string, folder: string, { apiBase, cdn, tarball }: Replacements): void {
  const source = join(ROOT, 'examples', name);
  const tracked = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '.'], {
    cwd: source,
    encoding: 'utf8',
  });
  for (const file of tracked.stdout.trim().split('\n')) {
    cpSync(join(source, file), join(folder, file));
    const text = readFileSync(join(folder, file), 'utf8');
    const own = text
      .replaceAll(API, apiBase)
      .replace(CDN, (address) => cdn ?? address)
      .replace(/("@vibedasher\/embed": )"[^"]+"/, `$1"file:${tarball}"`);
    if (own !== text) writeFileSync(join(folder, file), own);
  }
}

/** Installs the packages of a folder, without running their scripts. */
export async function installPackages(folder: string, ...args: string[]): Promise<void> {
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args], folder);
}

/** Runs a command and returns its output. Rejects with the output if it fails. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  path = process.env['PATH'],
): Promise<string> {
  // No prompts and no telemetry of generators.
  const silent = { DO_NOT_TRACK: '1', OBSERVABLE_TELEMETRY_DISABLE: '1' };
  const env = { ...process.env, ...silent, PATH: path, CI: 'true', NO_COLOR: '1' };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return output;
  throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.slice(-4000)}`);
}
