import type { Duplex } from 'node:stream';
import type { Connection, Submittable } from 'pg';
import type { ResultField } from './wire.ts';

/** Receives a result: first its fields, then each row. */
export interface RowsReader {
  fields(fields: readonly ResultField[]): void;
  /** Reads a row, starting at its number of values; see `DataRow` in PostgreSQL's protocol. The buffer is used again. */
  row(bytes: Buffer, from: number): void;
  /** Called for a message of more than the limit of bytes, before it has arrived. */
  tooLarge(): void;
}

export interface RowsRequest {
  readonly sql: string;
  readonly values: readonly (string | null | readonly string[])[];
  readonly maxRows: number;
  /** Maximum number of bytes of one row. */
  readonly maxBytes: number;
}

/** The byte that begins a row. */
const DATA_ROW = 'D'.charCodeAt(0);
/** Bytes of a message before its content: its type and its length, which does not count the type. */
const HEAD_BYTES = 5;

/**
 * A statement whose rows arrive as bytes. A query or cursor of `pg` makes a text of each value first, which takes more time
 * than PostgreSQL needs for the rows.
 */
export class RowsQuery implements Submittable {
  /** Resolves when PostgreSQL has sent all rows, or `maxRows`. */
  readonly done: Promise<void>;
  readonly #request: RowsRequest;
  readonly #reader: RowsReader;
  readonly #outcome = Promise.withResolvers<void>();
  #returnMessages: () => void = () => undefined;

  constructor(request: RowsRequest, reader: RowsReader) {
    this.#request = request;
    this.#reader = reader;
    this.done = this.#outcome.promise.finally(() => this.#returnMessages());
    this.done.catch(() => undefined);
  }

  /** Returns an error if `pg` does not read the connection as this expects. */
  submit(connection: Connection): Error | undefined {
    const { sql, values, maxRows, maxBytes } = this.#request;
    const { stream } = connection;
    const [toPg, ...others] = stream.listeners('data') as ((chunk: Buffer) => void)[];
    if (!toPg || others.length > 0) return new Error('This version of the package pg is not supported.');
    this.#returnMessages = takeRows(stream, toPg, maxBytes, this.#reader);
    const messages = connection as unknown as Messages;
    // All in one packet, and without a round trip for each.
    stream.cork();
    messages.parse({ text: sql });
    messages.bind({ values: values.map(toText) });
    messages.describe({ type: 'P' });
    messages.execute({ rows: maxRows });
    messages.sync();
    stream.uncork();
    return undefined;
  }

  handleRowDescription({ fields }: { readonly fields: readonly ResultField[] }): void {
    this.#reader.fields(fields);
  }

  handleError(error: Error): void {
    this.#outcome.reject(error);
  }

  handleReadyForQuery(): void {
    this.#outcome.resolve();
  }

  handleCommandComplete(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
}

/** Differs from the types that `pg` declares. */
interface Messages {
  parse(query: { readonly text: string }): void;
  bind(portal: { readonly values: readonly (string | null)[] }): void;
  describe(portal: { readonly type: 'P' }): void;
  execute(portal: { readonly rows: number }): void;
  sync(): void;
}

function toText(value: string | null | readonly string[]): string | null {
  if (value === null || typeof value === 'string') return value;
  return `{${value.map((text) => `"${text.replace(/["\\]/g, String.raw`\$&`)}"`).join()}}`;
}

/**
 * Passes rows to a reader, and everything else to `pg`. Returns a function that passes all to `pg` again.
 *
 * @param toPg What reads the connection
 */
function takeRows(
  stream: Duplex,
  toPg: (chunk: Buffer) => void,
  maxBytes: number,
  reader: RowsReader,
): () => void {
  // What has arrived of a message.
  let parts: Buffer[] = [];
  let length = 0;
  let needed = HEAD_BYTES;
  const read = (chunk: Buffer): void => {
    parts.push(chunk);
    length += chunk.length;
    if (length < needed) return;
    const bytes = parts.length === 1 ? chunk : Buffer.concat(parts);
    let from = 0;
    needed = HEAD_BYTES;
    while (from + HEAD_BYTES <= length && !stream.destroyed) {
      const size = 1 + bytes.readUInt32BE(from + 1);
      if (from + size > length) {
        needed = size;
        if (size > maxBytes) reader.tooLarge();
        break;
      }
      if (bytes[from] === DATA_ROW) reader.row(bytes, from + HEAD_BYTES);
      else toPg(bytes.subarray(from, from + size));
      from += size;
    }
    parts = from < length ? [bytes.subarray(from)] : [];
    length -= from;
  };
  stream.on('data', read).off('data', toPg);
  return () => {
    stream.on('data', toPg).off('data', read);
    for (const part of parts) toPg(part);
  };
}
