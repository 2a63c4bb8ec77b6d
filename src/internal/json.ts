/** A JSON object, not an array or `null`. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns an object without its `undefined` properties. */
export const withoutUndefined = <T>(object: Readonly<Record<string, T | undefined>>): Record<string, T> =>
  Object.fromEntries(Object.entries(object).filter((entry): entry is [string, T] => entry[1] !== undefined));

let count = 0;
const ids = new WeakMap<object, number>();

/** Returns a unique number for an object, always the same one; 0 for `null`. */
export function objectId(object: object | null): number {
  if (object === null) return 0;
  let id = ids.get(object);
  if (id === undefined) ids.set(object, (id = ++count));
  return id;
}

/** Serializes an object; `null` if it is circular or nested too deeply, or if `replace` throws. */
export function toJson(object: object, replace?: (key: string, value: unknown) => unknown): string | null {
  try {
    return JSON.stringify(object, replace);
  } catch {
    return null;
  }
}

/** Maximum number of distinct names of columns and object fields. Each takes some microseconds. */
export const MAX_NAMES = 100_000;

/** Number of values that an object counts as, besides its fields. Objects with unique keys need that much memory. */
const VALUES_PER_OBJECT = 8;

/** Counts values and names before they are created, and throws when a limit is exceeded. */
export class Tally {
  readonly #limit: number;
  readonly #refuse: (message: string) => Error;
  readonly #names = new Set<string | number>();
  #values = 0;

  /**
   * @param limit Maximum number of values: array elements and object fields, plus eight for each object
   * @param refuse Creates the error from a message such as "12 values; the limit is 10"
   */
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

  /** @param name The name or its hash */
  addName(name: string | number): void {
    this.check(this.#names.add(name).size, 'names', MAX_NAMES);
  }

  /** Throws if `count` exceeds `limit`. `what` names the counted things in the plural. */
  check(count: number, what: string, limit: number): void {
    if (count > limit) throw this.#refuse(`${count} ${what}; the limit is ${limit}`);
  }
}

/** Random, so nobody can craft names whose hashes collide. */
const seed = Math.trunc(Math.random() * 2 ** 31) * 2 + 1;

/** Counts the values and names in JSON text without parsing it. Does not check the syntax. */
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
