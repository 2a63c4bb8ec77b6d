/**
 * The format of a snapshot: a folder of plain files with answers of the API. `vibedasher-embed snapshot` writes it, and
 * the client reads it. Pure, and without imports that need a page.
 *
 *     index.json            SnapshotIndex, the only name without a hash
 *     v/HASH.json           a viz, as the API answers: {"viz": {…}}, with its files instead of the URL of an archive
 *     a/HASH.msgpack        one answer: rows, as the API's storage sends them
 *     t/HASH.duckdb         the tables of a viz, for queries in the browser
 *     e/HASH.js, .wasm      the engine for these queries
 */
import type { WireQuery } from './batch.ts';
import { VibedasherError } from './errors.ts';
import { Fields, listOf, malformed, number, record, text, type Reader } from './fields.ts';
import type { VizRef } from './types.ts';

/** The version of the format. Readers refuse others. */
export const SNAPSHOT_VERSION = 1;
/** The name of the file with the {@link SnapshotIndex}. */
export const SNAPSHOT_INDEX = 'index.json';

/** The kinds of files in a snapshot: folder and extension. */
const KINDS = {
  viz: ['v', 'json'],
  answer: ['a', 'msgpack'],
  tables: ['t', 'duckdb'],
  worker: ['e', 'js'],
  module: ['e', 'wasm'],
} as const;
export type SnapshotKind = keyof typeof KINDS;
export const SNAPSHOT_KINDS = Object.keys(KINDS) as readonly SnapshotKind[];

export interface SnapshotFile {
  /** The path below the folder of the snapshot, from {@link snapshotPath}. */
  readonly file: string;
  /** The size in bytes, uncompressed. The client refuses a larger file. */
  readonly bytes: number;
}

/** The answers to one statement. */
export interface SnapshotQuery {
  /** The text of the query, from {@link statementText}. */
  readonly sql: string;
  /** {@link answerKey} → the rows. */
  readonly answers: Readonly<Record<string, SnapshotFile>>;
}

/** A file with the tables of a viz: a database that the engine opens without an extension. */
export interface SnapshotTables extends SnapshotFile {
  /** The names of its tables, all in the schema `main`. */
  readonly names: readonly string[];
  /**
   * The `id` of the API, which is equal for equal versions, columns and rows of the tables. Their files can differ in
   * bytes; a run keeps the file of this version.
   */
  readonly version: string;
}

/** A viz with all answers to its queries, and to queries of pages over its data. */
export interface SnapshotViz {
  readonly account: string;
  readonly slug: string;
  readonly viz: SnapshotFile;
  readonly queries: readonly SnapshotQuery[];
  /** For values of parameters that have no answer. */
  readonly tables?: SnapshotTables;
}

/** The paths of the engine that queries the tables, from {@link snapshotPath}. */
export interface SnapshotEngine {
  /** A script for a worker. It has no imports. */
  readonly worker: string;
  /** The WebAssembly module of DuckDB. */
  readonly module: string;
}

/** The contents of `index.json`. */
export interface SnapshotIndex {
  readonly version: typeof SNAPSHOT_VERSION;
  /** When the API gave the answers, in ISO 8601 with a time in UTC. A run that changes no file keeps the date. */
  readonly date: string;
  readonly vizzes: readonly SnapshotViz[];
  /** Missing if no viz has tables. */
  readonly engine?: SnapshotEngine;
}

/**
 * Returns the path of a file below the folder of a snapshot.
 * @param hash hash of the contents: 16 to 64 hexadecimal digits, lower case
 */
export function snapshotPath(kind: SnapshotKind, hash: string): string {
  const [folder, extension] = KINDS[kind];
  return `${folder}/${hash}.${extension}`;
}

/** Returns the canonical text of a statement: without white space around it. */
export const statementText = (sql: string): string => sql.trim();

/**
 * Returns the canonical text of the arguments of a query: JSON, sorted by name in the order of code units.
 * @param args as in a {@link WireQuery}; see `toWireQuery`
 */
export function answerKey(args: WireQuery['args'] = {}): string {
  // Not from an object, which would sort names like "2" first.
  const pairs = Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map((pair) => pair.map((each) => JSON.stringify(each)).join(':')).join(',')}}`;
}

/** Returns the arguments of an {@link answerKey}; for any other text, an empty map. */
export function readAnswerKey(key: string): ReadonlyMap<string, string> {
  try {
    return new Map(
      Object.entries(JSON.parse(key) as object).filter(([, value]) => typeof value === 'string'),
    );
  } catch {
    return new Map();
  }
}

/** Finds a viz in a snapshot. Without `account`, finds it by its slug. */
export const findSnapshotViz = (
  { vizzes }: Pick<SnapshotIndex, 'vizzes'>,
  { account, slug }: VizRef,
): SnapshotViz | null =>
  vizzes.find((viz) => viz.slug === slug && (!account || viz.account === account)) ?? null;

export function findAnswer({ queries }: Pick<SnapshotViz, 'queries'>, query: WireQuery): SnapshotFile | null {
  const answers = queries.find(({ sql }) => sql === statementText(query.sql))?.answers ?? {};
  const key = answerKey(query.args);
  return Object.hasOwn(answers, key) ? answers[key]! : null;
}

/**
 * Checks the contents of `index.json`.
 * @param json parsed JSON
 * @throws VibedasherError of kind `malformed`, also for another version, and for a path that is not from
 *   {@link snapshotPath}
 */
export function readSnapshotIndex(json: unknown): SnapshotIndex {
  const index = new Fields(json, '');
  const version = index.raw('version');
  if (version !== SNAPSHOT_VERSION) {
    throw new VibedasherError(
      'malformed',
      `version ${JSON.stringify(version)} of the format; this script reads version ${SNAPSHOT_VERSION}`,
    );
  }
  const engine = index.maybe('engine', engineAt);
  return {
    version,
    date: index.need('date', isoDate),
    vizzes: index.need('vizzes', listOf(vizAt)),
    ...(engine && { engine }),
  };
}

const isoDate: Reader<string> = (value, path) => {
  const date = text(value, path);
  const isStrict = /^\d{4}(-\d\d){2}T\d\d(:\d\d){2}(\.\d+)?Z$/.test(date);
  if (!isStrict || Number.isNaN(Date.parse(date))) throw malformed(path, 'date such as 2026-01-31T12:00:00Z');
  return date;
};

const pathOf = (kind: SnapshotKind): Reader<string> => {
  const allowed = new RegExp(`^${snapshotPath(kind, '[\\da-f]{16,64}').replace('.', '\\.')}$`);
  return (value, path) => {
    const file = text(value, path);
    if (!allowed.test(file)) throw malformed(path, `path such as ${snapshotPath(kind, 'HASH')}`);
    return file;
  };
};

const fileOf = (kind: SnapshotKind): Reader<SnapshotFile> => {
  const readPath = pathOf(kind);
  return record((entry) => ({ file: entry.need('file', readPath), bytes: entry.need('bytes', number) }));
};

const tablesAt: Reader<SnapshotTables> = (value, path) => {
  const tables = new Fields(value, path);
  return {
    ...fileOf('tables')(value, path),
    names: tables.need('names', listOf(text)),
    version: tables.need('version', text),
  };
};

const engineAt = record<SnapshotEngine>((engine) => ({
  worker: engine.need('worker', pathOf('worker')),
  module: engine.need('module', pathOf('module')),
}));

const answersAt: Reader<SnapshotQuery['answers']> = (value, path) => {
  new Fields(value, path);
  const read = fileOf('answer');
  return Object.fromEntries(
    Object.entries(value as object).map(([key, file]) => [key, read(file, `${path}[${key}]`)]),
  );
};

const queryAt = record<SnapshotQuery>((query) => ({
  sql: query.need('sql', text),
  answers: query.need('answers', answersAt),
}));

const vizAt = record<SnapshotViz>((viz) => {
  const tables = viz.maybe('tables', tablesAt);
  return {
    account: viz.need('account', text),
    slug: viz.need('slug', text),
    viz: viz.need('viz', fileOf('viz')),
    queries: viz.need('queries', listOf(queryAt)),
    ...(tables && { tables }),
  };
});
