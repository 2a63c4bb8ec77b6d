/** Tests the launcher that runs the browser tests in WebKit. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { installedBrowsers } from '../../../scripts/browsers.ts';
import { WebKitLauncher } from './webkit.ts';

const { webkit } = installedBrowsers();
const PAGE = 'data:text/html,<title>A page</title>';

describe('WebKitLauncher', { skip: webkit ? false : 'WebKit is not installed' }, () => {
  it('reports a crashed browser and starts a new one for the next page', async () => {
    const launcher = new WebKitLauncher(webkit!);
    try {
      await launcher.startSession('one', PAGE);
      assert.equal(launcher.getBrowserUrl('one'), PAGE);
      assert.deepEqual(await launcher.stopSession(), {});

      await launcher.startSession('two', PAGE);
      killBrowser();
      const { errors } = await launcher.stopSession();
      assert.match(errors?.[0]?.message ?? '', /^WebKit is gone: /);

      await launcher.startSession('three', PAGE);
      killBrowser();
      await launcher.startSession('four', PAGE);
      assert.equal(launcher.isActive('four'), true);
      assert.deepEqual(await launcher.stopSession(), {});
    } finally {
      await launcher.stop();
    }
  });
});

function killBrowser(): void {
  const [browser] = findBrowsers(process.pid);
  assert.ok(browser, 'a browser runs');
  process.kill(browser, 'SIGKILL');
}

/** Returns the process IDs of the browsers among the descendants of this process. */
function findBrowsers(ancestor: number): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' });
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, name]) => ({ pid: Number(pid), parent: Number(parent), name }));
  const below = (id: number): typeof all =>
    all.filter(({ parent }) => parent === id).flatMap((child) => [child, ...below(child.pid)]);
  return below(ancestor)
    .filter(({ name }) => name === 'MiniBrowser')
    .map(({ pid }) => pid);
}
