/** Compares the values of results from PostgreSQL with those of the same value in DuckDB. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import pg from 'pg';
import { startPostgres } from '../../scripts/local-postgres.ts';
import type { LocalPostgres } from '../../scripts/local-postgres.ts';
import { encodeResult } from '../src/engine/duckdb-values.ts';
import { RowWriter } from '../src/engine/row-writer.ts';
import { resolveLimits } from '../src/limits.ts';
import { TEXT_VALUES, columnType } from '../src/postgres/wire.ts';
import type { Rows } from './support.ts';

/** Expressions that both engines read, or one for each. */
const SAME: readonly (string | readonly [postgres: string, duckdb: string])[] = [
  `NULL::text`,
  `''`,
  `'it''s "\\" é😀'`,
  `TRUE`,
  `FALSE`,
  `NULL::boolean`,
  `(-32768)::smallint`,
  `2147483647`,
  `9007199254740991`,
  `9007199254740993`,
  `-9007199254740993`,
  `9223372036854775807`,
  `0.1::numeric(18, 3)`,
  `1.50::numeric(5, 2)`,
  `-0.05::numeric(5, 2)`,
  `100::numeric(10, 2)`,
  `123456789012345.67::numeric(20, 2)`,
  `12345678901234567890.123::numeric(38, 3)`,
  `0.1::float8`,
  `(1e300 * 10)::float8`,
  `3.0::float8`,
  ['0.1::float4', '0.1::FLOAT'],
  ['16777217::float4', '16777217::FLOAT'],
  `'NaN'::float8`,
  `'Infinity'::float8`,
  `'-Infinity'::float8`,
  `DATE '2026-01-31'`,
  `DATE '1880-02-29'`,
  `DATE '0001-01-01'`,
  `DATE '9999-12-31'`,
  [`DATE '12345-06-07'`, `DATE '12345-06-07'`],
  [`DATE '0044-03-15 BC'`, `DATE '0044-03-15 (BC)'`],
  `'infinity'::date`,
  `'-infinity'::date`,
  `TIMESTAMP '2026-01-31 12:34:56'`,
  `TIMESTAMP '2026-01-31 12:34:56.1'`,
  `TIMESTAMP '2026-01-31 12:34:56.123456'`,
  `TIMESTAMP '1880-02-29 00:00:00.001'`,
  `'infinity'::timestamp`,
  `TIMESTAMPTZ '2026-01-31 12:34:56.12+02'`,
  `'-infinity'::timestamptz`,
  [`TIMESTAMP '0044-03-15 12:00:00 BC'`, `TIMESTAMP '0044-03-15 (BC) 12:00:00'`],
  `TIME '12:34:56.1'`,
  `TIME '00:00:00'`,
  [`'12:34:56.12+02'::timetz`, `'12:34:56.12+02'::TIMETZ`],
  `INTERVAL '0 days'`,
  `INTERVAL '1 day'`,
  `INTERVAL '3 days'`,
  `INTERVAL '14 months'`,
  `INTERVAL '-13 months'`,
  `INTERVAL '-1 month'`,
  `INTERVAL '1 year -3 days'`,
  `INTERVAL '1.5 seconds'`,
  `INTERVAL '100 hours'`,
  [`INTERVAL '1 month 3 days 04:05:06'`, `INTERVAL '1 month 3 days 4 hours 5 minutes 6 seconds'`],
  [`INTERVAL '-1 days +02:00:00'`, `INTERVAL '-1 days' + INTERVAL '2 hours'`],
  `'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid`,
  [`B'0101'`, `'0101'::BIT`],
  `'{"a": [1, null, "x"], "b": {"c": 1.5}}'::json`,
  [`'{"b": 1, "a": 2}'::jsonb`, `'{"a": 2, "b": 1}'::JSON`],
  `'null'::json`,
  `NULL::json`,
  `ARRAY[1, 2, NULL]`,
  `ARRAY[9007199254740993, 1]`,
  `ARRAY['a', 'b,"{}\\', '', 'NULL', NULL]`,
  `ARRAY[TRUE, FALSE]`,
  `ARRAY[ARRAY[1, 2], ARRAY[3, 4]]`,
  `ARRAY[DATE '2026-01-31', 'infinity'::date]`,
  `ARRAY[TIMESTAMPTZ '2026-01-31 12:34:56+00']`,
  [`'{}'::int[]`, `[]::INT[]`],
  [`'[0:1]={1,2}'::int[]`, `[1, 2]`],
];

/** Types, values of them, and how many of these are written without a text for each. */
const FORMS: readonly (readonly [type: string, values: string, direct: number])[] = [
  ['boolean', 't, f', 2],
  ['int2', '0, -32768, 32767', 3],
  ['int4', '0, 255, -1, 2147483647, -2147483648', 5],
  ['int8', '0, 99999999999999, -9007199254740991, 9007199254740993, 9223372036854775807', 2],
  [
    'numeric',
    '0, 0.1, -0.10, 12.300, 1234567890.1234, 99999999999.99, .000000000001, 1e20, 123456789012345678.9, NaN, Infinity',
    7,
  ],
  ['float8', '0, -0, 0.1, -2.5, 1e15, 1e-7, 0.30000000000000004, 5e-324, NaN, -Infinity', 4],
  ['date', '2026-01-31, 0001-01-01, 12345-06-07, 0044-03-15 BC, infinity', 2],
  [
    'timestamp',
    '2026-01-31 12:34:56, 2026-01-31 12:34:56.1, 1880-02-29 00:00:00.123456, 0044-03-15 12:00:00 BC, 0044-03-15 12:00:00.5 BC, 12345-06-07 00:00:00, -infinity',
    3,
  ],
  [
    'timestamptz',
    '2026-01-31 12:34:56+02, 2026-01-31 12:34:56.1234+00, 0044-03-15 12:00:00+00 BC, infinity',
    2,
  ],
  ['text', 'a, é😀', 2],
  ['uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 1],
];

describe('values of PostgreSQL', () => {
  let postgres: LocalPostgres;
  let client: pg.Client;
  let duckdb: DuckDBConnection;

  before(async () => {
    postgres = await startPostgres();
    client = new pg.Client(postgres.url('postgres'));
    await client.connect();
    await client.query(`SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'`);
    duckdb = await (await DuckDBInstance.create()).connect();
    await duckdb.run(`SET TimeZone = 'UTC'`);
  });

  after(async () => {
    await client.end();
    duckdb.closeSync();
    await postgres.stop();
  });

  for (const expression of SAME) {
    const [ours, theirs] = typeof expression === 'string' ? [expression, expression] : expression;
    it(`are those of DuckDB: ${ours}`, async () => {
      const { fields, rows } = await client.query<(string | null)[]>({
        text: `SELECT ${ours} AS v`,
        rowMode: 'array',
        types: TEXT_VALUES as never,
      });
      const type = columnType(fields[0]!);
      const [[text = null] = []] = rows;
      const reader = await duckdb.stream(`SELECT ${theirs} AS v`);
      const expected = decode((await encodeResult(reader, resolveLimits({}))).bytes) as Rows;
      assert.deepEqual(
        [{ name: 'v', type: type.wire }, text === null ? null : plain(type.convert(text))],
        [expected.columns[0], plain(expected.rows[0]![0])],
      );
    });
  }

  it('are the same from bytes as from texts', async () => {
    for (const [type, values, count] of FORMS) {
      const { fields, rows } = await client.query<[string]>({
        text: `SELECT v::${type} FROM unnest('{${values}}'::text[]) v`,
        rowMode: 'array',
        types: TEXT_VALUES as never,
      });
      const { convert, write } = columnType(fields[0]!);
      const written = rows.filter(([text]) => {
        const bytes = Buffer.from(`<${text}>`);
        const writer = new RowWriter();
        if (!write?.(writer, bytes, 1, bytes.length - 1)) return false;
        assert.deepEqual(Buffer.concat(writer.finish()), Buffer.from(encode(convert(text))), text);
        return true;
      });
      assert.equal(written.length, count, type);
    }
  });

  it('of other types are refused by name', async () => {
    for (const [sql, name] of [
      [`'\\x00'::bytea`, 'bytea'],
      [`ROW(1)`, 'record'],
      [`point(1, 2)`, 'number 600'],
      [`int4range(1, 2)`, 'number 3904'],
    ]) {
      const { fields } = await client.query(`SELECT ${sql} AS v`);
      assert.throws(() => columnType(fields[0]!), new RegExp(`The column "v" is of type ${name}`));
    }
  });
});

/** Without differences in prototypes. */
const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? (JSON.parse(JSON.stringify(value)) as unknown) : value;
