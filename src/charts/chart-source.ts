import { ChartError } from './chart-error.ts';
import { listCharts, parseSpec, readParams, readSpec, unknownChart } from './chart-files.ts';
import type { ChartFile, Files } from './chart-files.ts';
import { dataNames } from './data-names.ts';
import type { ChartSource, VegaLiteSpec } from './types.ts';
import { MAIN } from './types.ts';

/** What the page brings, and what the viz's files bring. */
export interface ChartSourceRequest {
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
