/**
 * In place of the map of `vega-util` in the script-tag bundle (scripts/vega-trim.ts): that one is an object with the ids of
 * rows as its keys, and ids grow for as long as a page is open, so that most of what an engine sets aside for it is empty.
 */
export default function fastMap<T>(input: Readonly<Record<string, T>> = {}): FastMap<T> {
  const map = new FastMap<T>();
  for (const key of Object.keys(input)) map.set(key, input[key]!);
  return map;
}

class FastMap<T> {
  /** How many values wait to be cleaned away, as those say who use the map. */
  empty = 0;
  readonly #values = new Map<string | number, T>();
  #test: ((value: T) => boolean) | undefined;

  get size(): number {
    return this.#values.size;
  }

  get object(): Record<string, T> {
    return Object.fromEntries(this.#values);
  }

  has(key: unknown): boolean {
    return this.#values.has(keyOf(key));
  }

  get(key: unknown): T | undefined {
    return this.#values.get(keyOf(key));
  }

  set(key: unknown, value: T): this {
    this.#values.set(keyOf(key), value);
    return this;
  }

  delete(key: unknown): this {
    this.#values.delete(keyOf(key));
    return this;
  }

  clear(): void {
    this.#values.clear();
    this.empty = 0;
  }

  /** Sets what tells the values that a cleaning takes away. */
  test(test: (value: T) => boolean): this {
    this.#test = test;
    return this;
  }

  /** A function of its own: Vega hands it on. */
  get clean(): () => void {
    return () => {
      for (const [key, value] of this.#values) if (this.#test?.(value)) this.#values.delete(key);
      this.empty = 0;
    };
  }
}

/** Keys are the same if they are the same as text. Ids stay numbers, which take no room. */
function keyOf(key: unknown): string | number {
  if (typeof key === 'number') return key;
  const text = String(key);
  return String(Number(text)) === text ? Number(text) : text;
}
