/** The files that a snapshot needs for queries in the browser: tables from the API, and the engine of the package. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toVibedasherError } from '../../../src/pipeline/check-settings.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import { joinBytes } from '../../../src/public-client/request.ts';
import { baseUrl, isCloud } from '../../../src/public-client/urls.ts';
import type { ExtractedDatabase, ExtractOptions, Extracts } from '../../../src/public-client/types.ts';
import { clientOptions } from '../load-viz.ts';
import type { SnapshotChart } from '../snapshot/charts.ts';
import { tablesOfVersion } from '../snapshot/folder.ts';
import type { EngineFiles, TableLimits, TableSource } from '../snapshot/tables.ts';
import { writeWhole } from './io.ts';
import { fileNameOf } from './responses.ts';

interface TableFilesOptions {
  /** The folder of the snapshot. */
  readonly folder: string;
  /** The folder that keeps files of earlier runs. */
  readonly cache: string;
  /** Whether to send no requests. */
  readonly offline: boolean;
  /** Seconds for one file. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** The origins that tables may come from, in addition to the host of the API. */
  readonly allowHosts: readonly string[];
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
    { client, address, settings }: SnapshotChart,
    part: Pick<TableLimits, 'columns' | 'rows'>,
    maxBytes: number,
  ): ReturnType<TableSource['tables']> {
    const options: ExtractOptions = { format: 'duckdb', ...part, signal: this.#options.signal };
    try {
      const plan = await client.getExtracts(address, options);
      if (!plan.database) return whyNone(plan, part.columns);
      const { database } = plan;
      const apiBase = baseUrl(clientOptions(settings));
      if (database.bytes > maxBytes) return { database, content: null };
      const within = (found: ExtractedDatabase, content: Uint8Array | null) => {
        if (content && content.byteLength <= maxBytes) return { database: found, content };
        const bytes = Math.max(found.bytes, content?.byteLength ?? maxBytes + 1);
        return { database: { ...found, bytes }, content: null };
      };
      const kept = await this.#kept(database);
      const found = kept ? { content: kept } : await this.#download(database, apiBase, maxBytes);
      if (found) return within(database, found.content);
      // The address is from an earlier run, and no longer valid.
      const renewed = await client.getExtracts(address, { ...options, fresh: true });
      if (!renewed.database) return whyNone(renewed, part.columns);
      const again = await this.#download(renewed.database, apiBase, maxBytes);
      return again ? within(renewed.database, again.content) : { database: renewed.database, content: null };
    } catch (cause) {
      this.#options.signal.throwIfAborted();
      const error = toVibedasherError(cause);
      if (error.retryable || FAILURES.includes(error.kind)) throw error;
      return `${error.kind}: ${error.message}`;
    }
  }

  /** Resolves with the contents of a file that an earlier run has downloaded. */
  async #kept({ id }: ExtractedDatabase): Promise<Uint8Array | null> {
    const cached = await readFile(this.#pathFor(id)).catch(() => null);
    return cached ?? tablesOfVersion(this.#options.folder, id);
  }

  /**
   * Resolves with the contents (`null` if they are larger), or with `null` if the address is no longer valid.
   * @throws VibedasherError, also if the address or the contents are not what an API may offer
   */
  async #download(
    { id, url }: ExtractedDatabase,
    apiBase: string,
    maxBytes: number,
  ): Promise<{ readonly content: Uint8Array | null } | null> {
    const { signal, timeout, offline, allowHosts, fetch } = this.#options;
    if (offline)
      throw new VibedasherError('network', 'The cache has no such tables, and --offline sends no request', {
        retryable: false,
      });
    const { origin, hostname } = new URL(url);
    if (!isCloud(apiBase) && hostname !== new URL(apiBase).hostname && !allowHosts.includes(origin))
      throw new VibedasherError(
        'config',
        `The API offers tables at ${origin}, which is another host. --allow-hosts ${origin} allows it`,
      );
    const limit = AbortSignal.timeout(timeout * 1000);
    let content: Uint8Array | null;
    try {
      const answer = await fetch(url, { signal: AbortSignal.any([signal, limit]), redirect: 'manual' });
      if (answer.status >= 300 && answer.status < 400)
        throw new VibedasherError('malformed', `${origin} redirects the request for tables elsewhere`);
      if (answer.status === 403 || answer.status === 404) return null;
      if (!answer.ok)
        throw new VibedasherError('unavailable', `${origin} answers ${answer.status}`, {
          retryable: answer.status >= 500,
        });
      content = await readUpTo(maxBytes, answer);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof VibedasherError) throw cause;
      const [kind, problem] = limit.aborted
        ? (['timeout', `no tables within ${timeout} s`] as const)
        : (['network', 'could not be reached'] as const);
      throw new VibedasherError(kind, `${origin}: ${problem}`, { retryable: true, cause });
    }
    if (content && !isDuckDb(content))
      throw new VibedasherError('malformed', `${origin} answers with something other than a DuckDB file`);
    // Ignore a cache that is not writable.
    if (content) await writeWhole(this.#pathFor(id), content).catch(() => {});
    return { content };
  }

  #pathFor(id: string): string {
    return join(this.#options.cache, `${fileNameOf(id)}.duckdb`);
  }
}

/** Kinds of errors that end the run, as the API or its address is wrong. */
const FAILURES: readonly string[] = ['network', 'malformed', 'config'];

/** Returns whether a file has the magic bytes of a DuckDB file, which follow a checksum. */
const isDuckDb = (content: Uint8Array): boolean =>
  new TextDecoder().decode(content.subarray(8, 12)) === 'DUCK';

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
