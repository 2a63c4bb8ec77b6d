import { EngineError } from '../engine/backend.ts';
import type { RunResult } from '../engine/backend.ts';
import { RowEncoder, UnsendableColumnError } from '../engine/encode.ts';
import type { ResultLimits } from '../engine/encode.ts';
import { RowsQuery } from './rows-query.ts';
import type { RowsReader, RowsRequest } from './rows-query.ts';
import type { Session } from './session.ts';
import { columnType } from './wire.ts';
import type { ColumnType, ResultField } from './wire.ts';

/** Bytes beyond the size of a result that one row can take in the protocol. */
const SLACK_BYTES = 1024 * 1024;

/**
 * Runs a statement and encodes its rows, up to the limits of a result. Memory contains at most one result and one more row:
 * a larger row ends the connection.
 *
 * @throws EngineError, or an error of the connection
 */
export async function readRows(
  session: Session,
  sql: string,
  values: RowsRequest['values'],
  limits: ResultLimits,
): Promise<RunResult> {
  const rows = new Rows(session, limits);
  // One row more than the limit shows whether the result is cut off.
  const request = { sql, values, maxRows: limits.maxRows + 1, maxBytes: limits.maxResultBytes + SLACK_BYTES };
  const query = session.client.query(new RowsQuery(request, rows));
  await Promise.race([query.done, session.abandoned]);
  return rows.finish();
}

/** The encoded rows of a result. */
class Rows implements RowsReader {
  readonly #session: Session;
  readonly #limits: ResultLimits;
  #encoder: RowEncoder | undefined;
  #types: readonly ColumnType[] = [];
  #fault: unknown;
  #count = 0;

  constructor(session: Session, limits: ResultLimits) {
    this.#session = session;
    this.#limits = limits;
  }

  fields(fields: readonly ResultField[]): void {
    try {
      this.#types = fields.map(columnType);
      const columns = fields.map(({ name }, index) => ({ name, type: this.#types[index]!.wire }));
      this.#encoder = new RowEncoder(columns, this.#limits);
    } catch (error) {
      this.#fault = error;
    }
  }

  row(bytes: Buffer, from: number): void {
    this.#count += 1;
    if (this.#add(bytes, from)) return;
    // PostgreSQL stops at the limit of rows, but not at that of bytes, or at a fault.
    if (this.#count <= this.#limits.maxRows) this.#session.abandon();
  }

  tooLarge(): void {
    this.#session.drop('memory');
  }

  /** @throws EngineError if a column or value cannot be sent */
  finish(): RunResult {
    const fault =
      this.#fault ?? (this.#encoder ? undefined : new Error('PostgreSQL has described no columns.'));
    if (fault instanceof UnsendableColumnError) throw new EngineError('failed', fault.message);
    if (fault) throw fault as Error;
    return this.#encoder!.finish();
  }

  /** Adds a row. Returns `false` if it is beyond the limits, or cannot be sent. */
  #add(bytes: Buffer, from: number): boolean {
    if (!this.#encoder) return false;
    try {
      const writer = this.#encoder.startRow(this.#types.length);
      let at = from + 2;
      for (const { write, convert } of this.#types) {
        const length = bytes.readInt32BE(at);
        at += 4;
        if (length < 0) {
          writer.null();
          continue;
        }
        const end = at + length;
        if (!write?.(writer, bytes, at, end)) writer.value(convert(bytes.toString('utf8', at, end)));
        at = end;
      }
      return this.#encoder.endRow();
    } catch (error) {
      this.#fault = error;
      return false;
    }
  }
}
