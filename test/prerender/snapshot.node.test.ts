/** Tests the command `snapshot` with real pages and a real API. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { build } from 'vite';
import vite from '../../node/integrations/vite.ts';
import { prerender } from '../../node/prerender/command/prerender.ts';
import { fileFor, writeSnapshot } from '../../node/prerender/snapshot/folder.ts';
import type { WireQuery } from '../../src/public-client/batch.ts';
import { createPublicClient } from '../../src/public-client/create-client.ts';
import {
  findSnapshotViz,
  readAnswerKey,
  readSnapshotIndex,
  SNAPSHOT_VERSION,
  type SnapshotFile,
  type SnapshotIndex,
} from '../../src/public-client/snapshot-format.ts';
import { type Output, SnapshotRuns } from './snapshot-harness.ts';

const REGION = { name: 'region', default: '', options: ['', 'North', 'South'] };
const BY_REGION =
  "SELECT region, sum(amount) AS amount FROM sales WHERE '{{region}}' IN ('', region) GROUP BY 1 ORDER BY 1";
const letters = (count: number): string[] => Array.from({ length: count }, (_, index) => `v${index}`);

const VIZZES = {
  sales: {
    'params.json': [REGION, { name: 'least', type: 'number', default: 0, min: 0, max: 10, step: 5 }],
    'charts/main.sql': BY_REGION.replace('GROUP', 'AND amount >= {{least}} GROUP'),
    'charts/total.sql': 'SELECT sum(amount) AS amount FROM sales',
  },
  many: {
    'params.json': [
      { name: 'a', default: 'v0', options: letters(20) },
      { name: 'b', default: 'v0', options: letters(20) },
      { name: 'text', default: 'x' },
    ],
    'charts/main.sql': "SELECT '{{a}}' AS a, '{{b}}' AS b, '{{text}}' AS text",
  },
  queried: {
    'params.json': [
      REGION,
      {
        name: 'amount',
        type: 'number',
        options: { sql: "SELECT amount FROM sales WHERE '{{region}}' IN ('', region) ORDER BY 1" },
      },
    ],
    'charts/main.sql': 'SELECT count(*) AS n FROM sales WHERE amount = {{amount}}',
  },
  lists: {
    'params.json': [{ name: 'some', multiple: true, default: ['a', 'b'], options: ['a', 'b', 'c'] }],
    'charts/main.sql': "SELECT '{{some}}' AS some",
  },
  large: { 'charts/main.sql': 'SELECT text FROM texts' },
  broken: { 'charts/main.sql': 'SELECT nothing FROM sales' },
} as const;

describe('vibedasher-embed snapshot', () => {
  const here = new SnapshotRuns({
    datasets: {
      sales: 'region,amount\nNorth,10\nSouth,20\nNorth,5\n',
      texts: `text\n${'x'.repeat(60_000)}\n`,
    },
    vizzes: VIZZES,
  });
  const dashboard = (slug: string, inside = ''): string =>
    `<vibedasher-dashboard account="acme" slug="${slug}">${inside}</vibedasher-dashboard>`;

  const run = (...args: string[]): Promise<Output> => here.run(args);

  interface Answer {
    readonly slug: string;
    readonly sql: string;
    readonly args: Readonly<Record<string, string>>;
    readonly file: SnapshotFile;
  }
  const answersIn = ({ vizzes }: SnapshotIndex): Answer[] =>
    vizzes.flatMap(({ slug, queries }) =>
      queries.flatMap(({ sql, answers }) =>
        Object.entries(answers).map(([key, file]) => {
          const args = Object.fromEntries(readAnswerKey(key));
          return { slug, sql, args, file };
        }),
      ),
    );
  /** Returns the arguments of the answers to a query that contains `part`, as sorted JSON. */
  const argsOf = async (slug: string, part = ''): Promise<string[]> =>
    answersIn(await here.readIndex())
      .filter((each) => each.slug === slug && each.sql.includes(part))
      .map(({ args }) => JSON.stringify(args))
      .sort();

  /** Returns the stored rows of a query, as the API sends them. */
  async function askApi(slug: string, query: WireQuery): Promise<Buffer> {
    const url = `${here.api.apiBase}/v1/public/viz/acme/${slug}/query`;
    const headers = { 'content-type': 'application/json' };
    for (;;) {
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(query) });
      const { url: stored } = (await response.json()) as { url?: string };
      if (stored) return Buffer.from(await (await fetch(stored)).arrayBuffer());
    }
  }

  it('writes all combinations of closed options, each answer as the API sends it', async () => {
    await here.write(
      dashboard('sales'),
      '<vibedasher-viz account="acme" slug="sales" chart="total"></vibedasher-viz>',
    );
    const { code, stdout, stderr } = await run();
    assert.equal(stderr, '');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^acme\/sales: 10 answers, [\d.]+ kB\nSnapshot SITE\/vibedasher: 10 answers of 1 viz, [\d.]+ kB, written\n$/,
    );
    const index = await here.readIndex();
    const regions = ['', 'North', 'South'];
    assert.deepEqual(
      await argsOf('sales', 'least'),
      ['0', '10', '5']
        .flatMap((least) => regions.map((region) => JSON.stringify({ least, region })))
        .sort((a, b) => (a < b ? -1 : 1)),
    );
    for (const { sql, args, file } of answersIn(index)) {
      const content = await readFile(here.inFolder(file.file));
      assert.equal(content.byteLength, file.bytes);
      assert.deepEqual(fileFor('answer', content), file);
      assert.ok(content.equals(await askApi('sales', { sql, args })), JSON.stringify(args));
    }
    const described = JSON.parse(await readFile(here.inFolder(index.vizzes[0]!.viz.file), 'utf8')) as {
      viz: { files: Record<string, string> };
    };
    assert.equal(described.viz.files['charts/total.sql'], VIZZES.sales['charts/total.sql']);
  });

  it('is read by the client without the API', async () => {
    await here.write(dashboard('sales'));
    await run();
    here.proxy.state = 'down';
    const read: typeof fetch = async (url) =>
      new Response(await readFile(here.inFolder(new URL(String(url)).pathname.replace('/vibedasher/', ''))));
    const client = createPublicClient({
      fetch: read,
      snapshot: 'https://example.org/vibedasher/',
      live: 'never',
    });
    const ref = { account: 'acme', slug: 'sales' };
    const { files } = await client.getViz(ref);
    const sql = files.get('charts/main.sql')!;
    const { rows } = await client.queryViz(ref, { sql, params: { region: 'North', least: 10 } });
    assert.deepEqual(rows, [['North', 10]]);
  });

  it('writes only values one choice away if a viz has more than 200 combinations', async () => {
    await here.write(dashboard('many'));
    const { stdout } = await run();
    const all = await argsOf('many');
    assert.equal(all.length, 39);
    assert.ok(all.every((args) => /"a":"v0"|"b":"v0"/.test(args) && args.includes('"text":"x"')));
    assert.match(stdout, /of 400 combinations, those one choice away/);
    assert.match(stdout, /\n {2}text: only the values of the pages/);
  });

  it('answers the queries of pages, with the values of their controls', async () => {
    const sql = "SELECT '{{pick}}' AS a, '{{one}}' AS b, {{flag}} AS c, {{level}} AS d";
    const controls = [
      '<select name="pick"><option value="">All</option><option>x</option><option disabled>y</option></select>',
      '<label><input type="radio" name="one" value="r1" checked></label><input type="radio" name="one" value="r2">',
      '<input type="checkbox" name="flag">',
      '<input type="range" name="level" min="1" max="2" value="1">',
      '<input name="pick" type="password" value="secret">',
    ].join('');
    await here.write(dashboard('sales', `${controls}<vibedasher-table sql="${sql}"></vibedasher-table>`));
    await run();
    const all = await argsOf('sales', 'AS d');
    assert.equal(all.length, 2 * 2 * 2 * 2, all.join('\n'));
    assert.ok(all.includes('{"flag":"true","level":"2","one":"r2","pick":"x"}'), all.join('\n'));
    assert.doesNotMatch(all.join(), /secret|"y"/);
  });

  it('answers for marks that readers select, but not in the chart that selects', async () => {
    const own = `SELECT '{{region}}' AS chosen`;
    await here.write(
      dashboard(
        'many',
        `<vibedasher-viz sql="SELECT region, sum(amount) AS amount FROM sales WHERE '{{region}}' IN ('', region) GROUP BY 1" select-to="region"></vibedasher-viz>
         <vibedasher-table sql="${own}"></vibedasher-table>`,
      ),
    );
    await run();
    assert.deepEqual(await argsOf('many', 'AS chosen'), [
      '{"region":""}',
      '{"region":"North"}',
      '{"region":"South"}',
    ]);
    assert.deepEqual(await argsOf('many', 'FROM sales'), ['{"region":""}']);
  });

  it('answers the queries of options, and for each option', async () => {
    await here.write(dashboard('queried'));
    await run();
    assert.deepEqual(await argsOf('queried', 'SELECT amount'), [
      '{"region":""}',
      '{"region":"North"}',
      '{"region":"South"}',
    ]);
    assert.deepEqual(await argsOf('queried', 'count'), [
      '{"amount":""}',
      '{"amount":"10"}',
      '{"amount":"20"}',
      '{"amount":"5"}',
    ]);
  });

  it('answers for all lists of a few options, in their order', async () => {
    await here.write(dashboard('lists'));
    await run();
    const lists = ['', 'a', 'b', 'c', 'ab', 'ac', 'bc', 'abc'].map((each) =>
      each ? JSON.stringify([...each]) : '',
    );
    assert.deepEqual(await argsOf('lists'), lists.map((some) => JSON.stringify({ some })).sort());
  });

  it('leaves parameters alone that a chart sets itself', async () => {
    await here.write(
      '<vibedasher-viz account="acme" slug="sales" param-region="South" param-least="7"></vibedasher-viz>',
    );
    await run();
    assert.deepEqual(await argsOf('sales'), ['{"least":"7","region":"South"}']);
  });

  it('reports charts that the API refuses, and answers all others', async () => {
    await here.write(
      dashboard('broken'),
      '<vibedasher-viz account="acme" slug="none"></vibedasher-viz>',
      dashboard('lists'),
    );
    const { code, stderr, stdout } = await run();
    assert.equal(code, 0);
    assert.match(stderr, /^SITE\/index\.html:3: query: .*nothing.*\nSITE\/index\.html:4: not-found: .*\n$/);
    assert.match(stdout, /8 answers of 1 viz, .*; problems: 2\n/);
  });

  it('says so if no page names the snapshot', async () => {
    await writeFile(join(here.site, 'index.html'), dashboard('lists'));
    assert.match((await run()).stdout, /No page reads it: write data-snapshot="\/vibedasher\/"/);
  });

  describe('--params', () => {
    it('takes only the values of the pages', async () => {
      await here.write(dashboard('queried'), dashboard('sales', '').replace('>', ' param-region="South">'));
      await run('--params', 'defaults');
      assert.deepEqual(await argsOf('queried'), ['{"amount":""}', '{"region":""}']);
      assert.deepEqual(await argsOf('sales', 'least'), ['{"least":"0","region":"South"}']);
    });

    it('takes a list of values in addition', async () => {
      await here.write(dashboard('sales'));
      const file = join(here.site, 'values.json');
      await writeFile(file, JSON.stringify([{ region: 'North', least: 5 }, { region: 'nowhere' }]));
      await run('--params', file);
      assert.deepEqual(await argsOf('sales', 'least'), [
        '{"least":"0","region":""}',
        '{"least":"5","region":"North"}',
      ]);
      await writeFile(file, '{"region": "North"}');
      await assert.rejects(
        run('--params', file),
        /this is not a list of values by parameter. Use defaults, declared,/,
      );
    });
  });

  it('refuses invalid limits', async () => {
    await assert.rejects(run('--max-answers', '0'), /--max-answers 0: use a number above 0/);
    await assert.rejects(
      run('--max-bytes', '3 apples'),
      /--max-bytes 3 apples: use bytes, or a number with a unit/,
    );
    await assert.rejects(run('--into', 'light'), /There is no option --into/);
    await assert.rejects(here.run(['--max-bytes', '1MB'], prerender), /--max-bytes: use it with --snapshot/);
    await assert.rejects(here.run(['more', '--snapshot'], prerender), /name one folder/);
    await assert.rejects(
      here.run(['--snapshot', '--target', 'feed', '--images', 'x'], prerender),
      /for web pages/,
    );
  });

  describe('limits', () => {
    it('leave out the last answers, and report them', async () => {
      await here.write(dashboard('many'), dashboard('lists'));
      const file = join(here.site, 'report.json');
      const { stdout, code } = await run('--max-answers', '3', '--report', file);
      assert.equal(code, 0);
      assert.match(
        stdout,
        /acme\/lists: 2 of 8 answers, .*\n {2}most values: some with 8\nacme\/many: 1 of 39 answers, .*\n {2}most values: a with 20\n/,
      );
      assert.match(
        stdout,
        /Left out: 44 answers, as there are more than --max-answers 3. --max-answers 47 includes all\n/,
      );
      const report = JSON.parse(await readFile(file, 'utf8')) as {
        leftOut: object[];
        summary: { answers: number; leftOut: number; needed: number; vizzes: object[] };
      };
      assert.equal(report.leftOut.length, 44);
      assert.deepEqual(report.leftOut.at(-1), {
        viz: 'acme/many',
        sql: VIZZES.many['charts/main.sql'],
        args: { a: 'v0', b: 'v19', text: 'x' },
        reason: 'max-answers',
      });
      const { answers, leftOut, needed, vizzes } = report.summary;
      assert.deepEqual([answers, leftOut, needed], [3, 44, 47]);
      const { bytes: _, ...many } = vizzes[1] as Record<string, unknown>;
      assert.deepEqual(many, {
        viz: 'acme/many',
        answers: 1,
        needed: 39,
        combinations: 400,
        open: ['text'],
        mostValues: { param: 'a', values: 20 },
      });
      // What the pages show comes first.
      assert.equal((await argsOf('lists')).length, 2);
      // The number that it names includes all.
      assert.doesNotMatch((await run('--max-answers', '47')).stdout, /Left out| of \d+ answers|most values/);
    });

    it('complete small vizzes first', async () => {
      await here.write(dashboard('many'), dashboard('sales'), dashboard('lists'));
      await run('--max-answers', '30');
      assert.equal((await argsOf('lists')).length, 8);
      assert.equal((await argsOf('sales')).length, 10);
      assert.equal((await argsOf('many')).length, 12);
    });

    it('leave out large answers', async () => {
      await here.write(dashboard('large'), dashboard('lists'));
      assert.match((await run('--max-answer', '50kB')).stdout, /8 answers of 2 vizzes/);
      assert.match(
        (await run('--max-answer', '1MB', '--max-bytes', '50kB')).stdout,
        /Left out: 1 answer, .*--max-bytes/,
      );
      assert.match((await run()).stdout, /9 answers of 2 vizzes/);
    });
  });

  describe('a second run', () => {
    it('changes no byte and no date, in any order of the pages', async () => {
      await here.write(dashboard('sales'));
      await writeFile(join(here.site, 'a.html'), dashboard('lists'));
      await run();
      const first = await here.contents();
      await rm(join(here.site, 'a.html'));
      await writeFile(join(here.site, 'z.html'), dashboard('lists'));
      assert.match((await run()).stdout, /unchanged\n/);
      assert.deepEqual(await here.contents(), first);
    });

    it('keeps the files of the run before, and removes those of earlier ones', async () => {
      const answers = async (): Promise<Set<string>> =>
        new Set(answersIn(await here.readIndex()).map(({ file }) => file.file));
      const present = async (): Promise<Set<string>> =>
        new Set((await readdir(here.inFolder('a'))).map((name) => `a/${name}`));
      await here.write(dashboard('lists'));
      await run();
      const first = await answers();
      await writeFile(here.inFolder('a/own.msgpack'), 'of the author');
      await here.write(dashboard('sales'));
      await run();
      const second = await answers();
      assert.deepEqual(await present(), new Set([...first, ...second, 'a/own.msgpack']));
      await here.write(dashboard('queried'));
      await run();
      assert.deepEqual(await present(), new Set([...second, ...(await answers()), 'a/own.msgpack']));
    });

    it('restores a missing file and a damaged one of the same size, and keeps the date', async () => {
      await here.write(dashboard('lists'));
      await run();
      const before = await here.readIndex();
      const { file, bytes } = answersIn(before)[0]!.file;
      const path = here.inFolder(file);
      const content = await readFile(path);
      for (const damage of [() => rm(path), () => writeFile(path, Buffer.alloc(bytes))]) {
        await damage();
        assert.equal((await run('--check')).code, 1);
        await run();
        assert.deepEqual(await readFile(path), content);
        assert.deepEqual(await here.readIndex(), before);
      }
    });
  });

  it('with --check, changes nothing and says whether a run would', async () => {
    await here.write(dashboard('lists'));
    const missing = await run('--check');
    assert.equal(missing.code, 1);
    assert.match(missing.stdout, /would change/);
    await assert.rejects(stat(here.inFolder('')));
    await run();
    assert.equal((await run('--check')).code, 0);
    await here.write(dashboard('sales'));
    const before = await here.contents();
    assert.equal((await run('--check')).code, 1);
    assert.deepEqual(await here.contents(), before);
  });

  describe('if the API is down', () => {
    it('keeps the folder, also with cached responses, and fails', async () => {
      await here.write(dashboard('lists'));
      await run();
      const before = await here.contents();
      await here.write(dashboard('lists'), dashboard('sales'));
      here.proxy.state = 'down';
      for (const args of [[], ['--cache', join(here.site, '.other')]]) {
        const { code, stderr } = await run(...args);
        assert.equal(code, 1);
        assert.match(stderr, /^SITE\/vibedasher: is unchanged\. network: Could not reach/);
        assert.deepEqual(await here.contents(), before);
      }
    });

    it('ends the attempts of all requests with the run', async () => {
      await here.write(dashboard('lists'), dashboard('sales'));
      const timers = (): number =>
        process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
      const before = timers();
      here.proxy.state = 'down';
      assert.equal((await run()).code, 1);
      assert.equal(timers(), before);
    });

    it('uses the cache with --offline', async () => {
      await here.write(dashboard('lists'));
      await run();
      const before = await here.contents();
      here.proxy.state = 'down';
      here.proxy.requests.length = 0;
      const { code, stdout } = await run('--offline');
      assert.equal(code, 0);
      assert.match(stdout, /unchanged\n/);
      assert.deepEqual([here.proxy.requests, await here.contents()], [[], before]);
    });

    it('with --offline, says what to do about a cache without the answers', async () => {
      await here.write(dashboard('lists'));
      await here.run([], prerender);
      const { code, stderr } = await run('--offline');
      assert.equal(code, 1);
      assert.match(stderr, /response .* without what a snapshot stores: run once without --offline/);
    });
  });

  it('leaves the folder whole if the process is killed', async () => {
    await here.write(dashboard('lists'));
    await run();
    const before = await here.contents();
    await here.write(dashboard('sales'));
    here.proxy.state = 'silent';
    here.proxy.requests.length = 0;
    const main = join(import.meta.dirname, '../../node/prerender/command/main.ts');
    const asked = once(here.proxy.server, 'request');
    const child = spawn(process.execPath, [
      main,
      'snapshot',
      here.site,
      '--api-base',
      here.proxy.base,
      '--cache',
      here.cache,
    ]);
    await asked;
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.deepEqual(await here.contents(), before);
  });

  it('writes the index last, so that a failure leaves the one before with all its files', async () => {
    await here.write(dashboard('lists'));
    await run();
    const before = await here.readIndex();
    const text = Buffer.from('new');
    const { file, bytes } = fileFor('answer', text);
    // A folder has the name of the new file.
    await mkdir(join(here.inFolder(file), 'x'), { recursive: true });
    const queries = [{ sql: 'SELECT 1', answers: { '{}': { file, bytes } } }];
    const index = { version: SNAPSHOT_VERSION, vizzes: [{ ...before.vizzes[0]!, queries }] } as const;
    const files = new Map([[file, text]]);
    await assert.rejects(writeSnapshot(here.inFolder(''), { index, files }, '2026-01-01T00:00:00Z', false));
    assert.deepEqual(await here.readIndex(), before);
    for (const each of answersIn(before))
      assert.equal((await stat(here.inFolder(each.file.file))).size, each.file.bytes);
  });

  describe('prerender --snapshot', () => {
    it('writes pictures and answers from the same responses', async () => {
      await here.write(dashboard('sales'));
      await writeFile(join(here.site, 'b.html'), dashboard('sales'));
      const { code, stdout, stderr } = await here.run(['--snapshot'], prerender);
      assert.equal(stderr, '');
      assert.equal(code, 0);
      assert.match(stdout, /Charts in 2 of 2 files: 2 filled.*\n[^]*10 answers of 1 viz/);
      assert.match(await readFile(join(here.site, 'index.html'), 'utf8'), /<svg/);
      const described = here.proxy.requests.filter((each) => each.endsWith('/acme/sales'));
      const rows = here.proxy.requests.filter((each) => each.includes('/rows/'));
      assert.equal(described.length, 1, here.proxy.requests.join('\n'));
      assert.equal(rows.length, new Set(rows).size, rows.join('\n'));
      assert.equal(rows.length, 10);
      assert.ok(findSnapshotViz(await here.readIndex(), { account: 'acme', slug: 'sales' }));
      const before = await here.contents();
      assert.match((await here.run(['--snapshot'], prerender)).stdout, /unchanged\n/);
      assert.deepEqual(await here.contents(), before);
    });

    it('adds the answers to a cache without them', async () => {
      await here.write(dashboard('lists'));
      await here.run([], prerender);
      const { stdout } = await here.run(['--snapshot', '--max-age', '1h'], prerender);
      assert.match(stdout, /8 answers of 1 viz/);
      here.proxy.requests.length = 0;
      await run('--max-age', '1h', '--check');
      assert.deepEqual(here.proxy.requests, []);
    });
  });

  describe('the plugin for Vite', () => {
    const built = async (): Promise<void> => {
      await build({
        root: here.site,
        configFile: false,
        logLevel: 'silent',
        plugins: [
          vite({
            apiBase: here.proxy.base,
            cache: here.cache,
            timeout: 5,
            snapshot: true,
            params: 'defaults',
          }),
        ],
        build: { emptyOutDir: true, outDir: 'dist' },
      });
    };

    it('writes a snapshot next to the built pages', async () => {
      await writeFile(join(here.site, 'index.html'), dashboard('sales'));
      await built();
      const index = readSnapshotIndex(
        JSON.parse(await readFile(join(here.site, 'dist/vibedasher/index.json'), 'utf8')),
      );
      assert.deepEqual(
        answersIn(index).map(({ args }) => args),
        [{ least: '0', region: '' }, {}],
      );
    });

    it('fails the build if the API does not answer', async () => {
      await writeFile(join(here.site, 'index.html'), dashboard('sales'));
      here.proxy.state = 'down';
      await assert.rejects(built(), /Charts are without their pictures or answers/);
    });
  });
});
