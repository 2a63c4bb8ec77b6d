/** The vizzes that every page of the bench shows: a folder for the reference API. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ACCOUNT = 'bench';

export const slugOf = (index: number): string => `chart-${index + 1}`;

/** One kind of chart, and the query that goes with it. */
interface Kind {
  readonly sql: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

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
  await writeFile(join(root, 'datasets', 'sales.csv'), salesOf(count));
  for (let index = 0; index < count; index++) await writeViz(root, index);
  return root;
}

export async function removeVizzes(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
}

async function writeViz(root: string, index: number): Promise<void> {
  const { sql, spec } = KINDS[index % KINDS.length] as Kind;
  const charts = join(root, 'vizzes', ACCOUNT, slugOf(index), 'charts');
  await mkdir(charts, { recursive: true });
  const viz = {
    name: `Chart ${index + 1}`,
    publishStatus: 'PUBLISHED',
    viewMode: 'public',
    datasets: ['sales'],
    timeColumn: null,
  };
  await writeFile(join(charts, '..', 'viz.json'), JSON.stringify(viz));
  await writeFile(join(charts, 'main.sql'), sql.replace('{{batch}}', String(index)));
  await writeFile(join(charts, 'main.vl.json'), JSON.stringify({ $schema: SCHEMA, ...spec }));
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
