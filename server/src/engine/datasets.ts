import { createHash, type Hash } from 'node:crypto';
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
  /** Versions by path. `stamp` changes when the file changes. */
  readonly #versions = new Map<string, { readonly stamp: string; readonly version: Promise<string> }>();
  readonly #loaded = new Map<string, Promise<string>>();
  readonly #extracts = new Map<string, Promise<string>>();
  /** The files of each kind created from a dataset by version. The one last used comes last. */
  readonly #files = new Map<string, Map<string, string>>();
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
  #versionOf(path: string, stats: Stats): Promise<string> {
    const stamp = fileStamp(stats);
    const known = this.#versions.get(path);
    if (known?.stamp === stamp) return known.version;
    const version =
      stats.size <= this.#hashedBytes
        ? hashFile(path).catch(() => {
            // Read it again for the next query. Loading the dataset reports why it cannot be read.
            this.#versions.delete(path);
            return hashOf(path, stamp);
          })
        : Promise.resolve(hashOf(path, stamp));
    this.#versions.set(path, { stamp, version });
    return version;
  }

  /** Resolves with the path of a DuckDB file that contains the rows in its table `data`. */
  load(dataset: TableVersion): Promise<string> {
    return this.#convert(dataset, 'duckdb', this.#loaded, async (connection, file) => {
      const database = quoteIdentifier(`load_${dataset.version}`);
      await connection.run(`ATTACH ${quoteLiteral(file)} AS ${database}`);
      try {
        await connection.run(
          `CREATE TABLE ${database}.main.data AS SELECT * FROM ${readExpression(dataset)}`,
        );
      } finally {
        await connection.run(`DETACH ${database}`);
      }
    });
  }

  /** Resolves with the path of a Parquet file that contains the rows, compressed with Snappy. */
  extract(dataset: TableVersion): Promise<string> {
    return this.#convert(dataset, 'parquet', this.#extracts, async (connection, file) => {
      await connection.run(
        `COPY (SELECT * FROM ${readExpression(dataset)}) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION snappy)`,
      );
    });
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

  /** Creates a file of a version, once, and removes those of versions before the last {@link KEPT_VERSIONS} in use. */
  #convert(
    dataset: TableVersion,
    extension: string,
    memory: Map<string, Promise<string>>,
    write: (connection: DuckDBConnection, file: string) => Promise<void>,
  ): Promise<string> {
    const { alias, version } = dataset;
    const kind = `${alias}.${extension}`;
    const files = this.#files.get(kind) ?? new Map<string, string>();
    this.#files.set(kind, files);
    const known = files.get(version);
    if (known !== undefined && files.delete(version)) files.set(version, known);
    return memoize(memory, version, () =>
      this.#exclusively(reading(dataset), async (connection) => {
        const file = await this.#workPath(`${alias}-${version}.${extension}`);
        await write(connection, file);
        files.set(version, file);
        for (const [oldVersion, oldFile] of [...files].slice(0, -KEPT_VERSIONS)) {
          files.delete(oldVersion);
          memory.delete(oldVersion);
          await rm(oldFile, { force: true });
        }
        return file;
      }),
    );
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

/** Resolves with a hash of a file's name and content. Rejects if it cannot be read. */
async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256').update(`${parse(path).base}\n`);
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return versionFrom(hash);
}

/** Returns a hash of a file's name and stamp. */
const hashOf = (path: string, stamp: string): string =>
  versionFrom(createHash('sha256').update(`${parse(path).base}\n${stamp}`));

const versionFrom = (hash: Hash): string => hash.digest('hex').slice(0, 16);

function causeMessage(error: unknown): string {
  return messageOf(error instanceof Error && error.cause ? error.cause : error);
}

function firstLine(text: string): string {
  return text.split('\n')[0] as string;
}

/**
 * Returns a text that changes when a file changes. Tools that copy files can keep the size and the time of the content,
 * but not the inode and the time of its change.
 */
export const fileStamp = ({ ino, size, mtimeMs, ctimeMs }: Stats): string =>
  `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
