// @lane long
/** Tests the tables that the command `snapshot` writes with `--data`, with a real API. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { startServer } from '../../server/src/index.ts';
import { prerender } from '../../node/prerender/command/prerender.ts';
import { snapshot } from '../../node/prerender/command/snapshot.ts';
import { fileFor } from '../../node/prerender/snapshot/folder.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';
import { findSnapshotViz, type SnapshotTables } from '../../src/public-client/snapshot-format.ts';
import { type Output, SnapshotRuns } from './snapshot-harness.ts';

const ENGINE = { worker: Buffer.from('// worker'), module: Buffer.from('\0asm') };

const VIZZES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  open: {
    'params.json': [{ name: 'least', type: 'number', default: 0 }],
    'charts/main.sql': 'SELECT region, sum(amount) AS amount FROM sales WHERE amount >= {{least}} GROUP BY 1',
  },
  closed: {
    'params.json': [{ name: 'region', default: '', options: ['', 'North', 'South'] }],
    'charts/main.sql': "SELECT sum(amount) AS amount FROM sales WHERE '{{region}}' IN ('', region)",
  },
};

describe('vibedasher-embed snapshot --data', () => {
  const sales = Array.from({ length: 1200 }, (_, at) => `North,${at},x\n`).join('');
  const here = new SnapshotRuns({ datasets: { sales: `region,amount,note\n${sales}` }, vizzes: VIZZES });
  const chart = (slug: string, inside = ''): string =>
    `<vibedasher-viz account="acme" slug="${slug}">${inside}</vibedasher-viz>`;
  const runWith = (args: readonly string[], engine?: () => Promise<typeof ENGINE>): Promise<Output> =>
    here.run(args, (given, io) => snapshot(given, io, engine));
  const run = (...args: string[]): Promise<Output> => runWith(args, async () => ENGINE);

  const tablesOf = async (slug: string): Promise<SnapshotTables | undefined> =>
    findSnapshotViz(await here.readIndex(), { account: 'acme', slug })?.tables;
  async function queryTables({ file }: SnapshotTables, sql: string): Promise<unknown[][]> {
    const instance = await DuckDBInstance.create(here.inFolder(file), { access_mode: 'READ_ONLY' });
    const connection = await instance.connect();
    try {
      return (await connection.runAndReadAll(sql)).getRowsJson();
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  it('writes no tables and needs no engine by default', async () => {
    await here.write(chart('open'));
    const { code, stdout } = await runWith([]);
    assert.equal(code, 0);
    assert.match(stdout, /least: only the values of the pages, as any value is allowed\n(?! *tables)/);
    assert.equal((await here.readIndex()).engine, undefined);
    assert.equal(await tablesOf('open'), undefined);
  });

  it('auto writes the tables of vizzes whose readers can choose values without an answer', async () => {
    await here.write(chart('open'), chart('closed'));
    const { code, stdout, stderr } = await run('--data', 'auto');
    assert.deepEqual([code, stderr], [0, '']);
    const tables = await tablesOf('open');
    assert.ok(tables);
    assert.deepEqual(tables.names, ['sales']);
    const content = await readFile(here.inFolder(tables.file));
    const { names: _, version: __, ...file } = tables;
    assert.deepEqual(fileFor('tables', content), file);
    assert.deepEqual(await queryTables(tables, 'SELECT count(*)::INT, sum(amount)::INT FROM sales'), [
      [1200, 719400],
    ]);
    const { engine } = await here.readIndex();
    assert.ok(engine);
    assert.deepEqual(await readFile(here.inFolder(engine.worker)), ENGINE.worker);
    assert.deepEqual(await readFile(here.inFolder(engine.module)), ENGINE.module);
    assert.equal(await tablesOf('closed'), undefined);
    assert.match(stdout, /acme\/open: .*\n.*\n {2}tables: sales, 0\.5 MB, for all other values\n/);
    assert.match(stdout, /, tables 0\.5 MB, engine 0\.0 kB, written\n/);
  });

  it('auto writes the tables of a viz whose answers exceed a limit, or have no other values', async () => {
    await here.write(chart('closed'));
    await run('--data', 'auto', '--max-answers', '2');
    assert.ok(await tablesOf('closed'));
    await run('--data', 'auto');
    assert.equal(await tablesOf('closed'), undefined);
    await run('--data', 'auto', '--params', 'defaults');
    assert.ok(await tablesOf('closed'));
  });

  it('all writes the tables of every viz, a shared one once', async () => {
    await here.write(chart('open'), chart('closed'));
    await run('--data', 'all', '--columns', 'all');
    const tables = [await tablesOf('open'), await tablesOf('closed')];
    assert.ok(tables[0]);
    assert.equal(tables[1]?.version, tables[0].version);
    assert.equal((await readdir(here.inFolder('t'))).length, 1);
  });

  it('writes the columns that queries of the viz name, or all if a page has its own', async () => {
    const columnsOf = async (): Promise<string> =>
      String(await queryTables((await tablesOf('open'))!, 'SELECT column_name FROM (DESCRIBE sales)'));
    await here.write(chart('open'));
    await run('--data', 'all');
    assert.equal(await columnsOf(), 'region,amount');
    await here.write(
      chart('open'),
      chart(
        'open',
        '<script type="application/sql">SELECT note, count(*) AS n FROM sales GROUP BY 1</script>',
      ),
    );
    const { stdout } = await run('--data', 'all');
    assert.equal(await columnsOf(), 'region,amount,note');
    assert.match(stdout, /tables: sales, 0\.5 MB, all columns, for/);
  });

  it('cuts tables at --rows, and says so', async () => {
    await here.write(chart('open'));
    const { stdout } = await run(
      '--data',
      'all',
      '--rows',
      '1000',
      '--report',
      join(here.site, 'report.json'),
    );
    assert.match(stdout, /sales: the first 1000 of 1200 rows, so results from tables differ/);
    assert.deepEqual(await queryTables((await tablesOf('open'))!, 'SELECT count(*)::INT FROM sales'), [
      [1000],
    ]);
    const report = JSON.parse(await readFile(join(here.site, 'report.json'), 'utf8')) as {
      readonly summary: { readonly vizzes: readonly { readonly tables: unknown }[] };
    };
    assert.deepEqual(report.summary.vizzes[0]?.tables, {
      names: ['sales'],
      bytes: (await tablesOf('open'))?.bytes,
      columns: 'used',
      cut: [{ name: 'sales', rows: 1000, of: 1200 }],
    });
  });

  it('leaves out tables that exceed --max-bytes', async () => {
    await here.write(chart('open'));
    const { code, stdout } = await run('--data', 'all', '--max-bytes', '100kB');
    assert.equal(code, 0);
    assert.match(
      stdout,
      /Left out: the tables of acme\/open with 0\.5 MB, as .* larger than --max-bytes\. --max-bytes 1MB includes all\n/,
    );
    const index = await here.readIndex();
    assert.deepEqual([index.engine, await tablesOf('open')], [undefined, undefined]);
  });

  it('takes a file whose size differs from that in the plan, as of another instance', async () => {
    await here.write(chart('open'));
    const plan = await fetch(
      `${here.api.apiBase}/v1/public/viz/acme/open/wasm-plan?format=duckdb&columns=used`,
    );
    const { database, ...rest } = (await plan.json()) as { readonly database: { readonly bytes: number } };
    here.proxy.replaced = {
      path: /\/wasm-plan\?/,
      json: { ...rest, database: { ...database, bytes: database.bytes - 1 } },
    };
    await run('--data', 'all');
    assert.equal((await tablesOf('open'))?.bytes, database.bytes);
  });

  describe('from another address', () => {
    let requests: number;
    let port: number;
    /** Answers `/text` with a text, and redirects `/moved` to it. */
    const other = createServer(({ url }, response) => {
      requests += 1;
      if (url === '/moved') response.writeHead(302, { location: `http://127.0.0.1:${port}/text` });
      response.end('ami-id\nhostname\npublic-keys/');
    });
    before(async () => {
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      port = (other.address() as AddressInfo).port;
    });
    after(() => other.close());

    for (const [name, address, args, expected, sent] of [
      [
        'with another host',
        'http://localhost:PORT/text',
        '',
        /--allow-hosts http:\/\/localhost:\d+ allows it/,
        0,
      ],
      ['that redirects', 'http://127.0.0.1:PORT/moved', '', /redirects the request for tables elsewhere/, 1],
      [
        'that answers with a text',
        'http://localhost:PORT/text',
        'http://localhost:PORT',
        /answers with something other than a DuckDB file/,
        1,
      ],
    ] as const)
      it(`writes nothing and fails for an address ${name} (promise 7)`, async () => {
        requests = 0;
        await here.write(chart('open'));
        const database = { id: name, url: address.replace('PORT', `${port}`), bytes: 28, names: ['sales'] };
        here.proxy.replaced = { path: /\/wasm-plan\?/, json: { sources: [], database } };
        const allowed = args ? ['--allow-hosts', args.replace('PORT', `${port}`)] : [];
        const { code, stderr } = await run('--data', 'all', ...allowed);
        assert.deepEqual([code, requests], [1, sent]);
        assert.match(stderr, expected);
        await assert.rejects(here.readIndex(), { code: 'ENOENT' });
      });
  });

  it('leaves out a file that does not end, however small the plan says it is (promise 7)', async () => {
    await here.write(chart('open'));
    const endless = createServer((_, response) => {
      const send = (): void => void (response.destroyed || response.write(new Uint8Array(100_000), send));
      send();
    });
    endless.listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/tables`;
    const database = { id: 'endless', url, bytes: 10, names: ['sales'] };
    here.proxy.replaced = { path: /\/wasm-plan\?/, json: { sources: [], database } };
    const { code, stdout } = await run('--data', 'all', '--max-bytes', '2MB');
    endless.closeAllConnections();
    endless.close();
    assert.equal(code, 0);
    assert.match(stdout, /Left out: the tables of acme\/open with 2\.0 MB, .*--max-bytes 3MB includes all\n/);
  });

  it('says so if no page uses the tables', async () => {
    const reader = (attributes: string): Promise<void> =>
      here.write(
        `<script type="module" src="/vibedasher.js" data-snapshot="/x/" ${attributes}></script>`,
        chart('open'),
      );
    await reader('');
    const message = /No page uses the tables\. Add data-queries="browser" to the script tag\./;
    assert.match((await run('--data', 'all')).stdout, message);
    assert.doesNotMatch((await run()).stdout, message);
    await reader('data-queries="browser"');
    assert.doesNotMatch((await run('--data', 'all')).stdout, message);
  });

  it('names large files, which some hosts refuse', async () => {
    await here.write(chart('open'));
    const engine = async () => ({ ...ENGINE, module: Buffer.alloc(26_000_000) });
    const { stdout } = await runWith(['--data', 'all'], engine);
    assert.match(stdout, /\ne\/[\da-f]{32}\.wasm has 26\.0 MB: some hosts refuse files above 25 MB\n/);
  });

  it('changes nothing in a second run, also with another cache and after a restart of the API', async () => {
    await here.write(chart('open'));
    await run('--data', 'all');
    const before = await here.contents();
    assert.match((await run('--data', 'all')).stdout, /unchanged\n/);
    const restarted = await startServer({ root: here.root });
    try {
      for (const more of [[], ['--check']]) {
        const args = ['--data', 'all', '--cache', join(here.site, '.other'), '--api-base', restarted.apiBase];
        const { code, stdout } = await run(...args, ...more);
        assert.match(stdout, /unchanged\n/);
        assert.equal(code, 0);
      }
    } finally {
      await restarted.close();
    }
    assert.deepEqual(await here.contents(), before);
  });

  it('uses the cache with --offline, and keeps the folder if the API is down', async () => {
    await here.write(chart('open'));
    await run('--data', 'all');
    const before = await here.contents();
    here.proxy.state = 'down';
    assert.match((await run('--data', 'all', '--offline')).stdout, /unchanged\n/);
    assert.deepEqual(await here.contents(), before);
    const { code, stderr } = await run('--data', 'all');
    assert.equal(code, 1);
    assert.match(stderr, /vibedasher: is unchanged\. network:/);
    assert.deepEqual(await here.contents(), before);
    await rm(here.cache, { recursive: true });
    here.proxy.state = 'up';
    await run();
    const without = await here.contents();
    const offline = await run('--data', 'all', '--offline');
    assert.match(offline.stderr, /is unchanged\. network: The cache has no response/);
    assert.deepEqual(await here.contents(), without);
  });

  it('keeps engine and tables of the run before, and removes those of earlier ones', async () => {
    await here.write(chart('open'));
    await run('--data', 'all');
    assert.ok((await here.readIndex()).engine);
    await run();
    assert.equal((await here.readIndex()).engine, undefined);
    assert.equal((await readdir(here.inFolder('e'))).length, 2);
    await here.write(chart('closed'));
    await run();
    assert.deepEqual([await readdir(here.inFolder('e')), await readdir(here.inFolder('t'))], [[], []]);
  });

  it('names the viz of which the API offers no tables', async () => {
    await here.write(chart('open'));
    const reason = 'There are no extracts of tables in PostgreSQL.';
    for (const [unavailable, message] of [
      [[], 'the API offers none as a DuckDB file with the columns that queries name'],
      [[{ datasetId: 'sales', reason }], reason],
    ] as const) {
      here.proxy.replaced = { path: /\/wasm-plan\?/, json: { sources: [], unavailable } };
      const { code, stderr } = await run('--data', 'all');
      assert.deepEqual([code, stderr], [0, `SITE/index.html:3: acme/open has no tables: ${message}\n`]);
    }
  });

  it('keeps the folder if there is no engine, and requests no tables', async () => {
    await here.write(chart('open'));
    await run();
    const before = await here.contents();
    here.proxy.requests.length = 0;
    const missing = new VibedasherError('config', 'Tables need a package: npm install --save-dev it');
    const { code, stderr } = await runWith(['--data', 'auto'], () => Promise.reject(missing));
    assert.equal(code, 1);
    assert.match(stderr, /is unchanged\. config: Tables need a package: npm install --save-dev it\n/);
    assert.deepEqual(await here.contents(), before);
    assert.ok(!here.proxy.requests.some((each) => each.includes('wasm-plan')));
  });

  it('refuses invalid options', async () => {
    await here.write(chart('open'));
    for (const [args, message] of [
      [['--data', 'some'], /--data some: use one of none, auto, all/],
      [['--data', 'all', '--columns', 'day'], /--columns day: use one of used, all/],
      [['--data', 'all', '--rows', '7'], /--rows 7: use one of all, 1000, 10000, 100000, 1000000/],
      [['--rows', '1000'], /--rows 1000: use it with --data auto or --data all/],
      [['--data', 'none', '--columns', 'all'], /--columns all: use it with --data auto or --data all/],
    ] as const)
      await assert.rejects(run(...args), message);
    await assert.rejects(here.run(['--data', 'all'], prerender), /--data: use it with --snapshot/);
  });
});
