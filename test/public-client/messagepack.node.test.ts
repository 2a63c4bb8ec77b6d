import { describe, it } from 'node:test';
import { encode } from '@msgpack/msgpack';
import { expect } from 'chai';
import { runSync } from '../support/tasks.ts';
import { Tally } from '../../src/internal/json.ts';
import { readMessagePack } from '../../src/public-client/messagepack.ts';

const decodeMessagePack = (bytes: Uint8Array): unknown =>
  runSync(readMessagePack(bytes, new Tally(1_000_000, Error)));

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('readMessagePack', () => {
  describe('for the output of another encoder', () => {
    const VALUES: [string, unknown][] = [
      ['null', null],
      ['booleans', [true, false]],
      ['small integers', [0, 1, 127, -1, -32]],
      ['8-bit integers', [128, 255, -33, -128]],
      ['16-bit integers', [256, 65_535, -129, -32_768]],
      ['32-bit integers', [65_536, 2 ** 32 - 1, -32_769, -(2 ** 31)]],
      ['64-bit integers', [2n ** 53n + 1n, -(2n ** 63n), 2n ** 64n - 1n]],
      ['floats', [0.1, -1.5e300, 5e-324]],
      ['numbers that are not finite', [NaN, Infinity, -Infinity]],
      ['short text', ['', 'a', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(33)]],
      ['long text', ['x'.repeat(255), 'x'.repeat(256), 'x'.repeat(70_000)]],
      ['text in several scripts', ['Käse', '日本語', 'عربى', '👩‍👩‍👧', '\u{feff}bom', '\0']],
      ['bytes', [bytes(1, 2, 3), new Uint8Array(300), new Uint8Array(70_000)]],
      ['long lists', [Array.from({ length: 15 }, () => 1), Array.from({ length: 70_000 }, (_, i) => i)]],
      ['objects', { a: 1, b: { c: [{}] }, '': 2 }],
      ['large objects', Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`k${i}`, i]))],
      ['timestamps', [new Date(0), new Date(1_700_000_000_000), new Date(1_700_000_000_923), new Date(-1)]],
      [
        'distant timestamps',
        ['2300-01-01', '2300-01-01T00:00:00.999Z', '2600-01-01', '1600-01-01'].map((at) => new Date(at)),
      ],
    ];
    for (const [name, value] of VALUES)
      it(`reads ${name}`, () => {
        expect(decodeMessagePack(encode(value, { useBigInt64: true }))).to.deep.equal(value);
      });

    it('reads single floats', () => {
      expect(decodeMessagePack(encode(0.5, { forceFloat32: true }))).to.equal(0.5);
    });
  });

  it('reads bytes within a larger buffer', () => {
    const encoded = encode(['x', 1]);
    const buffer = new Uint8Array(encoded.length + 8);
    buffer.set(encoded, 4);
    expect(decodeMessagePack(buffer.subarray(4, 4 + encoded.length))).to.deep.equal(['x', 1]);
  });

  it('accepts a key named __proto__', () => {
    const name = [...new TextEncoder().encode('__proto__')];
    const value = decodeMessagePack(bytes(0x81, 0xa9, ...name, 0x81, 0xa1, 0x61, 0x01)) as object;
    expect(Object.keys(value)).to.deep.equal(['__proto__']);
    expect(Object.getPrototypeOf(value)).to.equal(Object.prototype);
    expect('a' in value).to.equal(false);
  });

  it('converts number keys to text', () => {
    expect(decodeMessagePack(bytes(0x81, 0x07, 0x01))).to.deep.equal({ 7: 1 });
  });

  describe('for invalid input', () => {
    const CASES: [string, Uint8Array, RegExp?][] = [
      ['an empty input', bytes(), /end within/],
      ['the unused byte 0xc1', bytes(0xc1)],
      ['an integer cut short', bytes(0xcd, 0x01), /end within/],
      ['a text cut short', bytes(0xa5, 0x61), /end within/],
      ['a long text cut short', bytes(0xdb, 0xff, 0xff, 0xff, 0xff, 0x61)],
      ['bytes cut short', bytes(0xc4, 0x05, 0x01)],
      ['a list cut short', bytes(0x92, 0x01)],
      ['a list that claims four billion items', bytes(0xdd, 0xff, 0xff, 0xff, 0xff)],
      ['a map that claims four billion entries', bytes(0xdf, 0xff, 0xff, 0xff, 0xff)],
      ['bytes after the value', bytes(0x01, 0x02)],
      ['an unknown extension', bytes(0xd4, 0x05, 0x00)],
      ['a timestamp outside the range of Date', bytes(0xc7, 12, 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0)],
      ['a timestamp of two bytes', bytes(0xd5, 0xff, 0x00, 0x00)],
      ['endless nesting', new Uint8Array(100_000).fill(0x91), /nest/],
      ['nested claims', new Uint8Array(100_000).map((_, i) => [0xdd, 0x0f, 0xff, 0xff, 0xff][i % 5]!)],
    ];
    for (const [name, value, message = /./] of CASES)
      it(`throws a RangeError: ${name}`, () => {
        expect(() => decodeMessagePack(value)).to.throw(RangeError, message);
      });
  });
});
