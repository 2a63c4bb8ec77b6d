import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { encodeResult } from './duckdb-values.ts';
import type { ResultLimits } from './encode.ts';
import type { RunResult } from './backend.ts';
import type { EngineLimits, VizTable } from './messages.ts';

/** With these options, queries cannot fetch, install or load anything, or spill to disk. */
const SEALED_OPTIONS = {
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  temp_directory: '',
  custom_user_agent: 'vibedasher-server',
};

/** After these statements, no statement can open a file, a URL or another database, or change these settings. */
const SEAL = [
  "SET GLOBAL TimeZone = 'UTC'",
  'SET enable_external_access = false',
  'SET lock_configuration = true',
];

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A locked DuckDB database of one viz that contains only its datasets. */
export class VizDatabase {
  readonly #instance: DuckDBInstance;
  #users = 0;

  private constructor(instance: DuckDBInstance) {
    this.#instance = instance;
  }

  /**
   * Opens a database with a view for each alias. The rows stay in one read-only file per dataset, which all databases
   * share. Opening a database therefore takes milliseconds, and the memory limit applies only to queries.
   */
  static async open(
    tables: readonly VizTable[],
    limits: Pick<EngineLimits, 'memoryPerViz' | 'threads'>,
  ): Promise<VizDatabase> {
    const instance = await DuckDBInstance.create(':memory:', {
      ...SEALED_OPTIONS,
      memory_limit: limits.memoryPerViz,
      threads: String(limits.threads),
    });
    const connection = await instance.connect();
    try {
      for (const [index, { alias, file }] of tables.entries()) {
        await connection.run(`ATTACH ${quoteLiteral(file)} AS dataset_${index} (READ_ONLY)`);
        await connection.run(
          `CREATE VIEW ${quoteIdentifier(alias)} AS SELECT * FROM dataset_${index}.main.data`,
        );
      }
      for (const statement of SEAL) await connection.run(statement);
    } catch (error) {
      instance.closeSync();
      throw error;
    } finally {
      connection.closeSync();
    }
    return new VizDatabase(instance);
  }

  /** Whether no statement is running, so the database can be closed. */
  get idle(): boolean {
    return this.#users === 0;
  }

  /**
   * Runs one checked statement on a new connection. `onStart` receives the connection, which can interrupt the
   * statement.
   */
  async run(
    sql: string,
    limits: ResultLimits,
    onStart: (connection: Pick<DuckDBConnection, 'interrupt'>) => void,
  ): Promise<RunResult> {
    this.#users += 1;
    try {
      const connection = await this.#instance.connect();
      try {
        onStart(connection);
        return await encodeResult(await connection.stream(sql), limits);
      } finally {
        connection.closeSync();
      }
    } finally {
      this.#users -= 1;
    }
  }

  close(): void {
    this.#instance.closeSync();
  }
}
