/**
 * The addresses of rows: `rows/CHART?p.NAME=VALUE…` below the URL of a viz, if its answer has `viz.rows: true`. Caches
 * and preloads compare addresses as text, so everything that writes one uses {@link rowsAddress}. The server compiles
 * this file into its own package, so it has no imports.
 */

/** Maximum numbers of characters of a chart's name and of the parameters, as they are encoded in the URL. */
const MAX_CHART = 200;
const MAX_QUERY = 4096;
/** The prefix of parameters in an address. */
export const PARAM_PREFIX = 'p.';
/** The name of the query in `charts/ID.sql`. */
export const MAIN_QUERY = 'main';

const LONE_SURROGATE = /\p{Cs}/u;

/** A query of a viz: `charts/ID.sql` has the name {@link MAIN_QUERY}, `charts/ID.NAME.sql` has the name NAME. */
export interface ChartQuery {
  readonly id: string;
  readonly name: string;
}

/**
 * Returns the canonical address of a query's rows, relative to the URL of its viz. It starts with `/rows/`. Parameters
 * are sorted by name in the order of code units, and encoded as `URLSearchParams` encodes them. Defaults are omitted.
 *
 * @param values The values that the query uses, by name, as `args` of a query contains them
 * @param defaults The declared default of each parameter; see {@link defaultOnWire}
 * @returns `null` if the address would be too long: send the query instead
 */
export function rowsAddress(
  { id, name }: ChartQuery,
  values: Iterable<readonly [string, string]>,
  defaults: ReadonlyMap<string, string>,
): string | null {
  const text = name === MAIN_QUERY ? id : `${id}.${name}`;
  if (LONE_SURROGATE.test(text)) return null;
  const chart = encodeURIComponent(text);
  const query = new URLSearchParams(
    [...values]
      .filter(([param, value]) => defaults.get(param) !== value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([param, value]): [string, string] => [PARAM_PREFIX + param, value]),
  ).toString();
  if (chart.length > MAX_CHART || query.length > MAX_QUERY) return null;
  return `/rows/${chart}${query && `?${query}`}`;
}

/**
 * Returns the default of a parameter as `args` of a query contains it: `''` if it has none, and a JSON array of strings
 * for a parameter with several values.
 *
 * @param declaration An entry of `params.json`
 */
export function defaultOnWire(declaration: {
  readonly default?: unknown;
  readonly multiple?: unknown;
}): string {
  const { default: value, multiple } = declaration;
  if (Array.isArray(value)) {
    const isList = value.every((item) => typeof item === 'string' || typeof item === 'number');
    return isList && value.length > 0 ? JSON.stringify(value.map(String)) : '';
  }
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' && (typeof value !== 'number' || !Number.isFinite(value))) return '';
  const text = String(value);
  const isJson = typeof value === 'string' && value.trim().startsWith('[');
  return multiple === true && text && !isJson ? JSON.stringify([text]) : text;
}

/** A part of an address that is not allowed. */
export interface RowsFault {
  /** The name as it is in the URL, shortened. */
  readonly key: string;
  readonly message: string;
}

/** Maximum numbers of faults, of names in a message, and of characters of a name. */
const MAX_FAULTS = 20;
const MAX_QUOTE = 100;

/**
 * Parses the parameters of an address, in any order: addresses that differ only in their order are separate entries of
 * caches, but have the same rows. Refuses names that the query does not use, duplicates, and text that is not UTF-8.
 *
 * @param query The part of the URL after `?`
 * @param allowed The names of the query's parameters
 * @returns The values by name, and the first faults. The values are complete only if there are no faults.
 */
export function readRowsQuery(
  query: string,
  allowed: ReadonlySet<string>,
): { readonly values: ReadonlyMap<string, string>; readonly faults: readonly RowsFault[] } {
  const values = new Map<string, string>();
  const faults: RowsFault[] = [];
  const addFault = (key: string, fault: string): void => {
    const shown = key.slice(0, MAX_QUOTE);
    if (faults.length < MAX_FAULTS)
      faults.push({ key: shown, message: `${JSON.stringify(shown)} ${fault}.` });
  };
  if (query.length > MAX_QUERY) {
    const message = `The parameters have more than ${MAX_QUERY} characters. Send the query with POST instead.`;
    return { values, faults: [{ key: '', message }] };
  }
  for (const pair of query.split('&').filter(Boolean)) {
    const [key = '', ...rest] = pair.split('=');
    const name = decode(key);
    const value = decode(rest.join('='));
    if (name === null || value === null) addFault(name ?? key, 'is not encoded as UTF-8');
    else if (!name.startsWith(PARAM_PREFIX) || !allowed.has(name.slice(PARAM_PREFIX.length)))
      addFault(name, `is not a parameter of this chart, which has ${listNames(allowed)}`);
    else if (values.has(name.slice(PARAM_PREFIX.length))) addFault(name, 'is there twice');
    else values.set(name.slice(PARAM_PREFIX.length), value);
  }
  return { values, faults };
}

function listNames(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, MAX_FAULTS).map((name) => PARAM_PREFIX + name.slice(0, MAX_QUOTE));
  return `${shown.join(', ') || 'none'}${names.size > MAX_FAULTS ? ', …' : ''}`;
}

/** Decodes a part of a query as `URLSearchParams` does, but returns `null` for bytes that are not UTF-8. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}
