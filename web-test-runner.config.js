/**
 * Browser tests: `npm run test:browser`, narrowed by `FILES=test/charts/** BROWSERS=chromium`.
 * All of them run in Chromium. Firefox and WebKit run the files that say `// @engines all`, or everything with
 * `npm test -- --all`.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromeLauncher } from '@web/test-runner-chrome';
import { puppeteerLauncher } from '@web/test-runner-puppeteer';
import { CHROMIUM_ARGS, ENGINES, provideBrowsers } from './scripts/browsers.ts';
import { bundle } from './test/support/wtr/bundle.ts';
import { referenceApi } from './test/support/wtr/reference-api.ts';
import { devtools } from './test/support/wtr/devtools.ts';
import { input } from './test/support/wtr/input.ts';
import { serve } from './test/support/wtr/serve.ts';
import { WebKitLauncher } from './test/support/wtr/webkit.ts';

const root = import.meta.dirname;
const wanted = process.env.BROWSERS?.split(',') ?? ENGINES;
const found = await provideBrowsers(wanted);

const chromium = (zone) =>
  chromeLauncher({
    // A second page would be a hidden tab: no frames, no observers, and so no picture.
    concurrency: 1,
    launchOptions: {
      executablePath: found.chromium,
      args: [...CHROMIUM_ARGS],
      env: { ...process.env, TZ: zone },
    },
  });

const firefox = (zone) =>
  puppeteerLauncher({
    concurrency: 1,
    launchOptions: {
      browser: 'firefox',
      executablePath: found.firefox,
      extraPrefsFirefox: {
        // Ctrl and the wheel over a chart that does not zoom would zoom the page, and all that are opened after it.
        'mousewheel.with_control.action': 0,
        // In ms. Firefox dispatches no `click` after a longer touch, and a busy machine makes taps long.
        'apz.max_tap_time': 60_000,
      },
      env: { ...process.env, TZ: zone },
    },
  });

const api = referenceApi();

/** Launchers by engine, for a time zone where the engine takes one. */
const launchers = {
  chromium: (zone = 'UTC') => found.chromium && chromium(zone),
  firefox: (zone = 'UTC') => found.firefox && firefox(zone),
  webkit: () => found.webkit && new WebKitLauncher(found.webkit),
};

/** Date tests run once more on either side of Greenwich. */
const ZONES = ['America/Los_Angeles', 'Asia/Kolkata'];
/** Runs in each page before its tests. */
const SETUP = 'test/support/wtr/short-diffs.ts';
/** Modules that pages of tests import by their address. */
const PAGE_MODULES = [SETUP, 'src/vega/engine.ts', 'src/components/viz/viz-element-define.ts'];

const everything = Boolean(process.env.FILES || process.env.ALL_ENGINES);
const files = globSync(process.env.FILES?.split(',') ?? 'test/**/*.test.ts', { cwd: root }).filter((file) =>
  /^test\/.*(?<!\.node)\.test\.ts$/.test(file),
);
const inEveryEngine = everything ? files : files.filter(isTagged);
// Two browsers run at a time, and Chromium ends before WebKit, which starts after Firefox. Then a second WebKit takes these.
const lastInWebKit = new Set(process.env.FILES ? [] : inEveryEngine.filter((_, index) => index % 4 === 0));
const zoneTests = process.env.FILES ? [] : files.filter((file) => file.endsWith('.zone.test.ts'));

export default {
  rootDir: root,
  concurrency: 1,
  concurrentBrowsers: 2,
  browserStartTimeout: 60_000,
  testsFinishTimeout: 240_000,
  testFramework: { config: { timeout: '30000' } },
  groups: [
    group('chromium', files, launchers.chromium()),
    group('firefox', inEveryEngine, launchers.firefox()),
    group(
      'webkit',
      inEveryEngine.filter((file) => !lastInWebKit.has(file)),
      launchers.webkit(),
    ),
    group('webkit, last', [...lastInWebKit], launchers.webkit()),
    ...ZONES.map((zone) => group(zone, zoneTests, launchers.chromium(zone), launchers.firefox(zone))),
  ].filter((group) => group.files.length > 0 && group.browsers.length > 0),
  testRunnerHtml: (framework) => `<!doctype html><html><head></head><body>
    <script type="module" src="/${SETUP}"></script>
    <script type="module" src="${framework}"></script></body></html>`,
  middleware: [serve(root, api.environment)],
  plugins: [api.plugin, input(), devtools(), bundle({ root, entries: [...files, ...PAGE_MODULES] })],
};

function group(name, files, ...browsers) {
  return { name, files, browsers: browsers.filter(Boolean) };
}

/** Whether a file tests what engines do in their own ways. */
function isTagged(file) {
  return /^\/\/ @engines all$/m.test(readFileSync(join(root, file), 'utf8'));
}
