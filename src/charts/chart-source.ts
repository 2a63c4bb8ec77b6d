import { isObject, type JsonObject } from '../internal/json.ts';
import { toWireQuery } from '../public-client/batch.ts';
import { rowsAddress } from '../public-client/rows-address.ts';
import type { Params, ParamValue, Viz } from '../public-client/types.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { visitViews } from '../spec/views.ts';
import { type ChartFile, type Files, listCharts, readParams, readSpec, unknownChart } from './chart-files.ts';
import { ChartError } from './json.ts';
import type { ChartSource, ParamDeclaration } from './types.ts';

/** What the page and the viz's files provide. */
interface ChartSourceRequest {
  /** The query of the page: the `sql` attribute or property, or else the child script's text. */
  readonly pageSql?: string | null | undefined;
  /** The spec of the page: the `spec` property, or else the parsed child script. */
  readonly pageSpec?: VegaLiteSpec | null | undefined;
  /** The `chart` attribute. */
  readonly chart?: string | null | undefined;
  /** For tables: whether to use only the main query, or the first if there is no main query, and to read no spec. */
  readonly rowsOnly?: boolean | undefined;
  /** The viz's files; omit while the viz is not loaded. */
  readonly files?: Files | undefined;
}

const NO_FILES: Files = new Map();

/**
 * Finds a chart's query and its spec, each in the page or else in the viz's chart files. A query of the page gets a spec
 * of the viz only if the page names the chart. If the spec is `null`, one is derived from the rows later. Reads only the
 * files of this chart, so a mistake in one file affects no other chart.
 * @throws ChartError
 */
export function resolveChartSource(request: ChartSourceRequest): ChartSource {
  const { pageSql = null, files = NO_FILES, rowsOnly = false } = request;
  const pageSpec = rowsOnly ? null : (request.pageSpec ?? null);
  const chart = request.chart || null;
  const file = pageSql !== null && (rowsOnly || pageSpec || !chart) ? null : pickChart(files, chart);
  const spec = pageSpec ?? (file?.specPath && !rowsOnly ? readSpec(files, file.specPath) : null);
  const queries = new Map(file?.queries);
  const [first] = rowsOnly ? queries.values() : [];
  const sql = pageSql ?? queries.get(MAIN) ?? first;
  if (sql !== undefined) queries.set(MAIN, sql);
  const needed = spec === null ? new Set([MAIN]) : dataNames(spec);
  return {
    id: file?.id ?? null,
    queries: new Map([...queries].filter(([name]) => needed.has(name))),
    spec,
    usesVizSpecForPageQuery: pageSql !== null && pageSpec === null && spec !== null,
    params: readParams(files),
  };
}

/**
 * Returns whether the chart can be drawn: it has a query for a derived chart, or queries for all data sets of its
 * spec.
 */
export const isDrawable = ({ spec, queries }: ChartSource): boolean =>
  spec === null ? queries.has(MAIN) : [...dataNames(spec)].every((name) => queries.has(name));

function pickChart(files: Files, requested: string | null): ChartFile | null {
  const charts = listCharts(files);
  if (requested === null) return charts.get(MAIN) ?? [...charts.values()][0] ?? null;
  const chart = charts.get(requested);
  // Until the viz is loaded, any name may exist.
  if (!chart && files !== NO_FILES)
    throw new ChartError('config', 'chart', unknownChart(requested, [...charts.keys()]));
  return chart ?? null;
}

/**
 * Returns the names of the data sets that a spec draws but does not contain: {@link MAIN} for a view without `data`,
 * and each `data: {name}` without inline data or an entry in `datasets`.
 */
export function dataNames(spec: VegaLiteSpec): ReadonlySet<string> {
  const needed = new Set<string>();
  const provided = new Set<string>(isObject(spec['datasets']) ? Object.keys(spec['datasets']) : []);

  const addData = (data: unknown): void => {
    if (!isObject(data)) return;
    const { name, format: _format, ...source } = data;
    if (typeof name !== 'string') return;
    (Object.keys(source).length ? provided : needed).add(name);
  };

  const addAll = (view: JsonObject, inherited: boolean, children: readonly JsonObject[]): boolean => {
    const { data, transform } = view;
    addData(data);
    for (const step of Array.isArray(transform) ? (transform as unknown[]) : []) {
      if (isObject(step) && isObject(step['from'])) addData(step['from']['data']);
    }
    if (!children.length && data === undefined && !inherited) needed.add(MAIN);
    return data === undefined ? inherited : data !== null;
  };

  visitViews(spec, addAll, false);
  for (const name of provided) needed.delete(name);
  return needed;
}

/** The sources of one chart's parameters; each source overrides the ones above it. */
export interface ParamSources {
  readonly declared?: readonly ParamDeclaration[] | undefined;
  readonly dashboard?: Params | undefined;
  /** The `params` attribute or property. */
  readonly params?: Params | undefined;
  /** The `param-NAME` attributes by NAME. HTML parsers convert NAME to lower case. */
  readonly attributes?: Params | undefined;
  /** Values passed to `setParams`. */
  readonly set?: Params | undefined;
  /** The chart's queries. Attribute names take the case of the parameters in the queries. */
  readonly queries?: Iterable<string> | undefined;
}

/**
 * Returns the parameters of a chart with their values. Includes all declared parameters: `null`, which is sent as
 * `''`, means that no value is chosen.
 * @throws ChartError if a `param-NAME` attribute matches two names that differ only in case
 */
export function resolveParams(sources: ParamSources): Params {
  const { declared = [], dashboard = {}, params = {}, attributes = {}, set = {}, queries = [] } = sources;
  const values = new Map<string, ParamValue>();
  const assign = (level: Params): void => {
    for (const [name, value] of Object.entries(level)) values.set(name, value);
  };
  for (const { name, default: initial } of declared) values.set(name, initial);
  assign(dashboard);
  assign(params);

  const names = new Set([...values.keys(), ...Object.keys(set), ...[...queries].flatMap(usedParams)]);
  for (const [attributeName, value] of Object.entries(attributes))
    values.set(matchName(attributeName, names), value);
  assign(set);

  for (const { name, multiple } of declared) {
    const value = values.get(name) ?? null;
    if (multiple) values.set(name, asList(value));
  }
  return Object.fromEntries(values);
}

/**
 * Returns the address of a query's rows below the URL of its viz. Only queries in the chart files of a viz have one, and
 * only if the API offers it; for others, returns `null`.
 * @param params the values that the query uses
 */
export function addressOf(
  { rows, files }: Pick<Viz, 'rows' | 'files'>,
  sql: string,
  params: Params,
  declared: readonly ParamDeclaration[],
): string | null {
  const path = rows && [...files.keys()].find((path) => files.get(path) === sql);
  const [, id] = /^charts\/(.+)\.sql$/.exec(path || '') ?? [];
  if (!id) return null;
  const entries = (params: Params): [string, string][] =>
    Object.entries(toWireQuery({ sql, params }).args ?? {});
  return rowsAddress({ id, name: MAIN }, entries(params), new Map(entries(resolveParams({ declared }))));
}

/** Returns the parameters that a query uses. Only these are sent with the query. */
export const paramsFor = (sql: string, params: Params): Params =>
  Object.fromEntries(
    usedParams(sql)
      .filter((name) => Object.hasOwn(params, name))
      .map((name) => [name, params[name] ?? null]),
  );

function matchName(attributeName: string, names: ReadonlySet<string>): string {
  const lower = attributeName.toLowerCase();
  const fitting = [...names].filter((name) => name.toLowerCase() === lower);
  if (fitting.length < 2) return fitting[0] ?? attributeName;
  throw new ChartError(
    'config',
    `param-${lower}`,
    `this matches ${fitting.map((name) => `"${name}"`).join(' and ')}: use the params attribute`,
  );
}

/** Wraps a single value of a `multiple` parameter in a list. Text that starts with `[` is already a JSON list. */
function asList(value: ParamValue): ParamValue {
  if (value === null || value === '' || Array.isArray(value)) return value;
  if (typeof value === 'number') return [value];
  return typeof value === 'string' && !value.trim().startsWith('[') ? [value] : value;
}

/** Maximum number of parameters of a query. */
const MAX_USED = 1000;

/** Returns the distinct names of the first `{{name}}` parameters in a query, in order of appearance. */
export const usedParams = (sql: string): readonly string[] =>
  [...new Set([...sql.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map(([, name = '']) => name))].slice(
    0,
    MAX_USED,
  );
