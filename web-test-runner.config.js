/**
 * Browser tests: `npm run test:browser`, narrowed by `FILES=test/charts/** BROWSERS=chromium`.
 * `npm test` runs them in every engine it can find or provide.
 */
import { globSync } from 'node:fs';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { puppeteerLauncher } from '@web/test-runner-puppeteer';
import { CHROMIUM_ARGS, ENGINES, provideBrowsers } from './scripts/browsers.ts';
import { prebundle } from './test/support/wtr/prebundle.ts';
import { referenceApi } from './test/support/wtr/reference-api.ts';
import { history } from './test/support/wtr/history.ts';
import { input } from './test/support/wtr/input.ts';
import { serve } from './test/support/wtr/serve.ts';
import { webkit } from './test/support/wtr/webkit.ts';

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
      env: { ...process.env, TZ: zone },
    },
  });

const safari = found.webkit ? webkit(found.webkit) : null;
const api = referenceApi();

/** Date tests run once more on either side of Greenwich. */
const ZONES = ['America/Los_Angeles', 'Asia/Kolkata'];
const zoneTests = globSync('test/**/*.zone.test.ts', { cwd: root });

export default {
  rootDir: root,
  files: process.env.FILES?.split(',') ?? ['test/**/*.test.ts', '!test/node/**'],
  nodeResolve: true,
  // 1 lets the WebDriver launcher open real pages; with more it would put the tests into iframes.
  concurrency: 1,
  concurrentBrowsers: 2,
  browserStartTimeout: 60_000,
  testsFinishTimeout: 240_000,
  testFramework: { config: { timeout: '10000' } },
  browsers: [
    ...(found.chromium ? [chromium('UTC')] : []),
    ...(found.firefox ? [firefox('UTC')] : []),
    ...(safari ? [safari.launcher] : []),
  ],
  groups:
    process.env.FILES || zoneTests.length === 0
      ? []
      : ZONES.map((zone) => ({
          name: zone,
          files: zoneTests,
          browsers: [...(found.chromium ? [chromium(zone)] : []), ...(found.firefox ? [firefox(zone)] : [])],
        })),
  middleware: [serve(root, api.environment)],
  plugins: [
    api.plugin,
    input(),
    history(),
    prebundle(root, ['src/**/*.ts', 'test/**/*.ts']),
    esbuildPlugin({ ts: true, tsconfig: `${root}/tsconfig.json`, target: 'es2022' }),
    ...(safari ? [safari.plugin] : []),
  ],
};
