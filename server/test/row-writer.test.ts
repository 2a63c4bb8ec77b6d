import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import { RowWriter } from '../src/engine/row-writer.ts';
import type { WireValue } from '../src/engine/row-writer.ts';

const NUMBERS = [
  ...[0, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000, Number.MAX_SAFE_INTEGER],
  ...[
    -0,
    -1,
    -0x20,
    -0x21,
    -0x80,
    -0x81,
    -0x8000,
    -0x8001,
    -0x8000_0000,
    -0x8000_0001,
    Number.MIN_SAFE_INTEGER,
  ],
  ...[0.1, -0.5, 2 ** 53, 1e300, 5e-324, Infinity, -Infinity, Number.NaN],
];
const TEXTS = ['a', 'é', '😀', 'שלום'].flatMap((text) =>
  [0, 1, 7, 15, 31, 32, 63, 255, 256, 65_535, 65_536].map((length) => text.repeat(length)),
);
const VALUES: readonly WireValue[] = [
  ...[null, true, false, [], [1, [null, 'x']], { a: { b: 1.5 } }],
  ...NUMBERS,
  ...TEXTS,
];

/** Returns the bytes of rows whose values a function writes. */
function write<T extends readonly unknown[]>(
  rows: readonly T[],
  value: (writer: RowWriter, value: T[number]) => void,
): Buffer {
  const writer = new RowWriter();
  for (const row of rows) {
    writer.row(row.length);
    for (const each of row) value(writer, each);
  }
  return Buffer.concat(writer.finish());
}

const encodeAll = (rows: readonly unknown[]): Buffer => Buffer.concat(rows.map((row) => encode(row)));

describe('the writer of rows', () => {
  it('writes the bytes of @msgpack/msgpack', () => {
    const rows = [
      ...VALUES.map((value) => [value]),
      ...[0, 15, 16, 65_535, 65_536].map((length) => Array.from({ length }, (_, index) => index)),
      VALUES,
    ];
    assert.deepEqual(
      write(rows, (writer, value) => writer.value(value)),
      encodeAll(rows),
    );
  });

  it('writes texts from their UTF-8', () => {
    const rows = TEXTS.map((text) => [text]);
    const fromBytes = write(rows, (writer, text) => {
      const bytes = Buffer.from(`<${text}>`);
      writer.text(bytes, 1, bytes.length - 1);
    });
    assert.deepEqual(fromBytes, encodeAll(rows));
  });

  it('replaces what is no UTF-8, as decoders do', () => {
    const text = '\u{fffd}';
    for (const length of [1, 40]) {
      const bytes = Buffer.alloc(length, 0xff);
      const row = write([[bytes]], (writer, value) => writer.text(value, 0, length));
      assert.deepEqual(decode(row), [text.repeat(length)]);
    }
  });

  it('keeps the other rows when one is removed', () => {
    const writer = new RowWriter();
    const rows: unknown[] = [];
    for (let index = 0; index < 5000; index += 1) {
      writer.row(2);
      writer.value(index);
      writer.value('x'.repeat(index % 100));
      assert.equal(writer.rowBytes, encode([index, 'x'.repeat(index % 100)]).length);
      if (index % 3 === 0) writer.removeRow();
      else rows.push([index, 'x'.repeat(index % 100)]);
    }
    assert.deepEqual(Buffer.concat(writer.finish()), encodeAll(rows));
  });
});
