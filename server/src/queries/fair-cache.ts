interface Entry<V> {
  readonly group: string;
  readonly value: V;
  /** Milliseconds since 1970 at which it was put here. */
  readonly since: number;
  bytes: number;
}

/**
 * Keeps values of groups within a number of bytes. Where they become too many, the group that holds the most loses its
 * oldest. A group within its share, which is the same for all that hold something, loses nothing.
 *
 * What may not leave yet can make it more bytes for a while.
 */
export class FairCache<V> {
  readonly #maxBytes: number;
  readonly #isDroppable: (value: V) => boolean;
  readonly #onDrop: (value: V) => void;
  /** By id, the oldest first. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #bytesOf = new Map<string, number>();
  #bytes = 0;

  /**
   * @param isDroppable Whether a value may leave now
   * @param onDrop Told of each that has left
   */
  constructor(
    maxBytes: number,
    isDroppable: (value: V) => boolean,
    onDrop: (value: V) => void = () => undefined,
  ) {
    this.#maxBytes = maxBytes;
    this.#isDroppable = isDroppable;
    this.#onDrop = onDrop;
  }

  get(id: string): V | undefined {
    return this.#entries.get(id)?.value;
  }

  put(group: string, id: string, value: V, bytes: number): void {
    this.#entries.set(id, { group, value, since: Date.now(), bytes });
    this.#count(group, bytes);
    this.#trim();
  }

  /** Counts a kept value as so much larger. Nothing leaves before the next {@link expire}, so that it can be fetched. */
  grow(id: string, bytes: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.bytes += bytes;
    this.#count(entry.group, bytes);
  }

  /** Drops what came before `horizon`, in milliseconds since 1970, or is too much, and may leave. */
  expire(horizon: number): void {
    for (const [id, { since, value }] of this.#entries) {
      if (since > horizon) break;
      if (this.#isDroppable(value)) this.#drop(id);
    }
    this.#trim();
  }

  /**
   * Whether the group may have so many bytes more. Where all are taken, a group beyond its share must make do with what
   * its own oldest leave. One within its share is never refused: those beyond theirs lose their oldest.
   */
  admits(group: string, bytes: number): boolean {
    const sharers = this.#bytesOf.size + (this.#bytesOf.has(group) ? 0 : 1);
    const share = this.#maxBytes / sharers;
    const isWithin = (this.#bytesOf.get(group) ?? 0) + bytes <= share;
    while (this.#bytes + bytes > this.#maxBytes) {
      const id = isWithin ? this.#oldestBeyond(share) : this.#oldestOf(group);
      if (id === undefined) return isWithin;
      this.#drop(id);
    }
    return true;
  }

  #trim(): void {
    while (this.#bytes > this.#maxBytes) {
      const id = this.#oldestBeyond(this.#maxBytes / this.#bytesOf.size);
      if (id === undefined) return;
      this.#drop(id);
    }
  }

  /** Of the groups with more than `share` bytes, the largest that has something to drop. */
  #oldestBeyond(share: number): string | undefined {
    const groups = [...this.#bytesOf].filter(([, bytes]) => bytes > share).sort(([, a], [, b]) => b - a);
    for (const [group] of groups) {
      const id = this.#oldestOf(group);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  #oldestOf(group: string): string | undefined {
    for (const [id, entry] of this.#entries)
      if (entry.group === group && this.#isDroppable(entry.value)) return id;
    return undefined;
  }

  #drop(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#count(entry.group, -entry.bytes);
    this.#onDrop(entry.value);
  }

  #count(group: string, bytes: number): void {
    this.#bytes += bytes;
    const own = (this.#bytesOf.get(group) ?? 0) + bytes;
    if (own > 0) this.#bytesOf.set(group, own);
    else this.#bytesOf.delete(group);
  }
}
