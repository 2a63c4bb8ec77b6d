/** Runs every query of the demo's vizzes on the server, with the public client. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startServer } from '../../server/src/index.ts';
import { LIST_FILE, listVizzes } from '../../demo/list-vizzes.ts';
import { DEMO_ROOT, prepareData } from '../../demo/prepare-data.ts';
import { listCharts, readDashboard, readParams } from '../../src/charts/chart-files.ts';
import { paramsFor, resolveParams } from '../../src/charts/chart-source.ts';
import {
  createPublicClient,
  type Dataset,
  type PublicClient,
  VibedasherError,
  type Viz,
} from '../../src/public-client/index.ts';

/** Vizzes that show failures. All other vizzes have charts, and all of their queries have rows. */
const INTENDED = {
  draft: 'civic-data/draft-budget',
  broken: 'civic-data/broken-query',
  empty: 'civic-data/summer-snow',
  chartless: 'civic-data/city-dashboard',
  waiting: 'civic-data/census',
  blocked: 'civic-data/withdrawn-survey',
} as const;

/** A chart with more rows than the limit of a result. */
const TRUNCATED = 'northwind-labs/flights every-flight';
const ROW_CAP = 100_000;

const folder = join(DEMO_ROOT, 'vizzes');
const names = readdirSync(folder).flatMap((account) =>
  readdirSync(join(folder, account)).map((slug) => `${account}/${slug}`),
);
const healthy = names.filter((name) => !Object.values<string>(INTENDED).includes(name));

describe('the demo’s vizzes', () => {
  let api: Awaited<ReturnType<typeof startServer>>;
  let client: PublicClient;

  before(async () => {
    await prepareData();
    api = await startServer({ root: DEMO_ROOT });
    client = createPublicClient({ apiBase: api.apiBase });
  });
  after(() => api.close());

  const load = (name: string): Promise<Viz> => client.getViz(toRef(name));

  it('are at least fourteen, from three accounts', () => {
    assert.ok(healthy.length >= 14, `${healthy.length} vizzes`);
    const accounts = new Set(names.map((name) => toRef(name).account));
    assert.deepEqual([...accounts].sort(), ['acme', 'civic-data', 'northwind-labs']);
  });

  for (const name of healthy) {
    it(`have rows for every query of ${name}`, async () => {
      const viz = await load(name);
      const charts = listCharts(viz.files);
      assert.ok(charts.size > 0, 'no charts');
      for (const { id, queries } of charts.values()) {
        for (const sql of queries.values()) {
          const dataset = await query(client, name, viz, sql);
          assert.ok(dataset.rows.length > 0, `${id}: no rows`);
          assert.equal(dataset.truncated, `${name} ${id}` === TRUNCATED, `${id}: truncated`);
        }
      }
    });
  }

  it('are listed in VIZZES.md', async () => {
    const list = await readFile(LIST_FILE, 'utf8');
    assert.equal(list, await listVizzes(api.apiBase), 'Run node demo/list-vizzes.ts');
  });

  it('have no file that the API cannot use', () => assert.deepEqual(api.problems, []));

  it('include one whose data is being prepared, and one whose data is blocked', async () => {
    for (const status of ['waiting', 'blocked'] as const) {
      const { dataState } = await load(INTENDED[status]);
      assert.equal(dataState.status, status);
      assert.equal(dataState.canQuery, false);
    }
  });

  it('report the age of the data of us-jobs', async () => {
    const { freshness } = await load('civic-data/us-jobs');
    assert.equal(freshness.asOf?.toISOString().slice(0, 10), '2015-12-01');
  });

  it('apply no limit to months if a date is empty', async () => {
    const name = 'civic-data/unemployment';
    const { files } = await load(name);
    const sql = files.get('charts/industry.sql') ?? '';
    const count = async (from: string, to: string): Promise<number> => {
      const { rows } = await client.queryViz(toRef(name), { sql, params: { industry: 'Finance', from, to } });
      return rows.length;
    };
    assert.equal(await count('2000-01-01', '2010-02-01'), 122);
    assert.equal(await count('', ''), 122);
    assert.equal(await count('2010-01-01', ''), 2);
    assert.equal(await count('', '2000-03-01'), 3);
  });

  it('include templates', async () => {
    const first = await client.listTemplates({ limit: 24 });
    const rest = await client.listTemplates({ limit: 24, after: first.nextKey ?? undefined });
    const templates = [...first.templates, ...rest.templates];
    assert.equal(new Set(templates.map(({ id }) => id)).size, first.total);
    assert.equal(rest.nextKey, null);
    assert.ok(
      templates.every(
        ({ name, description, category, chartType }) => name && description && category && chartType,
      ),
    );
    // The id of a template is the chart that shows it.
    for (const { id } of templates) {
      const [account, slug, chart] = id.split('/');
      assert.ok(listCharts((await load(`${account}/${slug}`)).files).has(chart ?? ''), id);
    }
  });

  it('include seeds, in pages', async () => {
    const first = await client.listSeeds({ limit: 10 });
    const rest = await client.listSeeds({ limit: 10, after: first.nextKey ?? undefined });
    assert.equal(first.templates.length, 10);
    assert.equal(first.templates.length + rest.templates.length, first.total);
    const { templates: maps } = await client.listSeeds({ category: 'Map' });
    assert.ok(maps.length > 0 && maps.every(({ category }) => category === 'Map'));
  });

  it('name only existing charts in dashboard.json', async () => {
    for (const name of healthy) {
      const { files } = await load(name);
      const known = listCharts(files);
      for (const id of readDashboard(files)?.charts ?? []) assert.ok(known.has(id), `${name}: ${id}`);
    }
  });

  it('are cut off at the row limit for three million flights', async () => {
    const [name = '', id = ''] = TRUNCATED.split(' ');
    const viz = await load(name);
    const sql = listCharts(viz.files).get(id)?.queries.get('main') ?? '';
    assert.equal((await query(client, name, viz, sql)).rows.length, ROW_CAP);
  });

  it('include a draft that the API does not publish', async () => {
    await assert.rejects(load(INTENDED.draft), isKind('not-found'));
  });

  it('include a query that fails because it reads another viz’s table', async () => {
    const viz = await load(INTENDED.broken);
    const sql = viz.files.get('charts/main.sql') ?? '';
    await assert.rejects(query(client, INTENDED.broken, viz, sql), isKind('query'));
  });

  it('include one without rows for the default parameters', async () => {
    const viz = await load(INTENDED.empty);
    const { rows } = await query(client, INTENDED.empty, viz, viz.files.get('charts/main.sql') ?? '');
    assert.deepEqual(rows, []);
  });

  it('include one without charts', async () => {
    assert.equal(listCharts((await load(INTENDED.chartless)).files).size, 0);
  });
});

function toRef(name: string): { account: string; slug: string } {
  const [account = '', slug = ''] = name.split('/');
  return { account, slug };
}

/** Runs a query with default parameters. */
function query(client: PublicClient, name: string, { files }: Viz, sql: string): Promise<Dataset> {
  const params = paramsFor(sql, resolveParams({ declared: readParams(files), queries: [sql] }));
  return client.queryViz(toRef(name), { sql, params });
}

function isKind(kind: string): (error: unknown) => boolean {
  return (error) => error instanceof VibedasherError && error.kind === kind;
}
