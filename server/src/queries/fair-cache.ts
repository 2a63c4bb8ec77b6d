interface Group {
  /** Oldest first. */
  readonly ids: Set<string>;
  bytes: number;
}

interface Entry<V> {
  readonly group: string;
  readonly value: V;
  /** When the value was added, in milliseconds since 1970. */
  readonly since: number;
  bytes: number;
}

/**
 * A cache with a size limit that groups share equally. When it is full, the largest group loses its oldest values. A
 * group within its share loses nothing.
 *
 * Values that cannot be dropped yet can make the cache exceed its limit for a while.
 */
export class FairCache<V> {
  readonly #maxBytes: number;
  readonly #isDroppable: (value: V) => boolean;
  readonly #onDrop: (value: V) => void;
  /** By id, oldest first. */
  readonly #entries = new Map<string, Entry<V>>();
  readonly #groups = new Map<string, Group>();
  #bytes = 0;

  /**
   * @param isDroppable Whether a value may be dropped now
   * @param onDrop Called with each dropped value
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

  /** Adds a value. A value with the same id is dropped. */
  put(group: string, id: string, value: V, bytes: number): void {
    this.#drop(id);
    this.#entries.set(id, { group, value, since: Date.now(), bytes });
    this.#addBytes(group, bytes);
    this.#groups.get(group)?.ids.add(id);
    this.#trim();
  }

  /**
   * Adds to the size of a cached value. Nothing is dropped before the next {@link expire}, so clients can fetch the
   * value.
   */
  grow(id: string, bytes: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    entry.bytes += bytes;
    this.#addBytes(entry.group, bytes);
  }

  /** Drops values from before `horizon`, in milliseconds since 1970, and values beyond the limit. */
  expire(horizon: number): void {
    for (const [id, { since, value }] of this.#entries) {
      if (since > horizon) break;
      if (this.#isDroppable(value)) this.#drop(id);
    }
    this.#trim();
  }

  /**
   * Makes room for `bytes` more of a group and returns whether there is room. In a full cache, a group beyond its share
   * loses its own oldest values. A group within its share is never refused: groups beyond theirs lose their oldest values.
   */
  admits(group: string, bytes: number): boolean {
    const sharers = this.#groups.size + (this.#groups.has(group) ? 0 : 1);
    const share = this.#maxBytes / sharers;
    const isWithin = (this.#groups.get(group)?.bytes ?? 0) + bytes <= share;
    while (this.#bytes + bytes > this.#maxBytes) {
      const id = isWithin ? this.#oldestBeyond(share) : this.#oldestInGroup(group);
      if (id === undefined) return isWithin;
      this.#drop(id);
    }
    return true;
  }

  #trim(): void {
    while (this.#bytes > this.#maxBytes) {
      const id = this.#oldestBeyond(this.#maxBytes / this.#groups.size);
      if (id === undefined) return;
      this.#drop(id);
    }
  }

  /** Returns the id of the oldest droppable value of the largest group with more than `share` bytes. */
  #oldestBeyond(share: number): string | undefined {
    const groups = [...this.#groups].filter(([, { bytes }]) => bytes > share);
    for (const [group] of groups.sort(([, a], [, b]) => b.bytes - a.bytes)) {
      const id = this.#oldestInGroup(group);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  #oldestInGroup(group: string): string | undefined {
    for (const id of this.#groups.get(group)?.ids ?? [])
      if (this.#isDroppable(this.#entries.get(id)!.value)) return id;
    return undefined;
  }

  #drop(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#groups.get(entry.group)?.ids.delete(id);
    this.#addBytes(entry.group, -entry.bytes);
    this.#onDrop(entry.value);
  }

  #addBytes(group: string, bytes: number): void {
    this.#bytes += bytes;
    const own = this.#groups.get(group) ?? { ids: new Set(), bytes: 0 };
    own.bytes += bytes;
    if (own.bytes > 0) this.#groups.set(group, own);
    else this.#groups.delete(group);
  }
}
