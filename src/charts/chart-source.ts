import { isObject } from '../internal/json.ts';
import type { Params, ParamValue } from '../public-client/types.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import {
  type ChartFile,
  type Files,
  listCharts,
  parseSpec,
  readParams,
  readSpec,
  unknownChart,
} from './chart-files.ts';
import { ChartError } from './json.ts';
import type { ChartSource, ParamDeclaration } from './types.ts';

/** What the page brings, and what the viz's files bring. */
interface ChartSourceRequest {
  /** The page's own query: the `sql` attribute or property, else the child script's text. */
  readonly pageSql?: string | null | undefined;
  /** The page's own spec: the `spec` property, else the parsed child script. */
  readonly pageSpec?: VegaLiteSpec | null | undefined;
  /** The `chart` attribute. */
  readonly chart?: string | null | undefined;
  /** Only the rows of the main query are wanted, or of the first where there is none; no spec is read. */
  readonly rowsOnly?: boolean | undefined;
  /** The viz's files; leave out where the viz is not known yet. */
  readonly files?: Files | undefined;
}

const NO_FILES: Files = new Map();

/**
 * Where a chart's query and spec come from. Each is looked for on its own, first hit wins: the page, then the viz's
 * chart files; a spec that is `null` is derived from the rows. Files that are not needed are not read, so that a
 * mistake in one of them costs only its own chart. Throws a {@link ChartError}.
 */
export function resolveChartSource(request: ChartSourceRequest): ChartSource {
  const { pageSql = null, files = NO_FILES, rowsOnly = false } = request;
  const pageSpec = rowsOnly ? null : (request.pageSpec ?? null);
  const file =
    pageSql !== null && (rowsOnly || pageSpec !== null) ? null : pickChart(files, request.chart || null);
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
    borrowed: pageSql !== null && pageSpec === null && spec !== null,
    params: readParams(files),
  };
}

/** Whether there is anything to draw: a query for the derived chart, or a spec whose data sets are all there. */
export const isDrawable = ({ spec, queries }: ChartSource): boolean =>
  spec === null ? queries.has(MAIN) : [...dataNames(spec)].every((name) => queries.has(name));

function pickChart(files: Files, wanted: string | null): ChartFile | null {
  const charts = listCharts(files);
  if (wanted === null) return charts.get(MAIN) ?? [...charts.values()][0] ?? null;
  const chart = charts.get(wanted);
  // Before the viz is known no name is wrong.
  if (!chart && files !== NO_FILES)
    throw new ChartError('config', 'chart', unknownChart(wanted, [...charts.keys()]));
  return chart ?? null;
}

/** The spec in a child `<script type="application/vnd.vegalite+json">`. Throws a {@link ChartError} of kind `spec`. */
export const parseChildSpec = (text: string): VegaLiteSpec => parseSpec(text, 'the spec in the page');

/** Where a Vega-Lite view holds further views. */
const CHILDREN = ['layer', 'concat', 'hconcat', 'vconcat', 'spec'];

/**
 * The names of the data sets that a spec draws and does not bring along: {@link MAIN} for a view without `data`,
 * and each `data: {name}` that neither carries its data nor stands in `datasets`.
 */
export function dataNames(spec: VegaLiteSpec): ReadonlySet<string> {
  const wanted = new Set<string>();
  const brought = new Set<string>(isObject(spec['datasets']) ? Object.keys(spec['datasets']) : []);

  const addData = (data: unknown): void => {
    if (!isObject(data)) return;
    const { name, format: _format, ...source } = data;
    if (typeof name !== 'string') return;
    (Object.keys(source).length ? brought : wanted).add(name);
  };

  const visit = (view: unknown, inherited: boolean): void => {
    if (!isObject(view)) return;
    const { data, transform } = view;
    addData(data);
    for (const step of Array.isArray(transform) ? (transform as unknown[]) : []) {
      if (isObject(step) && isObject(step['from'])) addData(step['from']['data']);
    }
    const hasData = data === undefined ? inherited : data !== null;
    const children = CHILDREN.flatMap((key) => view[key] ?? []);
    for (const child of children) visit(child, hasData);
    if (!children.length && data === undefined && !inherited) wanted.add(MAIN);
  };

  visit(spec, false);
  for (const name of brought) wanted.delete(name);
  return wanted;
}

/** Where the parameters of one chart come from; each level wins over the ones before it. */
export interface ParamSources {
  readonly declared?: readonly ParamDeclaration[] | undefined;
  readonly dashboard?: Params | undefined;
  /** The `params` attribute or property. */
  readonly params?: Params | undefined;
  /** The `param-NAME` attributes by NAME, in whatever case the page's HTML left it. */
  readonly attributes?: Params | undefined;
  /** What `setParams` was given. */
  readonly set?: Params | undefined;
  /** The chart's queries: the names in them settle the case of an attribute's name. */
  readonly queries?: Iterable<string> | undefined;
}

/**
 * The parameters of a chart with their values. A declared one is always there: `null`, which is sent as `''`, says
 * that nothing is chosen. Throws a {@link ChartError} where a `param-NAME` attribute fits two names.
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
  for (const [written, value] of Object.entries(attributes)) values.set(matchName(written, names), value);
  assign(set);

  for (const { name, multiple } of declared) {
    const value = values.get(name) ?? null;
    if (multiple) values.set(name, asList(value));
  }
  return Object.fromEntries(values);
}

/** The part of the parameters that a query uses: what is sent with it. */
export const paramsFor = (sql: string, params: Params): Params =>
  Object.fromEntries(
    usedParams(sql)
      .filter((name) => Object.hasOwn(params, name))
      .map((name) => [name, params[name] ?? null]),
  );

function matchName(written: string, names: ReadonlySet<string>): string {
  const lower = written.toLowerCase();
  const fitting = [...names].filter((name) => name.toLowerCase() === lower);
  if (fitting.length < 2) return fitting[0] ?? written;
  throw new ChartError(
    'config',
    `param-${lower}`,
    `this matches ${fitting.map((name) => `"${name}"`).join(' and ')}: use the params attribute`,
  );
}

/** One choice of a parameter that takes several is a list of one; a JSON list in an attribute is one already. */
function asList(value: ParamValue): ParamValue {
  if (value === null || value === '' || Array.isArray(value)) return value;
  if (typeof value === 'number') return [value];
  return typeof value === 'string' && !value.trim().startsWith('[') ? [value] : value;
}

/** The names of the `{{name}}` parameters in a query, each once, in order. */
export const usedParams = (sql: string): readonly string[] => [
  ...new Set([...sql.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map(([, name = '']) => name)),
];
