/** Tests the API over tables in Debian's PostgreSQL. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { decode } from '@msgpack/msgpack';
import { startPostgres } from '../../scripts/local-postgres.ts';
import type { LocalPostgres } from '../../scripts/local-postgres.ts';
import { fault, serve } from './support.ts';
import type { Rows, TestApi } from './support.ts';

const SETUP = `
  CREATE SCHEMA stats;
  CREATE TABLE stats.shops (name text);
  CREATE TABLE stats.sales (region text, amount int, day date, loaded_at timestamptz);
  INSERT INTO stats.sales VALUES
    ('EU', 3, '2026-01-01', '2026-01-02'), ('US', 4, '2026-01-02', '2026-01-02'), ('it''s \\', 5, '2026-01-03', '2026-01-02');`;

/** The role that the documentation recommends. */
const ENGINES = readFileSync(join(import.meta.dirname, '../../docs/engines.md'), 'utf8');
const [, ROLE = ''] = /```sql\n(CREATE ROLE [^`]*)```/.exec(ENGINES) ?? [];

const VIZ = { name: 'Sales', publishStatus: 'PUBLISHED', viewMode: 'public' };
const PLACE = '/v1/public/viz/acme/live';
const SQL = {
  main: `SELECT sum(amount) AS amount FROM sales WHERE '{{region}}' = '' OR region = '{{region}}'`,
  typed: `SELECT count(*)::int AS n FROM sales WHERE amount >= {{min}} AND region = ANY ({{regions}}) AND day >= {{since}}`,
  like: `SELECT region FROM sales WHERE region LIKE '%{{part}}%' ORDER BY 1`,
  bad: `SELECT pg_sleep(1)`,
  clock: `SELECT extract(epoch FROM now())::float8 AS now`,
  since: `SELECT count(*)::int AS n FROM sales WHERE day >= CAST('{{part}}' AS date)`,
};
const PARAMS = [
  { name: 'region', default: '' },
  { name: 'min', type: 'number', default: 0 },
  { name: 'since', type: 'date', default: '2026-01-02' },
  { name: 'regions', multiple: true, default: ['US', "it's \\"] },
  { name: 'part', default: '' },
];

let postgres: LocalPostgres;
let api: TestApi;

async function writeViz(
  root: string,
  slug: string,
  viz: object,
  files: Record<string, string>,
): Promise<void> {
  const folder = join(root, 'vizzes/acme', slug);
  await mkdir(join(folder, 'postgres/charts'), { recursive: true });
  await mkdir(join(folder, 'charts'));
  await writeFile(join(folder, 'viz.json'), JSON.stringify({ ...VIZ, ...viz }));
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
}

describe('the API over PostgreSQL', () => {
  before(async () => {
    postgres = await startPostgres();
    await postgres.run(SETUP + ROLE);
    api = await serve({ engine: postgres.url('vibedasher'), rateMax: 1_000_000 }, async (root) => {
      await rm(join(root, 'vizzes/beta'), { recursive: true });
      const charts = Object.entries(SQL).map(([id, sql]) => [`charts/${id}.sql`, sql]);
      const version = 'SELECT max(loaded_at) FROM sales';
      await writeViz(
        root,
        'live',
        { tables: ['stats.sales'], version, timeColumn: 'sales.day' },
        {
          ...Object.fromEntries(charts),
          'params.json': JSON.stringify(PARAMS),
          'charts/main.sql': 'SELECT a statement FOR another engine',
          'postgres/charts/main.sql': SQL.main,
        },
      );
      await writeViz(root, 'ageless', { tables: ['stats.sales'] }, { 'charts/main.sql': SQL.main });
      await writeViz(root, 'nameless', { datasets: ['sales'], ttl: 60 }, { 'charts/main.sql': SQL.main });
      await writeViz(root, 'catalog', { tables: ['pg_catalog.pg_class'], ttl: 60 }, {});
      await writeViz(root, 'both', { tables: ['stats.sales'], ttl: 60, version }, {});
      await writeViz(root, 'never', { tables: ['stats.sales'], ttl: 0 }, {});
    });
  });
  after(() => postgres.stop());

  async function rowsAt(
    chart: string,
    params: Record<string, string> = {},
  ): Promise<{ etag: string; rows: Rows }> {
    const search = new URLSearchParams(Object.entries(params).map(([name, value]) => [`p.${name}`, value]));
    const response = await fetch(`${api.api.apiBase}${PLACE}/rows/${chart}?${search}`);
    const bytes = await response.arrayBuffer();
    assert.equal(response.status, 200, Buffer.from(bytes).toString());
    return { etag: response.headers.get('etag')!, rows: decode(bytes) as Rows };
  }

  it('describes a viz with its tables, their age, and the statements for this engine', async () => {
    const { viz } = (await api.get(PLACE)).body;
    assert.deepEqual(viz['datasetIds'], ['sales']);
    assert.deepEqual((viz['dataState'] as { status: string }).status, 'OK');
    assert.equal((viz['dataFreshness'] as { asOf: string }).asOf, '2026-01-03T00:00:00Z');
    const files = viz['files'] as Record<string, string>;
    assert.equal(files['charts/main.sql'], SQL.main);
    assert.ok(!Object.keys(files).some((path) => path.startsWith('postgres')));
  });

  it('runs published statements with bound values', async () => {
    assert.deepEqual((await rowsAt('main')).rows.rows, [[12]]);
    for (const [region, amount] of [
      ['EU', 3],
      [`it's \\`, 5],
      [`' OR TRUE --`, null],
      [`\\' UNION SELECT 1 --`, null],
    ] as const)
      assert.deepEqual((await rowsAt('main', { region })).rows.rows, [[amount]], region);
    assert.deepEqual((await rowsAt('typed')).rows.rows, [[2]]);
    assert.deepEqual((await rowsAt('typed', { min: '4.5', since: '2026-01-03' })).rows.rows, [[1]]);
    assert.deepEqual((await rowsAt('like', { part: `'s ` })).rows.rows, [[`it's \\`]]);
    assert.deepEqual(
      await api.rows(SQL.main, { region: 'US' }, PLACE),
      (await rowsAt('main', { region: 'US' })).rows,
    );
  });

  it('refuses ad hoc statements, also in a batch, and published ones that are not allowed', async () => {
    const answer = await api.submit('SELECT 1', {}, PLACE);
    assert.equal(answer.status, 403);
    const message = 'Only the visualization’s own queries can run, because its data is in PostgreSQL.';
    const hint = 'Publish the query as a file of the visualization, such as charts/ID.sql.';
    const { requestId: _requestId, ...refusal } = answer.body;
    assert.deepEqual(refusal, { error: 'sql_not_supported', message, hint });
    const queries = [{ sql: 'SELECT {{x}}' }, { sql: SQL.clock }];
    const { results } = (await api.post(`${PLACE}/batch`, { queries })).body;
    const errors = (results as { error?: string }[]).map(({ error }) => error);
    assert.deepEqual(errors, [`${message} ${hint}`, undefined]);
    assert.deepEqual(fault(await api.submit(SQL.bad, {}, PLACE)), [403, 'sql_not_allowed']);
  });

  it('does not serve a viz without tables, or without a version, and says why', async () => {
    const reasons = {
      ageless: /viz\.json: needs "version", a statement .* or "ttl"/,
      nameless: /viz\.json: "tables" is not a list of tables/,
      catalog: /viz\.json: "tables" contains "pg_catalog\.pg_class"/,
      both: /viz\.json: "version" and "ttl" exclude each other/,
      never: /viz\.json: "ttl" is not a number of seconds from 1/,
    };
    for (const [slug, reason] of Object.entries(reasons)) {
      assert.equal((await api.get(`/v1/public/viz/acme/${slug}`)).status, 404);
      assert.ok(
        api.api.problems.some(
          (problem) => problem.startsWith(`vizzes/acme/${slug}/`) && reason.test(problem),
        ),
        slug,
      );
    }
  });

  it('names nothing that the role could write to', () => {
    assert.ok(
      api.api.problems.every((problem) => problem.startsWith('vizzes/')),
      api.api.problems.join(),
    );
  });

  it('has no extracts', async () => {
    for (const format of ['parquet', 'duckdb']) {
      const plan = (await api.get(`${PLACE}/wasm-plan?format=${format}`)).body;
      assert.match(JSON.stringify(plan), /There are no extracts of tables in PostgreSQL/);
      assert.equal(plan['database'] ?? null, null);
    }
  });

  it('runs a statement again when the version of the tables has changed', async () => {
    const first = await rowsAt('main', { region: 'EU' });
    assert.equal((await rowsAt('main', { region: 'EU' })).etag, first.etag);
    await postgres.run(`INSERT INTO stats.sales VALUES ('EU', 10, '2026-01-04', '2026-01-05')`);
    let next = first;
    // The version is read again after some seconds.
    while (next.etag === first.etag) next = await rowsAt('main', { region: 'EU' });
    assert.deepEqual(next.rows.rows, [[13]]);
  });

  it('runs a statement that depends on the clock every 15 minutes, and others once', async () => {
    const all = async (): Promise<string[]> => [
      (await rowsAt('main')).etag,
      (await rowsAt('since', { part: '2026-01-02' })).etag,
      (await rowsAt('clock')).etag,
      (await rowsAt('since', { part: 'today' })).etag,
    ];
    // The last test: versions that were read in the future would not be read again.
    mock.timers.enable({ apis: ['Date'], now: 900_000 * 2_000_000 });
    try {
      const first = await all();
      mock.timers.tick(899_999);
      assert.deepEqual(await all(), first);
      mock.timers.tick(1);
      const [main, since, clock, today] = await all();
      assert.deepEqual([main, since], first.slice(0, 2));
      assert.notEqual(clock, first[2]);
      assert.notEqual(today, first[3]);
    } finally {
      mock.timers.reset();
    }
  });
});

describe('the API while PostgreSQL cannot be reached', () => {
  const main = `${PLACE}/rows/main`;
  const engineUp = async (): Promise<string | undefined> =>
    /^vibedasher_engine_up (\d)/m.exec(await (await fetch(api.api.metricsUrl ?? '')).text())?.[1];

  before(async () => {
    postgres = await startPostgres();
    await postgres.run(SETUP + ROLE);
    await postgres.run(
      `CREATE VIEW stats.slow AS SELECT pg_sleep(60)::text AS waited; GRANT SELECT ON stats.slow TO vibedasher`,
    );
    api = await serve(
      { engine: postgres.url('vibedasher'), metricsPort: 0, rateMax: 1_000_000 },
      async (root) => {
        await rm(join(root, 'vizzes/beta'), { recursive: true });
        const files = {
          'charts/main.sql': SQL.main,
          'charts/slow.sql': 'SELECT * FROM slow',
          'params.json': JSON.stringify(PARAMS),
        };
        const live = { tables: ['stats.sales', 'stats.slow'], ttl: 86_400, timeColumn: 'sales.day' };
        await writeViz(root, 'live', live, files);
        const version = 'SELECT max(loaded_at) FROM sales';
        await writeViz(root, 'unread', { tables: ['stats.sales'], version }, files);
      },
    );
  });
  after(() => postgres.stop());

  it('has the rows that are cached, refuses others for a while, and recovers', async () => {
    assert.equal((await api.get(main)).status, 200);
    assert.equal(await engineUp(), '1');
    await postgres.end();
    assert.equal((await api.get(main)).status, 200);
    const viz = await api.get(PLACE);
    assert.deepEqual(
      [viz.status, (viz.body.viz['dataState'] as Rows & { status: string }).status],
      [200, 'OK'],
    );
    for (const answer of [
      await api.get(`${main}?p.region=EU`),
      await api.submit(SQL.main, { region: 'EU' }, PLACE),
      await api.post(`${PLACE}/batch`, { queries: [{ sql: SQL.main, args: { region: 'EU' } }] }),
      await api.get('/v1/public/viz/acme/unread/rows/main'),
    ]) {
      assert.deepEqual([answer.status, answer.body['error']], [503, 'engine_unavailable']);
      assert.equal(answer.headers.get('retry-after'), '2');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    }
    assert.equal(await engineUp(), '0');
    await postgres.restart();
    let answer = await api.get(`${main}?p.region=EU`);
    while (answer.status === 503) answer = await api.get(`${main}?p.region=EU`);
    assert.equal(answer.status, 200);
    assert.equal(await engineUp(), '1');
    const described = (await api.get(PLACE)).body.viz;
    assert.equal((described['dataFreshness'] as { asOf: string }).asOf, '2026-01-03T00:00:00Z');
  });

  it('lets clients send a statement again whose connection an administrator has ended', async () => {
    const running = fetch(`${api.api.apiBase}${PLACE}/rows/slow`);
    const submitted = await api.submit('SELECT * FROM slow', {}, PLACE);
    const count = `SELECT count(*) FROM pg_stat_activity WHERE usename = 'vibedasher' AND state = 'active'`;
    while ((await postgres.run(count)) === '0');
    await postgres.run(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'vibedasher'`);
    assert.equal((await running).status, 503);
    const { id } = submitted.body.sqlQuery;
    for (const path of [`sql/${id}`, `sql/${id}/result`]) {
      const answer = await api.get(`${PLACE}/${path}`);
      assert.deepEqual([answer.status, answer.body['error']], [503, 'engine_unavailable']);
    }
    const { body } = await api.post(`${PLACE}/sql/status/batch`, { queryIds: [id] });
    assert.deepEqual(body['queries'], []);
  });
});

describe('the option "engine"', () => {
  it('refuses an invalid address without repeating it', async () => {
    for (const [engine, reason] of [
      ['mysql://reader:topsecret@db/stats', /is duckdb, postgres/],
      ['postgres://reader:topsecret@db', /needs a user, a host and a database/],
      [
        'postgres://reader:topsecret@db/stats?sslmode=prefer',
        /sslmode is one of disable, verify-ca, verify-full, not prefer/,
      ],
      ['postgres://reader:topsecret@db/stats?options=-c', /"options" is not one of/],
      ['postgres://reader:topsecret@db/stats?sslrootcert=/missing.pem', /sslrootcert cannot be read/],
      ['postgres://reader:top%secret@db/stats', /must be written as %25/],
      ['postgres://reader:topsecret@db:99999/stats', /must begin with postgres/],
    ] as const)
      await assert.rejects(serve({ engine }), (error: Error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, reason);
        assert.doesNotMatch(error.message, /topsecret/);
        return true;
      });
  });
});
