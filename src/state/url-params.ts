import { dateText } from '../internal/text.ts';
import type { Params, ParamValue } from '../public-client/types.ts';

/** What one dashboard may put into an address: longer ones are cut off by mail programs and servers. */
const LONGEST = 1500;
/** How many names of an address are looked at, and how long their values may be. */
const MOST_NAMES = 50;
const LONGEST_VALUE = 1000;

/**
 * The parameters in a query string (`?v.region=EU&v.region=US`): a text, or a list where a name stands there
 * repeatedly.
 */
export function readUrlParams(search: string, prefix: string): Params {
  const found = new Map<string, string[]>();
  for (const [key, value] of entriesOf(search)) {
    const name = key.slice(prefix.length);
    if (!key.startsWith(prefix) || !name || value.length > LONGEST_VALUE) continue;
    const list = found.get(name);
    if (list) list.push(value);
    else if (found.size < MOST_NAMES) found.set(name, [value]);
  }
  return Object.fromEntries(
    [...found].map(([name, list]) => [name, list.length > 1 ? list : (list[0] ?? '')]),
  );
}

/**
 * A query string with these parameters in place of those of `names`; everything else stays as it is, to the letter.
 * `left` are the names whose values are too long for an address.
 */
export function writeUrlParams(
  search: string,
  prefix: string,
  names: Iterable<string>,
  values: Params,
): { readonly search: string; readonly left: readonly string[] } {
  const own = new Set([...names].map((name) => prefix + name));
  const kept = partsOf(search).filter((part) => !own.has(decode(part.split('=', 1)[0] ?? '')));
  const left: string[] = [];
  const written: string[] = [];
  let room = LONGEST;
  for (const [name, value] of Object.entries(values)) {
    const parts = textsOf(value).map((text) => `${encode(prefix + name)}=${encode(text)}`);
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

const partsOf = (search: string): readonly string[] =>
  search
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => part !== '');

const entriesOf = (search: string): readonly (readonly [string, string])[] =>
  partsOf(search).map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? [decode(part), ''] : [decode(part.slice(0, at)), decode(part.slice(at + 1))];
  });

function textsOf(value: ParamValue): readonly string[] {
  if (value === null) return [''];
  if (Array.isArray(value)) return value.length > 0 ? value.map(String) : [''];
  return [value instanceof Date ? dateText(value) : String(value)];
}

/** As readable as an address may be. */
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
