/**
 * Texts of a spec in expressions. Vega-Lite copies names of fields and titles into string literals, and escapes only some of
 * the quotes. So each character that would end a literal is a noncharacter of Unicode while Vega-Lite compiles.
 */
import { isObject } from '../../internal/json.ts';
import { isExpressionKey } from '../../sandbox/limits.ts';
import { isTextKey } from '../../sandbox/spec-structure.ts';
import { escapeSeparators, quoteString } from '../rewrite.ts';

/** The texts that the noncharacters replace: in any text, in paths of fields, and in titles and names of data. */
const ESCAPED = ['\n', '\r', '\u2028', '\u2029', '\\"', "\\'", '\\\\', '\\', '"'];
const FIRST = 0xfdd0;
const IN_PATHS = /\\["'\\]|[\n\r\u2028\u2029\ufdd0-\ufdef]/g;
const IN_TITLES = /[\\"\n\r\u2028\u2029\ufdd0-\ufdef]/g;
const NONCHARACTERS = /[\ufdd0-\ufdef]/g;

const hide = (text: string, pattern: RegExp): string =>
  text.replace(pattern, (found) => {
    const index = ESCAPED.indexOf(found);
    return index < 0 ? '\ufffd' : String.fromCharCode(FIRST + index);
  });

const show = (text: string, form: (path: string) => string = (path) => path): string =>
  text.replace(NONCHARACTERS, (found) => form(ESCAPED[found.charCodeAt(0) - FIRST] ?? found));

const unescapePath = (path: string): string => path.replace(/\\(.)/gs, '$1');

const inLiteral = (path: string): string => quoteString(unescapePath(path)).slice(1, -1).replace("'", "\\'");

/** Converts the text of a spec under a key, or the key itself. */
type Convert = (text: string, key: string) => string;

/** Returns a copy of a spec with converted texts, or the spec itself if none changes. Does not change rows. */
function mapSpec(value: unknown, key: string, convert: Convert): unknown {
  if (typeof value === 'string') return convert(value, key);
  if (Array.isArray(value)) {
    const mapped = value.map((each: unknown) => mapSpec(each, key === 'sort' ? 'value' : key, convert));
    return mapped.every((each, index) => each === value[index]) ? value : mapped;
  }
  if (!isObject(value) || value instanceof Date) return value;
  let changed = false;
  const mapped = Object.entries(value).map(([name, inner]) => {
    const areRows = key === 'datasets' || (key === 'data' && name === 'values');
    const next = [
      convert(name, key === 'datasets' ? 'name' : 'key'),
      areRows ? inner : mapSpec(inner, name, convert),
    ] as const;
    changed ||= next[0] !== name || next[1] !== inner;
    return next;
  });
  return changed ? Object.fromEntries(mapped) : value;
}

/** Returns a title without the characters that Vega-Lite does not escape, for {@link showTexts}. */
export const hideTitle = (title: string): string => hide(title, IN_TITLES);

/** Returns the name of a field for readers. Its path may come from {@link hideTexts}. */
export const fieldName = (path: string): string => unescapePath(show(path));

/** Returns a spec for Vega-Lite without the characters that it does not escape. {@link showTexts} restores them. */
export const hideTexts = <T>(spec: T): T =>
  mapSpec(spec, '', (text, key) => {
    if (isExpressionKey(key)) return escapeSeparators(hide(text, NONCHARACTERS));
    if (/^(title|name|param)$/.test(key)) return hideTitle(text);
    return hide(text, isTextKey(key) ? NONCHARACTERS : IN_PATHS);
  }) as T;

/** Restores the texts of a spec that Vega-Lite has compiled. Escapes those in expressions. */
export const showTexts = <T>(vega: T): T =>
  mapSpec(vega, '', (text, key) => {
    if (isExpressionKey(key)) return show(text, inLiteral);
    return show(text, /^(as|title|text)$/.test(key) ? unescapePath : undefined);
  }) as T;
