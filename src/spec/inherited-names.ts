import { isObject } from '../internal/json.ts';
import { quote, specError } from './errors.ts';

/*
 * Vega and Vega-Lite use names of fields, groups and values as keys of ordinary objects. With a name such as `constructor`
 * or `__proto__`, they would read and change objects that all objects of the page inherit from. So specs may not
 * contain these names. Texts in rows are escaped before they reach Vega, and unescaped when drawn or returned.
 */

/** Returns whether every object has a property of this name. */
export const isInherited = (name: string): boolean => name in Object.prototype;

/** Throws an error of kind `spec` for a field name, or a path such as `a.b[0]`, with the name of an inherited property. */
export function checkName(text: string): void {
  const parts = text.replace(/[\\'"]/g, '').split(/[.[\]]/);
  const inherited = parts.find(isInherited);
  if (inherited === undefined) return;
  throw specError(
    `The spec may not use the name ${quote(inherited)}, which all objects have: if it is a column, rename that in the query.`,
  );
}

/** An invisible character (word joiner). Appended to an inherited name, it makes a different name. */
const MARK = '\u2060';
const NAMES = new Set(Object.getOwnPropertyNames(Object.prototype));
const NAME = `(?:${[...NAMES].join('|')})`;
const ESCAPED = new RegExp(`(${NAME})${MARK}`, 'g');
const LITERAL = new RegExp(`(['"])(${NAME})\\1`, 'g');

/** Escapes a text that is the name of an inherited property. The result looks the same and sorts the same. */
export const escapeText = (text: string): string => (NAMES.has(text) ? text + MARK : text);

/** Reverts {@link escapeText}, also within a longer text. */
export const unescapeText = (text: string): string =>
  text.includes(MARK) ? text.replace(ESCAPED, '$1') : text;

/** Escapes all texts in a value, recursively. Copies only what changes. */
export const escapeTexts = <T>(value: T): T => mapTexts(value, escapeText);

/** Unescapes all texts in a value, recursively. Copies only what changes. */
export const unescapeTexts = <T>(value: T): T => mapTexts(value, unescapeText);

/** Escapes a text of a spec, including string literals in expressions, which are compared with texts of rows. */
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
