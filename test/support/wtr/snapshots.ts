/** Snapshots for pages of tests, intact and damaged, and servers that are no API. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  SNAPSHOT_INDEX,
  type SnapshotIndex,
  snapshotPath,
} from '../../../src/public-client/snapshot-format.ts';
import { buildSnapshot, toJsonBytes, type BuiltViz, type SnapshotFiles } from '../snapshot.ts';

const REGIONS = 'SELECT region, sales FROM sales WHERE year = {{year}}';
const MONTHS = `SELECT month, sales FROM sales
WHERE year = {{year}} AND ('{{region}}' = '' OR region = '{{region}}')`;
const YEARS = ['2025', '2026'];
const SALES: Readonly<Record<string, number>> = { EU: 30, US: 20, ASIA: 10 };

const rows = (headers: readonly string[], values: readonly (readonly unknown[])[]): unknown => ({
  headers,
  rows: values,
});

/** `acme/shops`: two charts, a year and a region. Its snapshot has no months of ASIA. */
const SHOPS: BuiltViz = {
  viz: {
    name: 'Shops',
    slug: 'shops',
    accountSlug: 'acme',
    files: {
      'charts/regions.sql': REGIONS,
      'charts/months.sql': MONTHS,
      'params.json': JSON.stringify([
        { name: 'year', label: 'Year', type: 'number', default: 2026, options: YEARS.map(Number) },
        {
          name: 'region',
          label: 'Region',
          type: 'string',
          default: '',
          options: ['', ...Object.keys(SALES)],
        },
      ]),
    },
  },
  answers: YEARS.flatMap((year) => {
    const more = Number(year) - 2025;
    return [
      {
        sql: REGIONS,
        args: { year },
        result: rows(
          ['region', 'sales'],
          Object.entries(SALES).map(([region, sales]) => [region, sales + more]),
        ),
      },
      ...['', 'EU', 'US'].map((region) => ({
        sql: MONTHS,
        args: { region, year },
        result: rows(
          ['month', 'sales'],
          [1, 2, 3].map((month) => [`${year}-0${month}-01`, (SALES[region] ?? 60) + more + month]),
        ),
      })),
    ];
  }),
};

const change = (folder: string, text: string) => (files: SnapshotFiles) => {
  for (const path of files.keys())
    if (path.startsWith(folder)) files.set(path, new TextEncoder().encode(text));
};

/** Damages, by the name of the folder. */
const DAMAGES: Readonly<Record<string, (files: SnapshotFiles) => void>> = {
  good: () => {},
  missing: (files) => files.clear(),
  page: change('', '<!doctype html><title>Home</title>'),
  newer: (files) => files.set(SNAPSHOT_INDEX, toJsonBytes({ version: 99 })),
  cut: change('a/', '\u0084'),
};

/** The engine for queries in the browser. */
export interface EngineBytes {
  readonly worker: Buffer;
  readonly module: Buffer;
}

/**
 * Builds a snapshot of `acme/weekly-sales` with its tables, the engine, and no answers: `tables`. `acme/copy` has the
 * same tables, but declares `year` as text.
 */
async function buildTables(api: string, { worker, module }: EngineBytes): Promise<SnapshotFiles> {
  const place = `${api}/v1/public/viz/acme/weekly-sales`;
  const { viz } = (await (await fetch(place)).json()) as { viz: BuiltViz['viz'] };
  const plan = await fetch(`${place}/wasm-plan?format=duckdb`);
  const { database } = (await plan.json()) as { database: { url: string; names: string[] } };
  const tables = new Uint8Array(await (await fetch(database.url)).arrayBuffer());
  const params = JSON.stringify([{ name: 'year', type: 'string' }]);
  const copy = { ...viz, slug: 'copy', files: { ...(viz['files'] as object), 'params.json': params } };
  const files = await buildSnapshot([viz, copy].map((viz) => ({ viz, answers: [] })));
  const index = JSON.parse(new TextDecoder().decode(files.get(SNAPSHOT_INDEX))) as SnapshotIndex;
  const name = '0123456789abcdef';
  const paths = {
    tables: snapshotPath('tables', name),
    worker: snapshotPath('worker', name),
    module: snapshotPath('module', name),
  };
  const entries = index.vizzes.map((entry) => ({
    ...entry,
    tables: { file: paths.tables, bytes: tables.length, names: database.names, version: 'one' },
  }));
  return files
    .set(SNAPSHOT_INDEX, toJsonBytes({ ...index, vizzes: entries, engine: { ...paths, tables: undefined } }))
    .set(paths.tables, tables)
    .set(paths.worker, new Uint8Array(worker))
    .set(paths.module, new Uint8Array(module));
}

const built = new Map<string, Promise<SnapshotFiles>>();

/**
 * Resolves with a file of a snapshot: `good/index.json`. Its content is `null` if there is none.
 * @param loadEngine Called for snapshots with tables, which come from the API at `api`
 */
export async function snapshotFile(
  path: string,
  api: string,
  loadEngine: () => Promise<EngineBytes>,
): Promise<Buffer | null> {
  const [, name = '', file = ''] = /^([^/]+)\/(.*)$/.exec(path) ?? [];
  const damage = DAMAGES[name];
  let files = built.get(name);
  if (!files && name === 'tables') files = loadEngine().then((engine) => buildTables(api, engine));
  else if (!files && damage)
    files = buildSnapshot([SHOPS]).then((files) => {
      damage(files);
      return files;
    });
  if (!files) return null;
  built.set(name, files);
  const bytes = (await files).get(file);
  return bytes ? Buffer.from(bytes) : null;
}

/** Resolves with the answer of a server that is no API: `page/…`, `fails/…`, `slow/…`; `null` if it closes the connection. */
export async function brokenAnswer(path: string): Promise<{ status: number; body: string } | null> {
  const [kind] = path.split('/');
  if (kind === 'down') return null;
  // Longer than elements wait.
  if (kind === 'slow') await delay(15_000);
  return { status: kind === 'fails' ? 500 : 200, body: '<!doctype html><title>Not an API</title>' };
}
