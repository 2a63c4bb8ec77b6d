// @lane long
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
  type Viz,
} from '../../src/public-client/index.ts';

/** Vizzes of civic-data that show failures. All other vizzes have charts, and all of their queries have rows. */
const INTENDED = [
  'draft-budget',
  'broken-query',
  'summer-snow',
  'city-dashboard',
  'census',
  'withdrawn-survey',
];
/** A chart with more rows than the limit of a result. */
const TRUNCATED = 'northwind-labs/flights every-flight';
const ROW_CAP = 100_000;

const folder = join(DEMO_ROOT, 'vizzes');
const names = readdirSync(folder)
  .flatMap((account) => readdirSync(join(folder, account)).map((slug) => `${account}/${slug}`))
  .filter((name) => !INTENDED.includes(name.replace('civic-data/', '')));

function toRef(name: string): { account: string; slug: string } {
  const [account = '', slug = ''] = name.split('/');
  return { account, slug };
}

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
  /** Runs a query with default parameters. */
  const query = (name: string, { files }: Viz, sql: string): Promise<Dataset> => {
    const params = paramsFor(sql, resolveParams({ declared: readParams(files), queries: [sql] }));
    return client.queryViz(toRef(name), { sql, params });
  };

  for (const name of names) {
    it(`have rows for every query of ${name}`, async () => {
      const viz = await load(name);
      const charts = listCharts(viz.files);
      assert.ok(charts.size > 0, 'no charts');
      for (const id of readDashboard(viz.files)?.charts ?? []) assert.ok(charts.has(id), id);
      for (const { id, queries } of charts.values()) {
        for (const sql of queries.values()) {
          const { rows, truncated } = await query(name, viz, sql);
          assert.ok(rows.length > 0, `${id}: no rows`);
          assert.equal(truncated, `${name} ${id}` === TRUNCATED, `${id}: truncated`);
          if (truncated) assert.equal(rows.length, ROW_CAP);
        }
      }
    });
  }

  it('are listed in VIZZES.md', async () => {
    const list = await readFile(LIST_FILE, 'utf8');
    assert.equal(list, await listVizzes(api.apiBase), 'Run node demo/list-vizzes.ts');
  });

  it('have no file that the API cannot use', () => assert.deepEqual(api.problems, []));

  it('include one for each failure', async () => {
    const [draft, broken, empty, chartless, ...others] = INTENDED.map((slug) => `civic-data/${slug}`);
    await assert.rejects(load(draft!), { kind: 'not-found' });
    const main = async (name: string): Promise<Dataset> => {
      const viz = await load(name);
      return query(name, viz, viz.files.get('charts/main.sql') ?? '');
    };
    await assert.rejects(main(broken!), { kind: 'query' });
    assert.deepEqual((await main(empty!)).rows, []);
    assert.equal(listCharts((await load(chartless!)).files).size, 0);
    for (const [index, status] of ['waiting', 'blocked'].entries()) {
      const { dataState } = await load(others[index]!);
      assert.deepEqual([dataState.status, dataState.canQuery], [status, false]);
    }
  });

  it('include templates, whose ids are charts, and seeds, in pages', async () => {
    const first = await client.listTemplates({ limit: 24 });
    const rest = await client.listTemplates({ limit: 24, after: first.nextKey ?? undefined });
    const ids = new Set([...first.templates, ...rest.templates].map(({ id }) => id));
    assert.deepEqual([ids.size, rest.nextKey], [first.total, null]);
    for (const id of ids) {
      const [account, slug, chart] = id.split('/');
      assert.ok(listCharts((await load(`${account}/${slug}`)).files).has(chart ?? ''), id);
    }
    assert.equal((await client.listSeeds({ limit: 10 })).templates.length, 10);
  });
});
