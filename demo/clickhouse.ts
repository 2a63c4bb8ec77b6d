/** ClickHouse with the data of the demo, for tests. */
import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { startClickHouse } from '../scripts/local-clickhouse.ts';

/** The database of the tables, as each `viz.json` names it. */
const DATABASE = 'demo';
/** Begins in 1880, and ClickHouse has no dates before 1900. */
const TOO_OLD = 'temperature.parquet';

/**
 * Starts a stand-in for a ClickHouse server with the datasets, which `prepareData()` has built.
 *
 * @param datasets Folder of the Parquet files
 */
export async function startDemoClickHouse(
  datasets: string,
): Promise<{ readonly engine: string; stop(): Promise<void> }> {
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
