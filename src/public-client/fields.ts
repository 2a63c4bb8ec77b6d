import { clip } from '../internal/text.ts';
import { VibedasherError } from './errors.ts';

/** Reads one value. Throws a `malformed` error with `path` if it is invalid. */
export type Reader<T> = (value: unknown, path: string) => T;

/** Creates the error for an unexpected value at `path` in a response. */
export function malformed(path: string, expected: string): VibedasherError {
  return new VibedasherError('malformed', `Invalid response at ${path || 'its root'}: expected ${expected}`);
}

/** Reads an object of a response by field name, in camelCase or else in snake_case. */
export class Fields {
  readonly #source: object;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(path, 'object');
    this.#source = value;
    this.#path = path;
  }

  /** Returns the unchecked value of a field, or `null` if it is missing. */
  raw(name: string): unknown {
    for (const key of [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]) {
      const value = Object.hasOwn(this.#source, key) ? (this.#source as Record<string, unknown>)[key] : null;
      if (value !== null && value !== undefined) return value;
    }
    return null;
  }

  need<T>(name: string, read: Reader<T>): T {
    return read(this.raw(name), this.#path ? `${this.#path}.${name}` : name);
  }

  maybe<T>(name: string, read: Reader<T>): T | null {
    return this.raw(name) === null ? null : this.need(name, read);
  }

  list<T>(name: string, read: Reader<T>): readonly T[] {
    return this.maybe(name, listOf(read)) ?? [];
  }
}

/** Reads an object. */
export const record =
  <T>(read: (fields: Fields, path: string) => T): Reader<T> =>
  (value, path) =>
    read(new Fields(value, path), path);

export const text: Reader<string> = (value, path) => {
  if (typeof value !== 'string') throw malformed(path, 'text');
  return value;
};

/** Reads a text for display, cut to `maxLength` letters. */
export const clippedText =
  (maxLength: number): Reader<string> =>
  (value, path) =>
    clip(text(value, path), maxLength);

export const number: Reader<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw malformed(path, 'number');
  return value;
};

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw malformed(path, 'boolean');
  return value;
};

/** Reads an identifier, which some servers send as a number. */
export const id: Reader<string> = (value, path) =>
  typeof value === 'number' ? String(value) : text(value, path);

export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw malformed(path, 'list');
    return value.map((item, index) => read(item, `${path}[${index}]`));
  };
}
