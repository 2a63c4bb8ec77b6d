import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { compressResult } from '../src/engine/encode.ts';
import { serve } from './support.ts';
import type { TestApi } from './support.ts';

// Results must not depend on the server's time zone. This one differs from UTC by five and a half hours.
process.env['TZ'] = 'Asia/Kolkata';

/** SQL → the type and value in the result. */
const VALUES: Record<string, [string, unknown]> = {
  "'text'": ['string', 'text'],
  "''": ['string', ''],
  "'007'": ['string', '007'],
  "'😀 שלום'": ['string', '😀 שלום'],
  'NULL::VARCHAR': ['string', null],
  '1234567890123456.5::DECIMAL(20, 2)': ['number', 1234567890123456.5],
  true: ['boolean', true],
  'NULL::BOOLEAN': ['boolean', null],
  '1::TINYINT': ['number', 1],
  '65535::USMALLINT': ['number', 65535],
  '42': ['number', 42],
  '9007199254740991': ['number', 9007199254740991],
  '9007199254740992': ['number', '9007199254740992'],
  '-9007199254740993': ['number', '-9007199254740993'],
  '18446744073709551615::UBIGINT': ['number', '18446744073709551615'],
  '5::HUGEINT': ['number', 5],
  'sum(1) OVER ()': ['number', 1],
  "'170141183460469231731687303715884105727'::HUGEINT": ['number', '170141183460469231731687303715884105727'],
  '0.5::DOUBLE': ['number', 0.5],
  '0.5::FLOAT': ['number', 0.5],
  "'NaN'::DOUBLE": ['number', Number.NaN],
  "'-Infinity'::DOUBLE": ['number', -Infinity],
  '12.30::DECIMAL(10, 2)': ['number', 12.3],
  '-0.05::DECIMAL(10, 2)': ['number', -0.05],
  '0::DECIMAL(10, 2)': ['number', 0],
  '100::DECIMAL(10, 0)': ['number', 100],
  '0.0000001::DECIMAL(18, 7)': ['number', 1e-7],
  '1234567890123456789.01::DECIMAL(30, 2)': ['number', '1234567890123456789.01'],
  '0.12345678901234567890::DECIMAL(30, 20)': ['number', '0.12345678901234567890'],
  "DATE '2026-01-31'": ['date', '2026-01-31'],
  "DATE '1899-12-31'": ['date', '1899-12-31'],
  "DATE '0044-03-15 (BC)'": ['date', '-000043-03-15'],
  "DATE '12345-01-01'": ['date', '+012345-01-01'],
  "'infinity'::DATE": ['date', null],
  "TIMESTAMP '2026-01-31 12:34:56'": ['timestamp', '2026-01-31T12:34:56'],
  "TIMESTAMP '2026-01-31 12:34:56.5'": ['timestamp', '2026-01-31T12:34:56.500'],
  "TIMESTAMP '2026-01-31 12:34:56.123456'": ['timestamp', '2026-01-31T12:34:56.123456'],
  "TIMESTAMP '1969-12-31 23:59:59.999'": ['timestamp', '1969-12-31T23:59:59.999'],
  "'2026-01-31 12:34:56'::TIMESTAMP_S": ['timestamp', '2026-01-31T12:34:56'],
  "'2026-01-31 12:34:56.789'::TIMESTAMP_MS": ['timestamp', '2026-01-31T12:34:56.789'],
  "'2026-01-31 12:34:56.123456789'::TIMESTAMP_NS": ['timestamp', '2026-01-31T12:34:56.123456789'],
  "TIMESTAMPTZ '2026-01-31 12:00:00+02'": ['timestamp', '2026-01-31T10:00:00+00:00'],
  "date_trunc('day', TIMESTAMPTZ '2026-01-31 23:30:00-05')": ['timestamp', '2026-02-01T00:00:00+00:00'],
  "'-infinity'::TIMESTAMP": ['timestamp', null],
  "TIME '12:34:56'": ['string', '12:34:56'],
  'INTERVAL 3 DAY': ['string', '3 days'],
  "'6f9619ff-8b86-d011-b42d-00c04fc964ff'::UUID": ['string', '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
  "'a'::ENUM ('a', 'b')": ['string', 'a'],
  "'101'::BIT": ['string', '101'],
  '[1, 2, NULL]': ['json', [1, 2, null]],
  '[]': ['json', []],
  '[1, 2]::INT[2]': ['json', [1, 2]],
  "{'a': 1, 'b': [DATE '2026-01-31']}": ['json', { a: 1, b: ['2026-01-31'] }],
  "{'__proto__': 1}.__proto__": ['number', 1],
  "MAP {'x': 9007199254740993}": ['json', { x: '9007199254740993' }],
  "MAP {1: 'a'}": ['json', [{ key: 1, value: 'a' }]],
  'union_value(n := 1)': ['json', 1],
  '\'{"a": [1, null, "x"]}\'::JSON': ['json', { a: [1, null, 'x'] }],
  "'null'::JSON": ['json', null],
  'NULL::INT[]': ['json', null],
};

describe('an encoded value', () => {
  let api: TestApi;
  let columns: readonly { name: string; type: string }[];
  let row: readonly unknown[];
  before(async () => {
    api = await serve();
    const selected = Object.keys(VALUES).map((sql, index) => `${sql} AS c${index}`);
    const result = await api.rows(`SELECT ${selected.join(',\n')}`);
    columns = result.columns;
    row = result.rows[0] ?? [];
  });

  for (const [index, [sql, [type, value]]] of Object.entries(VALUES).entries())
    it(`is ${JSON.stringify(value)} of type ${type} for ${sql}`, () => {
      assert.equal(columns[index]?.type, type);
      assert.deepEqual(row[index], value);
    });

  it('is refused if it is or contains a blob', async () => {
    for (const sql of [
      `'x'::BLOB`,
      `['x'::BLOB]`,
      `{'a': 'x'::BLOB}`,
      `MAP {1: 'x'::BLOB}`,
      `union_value(b := 'x'::BLOB)`,
    ])
      assert.match(await api.failure(`SELECT ${sql} AS picture`), /column "picture" is of type .*BLOB/, sql);
  });
});

describe('a result', () => {
  let api: TestApi;
  before(async () => {
    api = await serve();
  });

  it('keeps unusual names of columns', async () => {
    const { columns, rows } = await api.rows(
      `SELECT 1 AS " ", 2 AS a, 3 AS a, 4 AS "__proto__", 5 AS "x.y[0]", 6 AS "it's ""so""", 7 AS "😀"`,
    );
    assert.deepEqual(
      columns.map(({ name }) => name),
      [' ', 'a', 'a', '__proto__', 'x.y[0]', `it's "so"`, '😀'],
    );
    assert.deepEqual(rows, [[1, 2, 3, 4, 5, 6, 7]]);
  });

  it('has columns even if it is empty', async () => {
    const { columns, rows, rowCount } = await api.rows('SELECT * FROM sales WHERE false');
    assert.deepEqual(columns, [
      { name: 'day', type: 'date' },
      { name: 'region', type: 'string' },
      { name: 'amount', type: 'number' },
      { name: 'active', type: 'boolean' },
    ]);
    assert.deepEqual([rows, rowCount], [[], 0]);
  });

  it('keeps no more memory than its bytes when it is compressed', async () => {
    const bytes = Buffer.from('a small result');
    const compressed = await compressResult({ bytes, rowCount: 1, truncated: false });
    assert.equal(compressed.bytes.buffer.byteLength, compressed.bytes.byteLength);
    assert.deepEqual(gunzipSync(compressed.bytes), bytes);
  });

  it('can have a thousand columns', async () => {
    const { columns, rows } = await api.rows(
      `SELECT ${Array.from({ length: 1000 }, (_, index) => `${index} AS c${index}`).join()}`,
    );
    assert.deepEqual([columns.length, rows[0]?.at(-1)], [1000, 999]);
  });
});
