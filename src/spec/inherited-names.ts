import { isObject } from '../internal/json.ts';
import { quote, specError } from './errors.ts';

/*
 * Vega and Vega-Lite keep fields, groups and values by name in ordinary objects. Under a name such as `constructor` or
 * `__proto__` they would find, and write to, what all objects of the page inherit. Names in a spec are refused. Texts of
 * rows are escaped on their way into Vega, and unescaped where they are drawn or handed to the page.
 */

/** Whether every object has a property of this name. */
export const isInherited = (name: string): boolean => name in Object.prototype;

/** Throws an error of kind `spec` for the name of a field, or a path such as `a.b[0]`, with an inherited part. */
export function checkName(text: string): void {
  const parts = text.replace(/[\\'"]/g, '').split(/[.[\]]/);
  const inherited = parts.find(isInherited);
  if (inherited === undefined) return;
  throw specError(
    `The spec may not use the name ${quote(inherited)}, which all objects have: if it is a column, rename that in the query.`,
  );
}

/** An invisible character (word joiner). After an inherited name, it makes an ordinary one of it. */
const MARK = '\u2060';
const NAMES = new Set(Object.getOwnPropertyNames(Object.prototype));
const NAME = `(?:${[...NAMES].join('|')})`;
const ESCAPED = new RegExp(`(${NAME})${MARK}`, 'g');
const LITERAL = new RegExp(`(['"])(${NAME})\\1`, 'g');

/** A text that is no key of an inherited property. It looks the same, and sorts to the same place. */
export const escapeText = (text: string): string => (NAMES.has(text) ? text + MARK : text);

/** The text behind one with escaped parts. */
export const unescapeText = (text: string): string =>
  text.includes(MARK) ? text.replace(ESCAPED, '$1') : text;

/** A value with its texts escaped, also in lists and objects: a copy where there are such texts. */
export const escapeTexts = <T>(value: T): T => mapTexts(value, escapeText);

/** A value with its texts unescaped, also in lists and objects: a copy where there are such texts. */
export const unescapeTexts = <T>(value: T): T => mapTexts(value, unescapeText);

/** The text of a spec: literals in expressions are escaped, too, as they are compared with texts of rows. */
export const escapeSpecText = (text: string): string => escapeText(text.replace(LITERAL, `$1$2${MARK}$1`));

export function mapTexts<T>(value: T, map: (text: string) => string): T;
export function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  const isList = Array.isArray(value);
  if (!isList && !(isObject(value) && Object.getPrototypeOf(value) === Object.prototype)) return value;
  let copy: unknown;
  for (const key of isList ? value.keys() : Object.keys(value)) {
    const inner = (value as Record<string | number, unknown>)[key];
    const mapped = mapTexts(inner, map);
    if (mapped !== inner) {
      copy ??= isList ? [...value] : { ...value };
      (copy as Record<string | number, unknown>)[key] = mapped;
    }
  }
  return copy ?? value;
}
