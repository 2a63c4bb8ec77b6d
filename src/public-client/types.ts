import type { VibedasherError } from './errors.ts';

/** The cloud's two regions. */
export type Region = 'eu-central-1' | 'us-east-1';

/**
 * How a snapshot and the API are used:
 * - `fallback`: the snapshot; the API for what the snapshot lacks
 * - `never`: only the snapshot
 * - `first`: the API; the snapshot if the API is down or takes longer than 3 seconds
 */
export type Live = 'fallback' | 'never' | 'first';

/**
 * Where to run queries that a snapshot has no answer to:
 * - `server`: on the API
 * - `browser`: in the page, on the tables of the snapshot or, without a snapshot, those of the API
 */
export type Queries = 'server' | 'browser';

/** The URLs of the engine for queries in the browser, relative to the page. */
export interface EngineFiles {
  /** The worker script, from the page's own origin. */
  readonly worker: string;
  /** DuckDB's WebAssembly module. */
  readonly module: string;
}

/** Identifies a published viz. Without `account`, the client looks up the owner by slug first. */
export interface VizRef {
  readonly account?: string | undefined;
  readonly slug: string;
}

/** The value of one query parameter. `null` and `''` mean that no value is chosen. */
export type ParamValue = string | number | boolean | Date | null | readonly (string | number)[];

/** Query parameters by name. The server replaces each `{{name}}` in the query. */
export type Params = Readonly<Record<string, ParamValue>>;

/** A read-only SELECT over the viz's dataset aliases, with the values of its `{{name}}` parameters. */
export interface Query {
  readonly sql: string;
  readonly params?: Params | undefined;
  /**
   * The address of the rows below the URL of the viz, such as `/rows/main?p.region=EU`, if this is a query of a viz with
   * {@link Viz.rows}. Caches can then store the rows. If the address fails, the query is sent.
   */
  readonly address?: string | null | undefined;
  /** The {@link Viz.dataVersion}. If a cache has rows of another version at the address, they are revalidated once. */
  readonly dataVersion?: string | null | undefined;
}

export type ColumnType = 'string' | 'number' | 'boolean' | 'date' | 'timestamp' | 'json';

/** One column of a result. Names are unique within a {@link Dataset} and never empty. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * A decoded cell. By column type: `string`: text · `number`: a number, or text for an integer beyond 2⁵³ (exact) ·
 * `boolean` · `date`: a `Date` at local midnight · `timestamp`: a `Date`, whose local fields show the time in
 * {@link QueryOptions.timeZone} · `json`: any JSON value. `null` in every type.
 */
export type Cell = string | number | boolean | Date | null | JsonValue;

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The result of a query. Rows are arrays in column order, so no column name (such as `__proto__`) can do harm. */
export interface Dataset {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Whether the rows are only the first part of the result. If so, totals are wrong. */
  readonly truncated: boolean;
  /** The date of the data, if the API gives it. */
  readonly asOf?: Date | undefined;
}

/** The age of a viz's data. `unknown` does not mean "current": show nothing in that case. */
export interface DataFreshness {
  readonly status: 'measured' | 'no-time-column' | 'unknown';
  readonly asOf: Date | null;
  readonly ageDays: number | null;
  readonly lastLoadedAt: Date | null;
}

/** Whether a viz's data can be queried. `unknown` does not mean "ok": show nothing in that case. */
export interface DataState {
  readonly status: 'ok' | 'waiting' | 'blocked' | 'unknown';
  readonly canQuery: boolean | null;
  readonly blocked: readonly { readonly id: string; readonly reason: string }[];
  /** The API's explanation of the state. */
  readonly meaning: string | null;
}

/** The source of a viz's data. `url` is unchecked: validate it before using it as a link. */
export interface DataSource {
  readonly text: string;
  readonly url: string | null;
}

/** A published viz. */
export interface Viz {
  readonly name: string;
  readonly slug: string;
  readonly account: string | null;
  readonly region: Region | null;
  readonly description: string | null;
  /** The source of the data; `null` if the API does not give it. */
  readonly source: DataSource | null;
  /** Notes about the data. */
  readonly notes: string | null;
  readonly datasetIds: readonly string[];
  readonly tags: readonly string[];
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  /** Path → text. Empty if the API sends no files. */
  readonly files: ReadonlyMap<string, string>;
  /** Presigned URL of a ZIP archive with the files, or `null`. See {@link PublicClient.getBundle}. */
  readonly bundleUrl: string | null;
  /** Whether the rows of the charts in {@link files} have addresses; see {@link Query.address}. */
  readonly rows: boolean;
  /** A text that changes when the rows of the charts may have changed. `null` if the API does not give it. */
  readonly dataVersion: string | null;
  readonly freshness: DataFreshness;
  readonly dataState: DataState;
}

/** Which files {@link PublicClient.getExtracts} returns. */
export interface ExtractOptions extends RequestOptions {
  /** A Parquet file for each dataset (default), or one DuckDB file. */
  readonly format?: 'parquet' | 'duckdb' | undefined;
  /** Columns in the DuckDB file: all (default), or those that the viz's queries name. */
  readonly columns?: 'all' | 'used' | undefined;
  /** Rows of each table in the DuckDB file: all (default), or at most the first 1000, 10000, 100000 or 1000000. */
  readonly rows?: 'all' | number | undefined;
}

/** The viz's datasets as files at presigned URLs, which are valid for an hour. */
export interface Extracts {
  /** The Parquet files; none with the format `duckdb`. */
  readonly sources: readonly {
    readonly alias: string;
    readonly datasetId: string;
    readonly url: string;
    /** Size in bytes; `null` if unknown. */
    readonly bytes: number | null;
  }[];
  /** Datasets without a file. `null` means unknown, not that there are none. */
  readonly unavailable: readonly { readonly datasetId: string; readonly reason: string }[] | null;
  /** The DuckDB file with the tables, in its schema `main`; `null` if there is none. */
  readonly database: ExtractedDatabase | null;
}

export interface ExtractedDatabase {
  /** Equal for equal versions, columns and rows of the tables. */
  readonly id: string;
  readonly url: string;
  readonly bytes: number;
  /** The names of its tables. */
  readonly names: readonly string[];
  /** The tables with fewer rows than their dataset. */
  readonly cut: readonly { readonly name: string; readonly rows: number; readonly of: number }[];
}

/** A public template or seed. Only `id` is always present. */
export interface Template {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly category: string | null;
  readonly chartType: string | null;
  readonly tags: readonly string[];
  readonly previewImageUrl: string | null;
  readonly icon: string | null;
  readonly usageCount: number | null;
}

export interface TemplateFilter {
  readonly chartType?: string | undefined;
  readonly category?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  /** `nextKey` of the previous page. */
  readonly after?: string | undefined;
}

export interface TemplatePage {
  readonly templates: readonly Template[];
  /** Pass as `after` to get the next page; `null` on the last one. */
  readonly nextKey: string | null;
  readonly total: number | null;
}

export interface RequestOptions {
  /**
   * Rejects the promise with the signal's reason. The request is aborted only when all callers that share it have
   * aborted.
   */
  readonly signal?: AbortSignal | undefined;
  /** Sends a new request even if a recent response is cached. */
  readonly fresh?: boolean | undefined;
  /**
   * The priority in the request queue, smallest first; called each time a request may start. Default: behind all
   * previous requests. See `OUT_OF_SIGHT` in request-queue.ts.
   */
  readonly order?: (() => number) | undefined;
}

export interface QueryOptions extends RequestOptions {
  /** IANA time zone whose time the local fields of decoded timestamps show. Default: the local time zone. */
  readonly timeZone?: string | undefined;
  /**
   * If given, older cached rows are returned immediately while fresh ones are requested. Called with `null` if the
   * fresh rows differ; `queryViz` then returns the fresh rows. Called with the error if the request fails.
   */
  readonly onNewer?: ((failure: VibedasherError | null) => void) | undefined;
  /** Called with the ms spent on decoding the rows, unless another caller's rows are shared. */
  readonly onDecode?: ((ms: number) => void) | undefined;
}

export interface PublicClientOptions {
  /** Region of the cloud. Default: the shared host, then the region of the viz. */
  readonly region?: Region | undefined;
  /** Full base URL of a self-hosted API, e.g. `https://bi.example.org/api`. Overrides `region`. */
  readonly apiBase?: string | undefined;
  /**
   * URL of a snapshot: a folder of answers, which `vibedasher-embed snapshot` writes. Absolute, or relative to the page.
   * See {@link live}.
   */
  readonly snapshot?: string | undefined;
  /** How the snapshot and the API are used. Default `fallback`. */
  readonly live?: Live | undefined;
  /** Where queries run. Default `server`. */
  readonly queries?: Queries | undefined;
  /** The engine for queries in the browser. Default: that of the snapshot. */
  readonly engine?: EngineFiles | undefined;
  /** Default: the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Timeout of one request in seconds; a whole query has twice as long. Default 30. */
  readonly timeout?: number | undefined;
  /** Retries after a 429, 502, 503, 504 or network failure. Default 3. */
  readonly maxRetries?: number | undefined;
  /** Maximum size of a response in bytes, checked while it streams. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** Maximum size of a result in cells (rows × columns). Default 5,000,000. */
  readonly maxCells?: number | undefined;
  /**
   * Called for each viz that is fetched, with each origin of stored results, so the page can connect early. The
   * origins come from the response header `Link: <origin>; rel="preconnect"`.
   */
  readonly onStorage?: ((origin: string) => void) | undefined;
  /** Maximum number of concurrent requests to one origin, for all clients of the page. Default 6. */
  readonly concurrency?: number | undefined;
}

/**
 * The public API of the Vibedasher cloud or a server, without authentication. Every method rejects with a
 * {@link VibedasherError}, or with the signal's reason when aborted.
 */
export interface PublicClient {
  /** Base URL of the requests, without a trailing slash. */
  readonly apiBase: string;
  getVizBySlug(slug: string, options?: RequestOptions): Promise<Viz>;
  getViz(ref: VizRef, options?: RequestOptions): Promise<Viz>;
  queryViz(ref: VizRef, query: Query, options?: QueryOptions): Promise<Dataset>;
  /** Sends up to 50 queries as one request. Resolves with the rows or the error of each query, in the same order. */
  queryBatch(
    ref: VizRef,
    queries: readonly Query[],
    options?: QueryOptions,
  ): Promise<readonly (Dataset | VibedasherError)[]>;
  getExtracts(ref: VizRef, options?: ExtractOptions): Promise<Extracts>;
  listTemplates(filter?: TemplateFilter, options?: RequestOptions): Promise<TemplatePage>;
  /** Like {@link listTemplates}. An API without paging returns all seeds at once. */
  listSeeds(options?: TemplateFilter & RequestOptions): Promise<TemplatePage>;
  /** Returns the files in the viz's archive ({@link Viz.bundleUrl}), path → text. */
  getBundle(viz: Viz, options?: RequestOptions): Promise<ReadonlyMap<string, string>>;
}
