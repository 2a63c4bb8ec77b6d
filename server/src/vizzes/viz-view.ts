import type { TableVersion, VizData } from '../engine/backend.ts';
import { MAIN_QUERY } from '../rows-address.ts';
import { oncePerViz } from './catalog.ts';
import type { CatalogViz } from './catalog.ts';

/**
 * Returns the statement of a query in the viz's files, or `undefined`.
 *
 * @param chart `ID` or `ID.NAME`; see `rowsAddress`
 */
export function chartStatement({ files }: CatalogViz, chart: string): string | undefined {
  // The elements also find a chart's main query in `charts/ID.main.sql`.
  const path = [`charts/${chart}.sql`, `charts/${chart}.${MAIN_QUERY}.sql`].find((each) =>
    Object.hasOwn(files, each),
  );
  return path === undefined ? undefined : files[path];
}

/** Returns whether a statement is in the viz's files. */
export const isOwnStatement = (viz: CatalogViz, sql: string): boolean => statementsOf(viz).has(sql.trim());

/** Returns the statements in the viz's files: the queries of charts and of parameters' options. */
export const statementsOf = oncePerViz((viz): ReadonlySet<string> => new Set(statementsIn(viz)));

function statementsIn({ files }: CatalogViz): string[] {
  const charts = Object.entries(files).flatMap(([path, text]) => (path.endsWith('.sql') ? [text] : []));
  const params = JSON.parse(files['params.json'] ?? '[]') as { options?: { sql?: unknown } }[];
  const options = params.map((param) => param.options?.sql).filter((sql) => typeof sql === 'string');
  return [...charts, ...options].map((sql) => sql.trim());
}

/**
 * Returns the API's `dataState`: whether queries can run. A state in `viz.json` takes precedence over the state of
 * the files.
 */
export function dataState(viz: CatalogViz, data: VizData): Record<string, unknown> {
  const { dataState: declared } = viz;
  if (declared)
    return {
      status: declared.status,
      canQuery: false,
      blocked: viz.datasets.map((id) => ({ id, reason: declared.reason })),
      meaning: declared.reason,
    };
  if (data.blocked.length > 0)
    return {
      status: 'BLOCKED',
      canQuery: false,
      blocked: data.blocked,
      meaning: 'A dataset of this visualization cannot be read at the moment.',
    };
  return { status: 'OK', canQuery: true, blocked: [], meaning: 'All data can be queried.' };
}

/** Returns the API's `dataFreshness`: the age of the data, by the column that `viz.json` names. */
export async function dataFreshness(
  viz: CatalogViz,
  data: VizData,
  newest: (table: TableVersion, column: string) => Promise<string | null>,
  now: number,
): Promise<Record<string, unknown>> {
  const oldest = Math.min(...data.present.map(({ writtenAt = Number.NaN }) => writtenAt));
  const lastLoadedAt = Number.isFinite(oldest) ? new Date(oldest).toISOString() : null;
  const unmeasured = { asOf: null, ageDays: null, ageSeconds: null, lastLoadedAt };
  if (viz.timeColumn === null) return { status: 'NO_TIME_COLUMN', ...unmeasured };
  const dataset = data.present.find(({ alias }) => alias === viz.timeColumn?.alias);
  if (!dataset || !viz.timeColumn) return { status: 'UNKNOWN', ...unmeasured };
  const asOf = await newest(dataset, viz.timeColumn.column);
  if (asOf === null) return { status: 'UNKNOWN', ...unmeasured };
  const ageSeconds = Math.floor((now - Date.parse(asOf)) / 1000);
  return { status: 'MEASURED', asOf, ageDays: Math.floor(ageSeconds / 86_400), ageSeconds, lastLoadedAt };
}

/** Returns the API's `viz`. `accountSlug` and `accountRegion` have two spellings, as in the cloud. */
export function vizView(
  viz: CatalogViz,
  state: Record<string, unknown>,
  freshness: Record<string, unknown>,
  dataVersion: string,
): Record<string, unknown> {
  return {
    name: viz.name,
    slug: viz.slug,
    publicSlug: viz.slug,
    description: viz.description,
    source: viz.source,
    notes: viz.notes,
    accountSlug: viz.account,
    account_slug: viz.account,
    // Only the cloud has regions.
    accountRegion: null,
    account_region: null,
    publishStatus: viz.publishStatus,
    viewMode: viz.viewMode,
    datasetIds: viz.datasets,
    tags: viz.tags,
    createdAt: viz.createdAt,
    updatedAt: viz.updatedAt,
    files: viz.files,
    // Each query of a viz with a delay runs, so that it can be seen to wait.
    rows: viz.delay === 0,
    dataVersion,
    dataFreshness: freshness,
    dataState: state,
  };
}
