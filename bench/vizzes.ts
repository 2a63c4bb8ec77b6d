/** Creates the folder of vizzes that all pages of the benchmark show. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ACCOUNT = 'bench';

export const vizSlug = (index: number): string => `chart-${index + 1}`;

/** The slugs of vizzes with {@link DASHBOARD_CHARTS} charts, whose queries all use the parameter `price`. */
export const DASHBOARDS = {
  /** Every query takes a second. */
  slow: 'dashboard-slow',
  fast: 'dashboard-fast',
} as const;
export type DashboardName = keyof typeof DASHBOARDS;

export const DASHBOARD_CHARTS = 8;

export const chartId = (index: number): string => `chart-${index + 1}`;

/** The options for `price`, the minimum price of a sale. */
export const PRICES: readonly number[] = Array.from({ length: 50 }, (_, index) => 10 + index);

/** Milliseconds that a query of the slow dashboard takes. */
const SLOW_DELAY = 1000;

/** A kind of chart: its query and spec. */
interface ChartKind {
  readonly title: string;
  readonly sql: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

const VIZ = { publishStatus: 'PUBLISHED', viewMode: 'public', datasets: ['sales'], timeColumn: null };
const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';
const quantity = (field: string): object => ({ field, type: 'quantitative' });

/** The kinds of charts. On a page with many charts, they take turns. The first is a bar chart of fifty rows. */
const CHART_KINDS = {
  bars: {
    title: 'plain bars',
    sql: 'SELECT city, sum(amount) AS amount FROM sales WHERE batch = {{batch}} GROUP BY 1 ORDER BY 1',
    spec: {
      mark: { type: 'bar', tooltip: true },
      encoding: { x: { field: 'city', type: 'nominal' }, y: quantity('amount') },
    },
  },
  lines: {
    title: 'lines over time by color',
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
  points: {
    title: 'points by color',
    sql: 'SELECT amount, price, kind FROM sales WHERE batch = {{batch}} ORDER BY id LIMIT 100',
    spec: {
      mark: { type: 'point', tooltip: true },
      encoding: { x: quantity('price'), y: quantity('amount'), color: { field: 'kind', type: 'nominal' } },
    },
  },
  stacked: {
    title: 'stacked horizontal bars by color',
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
} as const satisfies Readonly<Record<string, ChartKind>>;

export type KindName = keyof typeof CHART_KINDS;

/** The kinds of the first vizzes, in order. */
export const KIND_NAMES = Object.keys(CHART_KINDS) as KindName[];

export const kindTitle = (name: KindName): string => CHART_KINDS[name].title;

/** Number of rows of the dataset for each viz. */
const ROWS_PER_BATCH = 400;

/** Creates a folder of `count` vizzes with different queries. Remove it with {@link removeVizzes}. */
export async function createVizzes(count: number): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'vibedasher-bench-'));
  await mkdir(join(root, 'datasets'));
  await writeFile(join(root, 'datasets', 'sales.csv'), salesCsv(Math.max(count, DASHBOARD_CHARTS)));
  for (let index = 0; index < count; index++) await writeViz(root, index);
  await writeDashboard(root, DASHBOARDS.slow, SLOW_DELAY);
  await writeDashboard(root, DASHBOARDS.fast, 0);
  return root;
}

export async function removeVizzes(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
}

async function writeViz(root: string, index: number): Promise<void> {
  const { sql, spec } = chartKind(index);
  await writeFiles(root, vizSlug(index), {
    'viz.json': JSON.stringify({ ...VIZ, name: `Chart ${index + 1}` }),
    'charts/main.sql': sql,
    'charts/main.vl.json': JSON.stringify(spec),
  });
}

/** Writes a viz with the charts of the first vizzes, for sales from a minimum price. */
async function writeDashboard(root: string, slug: string, delay: number): Promise<void> {
  const charts = Array.from({ length: DASHBOARD_CHARTS }, (_, index) => {
    const { sql, spec } = chartKind(index);
    const path = `charts/${chartId(index)}`;
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

function chartKind(index: number): Omit<ChartKind, 'title'> {
  const { sql, spec } = CHART_KINDS[KIND_NAMES[index % KIND_NAMES.length] as KindName];
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

/** Returns the dataset as CSV, with the same rows every time. */
function salesCsv(count: number): string {
  const random = createRandom(7);
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

/** Returns a generator of pseudo-random numbers from 0 to 1. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
