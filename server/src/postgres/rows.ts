import Cursor from 'pg-cursor';
import { EngineError } from '../engine/backend.ts';
import type { RunResult } from '../engine/backend.ts';
import { RowEncoder, UnsendableColumnError } from '../engine/encode.ts';
import type { ResultLimits, WireValue } from '../engine/encode.ts';
import type { Session } from './session.ts';
import { TEXT_VALUES, columnType } from './wire.ts';
import type { ResultField } from './wire.ts';

/** Rows that are requested at once. */
const BATCH_ROWS = 1000;
/** Bytes beyond the size of a result that one row can take in the protocol. */
const SLACK_BYTES = 1024 * 1024;

type Row = readonly (string | null)[];
interface Described {
  readonly fields: readonly ResultField[];
}

/**
 * Runs a statement and encodes its rows, up to the limits of a result. At no time are more bytes in memory than these
 * limits and one row: a larger row ends the connection.
 *
 * @throws EngineError, or an error of the connection
 */
export async function readRows(
  session: Session,
  sql: string,
  values: readonly (string | null | readonly string[])[],
  limits: ResultLimits,
): Promise<RunResult> {
  const { client } = session;
  const { stream } = client.connection;
  const cursor = client.query(
    new Cursor<Row>(sql, [...values], { rowMode: 'array', types: TEXT_VALUES as never }),
  );
  const rows = new Rows(limits);
  let unread = 0;
  const countBytes = (chunk: Buffer): void => {
    unread += chunk.length;
    if (unread > limits.maxResultBytes + SLACK_BYTES) session.drop('memory');
  };
  stream.on('data', countBytes);
  // Encode each row when it arrives, as the rows of a batch can be large.
  (cursor as unknown as RowEvents).on('row', (row, result) => {
    unread = 0;
    rows.add(row, result);
    if (rows.isOverfull) session.abandon();
  });
  const read = (count: number): Promise<number> =>
    new Promise((resolve, reject) => {
      cursor.read(count, (error: Error | undefined, batch, result) => {
        if (error) return reject(error);
        rows.describe(result as Described);
        resolve(batch.length);
      });
    });
  try {
    // One row more than the limit shows whether the result is cut off.
    for (let left = limits.maxRows + 1; left > 0; left -= BATCH_ROWS) {
      const count = Math.min(BATCH_ROWS, left);
      const received = await Promise.race([read(count), session.abandoned]);
      if (received === 'abandoned') return rows.finish();
      if (received < count || rows.isFaulty) break;
    }
    await cursor.close();
    return rows.finish();
  } finally {
    stream.off('data', countBytes);
  }
}

interface RowEvents {
  on(event: 'row', listener: (row: Row, result: Described) => void): void;
}

/** The encoded rows of a result, whose columns are known with the first row or at the end. */
class Rows {
  readonly #limits: ResultLimits;
  #encoder: RowEncoder | undefined;
  #converters: readonly ((text: string) => WireValue)[] = [];
  #fault: Error | undefined;
  #count = 0;
  #isFull = false;

  constructor(limits: ResultLimits) {
    this.#limits = limits;
  }

  /** Whether the rows reach the limit of bytes, and more arrive. */
  get isOverfull(): boolean {
    return this.#isFull && this.#count <= this.#limits.maxRows;
  }

  get isFaulty(): boolean {
    return this.#fault !== undefined;
  }

  describe({ fields }: Described): void {
    if (this.#encoder || this.#fault) return;
    this.#attempt(() => {
      const types = fields.map(columnType);
      this.#converters = types.map(({ convert }) => convert);
      const columns = fields.map(({ name }, index) => ({ name, type: types[index]!.wire }));
      this.#encoder = new RowEncoder(columns, this.#limits);
    });
  }

  add(row: Row, result: Described): void {
    this.describe(result);
    this.#count += 1;
    if (!this.#fault)
      this.#attempt(() => {
        const values = row.map((text, index) => (text === null ? null : this.#converters[index]!(text)));
        this.#isFull ||= !this.#encoder!.add(values);
      });
  }

  /** @throws EngineError if a column or value cannot be sent */
  finish(): RunResult {
    if (this.#fault instanceof UnsendableColumnError) throw new EngineError('failed', this.#fault.message);
    if (this.#fault || !this.#encoder) throw this.#fault ?? new Error('PostgreSQL has described no columns.');
    return this.#encoder.finish();
  }

  /** An error would otherwise end the parser of the protocol. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fault = error as Error;
    }
  }
}
