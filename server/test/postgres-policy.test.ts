/** Tests which statements the check for PostgreSQL allows. `postgres.test.ts` runs them on a server. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ApiError } from '../src/errors.ts';
import { loadParser, prepareStatement } from '../src/postgres/parse.ts';
import { ALLOWED_ON_POSTGRES, REFUSED_ON_POSTGRES } from './postgres-statements.ts';

const TABLES = [
  { schema: 'stats', name: 'sales' },
  { schema: 'stats', name: 'Shops' },
  { schema: 'stats', name: 'twice' },
  { schema: 'other', name: 'twice' },
];

const prepare = (sql: string, valueCount = 0): string => prepareStatement(sql, TABLES, valueCount).sql;

describe('the check of statements for PostgreSQL', () => {
  before(loadParser);

  for (const sql of ALLOWED_ON_POSTGRES)
    it(`allows ${sql.slice(0, 100)}`, () => {
      prepare(sql);
    });

  for (const [kind, statements] of Object.entries(REFUSED_ON_POSTGRES))
    for (const sql of statements)
      it(`refuses ${kind}: ${sql.slice(0, 100)}`, () => {
        assert.throws(
          () => prepare(sql),
          (error) => error instanceof ApiError && error.status === 403 && error.code === 'sql_not_allowed',
        );
      });

  it('writes the schema before a table, after letters of several bytes', () => {
    assert.equal(
      prepare(`SELECT 'é😀', sales.n FROM sales JOIN "Shops" s USING (shop), stats.sales t`),
      `SELECT 'é😀', sales.n FROM "stats".sales JOIN "stats"."Shops" s USING (shop), stats.sales t`,
    );
  });

  it('writes no schema before the name of a WITH query in scope', () => {
    assert.equal(
      prepare(`WITH sales AS (SELECT * FROM sales) SELECT * FROM sales`),
      `WITH sales AS (SELECT * FROM "stats".sales) SELECT * FROM sales`,
    );
    assert.equal(
      prepare(`WITH RECURSIVE sales AS (SELECT 1 AS n UNION SELECT n FROM sales) SELECT * FROM sales`),
      `WITH RECURSIVE sales AS (SELECT 1 AS n UNION SELECT n FROM sales) SELECT * FROM sales`,
    );
    assert.equal(
      prepare(`SELECT (WITH sales AS (SELECT 1) SELECT count(*) FROM sales) FROM sales`),
      `SELECT (WITH sales AS (SELECT 1) SELECT count(*) FROM sales) FROM "stats".sales`,
    );
  });

  it('refuses a table that it cannot tell from another of the viz', () => {
    prepare('SELECT * FROM other.twice');
    assert.throws(() => prepare('SELECT * FROM twice'), /several tables "twice"/);
  });

  it('allows only as many parameters as there are values', () => {
    prepare('SELECT $1::text, $2::int', 2);
    assert.throws(() => prepare('SELECT $1::text, $2::int', 1), /cannot have "\$1" parameters/);
  });

  it('answers 400 for what is nested too deeply', () => {
    for (const depth of [1001, 3000, 10_000, 100_000])
      for (const sql of [`SELECT ${'1+'.repeat(depth)}1`, `SELECT 1 ${'UNION SELECT 1 '.repeat(depth)}`])
        assert.throws(
          () => prepare(sql),
          (error) =>
            error instanceof ApiError &&
            error.status === 400 &&
            error.code === 'sql_invalid' &&
            error.message.includes('nested'),
          `${depth} of ${sql.slice(0, 20)}`,
        );
    prepare(`SELECT ${'1+'.repeat(900)}1`);
    prepare(`SELECT ${'1,'.repeat(5000)}1 WHERE ${'1=1 OR '.repeat(5000)}1=1`);
  });

  it('answers 400 for what is not SQL', () => {
    for (const sql of ['', 'SELEC 1', `SELECT '`, 'SELECT 1 \0', "SELECT '\ud800'", '('.repeat(60_000)])
      assert.throws(
        () => prepare(sql),
        (error) => error instanceof ApiError && error.status === 400 && error.code === 'sql_invalid',
        sql.slice(0, 20),
      );
    prepare('SELECT 1');
  });

  it('finds what depends on the clock', () => {
    const isVolatile = (sql: string): boolean => prepareStatement(sql, TABLES, 1).isVolatile;
    for (const value of [
      'now()',
      'pg_catalog.now()',
      'NOW ( )',
      'transaction_timestamp()',
      'statement_timestamp()',
      'CURRENT_DATE',
      'current_time(2)',
      'localtimestamp',
      'age(day)',
      `'today'::date`,
      `date 'Yesterday'`,
      `E'\\x6eow'::timestamp`,
      `'10:00tomorrow'::timestamp`,
      `('to' || 'day')::date`,
      `CAST(coalesce(NULL, concat('no', 'w')) AS timestamptz)`,
      `date(reverse('yadot'))`,
      `t AT TIME ZONE 'x' = '10:00'::timetz`,
    ])
      for (const sql of [
        `SELECT ${value} FROM sales`,
        `WITH s AS (SELECT ${value} FROM sales) SELECT 1 FROM s`,
      ])
        assert.ok(isVolatile(sql), sql);
    for (const sql of [
      `SELECT now, age, "current_date", uuid FROM sales -- now()`,
      `SELECT age(day, other), 'known', 'nowhere', date_trunc('month', day)::date FROM sales WHERE day > $1`,
      `SELECT date_trunc('month', day)::date, (day + 1)::timestamp, x::date, $1::date, date(day) FROM sales`,
      `SELECT day AT TIME ZONE 'Europe/Berlin', to_char(day, 'YYYY'), concat(a, b) FROM sales`,
    ])
      assert.ok(!isVolatile(sql), sql);
  });

  it('allows values of readers as texts that a function repeats, and says which must be short', () => {
    const { shortValues } = prepareStatement(
      `SELECT replace(region, $1::text, $2::text), concat_ws($3::text, region, $4::text) FROM sales`,
      TABLES,
      4,
    );
    assert.deepEqual([...shortValues], [2, 3]);
    for (const value of ['$1', '$1::text || region', '$1::text[]', '($1::int)::text', 'lower($1::text)'])
      assert.throws(
        () => prepare(`SELECT replace(region, 'a', ${value}) FROM sales`, 1),
        /plain text/,
        value,
      );
  });
});
