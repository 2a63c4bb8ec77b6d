import '../../../src/components/dashboard/dashboard-element-define.ts';
import type { VibedasherDashboard } from '../../../src/components/dashboard/dashboard-element.ts';
import type { VibedasherViz } from '../../../src/components/viz/viz-element.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import { createFakeApi, rows, type FakeApi, type FakeViz } from '../../support/fake-api.ts';
import { place } from '../viz/harness.ts';

export const REGION_SQL = "SELECT shop AS dimension, value FROM sales WHERE region = '{{region}}'";
export const YEAR_SQL = 'SELECT shop AS dimension, value FROM sales WHERE year = {{year}}';

export const PARAMS = [
  { name: 'region', label: 'Region', type: 'string', default: 'EU', options: ['EU', 'US', 'ASIA'] },
  { name: 'year', label: 'Year', type: 'number', default: 2024 },
];

/**
 * Creates an API with a viz `acme/sales` of two charts, `main` by region and `years` by year. Rows contain the
 * requested values.
 */
export function salesApi(
  params: unknown = PARAMS,
  files: Readonly<Record<string, string>> = {},
  about: FakeViz = {},
): FakeApi {
  return createFakeApi({
    vizzes: {
      'acme/sales': {
        name: 'Sales',
        ...about,
        files: {
          'charts/main.sql': REGION_SQL,
          'charts/years.sql': YEAR_SQL,
          ...(params !== null && { 'params.json': JSON.stringify(params) }),
          ...files,
        },
      },
      'acme/other': { name: 'Other', files: { 'charts/main.sql': REGION_SQL } },
    },
    queries: {
      [REGION_SQL]: ({ region }) => rows(['dimension', 'value'], [[`region ${region}`, 1]]),
      [YEAR_SQL]: ({ year }) => rows(['dimension', 'value'], [[`year ${year}`, 1]]),
    },
  });
}

export interface DashboardPage {
  readonly dashboard: VibedasherDashboard;
  readonly charts: readonly VibedasherViz[];
  chart(id: string): VibedasherViz;
}

/** Adds a dashboard of `acme/sales` with these attributes and this content to the page. Its charts are tables. */
export function mountDashboard(
  api: FakeApi,
  content: string,
  attributes: Readonly<Record<string, string>> = { account: 'acme', slug: 'sales' },
): DashboardPage {
  const dashboard = document.createElement('vibedasher-dashboard');
  dashboard.client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
  for (const [name, value] of Object.entries(attributes)) dashboard.setAttribute(name, value);
  dashboard.innerHTML = content;
  place().append(dashboard);
  return {
    dashboard,
    get charts() {
      return [...dashboard.querySelectorAll('vibedasher-viz')];
    },
    chart: (id) => dashboard.querySelector<VibedasherViz>(`#${id}`)!,
  };
}

export const MAIN = '<vibedasher-viz id="main" mark="table" loading="eager"></vibedasher-viz>';
export const YEARS =
  '<vibedasher-viz id="years" chart="years" mark="table" loading="eager"></vibedasher-viz>';

/** Returns the parameters of all queries in order, such as `region=EU`. */
export function queryArgs(api: FakeApi): readonly string[] {
  return [...api.to('query'), ...api.to('batch')]
    .map((request) => ({ at: api.requests.indexOf(request), body: request.body as Asked }))
    .sort((a, b) => a.at - b.at)
    .flatMap(({ body }) => body.queries ?? [body])
    .map(({ args = {} }) =>
      Object.entries(args)
        .map(([name, value]) => `${name}=${value}`)
        .join('&'),
    );
}

interface Asked {
  readonly queries?: readonly Asked[];
  readonly args?: Readonly<Record<string, string>>;
}

/** Returns the first cell of a chart's first row. */
export const cellOf = (chart: VibedasherViz): unknown => chart.data?.rows[0]?.[0];
