import { expect } from 'chai';
import type { ChartSource } from '../../src/charts/types.ts';
import { ChartLoad, type ChartSettings } from '../../src/pipeline/load-chart.ts';
import type { VibedasherError } from '../../src/public-client/errors.ts';
import type { PublicClient, QueryOptions, Viz } from '../../src/public-client/types.ts';
import { Deferred } from '../../src/internal/tasks.ts';

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

  it('can serve the same request until there is a listener', () => {
    const { load, settings, listen } = start();
    expect(load.canServe(settings)).to.equal(true);
    expect(load.canServe({ ...settings, requestKey: 'b' })).to.equal(false);
    listen();
    expect(load.canServe(settings)).to.equal(false);
  });

  it('cannot serve a request if newer rows have arrived', () => {
    const { load, settings, query } = start();
    query().onNewer?.(null);
    expect(load.canServe(settings)).to.equal(false);
  });

  it('cannot serve a request after it is canceled', () => {
    const { load, settings, query } = start();
    load.cancel();
    expect(query().signal?.aborted).to.equal(true);
    expect(load.canServe(settings)).to.equal(false);
  });
});
