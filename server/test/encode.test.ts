import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { compressResult } from '../src/engine/encode.ts';
import { serve } from './support.ts';
import type { TestApi } from './support.ts';

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
