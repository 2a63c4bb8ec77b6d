/** The vizzes that every page of the bench shows: a folder for the server. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ACCOUNT = 'bench';

export const slugOf = (index: number): string => `chart-${index + 1}`;

/** Vizzes of {@link DASHBOARD_CHARTS} charts, whose queries all use the number `price`. */
export const DASHBOARDS = {
  /** Every query takes the API a second. */
  slow: 'dashboard-slow',
  fast: 'dashboard-fast',
} as const;
export type DashboardName = keyof typeof DASHBOARDS;

export const DASHBOARD_CHARTS = 8;

export const chartIdOf = (index: number): string => `chart-${index + 1}`;

/** What a reader may choose for `price`: the least that a sale has cost. */
export const PRICES: readonly number[] = Array.from({ length: 50 }, (_, index) => 10 + index);

/** Milliseconds that a query of the slow dashboard takes. */
const SLOWNESS = 1000;

/** One kind of chart, and the query that goes with it. */
interface Kind {
  readonly sql: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

const VIZ = { publishStatus: 'PUBLISHED', viewMode: 'public', datasets: ['sales'], timeColumn: null };
const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';
const quantity = (field: string): object => ({ field, type: 'quantitative' });

/** They take turns down the page. The first is the bar chart of fifty rows. */
const KINDS: readonly Kind[] = [
  {
    sql: 'SELECT city, sum(amount) AS amount FROM sales WHERE batch = {{batch}} GROUP BY 1 ORDER BY 1',
    spec: {
      mark: { type: 'bar', tooltip: true },
      encoding: { x: { field: 'city', type: 'nominal' }, y: quantity('amount') },
    },
  },
  {
    sql: 'SELECT day, kind, sum(amount) AS amount FROM sales WHERE batch = {{batch}} GROUP BY 1, 2 ORDER BY 1, 2',
    spec: {
      mark: { type: 'line', tooltip: true },
      encoding: {
        x: { field: 'day', type: 'temporal' },
        y: quantity('amount'),
        color: { field: 'kind', type: 'nominal' },
      },
    },
  },
  {
    sql: 'SELECT amount, price, kind FROM sales WHERE batch = {{batch}} ORDER BY id LIMIT 100',
    spec: {
      mark: { type: 'point', tooltip: true },
      encoding: { x: quantity('price'), y: quantity('amount'), color: { field: 'kind', type: 'nominal' } },
    },
  },
  {
    sql: 'SELECT city, kind, sum(amount) AS amount FROM sales WHERE batch = {{batch}} GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 60',
    spec: {
      mark: { type: 'bar', tooltip: true },
      encoding: {
        y: { field: 'city', type: 'nominal' },
        x: quantity('amount'),
        color: { field: 'kind', type: 'nominal' },
      },
    },
  },
];

/** Rows of the dataset that one viz reads. */
const ROWS_PER_BATCH = 400;

/** Makes a folder of `count` vizzes, each with a query of its own. Remove it with {@link removeVizzes}. */
export async function createVizzes(count: number): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'vibedasher-bench-'));
  await mkdir(join(root, 'datasets'));
  await writeFile(join(root, 'datasets', 'sales.csv'), salesOf(Math.max(count, DASHBOARD_CHARTS)));
  for (let index = 0; index < count; index++) await writeViz(root, index);
  await writeDashboard(root, DASHBOARDS.slow, SLOWNESS);
  await writeDashboard(root, DASHBOARDS.fast, 0);
  return root;
}

export async function removeVizzes(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
}

async function writeViz(root: string, index: number): Promise<void> {
  const { sql, spec } = kindAt(index);
  await writeFiles(root, slugOf(index), {
    'viz.json': JSON.stringify({ ...VIZ, name: `Chart ${index + 1}` }),
    'charts/main.sql': sql,
    'charts/main.vl.json': JSON.stringify(spec),
  });
}

/** A viz of the same charts as the first vizzes, of sales from a price on. */
async function writeDashboard(root: string, slug: string, delay: number): Promise<void> {
  const charts = Array.from({ length: DASHBOARD_CHARTS }, (_, index) => {
    const { sql, spec } = kindAt(index);
    const path = `charts/${chartIdOf(index)}`;
    return [
      [`${path}.sql`, sql.replace('WHERE', 'WHERE price >= {{price}} AND')],
      [`${path}.vl.json`, JSON.stringify(spec)],
    ];
  });
  const params = [{ name: 'price', label: 'Price from', type: 'number', default: PRICES[0] }];
  await writeFiles(root, slug, {
    'viz.json': JSON.stringify({ ...VIZ, name: 'Dashboard', delay }),
    'params.json': JSON.stringify(params),
    ...(Object.fromEntries(charts.flat()) as Record<string, string>),
  });
}

function kindAt(index: number): Kind {
  const { sql, spec } = KINDS[index % KINDS.length] as Kind;
  return { sql: sql.replace('{{batch}}', String(index)), spec: { $schema: SCHEMA, ...spec } };
}

/** @param files Path in the viz's folder → text */
async function writeFiles(
  root: string,
  slug: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const folder = join(root, 'vizzes', ACCOUNT, slug);
  await mkdir(join(folder, 'charts'), { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
}

/** The same rows every time. */
function salesOf(count: number): string {
  const random = dice(7);
  const lines = ['id,batch,city,kind,day,price,amount'];
  for (let id = 0; id < count * ROWS_PER_BATCH; id++) {
    const place = id % ROWS_PER_BATCH;
    const city = `City ${String((place % 50) + 1).padStart(2, '0')}`;
    const kind = ['Online', 'Shop', 'Phone'][place % 3];
    const day = new Date(Date.UTC(2026, 0, 1 + (place % 60))).toISOString().slice(0, 10);
    const price = (random() * 90 + 10).toFixed(2);
    const amount = (random() * 900 + 100).toFixed(1);
    lines.push([id, Math.floor(id / ROWS_PER_BATCH), city, kind, day, price, amount].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Numbers from 0 to 1 that only look random. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
