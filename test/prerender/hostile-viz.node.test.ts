// @lane long
/**
 * Builds a site with vizzes that escape the sandbox: the build finishes, and the pictures of other vizzes are complete.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type RunningServer, startServer } from '../../server/src/index.ts';
import { WIDTHS } from '../../node/prerender/index.ts';
import { ATTACKS, BAR, BARS, writeVizzes } from '../support/hostile-vizzes.ts';

const MAIN = join(import.meta.dirname, '../../node/prerender/command/main.ts');
const HOLE = join(import.meta.dirname, '../support/hole.ts');

/** Time limit of one drawing in seconds, enough on a busy machine. */
const LONGEST = 20;

/** The error that is reported for each effect of an attack. */
const PROBLEMS = {
  none: null,
  change: 'spec: The chart has changed built-in objects of JavaScript',
  end: 'render: The process that drew the chart has ended',
  hang: `timeout: Drawing the chart takes longer than ${LONGEST} s`,
};

interface ReportedChart {
  readonly slug: string;
  readonly outcome: string;
  readonly problem: { readonly kind: string; readonly message: string } | null;
}

describe('promise 9: a build with hostile vizzes', () => {
  let root = '';
  let folder = '';
  let api: RunningServer;
  let built: { readonly code: number | null; readonly stdout: string; readonly stderr: string };
  let charts: readonly ReportedChart[] = [];

  async function write(name: string, ...vizzes: readonly string[]): Promise<void> {
    const tags = vizzes.map((viz) => {
      const [account, slug] = viz.split('/');
      return `<vibedasher-viz account="${account}" slug="${slug}"></vibedasher-viz>\n`;
    });
    await writeFile(join(folder, 'site', name), `<!doctype html>\n<html lang="en">\n${tags.join('')}`);
  }

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'vibedasher-hostile-api-'));
    folder = await mkdtemp(join(tmpdir(), 'vibedasher-hostile-'));
    await writeVizzes(root);
    api = await startServer({ root });
    await mkdir(join(folder, 'site'));
    await write('a.html', ...Object.keys(ATTACKS).map((slug) => `evil/${slug}`));
    await write('b.html', 'good/bars', 'evil/bars', 'evil/never-ends');
    const args = ['prerender', 'site', '--api-base', api.apiBase, '--fail', 'missing'];
    const child = spawn(
      process.execPath,
      [MAIN, ...args, '--draw-timeout', String(LONGEST), '--report', 'report.json'],
      { cwd: folder, env: { ...process.env, NODE_OPTIONS: `--import=${HOLE} --max-old-space-size=300` } },
    );
    const closed = once(child, 'close') as Promise<[number | null]>;
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = await closed;
    built = { code, stdout, stderr };
    const report = await readFile(join(folder, 'report.json'), 'utf8');
    ({ charts } = JSON.parse(report) as { charts: readonly ReportedChart[] });
  });
  after(async () => {
    await api?.close();
    for (const each of [root, folder]) await rm(each, { recursive: true });
  });

  it('exits with the code for missing pictures', () => {
    assert.equal(built.code, 1, built.stderr);
    assert.match(built.stdout, /^Charts in 2 of 2 files: 7 filled, 0 unchanged, 0 kept, 5 missing/m);
  });

  it('draws all bars of other vizzes, including those of the same account', async () => {
    const page = await readFile(join(folder, 'site/b.html'), 'utf8');
    const [good, evil] = page.split('slug="bars"').slice(1);
    for (const each of [good, evil]) assert.equal(each?.split(BAR).length, WIDTHS.length * BARS + 1);
  });

  for (const [slug, { effect }] of Object.entries(ATTACKS)) {
    const what = `one that ${slug.replaceAll('-', ' ')}`;
    it(effect === 'none' ? `is not affected by ${what}` : `reports ${what}`, () => {
      const chart = charts.find((each) => each.slug === slug);
      assert.equal(chart?.outcome, effect === 'none' ? 'filled' : 'missing');
      const { problem } = chart;
      assert.equal(problem && `${problem.kind}: ${problem.message}`, PROBLEMS[effect]);
    });
  }

  it('draws an endless chart only once', () => {
    const [first, second] = charts.filter(({ slug }) => slug === 'never-ends');
    assert.ok(second?.problem);
    assert.deepEqual(second.problem, first?.problem);
  });
});
