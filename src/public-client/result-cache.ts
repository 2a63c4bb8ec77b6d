import type { Environment } from './environment.ts';
import { VibedasherError } from './errors.ts';
import type { Cache } from './shared-work.ts';
import type { Cell, Dataset, QueryOptions, Viz } from './types.ts';

/** Approximate maximum size of all cached rows, in bytes. */
const MAX_BYTES = 32 * 2 ** 20;
/** Milliseconds for which the API caches a result itself. */
const MAX_AGE = 900_000;
/** Maximum number of cells of a result that is compared. A larger fresh result always counts as different. */
const MAX_COMPARED_CELLS = 200_000;

interface CacheContext {
  readonly environment: Environment;
  readonly cache: Cache;
}

interface Entry {
  readonly dataset: Dataset;
  readonly bytes: number;
  readonly since: number;
}

/**
 * A least-recently-used cache of rows that are too old for {@link Cache}. Callers that accept an update later get the
 * cached rows immediately, while fresh ones are requested.
 */
export class ResultCache {
  readonly #environment: Environment;
  readonly #cache: Cache;
  readonly #maxBytes: number;
  /** Sorted with the least recently used entry first. */
  readonly #entries = new Map<string, Entry>();
  /** Viz → the dates of its last change and its data, as JSON. */
  readonly #ages = new Map<string, string>();
  #bytes = 0;

  constructor({ environment, cache }: CacheContext, maxBytes = MAX_BYTES) {
    this.#environment = environment;
    this.#cache = cache;
    this.#maxBytes = maxBytes;
  }

  put(name: string, dataset: Dataset): void {
    this.#drop(name);
    const bytes = estimateBytes(dataset);
    if (bytes > this.#maxBytes) return;
    this.#entries.set(name, { dataset, bytes, since: this.#environment.now() });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  /**
   * Returns cached rows and calls `fetchRows` to update them. Calls `onNewer` if the fresh rows differ, or on failure.
   * @returns `null` if there are no cached rows, or if `cache` has fresh ones
   */
  serve(
    name: string,
    fetchRows: () => Promise<Dataset>,
    onNewer: NonNullable<QueryOptions['onNewer']>,
  ): Dataset | null {
    const entry = this.#entries.get(name);
    if (!entry || this.#cache.has(name)) return null;
    this.#entries.delete(name);
    if (this.#environment.now() - entry.since > MAX_AGE) {
      this.#bytes -= entry.bytes;
      return null;
    }
    this.#entries.set(name, entry);
    fetchRows().then(
      (dataset) => {
        if (!isSameDataset(dataset, entry.dataset)) onNewer(null);
      },
      (error: unknown) => {
        // Any other error is the reason of an aborted signal.
        if (error instanceof VibedasherError) onNewer(error);
      },
    );
    return entry.dataset;
  }

  /** Drops the cached rows of a viz if its dates show that the viz or its data have changed. */
  dropOutdated(base: string, { account, slug, updatedAt, freshness }: Viz): void {
    const viz = JSON.stringify([base, account, slug]).slice(1, -1);
    const age = JSON.stringify([updatedAt, freshness.asOf, freshness.lastLoadedAt]);
    const before = this.#ages.get(viz);
    this.#ages.set(viz, age);
    if (before === undefined || before === age) return;
    for (const name of [...this.#entries.keys()]) if (name.includes(viz)) this.#drop(name);
  }

  #drop(name: string): void {
    this.#bytes -= this.#entries.get(name)?.bytes ?? 0;
    this.#entries.delete(name);
  }
}

/** Estimates the memory of a dataset in bytes: a slot for each cell, and the values stored outside of it. */
function estimateBytes({ rows, columns }: Dataset): number {
  let bytes = rows.length * (32 + 8 * columns.length);
  for (const row of rows) {
    for (const cell of row) {
      if (typeof cell === 'string') bytes += 16 + cell.length;
      else if (typeof cell === 'number') bytes += Number.isSafeInteger(cell) ? 0 : 8;
      else if (typeof cell === 'object' && cell !== null) {
        bytes += cell instanceof Date ? 48 : 2 * JSON.stringify(cell).length;
      }
    }
  }
  return bytes;
}

function isSameDataset(a: Dataset, b: Dataset): boolean {
  return (
    a.rows.length * a.columns.length <= MAX_COMPARED_CELLS &&
    a.rows.length === b.rows.length &&
    a.truncated === b.truncated &&
    a.asOf?.getTime() === b.asOf?.getTime() &&
    JSON.stringify(a.columns) === JSON.stringify(b.columns) &&
    a.rows.every((row, index) => row.every((cell, place) => isSameCell(cell, b.rows[index]![place]!)))
  );
}

function isSameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
