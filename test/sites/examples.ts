/** The examples, copied, installed and built as somebody would who has them from the repository. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import assert from 'node:assert/strict';
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type Browser, type Viewport } from 'puppeteer-core';
import { prepareData } from '../../demo/prepare-data.ts';
import { startDemo, type RunningDemo } from '../../demo/start.ts';
import { buildIsStale } from '../../scripts/build-state.ts';
import { CHROMIUM_ARGS, provideBrowsers } from '../../scripts/browsers.ts';

const ROOT = join(import.meta.dirname, '../..');
/** What the examples name, and a test replaces. */
const API = 'http://127.0.0.1:4000/api';
const CDN = /https:\/\/cdn\.jsdelivr\.net\/npm\/@vibedasher\/embed@[\d.]+\/cdn\//g;

/**
 * The examples that a command line asks for: `usual` where it names none, with `all` every one of `known`. Ends the process
 * where there is no such example.
 */
export function askedExamples(
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

/** What examples are tried with. */
export interface Bench {
  readonly demo: RunningDemo;
  readonly browser: Browser;
  /** Of the package. */
  readonly tarball: string;
  /** Ends all, and removes the folder. */
  readonly close: () => Promise<void>;
}

/** Packs the package into a folder, and starts the reference API and a Chromium. */
export async function startBench(folder: string, defaultViewport?: Viewport): Promise<Bench> {
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  assert.ok(!buildIsStale(ROOT), 'The package is not built: npm run build');
  const { chromium } = await provideBrowsers(['chromium']);
  assert.ok(chromium, 'No Chromium: install one, or name it in CHROME_PATH');
  const tarball = await packPackage(folder);
  await prepareData();
  const demo = await startDemo({ port: 0 });
  cleanup.defer(() => demo.close());
  const browser = await puppeteer.launch({
    executablePath: chromium,
    args: [...CHROMIUM_ARGS],
    ...(defaultViewport && { defaultViewport }),
  });
  cleanup.defer(() => browser.close());
  const kept = cleanup.move();
  return { demo, browser, tarball, close: () => kept.disposeAsync() };
}

/** Packs the package as it is published, but for the build, which is there. Gives the path of the tarball. */
async function packPackage(folder: string): Promise<string> {
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  return join(folder, globSync('*.tgz', { cwd: folder })[0]!);
}

export interface Replacements {
  readonly apiBase: string;
  /** Address of what stands for the CDN, with a slash at its end. */
  readonly cdn?: string;
  readonly tarball: string;
}

/** A copy of an example that asks the test's API, and takes the package from here. */
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

/** Installs the packages of a folder. Nothing of what is installed runs by itself. */
export async function installPackages(folder: string, ...args: string[]): Promise<void> {
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...args], folder);
}

/** What a command says. Rejects with that where it fails. */
export async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  path = process.env['PATH'],
): Promise<string> {
  // Generators ask nobody, and count no visits to their makers.
  const silent = { DO_NOT_TRACK: '1', OBSERVABLE_TELEMETRY_DISABLE: '1' };
  const env = { ...process.env, ...silent, PATH: path, CI: 'true', NO_COLOR: '1' };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return output;
  throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output.slice(-4000)}`);
}
