/** The files that a snapshot needs for queries in the browser: tables from the API, and the engine of the package. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toVibedasherError } from '../../pipeline/check-settings.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import { joinBytes } from '../../public-client/request.ts';
import type { ExtractedDatabase, ExtractOptions, Extracts } from '../../public-client/types.ts';
import type { SnapshotChart } from '../snapshot/charts.ts';
import { tablesOfVersion } from '../snapshot/folder.ts';
import type { EngineFiles, TableLimits, TableSource } from '../snapshot/tables.ts';
import { writeWhole } from './io.ts';
import { fileNameOf } from './responses.ts';

export interface TableFilesOptions {
  /** The folder of the snapshot. */
  readonly folder: string;
  /** The folder that keeps files of earlier runs. */
  readonly cache: string;
  /** Whether to send no requests. */
  readonly offline: boolean;
  /** Seconds for one file. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
  readonly engine: () => Promise<EngineFiles>;
}

export class TableFiles implements TableSource {
  readonly #options: TableFilesOptions;
  readonly engine: () => Promise<EngineFiles>;

  constructor(options: TableFilesOptions) {
    this.#options = options;
    this.engine = options.engine;
  }

  async tables(
    { client, address }: SnapshotChart,
    part: Pick<TableLimits, 'columns' | 'rows'>,
    maxBytes: number,
  ): ReturnType<TableSource['tables']> {
    const options: ExtractOptions = { format: 'duckdb', ...part, signal: this.#options.signal };
    try {
      const plan = await client.getExtracts(address, options);
      if (!plan.database) return whyNone(plan, part.columns);
      const { database } = plan;
      if (database.bytes > maxBytes) return { database, content: null };
      const within = (found: ExtractedDatabase, content: Uint8Array | null) => {
        if (content && content.byteLength <= maxBytes) return { database: found, content };
        const bytes = Math.max(found.bytes, content?.byteLength ?? maxBytes + 1);
        return { database: { ...found, bytes }, content: null };
      };
      const kept = await this.#kept(database);
      const found = kept ? { content: kept } : await this.#download(database, maxBytes);
      if (found) return within(database, found.content);
      // The address is from an earlier run, and no longer valid.
      const renewed = await client.getExtracts(address, { ...options, fresh: true });
      if (!renewed.database) return whyNone(renewed, part.columns);
      const again = await this.#download(renewed.database, maxBytes);
      return again ? within(renewed.database, again.content) : { database: renewed.database, content: null };
    } catch (cause) {
      this.#options.signal.throwIfAborted();
      const error = toVibedasherError(cause);
      if (error.retryable || error.kind === 'network') throw error;
      return `${error.kind}: ${error.message}`;
    }
  }

  /** Resolves with the contents of a file that an earlier run has downloaded. */
  async #kept({ id }: ExtractedDatabase): Promise<Uint8Array | null> {
    const cached = await readFile(this.#pathFor(id)).catch(() => null);
    return cached ?? tablesOfVersion(this.#options.folder, id);
  }

  /** Resolves with the contents (`null` if they are larger), or with `null` if the address is no longer valid. */
  async #download(
    { id, url }: ExtractedDatabase,
    maxBytes: number,
  ): Promise<{ readonly content: Uint8Array | null } | null> {
    const { signal, timeout, offline, fetch } = this.#options;
    if (offline)
      throw new VibedasherError('network', 'The cache has no such tables, and --offline sends no request', {
        retryable: false,
      });
    const limit = AbortSignal.timeout(timeout * 1000);
    let content: Uint8Array | null;
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, limit]) });
      if (answer.status === 403 || answer.status === 404) return null;
      if (!answer.ok)
        throw new VibedasherError('unavailable', `${new URL(url).origin} answers ${answer.status}`, {
          retryable: answer.status >= 500,
        });
      content = await readUpTo(maxBytes, answer);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof VibedasherError) throw cause;
      const [kind, problem] = limit.aborted
        ? (['timeout', `no tables within ${timeout} s`] as const)
        : (['network', 'could not be reached'] as const);
      throw new VibedasherError(kind, `${new URL(url).origin}: ${problem}`, { retryable: true, cause });
    }
    // Ignore a cache that is not writable.
    if (content) await writeWhole(this.#pathFor(id), content).catch(() => {});
    return { content };
  }

  #pathFor(id: string): string {
    return join(this.#options.cache, `${fileNameOf(id)}.duckdb`);
  }
}

/** Reads a body, which may be larger than the API says. Resolves with `null` if it has more than `maxBytes`. */
async function readUpTo(maxBytes: number, { body }: Response): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return null;
  }
  return joinBytes(chunks);
}

function whyNone({ unavailable }: Extracts, columns: TableLimits['columns']): string {
  const reasons = unavailable?.map(({ reason }) => reason).filter(Boolean) ?? [];
  const none = `the API offers none as a DuckDB file${columns === 'used' ? ' with the columns that queries name' : ''}`;
  return reasons.join(' ') || none;
}
