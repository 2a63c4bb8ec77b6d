import type { Limits } from '../limits.ts';
import type { ProcessReply, ProcessRequest } from '../task-process.ts';
import type { EngineFailure, RunResult } from './backend.ts';
import type { UsedNames } from './used-columns.ts';

/** One table of a viz: its name in SQL, and the DuckDB file with its rows in the table `data`. */
export interface VizTable {
  readonly alias: string;
  readonly file: string;
}

/** A checked statement, and the database that it runs in. */
export interface RunTask {
  /** A key for the viz and the version of its data. Tasks with the same key share a database. */
  readonly database: string;
  readonly tables: readonly VizTable[];
  readonly sql: string;
  /** Time limit in milliseconds. Default: `statementMs`. */
  readonly ms?: number;
}

/** The limits that the engine's processes enforce. */
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

/** A task of a process: to check a statement (see sql-policy.ts), to run it, or to find what statements name. */
export type EngineTask =
  | { readonly kind: 'names'; readonly sqls: readonly string[]; readonly aliases: readonly string[] }
  | { readonly kind: 'check'; readonly sql: string; readonly aliases: readonly string[] }
  | { readonly kind: 'run'; readonly task: RunTask };

export type EngineRequest = ProcessRequest<EngineLimits, EngineTask>;

/** The fields of the `ApiError` for a statement that is not allowed. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** The result of a task: of a run its rows, of names `null` if they are unknown. */
export type EngineResult = RunResult | UsedNames | null | undefined;

/** The outcome of a task. */
export type EngineOutcome =
  | { readonly result: EngineResult }
  | { readonly refusal: Refusal }
  | { readonly failure: EngineFailure; readonly message: string };

export type EngineReply = ProcessReply<EngineOutcome>;
