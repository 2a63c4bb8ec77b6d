/** How many things of a kind are shared. They stay for the page's life. */
const MAX_SHARED = 1000;

/** Things that are made once for all who ask with the same key: the charts of a page are much alike. */
export class Shared<T> {
  readonly #made = new Map<unknown, T>();
  readonly #longest: number;

  /** @param longest Length of the longest text that is a key, in characters */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /**
   * What `make` makes of `parts`, or has made for this key before.
   *
   * @param key A text or another value; by an object, or a text that is too long, nothing is shared
   */
  get<P extends readonly unknown[]>(key: unknown, make: (...parts: P) => T, ...parts: P): T {
    const found = this.#made.get(key);
    if (found) return found;
    const made = make(...parts);
    if (this.#isShort(key) && this.#made.size < MAX_SHARED) this.#made.set(key, made);
    return made;
  }

  #isShort(key: unknown): boolean {
    return typeof key === 'string' ? key.length <= this.#longest : Object(key) !== key;
  }
}
