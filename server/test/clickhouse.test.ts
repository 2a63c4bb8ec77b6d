/** Runs statements on chDB behind ClickHouse's HTTP interface, also those that the check should have refused. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import { missingChdb, startClickHouse } from '../../scripts/local-clickhouse.ts';
import type { LocalClickHouse } from '../../scripts/local-clickhouse.ts';
import { ALLOWED_FUNCTIONS } from '../src/clickhouse/allowed.ts';
import { createClickHouse } from '../src/clickhouse/backend.ts';
import { SETTINGS } from '../src/clickhouse/session.ts';
import type { Backend, Plan, VizTables } from '../src/engine/backend.ts';
import { EngineError } from '../src/engine/backend.ts';
import type { BoundValue } from '../src/engine/statement.ts';
import { ApiError } from '../src/errors.ts';
import { resolveLimits } from '../src/limits.ts';
import type { InternalLimits, LimitOptions } from '../src/limits.ts';
import { ALLOWED_ON_CLICKHOUSE, REFUSED_ON_CLICKHOUSE } from './clickhouse-statements.ts';
import type { Rows } from './support.ts';

const SETUP = [
  'CREATE DATABASE stats',
  'CREATE TABLE stats.sales (region String, amount Decimal(12, 2), n Int32, day Date) ENGINE = MergeTree ORDER BY n',
  `INSERT INTO stats.sales SELECT 'EU', number * 1.5, number, toDate('2024-01-01') + number FROM numbers(1, 5)`,
  'CREATE TABLE stats.loads (at DateTime) ENGINE = Memory',
  `INSERT INTO stats.loads VALUES ('2024-01-01 00:00:00')`,
  `CREATE TABLE stats.secrets (s String) ENGINE = Memory`,
  `INSERT INTO stats.secrets VALUES ('secret')`,
  `CREATE VIEW stats.slow AS SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1`,
  `CREATE VIEW stats.wide AS SELECT repeat(toString(number), 500000) AS text FROM numbers(40)`,
  `CREATE VIEW stats.huge AS SELECT arrayStringConcat(arrayMap(i -> repeat('x', 1000000), range(90))) AS text`,
  `CREATE VIEW stats.failing AS SELECT throwIf(number = 5) AS x FROM numbers(10) SETTINGS max_block_size = 1`,
  `CREATE VIEW stats.large AS SELECT number AS n FROM numbers(1000000000)`,
];
const ENGINES = readFileSync(join(import.meta.dirname, '../../docs/engines.md'), 'utf8');
const [, SETTINGS_SQL = ''] = /CREATE SETTINGS PROFILE vibedasher SETTINGS\n([^;]*);/.exec(ENGINES) ?? [];
const PROFILE = new Map(
  [...SETTINGS_SQL.matchAll(/^ *(\w+) = '?(\w+)/gm)].map(([, name = '', value = '']) => [name, value]),
);
const named = (name: string): { schema: string; name: string } => ({ schema: 'stats', name });
const TABLES = ['sales', 'loads', 'slow', 'wide', 'huge', 'failing', 'large'].map(named);
/** Of syntax such as `x -> 1`. */
const BY_PARSER = new Set(['lambda', 'exists']);
const NEVER = new AbortController().signal;

let clickhouse: LocalClickHouse;
const backends: Backend[] = [];
const logged: string[] = [];
const skip = await missingChdb();

function open(limits: Partial<LimitOptions & InternalLimits> = {}, url = clickhouse.url('stats')): Backend {
  const log = {
    error: (_: object, message: string): void => void logged.push(message),
    warn: (message: string): void => void logged.push(message),
  };
  const backend = createClickHouse(url, resolveLimits(limits, limits), log);
  backends.push(backend);
  return backend;
}

function planOf(sql: string, values: readonly BoundValue[] = [], ms = 20_000): Plan {
  const tables = TABLES.map(({ schema, name }) => ({
    alias: name,
    source: `${schema}.${name}`,
    version: '1',
    writtenAt: undefined,
  }));
  return { statement: { sql, values }, viz: 'acme/sales', tables, ms };
}

async function rowsOf(backend: Backend, sql: string, values: readonly BoundValue[] = []): Promise<Rows> {
  const { bytes } = await backend.run(planOf(sql, values), NEVER);
  return decode(gunzipSync(bytes)) as Rows;
}

/** Resolves with the failure of a statement. */
async function failure(run: Promise<unknown>): Promise<EngineError> {
  const error = await run.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof EngineError, String(error));
  return error;
}

const viz = (external: VizTables['external']): VizTables => ({
  account: 'acme',
  slug: 'sales',
  datasets: [],
  external,
});

describe('ClickHouse', { skip }, () => {
  before(async () => {
    clickhouse = await startClickHouse(SETUP);
  });
  after(async () => {
    await Promise.all(backends.map((backend) => backend.close()));
    await clickhouse.stop();
  });

  describe('statements', () => {
    let backend: Backend;
    before(async () => {
      backend = open();
      assert.deepEqual(await backend.problems([]), []);
    });

    for (const sql of ALLOWED_ON_CLICKHOUSE)
      it(`runs ${sql.slice(0, 100)}`, async () => {
        await backend.check({ sql, values: [] }, viz({ tables: TABLES, version: { ttl: 60 } }), false);
        await rowsOf(backend, sql);
      });

    for (const [what, statements] of Object.entries(REFUSED_ON_CLICKHOUSE))
      it(`refuses ${what}`, async () => {
        for (const sql of statements) {
          const before = clickhouse.log.length;
          await assert.rejects(backend.run(planOf(sql), NEVER), (error: Error) => {
            const isRefusal = error instanceof ApiError && error.status < 404;
            assert.ok(isRefusal, `${sql}: ${error.message}`);
            return true;
          });
          const sent = clickhouse.log.slice(before).filter((text) => !text.startsWith('killed '));
          assert.ok(
            sent.every((text) => text.startsWith('EXPLAIN AST ')),
            `${sql} ran: ${sent.join()}`,
          );
        }
      });

    it('allows only functions that ClickHouse has', async () => {
      const listed = ALLOWED_FUNCTIONS.filter((name) => !BY_PARSER.has(name)).map((name) => `'${name}'`);
      clickhouse.load([
        `CREATE VIEW stats.known AS SELECT arrayJoin([${listed.join()}]) AS f WHERE f NOT IN (SELECT lower(name) FROM system.functions)`,
      ]);
      const known = {
        ...planOf('SELECT f FROM stats.known ORDER BY f'),
        tables: [{ ...planOf('').tables[0]!, source: 'stats.known' }],
      };
      const { bytes } = await backend.run(known, NEVER);
      assert.deepEqual((decode(gunzipSync(bytes)) as Rows).rows, []);
    });

    it('fails with the message of ClickHouse, and continues', async () => {
      const { failure: kind, message } = await failure(rowsOf(backend, `SELECT toInt32('x') FROM sales`));
      assert.equal(kind, 'failed');
      assert.match(message, /Cannot parse/);
      assert.deepEqual((await rowsOf(backend, 'SELECT count() FROM sales')).rows, [[5]]);
    });

    it('reports an error after the first rows', async () => {
      const { failure: kind } = await failure(rowsOf(backend, 'SELECT * FROM failing'));
      assert.equal(kind, 'failed');
    });

    it('keeps each statement as it is checked', async () => {
      const sql = 'SELECT count() FROM sales WHERE n > {p1:Int64}';
      const value = (text: string): BoundValue => ({ type: 'number', value: text });
      assert.deepEqual((await rowsOf(backend, sql, [value('1')])).rows, [[4]]);
      const before = clickhouse.log.length;
      assert.deepEqual((await rowsOf(backend, sql, [value('2')])).rows, [[3]]);
      assert.deepEqual(clickhouse.log.slice(before), [sql]);
    });

    it('cuts a result off at the limit of rows and at the limit of bytes', async () => {
      const few = open({ maxRows: 1500 });
      const rows = await rowsOf(few, 'SELECT n FROM large');
      assert.deepEqual([rows.rowCount, rows.truncated], [1500, true]);
      const exact = await rowsOf(few, 'SELECT n FROM large LIMIT 1500');
      assert.deepEqual([exact.rowCount, exact.truncated], [1500, false]);
      const small = open({ maxResultBytes: 3_000_000 });
      const wide = await rowsOf(small, 'SELECT * FROM wide');
      assert.equal(wide.truncated, true);
      assert.ok(wide.rowCount >= 2 && wide.rowCount < 10, String(wide.rowCount));
      assert.deepEqual((await rowsOf(small, 'SELECT 1')).rows, [[1]]);
    });

    it('ends a row that is larger than a result', async () => {
      const { failure: kind } = await failure(rowsOf(backend, 'SELECT * FROM huge'));
      assert.equal(kind, 'memory');
      assert.deepEqual((await rowsOf(backend, 'SELECT 1')).rows, [[1]]);
    });

    it('refuses columns that a result cannot hold, by name', async () => {
      for (const sql of [
        'map(1, 2)',
        'tuple(1)',
        `CAST(1 AS Variant(UInt8, String))`,
        'INTERVAL 1 DAY',
        `CAST('x' AS FixedString(3))`,
      ]) {
        const { failure: kind, message } = await failure(rowsOf(backend, `SELECT 1, ${sql} AS "raw"`));
        assert.equal(kind, 'failed');
        assert.match(message, /^The column "raw" is of type/);
      }
    });
  });

  describe('hostile values', () => {
    it('run nothing', async () => {
      const backend = open();
      const text = (value: string): BoundValue => ({ type: 'string', value });
      for (const value of [
        `x\\`,
        ` UNION ALL SELECT version() --`,
        `\\' UNION ALL SELECT version() --`,
        `'; DROP TABLE stats.sales; --`,
        `{p2:String}`,
        `\\N`,
        `\\x41\\n\\0`,
      ]) {
        const sql = `SELECT {p1:String} AS a, {p2:String} AS b, '\\\\'`;
        const { rows } = await rowsOf(backend, sql, [text('x\\'), text(value)]);
        assert.deepEqual(rows, [['x\\', value, '\\']]);
        const list: BoundValue = { type: 'string', value: ['x\\', value] };
        assert.deepEqual((await rowsOf(backend, 'SELECT {p1:Array(String)}', [list])).rows, [
          [['x\\', value]],
        ]);
      }
    });
  });

  describe('statements without an end', () => {
    it('stop at the time limit, and delay no others', async () => {
      const backend = open({ graceMs: 10_000 });
      const slow = failure(backend.run(planOf('SELECT * FROM slow', [], 1000), NEVER));
      for (let index = 0; index < 5; index += 1)
        assert.deepEqual((await rowsOf(backend, `SELECT ${index}`)).rows, [[index]]);
      assert.equal((await slow).failure, 'timeout');
      assert.deepEqual((await rowsOf(backend, 'SELECT 1')).rows, [[1]]);
    });

    it('are killed if they ignore the time limit', async () => {
      const backend = open({ graceMs: 0 });
      const { failure: kind } = await failure(backend.run(planOf('SELECT * FROM slow', [], 1), NEVER));
      assert.equal(kind, 'timeout');
    });

    it('stop when they are aborted, and when the server closes', async () => {
      for (const stop of ['abort', 'close'] as const) {
        const backend = open();
        await rowsOf(backend, 'SELECT 1');
        const aborter = new AbortController();
        const before = clickhouse.log.length;
        const aborted = failure(backend.run(planOf('SELECT * FROM slow'), aborter.signal));
        while (!clickhouse.log.slice(before).includes('SELECT * FROM slow')) await new Promise(setImmediate);
        if (stop === 'abort') aborter.abort();
        else await backend.close();
        assert.equal((await aborted).failure, 'interrupted');
        while (!clickhouse.log.slice(before).some((line) => line.startsWith('killed')))
          await new Promise(setImmediate);
      }
      const before = new AbortController();
      before.abort();
      assert.equal((await failure(open().run(planOf('SELECT 1'), before.signal))).failure, 'interrupted');
    });

    it('stop at the limit of memory', async () => {
      clickhouse.load(['SET max_memory_usage = 100000000']);
      const backend = open();
      const { failure: kind } = await failure(rowsOf(backend, 'SELECT n FROM large ORDER BY sipHash64(n)'));
      assert.equal(kind, 'memory');
      assert.equal(
        (await failure(rowsOf(backend, `SELECT length(repeat('x', 1000000000))`))).failure,
        'memory',
      );
      assert.equal((await failure(rowsOf(backend, `SELECT range(1000000000)`))).failure, 'failed');
      assert.deepEqual((await rowsOf(backend, 'SELECT 1')).rows, [[1]]);
    });
  });

  describe('connections', () => {
    it('are reported, without credentials, while the server is down, and come back', async () => {
      const backend = open();
      await rowsOf(backend, 'SELECT 1');
      await clickhouse.shut();
      logged.length = 0;
      const error = await failure(rowsOf(backend, 'SELECT 1'));
      assert.equal(error.failure, 'unavailable');
      assert.equal(
        (
          await failure(
            backend.check(
              { sql: 'SELECT 1', values: [] },
              viz({ tables: TABLES, version: { ttl: 60 } }),
              false,
            ),
          )
        ).failure,
        'unavailable',
      );
      assert.equal(backend.isReachable, false);
      assert.equal(logged.length, 1);
      assert.match(logged.join(), /^ClickHouse cannot be used/);
      const problems = await backend.problems([]);
      assert.match(problems.join(), /ClickHouse cannot be used/);
      assert.doesNotMatch(`${error.message} ${problems.join()} ${logged.join()}`, /secret/);
      await clickhouse.open();
      // It tries again after a pause.
      while ((await backend.problems([])).length > 0);
      assert.deepEqual((await rowsOf(backend, 'SELECT 1')).rows, [[1]]);
      assert.equal(backend.isReachable, true);
      assert.deepEqual(await backend.problems([]), []);
    });
  });

  describe('the profile that the documentation recommends', () => {
    it('has what the server sends with each statement, in settings that ClickHouse has', async () => {
      const { default_format: format, ...sent } = SETTINGS;
      for (const [name, value] of Object.entries(sent)) assert.equal(PROFILE.get(name), String(value), name);
      for (const name of ['max_execution_time', 'max_result_rows']) assert.ok(PROFILE.has(name));
      assert.equal(format, 'JSONCompactEachRowWithNamesAndTypes');
      clickhouse.load(
        [...PROFILE]
          .filter(([name]) => name !== 'readonly')
          .map(([name, value]) => `SET ${name} = '${value}'`),
      );
      assert.deepEqual((await rowsOf(open(), 'SELECT count() FROM sales')).rows, [[5]]);
    });
  });

  it('is read again for statements that depend on the clock', () => {
    const backend = open();
    const isVolatile = (sql: string): boolean =>
      backend.isVolatile({ sql, values: [{ type: 'string', value: 'today' }] }, viz(undefined));
    for (const sql of ['SELECT now()', 'SELECT "TODAY"()', 'SELECT now64/**/(3)', 'SELECT yesterday ()'])
      assert.equal(isVolatile(sql), true, sql);
    assert.equal(isVolatile('SELECT known, {p1:String} FROM sales'), false);
  });

  describe('versions of tables', () => {
    it('come from a statement, and change with its first row', async () => {
      const external = { tables: TABLES, version: { sql: 'SELECT max(at) FROM loads;' } };
      const versionOf = async (backend: Backend): Promise<string> =>
        (await backend.tables(viz(external))).present[0]!.version;
      const first = await versionOf(open());
      assert.equal(await versionOf(open()), first);
      clickhouse.load([`INSERT INTO stats.loads VALUES ('2024-02-01 00:00:00')`]);
      assert.notEqual(await versionOf(open()), first);
    });

    it('block the tables if they cannot be read, and are logged once', async () => {
      const backend = open();
      logged.length = 0;
      for (const sql of ['SELECT * FROM secrets', 'SELECT sleep(1)']) {
        const { present, blocked } = await backend.tables(viz({ tables: TABLES, version: { sql } }));
        assert.equal(present.length, 0);
        assert.equal(blocked[0]?.reason, 'The version of its data cannot be read.');
      }
      assert.equal(logged.length, 1);
    });

    it('have an age', async () => {
      const backend = open();
      const { present } = await backend.tables(viz({ tables: [named('sales')], version: { ttl: 60 } }));
      assert.equal(await backend.newest(present[0]!, 'day'), '2024-01-06T00:00:00Z');
    });
  });
});
