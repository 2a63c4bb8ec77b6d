import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteIdentifier, quoteLiteral } from '../engine/database.ts';
import { messageOf } from '../errors.ts';

const READERS: Readonly<Record<string, string>> = {
  '.csv': 'read_csv',
  '.json': 'read_json',
  '.parquet': 'read_parquet',
};

/** A query that waits, and the address of an extract, may still need the one before. */
const KEPT_VERSIONS = 2;

/** A dataset's file, and the version of it that is there now. */
export interface DatasetVersion {
  readonly alias: string;
  readonly path: string;
  /** Changes whenever the file does. */
  readonly version: string;
  /** Milliseconds since 1970 at which the file was written. */
  readonly writtenAt: number;
}

/** A dataset that could not be read, in the server's own words; the cause has DuckDB's. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}

/**
 * The files under `datasets/`. Each is read once per version, when a viz first needs it, into a DuckDB file that
 * all databases share read-only.
 */
export class Datasets {
  readonly #folder: string;
  readonly #workFolder: string;
  readonly #memory: string;
  readonly #loaded = new Map<string, Promise<string>>();
  readonly #extracts = new Map<string, Promise<string>>();
  /** What has been made of each alias's versions, by its name without the version; the oldest first. */
  readonly #made = new Map<string, { readonly version: string; readonly file: string }[]>();
  #connection: Promise<DuckDBConnection> | undefined;
  /** One at a time, so that loading takes no more memory than its limit. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: { readonly folder: string; readonly workFolder: string; readonly memory: string }) {
    this.#folder = options.folder;
    this.#workFolder = options.workFolder;
    this.#memory = options.memory;
  }

  /** The file that an alias stands for, or `undefined` where there is none. */
  async find(alias: string): Promise<DatasetVersion | undefined> {
    for (const extension of Object.keys(READERS)) {
      const path = join(this.#folder, alias + extension);
      const stats = await stat(path).catch(() => undefined);
      if (!stats?.isFile()) continue;
      const version = createHash('sha256')
        .update(`${path}\n${stats.mtimeMs}\n${stats.size}`)
        .digest('hex')
        .slice(0, 16);
      return { alias, path, version, writtenAt: stats.mtimeMs };
    }
    return undefined;
  }

  /** Path of the DuckDB file whose table `data` holds the rows. */
  load(dataset: DatasetVersion): Promise<string> {
    return memoize(this.#loaded, dataset.version, () =>
      this.#exclusively(dataset, async (connection) => {
        const file = await this.#workPath(dataset, 'duckdb');
        const database = quoteIdentifier(`load_${dataset.version}`);
        await connection.run(`ATTACH ${quoteLiteral(file)} AS ${database}`);
        try {
          await connection.run(`CREATE TABLE ${database}.main.data AS SELECT * FROM ${source(dataset)}`);
        } finally {
          await connection.run(`DETACH ${database}`);
        }
        await this.#dropOlder(dataset, file, this.#loaded);
        return file;
      }),
    );
  }

  /** Path of the rows as one Parquet file (Snappy). */
  extract(dataset: DatasetVersion): Promise<string> {
    return memoize(this.#extracts, dataset.version, () =>
      this.#exclusively(dataset, async (connection) => {
        const file = await this.#workPath(dataset, 'parquet');
        await connection.run(
          `COPY (SELECT * FROM ${source(dataset)}) TO ${quoteLiteral(file)} (FORMAT parquet, COMPRESSION snappy)`,
        );
        await this.#dropOlder(dataset, file, this.#extracts);
        return file;
      }),
    );
  }

  /** The newest value of a column, as ISO 8601, or `null` where it has none. */
  newest(dataset: DatasetVersion, column: string): Promise<string | null> {
    return this.#exclusively(dataset, async (connection) => {
      const reader = await connection.runAndReadAll(
        `SELECT strftime(max(${quoteIdentifier(column)})::TIMESTAMP, '%Y-%m-%dT%H:%M:%SZ') FROM ${source(dataset)}`,
      );
      return reader.getRows()[0]?.[0] as string | null;
    });
  }

  /** What is wrong with each file that cannot be read; looks at heads and samples only. */
  async problems(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const problems: string[] = [];
    for (const name of names.sort()) {
      const { name: alias, ext } = parse(name);
      if (!(ext in READERS)) continue;
      const dataset = await this.find(alias);
      const path = join(this.#folder, name);
      if (dataset?.path !== path) {
        problems.push(`datasets/${name}: not used, for there is ${parse(dataset?.path ?? '').base} as well`);
        continue;
      }
      await this.#exclusively(dataset, (connection) =>
        connection.run(`DESCRIBE SELECT * FROM ${source(dataset, 'sample')}`),
      ).catch((error: unknown) => problems.push(`datasets/${name}: ${firstLine(causeOf(error))}`));
    }
    return problems;
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => undefined);
    (await this.#connection)?.closeSync();
  }

  #exclusively<T>(dataset: DatasetVersion, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const done = this.#queue.then(async () => {
      try {
        this.#connection ??= this.#connect();
        return await work(await this.#connection);
      } catch (cause) {
        throw new DatasetError(`The dataset "${dataset.alias}" cannot be read.`, { cause });
      }
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #connect(): Promise<DuckDBConnection> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: this.#memory,
      temp_directory: join(this.#workFolder, 'spill'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  }

  /** Removes what was made of versions before the last two: a dataset that is written anew must not fill the disk. */
  async #dropOlder(
    { alias, version }: DatasetVersion,
    file: string,
    memory: Map<string, unknown>,
  ): Promise<void> {
    const key = `${alias}${parse(file).ext}`;
    const made = [...(this.#made.get(key) ?? []), { version, file }];
    this.#made.set(key, made);
    for (const old of made.splice(0, made.length - KEPT_VERSIONS)) {
      memory.delete(old.version);
      await rm(old.file, { force: true });
    }
  }

  async #workPath({ alias, version }: DatasetVersion, extension: string): Promise<string> {
    await mkdir(this.#workFolder, { recursive: true });
    return join(this.#workFolder, `${alias}-${version}.${extension}`);
  }
}

/** The file as SQL reads it. Types follow from all of it, as a sample would take a late decimal for an error. */
function source({ path }: DatasetVersion, share: 'whole' | 'sample' = 'whole'): string {
  const options = share === 'sample' || path.endsWith('.parquet') ? '' : ', sample_size = -1';
  return `${READERS[parse(path).ext]}(${quoteLiteral(path)}${options})`;
}

/** Remembers a success for good and a failure not at all. */
function memoize<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key);
  if (known) return known;
  const made = make();
  memory.set(key, made);
  made.catch(() => memory.delete(key));
  return made;
}

function causeOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause ? error.cause : error);
}

function firstLine(text: string): string {
  return text.split('\n')[0] as string;
}
