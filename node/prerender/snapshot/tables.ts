/** Gets the tables of vizzes for a snapshot, within its limits. */
import type { ExtractedDatabase } from '../../../src/public-client/types.ts';
import type { SnapshotEngine, SnapshotTables } from '../../../src/public-client/snapshot-format.ts';
import type { SnapshotChart } from './charts.ts';
import { fileFor } from './folder.ts';

/** Which tables a snapshot contains. */
export interface TableLimits {
  /** `auto`: those of vizzes for which readers can choose values that have no answer. */
  readonly data: 'none' | 'auto' | 'all';
  readonly columns: 'used' | 'all';
  readonly rows: 'all' | number;
}

/** The contents of the engine's files. */
export type EngineFiles = Readonly<Record<keyof SnapshotEngine, Uint8Array>>;

/** Where tables come from. */
export interface TableSource {
  /**
   * Resolves with a file with the tables of a viz and its contents, or with the reason why there is none.
   * @param maxBytes Of a larger file, the contents are `null`
   * @throws VibedasherError
   */
  tables(
    chart: SnapshotChart,
    part: Pick<TableLimits, 'columns' | 'rows'>,
    maxBytes: number,
  ): Promise<{ readonly database: ExtractedDatabase; readonly content: Uint8Array | null } | string>;
  /**
   * Resolves with the engine that queries the tables.
   * @throws VibedasherError that names a missing package
   */
  engine(): Promise<EngineFiles>;
}

/** What the command prints about the tables of a viz. */
export interface AboutTables {
  readonly names: readonly string[];
  readonly bytes: number;
  /** The columns: all, if a query of a page may read others than those of the viz do. */
  readonly columns: 'used' | 'all';
  readonly cut: ExtractedDatabase['cut'];
}

/** Tables that exceed a limit. */
export interface LeftOutTables {
  readonly viz: string;
  readonly tables: readonly string[];
  readonly bytes: number;
  readonly reason: 'max-bytes';
}

/** The tables in a snapshot. */
export interface CollectedTables {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Keys are `account/slug`. */
  readonly tables: ReadonlyMap<string, SnapshotTables>;
  readonly about: ReadonlyMap<string, AboutTables>;
  readonly engine: SnapshotEngine | null;
  readonly leftOut: readonly LeftOutTables[];
}

/**
 * Gets the tables of vizzes.
 * @param charts the charts of each viz, by `account/slug`
 * @param maxBytes for all tables together, without the engine
 * @param onProblem called with a chart of a viz without tables, and the reason
 * @throws VibedasherError if the API cannot answer now, or the engine is not installed
 */
export async function collectTables(
  charts: ReadonlyMap<string, readonly SnapshotChart[]>,
  { columns, rows }: TableLimits,
  source: TableSource,
  maxBytes: number,
  onProblem: (chart: SnapshotChart, problem: string) => void,
): Promise<CollectedTables> {
  // First, because it fails without its package.
  const loaded = charts.size > 0 ? await source.engine() : null;
  const files = new Map<string, Uint8Array>();
  const tables = new Map<string, SnapshotTables>();
  const about = new Map<string, AboutTables>();
  const leftOut: LeftOutTables[] = [];
  let bytes = 0;
  for (const [viz, ofViz] of [...charts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const part = { columns: ofViz.some(hasOwnSql) ? 'all' : columns, rows } as const;
    const found = await source.tables(ofViz[0]!, part, maxBytes - bytes);
    if (typeof found === 'string') {
      onProblem(ofViz[0]!, found);
      continue;
    }
    const { database, content } = found;
    if (!content) {
      leftOut.push({ viz, tables: database.names, bytes: database.bytes, reason: 'max-bytes' });
      continue;
    }
    const file = fileFor('tables', content);
    if (!files.has(file.file)) bytes += file.bytes;
    files.set(file.file, content);
    tables.set(viz, { ...file, names: database.names, version: database.id });
    about.set(viz, { names: database.names, bytes: file.bytes, columns: part.columns, cut: database.cut });
  }
  return {
    files,
    tables,
    about,
    leftOut,
    engine: loaded && tables.size > 0 ? addEngine(loaded, files) : null,
  };
}

/** Returns whether a chart has a query that is not a file of its viz: the API does not know the columns that it reads. */
function hasOwnSql({ files, source }: SnapshotChart): boolean {
  const published = new Set([...files.values()].map((text) => text.trim()));
  return [...source.queries.values()].some((sql) => !published.has(sql.trim()));
}

function addEngine(engine: EngineFiles, files: Map<string, Uint8Array>): SnapshotEngine {
  const add = (kind: keyof SnapshotEngine): string => {
    const { file } = fileFor(kind, engine[kind]);
    files.set(file, engine[kind]);
    return file;
  };
  return { worker: add('worker'), module: add('module') };
}
