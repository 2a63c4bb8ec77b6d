import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { ChartSource } from '../../src/charts/types.ts';
import { ChartLoad, loadChart, type ChartSettings, type LoadRequest } from '../../src/pipeline/load-chart.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import { createPublicClient } from '../../src/public-client/create-client.ts';
import type { PublicClient, QueryOptions, Viz } from '../../src/public-client/types.ts';
import { Deferred } from '../../src/internal/tasks.ts';
import { createFakeApi, rows as table, type FakeApi, type FakeApiOptions } from '../support/fake-api.ts';

const VIZ = { slug: 'sales', dataState: {}, files: new Map() } as unknown as Viz;
const ROWS = { columns: [], rows: [[1]] };

/** Starts a load whose responses arrive when the test resolves them. */
function start() {
  const viz = new Deferred<Viz>();
  const rows = new Deferred<typeof ROWS>();
  let query: QueryOptions = {};
  const client = {
    getViz: () => viz.promise,
    queryViz: (_ref: unknown, _query: unknown, options: QueryOptions) => {
      query = options;
      return rows.promise;
    },
  } as unknown as PublicClient;
  const settings = {
    request: {
      client,
      order: () => 0,
      ref: { slug: 'sales' },
      sql: 'SELECT 1',
      spec: null,
      rowsOnly: true,
      chart: null,
      params: { params: {}, attributes: [], set: {} },
      shared: undefined,
      drawn: false,
    },
    requestKey: 'a',
    timeZone: null,
  } as unknown as ChartSettings;
  const load = new ChartLoad(settings);
  const reports: unknown[] = [];
  const listen = (): void =>
    load.listen({
      onViz: (found: Viz) => reports.push(found.slug),
      onSource: ({ queries }: ChartSource) => reports.push([...queries.values()]),
      onNewer: (failure: VibedasherError | null) => reports.push(failure),
    });
  return { load, settings, viz, rows, reports, listen, query: () => query };
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('ChartLoad', () => {
  it('reports what it finds to the listener', async () => {
    const { load, viz, rows, reports, listen, query } = start();
    listen();
    expect(reports).to.deep.equal([['SELECT 1']]);
    viz.resolve(VIZ);
    await pause();
    expect(reports).to.have.deep.members(['sales', ['SELECT 1']]);
    rows.resolve(ROWS);
    expect((await load.loaded).data.get('main')).to.equal(ROWS);
    query().onNewer?.(null);
    expect(reports.at(-1)).to.equal(null);
  });

  it('reports to a later listener what it has found before', async () => {
    const { load, viz, rows, reports, listen } = start();
    viz.resolve(VIZ);
    rows.resolve(ROWS);
    await load.loaded;
    await pause();
    listen();
    expect(reports).to.have.deep.members(['sales', ['SELECT 1']]);
  });

  it('can serve the same request until there is a listener, newer rows arrive or it is canceled', () => {
    const { load, settings, listen } = start();
    expect(load.canServe(settings)).to.equal(true);
    expect(load.canServe({ ...settings, requestKey: 'b' })).to.equal(false);
    listen();
    expect(load.canServe(settings)).to.equal(false);
    const newer = start();
    newer.query().onNewer?.(null);
    expect(newer.load.canServe(newer.settings)).to.equal(false);
    const canceled = start();
    canceled.load.cancel();
    expect(canceled.query().signal?.aborted).to.equal(true);
    expect(canceled.load.canServe(canceled.settings)).to.equal(false);
  });
});

describe('the rows of a chart', () => {
  const SQL = "SELECT '{{region}}' AS region, 1 AS n";
  const PAGE_SQL = 'SELECT 2 AS n';
  const PARAMS = JSON.stringify([{ name: 'region', default: 'EU' }]);

  /** Loads a chart of a viz with the chart `main`, and returns its rows and requests. */
  async function load(
    viz: Record<string, unknown>,
    request: Partial<LoadRequest> = {},
    queries: FakeApiOptions['queries'] = {},
    firstRows: readonly Response[] = [],
  ) {
    const api: FakeApi = createFakeApi({
      vizzes: { 'acme/sales': { files: { 'charts/main.sql': SQL, 'params.json': PARAMS }, ...viz } },
      queries: {
        [SQL]: ({ region = 'EU' }) => table(['region', 'n'], [[region, 1]]),
        [PAGE_SQL]: table(['n'], [[2]]),
        ...queries,
      },
    });
    api.script('rows', ...firstRows);
    const { data } = await loadChart(
      {
        client: createPublicClient({ apiBase: api.base, fetch: api.fetch }),
        ref: { account: 'acme', slug: 'sales' },
        sql: null,
        spec: null,
        rowsOnly: false,
        chart: null,
        params: { params: {}, attributes: {}, set: {} },
        shared: undefined,
        timeZone: null,
        drawn: false,
        loadsEngine: false,
        order: () => 0,
        fresh: false,
        ...request,
      },
      new AbortController().signal,
    );
    const requests = api.requests.map(
      ({ method, url, body }) =>
        `${method} ${new URL(url).pathname}${new URL(url).search} ${JSON.stringify(body)}`,
    );
    return { rows: data.get('main')!.rows, requests };
  }

  it('names the parameter without a value if the API misses it', async () => {
    const sql = 'SELECT {{regoin}} AS n';
    const message = 'body.args.regoin: The parameter "regoin" is missing.';
    const refused = { status: 422, message };
    const refusal = async (text: string, params = PARAMS): Promise<VibedasherError> =>
      load(
        { files: { 'charts/main.sql': SQL, 'params.json': params } },
        { sql: text },
        {
          [text]: { refusal: refused },
        },
      ).then(
        () => expect.fail('it must reject'),
        (error: VibedasherError) => error,
      );
    const error = await refusal(sql);
    expect([error.kind, error.retryable]).to.deep.equal(['query', false]);
    expect(error.message).to.equal(
      'The query uses {{regoin}}, which has no value; the viz declares region. Use {{region}}',
    );
    expect((error.cause as Error).message).to.equal(message);
    expect((await refusal(sql, '[]')).message).to.equal(
      'The query uses {{regoin}}, which has no value; the viz declares no parameters',
    );
    expect((await refusal('SELECT {{year}} AS n')).message).to.equal(message);
  });

  it('are fetched by the address of the choice of a reader if the viz has some', async () => {
    const set = { region: 'US' };
    const { rows, requests } = await load({ rows: true }, { params: { params: {}, attributes: {}, set } });
    expect(rows).to.deep.equal([['US', 1]]);
    const paths = requests.map((each) => each.replace(/^.*\/acme\/sales/, ''));
    expect(paths).to.deep.equal([' undefined', '/rows/main?p.region=US undefined']);
  });

  it('are revalidated if a cache has rows of another version than the viz', async () => {
    const old = new Response('', { headers: { 'data-version': 'old' } });
    const { rows, requests } = await load({ rows: true, dataVersion: 'new' }, {}, {}, [old]);
    expect(rows).to.deep.equal([['EU', 1]]);
    expect(requests.filter((each) => each.includes('/rows/main '))).to.have.length(2);
  });

  it('are queried if the page has a query of its own', async () => {
    const { rows, requests } = await load({ rows: true }, { sql: PAGE_SQL });
    expect(rows).to.deep.equal([[2]]);
    expect(requests.map((each) => each.replace(/^.*\/acme\/sales/, ''))).to.have.members([
      ' undefined',
      `/query ${JSON.stringify({ sql: PAGE_SQL })}`,
      'GET /q1?signature=secret undefined',
    ]);
  });

  it('are queried as ever if the viz has no addresses', async () => {
    const { rows, requests } = await load({});
    expect(rows).to.deep.equal([['EU', 1]]);
    expect(requests).to.deep.equal([
      'GET /api/v1/public/viz/acme/sales undefined',
      `POST /api/v1/public/viz/acme/sales/query ${JSON.stringify({ sql: SQL, args: { region: 'EU' } })}`,
      'GET /q1?signature=secret undefined',
    ]);
  });
});
