import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DatabaseFiles } from '../src/engine/database-files.ts';
import { usedNames } from '../src/engine/used-columns.ts';
import { UrlSigner } from '../src/http/signed-urls.ts';
import { SALES, serve } from './support.ts';
import type { TestApi } from './support.ts';

let connection: DuckDBConnection;
let folder: string;
before(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  folder = await mkdtemp(join(tmpdir(), 'vibedasher-extracts-test-'));
});
after(() => {
  connection.closeSync();
  return rm(folder, { recursive: true });
});

const rowsOf = async (sql: string, values: string[] = []): Promise<unknown[][]> =>
  (await connection.runAndReadAll(sql, values)).getRowsJson();

describe('the names in statements', () => {
  const namesIn = async (...sqls: string[]): Promise<readonly [string, string] | null> => {
    const trees = [];
    for (const sql of sqls)
      trees.push(String((await rowsOf('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]))[0]?.[0]));
    const names = usedNames(trees, ['sales', 'Other']);
    return names && [[...names.tables].sort().join(' '), [...names.columns].sort().join(' ')];
  };

  it('are those of all clauses and subqueries', async () => {
    assert.deepEqual(
      await namesIn(
        `WITH r AS (SELECT Region AS name, sum(amount) FILTER (WHERE active) AS n FROM sales WHERE day > (SELECT max(d) FROM other)
        GROUP BY 1 HAVING count(x) > 1 QUALIFY row_number() OVER (PARTITION BY p ORDER BY o) = 1)
        SELECT r.*, list_transform(l, lambda e: e + y) FROM r ORDER BY z LIMIT 3`,
        'SELECT count(*) FROM other JOIN sales USING (id)',
      ),
      ['other r sales', 'active amount d day e id l o p region x y z'],
    );
    assert.deepEqual(await namesIn('SELECT s.region.city FROM sales s'), ['sales', 'city region s']);
    assert.deepEqual(await namesIn('SELECT * FROM (SELECT region FROM sales)'), ['sales', 'region']);
    assert.deepEqual(await namesIn('SELECT sum(amount) AS sales FROM sales ORDER BY sales'), [
      'sales',
      'amount sales',
    ]);
    assert.deepEqual(
      await namesIn('SELECT sales FROM (SELECT sum(amount) AS sales FROM sales) JOIN other ON sales = id'),
      ['other sales', 'amount id sales'],
    );
  });

  it('are unknown if a statement may read columns that it does not name', async () => {
    for (const sql of [
      'SELECT * FROM sales',
      'FROM sales',
      'SELECT s.* EXCLUDE (day) FROM sales s',
      'SELECT count(DISTINCT COLUMNS(*)) FROM sales',
      "SELECT COLUMNS('^a') FROM other JOIN (SELECT 1) ON true",
      'SELECT s FROM sales AS s',
      'SELECT to_json(Sales) FROM sales',
      'SELECT main.sales FROM sales',
      'SELECT sales AS sales FROM sales ORDER BY 1',
      'SELECT sum(amount) AS sales FROM sales GROUP BY sales',
      'SELECT count(*) FROM other WHERE EXISTS (SELECT 1 FROM sales WHERE other = 1)',
      'SELECT a FROM sales AS s(a, b)',
      'SELECT #2 FROM sales',
      'SELECT amount FROM sales NATURAL JOIN other',
      'SELECT amount FROM sales WHERE EXISTS (FROM other)',
      'SELECT a, FROM WHERE',
    ])
      assert.equal(await namesIn('SELECT 1', sql), null, sql);
  });
});

describe('a DuckDB file with tables', () => {
  const table = { alias: 'sales', source: '', version: '1', writtenAt: 0 };
  const request = { viz: 'acme/sales', tables: [table], columns: null, rows: null };
  const database = async (name: string, sql: string): Promise<string> => {
    const file = join(folder, `${name}.duckdb`);
    await connection.run(`ATTACH '${file}' AS written`);
    await connection.run(`CREATE TABLE written.main.${sql}`);
    await connection.run('DETACH written');
    return file;
  };
  const filesIn = async (workFolder: string): Promise<readonly string[]> =>
    (await readdir(workFolder)).filter((name) => name.startsWith('tables-')).sort();

  it('is there as a whole or not at all', async () => {
    const workFolder = await mkdtemp(join(folder, 'work-'));
    const files = new DatabaseFiles({ workFolder, memory: '100MB' });
    const [good, bad] = [await database('good', 'data(a INT)'), await database('bad', 'other(a INT)')];
    const two = { ...request, tables: [table, { ...table, alias: 'other' }] };
    await assert.rejects(files.create(two, [good, bad]), /data/);
    assert.deepEqual(await filesIn(workFolder), []);
    const { path } = await files.create(two, [good, good]);
    assert.deepEqual(await filesIn(workFolder), [basename(path)]);
    await files.close();
  });

  it('is refused before it is written if it would be too large', async () => {
    const workFolder = await mkdtemp(join(folder, 'work-'));
    const files = new DatabaseFiles({ workFolder, memory: '100MB', maxBytes: 100 });
    const data = await database('large', 'data AS SELECT range AS a, 1 AS b FROM range(100000)');
    await assert.rejects(files.create(request, [data]), {
      status: 413,
      message: 'The tables have about 1 MB. One file has at most 1 MB.',
    });
    assert.deepEqual(await filesIn(workFolder), []);
    await files.create({ ...request, rows: 1 }, [data]);
    assert.equal((await filesIn(workFolder)).length, 1);
    await files.close();
  });

  it('is removed, the oldest first, if all together are too large, and written again', async () => {
    const workFolder = await mkdtemp(join(folder, 'work-'));
    const files = new DatabaseFiles({ workFolder, memory: '100MB', quotaBytes: 600_000 });
    const data = await database('kept', 'data AS SELECT 1 AS a');
    const made = [];
    for (const rows of [1, 2, 3, 1])
      made.push(basename((await files.create({ ...request, rows }, [data])).path));
    assert.deepEqual(await filesIn(workFolder), made.slice(-2).sort());
    await files.close();
  });
});

describe('wasm-plan with a DuckDB file', () => {
  interface Database {
    readonly id: string;
    readonly url: string;
    readonly bytes: number;
    readonly names: readonly string[];
    readonly cut: readonly unknown[];
  }
  let api: TestApi;
  const arrange = async (root: string): Promise<void> => {
    const days = Array.from({ length: 1500 }, (_, day) => `${day},x${day},y\n`);
    await writeFile(join(root, 'datasets/days.csv'), `day,name,note\n${days.join('')}`);
    await writeFile(join(root, 'datasets/unused.csv'), 'a\n1\n');
    const charts = join(root, 'vizzes/acme/days/charts');
    await mkdir(charts, { recursive: true });
    const about = { name: 'Days', publishStatus: 'PUBLISHED', viewMode: 'public' };
    await writeFile(
      join(root, 'vizzes/acme/days/viz.json'),
      JSON.stringify({ ...about, datasets: ['days', 'unused', 'sales'], timeColumn: null }),
    );
    await writeFile(join(charts, 'main.sql'), "SELECT Day FROM days WHERE name = '{{name}}' OR {{n}} = 1");
    await writeFile(join(charts, 'count.sql'), 'SELECT count(*) FROM sales');
  };
  before(async () => {
    api = await serve({ secret: 'known' }, arrange);
  });

  const DAYS = '/v1/public/viz/acme/days';
  const plan = async (path: string, search = '', from = api) => {
    const { status, body } = await from.get(`${path}/wasm-plan?format=duckdb${search}`);
    assert.equal(status, 200);
    return body as unknown as { sources: unknown[]; unavailable: unknown[]; database: Database | null };
  };
  /** Downloads and attaches a file. */
  async function open({ url, bytes }: Database, as: string): Promise<Uint8Array> {
    const answer = await fetch(url);
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/vnd.duckdb']);
    const content = new Uint8Array(await answer.arrayBuffer());
    assert.equal(content.length, bytes);
    const file = join(folder, `${as}.duckdb`);
    await writeFile(file, content);
    await connection.run(`ATTACH '${file}' AS ${as} (READ_ONLY)`);
    return content;
  }
  const columnsIn = async (database: string): Promise<string> =>
    (
      await rowsOf('SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = $1', [
        database,
      ])
    )
      .map((names) => names.join('.'))
      .sort()
      .join(' ');

  it('has all tables in one file, in the format of DuckDB 1.0', async () => {
    const { sources, unavailable, database } = await plan(SALES);
    assert.ok(database);
    assert.deepEqual([sources, unavailable, database.names, database.cut], [[], [], ['sales'], []]);
    const content = await open(database, 'whole');
    assert.equal(new DataView(content.buffer).getBigUint64(12, true), 64n);
    assert.deepEqual(await rowsOf('SELECT * FROM whole.main.sales ORDER BY day LIMIT 1'), [
      ['2026-01-01', 'EU', 10.5, true],
    ]);
    assert.equal((await rowsOf('SELECT * FROM whole.main.sales')).length, 4);
  });

  it('has only the tables and columns that queries name', async () => {
    const { database } = await plan(DAYS, '&columns=used');
    assert.deepEqual(database?.names, ['days', 'sales']);
    await open(database!, 'used');
    assert.equal(await columnsIn('used'), 'days.day days.name sales.day');
    const all = (await plan(DAYS)).database;
    assert.notEqual(all?.id, database?.id);
    await open(all!, 'everything');
    assert.match(await columnsIn('everything'), /days\.note .*unused\.a/);
  });

  it('has all columns if a query may read one that it does not name', async () => {
    const other = await serve({}, async (root) => {
      await arrange(root);
      await writeFile(join(root, 'vizzes/acme/days/charts/any.sql'), 'SELECT "{{column}}" FROM days');
    });
    const { database } = await plan(DAYS, '&columns=used', other);
    assert.deepEqual(database?.names, ['days', 'unused', 'sales']);
  });

  it('limits the rows of each table, and says which are cut', async () => {
    const { database } = await plan(DAYS, '&rows=1000');
    assert.deepEqual(database?.cut, [{ name: 'days', rows: 1000, of: 1500 }]);
    await open(database, 'cut');
    assert.deepEqual(await rowsOf('SELECT count(*)::INT, max(day)::INT FROM cut.main.days'), [[1000, 999]]);
    assert.deepEqual((await plan(DAYS, '&rows=10000')).database?.cut, []);
  });

  it('names the same file until the data changes', async () => {
    const [first, again] = [(await plan(SALES)).database, (await plan(SALES)).database];
    assert.equal(first?.id, again?.id);
    const other = await serve({ secret: 'known' }, (root) =>
      writeFile(join(root, 'datasets/sales.csv'), 'day,region,amount,active\n2026-01-01,EU,1,true\n'),
    );
    assert.notEqual((await plan(SALES, '', other)).database?.id, first?.id);
  });

  it('has a signed URL that another instance answers, too', async () => {
    const { database } = await plan(DAYS, '&columns=used&rows=1000');
    const { pathname, search } = new URL(database!.url);
    const other = await serve({ secret: 'known' }, arrange);
    const answer = await fetch(other.api.storageBase + pathname + search);
    assert.equal(answer.status, 200);
    assert.ok((await answer.arrayBuffer()).byteLength > 0);
    const sign = new UrlSigner(Buffer.from('known'));
    for (const [from, to] of [
      [database!.id, '0'.repeat(32)],
      ['used-', 'all-'],
      ['acme/days', 'acme/draft'],
    ] as const) {
      const path = pathname.replace(from, to);
      // The first instance has the file, which it finds by its id.
      const status = (await fetch(other.api.storageBase + sign.sign(path, 60))).status;
      assert.equal(status, from === database!.id ? 404 : 200, path);
      assert.equal((await fetch(other.api.storageBase + path)).status, 403, path);
    }
  });

  it('answers 422 to other words', async () => {
    for (const search of [
      'format=csv',
      'format=duckdb&columns=day',
      'format=duckdb&rows=7',
      'format=a&format=b',
    ]) {
      const { status, body } = await api.get(`${SALES}/wasm-plan?${search}`);
      assert.deepEqual([status, /must be one of/.test(JSON.stringify(body))], [422, true], search);
    }
  });

  it('has no file without tables, and names what is missing', async () => {
    const { database, unavailable } = await plan('/v1/public/viz/acme/lacking');
    assert.deepEqual(database?.names, ['sales']);
    assert.deepEqual(unavailable, [
      { datasetId: 'nowhere', reason: 'There is no file datasets/nowhere.csv, .json or .parquet.' },
    ]);
    assert.equal((await plan(SALES.replace('sales', 'slow'), '&columns=used')).database, null);
  });

  it('says which dataset cannot be read', async () => {
    const broken = await serve({}, async (root) => {
      await rm(join(root, 'datasets/sales.csv'));
      await writeFile(join(root, 'datasets/sales.json'), '[{"a": 1}');
    });
    const { database, unavailable } = await plan(SALES, '', broken);
    assert.deepEqual(
      [database, unavailable],
      [null, [{ datasetId: 'sales', reason: 'The dataset "sales" cannot be read.' }]],
    );
  });
});
