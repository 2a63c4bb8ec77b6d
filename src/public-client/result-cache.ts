import type { Environment } from './environment.ts';
import { VibedasherError } from './errors.ts';
import type { Cache } from './shared-work.ts';
import type { Cell, Dataset, QueryOptions, Viz } from './types.ts';

/** Bytes that kept rows may take up in all, about. */
const MAX_BYTES = 32 * 2 ** 20;
/** The API itself gives out a result for this many milliseconds before it runs a query again. */
const LONGEST = 900_000;
/** Larger results are not compared: what comes counts as new. */
const MAX_COMPARED_CELLS = 200_000;

/** What it needs of the page. */
interface Shared {
  readonly environment: Environment;
  readonly cache: Cache;
}

interface Entry {
  readonly dataset: Dataset;
  readonly bytes: number;
  readonly since: number;
}

/**
 * Rows that the page has had, beyond the moment for which all share them: the least recently wanted go first. They are
 * given to callers that can take newer ones later, which are requested at the same time.
 */
export class ResultCache {
  readonly #environment: Environment;
  readonly #cache: Cache;
  readonly #maxBytes: number;
  /** The least recently wanted first. */
  readonly #entries = new Map<string, Entry>();
  /** Viz → what the API said last of the age of its data. */
  readonly #ages = new Map<string, string>();
  #bytes = 0;

  constructor({ environment, cache }: Shared, maxBytes = MAX_BYTES) {
    this.#environment = environment;
    this.#cache = cache;
    this.#maxBytes = maxBytes;
  }

  put(name: string, dataset: Dataset): void {
    this.#drop(name);
    const bytes = bytesOf(dataset);
    if (bytes > this.#maxBytes) return;
    this.#entries.set(name, { dataset, bytes, since: this.#environment.now() });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest);
    }
  }

  /**
   * Rows from before, where there are any, while `ask` brings those of now.
   * @returns `null` where the caller has to wait for those
   */
  serve(
    name: string,
    ask: () => Promise<Dataset>,
    onNewer: NonNullable<QueryOptions['onNewer']>,
  ): Dataset | null {
    const entry = this.#entries.get(name);
    if (!entry || this.#cache.has(name)) return null;
    this.#entries.delete(name);
    if (this.#environment.now() - entry.since > LONGEST) {
      this.#bytes -= entry.bytes;
      return null;
    }
    this.#entries.set(name, entry);
    ask().then(
      (dataset) => {
        if (!isSame(dataset, entry.dataset)) onNewer(null);
      },
      (error: unknown) => {
        // A caller that has left does not want to know.
        if (error instanceof VibedasherError) onNewer(error);
      },
    );
    return entry.dataset;
  }

  /** Rows from before the data were reloaded, or the viz was changed, are not shown any more. */
  learn(base: string, { account, slug, updatedAt, freshness }: Viz): void {
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

/** What a dataset takes up, about: a slot for each cell, and what stands outside of it. */
function bytesOf({ rows, columns }: Dataset): number {
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

function isSame(a: Dataset, b: Dataset): boolean {
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
