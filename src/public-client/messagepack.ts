import type { Tally } from '../internal/json.ts';
import { ITEMS_PER_SLICE, type SlicedTask } from '../internal/tasks.ts';
import { parseJson, createTally } from './parse-json.ts';
import { VibedasherError } from './errors.ts';

/** Maximum nesting depth. Deeper nesting could overflow the stack. */
const MAX_DEPTH = 64;

/** Texts up to this many bytes are decoded faster by a loop than by `TextDecoder`. */
const SHORT_TEXT = 32;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads one MessagePack value (https://github.com/msgpack/msgpack/blob/master/spec.md). 64-bit integers become
 * `bigint`, the timestamp extension a `Date`. Lengths are checked before memory is allocated, so a few bytes cannot
 * claim gigabytes.
 * @param tally counts the values and throws if there are too many
 * @param maxItems maximum number of values in one list
 * @throws RangeError for anything that is not exactly one value
 */
export function* readMessagePack(bytes: Uint8Array, tally: Tally, maxItems = Infinity): SlicedTask<unknown> {
  const reader = new MessagePackReader(bytes, tally, maxItems);
  const value = yield* reader.outerValue(0);
  reader.end();
  return value;
}

class MessagePackReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #tally: Tally;
  readonly #maxItems: number;
  #at = 0;

  constructor(bytes: Uint8Array, tally: Tally, maxItems: number) {
    this.#bytes = bytes;
    this.#tally = tally;
    this.#maxItems = maxItems;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError(`Bytes after the value, at ${this.#at}`);
  }

  /** Reads a value and yields between the items of its outer list, which are the rows. */
  *outerValue(depth: number): SlicedTask<unknown> {
    const head = this.#bytes[this.#at] ?? 0;
    if (depth === 0 && ((head >= 0x80 && head < 0x90) || head === 0xde || head === 0xdf)) {
      const length = this.#claimFields(this.#readLength(head), depth);
      const entries: [string, unknown][] = [];
      for (let index = 0; index < length; index++) {
        entries.push([this.#name(depth), yield* this.outerValue(depth + 1)]);
      }
      return Object.fromEntries(entries);
    }
    if (!((head >= 0x90 && head < 0xa0) || head === 0xdc || head === 0xdd)) return this.value(depth);
    const length = this.#claimItems(this.#readLength(head), depth);
    const items: unknown[] = [];
    for (let index = 0; index < length; index++) {
      items.push(this.value(depth + 1));
      if (index % ITEMS_PER_SLICE === 0) yield;
    }
    return items;
  }

  /** Reads the length of a list or a map. */
  #readLength(head: number): number {
    this.#at++;
    return head < 0xdc ? head & 0xf : this.#uint(head & 1 ? 4 : 2);
  }

  value(depth: number): unknown {
    const head = this.#uint(1);
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    if (head < 0x90) return this.#map(head & 0xf, depth);
    if (head < 0xa0) return this.#list(head & 0xf, depth);
    if (head < 0xc0) return this.#text(head & 0x1f);
    if (head === 0xc0) return null;
    if (head === 0xc2 || head === 0xc3) return head === 0xc3;
    if (head === 0xca) return this.#view.getFloat32(this.#skip(4));
    if (head === 0xcb) return this.#view.getFloat64(this.#skip(8));
    if (head === 0xcf) return this.#view.getBigUint64(this.#skip(8));
    if (head === 0xd0) return this.#view.getInt8(this.#skip(1));
    if (head === 0xd1) return this.#view.getInt16(this.#skip(2));
    if (head === 0xd2) return this.#view.getInt32(this.#skip(4));
    if (head === 0xd3) return this.#view.getBigInt64(this.#skip(8));
    if (head === 0xc1) throw new RangeError(`No value begins with byte ${head}`);
    // The first bytes of each other kind follow one another: the length of a value doubles with each.
    if (head <= 0xc6) return this.#readBytes(this.#uint(1 << (head - 0xc4)));
    if (head <= 0xc9) return this.#extension(this.#uint(1 << (head - 0xc7)));
    if (head <= 0xce) return this.#uint(1 << (head - 0xcc));
    if (head <= 0xd8) return this.#extension(1 << (head - 0xd4));
    if (head <= 0xdb) return this.#text(this.#uint(1 << (head - 0xd9)));
    if (head <= 0xdd) return this.#list(this.#uint(2 << (head - 0xdc)), depth);
    return this.#map(this.#uint(2 << (head - 0xde)), depth);
  }

  /** Advances by `length` bytes and returns the previous position. */
  #skip(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) throw new RangeError(`The bytes end within a value, at ${at}`);
    this.#at += length;
    return at;
  }

  #readBytes(length: number): Uint8Array {
    const at = this.#skip(length);
    return this.#bytes.subarray(at, at + length);
  }

  #uint(width: number): number {
    const at = this.#skip(width);
    if (width === 1) return this.#bytes[at]!;
    return width === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #text(length: number): string {
    const bytes = this.#bytes;
    const start = this.#skip(length);
    const end = this.#at;
    if (length > SHORT_TEXT) return utf8.decode(bytes.subarray(start, end));
    const units: number[] = [];
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte >= 0x80) return utf8.decode(bytes.subarray(start, end));
      units.push(byte);
    }
    return String.fromCharCode(...units);
  }

  #list(length: number, depth: number): unknown[] {
    this.#claimItems(length, depth);
    const items: unknown[] = [];
    for (let index = 0; index < length; index++) items.push(this.value(depth + 1));
    return items;
  }

  /** Reads a map. `Object.fromEntries` treats a key named `__proto__` like any other. */
  #map(length: number, depth: number): object {
    this.#claimFields(length, depth);
    const entries: [string, unknown][] = [];
    for (let index = 0; index < length; index++) entries.push([this.#name(depth), this.value(depth + 1)]);
    return Object.fromEntries(entries);
  }

  #name(depth: number): string {
    const name = String(this.value(depth + 1));
    this.#tally.addName(name);
    return name;
  }

  #claimItems(length: number, depth: number): number {
    this.#checkSize(depth, length);
    this.#tally.check(length, 'cells', this.#maxItems);
    this.#tally.add(length);
    return length;
  }

  #claimFields(length: number, depth: number): number {
    this.#checkSize(depth, length * 2);
    this.#tally.addObject(length);
    return length;
  }

  /** Throws if `values` cannot fit into the remaining bytes: each takes at least one byte. */
  #checkSize(depth: number, values: number): void {
    if (depth > MAX_DEPTH) throw new RangeError(`Values nest deeper than ${MAX_DEPTH}`);
    const left = this.#bytes.length - this.#at;
    if (values > left) throw new RangeError(`The bytes end within ${values} values, at ${this.#at}`);
  }

  /** Reads a timestamp, the only extension of the specification: seconds and nanoseconds in three widths. */
  #extension(length: number): Date {
    const type = this.#view.getInt8(this.#skip(1));
    const at = this.#skip(length);
    if (type !== -1 || ![4, 8, 12].includes(length)) throw new RangeError(`Unknown extension ${type}`);
    if (length === 4) return moment(this.#view.getUint32(at), 0);
    if (length === 12) return moment(Number(this.#view.getBigInt64(at + 4)), this.#view.getUint32(at));
    const high = this.#view.getUint32(at);
    return moment((high & 3) * 2 ** 32 + this.#view.getUint32(at + 4), high >>> 2);
  }
}

function moment(seconds: number, nanoseconds: number): Date {
  const date = new Date(seconds * 1000 + nanoseconds / 1e6);
  if (Number.isNaN(date.getTime())) throw new RangeError(`No date is ${seconds} s from 1970`);
  return date;
}

/** First bytes of JSON: `{`, `[`, white space or a byte order mark. A MessagePack table starts with none of them. */
const JSON_STARTS: ReadonlySet<number | undefined> = new Set([0x7b, 0x5b, 0x20, 0x09, 0x0a, 0x0d, 0xef]);

/**
 * Parses a stored result, MessagePack or JSON.
 * @throws VibedasherError of kind `too-large` or `malformed`
 */
export function* decodeBlob(bytes: Uint8Array, maxCells: number): SlicedTask<unknown> {
  try {
    if (JSON_STARTS.has(bytes[0])) return parseJson(bytes, maxCells);
    return yield* readMessagePack(bytes, createTally(maxCells), maxCells);
  } catch (cause) {
    if (cause instanceof VibedasherError) throw cause;
    throw new VibedasherError('malformed', 'The result is neither MessagePack nor JSON', { cause });
  }
}
