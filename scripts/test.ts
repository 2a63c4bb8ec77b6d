/**
 * `npm test`: everything, in Node and in every browser engine that is here or can be brought here.
 *
 * `npm run test:node` and `npm run test:browser` run one half; `FILES` (globs, comma-separated) narrows it,
 * `BROWSERS=chromium,firefox,webkit` picks engines. With `CI=true` or `REQUIRE_ALL_ENGINES` all three must be there.
 * `--all` runs every browser test in every engine, and in Node what takes long (`*.slow.ts`). A file in which a browser is
 * lost runs once more. What took how long is listed at the end; the last line is `N passed, N failed`, summed over Node and
 * all engines.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import {
  startTestRunner,
  type BrowserLauncher,
  type TestRunnerConfig,
  type TestRunnerGroupConfig,
  type TestSession,
} from '@web/test-runner';
import { buildIsStale } from './build-state.ts';
import { ENGINES, provideBrowsers, type EngineName } from './browsers.ts';

interface Tally {
  passed: number;
  failed: number;
}

/** How long a file of tests ran in an engine, or in Node. */
interface Duration {
  /** From the project's folder. */
  readonly file: string;
  readonly engine: string;
  readonly seconds: number;
}

/** What the runner says where a browser is gone in the midst of a file. */
const LOST = /the browser disconnected/;

/** How many files are named as those that took longest. */
const SLOWEST = 15;

const root = join(import.meta.dirname, '..');
const [part = 'all'] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (process.argv.includes('--all')) process.env['ALL_ENGINES'] = 'true';
const durations: Duration[] = [];
const total: Tally = { passed: 0, failed: 0 };

// The tests start hundreds of processes, each of which would strip types and compile the same modules anew.
process.env['NODE_COMPILE_CACHE'] ??= join(root, '.cache/node');

/** Browsers that run. */
const running = new Set<BrowserLauncher>();
// Without this, Puppeteer closes one of its browsers, and the run goes on with a new one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endAtOnce());

const engines = part === 'node' ? [] : await chooseEngines();
if (part === 'all') buildWhatIsMissing();
const [inNode] = await Promise.all([
  part === 'browser' ? null : runInNode(),
  engines.length > 0 ? runInBrowsers().then(add) : null,
]);
if (inNode) {
  add(inNode.tally);
  process.stdout.write(inNode.report);
}

printDurations();
console.log(`\n${total.passed} passed, ${total.failed} failed`);
// Browsers and servers that would not end must not keep the result.
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function add({ passed, failed }: Tally): void {
  total.passed += passed;
  total.failed += failed;
}

async function endAtOnce(): Promise<void> {
  await Promise.allSettled([...running].map((browser) => browser.stop?.()));
  process.exit(1);
}

/** Says which engines run and which are lacking; a lack is a failure where all are required. */
async function chooseEngines(): Promise<EngineName[]> {
  const wanted = ENGINES.filter((engine) => process.env['BROWSERS']?.split(',').includes(engine) ?? true);
  const found = await provideBrowsers(wanted);
  const here = wanted.filter((engine) => found[engine]);
  const lacking = wanted.filter((engine) => !found[engine]);
  const lack = lacking.length > 0 ? `; lacking: ${lacking.join(', ')}` : '';
  console.log(`Engines: ${here.map((engine) => `${engine} (${found[engine]})`).join(', ') || 'none'}${lack}`);
  const strict = process.env['CI'] === 'true' || Boolean(process.env['REQUIRE_ALL_ENGINES']);
  if (here.length === 0 || (strict && lacking.length > 0)) add({ passed: 0, failed: 1 });
  return here;
}

function buildWhatIsMissing(): void {
  if (!buildIsStale(root)) return;
  console.log('Building what the tests load …');
  const { status } = spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    console.error('The build failed.');
    process.exit(1);
  }
}

/** Runs beside the browsers, which wait for one another and for their own processes, and so leave a core for it. */
async function runInNode(): Promise<{ tally: Tally; report: string }> {
  const everything = ['test/node/**/*.test.ts', 'server/test/**/*.test.ts'];
  if (process.env['ALL_ENGINES']) everything.push('test/node/**/*.slow.ts');
  const files = globSync(process.env['FILES']?.split(',') ?? everything, { cwd: root });
  const tally: Tally = { passed: 0, failed: 0 };
  if (files.length === 0) return { tally, report: '' };
  const concurrency = engines.length > 0 ? Math.max(1, availableParallelism() - 1) : availableParallelism();
  const stream = run({ files: files.sort(), cwd: root, concurrency });
  stream.on('test:summary', ({ file, counts, duration_ms }) => {
    if (file !== undefined) {
      durations.push({ file: relative(root, file), engine: 'Node', seconds: duration_ms / 1000 });
      return;
    }
    // The summary without a file is the sum over all of them.
    tally.passed = counts.passed;
    tally.failed = counts.tests - counts.passed - counts.skipped - counts.todo;
  });
  const report = stream.compose(new spec());
  // The browsers' own report writes over lines: this one comes after it.
  if (engines.length > 0) return { tally, report: await text(report) };
  report.pipe(process.stdout);
  await finished(report);
  return { tally, report: '' };
}

async function runInBrowsers(): Promise<Tally> {
  process.env['BROWSERS'] = engines.join(',');
  const sessions = await runSessions();
  const lost = sessions.filter(({ errors }) => errors.some(({ message }) => LOST.test(message)));
  for (const { browser, testFile } of lost)
    console.warn(`\n${browser.name} was lost in ${relative(root, testFile)}, which runs once more.`);
  const again = lost.length > 0 ? await runSessions(lost) : [];
  // What ran once more counts in place of what was lost.
  const results = new Map([...sessions, ...again].map((session) => [keyOf(session), session]));
  return [...results.values()].map(countSession).reduce(sum, { passed: 0, failed: 0 });
}

function keyOf({ group, browser, testFile }: TestSession): string {
  return [group.name, browser.name, testFile].join();
}

/** Runs everything, or what is given in browsers of its own. */
async function runSessions(only?: readonly TestSession[]): Promise<TestSession[]> {
  // Read anew, it has new browsers.
  const { default: config } = (await import(
    `${join(root, 'web-test-runner.config.js')}${only ? '?again' : ''}`
  )) as { default: TestRunnerConfig };
  if (only) {
    const filesOf = (name: string) =>
      only.filter(({ group }) => group.name === name).map(({ testFile }) => testFile);
    config.groups = (config.groups as TestRunnerGroupConfig[])
      .map((group) => ({ ...group, files: [...new Set(filesOf(group.name))] }))
      .filter(({ files }) => files.length > 0);
  }
  const runner = await startTestRunner({
    config,
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
  });
  if (!runner || runner['stopped']) {
    add({ passed: 0, failed: 1 });
    return [];
  }
  for (const { browser } of runner.sessions.all()) running.add(browser);
  measure(runner);
  await new Promise((resolve) => runner.on('stopped', resolve));
  return [...runner.sessions.all()];
}

/** Adds up how long each file runs, from the request for its page to its result. */
function measure({ sessions }: NonNullable<Awaited<ReturnType<typeof startTestRunner>>>): void {
  // The first files are under way already.
  const begun = performance.now();
  const starts = new Map<string, number>();
  sessions.on('session-status-updated', ({ id, status, testFile, browser }) => {
    if (status === 'INITIALIZING') starts.set(id, performance.now());
    if (status !== 'FINISHED') return;
    const seconds = (performance.now() - (starts.get(id) ?? begun)) / 1000;
    durations.push({ file: relative(root, testFile), engine: browser.name, seconds });
  });
}

function printDurations(): void {
  if (durations.length === 0) return;
  printSums('Seconds by engine', ({ engine }) => engine);
  printSums('Seconds by folder', ({ file }) => dirname(file));
  console.log('\nWhat took longest');
  const slowest = durations.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  for (const { file, engine, seconds } of slowest) console.log(`${padded(seconds)}  ${file} (${engine})`);
}

/** Sums over what has the same name, with the part of each engine. */
function printSums(title: string, nameOf: (duration: Duration) => string): void {
  console.log(`\n${title}`);
  for (const [name, seconds] of sumsBy(durations, nameOf)) {
    const group = durations.filter((duration) => nameOf(duration) === name);
    const parts = sumsBy(group, ({ engine }) => engine)
      .filter(([engine]) => engine !== name)
      .map(([engine, seconds]) => `${engine} ${seconds.toFixed(0)}`);
    console.log(`${padded(seconds)}  ${name}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`);
  }
}

/** Name → seconds, the largest first. */
function sumsBy(durations: readonly Duration[], nameOf: (duration: Duration) => string): [string, number][] {
  const sums = new Map<string, number>();
  for (const duration of durations) {
    const name = nameOf(duration);
    sums.set(name, (sums.get(name) ?? 0) + duration.seconds);
  }
  return [...sums].sort(([, a], [, b]) => b - a);
}

function padded(seconds: number): string {
  return seconds.toFixed(0).padStart(5);
}

/** A file that did not load or did not finish counts as one failed test. */
function countSession(session: TestSession): Tally {
  const tally = session.testResults ? countSuite(session.testResults) : { passed: 0, failed: 0 };
  if (!session.passed && tally.failed === 0) tally.failed = 1;
  return tally;
}

function countSuite({ tests, suites }: NonNullable<TestSession['testResults']>): Tally {
  const run = tests.filter((test) => !test.skipped);
  const passed = run.filter((test) => test.passed).length;
  return suites.map(countSuite).reduce(sum, { passed, failed: run.length - passed });
}

function sum(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}
