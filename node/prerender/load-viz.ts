/** Loads a viz and its rows for a picture. Neither loads Vega nor runs anything from a spec. */
import { mainRows } from '../../src/charts/summary.ts';
import { loadChart, type LoadedChart } from '../../src/pipeline/load-chart.ts';
import { createPublicClient } from '../../src/public-client/create-client.ts';
import type { Dataset, PublicClient, PublicClientOptions, Viz } from '../../src/public-client/types.ts';
import { sharedParams } from './dashboard-params.ts';
import type { RenderSettings } from './types.ts';

/** A viz and its loaded chart: plain data that can be sent to another process. */
export interface LoadedViz {
  readonly viz: Viz;
  readonly loaded: LoadedChart;
}

/** Time limit in ms for a chart without a signal, which could otherwise delay all others. */
const TIME_LIMIT = 120_000;

export const signalOrTimeout = ({ signal }: RenderSettings): AbortSignal =>
  signal ?? AbortSignal.timeout(TIME_LIMIT);

export const tableRows = ({ data }: LoadedChart): Dataset => mainRows(data);

/** Loads the viz and the rows of its chart. Rejects with a `VibedasherError`, or with the signal's reason. */
export async function loadViz(settings: RenderSettings): Promise<LoadedViz> {
  const { account, slug, sql = null, spec = null, chart = null, params = {} } = settings;
  const { rowsOnly, paramAttributes = {}, timezone = null } = settings;
  const client = settings.client ?? clientFor(settings);
  const ref = { account: account ?? undefined, slug };
  const signal = signalOrTimeout(settings);
  const loading = loadChart(
    {
      client,
      ref,
      sql,
      spec: rowsOnly ? null : spec,
      rowsOnly,
      chart,
      params: { params, attributes: paramAttributes, set: {} },
      shared: sharedParams(settings.dashboards ?? []),
      timeZone: timezone,
      drawn: false,
      loadsEngine: false,
      waits: false,
      order: () => 0,
      fresh: false,
    },
    signal,
  );
  // With a query and a spec of the page, a chart is loaded without its viz. The client shares the request.
  const [loaded, viz] = await Promise.all([loading, client.getViz(ref, { signal })]);
  return { viz, loaded };
}

/** The options of a client that the attributes of a chart set. */
export const clientOptions = ({ apiBase, region, maxCells }: RenderSettings): PublicClientOptions => ({
  apiBase: apiBase ?? undefined,
  region: region ?? undefined,
  ...(maxCells && { maxCells }),
});

export const clientFor = (settings: RenderSettings): PublicClient =>
  createPublicClient(clientOptions(settings));
