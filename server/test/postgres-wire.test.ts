/** Compares the two ways to write a value of PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import pg from 'pg';
import { startPostgres } from '../../scripts/local-postgres.ts';
import type { LocalPostgres } from '../../scripts/local-postgres.ts';
import { RowWriter } from '../src/engine/row-writer.ts';
import { TEXT_VALUES, columnType } from '../src/postgres/wire.ts';

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

  before(async () => {
    postgres = await startPostgres();
    client = new pg.Client(postgres.url('postgres'));
    await client.connect();
    await client.query(`SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'`);
  });

  after(async () => {
    await client.end();
    await postgres.stop();
  });

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

  it('of unknown types are refused by number', async () => {
    const { fields } = await client.query('SELECT point(1, 2) AS v');
    assert.throws(() => columnType(fields[0]!), /The column "v" is of type number 600/);
  });
});
