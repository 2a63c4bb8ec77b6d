/** Writes every function of PostgreSQL as a column, since `x.name` is the call `name(x)` if `x` has no such column. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import pg from 'pg';
import { startPostgres } from '../../scripts/local-postgres.ts';
import type { LocalPostgres } from '../../scripts/local-postgres.ts';
import { ApiError } from '../src/errors.ts';
import { ALLOWED_FUNCTIONS } from '../src/postgres/allowed.ts';
import { loadParser, prepareStatement } from '../src/postgres/parse.ts';

/** Statements without a column `X`. */
const FORMS = [
  `SELECT g."X" FROM generate_series(1, 2) AS g`,
  `SELECT generate_series."X" FROM generate_series(1, 2)`,
  `SELECT "X"."X" FROM generate_series(1, 2) AS "X"(a)`,
  `SELECT "X"."X" FROM string_to_table('a', 'b') AS "X"(a)`,
  `SELECT "X"."X" FROM json_array_elements_text('["1"]') AS "X"`,
  `SELECT "X"."X" FROM unnest(ARRAY[1.5::float8]) AS "X"(a)`,
  `SELECT "X"."X" FROM ROWS FROM (jsonb_array_elements('[1]')) AS "X"`,
  `SELECT "X"."X" FROM greatest(1, 2) AS "X"(a)`,
  `SELECT "X"."X" FROM CAST('1' AS text) AS "X"(a)`,
  `SELECT "greatest"."X" FROM greatest(1, 2)`,
  `SELECT (SELECT g."X") FROM generate_series(1, 2) AS g`,
  `SELECT (SELECT g."X" FROM generate_series(1, 1) g), (SELECT 1 FROM generate_series(1, 1) AS g("X"))`,
  `SELECT 1 FROM generate_series(1, 2) AS g, LATERAL (VALUES (g."X")) v`,
  `SELECT (5)."X"`,
  `SELECT (t)."X" FROM t`,
  `SELECT (t.*)."X" FROM t`,
  `SELECT (t.a)."X" FROM t`,
  `SELECT (ARRAY[1])[1]."X"`,
  `SELECT t."X" FROM t`,
  `SELECT public.t."X" FROM public.t`,
  `SELECT s."X" FROM (SELECT 5 AS a) s`,
  `SELECT s."X" FROM (VALUES (5)) s(a)`,
  `WITH s AS MATERIALIZED (SELECT 'a'::text AS a) SELECT s."X" FROM s`,
  `SELECT j."X" FROM (t CROSS JOIN generate_series(1, 2) AS g) AS j`,
  `SELECT j."X" FROM t JOIN t u USING (a) AS j`,
  `SELECT "X"."X" FROM unnest(ARRAY(SELECT t FROM t)) AS "X"`,
  `SELECT g."X" FROM generate_series(1, 2) WITH ORDINALITY AS g`,
];

/** Names that are not allowed, but take any row. They convert, gather or hash it, or fail (those with `any`). */
const OF_ROWS =
  `any_out anycompatible_out anycompatiblenonarray_out anyelement_out anynonarray_out hash_record
  json_agg_strict jsonb_agg_strict record record_out record_send`.split(/\s+/);

let postgres: LocalPostgres;
let client: pg.Client;
before(async () => {
  await loadParser();
  postgres = await startPostgres();
  await postgres.run('CREATE TABLE public.t AS SELECT 1 AS a');
  client = new pg.Client(postgres.url('postgres'));
  await client.connect();
});

after(async () => {
  await client.end();
  await postgres.stop();
});

function prepare(sql: string): string | undefined {
  try {
    return prepareStatement(sql, [{ schema: 'public', name: 't' }], 0).sql;
  } catch (error) {
    assert.ok(error instanceof ApiError && error.status === 403, String(error));
    return undefined;
  }
}

it('calls no function that is not allowed', async () => {
  const { rows } = await client.query<{ name: string }>(`
    SELECT DISTINCT proname AS name FROM pg_proc
    WHERE pronargs > 0 AND (pronargs - pronargdefaults <= 1 OR provariadic <> 0)
    UNION SELECT typname FROM pg_type WHERE typelem = 0`);
  const names = rows.map(({ name }) => name).filter((name) => !ALLOWED_FUNCTIONS.has(name));
  assert.ok(names.includes('pg_sleep') && names.includes('ts_stat') && names.includes('regclass'));
  await client.query('SET search_path = pg_catalog');
  const called = new Set<string>();
  for (const name of names)
    for (const form of FORMS) {
      const sql = prepare(form.replaceAll('"X"', `"${name}"`));
      const isCall =
        sql !== undefined &&
        (await client.query(`EXPLAIN ${sql}`).then(
          () => true,
          () => false,
        ));
      if (isCall) called.add(name);
    }
  assert.deepEqual([...called].sort(), OF_ROWS);
});

it('calls no function that depends on chance, and finds those that read the clock', async () => {
  const { rows } = await client.query<{ name: string; volatility: string }>(
    `SELECT proname AS name, provolatile AS volatility FROM pg_proc
     WHERE pronamespace = 'pg_catalog'::regnamespace AND (provolatile = 'v' OR pronargs = 0 AND provolatile = 's')`,
  );
  const allowed = rows.filter(({ name }) => ALLOWED_FUNCTIONS.has(name) && !/^jsonb?_build/.test(name));
  assert.deepEqual(
    allowed.filter(({ volatility }) => volatility === 'v'),
    [],
  );
  assert.ok(allowed.length > 2);
  for (const { name } of allowed) assert.ok(prepareStatement(`SELECT ${name}()`, [], 0).isVolatile, name);
});
