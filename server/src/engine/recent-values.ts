/** Keeps the values that were used last. */
export class RecentValues<T extends object> {
  readonly #max: number;
  readonly #values = new Map<string, T>();

  /** @param max The maximum number of values */
  constructor(max: number) {
    this.#max = max;
  }

  /** Returns the value of a key, or else adds the one that `create` returns. */
  get(key: string, create: () => T): T {
    const value = this.#values.get(key) ?? create();
    // Reinsert it, so that the first one is always the least recently used.
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#max) this.#values.delete(this.#values.keys().next().value as string);
    return value;
  }

  delete(key: string): void {
    this.#values.delete(key);
  }
}
