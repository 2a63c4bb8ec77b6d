import { ApiError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type {
  Backend,
  DatabaseFile,
  DatabaseRequest,
  EngineLog,
  Plan,
  RunResult,
  TableVersion,
  VizData,
  VizTables,
} from './backend.ts';
import { versionKeys } from './backend.ts';
import { databaseId, DatabaseFiles } from './database-files.ts';
import { DatasetError, Datasets } from './datasets.ts';
import { Engine } from './engine.ts';
import { isVolatile } from './sql-functions.ts';
import type { BoundStatement } from './statement.ts';

/** Milliseconds until an unreadable dataset is tried again. */
const BROKEN_MS = 60_000;

/** The files under `datasets/`, and DuckDB in processes of its own. */
export class DuckDbBackend implements Backend {
  readonly name: string = 'DuckDB';
  readonly can = { adHocSql: true };
  /**
   * Values are literals, in the text that one parser both checks and runs. Placeholders are not faster, cannot be in
   * `DATE '{{day}}'`, `"{{column}}"` or `ORDER BY {{n}}`, and change the names of columns without an alias.
   */
  readonly dialect: Backend['dialect'];
  readonly extracts: Backend['extracts'];
  readonly #datasets: Datasets;
  readonly #databases: DatabaseFiles;
  readonly #engine: Engine;
  readonly #log: EngineLog;
  readonly #broken = new Map<string, { readonly reason: string; readonly until: number }>();

  constructor(options: {
    /** Folder of the files. */
    readonly folder: string;
    readonly workFolder: string;
    readonly limits: Limits;
    readonly log: EngineLog;
  }) {
    const { folder, workFolder, limits, log } = options;
    this.#log = log;
    this.#datasets = new Datasets({ folder, workFolder, memory: limits.loadMemory });
    this.#databases = new DatabaseFiles({ workFolder, memory: limits.loadMemory });
    this.#engine = new Engine(limits, (message) => log.warn(message));
    this.extracts = {
      create: (table) => this.#reading(table, () => this.#datasets.extract(table)),
      find: (name) => this.#datasets.extractNamed(name),
      usedNames: (statements, { datasets }) => this.#engine.names(statements, datasets),
      databaseId,
      createDatabase: (request) => this.#createDatabase(request),
    };
  }

  start(): void {
    this.#engine.start();
  }

  async close(): Promise<void> {
    await this.#engine.close();
    await this.#databases.close();
    await this.#datasets.close();
  }

  async problems(vizzes: readonly VizTables[]): Promise<string[]> {
    const problems = await this.#datasets.problems();
    for (const { account, slug, datasets } of vizzes)
      for (const alias of datasets)
        if (!(await this.#datasets.find(alias)))
          problems.push(`vizzes/${account}/${slug}/viz.json: ${missingFile(alias)}`);
    return problems;
  }

  async tables({ datasets }: VizTables): Promise<VizData> {
    const found = await Promise.all(
      datasets.map(async (alias) => ({ alias, table: await this.#datasets.find(alias) })),
    );
    const present: TableVersion[] = [];
    const blocked: { id: string; reason: string }[] = [];
    for (const { alias, table } of found) {
      const reason = table ? this.#faultOf(table) : missingFile(alias);
      if (reason !== undefined) blocked.push({ id: alias, reason });
      else if (table) present.push(table);
    }
    return { present, blocked };
  }

  /** Values are literals in the text. */
  isVolatile({ sql }: BoundStatement): boolean {
    return isVolatile(sql);
  }

  check({ sql }: BoundStatement, { datasets }: VizTables, isAdHoc: boolean): Promise<void> {
    return this.#engine.check(sql, datasets, isAdHoc);
  }

  async run({ statement, viz, tables, ms }: Plan, signal: AbortSignal): Promise<RunResult> {
    const files = await this.#load(tables);
    const named = tables.map(({ alias }, index) => ({ alias, file: files[index]! }));
    const database = [viz, ...versionKeys(tables)].join(' ');
    return this.#engine.run({ database, tables: named, sql: statement.sql, ms }, signal);
  }

  newest(table: TableVersion, column: string): Promise<string | null> {
    return this.#datasets.newest(table, column);
  }

  async #createDatabase(request: DatabaseRequest): Promise<DatabaseFile> {
    const files = await this.#load(request.tables);
    try {
      return await this.#databases.create(request, files);
    } catch (cause) {
      if (cause instanceof ApiError) throw cause;
      this.#log.error({ err: cause, viz: request.viz }, NO_DATABASE);
      throw new ApiError(409, 'data_not_available', NO_DATABASE, { cause });
    }
  }

  async #load(tables: readonly TableVersion[]): Promise<string[]> {
    const files: string[] = [];
    for (const table of tables) files.push(await this.#reading(table, () => this.#datasets.load(table)));
    return files;
  }

  #faultOf({ version }: TableVersion): string | undefined {
    const broken = this.#broken.get(version);
    return broken && broken.until > Date.now() ? broken.reason : undefined;
  }

  /**
   * Reads a dataset. If that fails, logs why, and marks its version as unreadable for {@link BROKEN_MS}.
   *
   * @throws ApiError 409 with the reason
   */
  async #reading<T>(table: TableVersion, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      const reason = cause instanceof DatasetError ? cause.message : 'The dataset cannot be read.';
      this.#log.error({ err: cause, path: table.source }, reason);
      this.#broken.set(table.version, { reason, until: Date.now() + BROKEN_MS });
      throw new ApiError(409, 'data_not_available', reason, { cause });
    }
  }
}

const NO_DATABASE = 'The tables cannot be written as a DuckDB file.';
const missingFile = (alias: string): string => `There is no file datasets/${alias}.csv, .json or .parquet.`;
