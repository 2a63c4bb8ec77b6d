// @lane long
/** Runs statements on chDB behind ClickHouse's HTTP interface, also those that the check should have refused. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { decode } from '@msgpack/msgpack';
import { missingChdb, startClickHouse } from '../../test/support/local-clickhouse.ts';
import type { LocalClickHouse } from '../../test/support/local-clickhouse.ts';
import { ALLOWED_FUNCTIONS } from '../src/clickhouse/allowed.ts';
import { createClickHouse } from '../src/clickhouse/backend.ts';
import { SETTINGS } from '../src/clickhouse/session.ts';
import type { Backend, CountWork } from '../src/engine/backend.ts';
import type { BoundValue } from '../src/engine/statement.ts';
import { ApiError } from '../src/errors.ts';
import { behave, External, failure, NEVER, text, viz } from './engines/external.ts';
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
/** Of syntax such as `x -> 1`. */
const BY_PARSER = new Set(['lambda', 'exists']);

let clickhouse: LocalClickHouse;
const skip = await missingChdb();
const external = new External(
  'sales loads slow wide huge failing large',
  (limits, log, url = clickhouse.url('stats')) => createClickHouse(url, limits, log),
);
const open: External['open'] = (limits) => external.open(limits);
const rowsOf: External['rows'] = (backend, sql, values) => external.rows(backend, sql, values);

describe('ClickHouse', { skip }, () => {
  before(async () => {
    clickhouse = await startClickHouse(SETUP);
  });
  after(async () => {
    await external.close();
    await clickhouse.stop();
  });

  behave('ClickHouse', external, {
    allowed: ALLOWED_ON_CLICKHOUSE,
    failing: [`SELECT toInt32('x') FROM sales`, /Cannot parse/],
    numbers: (count) => `SELECT n FROM large LIMIT ${count}`,
    wide: 5,
    sleep: 'SELECT sleep(1)',
    isRunning: async (sql) => {
      while (!clickhouse.log.includes(sql)) await new Promise(setImmediate);
    },
    isOver: async (sql) => {
      const isKilled = (): boolean =>
        clickhouse.log.slice(clickhouse.log.indexOf(sql)).some((line) => line.startsWith('killed'));
      while (!isKilled()) await new Promise(setImmediate);
    },
    stops: ['abort', 'close'],
    load: async () => clickhouse.load([`INSERT INTO stats.loads VALUES ('2024-02-01 00:00:00')`]),
  });

  describe('statements on ClickHouse alone', () => {
    let backend: Backend;
    before(async () => {
      backend = await open();
      assert.deepEqual(await backend.problems([]), []);
    });

    for (const [what, statements] of Object.entries(REFUSED_ON_CLICKHOUSE))
      it(`refuses ${what}`, async () => {
        for (const sql of statements) {
          const before = clickhouse.log.length;
          await assert.rejects(backend.run(external.planOf(sql), NEVER), (error: Error) => {
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
        ...external.planOf('SELECT f FROM stats.known ORDER BY f'),
        tables: [{ ...external.planOf('').tables[0]!, source: 'stats.known' }],
      };
      const { bytes } = await backend.run(known, NEVER);
      assert.deepEqual((decode(gunzipSync(bytes)) as Rows).rows, []);
    });

    it('reports an error after the first rows', async () => {
      const { failure: kind } = await failure(rowsOf(backend, 'SELECT * FROM failing'));
      assert.equal(kind, 'failed');
    });

    it('keeps each statement as it is checked', async () => {
      const sql = 'SELECT count() FROM sales WHERE n > {p1:Int64}';
      const value = (text: string): BoundValue => ({ type: 'number', value: text });
      assert.deepEqual(await rowsOf(backend, sql, [value('1')]), [[4]]);
      const before = clickhouse.log.length;
      assert.deepEqual(await rowsOf(backend, sql, [value('2')]), [[3]]);
      assert.deepEqual(clickhouse.log.slice(before), [sql]);
    });
  });

  describe('hostile values', () => {
    it('run nothing', async () => {
      const backend = await open();
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
        const rows = await rowsOf(backend, sql, [text('x\\'), text(value)]);
        assert.deepEqual(rows, [['x\\', value, '\\']]);
        const list: BoundValue = { type: 'string', value: ['x\\', value] };
        assert.deepEqual(await rowsOf(backend, 'SELECT {p1:Array(String)}', [list]), [[['x\\', value]]]);
      }
    });
  });

  describe('statements without an end', () => {
    it('are killed if they ignore the time limit', async () => {
      const backend = await open({ graceMs: 0 });
      const { failure: kind } = await failure(
        backend.run(external.planOf('SELECT * FROM slow', [], 1), NEVER),
      );
      assert.equal(kind, 'timeout');
    });

    it('stop at the limit of memory', async () => {
      clickhouse.load(['SET max_memory_usage = 100000000']);
      const backend = await open();
      const { failure: kind } = await failure(rowsOf(backend, 'SELECT n FROM large ORDER BY sipHash64(n)'));
      assert.equal(kind, 'memory');
      assert.equal(
        (await failure(rowsOf(backend, `SELECT length(repeat('x', 1000000000))`))).failure,
        'memory',
      );
      assert.equal((await failure(rowsOf(backend, `SELECT range(1000000000)`))).failure, 'failed');
      assert.deepEqual(await rowsOf(backend, 'SELECT 1'), [[1]]);
    });
  });

  it('counts the time of checking a tree', async () => {
    const backend = await open();
    const counted: unknown[] = [];
    const count: CountWork = (work) => {
      const result = work();
      counted.push(result);
      return result;
    };
    const statement = { sql: 'SELECT 1 AS counted', values: [] };
    for (let n = 0; n < 2; n += 1) await backend.check(statement, external.viz, false, count);
    // Checking its tree, once.
    assert.deepEqual(counted, [undefined]);
  });

  describe('connections', () => {
    it('are reported, without credentials, while the server is down, and come back', async () => {
      const backend = await open();
      await rowsOf(backend, 'SELECT 1');
      await clickhouse.shut();
      external.logged.length = 0;
      const error = await failure(rowsOf(backend, 'SELECT 1'));
      assert.equal(error.failure, 'unavailable');
      assert.equal(
        (await failure(backend.check({ sql: 'SELECT 1', values: [] }, external.viz, false))).failure,
        'unavailable',
      );
      assert.equal(backend.isReachable, false);
      assert.equal(external.logged.length, 1);
      assert.match(external.logged.join(), /^ClickHouse cannot be used/);
      const problems = await backend.problems([]);
      assert.match(problems.join(), /ClickHouse cannot be used/);
      assert.doesNotMatch(`${error.message} ${problems.join()} ${external.logged.join()}`, /secret/);
      await clickhouse.open();
      // It tries again after a pause.
      while ((await backend.problems([])).length > 0);
      assert.deepEqual(await rowsOf(backend, 'SELECT 1'), [[1]]);
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
      assert.deepEqual(await rowsOf(await open(), 'SELECT count() FROM sales'), [[5]]);
    });
  });

  it('is read again for statements that depend on the clock', async () => {
    const backend = await open();
    const isVolatile = (sql: string): boolean =>
      backend.isVolatile({ sql, values: [{ type: 'string', value: 'today' }] }, viz(undefined));
    for (const sql of ['SELECT now()', 'SELECT "TODAY"()', 'SELECT now64/**/(3)', 'SELECT yesterday ()'])
      assert.equal(isVolatile(sql), true, sql);
    assert.equal(isVolatile('SELECT known, {p1:String} FROM sales'), false);
  });
});
