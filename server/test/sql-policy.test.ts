/**
 * Tests which statements the check allows. The locked database must stop those that the check should have refused.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { VizDatabase } from '../src/engine/database.ts';
import { ALLOWED_FUNCTIONS, isVolatile } from '../src/engine/sql-functions.ts';
import { ApiError } from '../src/errors.ts';
import { checkStatement } from '../src/engine/sql-policy.ts';

const ALLOWED = [
  `SELECT region AS dimension, sum(amount) AS value FROM sales GROUP BY 1 ORDER BY 2 DESC NULLS LAST LIMIT 10 OFFSET 1`,
  `SELECT region, sum(amount) FILTER (WHERE n > 3) FROM sales GROUP BY ALL ORDER BY ALL`,
  `WITH t AS (SELECT * FROM sales), u AS MATERIALIZED (SELECT * FROM t) SELECT count(*) FROM t JOIN u USING (region)`,
  `WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i < 10) SELECT * FROM t`,
  `WITH t AS (SELECT 1), s AS (WITH t AS (SELECT 2) SELECT * FROM t) SELECT * FROM s, t`,
  `WITH sales AS (SELECT 1 AS n) SELECT * FROM sales`,
  `SELECT date_trunc('month', day) AS m, count(*) FROM sales GROUP BY ROLLUP (m)`,
  `SELECT grouping(region), region FROM sales GROUP BY CUBE (region, n) HAVING count(*) > 0`,
  `SELECT extract(year FROM day), day::VARCHAR, CAST(amount AS DECIMAL(10, 2)), TRY_CAST(region AS INT) FROM sales`,
  `SELECT sum(amount) OVER (PARTITION BY region ORDER BY day ROWS BETWEEN 3 PRECEDING AND CURRENT ROW),
     row_number() OVER w, lag(amount, 1, 0) OVER w FROM sales WINDOW w AS (ORDER BY day)`,
  `SELECT * FROM sales QUALIFY row_number() OVER (ORDER BY day) = 1`,
  `SELECT * EXCLUDE (j), COLUMNS('a.*') FROM sales`,
  `SELECT list_transform(tags, lambda x: upper(x)), [x FOR x IN tags IF x <> 'a'], tags[1], tags[1:2], s.a FROM sales`,
  `SELECT j->>'a', j->'$.b', json_extract_string(j, 'a') FROM sales`,
  `SELECT CASE WHEN amount > 3 THEN 'a' ELSE 'b' END, coalesce(region, 'x'), nullif(n, 0), if(n > 1, 1, 2) FROM sales`,
  `SELECT * FROM sales WHERE region IN ('a', 'b') AND day BETWEEN '2020-01-01' AND current_date AND region LIKE 'a%'
     AND region NOT ILIKE '%b' AND NOT (n IS NULL) AND n IS DISTINCT FROM 3 AND region SIMILAR TO 'x.*'`,
  `SELECT * FROM sales WHERE EXISTS (SELECT 1 FROM sales s2 WHERE s2.n = sales.n) AND n = ANY (SELECT n FROM sales)`,
  `SELECT * FROM unnest([1, 2, 3]) t(x), generate_series(1, 3) g(y), range(3) r(z)`,
  `SELECT i FROM range(DATE '2020-01-01', DATE '2020-02-01', INTERVAL 1 DAY) t(i)`,
  `SELECT unnest(tags) FROM sales`,
  `VALUES (1, 2), (3, 4)`,
  `FROM sales SELECT region;`,
  `SELECT * FROM (VALUES (1, 'a')) v(x, y), LATERAL (SELECT x + 1 AS m) l`,
  `SELECT region FROM sales UNION ALL SELECT 'x' UNION SELECT region FROM sales EXCEPT SELECT 'y' INTERSECT SELECT 'z'`,
  `SELECT count(DISTINCT region), median(amount), quantile_cont(amount, [0.1, 0.9]), mode(region), list(region),
     string_agg(region, ', ' ORDER BY region), arg_max(region, amount), histogram(n) FROM sales`,
  `SELECT now(), today(), ts + INTERVAL 3 HOURS, ts AT TIME ZONE 'Europe/Berlin', time_bucket(INTERVAL 1 WEEK, day) FROM sales`,
  `SELECT position('a' IN region), substring(region FROM 1 FOR 2), trim(BOTH 'x' FROM region), region || 'x' FROM sales`,
  `SELECT n % 2, n // 2, n ** 2, n ^ 2, -n, n & 1, ~n, n << 1, @n FROM sales`,
  `SELECT {'a': 1, 'b': [1, 2]}, MAP {'x': 1}, struct_pack(a := 1), row(1, 2), [1, 2]::INT[]`,
  `SELECT a.region FROM sales a LEFT JOIN sales b ON a.n = b.n CROSS JOIN sales c ASOF JOIN sales d ON a.day >= d.day`,
  `SELECT * FROM sales USING SAMPLE 10%`,
  `SELECT DISTINCT ON (region) region, day FROM sales ORDER BY region, day DESC`,
  `SELECT lpad(n::VARCHAR, 2, '0'), region COLLATE NOCASE FROM sales`,
  `SELECT 'duckdb_settings() ; DROP TABLE sales', "region" FROM "SALES" -- ; DROP TABLE sales`,
  `SELECT s.region, "s".amount, sum(s.n) FROM sales s JOIN sales AS t ON s.n = t.n WHERE t.region <> 'x' GROUP BY ALL`,
];

const REFUSED = {
  'a file': [
    `SELECT * FROM '/etc/passwd'`,
    `FROM 'data.parquet'`,
    `SELECT * FROM read_csv('/etc/passwd')`,
    `SELECT * FROM read_text('/etc/passwd')`,
    `SELECT * FROM read_blob('/etc/passwd')`,
    `SELECT * FROM glob('/*')`,
    `SELECT * FROM parquet_metadata('x')`,
    `COPY sales TO '/tmp/x'`,
    `EXPORT DATABASE 'x'`,
    `ATTACH '/tmp/x.duckdb'`,
  ],
  'a URL or an extension': [
    `SELECT * FROM 'https://example.org/x.csv'`,
    `FROM 's3://bucket/x.parquet'`,
    `SELECT * FROM read_json('https://example.org/x.json')`,
    `INSTALL httpfs`,
    `LOAD httpfs`,
  ],
  'the settings': [
    `SELECT current_setting('temp_directory')`,
    `SELECT getenv('HOME')`,
    `SELECT getvariable('x')`,
    `SELECT * FROM duckdb_settings()`,
    `SET threads = 8`,
    `RESET lock_configuration`,
    `PRAGMA version`,
    `CALL pragma_version()`,
    `SELECT version()`,
    `SELECT setseed(0.5)`,
    `SELECT write_log('x')`,
  ],
  'a catalog': [
    `SELECT * FROM information_schema.tables`,
    `SELECT * FROM pg_catalog.pg_class`,
    `SELECT * FROM pg_class`,
    `SELECT * FROM sqlite_master`,
    `SELECT * FROM duckdb_tables`,
    `SELECT * FROM duckdb_tables()`,
    `SELECT * FROM "main"."duckdb_views"`,
    `SELECT * FROM system.main.duckdb_columns`,
    `SELECT * FROM memory.main.sales`,
    `SELECT * FROM dataset_0.main.data`,
    `SELECT current_schemas(true)`,
    `SELECT has_table_privilege('x', 'y')`,
    `SELECT nextval('s')`,
    `SELECT * FROM (WITH duckdb_settings AS (SELECT 1) SELECT * FROM duckdb_settings), duckdb_settings`,
    `WITH duckdb_databases AS (SELECT 1) SELECT * FROM main.duckdb_databases`,
    `WITH sqlite_master AS (SELECT 1) SELECT * FROM main.sqlite_master`,
    `WITH pragma_database_list AS (SELECT 1) SELECT * FROM "main".pragma_database_list`,
    `WITH duckdb_tables AS (SELECT 1) SELECT * FROM main."duckdb_tables"`,
    `SELECT * FROM main.sales`,
    `SELECT * FROM memory.sales`,
  ],
  'another text as a query': [
    `SELECT * FROM query('SELECT 1')`,
    `SELECT * FROM query_table('secrets')`,
    `SELECT * FROM query_table(['sales', 'secrets'])`,
    `SELECT * FROM json_execute_serialized_sql('{}')`,
    `SELECT json_serialize_sql('SELECT 1')`,
    `SELECT * FROM sql_auto_complete('SEL')`,
    `EXECUTE x`,
    `PREPARE x AS SELECT 1`,
  ],
  'another statement': [
    `INSERT INTO sales VALUES (1)`,
    `UPDATE sales SET n = 1 RETURNING n`,
    `DELETE FROM sales`,
    `CREATE TABLE x AS SELECT 1`,
    `CREATE MACRO f(x) AS x`,
    `DROP TABLE sales`,
    `EXPLAIN SELECT 1`,
    `DESCRIBE sales`,
    `SHOW TABLES`,
    `SUMMARIZE sales`,
    `SELECT * FROM (DESCRIBE sales)`,
    `WITH t AS (INSERT INTO sales VALUES (1) RETURNING *) SELECT * FROM t`,
    `SELECT 1; SELECT 2`,
    `SELECT 1; DROP TABLE sales`,
    ``,
    `;`,
    `SELECT`,
    `SELECT $1`,
    `SELECT ?`,
  ],
  'another viz’s table': [
    `SELECT * FROM secrets`,
    `SELECT (SELECT count(*) FROM secrets)`,
    `SELECT * FROM sales WHERE n IN (SELECT id FROM secrets)`,
    `SELECT * FROM sales JOIN secrets ON true`,
    `FROM (FROM secrets)`,
    `SELECT 1 UNION ALL SELECT id FROM secrets`,
    `WITH t AS (SELECT * FROM secrets) SELECT 1`,
    `WITH t AS (SELECT * FROM secrets), secrets AS (SELECT 1) SELECT * FROM t`,
    `WITH secrets AS (SELECT * FROM secrets) SELECT * FROM secrets`,
    `SELECT * FROM sales ORDER BY (SELECT 1 FROM secrets)`,
    `SELECT * FROM sales LIMIT (SELECT 1 FROM secrets)`,
  ],
  'a forbidden function in any place': [
    `SELECT list_transform([1], lambda x: getenv('A'))`,
    `SELECT * FROM sales ORDER BY getenv('A')`,
    `SELECT count(*) OVER (PARTITION BY getenv('A')) FROM sales`,
    `SELECT sum(n) FILTER (WHERE getenv('A') = '') FROM sales`,
    `SELECT * REPLACE (getenv('A') AS n) FROM sales`,
    `SELECT * FROM range(getenv('A')::INT)`,
    `SELECT COLUMNS(x -> getenv('A') = '') FROM sales`,
    `VALUES (getenv('A'))`,
    `SELECT * FROM sales GROUP BY getenv('A')`,
    `SELECT * FROM sales a JOIN sales b ON getenv('A') = ''`,
    `SELECT main.getenv('A')`,
    `SELECT system.main.abs(1)`,
    `SELECT CASE WHEN true THEN getenv('A') END`,
    `SELECT {'a': [getenv('A')]}`,
    `SELECT getenv('A')::JSON->>'x'`,
    `SELECT "GETENV"('A')`,
  ],
  'functions that create large values': [
    `SELECT repeat('x', 1000000000)`,
    `SELECT len(range(1000000000))`,
    `SELECT generate_series(1, 1000000000)`,
    `SELECT lpad('x', 200000000, 'y')`,
    `SELECT rpad('x', n, 'y') FROM sales`,
    `SELECT format('{:1000000000}', 'x')`,
    `SELECT sleep_ms(100000)`,
  ],
  'a pivot, by name': [
    `PIVOT sales ON region USING sum(amount)`,
    `UNPIVOT sales ON amount INTO NAME x VALUE y`,
    `FROM sales PIVOT (sum(amount) FOR region IN ('a', 'b'))`,
    `SELECT * FROM sales UNPIVOT (v FOR k IN (amount, n))`,
  ],
};

/** Statements that the check refuses. These tests run them without the check. */
const LOCKED_OUT = [
  `SELECT * FROM query('SELECT * FROM secrets')`,
  `SELECT * FROM query_table('secrets')`,
  `SELECT * FROM read_text('/etc/passwd')`,
  `SELECT * FROM '/etc/passwd'`,
  `SELECT * FROM read_csv('https://example.org/x.csv')`,
  `ATTACH '/etc/passwd' AS x`,
  `COPY (SELECT 1) TO '/tmp/vibedasher-lock-test.csv'`,
  `INSTALL httpfs`,
  `LOAD httpfs`,
  `SET enable_external_access = true`,
  `SET lock_configuration = false`,
  `SET memory_limit = '100GB'`,
  `INSERT INTO dataset_0.main.data SELECT * FROM dataset_0.main.data`,
  `DROP TABLE dataset_0.main.data`,
];

describe('checkStatement', () => {
  let connection: DuckDBConnection;
  before(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(
      `CREATE TABLE sales (region VARCHAR, amount DOUBLE, day DATE, ts TIMESTAMP, tags VARCHAR[],
        s STRUCT(a INT, b VARCHAR), j JSON, n INT)`,
    );
  });
  after(() => connection.closeSync());

  async function check(sql: string): Promise<void> {
    const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
    checkStatement(String(reader.getRows()[0]?.[0]), sql, ['sales']);
  }

  for (const sql of ALLOWED)
    it(`allows: ${sql.replaceAll(/\s+/g, ' ').slice(0, 70)}`, async () => {
      await check(sql);
      // DuckDB must be able to run it, or the test proves nothing.
      await connection.run(sql);
    });

  for (const [reach, statements] of Object.entries(REFUSED))
    it(`refuses ${reach}`, async () => {
      for (const sql of statements)
        await assert.rejects(
          check(sql),
          (error) => error instanceof ApiError && [400, 403].includes(error.status),
          sql,
        );
    });

  /**
   * Returns statements that use the name of a built-in view or function as a table, also after a `WITH` query with
   * that name.
   */
  const spellings = (name: string, schema: string): string[] => {
    const quoted = `"${name}"`;
    const upper = name.toUpperCase();
    // In JavaScript, the lower case of U+212A is k. In DuckDB it is not.
    const like = `"${name.replaceAll('k', '\u212a')}"`;
    const places = [schema, `"${schema}"`, schema.toUpperCase(), `system.${schema}`, `"system"."${schema}"`];
    const qualified = places.flatMap((place) => [name, quoted, upper].map((each) => `${place}.${each}`));
    return [
      ...[name, quoted, upper, `(${name})`, `LATERAL (FROM ${name})`].map((each) => `SELECT * FROM ${each}`),
      ...[...qualified, `system.${quoted}`].flatMap((each) => [
        `SELECT * FROM ${each}`,
        `WITH ${quoted} AS (SELECT 1) SELECT * FROM ${each}`,
        `WITH ${quoted} AS MATERIALIZED (SELECT 1) SELECT (SELECT count(*) FROM ${each} x)`,
        `WITH RECURSIVE ${quoted} AS (SELECT 1 UNION SELECT 1 FROM ${each}) FROM ${quoted}`,
      ]),
      `WITH ${quoted} AS (FROM ${name}) FROM ${name}`,
      `WITH RECURSIVE ${quoted} AS (FROM ${name}) FROM ${name}`,
      `WITH RECURSIVE ${quoted} AS (FROM ${name} UNION SELECT 1) FROM sales`,
      `WITH t AS (FROM ${name}), ${quoted} AS (SELECT 1) FROM t`,
      `SELECT * FROM (WITH ${quoted} AS (SELECT 1) FROM ${quoted}) t, ${name}`,
      `WITH ${quoted} AS (SELECT 1) FROM sales ${quoted} UNION ALL FROM main.${name}`,
      ...(like.includes('\u212a') ? [`WITH ${like} AS (SELECT 1) FROM ${name}`] : []),
    ];
  };

  /** Returns the statements that the check does not refuse. */
  async function findAllowed(statements: readonly string[]): Promise<string[]> {
    const reader = await connection.runAndReadAll(
      `SELECT sql, json_serialize_sql(sql)::VARCHAR FROM (SELECT unnest(from_json($1, '["VARCHAR"]')) AS sql)`,
      [JSON.stringify(statements)],
    );
    return (reader.getRows() as [string, string][]).flatMap(([sql, tree]) => {
      try {
        checkStatement(tree, sql, ['sales']);
      } catch (error) {
        if (error instanceof ApiError) return [];
      }
      return [sql];
    });
  }

  it('refuses each catalog view, in each spelling of its name', async () => {
    const reader = await connection.runAndReadAll(
      'SELECT DISTINCT view_name, schema_name FROM duckdb_views() WHERE internal',
    );
    const views = reader.getRows() as [string, string][];
    assert.ok(views.length > 40);
    for (const [name, schema] of views) assert.deepEqual(await findAllowed(spellings(name, schema)), []);
  });

  it('refuses each table function of DuckDB except three, in each spelling', async () => {
    const reader = await connection.runAndReadAll(
      `SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'table_macro', 'pragma')`,
    );
    const names = (reader.getRows() as [string][]).map(([name]) => name);
    assert.ok(names.length > 100);
    for (const name of names) {
      const calls = [name, `"${name}"`, name.toUpperCase()].flatMap((each) =>
        ['', 'main.', '"main".', 'system.main.', 'pg_catalog.'].map((place) => `${place}${each}('x')`),
      );
      const isAllowed = /^(range|generate_series|unnest)$/.test(name);
      for (const call of calls) {
        if (isAllowed && !call.includes('.')) continue;
        const forms = [`SELECT * FROM ${call}`, `WITH "${name}" AS (SELECT 1) FROM ${call}`];
        assert.deepEqual(await findAllowed(forms), []);
      }
      if (!isAllowed) assert.deepEqual(await findAllowed(spellings(name, 'main')), []);
    }
  });

  it('allows no function with other values in each run that isVolatile() does not find', async () => {
    const reader = await connection.runAndReadAll(
      `SELECT DISTINCT function_name, macro_definition FROM duckdb_functions()
       WHERE function_type = 'macro' OR (stability <> 'CONSISTENT' AND function_name <> 'error')`,
    );
    const rows = reader.getRows() as [string, string | null][];
    const volatile = rows.filter(([, macro]) => macro === null || isVolatile(macro)).map(([name]) => name);
    const allowed = volatile.filter((name) => ALLOWED_FUNCTIONS.has(name));
    for (const name of ['ago', 'current_date', 'now', 'random', 'uuid'])
      assert.ok(allowed.includes(name), name);
    const keywords = ['CURRENT_TIME', '"Current_Timestamp"', 'localtime', 'localtimestamp', 'USING SAMPLE 3'];
    keywords.push("date 'tomorrow'", "'yesterday'::date");
    for (const text of [...allowed, ...keywords, "age(TIMESTAMP '2026-01-01')"])
      assert.ok(isVolatile(`SELECT ${text}`), text);
    for (const text of ['sum(amount)', 'known', 'my_now', 'uuids', 'current'])
      assert.ok(!isVolatile(text), text);
  });

  it('explains what it refuses', async () => {
    await assert.rejects(check('PIVOT sales ON region'), /PIVOT and UNPIVOT cannot be checked/);
    await assert.rejects(check('SELECT * FROM secrets'), { hint: 'Its tables: sales.' });
    await assert.rejects(check(`SELECT getenv('A')`), /The function "getenv" is not allowed/);
    await assert.rejects(check('SELECT range(3)'), { hint: 'Use it as a table: FROM range(…).' });
    await assert.rejects(check('SELEC 1'), { status: 400, message: /syntax error at or near "SELEC"/ });
    const hint = "Double an apostrophe inside a text: 'it''s'.";
    for (const sql of ["SELECT 'ä'\nFROM sales WHERE region = 'it's'", "SELECT 'ä',\n'x"])
      await assert.rejects(check(sql), { message: /\(line 2\)$/, hint });
  });

  it('refuses unknown kinds of nodes', () => {
    const tree = (from: object): string =>
      JSON.stringify({ error: false, statements: [{ node: { type: 'SELECT_NODE', from_table: from } }] });
    checkStatement(tree({ type: 'EMPTY' }), '', []);
    assert.throws(() => checkStatement(tree({ type: 'TIME_MACHINE' }), '', []), /TIME_MACHINE/);
    assert.throws(() => checkStatement(tree({ class: 'ORACLE' }), '', []), /ORACLE/);
  });
});

describe('the locked database of a viz', () => {
  let folder: string;
  let database: VizDatabase;
  const run = (sql: string): Promise<unknown> =>
    database.run(sql, { maxRows: 10, maxColumns: 10, maxResultBytes: 1e6 }, () => undefined);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vibedasher-lock-test-'));
    for (const name of ['sales', 'secrets']) {
      const instance = await DuckDBInstance.create(join(folder, `${name}.duckdb`));
      const connection = await instance.connect();
      await connection.run(`CREATE TABLE data AS SELECT '${name}' AS name`);
      connection.closeSync();
      instance.closeSync();
    }
    database = await VizDatabase.open([{ alias: 'sales', file: join(folder, 'sales.duckdb') }], {
      memoryPerViz: '64MB',
      threads: 1,
    });
  });
  after(async () => {
    database.close();
    await rm(folder, { recursive: true });
  });

  it('can read the viz’s own tables', async () => {
    await run('SELECT * FROM sales');
  });

  for (const sql of LOCKED_OUT) it(`fails to run: ${sql}`, () => assert.rejects(run(sql)));

  it('cannot attach files of other datasets', () =>
    assert.rejects(run(`ATTACH '${join(folder, 'secrets.duckdb')}' AS x (READ_ONLY)`)));
});
