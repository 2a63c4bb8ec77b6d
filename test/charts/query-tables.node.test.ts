import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readsTables } from '../../src/charts/query-tables.ts';

describe('readsTables', () => {
  for (const sql of [
    "SELECT * FROM (VALUES ('Germany', 3.7), ('from sales', 3.1)) AS t(country, rate)",
    "VALUES ('a', 1)",
    'SELECT 1 AS one',
    "WITH t(a, b) AS (VALUES ('x', 1)) SELECT a, sum(b) FROM t GROUP BY a ORDER BY 2",
    'SELECT * FROM (SELECT a FROM (VALUES (1)) AS t(a)) -- FROM sales',
    'SELECT t.a FROM (VALUES (1)) AS t(a) JOIN (VALUES (1)) AS u(a) ON t.a = u.a',
  ])
    it(`finds no table in ${sql}`, () => assert.equal(readsTables(sql), false));

  for (const sql of [
    'SELECT * FROM sales',
    'FROM sales',
    'select region from "sales" where a in (select 1)',
    'SELECT * FROM (VALUES (1)) AS t(a), sales',
    'SELECT * FROM (VALUES (1)) AS t(a) LEFT JOIN sales ON true',
    'SELECT * FROM (SELECT * FROM sales) AS t',
    'WITH t AS (SELECT * FROM sales) SELECT * FROM t',
    'SELECT (SELECT max(a) FROM sales) AS most',
    'PIVOT sales ON region USING sum(revenue)',
    "SELECT * FROM read_parquet('x')",
    'SELECT * FROM sales(',
  ])
    it(`finds a table in ${sql}`, () => assert.equal(readsTables(sql), true));

  it('reads a long name in linear time', () =>
    assert.equal(readsTables(`SELECT ${'a'.repeat(1_000_000)}`), false));
});
