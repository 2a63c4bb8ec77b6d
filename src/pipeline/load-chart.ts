import {
  isDrawable,
  paramsFor,
  type ParamSources,
  parseChildSpec,
  resolveChartSource,
  resolveParams,
  usedParams,
} from '../charts/chart-source.ts';
import type { ChartSource, PreferredMark } from '../charts/types.ts';
import { lazily } from '../internal/tasks.ts';
import { warnOnce } from '../internal/text.ts';
import { sleep, systemEnvironment } from '../public-client/environment.ts';
import { VibedasherError } from '../public-client/errors.ts';
import type { Dataset, Params, PublicClient, RequestOptions, Viz, VizRef } from '../public-client/types.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec, Renderer } from '../spec/types.ts';
import { loadEngine, preloadEngine } from '../vega/engine.ts';
import { checkParams, checkTimeZone } from './check-settings.ts';
import type { SharedParams } from './settings.ts';

/** One chart as an element asks for it. */
interface ChartRequest {
  readonly client: PublicClient;
  readonly ref: VizRef;
  /** The page's own query. */
  readonly sql: string | null;
  /** The page's own spec: an object, or the text of its child script. */
  readonly spec: VegaLiteSpec | string | null;
  /** Only rows are wanted: whatever spec the viz has stays unread. */
  readonly rowsOnly: boolean | undefined;
  readonly chart: string | null;
  readonly params: Pick<ParamSources, 'params' | 'attributes' | 'set'>;
  /** Parameters of the dashboard around, where there is one. Asked late: what changes before needs no other run. */
  readonly shared: SharedParams | undefined;
  /** The `timezone` attribute. */
  readonly timeZone: string | null;
  /**
   * Whether the engine draws the chart: if so it is asked for at once. `null` where only the viz and its rows will
   * tell.
   */
  readonly drawn: boolean | null;
  /** See `RequestOptions`. */
  readonly order: () => number;
  /** Ask the API again, whatever is known from a moment ago. */
  readonly fresh: boolean;
}

/** What listens to a load while it is under way. */
interface LoadListener {
  /** See `QueryOptions`. */
  readonly onNewer?: (failure: VibedasherError | null) => void;
  /** Called as soon as the viz is known, which may be before or after the rows. */
  readonly onViz: (viz: Viz) => void;
  /** Called when it is known what is asked and how it may be drawn, while the rows are on their way. */
  readonly onSource: (source: ChartSource) => void;
}

/** Everything about a chart but its picture. */
export interface LoadedChart {
  readonly source: ChartSource;
  /** Rows by data set name. */
  readonly data: ReadonlyMap<string, Dataset>;
  /** The values that the queries were asked with. */
  readonly params: Params;
  readonly timings: { readonly viz: number; readonly query: number; readonly decode: number };
}

/** What makes a chart of columns; needed only where there is no spec. Rejects with an error of kind `network`. */
export const loadDeriver = (): Promise<typeof import('../charts/derive-spec.ts')> =>
  lazily(() => import('../charts/derive-spec.ts'));

/** A result without rows has no picture. A chart of several queries is empty only where all of them are. */
export const isEmpty = ({ data }: LoadedChart): boolean =>
  data.size > 0 && [...data.values()].every(({ rows }) => rows.length === 0);

/** Data that are being prepared are asked for again after this many ms, each time half as long again. */
const WAIT = { first: 5000, longest: 60_000 };

/** What a load needs: of a dashboard around, nothing but its parameters. */
export interface LoadRequest extends Omit<ChartRequest, 'shared'>, LoadListener {
  readonly shared: Pick<SharedParams, 'ask'> | undefined;
  /** Whether what draws the chart is to be loaded meanwhile. Default: yes. */
  readonly loadsEngine?: boolean;
  /** Whether it waits while the data of the viz are being prepared; else it fails then. Default: yes. */
  readonly waits?: boolean;
}

/** Viz, source, rows: everything leaves as early as it can. Rejects with a `VibedasherError` or a `ChartError`. */
export async function loadChart(request: LoadRequest, signal: AbortSignal): Promise<LoadedChart> {
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
    request.onViz(viz);
    return viz;
  });
  vizLoading.catch(() => {});
  const { loadsEngine = true } = request;
  const drawn = loadsEngine && request.drawn;
  if (drawn) void loadEngine().catch(() => {});
  // Most charts want it, and it is most of the bytes: fetched now, it is there when the viz says so.
  else if (drawn === null) preloadEngine();

  const ask = (text: string, params: Params): Promise<Dataset> => {
    const query = { sql: text, params: paramsFor(text, params) };
    const onDecode = (ms: number): void => void (clock.laps.decode += ms);
    const { fresh, onNewer } = request;
    return client.queryViz(ref, query, { signal, order, fresh, timeZone, onDecode, onNewer });
  };
  // The page's own query need not wait for the viz, unless a parameter's default stands only there.
  const paramsOf = (queries: readonly string[], declared: ChartSource['params']): Params => {
    const dashboard = request.shared?.ask(queries.flatMap(usedParams), declared);
    return resolveParams({ ...sources, dashboard, declared, queries });
  };
  const given = sql === null ? {} : paramsOf([sql], []);
  const early = sql !== null && usedParams(sql).every((name) => name in given) ? ask(sql, given) : null;
  early?.catch(() => {});

  let waiting: Promise<Viz> | null = null;
  const queryable = (): Promise<Viz> =>
    (waiting ??= vizLoading.then((viz) => whenQueryable(viz, request, signal)));
  /** A query that left before it was known that its data are still being prepared is asked once they are there. */
  const askAgain = async (cause: unknown, text: string, params: Params): Promise<Dataset> => {
    const viz = await vizLoading.catch(() => null);
    if (viz?.dataState.canQuery !== false) throw cause;
    await queryable();
    return ask(text, params);
  };

  const pageSpec = typeof request.spec === 'string' ? parseChildSpec(request.spec) : request.spec;
  const { chart, rowsOnly } = request;
  const page = { pageSql: sql, pageSpec, chart, rowsOnly };
  // What the page brings is all there is without the viz's files.
  const own = early && resolveChartSource(page);
  let source = pageSpec || rowsOnly ? own : null;
  if (!source || !isDrawable(source)) {
    source = await sourceFrom(await queryable(), page, own, request, signal);
  }
  const { spec } = source;
  if (!rowsOnly && loadsEngine) {
    void (spec ? loadEngine().then((engine) => engine.preload?.(spec)) : loadDeriver()).catch(() => {});
  }

  const queries = [...source.queries.values()];
  const params = paramsOf(queries, source.params);
  const sent = (text: string, values: Params): string => JSON.stringify(paramsFor(text, values));
  const asking = Promise.all(
    [...source.queries].map(
      async ([name, text]) =>
        [
          name,
          // What the viz declares may have made another value of what was given.
          await (early && name === MAIN && sent(text, given) === sent(text, params)
            ? early.catch((cause: unknown) => askAgain(cause, text, params))
            : ask(text, params)),
        ] as const,
    ),
  );
  request.onSource(source);
  const rows = await asking;
  clock.lap('query');
  return { source, data: new Map(rows), params: paramsFor(queries.join(), params), timings: clock.laps };
}

/** A load that begins while the code that shows what comes of it is on its way. */
export class EarlyLoad {
  /** When it began, as `performance.now()` tells it. */
  readonly start = performance.now();
  readonly #key: string;
  readonly #controller = new AbortController();
  readonly #loading: Promise<LoadedChart>;
  /** What has not been reported yet. */
  #untold: ((listener: LoadListener) => void)[] = [];
  #listener: LoadListener | null = null;

  constructor({ request, requestKey, timeZone }: ChartSettings) {
    this.#key = requestKey;
    const tell = (what: (listener: LoadListener) => void): void =>
      this.#listener ? what(this.#listener) : void this.#untold.push(what);
    this.#loading = loadChart(
      {
        ...request,
        timeZone,
        fresh: false,
        onNewer: (failure) => tell((listener) => listener.onNewer?.(failure)),
        onViz: (viz) => tell((listener) => listener.onViz(viz)),
        onSource: (source) => tell((listener) => listener.onSource(source)),
      },
      this.#controller.signal,
    );
    this.#loading.catch(() => {});
  }

  /** Whether it is what these settings ask for. */
  suits({ requestKey, request }: ChartSettings): boolean {
    return this.#key === requestKey && !request.shared?.hasChanged();
  }

  /** From now on it is the caller's, as `loadChart` would be. */
  async take(listener: LoadListener, signal: AbortSignal): Promise<LoadedChart> {
    signal.addEventListener('abort', () => this.cancel());
    // Nothing is reported before the caller has the promise, as with any other load.
    await null;
    this.#listener = listener;
    for (const what of this.#untold) what(listener);
    return this.#loading;
  }

  cancel(): void {
    this.#controller.abort();
  }
}

async function sourceFrom(
  viz: Viz,
  page: Parameters<typeof resolveChartSource>[0],
  own: ChartSource | null,
  { client, order }: Pick<ChartRequest, 'client' | 'order'>,
  signal: AbortSignal,
): Promise<ChartSource> {
  let files: Viz['files'];
  try {
    files = await filesOfViz(client, viz, { signal, order });
  } catch (cause) {
    // Only a page that asks for one of the viz's charts needs them.
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

/** Waits while the viz's data are being prepared. Rejects where they are blocked. */
async function whenQueryable(viz: Viz, request: LoadRequest, signal: AbortSignal): Promise<Viz> {
  let current = viz;
  for (
    let wait = WAIT.first;
    current.dataState.canQuery === false;
    wait = Math.min(wait * 1.5, WAIT.longest)
  ) {
    const { status, meaning } = current.dataState;
    if (status !== 'waiting' || request.waits === false) {
      const reason = meaning ?? 'The data of the viz cannot be queried';
      throw new VibedasherError('unavailable', reason, { retryable: false });
    }
    await sleep(systemEnvironment, wait, signal);
    const { client, ref, order } = request;
    current = await client.getViz(ref, { signal, order, fresh: true });
    request.onViz(current);
  }
  return current;
}

/** Milliseconds since its creation, by the name of what had happened by then. */
function stopwatch(): {
  readonly laps: { viz: number; query: number; decode: number };
  lap(name: 'viz' | 'query'): void;
} {
  const start = performance.now();
  const laps = { viz: 0, query: 0, decode: 0 };
  return { laps, lap: (name) => void (laps[name] = performance.now() - start) };
}

/** The files of a viz, by their paths: from what the API said of it, else from the archive that it names there. */
export async function filesOfViz(
  client: PublicClient,
  viz: Viz,
  options: RequestOptions,
): Promise<Viz['files']> {
  const inFiles = viz.files.size > 0 || viz.bundleUrl === null;
  return inFiles ? viz.files : client.getBundle(viz, options);
}

/** What settles the language and look of all that is said. */
export interface DisplaySettings {
  /** The `theme` attribute. */
  readonly theme: string;
  /** The `timezone` attribute. */
  readonly timeZone: string | null;
}

/** What a chart is asked with, and how it is to look. Settings of equal keys ask for the same thing. */
export interface ChartSettings extends DisplaySettings {
  readonly request: Omit<ChartRequest, 'fresh' | 'timeZone'>;
  /** Another viz: nothing of the one before may stay. */
  readonly vizKey: string;
  /** Another chart of it: its first picture is an event. */
  readonly sourceKey: string;
  /** Other rows of the same chart. */
  readonly requestKey: string;
  /** Another look of the same rows. */
  readonly lookKey: string;
  /** The chart is wanted whether or not it is in sight. */
  readonly eager: boolean;
  readonly mark: PreferredMark | null;
  readonly renderer: Renderer;
  readonly fit: 'container' | 'none';
  readonly caption: 'auto' | 'none';
  /** The `allow-hosts` attribute. */
  readonly allowHosts: string | null;
  /** The `refresh` attribute, or that of the dashboard around. */
  readonly refresh: string | null;
}
