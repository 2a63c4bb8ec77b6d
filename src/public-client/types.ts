import type { VibedasherError } from './errors.ts';

/** The cloud's two regions. */
export type Region = 'eu-central-1' | 'us-east-1';

/** Names a published viz. Without `account`, the owner is looked up through the slug route first. */
export interface VizRef {
  readonly account?: string | undefined;
  readonly slug: string;
}

/** The value of one query parameter, as a page or a control gives it. `null` and `''` mean "no choice". */
export type ParamValue = string | number | boolean | Date | null | readonly (string | number)[];

/** Query parameters by name; they fill `{{name}}` in the query, on the server. */
export type Params = Readonly<Record<string, ParamValue>>;

/** A read-only SELECT over the viz's dataset aliases, with the values of its `{{name}}` parameters. */
export interface Query {
  readonly sql: string;
  readonly params?: Params | undefined;
}

export type ColumnType = 'string' | 'number' | 'boolean' | 'date' | 'timestamp' | 'json';

/** One column of a result. Names are unique within a {@link Dataset} and never empty. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * A decoded cell. By column type: `string` text · `number` number, or text where an integer lies beyond
 * 2⁵³ (exact) · `boolean` · `date` a `Date` at local midnight · `timestamp` a `Date` (moved to the wall clock
 * of the asked-for time zone) · `json` any JSON value. `null` in every type.
 */
export type Cell = string | number | boolean | Date | null | JsonValue;

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The rows of a query: arrays in column order, so that no column name can do harm. */
export interface Dataset {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** The rows are only the first part of the result: totals drawn from them are wrong. */
  readonly truncated: boolean;
  /** The moment that the data describe, where the API says it. */
  readonly asOf?: Date | undefined;
}

/** How old a viz's data are. `unknown` never means "current": say nothing then. */
export interface DataFreshness {
  readonly status: 'measured' | 'no-time-column' | 'unknown';
  readonly asOf: Date | null;
  readonly ageDays: number | null;
  readonly lastLoadedAt: Date | null;
}

/** Whether a viz's data can be queried. `unknown` never means "ok": say nothing then. */
export interface DataState {
  readonly status: 'ok' | 'waiting' | 'blocked' | 'unknown';
  readonly canQuery: boolean | null;
  readonly blocked: readonly { readonly id: string; readonly reason: string }[];
  /** The API's own sentence about the state. */
  readonly meaning: string | null;
}

/** Where numbers are from. The address is as it was written: check it before a reader is sent there. */
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
  /** Where the numbers are from; `null` where the API does not say. */
  readonly source: DataSource | null;
  /** What to know of the numbers. */
  readonly notes: string | null;
  readonly datasetIds: readonly string[];
  readonly tags: readonly string[];
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  /** Path → text. Empty where the API hands out no files. */
  readonly files: ReadonlyMap<string, string>;
  /** Presigned address of a ZIP archive that may hold the files instead, else `null`. */
  readonly bundleUrl: string | null;
  readonly freshness: DataFreshness;
  readonly dataState: DataState;
}

/** The viz's datasets as Parquet files: one presigned URL each, valid for an hour. */
export interface Extracts {
  readonly sources: readonly {
    readonly alias: string;
    readonly datasetId: string;
    readonly url: string;
    /** Size in bytes, where said. */
    readonly bytes: number | null;
  }[];
  /** Datasets without a file. `null` means that the API did not say, not that there are none. */
  readonly unavailable: readonly { readonly datasetId: string; readonly reason: string }[] | null;
}

/** A public template or seed. Only `id` is always there. */
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
  /** `nextKey` of the page before. */
  readonly after?: string | undefined;
}

export interface TemplatePage {
  readonly templates: readonly Template[];
  /** Pass as `after` to get the next page; `null` on the last one. */
  readonly nextKey: string | null;
  readonly total: number | null;
}

export interface RequestOptions {
  /** Stops waiting: the promise rejects with the signal's reason. The request itself ends with its last caller. */
  readonly signal?: AbortSignal | undefined;
  /** Asks again even where an answer of a moment ago could be shared. */
  readonly fresh?: boolean | undefined;
  /**
   * The place in line for requests, where not all can leave at once: smallest first, looked at whenever one may leave.
   * Default: behind all that has been asked for before. See {@link OUT_OF_SIGHT}.
   */
  readonly order?: (() => number) | undefined;
}

export interface QueryOptions extends RequestOptions {
  /** IANA zone to whose wall clock timestamps are moved when they are decoded. Default: the local zone. */
  readonly timeZone?: string | undefined;
  /**
   * Given, rows that the page had a while ago are served at once where there are any, while the API is asked again.
   * Called when what came is different, which the same call then gives, or with what went wrong.
   */
  readonly onNewer?: ((failure: VibedasherError | null) => void) | undefined;
  /** Told how many ms it took to read the rows, unless another caller's were shared. */
  readonly onDecode?: ((ms: number) => void) | undefined;
}

export interface PublicClientOptions {
  /** Region of the cloud. Without it the cloud's one host is asked, and the region that the viz names. */
  readonly region?: Region | undefined;
  /** Full base URL of a self-hosted API, e.g. `https://bi.example.org/api`. Wins over `region`. */
  readonly apiBase?: string | undefined;
  /** Default: the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Seconds for one request (a query as a whole gets twice that). Default 30. */
  readonly timeout?: number | undefined;
  /** Retries after a 429, 502, 503, 504 or network failure. Default 3. */
  readonly maxRetries?: number | undefined;
  /** Largest accepted body in bytes, checked while it streams. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** Largest accepted result in cells (rows × columns). Default 5,000,000. */
  readonly maxCells?: number | undefined;
  /**
   * Told, with each viz that is fetched, of the origins that the API names for its stored results: a connection that is
   * opened then is there when the rows are. For an API that sends `Link: <origin>; rel="preconnect"`.
   */
  readonly onStorage?: ((origin: string) => void) | undefined;
  /** Requests at a time to one origin, over all clients of the page. Default 6. */
  readonly concurrency?: number | undefined;
}

/**
 * The public API of a Vibedasher cloud or server, without authentication. Every method rejects with a
 * {@link VibedasherError}, but for a caller's own abort, which rejects with the signal's reason.
 */
export interface PublicClient {
  /** The address that requests hang under, without a trailing slash. */
  readonly apiBase: string;
  getVizBySlug(slug: string, options?: RequestOptions): Promise<Viz>;
  getViz(ref: VizRef, options?: RequestOptions): Promise<Viz>;
  queryViz(ref: VizRef, query: Query, options?: QueryOptions): Promise<Dataset>;
  /** At most 50 queries as one request; each slot holds the rows or the error of the query at that place. */
  queryBatch(
    ref: VizRef,
    queries: readonly Query[],
    options?: QueryOptions,
  ): Promise<readonly (Dataset | VibedasherError)[]>;
  getExtracts(ref: VizRef, options?: RequestOptions): Promise<Extracts>;
  listTemplates(filter?: TemplateFilter, options?: RequestOptions): Promise<TemplatePage>;
  /** Seeds come by pages as templates do, from an API that pages them; one that does not gives all at once. */
  listSeeds(options?: TemplateFilter & RequestOptions): Promise<TemplatePage>;
  /** The viz's files out of its presigned archive ({@link Viz.bundleUrl}), path → text. */
  getBundle(viz: Viz, options?: RequestOptions): Promise<ReadonlyMap<string, string>>;
}
