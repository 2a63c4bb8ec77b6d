/** Loads the charts of pages, and finds the values that readers can choose for their parameters. */
import { resolveParams, usedParams } from '../../../src/charts/chart-source.ts';
import { readParams } from '../../../src/charts/chart-files.ts';
import { findSelectable } from '../../../src/charts/emphasis/selectable.ts';
import type { ChartSource, ParamDeclaration } from '../../../src/charts/types.ts';
import { selectedIn } from '../../../src/controllers/dashboard/dashboard.ts';
import { dateText } from '../../../src/internal/text.ts';
import { loadVizFiles } from '../../../src/pipeline/load-chart.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import type { Params, ParamValue, PublicClient, Query, Viz } from '../../../src/public-client/types.ts';
import type { VizAddress } from '../../../src/public-client/viz-requests.ts';
import { readSelectTo } from '../../../src/selection/selected-values.ts';
import { controlValues, type ControlValues } from '../control-values.ts';
import { sharedParams } from '../dashboard-params.ts';
import type { Tag } from '../html.ts';
import { loadViz, tableRows } from '../load-viz.ts';
import { loadDashboard } from '../render-dashboard.ts';
import type { DashboardNode } from '../tag-settings.ts';
import type { RenderSettings } from '../types.ts';
import { declaredValues } from './choices.ts';

export interface PageTag extends Pick<Tag, 'request' | 'dashboard' | 'selectTo' | 'link' | 'line'> {
  readonly file: string;
}

/** A chart with its queries, which are known once the chart has loaded. */
export interface SnapshotChart {
  readonly tag: PageTag;
  readonly settings: RenderSettings;
  readonly client: PublicClient;
  readonly address: VizAddress;
  readonly viz: Viz;
  readonly files: Viz['files'];
  readonly source: ChartSource;
  /** The values that readers can select in this chart, by parameter. */
  readonly selectable: ReadonlyMap<string, ControlValues>;
}

/** The parameters around a chart: of its dashboards, or of its viz if it is in none. */
export interface ChartParams {
  readonly declared: readonly ParamDeclaration[];
  /** The closed lists of values, by parameter. */
  readonly values: ReadonlyMap<string, ControlValues>;
  readonly optionQueries: readonly OptionQuery[];
  /** The parameters whose choice does not filter the chart. */
  readonly unaffected: readonly string[];
}

interface OptionQuery {
  readonly declared: ParamDeclaration;
  readonly sql: string;
  readonly chart: SnapshotChart;
}

type LoadSettings = RenderSettings & { readonly client: PublicClient; readonly signal: AbortSignal };

/** Returns the settings of the charts of a tag. Rejects like `loadViz` if the viz of a dashboard cannot be loaded. */
export async function chartSettings(
  { request }: PageTag,
  clientFor: (settings: RenderSettings) => PublicClient,
  signal: AbortSignal,
): Promise<readonly LoadSettings[]> {
  if (request.kind === 'wrong') throw request.problem;
  const own = { client: clientFor(request.settings), signal };
  if (request.kind === 'chart') return [{ ...request.settings, ...own }];
  const { charts } = await loadDashboard({ ...request.settings, ...own });
  return charts.map((chart) => ({ ...chart, ...own }));
}

/** Loads a chart with the parameters of the page. Rejects like `loadViz`. */
export async function loadChartFor(tag: PageTag, settings: LoadSettings): Promise<SnapshotChart> {
  const { client, signal, slug } = settings;
  const { viz, loaded } = await loadViz(settings);
  const account = settings.account || viz.account;
  if (!account) throw new VibedasherError('malformed', `The API does not say which account owns "${slug}"`);
  const files = await loadVizFiles(client, viz, { signal });
  const selectable = selectableValues(tag, tableRows(loaded), loaded.source);
  return { tag, settings, client, address: { account, slug }, viz, files, source: loaded.source, selectable };
}

/** Maximum number of values of a chart that readers can choose one by one. */
const MAX_SELECTABLE = 200;

/** Returns the values that a reader can select one by one, as in `select-to`; none for dates with a time and ranges. */
function selectableValues(
  { selectTo }: PageTag,
  { columns, rows }: ReturnType<typeof tableRows>,
  { spec }: ChartSource,
): ReadonlyMap<string, ControlValues> {
  const target = selectTo ? readSelectTo(selectTo) : null;
  if (!target || target.params.length === 2) return new Map();
  const [param] = target.params;
  const selectable = spec && findSelectable(spec, { field: target.field, param, range: false });
  if (selectable && (selectable.binned || selectable.key !== selectable.field)) return new Map();
  const field = (selectable?.field ?? target.field ?? param).toLowerCase();
  const named = columns.findIndex(({ name }) => name.toLowerCase() === field);
  const index = named < 0 && !target.field ? columns.findIndex(({ type }) => type !== 'number') : named;
  const cells = new Set(rows.map((row) => toParam(row[index], columns[index]?.type)));
  if (cells.size > MAX_SELECTABLE) return new Map();
  const values = [...cells].filter((cell) => cell !== undefined);
  return new Map([[param, { values: values.sort(), isList: target.several }]]);
}

function toParam(cell: unknown, type: string | undefined): string | number | boolean | undefined {
  if (cell instanceof Date) return type === 'date' ? dateText(cell) : undefined;
  if (typeof cell === 'string') return cell || undefined;
  return typeof cell === 'number' || typeof cell === 'boolean' ? cell : undefined;
}

/**
 * Finds the parameters around a chart.
 * @param together the charts of its dashboard, or the chart alone
 * @param loadOptions returns the values of declared options that have a query; empty if it fails
 */
export async function paramsAround(
  { tag }: SnapshotChart,
  together: readonly SnapshotChart[],
  loadOptions: (query: Query, chart: SnapshotChart) => Promise<readonly ParamValue[]>,
): Promise<ChartParams> {
  const declared = new Map<string, ParamDeclaration>();
  const optionQueries: OptionQuery[] = [];
  for (const chart of together) {
    for (const one of readDeclarations(chart)) {
      if (declared.has(one.name)) continue;
      declared.set(one.name, one);
      if (one.options?.kind === 'sql') optionQueries.push({ declared: one, sql: one.options.sql, chart });
    }
  }
  const declarations = [...declared.values()];
  const queried = new Map<ParamDeclaration, readonly ParamValue[]>();
  for (const each of optionQueries)
    queried.set(each.declared, await loadOptions(optionsQuery(each, declarations, {}), each.chart));

  const values = new Map<string, ControlValues>();
  const add = (name: string, offered: ControlValues): void => {
    const before = values.get(name) ?? { values: [], isList: false };
    values.set(name, {
      values: [...before.values, ...offered.values],
      isList: before.isList || offered.isList,
    });
  };
  for (const one of declarations) {
    const closed = declaredValues(one, queried.get(one));
    if (closed) add(one.name, { values: closed, isList: one.multiple });
  }
  if (tag.dashboard)
    for (const { selectable } of together) for (const [name, offered] of selectable) add(name, offered);
  for (const [name, offered] of controlValues(tag.dashboard)) add(name, offered);
  const selecting = tag.link === 'highlight' ? together.map((each) => each.tag.selectTo) : [tag.selectTo];
  const unaffected = selecting.flatMap((selectTo) => selectedIn({ selectTo }));
  return { declared: declarations, values, optionQueries, unaffected };
}

function readDeclarations({ files, source }: SnapshotChart): readonly ParamDeclaration[] {
  try {
    return readParams(files);
  } catch {
    // The chart has reported this if it needs the declarations.
    return source.params;
  }
}

/** Returns the names of the parameters of a query that readers can change, without those that the chart itself sets. */
export function changeable({ settings }: SnapshotChart, { unaffected }: ChartParams, sql: string): string[] {
  const own = [...Object.keys(settings.params ?? {}), ...Object.keys(settings.paramAttributes ?? {})];
  const fixed = new Set(own.map((name) => name.toLowerCase()));
  return usedParams(sql).filter((name) => !unaffected.includes(name) && !fixed.has(name.toLowerCase()));
}

/** Returns the values that the parameters of queries have after a reader has made a choice. */
export function valuesFor(
  { settings, source }: SnapshotChart,
  { declared, unaffected }: ChartParams,
  queries: readonly string[],
  choice: Params,
): Params {
  const { params, paramAttributes, dashboards = [] } = settings;
  const chosen = Object.fromEntries(Object.entries(choice).filter(([name]) => !unaffected.includes(name)));
  const shared = sharedParams(dashboards, chosen);
  return resolveParams({
    declared: source.params,
    dashboard: shared?.ask(queries.flatMap(usedParams), declared),
    params,
    attributes: paramAttributes,
    set: shared ? {} : chosen,
    queries,
  });
}

/** Returns the query of a declaration's options, as a control sends it. */
export function optionsQuery(
  { declared: { name }, sql, chart }: OptionQuery,
  declared: readonly ParamDeclaration[],
  chosen: Params,
): Query {
  const names = usedParams(sql).filter((each) => each !== name);
  const { dashboards = [] } = chart.settings;
  return { sql, params: sharedParams(dashboards, chosen)?.ask(names, declared) ?? {} };
}

/** Returns the outermost dashboard around a tag; its charts have the same parameters. */
export function outermost(dashboard: DashboardNode | null): DashboardNode | null {
  return dashboard?.outer ? outermost(dashboard.outer) : dashboard;
}
