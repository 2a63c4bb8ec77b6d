/** The seam between the server and the engine that has the data. */
import type { UsedNames } from './used-columns.ts';
import type { BoundStatement, Dialect } from './statement.ts';

/** The parts of a viz that an engine needs: a `CatalogViz` has them. */
export interface VizTables {
  readonly account: string;
  readonly slug: string;
  /** The names of its tables in SQL. */
  readonly datasets: readonly string[];
  /** Its tables in an engine other than DuckDB. */
  readonly external?: ExternalTables | undefined;
}

/** Returns the key of a viz in queues, caches and logs: `ACCOUNT/SLUG`. Also the `Surrogate-Key` of its responses. */
export function vizKey({ account, slug }: Pick<VizTables, 'account' | 'slug'>): string {
  return `${account}/${slug}`;
}

/** Tables or views that others fill. */
export interface ExternalTables {
  readonly tables: readonly { readonly schema: string; readonly name: string }[];
  /** What changes with their rows: the first row of a statement, or the time, every `ttl` seconds. */
  readonly version: { readonly sql: string } | { readonly ttl: number };
}

/** A table of a viz, and the version of its rows. */
export interface TableVersion {
  /** Its name in SQL. */
  readonly alias: string;
  /** Where the rows are, for logs: the path of a file, or the name of a table. */
  readonly source: string;
  /** Changes when the rows change. Results of one version are cached, also by other instances. */
  readonly version: string;
  /** When the rows were written, in milliseconds since 1970. `undefined`: unknown. */
  readonly writtenAt: number | undefined;
}

/** Returns texts that identify tables and the versions of their rows. */
export function versionKeys(tables: readonly TableVersion[]): string[] {
  return tables.map(({ alias, version }) => `${alias}@${version}`);
}

/** The present tables of a viz. It can be queried if none is blocked. */
export interface VizData {
  readonly present: readonly TableVersion[];
  /** The aliases of the others, each with the reason, for readers. */
  readonly blocked: readonly { readonly id: string; readonly reason: string }[];
  /** Whether tables are blocked because the engine cannot be reached. */
  readonly isUnavailable?: boolean;
}

/** Which part of a viz's tables a database file contains. */
export interface DatabaseRequest {
  /** `ACCOUNT/SLUG` */
  readonly viz: string;
  /** At least one. */
  readonly tables: readonly TableVersion[];
  /** The names of the columns to read; `null` for all. A table with none of these columns is read with its first column. */
  readonly columns: ReadonlySet<string> | null;
  /** The number of rows to read, from the start of each table; `null` for all. */
  readonly rows: number | null;
}

export interface DatabaseFile {
  readonly path: string;
  /** 32 hexadecimal digits. Equal for equal versions, columns and rows of tables. */
  readonly id: string;
  /** The tables, in the schema `main`. */
  readonly names: readonly string[];
  /** The tables with fewer rows than their dataset has. */
  readonly cut: readonly { readonly name: string; readonly rows: number; readonly of: number }[];
}

/** A checked statement that is to run. */
export interface Plan {
  readonly statement: BoundStatement;
  /** `ACCOUNT/SLUG` */
  readonly viz: string;
  /** Tables that {@link Backend.tables} has returned. */
  readonly tables: readonly TableVersion[];
  /** Time limit in milliseconds. */
  readonly ms: number;
}

export interface RunResult {
  /** The rows as MessagePack, compressed with gzip; see `RowEncoder` in encode.ts. */
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  readonly truncated: boolean;
}

/** The rows of a run, from the engine or from another instance. */
export type EncodedRows = Pick<RunResult, 'bytes'>;

/**
 * Why a statement failed. `failed`: an error in the statement, whose message is for its author. `internal`: an error of
 * the engine or of the server's files, which belongs in the log. `interrupted`: the server closes. `unavailable`: the
 * engine cannot be reached, which it has reported to the log; clients get 503, and can send the statement again.
 */
export type EngineFailure = 'failed' | 'internal' | 'timeout' | 'memory' | 'interrupted' | 'unavailable';

/** Thrown if a statement fails in the engine, with the engine's message if there is one. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly failure: EngineFailure;

  constructor(failure: EngineFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** Milliseconds for which a failure is kept that may pass. */
const FAILURE_MS = 60_000;

/**
 * Forgets a failure that may pass: at once if the engine could not be reached, as another attempt then ends soon, and
 * otherwise after a minute.
 */
export function forgetFailure(error: unknown, forget: () => void): void {
  if (!(error instanceof EngineError) || error.failure === 'failed') return;
  setTimeout(forget, error.failure === 'unavailable' ? 0 : FAILURE_MS).unref();
}

/** What a backend reports to the log of the server. */
export interface EngineLog {
  error(details: object, message: string): void;
  warn(message: string): void;
}

/** Does synchronous work. */
export type CountWork = <T>(work: () => T) => T;

/** Where the tables of vizzes are, and what runs statements on them. Its limits come from its constructor. */
export interface Backend {
  /** The name for messages, such as `DuckDB`. */
  readonly name: string;
  readonly can: {
    /** Whether it runs statements that are not files of their viz. Otherwise the server refuses them. */
    readonly adHocSql: boolean;
  };
  /** `undefined`: values become literals in the text, as DuckDB and PostgreSQL read them. */
  readonly dialect: Dialect | undefined;
  /** Whether the engine could be reached at the last attempt. Default: `true`. */
  readonly isReachable?: boolean;

  /** Prepares for the first statement, without waiting. */
  start?(): void;
  /** Ends running statements, which fail as `interrupted`. */
  close(): Promise<void>;
  /**
   * Resolves with what cannot be used, each with the reason, for the operator.
   *
   * @param vizzes All vizzes with data
   */
  problems(vizzes: readonly VizTables[]): Promise<string[]>;

  /** Resolves with the tables of a viz and their versions. Reads no rows. Called for each request, so it must be fast. */
  tables(viz: VizTables): Promise<VizData>;
  /**
   * Returns whether the result of a statement depends on more than its tables and values, such as on the time. Its rows
   * are then kept for `resultSeconds` only. Called for each request, also before {@link check}: does not throw.
   */
  isVolatile(statement: BoundStatement, viz: VizTables): boolean;
  /**
   * Resolves if a statement may run. Called for at most one own and one ad hoc statement at a time, and not for a statement
   * that is cached.
   *
   * @param isAdHoc Whether the statement is not a file of its viz
   * @param count Does further work in the main thread, and counts its time for the visitor. The start of the check is counted
   * @throws ApiError 400 or 403 if the statement is not allowed
   * @throws EngineError if the check exceeds its limits, or the engine cannot be reached
   */
  check(statement: BoundStatement, viz: VizTables, isAdHoc: boolean, count?: CountWork): Promise<void>;
  /**
   * Runs a checked statement. The caller limits how many run at the same time.
   *
   * @throws EngineError if the statement fails, exceeds its limits, `signal` is aborted, or the engine cannot be reached
   * @throws ApiError 409 `data_not_available` if a table cannot be read
   */
  run(plan: Plan, signal: AbortSignal): Promise<RunResult>;
  /** Resolves with the newest value of a column in ISO 8601 with `Z`, or `null` if it has no values. */
  newest(table: TableVersion, column: string): Promise<string | null>;

  /** The rows of tables as files. Without it, the server offers none. */
  readonly extracts?:
    | {
        /**
         * Resolves with what statements of a viz name, or `null` if they may read columns that they do not name. Called
         * like {@link check}, for one viz at a time.
         */
        usedNames(statements: readonly string[], viz: VizTables): Promise<UsedNames | null>;
        /** Returns the id that the file of {@link createDatabase} has or would have. */
        databaseId(request: DatabaseRequest): string;
        /**
         * Resolves with a DuckDB file that contains tables.
         *
         * @throws Error whose message is the reason, for readers
         */
        createDatabase(request: DatabaseRequest): Promise<DatabaseFile>;
        /**
         * Resolves with the path of a Parquet file with the rows, compressed with Snappy.
         *
         * @throws Error whose message is the reason, for readers
         */
        create(table: TableVersion): Promise<string>;
        /** Resolves with the path of the Parquet file with that name, which another instance has created, if it is current. */
        find(name: string): Promise<string | undefined>;
      }
    | undefined;
}
