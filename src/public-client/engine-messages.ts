/** The messages between the page and the worker with DuckDB. Types only. */
import type { WireQuery } from './batch.ts';
import type { ErrorKind } from './errors.ts';
import type { Table } from './wire.ts';

/** The first message to a worker: what it opens. The buffers are transferred. */
export interface OpenDatabase {
  /** The WebAssembly module of DuckDB. */
  readonly module: ArrayBuffer;
  /** A DuckDB file with the tables. */
  readonly tables: ArrayBuffer;
}

/** A later message to a worker. It runs one query at a time, in the order of the messages. */
export interface RunQuery extends WireQuery {
  /** The text of the viz's `params.json`, which declares the types of parameters. Several vizzes can share tables. */
  readonly params: string | null;
}

/** The answer to each message. A worker that has failed to open, or that `crashed`, is of no further use. */
export type EngineReply =
  | { readonly table: Pick<Table, 'columns' | 'rows' | 'truncated'> | null }
  | {
      readonly error: EngineFault;
      readonly crashed?: boolean;
    };

export interface EngineFault {
  /** `query`: the statement is wrong. `unavailable`: this engine cannot run it, but a server could. */
  readonly kind: ErrorKind & ('query' | 'unavailable');
  readonly message: string;
  readonly hint?: string | undefined;
}
