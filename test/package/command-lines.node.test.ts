import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { root } from './project.ts';

function runScript(script: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

const SCRIPTS: Readonly<Record<string, string>> = {
  'bench/main.ts': '--charts',
  'bench/size.ts': '--record',
  'bench/postgres.ts': '--runs',
  'server/soak/main.ts': '--minutes',
  'server/src/main.ts': '--port',
  'scripts/test.ts': '--all',
  'docs/site/main.ts': '--build',
  'demo/start.ts': '--engine',
  'src/prerender/command/main.ts': 'snippet',
};

describe('the command line of each script', () => {
  for (const [script, option] of Object.entries(SCRIPTS)) {
    it(`${script} prints its help`, () => {
      const { status, stdout, stderr } = runScript(script, '--help');
      assert.deepEqual([status, stderr], [0, '']);
      assert.ok(stdout.includes(option), stdout);
    });

    it(`${script} refuses an unknown option in a few lines, with what is allowed`, () => {
      const { status, stderr } = runScript(script, '--bogus');
      assert.ok(status === 1 || status === 2, `status ${status}`);
      assert.match(stderr, /--bogus/);
      assert.ok(stderr.includes(option), stderr);
      assert.ok(stderr.trim().split('\n').length <= 2, stderr);
    });
  }

  it('scripts refuse a value or an argument that is not allowed', () => {
    for (const [script, args, message] of [
      ['bench/main.ts', ['--only', 'last'], '--only last: use one of first, points, dashboards, choices\n'],
      ['scripts/test.ts', ['nodes'], 'There is no argument nodes: use node, browser, --all, --help\n'],
      ['demo/start.ts', ['--engine', 'x'], '--engine x: use duckdb or postgres\n'],
      ['bench/main.ts', ['--charts'], "Option '--charts <value>' argument missing\n"],
    ] as const)
      assert.deepEqual(runScript(script, ...args), { status: 2, stdout: '', stderr: message });
  });

  it('the server names the option that lacks a value, without the list of all', () => {
    const { stderr } = runScript('server/src/main.ts', '--port');
    assert.equal(stderr, "Option '--port <value>' argument missing\nMore: vibedasher-server --help\n");
  });
});
