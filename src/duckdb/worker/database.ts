/** DuckDB with the tables of one viz, sealed: no statement can reach the network, a file or a setting. */
import {
  BROWSER_RUNTIME,
  createDuckDB,
  type DuckDBConnection,
  type DuckDBRuntime,
  type PreparedStatement,
  VoidLogger,
} from '@duckdb/duckdb-wasm/blocking';
import type { RecordBatch, Schema } from 'apache-arrow';
import type { EngineReply } from '../../public-client/browser-queries.ts';
import { cellReader, UnreadableColumn, wireTypeOf } from './values.ts';

/** The package declares only its build for Node. scripts/duckdb-worker.ts takes the one for browsers, which also exports this. */
declare module '@duckdb/duckdb-wasm/blocking' {
  export const BROWSER_RUNTIME: DuckDBRuntime;
}

type Result = NonNullable<Extract<EngineReply, { table: unknown }>['table']>;

/** The limits of a result: the server's defaults in `server/src/limits.ts`. */
const MAX_ROWS = 100_000;
const MAX_COLUMNS = 2000;
const MAX_RESULT_BYTES = 48 * 2 ** 20;

/** Maximum number of bytes of WebAssembly's memory: the tables, what a query needs, and its result. */
const MAX_MEMORY = 2 * 2 ** 30;

const TABLES = 'tables.duckdb';

/**
 * The statements that open the tables and seal the database. A list parameter is a JSON list of texts, which templates
 * read with `from_json`. This DuckDB has no JSON, and its lists have no escapes but those of quotes and backslashes.
 */
const OPEN = [
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  "SET memory_limit = '1GB'",
  "SET temp_directory = ''",
  `ATTACH '${TABLES}' AS viz (READ_ONLY)`,
  'USE viz',
  `CREATE TEMP MACRO from_json(json, structure) AS CASE
     WHEN structure <> '["VARCHAR"]' OR regexp_matches(json, '(^|[^\\\\])(\\\\\\\\)*\\\\[^"\\\\]')
       THEN error('from_json is not in the catalog, but it exists in the json extension')
     ELSE CAST(json AS VARCHAR[])
   END`,
  'SET enable_external_access = false',
  'SET lock_configuration = true',
];

/** Thrown for a statement that needs what this DuckDB lacks. */
export class MissingFeature extends Error {}

/** DuckDB's messages about functions, types and settings of extensions, and about extensions that it would load. */
const OF_EXTENSION = /(?<![^\s"])([^\s"]+)"? is not in the catalog, but it exists in the (\w+) extension/;
const EXTENSION = /the required extension '(\w+)'/;

export class Database {
  readonly #connection: DuckDBConnection;

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  /**
   * @param module The WebAssembly module of DuckDB
   * @param tables A DuckDB file
   */
  static async open(module: ArrayBuffer, tables: ArrayBuffer): Promise<Database> {
    // Before DuckDB's script tests features: it takes a refusal by a policy for a missing feature.
    const compiled = await WebAssembly.compile(module);
    const files = { mainModule: 'duckdb.wasm', mainWorker: null };
    const bindings = await createDuckDB(
      { mvp: { ...files, mainWorker: '' }, eh: { ...files, mainWorker: '' } },
      new VoidLogger(),
      BROWSER_RUNTIME,
    );
    const instantiated = new Promise<never>((_, reject) => {
      // Otherwise it would fetch the module.
      Object.assign(bindings, {
        instantiateWasm(
          imports: WebAssembly.Imports,
          success: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
        ): object {
          Object.assign(globalThis, { DUCKDB_RUNTIME: BROWSER_RUNTIME });
          WebAssembly.instantiate(compiled, imports).then((instance) => success(instance, compiled), reject);
          return [];
        },
      });
    });
    await Promise.race([bindings.instantiate(), instantiated]);
    limitMemory();
    bindings.registerFileBuffer(TABLES, new Uint8Array(tables));
    const connection = bindings.connect();
    for (const statement of OPEN) connection.query(statement);
    return new Database(connection);
  }

  /**
   * Runs one SELECT.
   * @throws MissingFeature, UnreadableColumn, or DuckDB's error
   */
  run(sql: string): Result {
    try {
      return this.#read(sql);
    } catch (error) {
      const { message } = error as Error;
      const [, name = 'The query', extension = EXTENSION.exec(message)?.[1]] =
        OF_EXTENSION.exec(message) ?? [];
      if (extension)
        throw new MissingFeature(
          `${name} needs DuckDB's extension ${extension}, which queries in the browser do not have`,
        );
      if (error instanceof WebAssembly.RuntimeError || error instanceof UnreadableColumn) throw error;
      // Without the line, which starts with DESCRIBE.
      throw new Error(message.replace(/\n\nLINE 1:.*/s, ''), { cause: error });
    }
  }

  #read(sql: string): Result {
    // A prepared statement is a single one, and DuckDB describes only what is a SELECT.
    const described = this.#connection.prepare(`DESCRIBE ${sql}`);
    const types = described
      .query()
      .toArray()
      .map((row: { column_type: unknown }) => String(row.column_type));
    described.close();
    if (types.length > MAX_COLUMNS)
      throw new UnreadableColumn(
        `The result has ${types.length} columns; a result has at most ${MAX_COLUMNS}.`,
      );
    const statement = this.#connection.prepare(sql);
    try {
      const { schema, batches } = this.#execute(statement, types);
      const columns = schema.fields.map(({ name, type }, place) => ({
        name,
        type: wireTypeOf({ name, type, duckdbType: types[place] ?? '' }),
      }));
      const rows: unknown[][] = [];
      let bytes = 0;
      for (const batch of batches) {
        const readers = batch.data.children.map((data, place) => cellReader(data, types[place]));
        for (let index = 0; index < batch.numRows; index++) {
          const row = readers.map((read) => read(index));
          bytes += row.reduce<number>((sum, cell) => sum + sizeOf(cell), 0);
          if (rows.length >= MAX_ROWS || bytes > MAX_RESULT_BYTES) {
            return { columns, rows, truncated: true };
          }
          rows.push(row);
        }
      }
      return { columns, rows, truncated: false };
    } finally {
      statement.close();
    }
  }

  /** Arrow's package drops the dictionaries of a stream, which enumerations use. */
  #execute(
    statement: PreparedStatement,
    types: readonly string[],
  ): { readonly schema: Schema; readonly batches: Iterable<RecordBatch> } {
    if (types.some((type) => type.includes('ENUM('))) return statement.query();
    const batches = statement.send().open();
    return { schema: batches.schema, batches };
  }
}

/** Limits the memory, of which DuckDB's own limit counts only a part. An allocation beyond it fails. */
function limitMemory(): void {
  const { prototype } = WebAssembly.Memory;
  const grow = prototype.grow;
  prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * 65_536 > MAX_MEMORY) throw new RangeError('The memory is full');
    return grow.call(this, pages);
  };
}

/** Estimates the bytes of a value in a response of the server. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 8;
}
