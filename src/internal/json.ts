/** A JSON object: no array, not `null`. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

let count = 0;
const ids = new WeakMap<object, number>();

/** A number for an object: the same for the same one. */
export function objectId(object: object | null): number {
  if (object === null) return 0;
  let id = ids.get(object);
  if (id === undefined) ids.set(object, (id = ++count));
  return id;
}

/** An object as JSON; `null` where it has none: it is nested too deep, or in itself. */
export function toJson(object: object): string | null {
  try {
    return JSON.stringify(object);
  } catch {
    return null;
  }
}

/** Names of columns and of an object's fields that there may be, each counted once: every one takes some µs. */
export const MAX_NAMES = 100_000;

/** Values that an object counts as, besides those in it: with names that no other has, it takes as much. */
const VALUES_PER_OBJECT = 8;

/** Counts what is about to be built, and throws before it is too much. */
export class Tally {
  readonly #limit: number;
  readonly #refuse: (message: string) => Error;
  readonly #names = new Set<string | number>();
  #values = 0;

  /** @param limit of values: those in lists and objects, and eight for each object */
  constructor(limit: number, refuse: (message: string) => Error) {
    this.#limit = limit;
    this.#refuse = refuse;
  }

  add(values: number): void {
    this.#values += values;
    this.check(this.#values, 'values', this.#limit);
  }

  addObject(fields: number): void {
    this.check(fields, 'names', MAX_NAMES);
    this.add(VALUES_PER_OBJECT + fields);
  }

  /** @param name or what stands for it */
  addName(name: string | number): void {
    this.check(this.#names.add(name).size, 'names', MAX_NAMES);
  }

  /** Throws where there is more of something than its limit. */
  check(count: number, what: string, limit: number): void {
    if (count > limit) throw this.#refuse(`${count} ${what}; the limit is ${limit}`);
  }
}

/** Unknown to whoever writes names that are to pass for one another. */
const seed = Math.trunc(Math.random() * 2 ** 31) * 2 + 1;

/** Counts what a JSON text would be parsed to. What is no JSON is left to the parser. */
export function weighJson(text: string, tally: Tally): void {
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charAt(at)) {
      case '"':
        hash = seed;
        for (at++; at < text.length && text[at] !== '"'; at++) {
          if (text[at] === '\\') at++;
          hash = Math.imul(hash ^ text.charCodeAt(at), seed) ^ (hash >>> 15);
        }
        break;
      case ':':
        tally.addName(hash);
        break;
      case '{':
        tally.addObject(1);
        break;
      case '[':
      case ',':
        tally.add(1);
    }
  }
}
