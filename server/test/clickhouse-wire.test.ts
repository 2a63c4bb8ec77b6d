/** Tests how results and addresses of ClickHouse are read, without a server. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode } from '@msgpack/msgpack';
import { readAddress } from '../src/clickhouse/address.ts';
import { readRows } from '../src/clickhouse/rows.ts';
import { columnType } from '../src/clickhouse/wire.ts';
import { EngineError } from '../src/engine/backend.ts';
import type { Rows } from './support.ts';

const LIMITS = { maxRows: 10, maxColumns: 10, maxResultBytes: 1000 };
const HEAD = '["a"]\n["String"]\n';

async function* chunksOf(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('the rows of ClickHouse', () => {
  it('are read from chunks of any size', async () => {
    for (const size of [1, 2, 7, 1000]) {
      const { bytes } = await readRows(chunksOf(`${HEAD}["é\\n😀"]\n[null]\n["last"]`, size), LIMITS);
      assert.deepEqual((decode(bytes) as Rows).rows, [['é\n😀'], [null], ['last']]);
    }
  });

  it('end with the error that ClickHouse writes after the first ones', async () => {
    const message =
      'Code: 241. DB::Exception: Too much (total): (RAM). (MEMORY_LIMIT_EXCEEDED) (version 26.7 (official build))';
    for (const end of [
      message,
      `["unfinished ${message}`,
      `__exception__\r\nabc\r\n${message}\r\n120 abc\r\n__exception__\r\n`,
    ])
      for (const size of [1, 9, 1000])
        await assert.rejects(readRows(chunksOf(`${HEAD}["b"]\n${end}`, size), LIMITS), {
          failure: 'memory',
          message: 'Too much (total): (RAM).',
        });
    for (const end of ['["unfinished', '{"exception": "x"}', '\n<html>'])
      await assert.rejects(readRows(chunksOf(`${HEAD}${end}`, 5), LIMITS), { failure: 'internal' }, end);
    await assert.rejects(readRows(chunksOf('', 1), LIMITS), EngineError);
  });

  it('are exact', () => {
    const convert = (type: string, value: unknown): unknown => columnType('a', type).convert(value);
    assert.deepEqual(convert('Nullable(Int256)', '9007199254740993'), '9007199254740993');
    assert.deepEqual(convert('LowCardinality(Nullable(String))', 'x'), 'x');
    assert.deepEqual(convert('Array(Array(Nullable(Float32)))', [[0.1, 'inf', null]]), [
      [Math.fround(0.1), Infinity, null],
    ]);
    assert.deepEqual(convert("Enum8('a(\\'' = 1, 'b' = 2)", 'b'), 'b');
    assert.deepEqual(
      convert("DateTime64(6, 'Europe/Berlin')", '2026-01-31T11:34:56.120000Z'),
      '2026-01-31T11:34:56.120+00:00',
    );
    assert.deepEqual(
      convert('DateTime64(9)', '2026-01-31T11:34:56.000000001Z'),
      '2026-01-31T11:34:56.000000001',
    );
    assert.deepEqual(convert('DateTime64(3)', '2026-01-31T11:34:56.000Z'), '2026-01-31T11:34:56');
    assert.deepEqual(convert('DateTime', '2026-01-31T11:34:56Z'), '2026-01-31T11:34:56');
  });

  it('refuse types that a result cannot hold', () => {
    for (const type of [
      'Map(String, Int8)',
      'Tuple(Int8)',
      'Variant(Int8, String)',
      'Dynamic',
      'JSON',
      'FixedString(3)',
      'Time',
      'Array(Tuple(Int8))',
      'Nullable(Point)',
      'AggregateFunction(sum, Int8)',
      'IntervalDay',
      'BFloat16',
      'constructor',
    ])
      assert.throws(() => columnType('a', type), /The column "a" is of type/);
  });
});

describe('the address of ClickHouse', () => {
  it('has a port and TLS by its name', () => {
    const of = (text: string): unknown => Object.values(readAddress(text));
    assert.deepEqual(of('clickhouse://u:p%20w@db/stats'), ['http://db:8123', 'u', 'p w', 'stats']);
    assert.deepEqual(of('clickhouses://u@db.example.org/stats'), [
      'https://db.example.org:8443',
      'u',
      '',
      'stats',
    ]);
    assert.deepEqual(of('clickhouse://u@[::1]:80/stats'), ['http://[::1]:80', 'u', '', 'stats']);
    assert.deepEqual(of('ClickHouse://u@db:9123/s'), ['http://db:9123', 'u', '', 's']);
  });

  it('is refused without repeating it', () => {
    for (const [text, reason] of [
      ['clickhouse://reader:topsecret@db', /needs a user, a host and a database/],
      ['clickhouse://db/stats', /needs a user/],
      ['clickhouse://reader:topsecret@db/stats?secure=1', /no options such as "secure"/],
      ['clickhouse://reader:top%secret@db/stats', /must be written as %25/],
      ['clickhouse://reader:topsecret@db:99999/stats', /must begin with/],
      ['clickhouse:db/stats', /must begin with/],
    ] as const)
      assert.throws(
        () => readAddress(text),
        (error: Error) => {
          assert.ok(error instanceof RangeError);
          assert.match(error.message, reason);
          assert.doesNotMatch(error.message, /topsecret/);
          return true;
        },
      );
  });
});
