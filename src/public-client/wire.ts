/**
 * Reads the responses of the public API. Only two other files use field names of the API, because they load at other
 * times: batch.ts writes queries, catalog.ts reads the catalog. Optional values may be missing, but an invalid value
 * throws a `malformed` error with its path. Source: the API overview in the product's documentation and its published
 * SDK, `vibedasher` 4.3.22.
 */
import { clip, MAX_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '../internal/text.ts';
import { VibedasherError } from './errors.ts';
import {
  Fields,
  record,
  flag,
  id,
  listOf,
  malformed,
  number,
  clippedText,
  text,
  type Reader,
} from './fields.ts';
import { LAST_MOMENT, parseTimestamp } from './temporal.ts';
import type { ColumnType, DataFreshness, DataSource, DataState, Viz } from './types.ts';
import { isRegion } from './urls.ts';

/** Reads a date: Unix seconds or milliseconds (see {@link toMilliseconds}), or ISO 8601. */
const moment: Reader<Date> = (value, path) => {
  const ms = typeof value === 'string' ? parseTimestamp(value) : toMilliseconds(number(value, path));
  if (ms === undefined || Math.abs(ms) > LAST_MOMENT) throw malformed(path, 'moment');
  return new Date(ms);
};

const sentences = clippedText(MAX_DESCRIPTION_LENGTH);

/** Converts Unix seconds to milliseconds. Numbers that would be after the year 5138 are milliseconds already. */
export function toMilliseconds(value: number): number {
  return Math.abs(value) < 1e11 ? value * 1000 : value;
}

/** Matches a value with a list of words, ignoring case and `_` versus `-`. Other and missing values are `unknown`. */
function oneOf<T extends string>(words: readonly T[]): (value: string | null) => T | 'unknown' {
  return (value) => words.find((word) => word === value?.toLowerCase().replaceAll('_', '-')) ?? 'unknown';
}

export function readViz(value: unknown): Viz {
  return new Fields(value, '').need('viz', vizAt);
}

const vizAt = record<Viz>((viz) => {
  const slug = viz.maybe('publicSlug', text) ?? viz.need('slug', text);
  const region = viz.raw('accountRegion');
  const notes = viz.raw('notes');
  const files = viz.maybe('files', filesAt) ?? new Map<string, string>();
  const bundleUrl = files.get(BUNDLE) ?? null;
  files.delete(BUNDLE);
  return {
    name: viz.maybe('name', clippedText(MAX_NAME_LENGTH)) ?? slug,
    slug,
    account: viz.maybe('accountSlug', text),
    region: isRegion(region) ? region : null,
    description: viz.maybe('description', sentences),
    source: readSource(viz.raw('source')),
    notes: typeof notes === 'string' ? clip(notes, MAX_DESCRIPTION_LENGTH) : null,
    datasetIds: viz.list('datasetIds', id),
    tags: viz.list('tags', text),
    createdAt: viz.maybe('createdAt', moment),
    updatedAt: viz.maybe('updatedAt', moment),
    files,
    bundleUrl,
    rows: viz.raw('rows') === true,
    dataVersion: viz.maybe('dataVersion', text),
    freshness: viz.maybe('dataFreshness', freshnessAt) ?? UNKNOWN_FRESHNESS,
    dataState: viz.maybe('dataState', dataStateAt) ?? UNKNOWN_STATE,
  };
});

/** Reads `source`, which is not in the documented API: values of another shape are ignored. */
function readSource(value: unknown): DataSource | null {
  const { text, url } = Object(typeof value === 'string' ? { text: value } : value) as Record<
    string,
    unknown
  >;
  const [name, address] = [text, url].map((each) => (typeof each === 'string' ? each.trim() : ''));
  if (!name && !address) return null;
  return { text: clip(name || address!, MAX_NAME_LENGTH), url: address || null };
}

const BUNDLE = '_bundleUrl';

const filesAt: Reader<Map<string, string>> = (value, path) => {
  new Fields(value, path);
  const entries = Object.entries(value as Record<string, unknown>);
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
};

const UNKNOWN_FRESHNESS: DataFreshness = { status: 'unknown', asOf: null, ageDays: null, lastLoadedAt: null };
const UNKNOWN_STATE: DataState = { status: 'unknown', canQuery: null, blocked: [], meaning: null };

const freshnessStatus = oneOf(['measured', 'no-time-column']);
const dataStatus = oneOf(['ok', 'waiting', 'blocked']);

const freshnessAt = record<DataFreshness>((freshness) => ({
  status: freshnessStatus(freshness.maybe('status', text)),
  asOf: freshness.maybe('asOf', moment),
  ageDays: freshness.maybe('ageDays', number),
  lastLoadedAt: freshness.maybe('lastLoadedAt', moment),
}));

const blockedAt = record((dataset) => ({
  id: dataset.need('id', id),
  reason: dataset.maybe('reason', sentences) ?? '',
}));

const dataStateAt = record<DataState>((state) => ({
  status: dataStatus(state.maybe('status', text)),
  canQuery: state.maybe('canQuery', flag),
  blocked: state.list('blocked', blockedAt),
  meaning: state.maybe('meaning', sentences),
}));

/** The state of a query after the API has accepted it. */
export type Submission =
  /** The rows may also be stored at `url`. */
  | { readonly kind: 'table'; readonly table: Table; readonly url?: string }
  /** The query is done. If `url` is `null`, it must be requested with `id`. */
  | { readonly kind: 'stored'; readonly id: string | null; readonly url: string | null }
  | { readonly kind: 'waiting'; readonly id: string };

export function readSubmission(value: unknown, path = ''): Submission {
  const answer = new Fields(value, path);
  const url = answer.maybe('url', text) ?? answer.maybe('resultUrl', text);
  if (answer.raw('rows') !== null)
    return { kind: 'table', table: readTable(value, path), ...(url !== null && { url }) };
  const query = url === null ? answer.need('sqlQuery', queryAt) : answer.maybe('sqlQuery', queryAt);
  if (query?.failure) throw query.failure;
  if (url !== null || query?.done) return { kind: 'stored', id: query?.id ?? null, url };
  return { kind: 'waiting', id: query!.id };
}

/** Returns the outcomes of a batch, in the order of its queries. */
export function readBatch(value: unknown, length: number): readonly (Submission | VibedasherError)[] {
  const outcomes = new Fields(value, '').need('results', listOf(slotAt));
  if (outcomes.length !== length) throw malformed('results', `list of ${length}`);
  return outcomes;
}

const slotAt: Reader<Submission | VibedasherError> = (value, path) => {
  const slot = new Fields(value, path);
  if (slot.raw('error') !== null) {
    const { message, ...details } = readProblem(value);
    return new VibedasherError(
      'query',
      clip(message ?? 'The query was rejected', MAX_DESCRIPTION_LENGTH),
      details,
    );
  }
  try {
    return readSubmission(value, path);
  } catch (error) {
    if (error instanceof VibedasherError) return error;
    throw error;
  }
};

export interface QueryState {
  readonly id: string;
  readonly done: boolean;
  readonly failure: VibedasherError | null;
}

const queryAt = record<QueryState>((query, path) => {
  const status = query.need('status', text).toLowerCase();
  if (!['pending', 'running', 'completed', 'failed'].includes(status)) {
    throw malformed(`${path}.status`, 'status of a query');
  }
  const message = query.maybe('errorMessage', sentences) ?? 'The query failed';
  return {
    id: query.need('id', id),
    done: status === 'completed',
    failure: status === 'failed' ? new VibedasherError('query', message) : null,
  };
});

export function toStatusRequest(ids: readonly string[]): unknown {
  return { queryIds: ids };
}

export function readStatuses(value: unknown): readonly QueryState[] {
  return new Fields(value, '').need('queries', listOf(queryAt));
}

export function readResultUrl(value: unknown): string {
  return new Fields(value, '').need('url', text);
}

/** A result whose cells are not decoded yet. */
export interface Table {
  /** `type` is `null` if it must be inferred from the values. */
  readonly columns: readonly { readonly name: string; readonly type: ColumnType | null }[];
  /** Arrays in column order or objects by column name; not checked yet. */
  readonly rows: readonly unknown[];
  readonly truncated: boolean;
  readonly asOf: Date | null;
  /** Milliseconds spent on parsing the bytes. */
  readonly readTime?: number;
  /** The stored result, for a `Recorder`. */
  readonly bytes?: Uint8Array;
}

const COLUMN_TYPES: readonly string[] = [
  'string',
  'number',
  'boolean',
  'date',
  'timestamp',
  'json',
] satisfies ColumnType[];

/** Reads a result: `{headers, rows}`, `{columns, rows}`, or a bare list of rows as objects. */
export function readTable(value: unknown, path = ''): Table {
  if (Array.isArray(value))
    return { columns: inferColumns(value), rows: value, truncated: false, asOf: null };
  const table = new Fields(value, path);
  const rows = table.need('rows', listAt);
  const columns =
    table.maybe('columns', listOf(columnAt)) ??
    table.maybe('headers', listOf(columnAt)) ??
    inferColumns(rows);
  return {
    columns,
    rows,
    truncated: table.maybe('truncated', flag) ?? false,
    asOf: table.maybe('asOf', moment),
  };
}

/** Reads a list without checking its items: building a path for each of a million rows would be slow. */
const listAt: Reader<readonly unknown[]> = (value, path) => {
  if (!Array.isArray(value)) throw malformed(path, 'list');
  return value;
};

const columnAt: Reader<Table['columns'][number]> = (value, path) => {
  if (typeof value === 'string') return { name: value, type: null };
  const column = new Fields(value, path);
  const type = column.maybe('type', text)?.toLowerCase() as ColumnType;
  return { name: column.need('name', text), type: COLUMN_TYPES.includes(type) ? type : null };
};

/** Returns the columns of rows that are objects, in the order in which they first appear. */
function inferColumns(rows: readonly unknown[]): Table['columns'] {
  const names = new Set<string>();
  rows.forEach((row, index) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw malformed(`rows[${index}]`, 'object');
    for (const name of Object.keys(row)) names.add(name);
  });
  return [...names].map((name) => ({ name, type: null }));
}

/** Returns the API's correlation id of a response. */
export const readRequestId = (headers: Headers): string | undefined =>
  headers.get('x-request-id') ?? undefined;

/** The API's description of an error. */
export interface Problem {
  readonly message: string | undefined;
  readonly hint: string | undefined;
  readonly requestId: string | undefined;
}

/** Reads any of the API's three formats of errors. Unreadable properties are `undefined`. Never throws. */
export function readProblem(value: unknown): Problem {
  if (typeof value === 'string')
    return { message: value || undefined, hint: undefined, requestId: undefined };
  if (Array.isArray(value)) return readProblem(value.map(validationText).filter(Boolean).join('; '));
  if (typeof value !== 'object' || value === null) return NO_PROBLEM;
  const envelope = new Fields(value, '');
  const own = (name: string): string | undefined => {
    const value = envelope.raw(name);
    return typeof value === 'string' && value ? value : undefined;
  };
  const inner = readProblem(envelope.raw('detail') ?? envelope.raw('error'));
  return {
    message: own('message') ?? inner.message,
    hint: own('hint') ?? inner.hint,
    requestId: own('requestId') ?? inner.requestId,
  };
}

const NO_PROBLEM: Problem = { message: undefined, hint: undefined, requestId: undefined };

/** Formats one entry of a 422 as `location: message`. */
function validationText(entry: unknown): string {
  const { loc, msg } = (entry ?? {}) as { loc?: unknown; msg?: unknown };
  if (typeof msg !== 'string') return '';
  return Array.isArray(loc) ? `${loc.join('.')}: ${msg}` : msg;
}
