/**
 * Caches responses of the API on disk. A run requests each response only once, and uses an old one if the API is
 * unreachable.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { createPublicClient } from '../../public-client/create-client.ts';
import { VibedasherError } from '../../public-client/errors.ts';
import type { PublicClient, PublicClientOptions, RequestOptions } from '../../public-client/types.ts';
import { packageInfo } from '../package-files.ts';
import { writeWhole } from './io.ts';

export interface ResponsesOptions {
  readonly folder: string;
  /** Seconds for which responses of an earlier run are valid. */
  readonly maxAge: number;
  /** Sends no requests. */
  readonly offline: boolean;
}

/** A client, and whether it had to return outdated responses. */
export interface CachingClient {
  readonly client: PublicClient;
  usedStale(): boolean;
}

interface Entry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: unknown;
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
  readonly #failures = new Map<string, { failures: number; error: VibedasherError }>();
  /** Part of the key of each response: values depend on the version of the package and on the local time zone. */
  readonly #keyPrefix = [packageInfo().version, Intl.DateTimeFormat().resolvedOptions().timeZone];

  constructor(options: ResponsesOptions) {
    this.#options = options;
  }

  /** Creates a client that caches. Clients with the same `fetch` share their requests. */
  clientFor(options: PublicClientOptions): CachingClient {
    const client = createPublicClient(options);
    const { apiBase } = client;
    let isStale = false;
    const get = async <T>(
      key: readonly unknown[],
      request: RequestOptions,
      send: () => Promise<T>,
    ): Promise<T> => {
      const { value, stale } = await this.#get(apiBase, key, request, send);
      isStale ||= stale;
      return value as T;
    };
    return {
      usedStale: () => isStale,
      client: {
        apiBase,
        getVizBySlug: (slug, request = {}) =>
          get(['slug', slug], request, () => client.getVizBySlug(slug, request)),
        getViz: (ref, request = {}) => get(['viz', ref], request, () => client.getViz(ref, request)),
        queryViz: (ref, query, request = {}) =>
          get(['query', ref, query, request.timeZone], request, () => client.queryViz(ref, query, request)),
        getBundle: (viz, request = {}) =>
          get(['bundle', viz.account, viz.slug, viz.updatedAt], request, () =>
            client.getBundle(viz, request),
          ),
        queryBatch: (...args) => client.queryBatch(...args),
        getExtracts: (...args) => client.getExtracts(...args),
        listTemplates: (...args) => client.listTemplates(...args),
        listSeeds: (...args) => client.listSeeds(...args),
      },
    };
  }

  async #get(
    apiBase: string,
    key: readonly unknown[],
    { fresh, signal }: RequestOptions,
    send: () => Promise<unknown>,
  ): Promise<{ readonly value: unknown; readonly stale: boolean }> {
    const { folder, maxAge, offline } = this.#options;
    const file = join(folder, fileNameOf(JSON.stringify([...this.#keyPrefix, apiBase, ...key])));
    const known = await readValue<Entry>(file);
    const isGood = known && !fresh && known.at >= this.#startTime - maxAge * 1000;
    if (known && (offline || isGood)) return { value: known.value, stale: false };
    if (offline) {
      const message = 'The cache has no response to this request, and --offline sends none';
      throw new VibedasherError('network', message, { retryable: false });
    }
    try {
      const failure = this.#failures.get(apiBase);
      if (failure && failure.failures >= MAX_FAILURES) throw failure.error;
      const value = await send();
      this.#failures.delete(apiBase);
      await writeValue(file, { at: Date.now(), value } satisfies Entry);
      return { value, stale: false };
    } catch (cause) {
      if (signal?.aborted || !(cause instanceof VibedasherError)) throw cause;
      this.#count(apiBase, cause);
      // If the API refuses the request, the old response is no longer valid. If it does not answer, use the old one.
      if (!known || !cause.retryable) throw cause;
      return { value: known.value, stale: true };
    }
  }

  #count(apiBase: string, error: VibedasherError): void {
    if (error.kind !== 'network' && error.kind !== 'timeout') return;
    const { failures } = this.#failures.get(apiBase) ?? { failures: 0 };
    const more = error.kind === 'network' ? MAX_FAILURES : 1;
    this.#failures.set(apiBase, { failures: failures + more, error });
  }
}
