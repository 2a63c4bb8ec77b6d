/**
 * Browser tests, which `scripts/test.ts` runs. Environment variables: `LANE` is `short` or `long`, `BROWSERS` lists engines,
 * `FILES` lists globs. Firefox and WebKit run only files with the tag `// @engines all`, unless one of them is the only engine,
 * `FILES` is set, or `EVERY_ENGINE` is.
 */
import { chromeLauncher } from '@web/test-runner-chrome';
import { puppeteerLauncher } from '@web/test-runner-puppeteer';
import { CHROMIUM_ARGS, ENGINES, provideBrowsers } from './scripts/browsers.ts';
import { divide, listTestFiles } from './scripts/test-files.ts';
import { bundle } from './test/support/wtr/bundle.ts';
import { referenceApi } from './test/support/wtr/reference-api.ts';
import { devtools } from './test/support/wtr/devtools.ts';
import { input } from './test/support/wtr/input.ts';
import { serve } from './test/support/wtr/serve.ts';
import { WebKitLauncher } from './test/support/wtr/webkit.ts';

const root = import.meta.dirname;
const { BROWSERS, FILES, LANE = 'long', EVERY_ENGINE } = process.env;
const found = await provideBrowsers(BROWSERS?.split(',') ?? ENGINES);

const chromium = (zone) =>
  chromeLauncher({
    // A second page would be a hidden tab: no frames, no observers, and so no picture.
    concurrency: 1,
    async createPage({ context }) {
      const page = await context.newPage();
      // If a test moves the focus into the browser's own interface, the pages of later tests have it all the same.
      await page.emulateFocusedPage(true);
      return page;
    },
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
      // Its sandbox forbids pages to read fonts from the folder of the project.
      env: { ...process.env, TZ: zone, MOZ_DISABLE_CONTENT_SANDBOX: '1' },
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

const { files } = divide(root, listTestFiles(root, FILES?.split(',')), LANE);
const browserFiles = files.filter(({ runsIn }) => runsIn === 'browser');
const onlyTagged = Object.keys(found).length > 1 && !FILES && !EVERY_ENGINE;
const pathsFor = (engine) =>
  browserFiles
    .filter(({ hasAllEngines }) => engine === 'chromium' || !onlyTagged || hasAllEngines)
    .map(({ path }) => path);
const zoneTests = FILES ? [] : pathsFor('chromium').filter((path) => path.endsWith('.zone.test.ts'));

// Each engine runs in two browsers at a time, each with half of the files, so that two cores are busy.
const halves = ENGINES.flatMap((engine) =>
  [0, 1].map((half) =>
    group(
      `${engine} ${half + 1}`,
      pathsFor(engine).filter((_, index) => index % 2 === half),
      launchers[engine](),
    ),
  ),
);

export default {
  rootDir: root,
  concurrency: 1,
  concurrentBrowsers: 2,
  browserStartTimeout: 60_000,
  testsFinishTimeout: 240_000,
  testFramework: { config: { timeout: '60000' } },
  groups: [
    ...halves,
    ...ZONES.map((zone) => group(zone, zoneTests, launchers.chromium(zone), launchers.firefox(zone))),
  ].filter((group) => group.files.length > 0 && group.browsers.length > 0),
  testRunnerHtml: (framework) => `<!doctype html><html><head></head><body>
    <script type="module" src="/${SETUP}"></script>
    <script type="module" src="${framework}"></script></body></html>`,
  middleware: [serve(root, api.environment)],
  plugins: [
    api.plugin,
    input(),
    devtools(),
    bundle({ root, entries: [...browserFiles.map(({ path }) => path), ...PAGE_MODULES] }),
  ],
};

function group(name, files, ...browsers) {
  return { name, files, browsers: browsers.filter(Boolean) };
}
