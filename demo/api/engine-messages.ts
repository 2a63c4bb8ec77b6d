import type { Limits } from './limits.ts';

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
}

export interface RunResult {
  /** MessagePack, see encode.ts. */
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  readonly truncated: boolean;
}

/** Limits that hold inside the engine's process. */
export type EngineLimits = Pick<
  Limits,
  'statementMs' | 'memoryPerViz' | 'engineBytes' | 'threads' | 'openDatabases' | 'maxRows' | 'maxResultBytes'
>;

export type EngineRequest =
  | { readonly kind: 'start'; readonly limits: EngineLimits }
  | { readonly kind: 'parse'; readonly id: number; readonly sql: string }
  | { readonly kind: 'run'; readonly id: number; readonly task: RunTask }
  | { readonly kind: 'interrupt'; readonly id: number };

/** Why a statement failed: its own fault, its time, or its memory. */
export type EngineFailure = 'failed' | 'timeout' | 'memory' | 'interrupted';

export type EngineReply =
  | { readonly id: number; readonly value: string | RunResult }
  | { readonly id: number; readonly failure: EngineFailure; readonly message: string };
