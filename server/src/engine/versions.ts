import { createHash } from 'node:crypto';
import { sharePending } from '../promises.ts';
import type { ExternalTables } from './backend.ts';

/** Milliseconds until a version is read again, also after a failure. */
const FRESH_MS = 5000;
/** Milliseconds for which a version is used if it cannot be read again. */
const STALE_MS = 60_000;

interface Known {
  readonly version: string;
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** The versions of tables that others fill: from a statement of their viz, or from the clock. */
export class Versions {
  readonly #read: (external: ExternalTables, sql: string) => Promise<Uint8Array>;
  readonly #known = new Map<string, Known>();
  /** The last failure, until the version can be read. */
  readonly #failed = new Map<string, { readonly error: unknown; readonly at: number }>();
  readonly #reading = new Map<string, Promise<string>>();

  /** @param read Runs a statement and resolves with its first row, encoded */
  constructor(read: (external: ExternalTables, sql: string) => Promise<Uint8Array>) {
    this.#read = read;
  }

  /**
   * Resolves with the version of a viz's tables. With `ttl`, all instances have the same one. With a statement, another
   * instance can have the one before it for some seconds, or for a minute if its reading fails.
   *
   * @throws Error if it cannot be read
   */
  async of(external: ExternalTables): Promise<string> {
    const { version: source } = external;
    const key = JSON.stringify(external);
    if ('ttl' in source) return hash(key, String(Math.floor(Date.now() / 1000 / source.ttl)));
    const known = this.#known.get(key);
    const age = Date.now() - (known?.at ?? -Infinity);
    if (known && age < FRESH_MS) return known.version;
    const usable = known && age <= STALE_MS ? known.version : undefined;
    const failed = this.#failed.get(key);
    if (failed && Date.now() - failed.at < FRESH_MS) {
      if (usable !== undefined) return usable;
      throw failed.error;
    }
    const reading = this.#refresh(key, external, source.sql).catch((error: unknown) => {
      if (usable !== undefined) return usable;
      throw error;
    });
    // While the engine cannot be reached, an attempt can take seconds.
    return failed && usable !== undefined ? usable : reading;
  }

  #refresh(key: string, external: ExternalTables, sql: string): Promise<string> {
    return sharePending(this.#reading, key, async () => {
      try {
        const version = hash(key, await this.#read(external, sql));
        this.#known.set(key, { version, at: Date.now() });
        this.#failed.delete(key);
        return version;
      } catch (error) {
        this.#failed.set(key, { error, at: Date.now() });
        throw error;
      }
    });
  }
}

function hash(key: string, value: string | Uint8Array): string {
  return createHash('sha256').update(key).update(value).digest('hex').slice(0, 16);
}
