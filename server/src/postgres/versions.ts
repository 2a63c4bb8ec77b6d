import { createHash } from 'node:crypto';
import type { ExternalTables } from '../engine/backend.ts';

/** Milliseconds for which a version is used before it is read again. */
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
  readonly #reading = new Map<string, Promise<Known>>();

  /** @param read Runs a statement and resolves with its first row, encoded */
  constructor(read: (external: ExternalTables, sql: string) => Promise<Uint8Array>) {
    this.#read = read;
  }

  /**
   * Resolves with the version of a viz's tables. Instances have the same one.
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
    const reading = this.#refresh(key, external, source.sql);
    if (!known || age > STALE_MS) return (await reading).version;
    return reading.then(
      ({ version }) => version,
      () => known.version,
    );
  }

  #refresh(key: string, external: ExternalTables, sql: string): Promise<Known> {
    const pending = this.#reading.get(key);
    if (pending) return pending;
    const reading = this.#read(external, sql)
      .then((row) => {
        const known = { version: hash(key, row), at: Date.now() };
        this.#known.set(key, known);
        return known;
      })
      .finally(() => this.#reading.delete(key));
    this.#reading.set(key, reading);
    return reading;
  }
}

function hash(key: string, value: string | Uint8Array): string {
  return createHash('sha256').update(key).update(value).digest('hex').slice(0, 16);
}
