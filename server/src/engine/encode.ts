import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Encoder } from '@msgpack/msgpack';
import type { RunResult } from './backend.ts';
import { RowWriter } from './row-writer.ts';
import type { WireValue } from './row-writer.ts';

export type { WireValue };

/** Column types in the API's results. */
export type WireType = 'string' | 'number' | 'boolean' | 'date' | 'timestamp' | 'json';

/** Thrown if a result has columns that cannot be sent. */
export class UnsendableColumnError extends Error {
  override readonly name = 'UnsendableColumnError';
}

export interface ResultLimits {
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly maxResultBytes: number;
}

export interface WireColumn {
  readonly name: string;
  readonly type: WireType;
}

const COMPRESSION_LEVEL = 4;
const compress = promisify(gzip);

/**
 * Encodes a result as MessagePack `{columns: [{name, type}], rows: [[…]…], rowCount, truncated}`, up to the limits.
 *
 * The values of all engines have the same form: integers and decimals are numbers if a double holds them, else text.
 * Dates are `2026-01-31`, timestamps `2026-01-31T12:34:56` with 0, 3, 6 or 9 digits after the second, and with `+00:00` if
 * they are of a time zone. Infinite dates are null.
 */
export class RowEncoder {
  readonly #limits: ResultLimits;
  readonly #encoder = new Encoder<undefined>();
  readonly #columns: Uint8Array;
  readonly #writer = new RowWriter();
  #count = 0;
  #bytes: number;
  #truncated = false;

  /** @throws UnsendableColumnError if there are too many columns, or their names are too long */
  constructor(columns: readonly WireColumn[], limits: ResultLimits) {
    const { maxColumns, maxResultBytes } = limits;
    if (columns.length > maxColumns)
      throw new UnsendableColumnError(
        `The result has ${columns.length} columns; a result has at most ${maxColumns}.`,
      );
    this.#limits = limits;
    this.#columns = this.#encoder.encode(columns);
    this.#bytes = this.#columns.length;
    if (this.#bytes > maxResultBytes)
      throw new UnsendableColumnError(
        `The names of the columns take ${this.#bytes} bytes; a result has at most ${maxResultBytes}.`,
      );
  }

  /** Adds a row. Returns `false` if it is beyond the limits: the result is then cut off, and needs no more rows. */
  add(row: readonly WireValue[]): boolean {
    const writer = this.startRow(row.length);
    for (const value of row) writer.value(value);
    return this.endRow();
  }

  /** Starts a row of `length` values, which the caller writes before it calls {@link endRow}. */
  startRow(length: number): RowWriter {
    this.#writer.row(length);
    return this.#writer;
  }

  /** Adds the row that was started last. Returns `false` as {@link add} does. */
  endRow(): boolean {
    const { rowBytes } = this.#writer;
    const { maxRows, maxResultBytes } = this.#limits;
    this.#truncated ||= this.#count >= maxRows || this.#bytes + rowBytes > maxResultBytes;
    if (this.#truncated) {
      this.#writer.removeRow();
      return false;
    }
    this.#count += 1;
    this.#bytes += rowBytes;
    return true;
  }

  /** Returns the result, not compressed. */
  finish(): RunResult {
    const encoder = this.#encoder;
    return {
      bytes: Buffer.concat([
        Uint8Array.of(0x84), // a map of four entries
        encoder.encode('columns'),
        this.#columns,
        encoder.encode('rows'),
        arrayHeader(this.#count),
        ...this.#writer.finish(),
        encoder.encode('rowCount'),
        encoder.encode(this.#count),
        encoder.encode('truncated'),
        encoder.encode(this.#truncated),
      ]),
      rowCount: this.#count,
      truncated: this.#truncated,
    };
  }
}

/** Compresses a result with gzip: once here, instead of for each request. */
export async function compressResult(result: RunResult): Promise<RunResult> {
  // Gzip's usual chunks of 16 KiB cost callbacks and copies in the main thread.
  const chunkSize = Math.min(256 * 1024, result.bytes.byteLength + 64);
  const compressed = await compress(result.bytes, { level: COMPRESSION_LEVEL, chunkSize });
  // A copy, as gzip's buffer is larger, and would stay in memory as long as the result.
  return { ...result, bytes: new Uint8Array(compressed) };
}

/** Returns the header of a MessagePack array of up to 2³² − 1 elements (format `array 32`). */
function arrayHeader(length: number): Uint8Array {
  const header = new Uint8Array(5);
  header[0] = 0xdd;
  new DataView(header.buffer).setUint32(1, length);
  return header;
}
