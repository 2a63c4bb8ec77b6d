/** Compares the rows of the demo's charts in another engine with those in DuckDB. */
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { decode } from '@msgpack/msgpack';
import { DEMO_ROOT, prepareData } from '../../demo/prepare-data.ts';
import { startServer, type RunningServer } from '../../server/src/index.ts';

/** Parameters other than the defaults, by viz. */
const PARAMS: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  'acme/weekly-sales': [
    { year: '2023', region: 'EU' },
    { from: '2024-03-01', to: '2024-04-15' },
  ],
  'civic-data/strike-reports': [
    { species: 'gull', state: 'Texas', size: 'Small' },
    { times: '["Day","Night"]', phases: '[]' },
    { since: '1998-01-01', until: '', cost: '1000.5', month: '6', known: 'true' },
    { species: `\\' OR 1=1 --` },
  ],
  'civic-data/unemployment': [{ industry: 'Construction', from: '2005-01-01' }],
  'northwind-labs/health-and-families': [{ year: '1955' }],
  'northwind-labs/late-flights': [
    { origin: 'ATL', late: '30', weekdays: 'true' },
    { since: '2001-02-01', until: '2001-03-01', shortest: '500', longest: '1000' },
  ],
};

/** A query that refers to a table that the viz does not have. */
const BROKEN = 'civic-data/broken-query';
/** Vizzes whose data are not there, not public, or take time. */
const BLOCKED = /^civic-data\/(census|withdrawn-survey|draft-budget)$|\/nightly-report$/;

interface Result {
  readonly columns: readonly unknown[];
  readonly rows: readonly (readonly unknown[])[];
}

/** A running engine with the data of the demo. */
export interface DemoEngine {
  /** The address for a server that reads the data. */
  readonly engine: string;
  stop(): Promise<void>;
}

export interface Comparison {
  /** Starts the engine with the Parquet files of a folder. */
  readonly start: (datasets: string) => Promise<DemoEngine>;
  /** Charts that need what the engine does not have, as `ACCOUNT/SLUG/CHART`. */
  readonly without?: readonly string[];
  /** Why the engine cannot be started. */
  readonly skip?: string | false;
}

/** Runs the queries of all vizzes in an engine and in DuckDB. */
export function compareWithDuckDb(name: string, { start, without = [], skip = false }: Comparison): void {
  describe(`the demo in ${name}`, { skip }, () => {
    let other: DemoEngine;
    let onOther: RunningServer;
    let onDuckDb: RunningServer;
    let root: string;

    before(async () => {
      await prepareData();
      root = await mkdtemp(join(tmpdir(), 'vibedasher-demo-'));
      await cp(DEMO_ROOT, root, { recursive: true });
      await keepSomeFlights(join(root, 'datasets/flights.parquet'));
      other = await start(join(root, 'datasets'));
      onOther = await startServer({ root, engine: other.engine });
      onDuckDb = await startServer({ root });
    });
    after(async () => {
      await onOther.close();
      await onDuckDb.close();
      await other.stop();
      await rm(root, { recursive: true, force: true });
    });

    it('has no problems', () => {
      assert.deepEqual(onOther.problems, []);
    });

    const charts = globSync('vizzes/*/*/charts/*.sql', { cwd: DEMO_ROOT }).sort();
    for (const path of charts) {
      const [, account, slug, , file = ''] = path.split('/');
      const viz = `${account}/${slug}`;
      const chart = file.replace(/\.sql$/, '');
      if (viz === BROKEN || BLOCKED.test(viz) || without.includes(`${viz}/${chart}`)) continue;
      it(`has the rows of ${viz}, ${chart}`, async () => {
        for (const params of [{}, ...(PARAMS[viz] ?? [])]) {
          const used = await usedParams(onDuckDb, viz, chart, params);
          const address = `/v1/public/viz/${viz}/rows/${chart}?${used}`;
          assertSame(await rowsAt(onOther, address), await rowsAt(onDuckDb, address), String(used));
        }
      });
    }
  });
}

/** Loading three million rows would take most of the time. A result of more than 100,000 rows is cut anywhere. */
async function keepSomeFlights(file: string): Promise<void> {
  const instance = await DuckDBInstance.create();
  const db = await instance.connect();
  await db.run(
    `COPY (SELECT * FROM read_parquet('${file}') WHERE distance % 31 = 0) TO '${file}.new' (FORMAT parquet)`,
  );
  db.closeSync();
  instance.closeSync();
  await rename(`${file}.new`, file);
}

/** Returns the parameters that the statement of a chart uses: others are refused. */
async function usedParams(
  api: RunningServer,
  viz: string,
  chart: string,
  params: Readonly<Record<string, string>>,
): Promise<URLSearchParams> {
  const sql = (await filesOf(api, viz))[`charts/${chart}.sql`] ?? '';
  const used = Object.entries(params).filter(([name]) => sql.includes(`{{${name}}}`));
  return new URLSearchParams(used.map(([name, value]) => [`p.${name}`, value]));
}

async function filesOf(api: RunningServer, viz: string): Promise<Record<string, string>> {
  const response = await fetch(`${api.apiBase}/v1/public/viz/${viz}`);
  return ((await response.json()) as { viz: { files: Record<string, string> } }).viz.files;
}

/** Compares the first row that differs: a report about all rows of a large result would exhaust the memory. */
function assertSame(ours: Result, theirs: Result, used: string): void {
  const at = theirs.rows.findIndex(([row], place) => row !== ours.rows[place]?.[0]);
  const brief = ({ columns, rows }: Result): unknown => ({ columns, count: rows.length, row: rows[at] });
  assert.deepEqual(brief(ours), brief(theirs), used);
}

/** In no order, as most statements leave the order of equal rows open, and with 12 digits, as the order of a sum does. */
async function rowsAt(api: RunningServer, address: string): Promise<Result> {
  const response = await fetch(api.apiBase + address);
  const bytes = await response.arrayBuffer();
  assert.equal(response.status, 200, Buffer.from(bytes).toString());
  const { columns, rows } = decode(bytes) as Result;
  const round = (value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(12)) : value;
  const texts = rows.map((row) => JSON.stringify(row.map(round)));
  return { columns, rows: texts.sort().map((text) => [text]) };
}
