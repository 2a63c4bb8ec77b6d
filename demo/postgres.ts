/** A PostgreSQL server with the data of the demo, for `npm start -- --engine postgres`. */
import { readdir, unlink } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { startPostgres, type LocalPostgres } from '../scripts/local-postgres.ts';
import { DEMO_ROOT } from './prepare-data.ts';

/** The schema of the tables, as each `viz.json` names it. */
const SCHEMA = 'demo';
const READER = 'demo_reader';

const TYPES: Readonly<Record<string, string>> = {
  VARCHAR: 'text',
  BOOLEAN: 'boolean',
  TINYINT: 'smallint',
  SMALLINT: 'smallint',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  FLOAT: 'real',
  DOUBLE: 'double precision',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
};

export interface DemoPostgres {
  /** The address for a server that reads the data. */
  readonly engine: string;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL in a temporary folder and loads the datasets, which `prepareData()` has built.
 *
 * @param datasets Folder of the Parquet files
 * @throws Error that says how to install PostgreSQL if there is none
 */
export async function startDemoPostgres(datasets = join(DEMO_ROOT, 'datasets')): Promise<DemoPostgres> {
  const postgres = await startPostgres();
  const instance = await DuckDBInstance.create();
  const db = await instance.connect();
  try {
    await postgres.run(
      `CREATE ROLE ${READER} LOGIN; CREATE SCHEMA ${SCHEMA}; GRANT USAGE ON SCHEMA ${SCHEMA} TO ${READER}`,
    );
    for (const name of (await readdir(datasets)).filter((file) => file.endsWith('.parquet')))
      await loadTable(postgres, db, join(datasets, name));
    await postgres.run(`GRANT SELECT ON ALL TABLES IN SCHEMA ${SCHEMA} TO ${READER}; ANALYZE`);
  } catch (error) {
    await postgres.stop();
    throw error;
  } finally {
    db.closeSync();
    instance.closeSync();
  }
  return { engine: postgres.url(READER), stop: postgres.stop };
}

async function loadTable(postgres: LocalPostgres, db: DuckDBConnection, path: string): Promise<void> {
  const source = `read_parquet(${quote(path)})`;
  const reader = await db.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
  const columns = reader
    .getRows()
    .map(([name, type]) => ({ name: `"${String(name)}"`, type: TYPES[String(type)] }));
  // Structs and lists.
  const values = columns.map(({ name, type }) => (type ? name : `to_json(${name})::VARCHAR`));
  const file = join(postgres.folder, `${parse(path).name}.csv`);
  await db.run(
    `COPY (SELECT ${values.join(', ')} FROM ${source}) TO ${quote(file)} (FORMAT csv, HEADER false)`,
  );
  const table = `${SCHEMA}.${parse(path).name}`;
  await postgres.run(`
    CREATE TABLE ${table} (${columns.map(({ name, type = 'json' }) => `${name} ${type}`).join(', ')});
    COPY ${table} FROM ${quote(file)} (FORMAT csv)`);
  await unlink(file);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
