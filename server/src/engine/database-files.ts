/** DuckDB files with the tables of vizzes, for queries in clients. */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ApiError } from '../errors.ts';
import { memoize } from '../promises.ts';
import { versionKeys } from './backend.ts';
import type { DatabaseFile, DatabaseRequest } from './backend.ts';
import { quoteIdentifier, quoteLiteral } from './database.ts';
import { connectTo } from './datasets.ts';
import { normalizeName } from './sql-policy.ts';

/**
 * The format of the files, which DuckDB 1.0 and later read. Filters on texts are faster in files of 1.3 and later, but DuckDB
 * 1.4.3, which browsers have, does not find NULLs there by `IS NULL` if a row group of a text column has nothing else.
 */
const STORAGE_VERSION = 'v1.0.0';
/** Maximum size of a file in bytes. Browsers hold it in memory. */
const MAX_BYTES = 200 * 1024 * 1024;
/** Maximum size of all files in bytes. */
const QUOTA_BYTES = 2 * 1024 * 1024 * 1024;

/** A table of a request, attached. */
interface Source {
  readonly alias: string;
  /** Its name in SQL. */
  readonly from: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** The number of rows of its dataset. */
  readonly of: number;
  /** The share of its dataset, from 0 to 1. */
  readonly share: number;
}

/** Two files of one id can differ in bytes, as DuckDB chooses samples for its compression at random. */
export function databaseId({ tables, columns, rows }: DatabaseRequest): string {
  const parts = [STORAGE_VERSION, versionKeys(tables), columns && [...columns].sort(), rows];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Writes the files, one after the other, and separately from loading datasets, for which queries wait. */
export class DatabaseFiles {
  readonly #workFolder: string;
  readonly #memory: string;
  readonly #maxBytes: number;
  readonly #quotaBytes: number;
  readonly #files = new Map<string, Promise<DatabaseFile>>();
  /** Oldest first. */
  readonly #kept: { readonly id: string; readonly path: string; readonly bytes: number }[] = [];
  #connection: Promise<DuckDBConnection> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly workFolder: string;
    readonly memory: string;
    /** Default: 200 MiB. */
    readonly maxBytes?: number;
    /** Default: 2 GiB. */
    readonly quotaBytes?: number;
  }) {
    this.#workFolder = options.workFolder;
    this.#memory = options.memory;
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
    this.#quotaBytes = options.quotaBytes ?? QUOTA_BYTES;
  }

  /**
   * Resolves with a file with the tables of a request.
   *
   * @param loaded Of each table, the file of its dataset; see `Datasets.load`
   * @throws ApiError 413 if it would be too large
   */
  create(request: DatabaseRequest, loaded: readonly string[]): Promise<DatabaseFile> {
    const id = databaseId(request);
    return memoize(this.#files, id, () => {
      const written = this.#queue.then(() => this.#write(id, request, loaded));
      this.#queue = written.catch(() => undefined);
      return written;
    });
  }

  async close(): Promise<void> {
    await this.#queue;
    (await this.#connection)?.closeSync();
  }

  async #write(id: string, request: DatabaseRequest, loaded: readonly string[]): Promise<DatabaseFile> {
    this.#connection ??= connectTo(this.#workFolder, this.#memory);
    const connection = await this.#connection;
    await mkdir(this.#workFolder, { recursive: true });
    const path = join(this.#workFolder, `tables-${id}.duckdb`);
    const unfinished = `${path}.unfinished`;
    const attached: string[] = [];
    const attach = async (file: string, options: string): Promise<string> => {
      const name = quoteIdentifier(`tables_${attached.length}`);
      await connection.run(`ATTACH ${quoteLiteral(file)} AS ${name} (${options})`);
      attached.push(name);
      return name;
    };
    const sources: Source[] = [];
    try {
      let expected = 0;
      for (const [index, { alias }] of request.tables.entries()) {
        const from = `${await attach(loaded[index]!, 'READ_ONLY')}.main.data`;
        const source = await describe(connection, alias, from, request);
        sources.push(source);
        expected += (await stat(loaded[index]!)).size * source.share;
      }
      if (expected > this.#maxBytes) throw tooLarge(expected, this.#maxBytes);
      const target = await attach(unfinished, `STORAGE_VERSION '${STORAGE_VERSION}'`);
      for (const { alias, from, columns, rows, of } of sources) {
        const select = `SELECT ${columns.map(quoteIdentifier).join(', ')} FROM ${from}`;
        const limit = rows < of ? ` LIMIT ${rows}` : '';
        await connection.run(`CREATE TABLE ${target}.main.${quoteIdentifier(alias)} AS ${select}${limit}`);
      }
    } catch (error) {
      await detachAll(connection, attached);
      for (const file of [unfinished, `${unfinished}.wal`]) await rm(file, { force: true });
      throw error;
    }
    await detachAll(connection, attached);
    await rename(unfinished, path);
    await this.#keep(id, path);
    const cut = sources.filter(({ rows, of }) => rows < of);
    return {
      path,
      id,
      names: sources.map(({ alias }) => alias),
      cut: cut.map(({ alias, rows, of }) => ({ name: alias, rows, of })),
    };
  }

  /** Removes the oldest files beyond the quota, but not the new one. */
  async #keep(id: string, path: string): Promise<void> {
    this.#kept.push({ id, path, bytes: (await stat(path)).size });
    let sum = this.#kept.reduce((total, { bytes }) => total + bytes, 0);
    while (sum > this.#quotaBytes && this.#kept.length > 1) {
      const oldest = this.#kept.shift()!;
      sum -= oldest.bytes;
      this.#files.delete(oldest.id);
      await rm(oldest.path, { force: true });
    }
  }
}

/** Describes what a request takes of a table. */
async function describe(
  connection: DuckDBConnection,
  alias: string,
  from: string,
  { columns, rows }: DatabaseRequest,
): Promise<Source> {
  const described = await connection.runAndReadAll(`DESCRIBE ${from}`);
  const all = described.getRows().map(([name]) => String(name));
  const named = all.filter((name) => !columns || columns.has(normalizeName(name)));
  const kept = named.length > 0 ? named : all.slice(0, 1);
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${from}`);
  const of = Number(counted.getRows()[0]?.[0]);
  const taken = Math.min(of, rows ?? of);
  const share = (kept.length / all.length) * (taken / (of || 1));
  return { alias, from, columns: kept, rows: taken, of, share };
}

async function detachAll(connection: DuckDBConnection, names: readonly string[]): Promise<void> {
  for (const name of names) await connection.run(`DETACH ${name}`);
}

function tooLarge(bytes: number, most: number): ApiError {
  const megabytes = (size: number): number => Math.ceil(size / 2 ** 20);
  return new ApiError(
    413,
    'tables_too_large',
    `The tables have about ${megabytes(bytes)} MB. One file has at most ${megabytes(most)} MB.`,
  );
}
