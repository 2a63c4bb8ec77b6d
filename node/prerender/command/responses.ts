/**
 * Caches responses of the API on disk. A run requests each response only once, and uses an old one if the API is
 * unreachable.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { toWireQuery } from '../../../src/public-client/batch.ts';
import { createClient } from '../../../src/public-client/create-client.ts';
import { systemEnvironment } from '../../../src/public-client/environment.ts';
import { VibedasherError } from '../../../src/public-client/errors.ts';
import type {
  Dataset,
  PublicClient,
  PublicClientOptions,
  Query,
  RequestOptions,
  Viz,
  VizRef,
} from '../../../src/public-client/types.ts';
import { packageInfo } from '../package-files.ts';
import type { AnswerRecorder } from '../snapshot/recorder.ts';
import { writeWhole } from './io.ts';

interface ResponsesOptions {
  readonly folder: string;
  /** Seconds for which responses of an earlier run are valid. */
  readonly maxAge: number;
  /** Sends no requests. */
  readonly offline: boolean;
  /** Receives all answers as the API sent them, also those of the cache. */
  readonly recorder?: AnswerRecorder | null | undefined;
}

/** A client, and whether it had to return outdated responses. */
interface CachingClient {
  readonly client: PublicClient;
  usedStale(): boolean;
}

interface Entry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: unknown;
  /** What the API sent, if the run recorded it. */
  readonly raw?: Uint8Array | undefined;
}

/** Converts between an answer and the bytes that a recorder stores. */
interface Recording<T> {
  read(value: T): Uint8Array | undefined;
  write(value: T, raw: Uint8Array): void;
}

/** After this many consecutive timeouts, or one failed connection, an API gets no more requests. */
const MAX_FAILURES = 3;

/**
 * Reads a value, which may contain maps and dates, from a file. Resolves with `null` if the file is missing or
 * unreadable.
 */
export async function readValue<T>(file: string): Promise<T | null> {
  try {
    return deserialize(await readFile(file)) as T;
  } catch {
    return null;
  }
}

export const writeValue = (file: string, value: unknown): Promise<void> =>
  // Ignore a cache that is not writable.
  writeWhole(file, serialize(value)).catch(() => {});

/** Returns a file name: a hash of the text. */
export const fileNameOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32);

export class Responses {
  readonly #options: ResponsesOptions;
  readonly #startTime = Date.now();
  #oldest = this.#startTime;
  readonly #failures = new Map<string, { failures: number; error: VibedasherError }>();
  /** Part of the key of each response: values depend on the version of the package and on the local time zone. */
  readonly #keyPrefix = [packageInfo().version, Intl.DateTimeFormat().resolvedOptions().timeZone];

  constructor(options: ResponsesOptions) {
    this.#options = options;
  }

  /** The time of the oldest response that the run has used, in milliseconds since 1970. */
  get oldest(): number {
    return this.#oldest;
  }

  /**
   * Creates a client that caches. Clients with the same `fetch` share their requests.
   * @param acceptsStale whether it returns outdated responses if the API is unreachable
   */
  clientFor(options: PublicClientOptions, acceptsStale = true): CachingClient {
    const { recorder } = this.#options;
    const client = createClient(options, systemEnvironment, recorder ?? undefined);
    const { apiBase } = client;
    let isStale = false;
    const get = async <T>(
      key: readonly unknown[],
      request: RequestOptions,
      send: () => Promise<T>,
      recording: Recording<T> | null = null,
    ): Promise<T> => {
      const { value, stale } = await this.#get(apiBase, key, request, send, recording, acceptsStale);
      isStale ||= stale;
      return value;
    };
    const vizRecording: Recording<Viz> | null = recorder
      ? {
          read: (viz) => recorder.viz(apiBase, viz),
          write: (viz, raw) => recorder.addViz(apiBase, viz, raw),
        }
      : null;
    const getVizBySlug: PublicClient['getVizBySlug'] = (slug, request = {}) =>
      get(['slug', slug], request, () => client.getVizBySlug(slug, request), vizRecording);
    const rowsRecording = async (
      { account, slug }: VizRef,
      query: Query,
      request: RequestOptions,
    ): Promise<Recording<Dataset> | null> => {
      if (!recorder) return null;
      const owner = account || (await getVizBySlug(slug, request)).account || '';
      const address = { account: owner, slug };
      const wireQuery = toWireQuery(query);
      return {
        read: () => recorder.rows(apiBase, address, wireQuery),
        write: (_, bytes) => recorder.addRows(apiBase, address, wireQuery, { bytes }),
      };
    };
    return {
      usedStale: () => isStale,
      client: {
        apiBase,
        getVizBySlug,
        getViz: (ref, request = {}) =>
          get(['viz', ref], request, () => client.getViz(ref, request), vizRecording),
        queryViz: async (ref, query, request = {}) =>
          get(
            ['query', ref, query, request.timeZone],
            request,
            () => client.queryViz(ref, query, request),
            await rowsRecording(ref, query, request),
          ),
        getBundle: (viz, request = {}) =>
          get(['bundle', viz.account, viz.slug, viz.updatedAt], request, () =>
            client.getBundle(viz, request),
          ),
        queryBatch: (...args) => client.queryBatch(...args),
        getExtracts: (ref, request = {}) => {
          const { format, columns, rows } = request;
          return get(['extracts', ref, format, columns, rows], request, () =>
            client.getExtracts(ref, request),
          );
        },
        listTemplates: (...args) => client.listTemplates(...args),
        listSeeds: (...args) => client.listSeeds(...args),
      },
    };
  }

  async #get<T>(
    apiBase: string,
    key: readonly unknown[],
    { fresh, signal }: RequestOptions,
    send: () => Promise<T>,
    recording: Recording<T> | null,
    acceptsStale: boolean,
  ): Promise<{ readonly value: T; readonly stale: boolean }> {
    const { folder, maxAge, offline } = this.#options;
    const file = join(folder, fileNameOf(JSON.stringify([...this.#keyPrefix, apiBase, ...key])));
    const known = await readValue<Entry>(file);
    const isGood = known && !fresh && known.at >= this.#startTime - maxAge * 1000;
    const use = ({ value, raw, at }: Entry, stale: boolean) => {
      this.#oldest = Math.min(this.#oldest, at);
      if (raw && !stale) recording?.write(value as T, raw);
      return { value: value as T, stale };
    };
    const isRecorded = !recording || known?.raw !== undefined;
    if (known && isRecorded && (offline || isGood)) return use(known, false);
    if (offline) {
      const message = known
        ? 'The cache has the response to this request without what a snapshot stores: run once without --offline'
        : 'The cache has no response to this request, and --offline sends none';
      throw new VibedasherError('network', message, { retryable: false });
    }
    try {
      const failure = this.#failures.get(apiBase);
      if (failure && failure.failures >= MAX_FAILURES) throw failure.error;
      const value = await send();
      this.#failures.delete(apiBase);
      const entry: Entry = { at: Date.now(), value, raw: recording?.read(value) };
      await writeValue(file, entry);
      return use(entry, false);
    } catch (cause) {
      if (signal?.aborted || !(cause instanceof VibedasherError)) throw cause;
      this.#count(apiBase, cause);
      // If the API refuses the request, the old response is no longer valid. If it does not answer, use the old one.
      if (!known || !cause.retryable || !acceptsStale) throw cause;
      return use(known, true);
    }
  }

  #count(apiBase: string, error: VibedasherError): void {
    if (error.kind !== 'network' && error.kind !== 'timeout') return;
    const { failures } = this.#failures.get(apiBase) ?? { failures: 0 };
    const more = error.kind === 'network' ? MAX_FAILURES : 1;
    this.#failures.set(apiBase, { failures: failures + more, error });
  }
}
