import { parseSpec } from '../charts/chart-files.ts';
import {
  addressOf,
  isDrawable,
  paramsFor,
  type ParamSources,
  resolveChartSource,
  resolveParams,
  usedParams,
} from '../charts/chart-source.ts';
import { ChartError } from '../charts/json.ts';
import type { PictureLook } from '../charts/picture-key.ts';
import type { ChartSource, PreferredMark } from '../charts/types.ts';
import { warnOnce } from '../internal/text.ts';
import { VibedasherError, lazily } from '../public-client/errors.ts';
import type { Dataset, Params, PublicClient, RequestOptions, Viz, VizRef } from '../public-client/types.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { loadEngine, preloadEngine } from '../vega/engine.ts';
import type { AttributeValues } from './attributes.ts';
import { checkParams, checkTimeZone } from './check-settings.ts';
import type { DashboardNotices, SharedParams } from './settings.ts';

/** What to load for one chart. */
interface ChartRequest {
  readonly client: PublicClient;
  readonly ref: VizRef;
  /** The page's own query. */
  readonly sql: string | null;
  /** The page's own spec: an object, or the text of a child script. */
  readonly spec: VegaLiteSpec | string | null;
  /** Whether to load only rows and ignore the specs of the viz. */
  readonly rowsOnly: boolean | undefined;
  readonly chart: string | null;
  readonly params: Pick<ParamSources, 'params' | 'attributes' | 'set'>;
  /** The parameters of the enclosing dashboard. Read as late as possible, so earlier changes cause no second load. */
  readonly shared: SharedParams | undefined;
  /** The `timezone` attribute. */
  readonly timeZone: string | null;
  /** Whether the engine draws the chart, and is loaded at once. `null` if that depends on the viz and its rows. */
  readonly drawn: boolean | null;
  /** See `RequestOptions`. */
  readonly order: () => number;
  /** Bypasses cached responses. */
  readonly fresh: boolean;
}

/** Callbacks during a load. */
interface LoadListener {
  /** See `QueryOptions`. */
  readonly onNewer: (failure: VibedasherError | null) => void;
  /** Called when the viz has loaded, which may be before or after the rows. */
  readonly onViz: (viz: Viz) => void;
  /** Called when queries and spec are known, while the rows are loading. */
  readonly onSource: (source: ChartSource) => void;
}

/** A loaded chart, before it is drawn. */
export interface LoadedChart {
  readonly source: ChartSource;
  /** Rows by data set name. */
  readonly data: ReadonlyMap<string, Dataset>;
  /** The parameter values of the queries. */
  readonly params: Params;
  readonly timings: { readonly viz: number; readonly query: number; readonly decode: number };
}

/** Loads the code that derives a chart from columns if there is no spec. Rejects with an error of kind `network`. */
export const loadDeriver = (): Promise<typeof import('../charts/derive-spec.ts')> =>
  lazily(() => import('../charts/derive-spec.ts'));

/** Returns whether a chart has no rows: all its queries returned none. */
export const isEmpty = ({ data }: LoadedChart): boolean =>
  data.size > 0 && [...data.values()].every(({ rows }) => rows.length === 0);

/** The arguments of {@link loadChart}. */
export interface LoadRequest extends Omit<ChartRequest, 'shared'>, Partial<LoadListener> {
  readonly shared: Pick<SharedParams, 'ask'> | undefined;
  /** Whether to load the code that draws the chart at the same time. Default: true. */
  readonly loadsEngine?: boolean;
  /** Whether to wait while the data of the viz are being prepared, instead of rejecting. Default: true. */
  readonly waits?: boolean;
}

/**
 * Loads the viz, its chart source and the rows, with each request sent as early as possible.
 * @throws VibedasherError if something cannot be loaded
 * @throws ChartError for an invalid spec
 */
export const loadChart = (request: LoadRequest, signal: AbortSignal): Promise<LoadedChart> =>
  locateMistakes(() => load(request, signal));

/** Adds the line and column to an error about invalid JSON. */
export async function locateMistakes<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof ChartError && cause.json !== null)) throw cause;
    const finder = await lazily(() => import('../charts/json-mistake.ts')).catch(() => null);
    throw finder ? finder.withPosition(cause, cause.json) : cause;
  }
}

async function load(request: LoadRequest, signal: AbortSignal): Promise<LoadedChart> {
  const { client, ref, sql, order } = request;
  const timeZone = checkTimeZone(request.timeZone);
  const sources = {
    ...request.params,
    params: checkParams(request.params.params),
    set: checkParams(request.params.set),
  };
  const clock = stopwatch();
  const vizLoading = client.getViz(ref, { signal, order, fresh: request.fresh }).then((viz) => {
    clock.lap('viz');
    request.onViz?.(viz);
    return viz;
  });
  vizLoading.catch(() => {});
  const { loadsEngine = true } = request;
  const drawn = loadsEngine && request.drawn;
  if (drawn) void loadEngine().catch(() => {});
  // Most charts need the engine, and it is the largest download: preload it while the viz is loading.
  else if (drawn === null) preloadEngine();

  let viz: Viz | undefined;
  const ask = (text: string, params: Params, address?: string | null): Promise<Dataset> => {
    const query = { sql: text, params: paramsFor(text, params), address, dataVersion: viz?.dataVersion };
    const onDecode = (ms: number): void => void (clock.laps.decode += ms);
    const { fresh, onNewer } = request;
    return client.queryViz(ref, query, { signal, order, fresh, timeZone, onDecode, onNewer });
  };
  // The page's own query waits for the viz only if a parameter's default is declared there.
  const paramsOf = (queries: readonly string[], declared: ChartSource['params']): Params => {
    const dashboard = request.shared?.ask(queries.flatMap(usedParams), declared);
    return resolveParams({ ...sources, dashboard, declared, queries });
  };
  const given = sql === null ? {} : paramsOf([sql], []);
  const early = sql !== null && usedParams(sql).every((name) => name in given) ? ask(sql, given) : null;
  early?.catch(() => {});

  let waiting: Promise<Viz> | null = null;
  const queryable = (): Promise<Viz> =>
    (waiting ??= vizLoading.then(async (viz) => {
      if (viz.dataState.canQuery !== false) return viz;
      const { whenQueryable } = await lazily(() => import('../public-client/on-demand.ts'));
      return whenQueryable(viz, request, signal);
    }));
  /** Repeats a query that was sent before it was known that the data are still being prepared. */
  const retryWhenQueryable = async (cause: unknown, text: string, params: Params): Promise<Dataset> => {
    const viz = await vizLoading.catch(() => null);
    if (viz?.dataState.canQuery !== false) throw cause;
    await queryable();
    return ask(text, params);
  };

  const { spec: written } = request;
  const pageSpec = typeof written === 'string' ? parseSpec(written, 'the spec in the page') : written;
  const { chart, rowsOnly } = request;
  const page = { pageSql: sql, pageSpec, chart, rowsOnly };
  // The chart source without the files of the viz.
  const own = early && resolveChartSource(page);
  let source = pageSpec || rowsOnly ? own : null;
  if (!source || !isDrawable(source)) {
    viz = await queryable();
    source = await loadSource(viz, page, own, request, signal);
  }
  const { spec, params: declared } = source;
  if (!rowsOnly && loadsEngine) {
    void (spec ? loadEngine().then((engine) => engine.preload?.(spec)) : loadDeriver()).catch(() => {});
  }

  const queries = [...source.queries.values()];
  const params = paramsOf(queries, declared);
  const sent = (text: string, values: Params): string => JSON.stringify(paramsFor(text, values));
  const asking = Promise.all(
    [...source.queries].map(
      async ([name, text]) =>
        [
          name,
          // The declarations of the viz may have changed values.
          await (early && name === MAIN && sent(text, given) === sent(text, params)
            ? early.catch((cause: unknown) => retryWhenQueryable(cause, text, params))
            : ask(text, params, viz && addressOf(viz, text, paramsFor(text, params), declared))),
        ] as const,
    ),
  );
  request.onSource?.(source);
  const rows = await asking.catch(async (cause: VibedasherError) => {
    const code =
      cause.kind === 'query' && (await lazily(() => import('./missing-param.ts')).catch(() => null));
    throw code ? code.withMissingParam(cause, queries, params, declared) : cause;
  });
  clock.lap('query');
  return { source, data: new Map(rows), params: paramsFor(queries.join(), params), timings: clock.laps };
}

/**
 * A load for an element, which may start before there is a listener: while the code that shows the chart is still
 * loading.
 */
export class ChartLoad {
  /** The start of the load, from `performance.now()`. */
  readonly start = performance.now();
  /** Rejects like {@link loadChart}. */
  readonly loaded: Promise<LoadedChart>;
  readonly settings: ChartSettings;
  readonly #controller = new AbortController();
  #viz: Viz | null = null;
  #source: ChartSource | null = null;
  #listener: LoadListener | null = null;

  constructor(settings: ChartSettings, fresh = false) {
    this.settings = settings;
    const { request, timeZone } = settings;
    this.loaded = loadChart(
      {
        ...request,
        timeZone,
        fresh,
        // Without a listener, cancel this load: another load finds the newer rows.
        onNewer: (failure) => (this.#listener ? this.#listener.onNewer(failure) : this.cancel()),
        onViz: (viz) => {
          this.#viz = viz;
          this.#listener?.onViz(viz);
        },
        onSource: (source) => {
          this.#source = source;
          this.#listener?.onSource(source);
        },
      },
      this.signal,
    );
    this.loaded.catch(() => {});
  }

  /** Aborted when the load is canceled. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Returns whether a listener can use this load for these settings instead of a new one. */
  canServe({ requestKey, request }: ChartSettings): boolean {
    const isFree = !this.#listener && !this.signal.aborted;
    return isFree && this.settings.requestKey === requestKey && !request.shared?.takeChange();
  }

  /** Reports the viz and source that have loaded so far, then everything that follows. Must be called only once. */
  listen(listener: LoadListener): void {
    this.#listener = listener;
    if (this.#viz) listener.onViz(this.#viz);
    if (this.#source) listener.onSource(this.#source);
  }

  cancel(): void {
    this.#controller.abort();
  }
}

async function loadSource(
  viz: Viz,
  page: Parameters<typeof resolveChartSource>[0],
  own: ChartSource | null,
  { client, order }: Pick<ChartRequest, 'client' | 'order'>,
  signal: AbortSignal,
): Promise<ChartSource> {
  let files: Viz['files'];
  try {
    files = await loadVizFiles(client, viz, { signal, order });
  } catch (cause) {
    // Only a page that names a chart of the viz needs its files.
    if (signal.aborted || page.chart || !own || !isDrawable(own)) throw cause;
    const { message } = cause as Error;
    warnOnce(
      `The files of "${viz.slug}" cannot be loaded (${message}). The chart is derived from the page's query`,
    );
    return own;
  }
  const source = resolveChartSource({ ...page, files });
  if (isDrawable(source)) return source;
  throw new VibedasherError('unsupported', `The viz "${viz.slug}" has no query for a chart`);
}

/** Measures the time since its creation in ms, by the name of the step that ended. */
function stopwatch(): {
  readonly laps: { viz: number; query: number; decode: number };
  lap(name: 'viz' | 'query'): void;
} {
  const start = performance.now();
  const laps = { viz: 0, query: 0, decode: 0 };
  return { laps, lap: (name) => void (laps[name] = performance.now() - start) };
}

/** Returns the files of a viz by path: from the API's response, else from the archive that it links to. */
export async function loadVizFiles(
  client: PublicClient,
  viz: Viz,
  options: RequestOptions,
): Promise<Viz['files']> {
  const inFiles = viz.files.size > 0 || viz.bundleUrl === null;
  return inFiles ? viz.files : client.getBundle(viz, options);
}

/** The settings that affect language and styles of messages. */
export interface DisplaySettings {
  /** The `theme` attribute. */
  readonly theme: string;
  /** The `timezone` attribute. */
  readonly timeZone: string | null;
}

/** The attributes by which an editor changes how the rows are drawn, as text. */
export interface EditorSettings extends Pick<
  AttributeValues,
  'unit' | 'decimals' | 'format' | 'colors' | 'sort' | 'limit' | 'bins' | 'highlight' | 'reference'
> {}

/** The attributes that set title and description. */
export interface CaptionSettings extends Pick<AttributeValues, 'caption' | 'heading' | 'description'> {
  readonly request: Pick<ChartRequest, 'sql'>;
}

/** The settings of a chart. Each key identifies a part of them: equal keys mean that nothing has to be done. */
export interface ChartSettings
  extends
    DisplaySettings,
    EditorSettings,
    CaptionSettings,
    Pick<AttributeValues, 'renderer' | 'fit' | 'allowHosts' | 'tooltip'> {
  readonly request: Omit<ChartRequest, 'fresh' | 'timeZone'>;
  /** Changes with the viz: everything of the previous one is removed. */
  readonly vizKey: string;
  /** Changes with the chart of the viz: the first picture of each dispatches `vibedasher-load`. */
  readonly sourceKey: string;
  /** Changes with the rows of a chart. */
  readonly requestKey: string;
  /** Changes with the look of a chart. */
  readonly lookKey: string;
  /** The values of the attributes that change a prerendered picture, too. */
  readonly pictureLook: PictureLook;
  /** The snapshot that is used before the API, if there is one. */
  readonly snapshot: string | undefined;
  /** Loads and draws even if the chart is far from the viewport. */
  readonly eager: boolean;
  readonly mark: PreferredMark | null;
  /** The `refresh` attribute, or that of the enclosing dashboard. */
  readonly refresh: string | null;
  readonly dashboardNotices: DashboardNotices | null;
}
