import type { Limits } from '../limits.ts';
import type { ProcessReply, ProcessRequest } from '../task-process.ts';

/** One table of a viz: the name that SQL uses, and the DuckDB file whose table `data` holds its rows. */
export interface VizTable {
  readonly alias: string;
  readonly file: string;
}

/** A checked statement, and the database that it runs in. */
export interface RunTask {
  /** Names the viz and the version of its data; tasks of one key share a database. */
  readonly database: string;
  readonly tables: readonly VizTable[];
  readonly sql: string;
  /** Milliseconds that it may run. Default: `statementMs`. */
  readonly ms?: number;
}

export interface RunResult {
  /** MessagePack, see encode.ts; compressed (gzip) where it comes from the engine. */
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  readonly truncated: boolean;
}

/** Limits that hold inside the engine's processes. */
export type EngineLimits = Pick<
  Limits,
  | 'statementMs'
  | 'memoryPerViz'
  | 'engineBytes'
  | 'threads'
  | 'openDatabases'
  | 'maxRows'
  | 'maxColumns'
  | 'maxResultBytes'
>;

/** What one process does at a time: reading a statement, see sql-policy.ts, or running it. */
export type EngineWork =
  | { readonly kind: 'check'; readonly sql: string; readonly aliases: readonly string[] }
  | { readonly kind: 'run'; readonly task: RunTask };

export type EngineRequest = ProcessRequest<EngineLimits, EngineWork>;

/** Why a statement failed: its own fault, its time, or its memory. */
export type EngineFailure = 'failed' | 'timeout' | 'memory' | 'interrupted';

/** A statement that is not allowed, as an `ApiError` is made from it. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** What came of a work. */
export type EngineOutcome =
  | { readonly result: RunResult | undefined }
  | { readonly refusal: Refusal }
  | { readonly failure: EngineFailure; readonly message: string };

export type EngineReply = ProcessReply<EngineOutcome>;
