/** A viz with its rows, for a picture. Nothing here knows Vega, or runs what the author of a spec wrote. */
import { loadChart, type LoadedChart } from '../pipeline/load-chart.ts';
import { createPublicClient } from '../public-client/create-client.ts';
import type { Dataset, PublicClient, Viz } from '../public-client/types.ts';
import { MAIN } from '../spec/names.ts';
import { sharedBy } from './dashboard-params.ts';
import type { RenderSettings } from './types.ts';

/** Everything about a chart but its picture. It consists of plain data, which another process can be sent. */
export interface LoadedViz {
  readonly viz: Viz;
  readonly loaded: LoadedChart;
}

/** The time limit for a chart without a signal of its own, in ms: it would hold up all others. */
const LONGEST = 120_000;

export const signalOf = ({ signal }: RenderSettings): AbortSignal => signal ?? AbortSignal.timeout(LONGEST);

const NO_ROWS: Dataset = { columns: [], rows: [], truncated: false };

/** The rows that the table shows. */
export const rowsOf = ({ data }: LoadedChart): Dataset => data.get(MAIN) ?? [...data.values()][0] ?? NO_ROWS;

/** Rejects with a `VibedasherError`, or with the signal's reason. */
export async function loadViz(settings: RenderSettings): Promise<LoadedViz> {
  const { account, slug, sql = null, spec = null, chart = null, params = {} } = settings;
  const { rowsOnly, paramAttributes = {}, timezone = null } = settings;
  let viz: Viz | undefined;
  const loaded = await loadChart(
    {
      client: settings.client ?? clientFor(settings),
      ref: { account: account ?? undefined, slug },
      sql,
      spec: rowsOnly ? null : spec,
      rowsOnly,
      chart,
      params: { params, attributes: paramAttributes, set: {} },
      shared: sharedBy(settings.dashboards ?? []),
      timeZone: timezone,
      drawn: false,
      loadsEngine: false,
      waits: false,
      order: () => 0,
      fresh: false,
      onViz: (found) => void (viz = found),
      onSource: () => {},
    },
    signalOf(settings),
  );
  return { viz: viz!, loaded };
}

export const clientFor = ({ apiBase, region, maxCells }: RenderSettings): PublicClient =>
  createPublicClient({
    apiBase: apiBase ?? undefined,
    region: region ?? undefined,
    ...(maxCells && { maxCells }),
  });
