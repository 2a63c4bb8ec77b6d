/**
 * `node bench/postgres.ts`: compares new queries of the server with the same statements in PostgreSQL alone.
 *
 * PostgreSQL alone is `pg` in this process, which reads all rows as text from a cursor. The server is a process of its own.
 * Its time ends with the last byte of the rows, whose values have never been requested before. Both run in turn. Prints
 * medians.
 *
 *     --runs 31          number of runs
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import Cursor from 'pg-cursor';
import { readCommandLine } from '../scripts/command-line.ts';
import { startPostgres } from '../scripts/local-postgres.ts';
import { median } from './statistics.ts';

const { values } = readCommandLine(import.meta.filename, { runs: { type: 'string', default: '31' } });
const RUNS = Number(values.runs);
/** Rows that the cursor alone reads at once. */
const BATCH_ROWS = 10_000;
const SIZES = [1, 1000, 10_000, 50_000];
const SETUP = `
  CREATE ROLE reader LOGIN;
  CREATE SCHEMA stats;
  GRANT USAGE ON SCHEMA stats TO reader;
  CREATE TABLE stats.sales AS
    SELECT i AS n, (i % 977) * 1.25 AS amount, DATE '2020-01-01' + i % 2000 AS day, 'Region ' || i % 50 AS region, i % 3 = 0 AS paid
    FROM generate_series(1, 50000) i;
  ANALYZE stats.sales;
  GRANT SELECT ON ALL TABLES IN SCHEMA stats TO reader;`;

const statement = (size: number, value: string): string =>
  `SELECT * FROM ${value.startsWith('$') ? 'stats.' : ''}sales WHERE n <= ${size} AND ${value} <> ''`;

const root = await mkdtemp(join(tmpdir(), 'vibedasher-bench-'));
const charts = join(root, 'vizzes/acme/sales/charts');
await mkdir(charts, { recursive: true });
const viz = {
  name: 'Sales',
  publishStatus: 'PUBLISHED',
  viewMode: 'public',
  tables: ['stats.sales'],
  ttl: 86_400,
};
await writeFile(join(charts, '../viz.json'), JSON.stringify(viz));
for (const size of SIZES) await writeFile(join(charts, `${size}.sql`), statement(size, `'{{n}}'`));

const postgres = await startPostgres();
await postgres.run(SETUP);
const options = { engine: postgres.url('reader'), rateMax: 1_000_000 };
const server = spawn(
  process.execPath,
  [join(import.meta.dirname, '../server/soak/serve.ts'), root, JSON.stringify(options)],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const client = new pg.Client(postgres.url('reader'));
await client.connect();

try {
  let output = '';
  while (!output.includes('Storage')) output += String((await once(server.stdout, 'data'))[0]);
  const [, apiBase = ''] = /API +(\S+)/.exec(output) ?? [];

  const alone = async (size: number, run: number): Promise<void> => {
    await client.query('BEGIN READ ONLY');
    const cursor = client.query(
      new Cursor<string[]>(statement(size, '$1'), [String(run)], {
        rowMode: 'array',
        types: { getTypeParser: () => (text: string) => text } as never,
      }),
    );
    let count = 0;
    for (let read = -1; read !== 0; count += read) read = (await cursor.read(BATCH_ROWS)).length;
    await cursor.close();
    await client.query('ROLLBACK');
    if (count !== size) throw new Error(`${count} rows, not ${size}`);
  };
  const served = async (size: number, run: number): Promise<void> => {
    const response = await fetch(`${apiBase}/v1/public/viz/acme/sales/rows/${size}?p.n=${run}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  };
  const duration = async (work: () => Promise<void>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

  console.log('| rows | PostgreSQL alone | server | difference | ratio |\n| --- | --- | --- | --- | --- |');
  for (const size of SIZES) {
    const times: { alone: number[]; served: number[] } = { alone: [], served: [] };
    for (let run = 0; run < RUNS + 3; run += 1) {
      const one = await duration(() => alone(size, run));
      const other = await duration(() => served(size, run));
      // The first ones load code and connect.
      if (run < 3) continue;
      times.alone.push(one);
      times.served.push(other);
    }
    const [a, b] = [median(times.alone), median(times.served)];
    console.log(
      `| ${size} | ${a.toFixed(1)} ms | ${b.toFixed(1)} ms | ${(b - a).toFixed(1)} ms | ${(b / a).toFixed(1)} |`,
    );
  }
} finally {
  server.kill('SIGTERM');
  await client.end();
  await once(server, 'exit');
  await postgres.stop();
  await rm(root, { recursive: true });
}
