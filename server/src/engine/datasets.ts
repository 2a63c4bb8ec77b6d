import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { messageOf } from '../errors.ts';
import { memoize } from '../promises.ts';
import type { TableVersion } from './backend.ts';
import { quoteIdentifier, quoteLiteral } from './database.ts';

const READERS: Readonly<Record<string, string>> = {
  '.csv': 'read_csv',
  '.json': 'read_json',
  '.parquet': 'read_parquet',
};

/**
 * Number of versions of a dataset whose files are kept. Waiting queries and signed URLs may need the previous one.
 */
const KEPT_VERSIONS = 2;

const HASHED_BYTES = 64 * 1024 * 1024;

/** Thrown if a dataset cannot be read. `cause` is DuckDB's error. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}

/**
 * The files under `datasets/`. When a viz first needs a version of a dataset, it is converted to a DuckDB file, which all
 * databases share read-only.
 */
export class Datasets {
  readonly #folder: string;
  readonly #workFolder: string;
  readonly #memory: string;
  readonly #hashedBytes: number;
  /** By path. `stamp` changes when the file changes. */
  readonly #versions = new Map<string, { readonly stamp: string; readonly version: Promise<string> }>();
  readonly #loaded = new Map<string, Promise<string>>();
  readonly #extracts = new Map<string, Promise<string>>();
  /** The files of each kind created from a dataset, oldest first. */
  readonly #made = new Map<string, { readonly version: string; readonly file: string }[]>();
  #connection: Promise<DuckDBConnection> | undefined;
  /** The last task. Tasks run one after the other, so loading stays within its memory limit. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: {
    readonly folder: string;
    readonly workFolder: string;
    readonly memory: string;
    /** Size of the largest file whose content is hashed, in bytes. Default: 64 MiB. */
    readonly hashedBytes?: number | undefined;
  }) {
    this.#hashedBytes = options.hashedBytes ?? HASHED_BYTES;
    this.#folder = options.folder;
    this.#workFolder = options.workFolder;
    this.#memory = options.memory;
  }

  /** Resolves with the dataset with an alias, or `undefined`. */
  async find(alias: string): Promise<TableVersion | undefined> {
    for (const extension of Object.keys(READERS)) {
      const path = join(this.#folder, alias + extension);
      const stats = await stat(path).catch(() => undefined);
      if (!stats?.isFile()) continue;
      const version = await this.#versionOf(path, stats);
      return { alias, source: path, version, writtenAt: stats.mtimeMs };
    }
    return undefined;
  }

  /**
   * Caches keep results of a version for a year, and instances can have copies of the folder, so the version is a hash of
   * the content. Reads a file again only if it has changed.
   */
  #versionOf(path: string, { ino, size, mtimeMs, ctimeMs }: Stats): Promise<string> {
    // A copy can keep the time of the content, but not that of the file.
    const stamp = `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
    const known = this.#versions.get(path);
    if (known?.stamp === stamp) return known.version;
    const version = hashFile(path, size <= this.#hashedBytes ? undefined : stamp);
    this.#versions.set(path, { stamp, version });
    return version;
  }

  /** Resolves with the path of a DuckDB file that contains the rows in its table `data`. */
  load(dataset: TableVersion): Promise<string> {
    const { alias, version } = dataset;
    return memoize(this.#loaded, version, () =>
      this.#exclusively(reading(dataset), async (connection) => {
        const file = await this.#workPath(`${alias}-${version}.duckdb`);
        const database = quoteIdentifier(`load_${dataset.version}`);
        await connection.run(`ATTACH ${quoteLiteral(file)} AS ${database}`);
        try {
          await connection.run(
            `CREATE TABLE ${database}.main.data AS SELECT * FROM ${readExpression(dataset)}`,
          );
        } finally {
          await connection.run(`DETACH ${database}`);
        }
        await this.#dropOlder(`${alias} loaded`, version, file, this.#loaded);
        return file;
      }),
    );
  }

  /** Resolves with the path of a Parquet file that contains the rows, compressed with Snappy. */
  extract(dataset: TableVersion): Promise<string> {
    const { alias, version } = dataset;
    return memoize(this.#extracts, version, () =>
      this.#exclusively(reading(dataset), async (connection) => {
        const file = await this.#workPath(`${alias}-${version}.parquet`);
        await connection.run(
          `COPY (SELECT * FROM ${readExpression(dataset)}) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION snappy)`,
        );
        await this.#dropOlder(`${alias} extract`, version, file, this.#extracts);
        return file;
      }),
    );
  }

  /**
   * Resolves with the path of the extract with that file name, which another instance has created, if it is of the current
   * version of a dataset.
   */
  async extractNamed(name: string): Promise<string | undefined> {
    const [, alias = '', version] = /^(.+)-([0-9a-f]{16})\.parquet$/.exec(name) ?? [];
    const dataset = version === undefined ? undefined : await this.find(alias);
    return dataset && dataset.version === version ? this.extract(dataset) : undefined;
  }

  /** Resolves with the newest value of a column in ISO 8601, or `null` if it has no values. */
  newest(dataset: TableVersion, column: string): Promise<string | null> {
    return this.#exclusively(reading(dataset), async (connection) => {
      const reader = await connection.runAndReadAll(
        `SELECT strftime(max(${quoteIdentifier(column)})::TIMESTAMP, '%Y-%m-%dT%H:%M:%SZ') FROM ${readExpression(dataset)}`,
      );
      return reader.getRows()[0]?.[0] as string | null;
    });
  }

  /** Resolves with the path and the reason for each file that cannot be used. Reads only headers and samples. */
  async problems(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const problems: string[] = [];
    for (const name of names.sort()) {
      const { name: alias, ext } = parse(name);
      if (!(ext in READERS)) continue;
      const dataset = await this.find(alias);
      const path = join(this.#folder, name);
      if (dataset?.source !== path) {
        problems.push(
          `datasets/${name}: not used, as ${parse(dataset?.source ?? '').base} has the same alias`,
        );
        continue;
      }
      await this.#exclusively(reading(dataset), (connection) =>
        connection.run(`DESCRIBE SELECT * FROM ${readExpression(dataset, 'sample')}`),
      ).catch((error: unknown) => problems.push(`datasets/${name}: ${firstLine(causeMessage(error))}`));
    }
    return problems;
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => undefined);
    (await this.#connection)?.closeSync();
  }

  /** @param failure the message of a {@link DatasetError} */
  #exclusively<T>(failure: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const done = this.#queue.then(async () => {
      try {
        this.#connection ??= connectTo(this.#workFolder, this.#memory);
        return await work(await this.#connection);
      } catch (cause) {
        throw new DatasetError(failure, { cause });
      }
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Removes files of versions before the last two, so a dataset that changes often does not fill the disk. */
  async #dropOlder(kind: string, version: string, file: string, memory: Map<string, unknown>): Promise<void> {
    const made = [...(this.#made.get(kind) ?? []), { version, file }];
    this.#made.set(kind, made);
    for (const old of made.splice(0, made.length - KEPT_VERSIONS)) {
      memory.delete(old.version);
      await rm(old.file, { force: true });
    }
  }

  async #workPath(name: string): Promise<string> {
    await mkdir(this.#workFolder, { recursive: true });
    return join(this.#workFolder, name);
  }
}

/** Connects to a database in memory for trusted statements. */
export async function connectTo(workFolder: string, memory: string): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: memory,
    temp_directory: join(workFolder, 'spill'),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

const reading = ({ alias }: TableVersion): string => `The dataset "${alias}" cannot be read.`;

/**
 * Returns the SQL expression that reads the file. Types come from all rows: after a sample of integers, a decimal
 * would be an error.
 */
function readExpression({ source: path }: TableVersion, share: 'whole' | 'sample' = 'whole'): string {
  const options = share === 'sample' || path.endsWith('.parquet') ? '' : ', sample_size = -1';
  return `${READERS[parse(path).ext]}(${quoteLiteral(path)}${options})`;
}

/** Resolves with the version of a file: a hash of its name and its content, or of `stamp` instead of the content. */
async function hashFile(path: string, stamp: string | undefined): Promise<string> {
  const hash = createHash('sha256').update(`${parse(path).base}\n`);
  if (stamp !== undefined) hash.update(stamp);
  else
    try {
      for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    } catch {
      // Loading the dataset reports why it cannot be read.
    }
  return hash.digest('hex').slice(0, 16);
}

function causeMessage(error: unknown): string {
  return messageOf(error instanceof Error && error.cause ? error.cause : error);
}

function firstLine(text: string): string {
  return text.split('\n')[0] as string;
}
