/** Finds the rows that the first chart of a snippet requests. */
import { dashboardCharts, readDashboard } from '../charts/chart-files.ts';
import { addressOf, paramsFor, resolveChartSource, resolveParams } from '../charts/chart-source.ts';
import { ChartError } from '../charts/json.ts';
import type { Params, Viz } from '../public-client/types.ts';
import { vizPath } from '../public-client/urls.ts';
import { paramAttributes, type ShownViz } from './shown-viz.ts';

/**
 * Returns the paths of the rows of the first chart, below the base URL of the API. Returns none if the API has no
 * addresses for rows, or if the chart has an error.
 */
export function firstRows(
  viz: Viz,
  { account, slug, chart, dashboard, params }: ShownViz,
): readonly string[] {
  const { files } = viz;
  const owner = account ?? viz.account;
  if (!viz.rows || !owner) return [];
  try {
    const id = dashboard ? dashboardCharts(files, readDashboard(files))[0] : chart;
    const source = resolveChartSource({ chart: id, files });
    const queries = [...source.queries.values()];
    const { params: list, ...attributes } = paramAttributes(params);
    const values = resolveParams({
      declared: source.params,
      params: list === undefined ? {} : (JSON.parse(list) as Params),
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name.replace('param-', ''), value]),
      ),
      queries,
    });
    return queries.flatMap((sql) => {
      const address = addressOf(viz, sql, paramsFor(sql, values), source.params);
      return address === null ? [] : [vizPath(owner, slug) + address];
    });
  } catch (error) {
    if (error instanceof ChartError) return [];
    throw error;
  }
}
