import { isObject, type JsonObject } from '../internal/json.ts';
import { ChartError, parseJson } from './json.ts';
import { clip, MAX_NAME_LENGTH, titleOf } from '../internal/text.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import type { ParamDeclaration, ParamOptions } from './types.ts';

/** A viz's files, path → text. */
export type Files = ReadonlyMap<string, string>;

/** One chart of a viz. */
export interface ChartFile {
  readonly id: string;
  /** Data set name → SQL: `charts/ID.sql` is {@link MAIN}, `charts/ID.NAME.sql` is NAME. */
  readonly queries: ReadonlyMap<string, string>;
  /** Path of `charts/ID.vl.json`; `null` if the chart has no spec. */
  readonly specPath: string | null;
}

/** The content of a viz's `dashboard.json`. */
interface DashboardFile {
  readonly title: string | null;
  readonly columns: number | null;
  /** Ids of the charts in display order. */
  readonly charts: readonly string[];
}

const CHART_FILE = /^(?:\.?\/)?charts\/([^/.]+)(?:\.([^/.]+))?\.(sql|vl\.json)$/;

/** Finds the charts in a viz's files, by id, in the order of their paths. */
export function listCharts(files: Files): ReadonlyMap<string, ChartFile> {
  const charts = new Map<string, { id: string; queries: Map<string, string>; specPath: string | null }>();
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [, id, name = MAIN, type] = CHART_FILE.exec(path) ?? [];
    if (id === undefined || (type !== 'sql' && name !== MAIN)) continue;
    const chart = charts.get(id) ?? { id, queries: new Map<string, string>(), specPath: null };
    charts.set(id, chart);
    if (type === 'sql') chart.queries.set(name, text);
    else chart.specPath = path;
  }
  return charts;
}

/** @throws ChartError of kind `spec` */
export function readSpec(files: Files, path: string): VegaLiteSpec {
  return parseSpec(files.get(path) ?? '', path);
}

/**
 * @param path where the text comes from, for the error message
 * @throws ChartError of kind `spec`
 */
export function parseSpec(text: string, path: string): VegaLiteSpec {
  const spec = parseJson(text, path, 'spec');
  if (!isObject(spec)) throw new ChartError('spec', path, 'a Vega-Lite spec must be a JSON object');
  return spec;
}

const PARAMS = 'params.json';
/** Maximum numbers of parameters of a viz, of options of one parameter, and of all. A page creates an element for each. */
const MAX_PARAMS = 200;
const MAX_OPTIONS = 10_000;
const MAX_ALL_OPTIONS = 20_000;

/**
 * Returns the parameters that `params.json` declares, or none if the file is missing.
 * @throws ChartError of kind `config`
 */
export function readParams(files: Files): readonly ParamDeclaration[] {
  const text = files.get(PARAMS);
  if (text === undefined) return [];
  const list = parseJson(text, PARAMS, 'config');
  if (!Array.isArray(list)) throw new ChartError('config', PARAMS, 'expected a list of parameters');
  atMost(MAX_PARAMS, list, PARAMS, 'parameters');
  const params = list.map(readParam);
  const all = params.flatMap(({ options }) => (options?.kind === 'values' ? options.values : []));
  atMost(MAX_ALL_OPTIONS, all, PARAMS, 'options of all parameters');
  const names = new Set<string>();
  for (const { name } of params) {
    if (names.has(name)) throw new ChartError('config', PARAMS, `"${name}" is declared twice`);
    names.add(name);
  }
  return params;
}

function atMost(limit: number, list: readonly unknown[], path: string, what: string): void {
  if (list.length <= limit) return;
  throw new ChartError('config', path, `${list.length} ${what}; the limit is ${limit}`);
}

const TYPES = ['string', 'number', 'boolean', 'date'] as const;

function readParam(entry: unknown, index: number): ParamDeclaration {
  const path = `${PARAMS}[${index}]`;
  const extra: JsonObject = isObject(entry) ? entry : {};
  const { name, label, type = 'string', default: initial, options, multiple } = extra;
  if (typeof name !== 'string' || !name) throw new ChartError('config', path, 'a parameter needs a "name"');
  const known = TYPES.find((each) => each === type);
  if (!known) throw new ChartError('config', path, `"type" must be one of ${TYPES.join(', ')}`);
  return {
    name,
    label: clip(typeof label === 'string' && label ? label : titleOf(name), MAX_NAME_LENGTH),
    type: known,
    default: isDefault(initial) ? initial : null,
    multiple: multiple === true,
    options: options == null ? null : readOptions(options, `${path}.options`),
    extra,
  };
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const isDefault = (value: unknown): value is string | number | boolean | readonly (string | number)[] =>
  isScalar(value) ||
  (Array.isArray(value) && value.every((item) => isScalar(item) && typeof item !== 'boolean'));

function readOptions(options: unknown, path: string): ParamOptions {
  if (isObject(options) && typeof options['sql'] === 'string') return { kind: 'sql', sql: options['sql'] };
  if (!Array.isArray(options))
    throw new ChartError('config', path, 'expected a list of values or {"sql": …}');
  atMost(MAX_OPTIONS, options, path, 'options');
  return {
    kind: 'values',
    values: options.map((option: unknown, index) => {
      const { value, label }: JsonObject = isObject(option) ? option : { value: option };
      if (!isScalar(value)) throw new ChartError('config', `${path}[${index}]`, 'expected a value');
      return { value, label: clip(String(isScalar(label) ? label : value), MAX_NAME_LENGTH) };
    }),
  };
}

const DASHBOARD = 'dashboard.json';
/** Maximum number of charts of a dashboard. Each is an element that runs a query and draws. */
const MAX_CHARTS = 100;

/**
 * Reads `dashboard.json`. Returns `null` if the file is missing.
 * @throws ChartError of kind `config`
 */
export function readDashboard(files: Files): DashboardFile | null {
  const text = files.get(DASHBOARD);
  if (text === undefined) return null;
  const dashboard = parseJson(text, DASHBOARD, 'config');
  if (!isObject(dashboard)) throw new ChartError('config', DASHBOARD, 'expected an object');
  const { title, columns, charts } = dashboard;
  const known = listCharts(files);
  const ids = [...known.keys()];
  const shown = Array.isArray(charts) ? charts.map(String) : ids;
  for (const id of shown)
    if (!known.has(id)) throw new ChartError('config', DASHBOARD, unknownChart(id, ids));
  return {
    title: typeof title === 'string' && title ? clip(title, MAX_NAME_LENGTH) : null,
    columns: typeof columns === 'number' && columns >= 1 ? Math.floor(columns) : null,
    charts: shown,
  };
}

/**
 * Returns the ids of a dashboard's charts in display order: those in `dashboard.json`, or else all.
 * @throws ChartError of kind `config`
 */
export function dashboardCharts(files: Files, dashboard: DashboardFile | null): readonly string[] {
  const charts = dashboard?.charts ?? [...listCharts(files).keys()];
  atMost(MAX_CHARTS, charts, dashboard ? DASHBOARD : 'charts/', 'charts');
  return charts;
}

/** Returns the error message for a chart that does not exist. */
export const unknownChart = (id: string, ids: readonly string[]): string =>
  `there is no chart "${id}" (${ids.length ? `the viz has: ${ids.join(', ')}` : 'the viz has no chart files'})`;
