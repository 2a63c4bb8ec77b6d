import { dateText } from '../internal/text.ts';
import type { Params, ParamValue } from '../public-client/types.ts';

/** Maximum number of characters that a dashboard adds to a URL. Mail programs and servers truncate long URLs. */
const MAX_LENGTH = 1500;
/** Maximum number of parameters read from a URL. */
const MAX_NAMES = 50;
/** Maximum number of characters of a value in a URL. Longer values are ignored. */
const MAX_VALUE_LENGTH = 1000;

/**
 * Reads the parameters whose names begin with `prefix` from a query string such as `?v.region=EU&v.region=US`. The
 * value is a string, or a list if the name occurs more than once.
 */
export function readUrlParams(search: string, prefix: string): Params {
  const found = new Map<string, string[]>();
  for (const [key, value] of parseQuery(search)) {
    const name = key.slice(prefix.length);
    if (!key.startsWith(prefix) || !name || value.length > MAX_VALUE_LENGTH) continue;
    const list = found.get(name);
    if (list) list.push(value);
    else if (found.size < MAX_NAMES) found.set(name, [value]);
  }
  return Object.fromEntries(
    [...found].map(([name, list]) => [name, list.length > 1 ? list : (list[0] ?? '')]),
  );
}

/**
 * Replaces the parameters `names` of a query string with `values` and leaves the rest unchanged. `left` contains the
 * names whose values do not fit into a URL.
 */
export function writeUrlParams(
  search: string,
  prefix: string,
  names: Iterable<string>,
  values: Params,
): { readonly search: string; readonly left: readonly string[] } {
  const own = new Set([...names].map((name) => prefix + name));
  const kept = splitQuery(search).filter((part) => !own.has(decode(part.split('=', 1)[0] ?? '')));
  const left: string[] = [];
  const written: string[] = [];
  let room = MAX_LENGTH;
  for (const [name, value] of Object.entries(values)) {
    const parts = valueTexts(value).map((text) => `${encode(prefix + name)}=${encode(text)}`);
    const length = parts.join('&').length;
    if (length > room) {
      left.push(name);
    } else {
      room -= length;
      written.push(...parts);
    }
  }
  const all = [...kept, ...written];
  return { search: all.length > 0 ? `?${all.join('&')}` : '', left };
}

const splitQuery = (search: string): readonly string[] =>
  search
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => part !== '');

const parseQuery = (search: string): readonly (readonly [string, string])[] =>
  splitQuery(search).map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
  });

function valueTexts(value: ParamValue): readonly string[] {
  if (value === null) return [''];
  if (Array.isArray(value)) return value.length > 0 ? value.map(String) : [''];
  return [value instanceof Date ? dateText(value) : String(value)];
}

/** Leaves characters unescaped that are legal in a query string, for readable URLs. */
const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(/%(20|2C|3A|2F|40)/g, (code) =>
    code === '%20' ? '+' : decodeURIComponent(code),
  );

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
