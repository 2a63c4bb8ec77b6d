// @lane long
import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { missingChdb, startClickHouse } from '../support/local-clickhouse.ts';
import { compareWithDuckDb, type DemoEngine } from './same-rows.ts';

/** The database of the tables, as each `viz.json` names it. */
const DATABASE = 'demo';
/** Begins in 1880, and ClickHouse has no dates before 1900. */
const TOO_OLD = 'temperature.parquet';

async function start(datasets: string): Promise<DemoEngine> {
  const files = (await readdir(datasets)).filter((file) => file.endsWith('.parquet') && file !== TOO_OLD);
  const { url, stop } = await startClickHouse([
    `CREATE DATABASE ${DATABASE}`,
    ...files.map(
      (file) =>
        `CREATE TABLE ${DATABASE}.${parse(file).name} ENGINE = Memory AS SELECT * FROM file('${join(datasets, file)}', Parquet)`,
    ),
  ]);
  return { engine: url(DATABASE), stop };
}

compareWithDuckDb('ClickHouse', {
  start,
  without: [
    // Dates before 1900.
    'civic-data/global-temperature/main',
    // Columns of structs, the outlines of states.
    'civic-data/engineers/main',
    'northwind-labs/flights/airports.states',
  ],
  skip: await missingChdb(),
});
