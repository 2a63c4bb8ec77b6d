/**
 * `npm test`: runs the short lane of tests, in Node and in Chromium, for every change. It needs nothing but Node and npm. Without
 * Chromium, another installed engine runs the tests.
 *
 * `npm run test:all` (`--all`) runs the long lane: every test, in three engines, and the examples for site generators,
 * frameworks and clusters. `npm run test:node` and `npm run test:browser` run one half of the short lane. `FILES`
 * (comma-separated globs) selects files of both lanes, and `BROWSERS=chromium,firefox,webkit` selects engines.
 * `--all --every-engine` runs each browser test in each engine, and `*.slow.ts` in Node.
 *
 * If a browser crashes, its file runs again, up to twice. Prints durations, what was skipped or left out, and failed tests at
 * the end. With `CI=true`, it is a failure if something is missing. The last line is `N passed, N failed`, for all tests.
 */
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { dot, spec } from 'node:test/reporters';
import {
  startTestRunner,
  type BrowserLauncher,
  type TestRunnerConfig,
  type TestRunnerGroupConfig,
  type TestResult,
  type TestSession,
  type TestSuiteResult,
} from '@web/test-runner';
import { buildIfStale } from './build-state.ts';
import { readCommandLine } from './command-line.ts';
import { ENGINES, installedBrowsers, provideBrowsers, providePrograms, type EngineName } from './browsers.ts';
import { divide, listTestFiles, type Lane } from './test-files.ts';

/** The duration of a test file in an engine or in Node. */
interface Duration {
  /** Relative to the project. */
  readonly file: string;
  readonly engine: string;
  readonly seconds: number;
}

/** The runner's error if a browser crashes while it runs a file. */
const CRASHED = /the browser disconnected|WebKit is gone/;

/** Maximum number of retries of a file after a browser has crashed. WebKitGTK can crash when it leaves a page with open requests. */
const MAX_RERUNS = 2;
let runs = 0;

/** Characters of an error's message in the list of failed tests. */
const MAX_MESSAGE = 300;

/** Number of files in the list of slow files. */
const SLOWEST = 15;

/** Run one at a time, at the end: each starts several servers. */
const ALONE = /^test\/(cluster|invariants)\//;

/** What a test needs and this machine lacks: the reason of a skipped test. */
const MISSING = / is missing: /;

const root = join(import.meta.dirname, '..');
const {
  values,
  positionals: [part = 'all'],
} = readCommandLine(import.meta.filename, { all: { type: 'boolean' }, 'every-engine': { type: 'boolean' } }, [
  'node',
  'browser',
]);
const globs = process.env['FILES']?.split(',');
const lane: Lane = values.all || globs ? 'long' : 'short';
process.env['LANE'] = lane;
// Browsers on Linux take their fonts from npm.
process.env['FONTCONFIG_FILE'] ??= join(root, 'test/support/fonts.conf');
if (values['every-engine']) process.env['EVERY_ENGINE'] = 'true';
for (const name of process.env['BROWSERS']?.split(',') ?? [])
  if (!ENGINES.some((engine) => engine === name)) endWith(`BROWSERS=${name}: use ${ENGINES.join(', ')}`);
const { files, left } = divide(root, listTestFiles(root, globs), lane);
if (!files.some(({ runsIn }) => part === 'all' || runsIn === part))
  endWith(
    `FILES=${globs?.join(',')}: no test ${part === 'all' ? '' : `in ${part === 'node' ? 'Node' : 'browsers'} `}matches`,
  );
const durations: Duration[] = [];
/** Failed tests, a line each. */
const failures: string[] = [];
/** What was skipped and why, in the singular → how many. */
const skips = new Map<string, number>();
const total = { passed: 0, failed: 0 };

// The tests start hundreds of processes. The cache saves each from stripping types and compiling the same modules.
process.env['NODE_COMPILE_CACHE'] ??= join(root, '.cache/node');

const running = new Set<BrowserLauncher>();
// Without a handler, Puppeteer closes one of its browsers, and the run continues with a new one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void exitNow());

if (values.all) providePrograms();
const hasPages = part !== 'node' && files.some(({ runsIn }) => runsIn === 'browser');
const engines = hasPages ? await chooseEngines() : [];
if (part === 'all') buildIfStale(root);
// One after the other: two browsers and a test in Node need more than two cores, and tests with time limits fail.
const inNode = files.filter(({ runsIn }) => runsIn === 'node' && part !== 'browser').map(({ path }) => path);
if (values['every-engine']) inNode.push(...globSync('test/**/*.slow.ts', { cwd: root }));
const alone = inNode.filter((path) => ALONE.test(path));
const together = inNode.filter((path) => !alone.includes(path));
await runInNode(together, availableParallelism());
if (engines.length > 0) await runInBrowsers();
if (values.all && part === 'all') alone.push('test/sites/main.ts', 'test/frameworks/main.ts');
await runInNode(alone, 1);

if (values.all) printDurations();
if (left.length > 0) printLeft();
for (const [what, count] of skips)
  console.log(`Skipped: ${count} ${count === 1 ? what : what.replace(/^\w+/, '$&s')}`);
if (failures.length > 0) console.log(`\nFailed tests\n${failures.join('\n')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
// Exit, even if browsers or servers do not end.
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

function endWith(message: string): never {
  console.error(message);
  process.exit(1);
}

async function exitNow(): Promise<void> {
  await Promise.allSettled([...running].map((browser) => browser.stop?.()));
  process.exit(1);
}

/** Returns the engines to test in: in the short lane, the first that is found. Prints them and the missing ones. */
async function chooseEngines(): Promise<EngineName[]> {
  const named = ENGINES.filter((engine) => process.env['BROWSERS']?.split(',').includes(engine));
  const wanted = named.length > 0 ? named : lane === 'long' ? [...ENGINES] : (['chromium'] as const);
  let found = await provideBrowsers(wanted);
  if (lane === 'short' && Object.keys(found).length === 0) found = installedBrowsers();
  let available = ENGINES.filter((engine) => found[engine]);
  if (lane === 'short' && named.length === 0) available = available.slice(0, 1);
  const missing = wanted.filter((engine) => !found[engine]);
  const missingNote = missing.length > 0 ? `; missing: ${missing.join(', ')}` : '';
  const list = available.map((engine) => `${engine} (${found[engine]})`).join(', ') || 'none';
  console.log(`Engines: ${list}${missingNote}`);
  if (available.length === 0) {
    const count = files.filter(({ runsIn }) => runsIn === 'browser').length;
    skip(
      'file in browsers, because Chromium is missing: apt-get install chromium, or set CHROME_PATH',
      count,
    );
  } else if (missing.length > 0 && process.env['CI'] === 'true') fail(`There is no ${missing.join(', ')}.`);
  return available;
}

/** Counts skipped tests or files. With `CI=true`, they are a failure if something is missing. */
function skip(what: string, count = 1): void {
  skips.set(what, (skips.get(what) ?? 0) + count);
  if (process.env['CI'] === 'true' && MISSING.test(what)) fail(`Skipped: ${what}`);
}

/** Counts a failure that is no failed test. */
function fail(message: string): void {
  failures.push(message);
  total.failed += 1;
}

/** @param concurrency Number of files that run at a time */
async function runInNode(files: readonly string[], concurrency: number): Promise<void> {
  if (files.length === 0) return;
  const stream = run({ files: [...files], cwd: root, concurrency });
  stream.on('test:summary', ({ file, counts, duration_ms }) => {
    if (file !== undefined) {
      durations.push({ file: relative(root, file), engine: 'Node', seconds: duration_ms / 1000 });
      return;
    }
    // The summary without a file is the total.
    total.passed += counts.passed;
    total.failed += counts.tests - counts.passed - counts.skipped - counts.todo;
  });
  stream.on('test:pass', ({ file, skip: reason }) => {
    if (typeof reason === 'string') skip(`test of ${relative(root, file ?? '')}, because ${reason}`);
  });
  stream.on('test:fail', ({ file, name, details: { error, type } }) => {
    if (type !== 'suite') recordFailure('Node', file ?? '', name, error.cause);
  });
  const report = stream.compose(values.all ? new spec() : dot);
  report.pipe(process.stdout);
  await finished(report);
}

async function runInBrowsers(): Promise<void> {
  process.env['BROWSERS'] = engines.join(',');
  const results = new Map<string, TestSession>();
  let sessions = await runSessions();
  for (let attempt = 0; ; attempt++) {
    // Results of a later run replace those before.
    for (const session of sessions) results.set(sessionKey(session), session);
    const crashed = sessions.filter(({ errors }) => errors.some(({ message }) => CRASHED.test(message)));
    if (crashed.length === 0 || attempt === MAX_RERUNS) break;
    for (const { browser, testFile } of crashed)
      console.warn(`\n${browser.name} crashed in ${relative(root, testFile)}, which runs again.`);
    sessions = await runSessions(crashed);
  }
  for (const session of results.values()) countSession(session);
}

function sessionKey({ group, browser, testFile }: TestSession): string {
  return [group.name, browser.name, testFile].join();
}

async function runSessions(only?: readonly TestSession[]): Promise<TestSession[]> {
  // The query reloads the config, which then contains new browsers.
  const { default: config } = (await import(`${join(root, 'web-test-runner.config.js')}?run=${runs++}`)) as {
    default: TestRunnerConfig;
  };
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
    total.failed += 1;
    return [];
  }
  for (const { browser } of runner.sessions.all()) running.add(browser);
  recordDurations(runner);
  await new Promise((resolve) => runner.on('stopped', resolve));
  return [...runner.sessions.all()];
}

/** Records the duration of each file, from the request for its page to its result. */
function recordDurations({ sessions }: NonNullable<Awaited<ReturnType<typeof startTestRunner>>>): void {
  // The first files are already running.
  const begun = performance.now();
  const starts = new Map<string, number>();
  sessions.on('session-status-updated', ({ id, status, testFile, browser }) => {
    if (status === 'INITIALIZING') starts.set(id, performance.now());
    if (status !== 'FINISHED') return;
    const seconds = (performance.now() - (starts.get(id) ?? begun)) / 1000;
    durations.push({ file: relative(root, testFile), engine: browser.name, seconds });
  });
}

/** Prints what only the long lane runs. */
function printLeft(): void {
  const folders = Map.groupBy(left, ({ path }) => path.split('/').slice(0, 2).join('/'));
  const list = [...folders].map(([folder, { length }]) => `${folder} ${length}`).join(', ');
  console.log(`\nNot run (npm run test:all runs them): Firefox, WebKit, and ${left.length} files (${list})`);
}

function printDurations(): void {
  if (durations.length === 0) return;
  printTotals('Seconds by engine', ({ engine }) => engine);
  printTotals('Seconds by folder', ({ file }) => dirname(file));
  console.log('\nSlowest files');
  const slowest = durations.toSorted((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
  for (const { file, engine, seconds } of slowest) console.log(`${padSeconds(seconds)}  ${file} (${engine})`);
}

/** Prints the sums of durations with the same name, and the share of each engine. */
function printTotals(title: string, nameOf: (duration: Duration) => string): void {
  console.log(`\n${title}`);
  for (const [name, seconds, group] of totalsBy(durations, nameOf)) {
    const parts = totalsBy(group, ({ engine }) => engine)
      .filter(([engine]) => engine !== name)
      .map(([engine, seconds]) => `${engine} ${seconds.toFixed(0)}`);
    console.log(`${padSeconds(seconds)}  ${name}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`);
  }
}

/** Returns the durations with the same name and their sum, in descending order. */
function totalsBy(durations: readonly Duration[], nameOf: (duration: Duration) => string) {
  return [...Map.groupBy(durations, nameOf)]
    .map(([name, group]) => [name, group.reduce((sum, { seconds }) => sum + seconds, 0), group] as const)
    .sort(([, a], [, b]) => b - a);
}

function padSeconds(seconds: number): string {
  return seconds.toFixed(0).padStart(5);
}

/** Counts the tests of a file. A file that did not load or did not finish counts as one failed test. */
function countSession(session: TestSession): void {
  const tests = session.testResults ? listTests(session.testResults) : [];
  const failed = tests.filter((test) => !test.passed);
  for (const { name, error } of failed) recordFailure(session.browser.name, session.testFile, name, error);
  total.passed += tests.length - failed.length;
  total.failed += failed.length;
  if (session.passed || failed.length > 0) return;
  recordFailure(session.browser.name, session.testFile, 'the whole file', session.errors[0]);
  total.failed += 1;
}

function listTests({ tests, suites }: TestSuiteResult): TestResult[] {
  return [...tests.filter((test) => !test.skipped), ...suites.flatMap(listTests)];
}

function recordFailure(engine: string, file: string, test: string, error: unknown): void {
  const message = error instanceof Object && 'message' in error ? String(error.message) : String(error);
  failures.push(`${engine}, ${relative(root, file)}, ${test}: ${message.slice(0, MAX_MESSAGE)}`);
}
