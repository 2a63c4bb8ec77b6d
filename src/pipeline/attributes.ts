import type { PictureLook } from '../charts/picture-key.ts';
import { MARKS, type Sort } from '../charts/types.ts';
import { warnOnce } from '../internal/text.ts';
import { DEFAULT_LIMITS } from '../public-client/limits.ts';
import type { Live, PublicClient, Queries, Region } from '../public-client/types.ts';
import type { Renderer, VegaLiteSpec } from '../spec/types.ts';
import { readParams } from './check-settings.ts';

/**
 * What a new value affects:
 * - `client`: which client sends the requests
 * - `viz`: which viz is loaded
 * - `source`: which query runs, or which spec is drawn
 * - `rows`: the results of queries
 * - `picture`: the look, also in a prerendered picture
 * - `look`: only the look of the live chart
 * - `extra`: nothing that is loaded or drawn
 */
type Effect = 'client' | 'viz' | 'source' | 'rows' | 'picture' | 'look' | 'extra';

/**
 * Who may set an attribute. `ANYONE`: also the author of a `<div data-vibedasher-viz>`, as `data-NAME`. Sanitizers keep
 * `data-*`, so this may be a commenter. Only the page may choose a server, give consent or raise a limit.
 */
const ANYONE = true;
const PAGE = false;

type Warn = (message: string) => void;

interface Attribute<T> {
  /** The name in HTML; `false` for a property without an attribute. */
  readonly name: string | false;
  readonly effect: Effect;
  /** {@link ANYONE} or {@link PAGE}. */
  readonly forAnyone: boolean;
  /** Returns the value for the text of the attribute; for `null`, the default. Calls `warn` for an invalid text. */
  readonly read: (text: string | null, warn?: Warn) => T;
}

const attribute = <T>(
  name: string | false,
  effect: Effect,
  forAnyone: boolean,
  read: Attribute<T>['read'],
): Attribute<T> => ({ name, effect, forAnyone, read });

const text = <T extends string>(name: string, effect: Effect, forAnyone: boolean): Attribute<T | null> =>
  attribute(name, effect, forAnyone, (value) => value as T | null);

/** Declares an enumerated attribute. The first word is the default and replaces invalid values. */
const word = <T extends string>(
  name: string,
  effect: Effect,
  forAnyone: boolean,
  ...words: readonly T[]
): Attribute<T> =>
  attribute(name, effect, forAnyone, (value, warn) => readWord('viz', name, words, value, warn));

/** Declares an attribute with a positive number. `fallback` replaces any other value. */
const number = (name: string, effect: Effect, forAnyone: boolean, fallback: number): Attribute<number> =>
  attribute(name, effect, forAnyone, (value, warn = warnOnce) => {
    const number = Number(value);
    if (value !== null && number > 0 && Number.isFinite(number)) return number;
    if (value !== null) warn(`<vibedasher-viz ${name}="${value}">: use a number above 0`);
    return fallback;
  });

const object = <T>(effect: Effect): Attribute<T | null> => attribute(false, effect, PAGE, () => null);

export { MARKS };

/** The default theme, which follows the page. */
export const DEFAULT_THEME = 'auto';

/**
 * The attributes of `<vibedasher-viz>` by property. The element declares and documents the properties; everything else
 * that lists attributes derives from this table.
 */
export const ATTRIBUTES = {
  region: text<Region>('region', 'client', PAGE),
  apiBase: text('api-base', 'client', PAGE),
  snapshot: text('snapshot', 'client', PAGE),
  live: text<Live>('live', 'client', PAGE),
  queries: text<Queries>('queries', 'client', PAGE),
  client: object<PublicClient>('client'),
  timeout: number('timeout', 'client', PAGE, DEFAULT_LIMITS.timeout),
  maxCells: number('max-cells', 'client', PAGE, DEFAULT_LIMITS.maxCells),
  account: text('account', 'viz', ANYONE),
  slug: text('slug', 'viz', ANYONE),
  sql: text('sql', 'source', ANYONE),
  spec: object<VegaLiteSpec>('source'),
  chart: text('chart', 'source', ANYONE),
  params: attribute('params', 'rows', ANYONE, readParams),
  timezone: text('timezone', 'rows', ANYONE),
  mark: word('mark', 'picture', ANYONE, ...MARKS),
  fit: word('fit', 'picture', ANYONE, 'container', 'none'),
  highlight: text('highlight', 'picture', ANYONE),
  reference: text('reference', 'picture', ANYONE),
  annotate: text('annotate', 'picture', ANYONE),
  bins: text('bins', 'picture', ANYONE),
  unit: text('unit', 'picture', ANYONE),
  decimals: text('decimals', 'picture', ANYONE),
  format: text('format', 'picture', ANYONE),
  colors: text('colors', 'picture', ANYONE),
  sort: word<Sort | ''>('sort', 'picture', ANYONE, '', 'value', '-value', 'name', 'rows'),
  limit: text('limit', 'picture', ANYONE),
  theme: attribute('theme', 'look', ANYONE, (value) => value ?? DEFAULT_THEME),
  renderer: word<Renderer>('renderer', 'look', ANYONE, 'auto', 'svg', 'canvas'),
  tooltip: word('tooltip', 'look', ANYONE, 'auto', 'shared', 'single'),
  caption: word('caption', 'look', ANYONE, 'auto', 'none', 'viz'),
  allowHosts: text('allow-hosts', 'look', PAGE),
  heading: text('heading', 'look', ANYONE),
  description: text('description', 'look', ANYONE),
  alt: text('alt', 'extra', ANYONE),
  byline: text('byline', 'extra', ANYONE),
  source: text('source', 'extra', ANYONE),
  notes: text('notes', 'extra', ANYONE),
  toolbar: text('toolbar', 'extra', ANYONE),
  fallback: word('fallback', 'extra', PAGE, 'link', 'viewer'),
  selectTo: text('select-to', 'extra', ANYONE),
  link: text('link', 'extra', ANYONE),
  loading: word('loading', 'extra', ANYONE, 'lazy', 'eager'),
  activate: word('activate', 'extra', ANYONE, 'visible', 'interaction', 'never'),
  refreshInterval: text('refresh', 'extra', ANYONE),
};

type Table = typeof ATTRIBUTES;

export type AttributeValues = { readonly [P in keyof Table]: ReturnType<Table[P]['read']> };

/** The properties of an element. Frameworks set them to `null` for the default. */
export type VizProperties = { readonly [P in keyof Table]: AttributeValues[P] | null };

type GivenValues = { readonly [P in keyof Table]?: VizProperties[P] | undefined };

const PROPERTIES = Object.keys(ATTRIBUTES) as readonly (keyof Table)[];

/** Returns a record with a value for each attribute, by property. */
export const mapAttributes = <T>(
  toValue: (attribute: Attribute<unknown>, property: keyof Table) => T,
): Record<keyof Table, T> =>
  Object.fromEntries(
    PROPERTIES.map((property) => [property, toValue(ATTRIBUTES[property], property)]),
  ) as Record<keyof Table, T>;

/** Returns the value of each attribute: the given one, or the default if it is missing or an empty word. */
export const withDefaultValues = (given: GivenValues = {}): AttributeValues =>
  mapAttributes(
    ({ read }, property) => given[property] || read(given[property] === '' ? '' : null, () => {}),
  ) as AttributeValues;

/** Groups the values of the attributes by effect, in the order of the table. */
export function groupByEffect(
  values: Readonly<Record<keyof Table, unknown>>,
): Readonly<Partial<Record<Effect, readonly unknown[]>>> {
  const groups: Partial<Record<Effect, unknown[]>> = {};
  for (const property of PROPERTIES) (groups[ATTRIBUTES[property].effect] ??= []).push(values[property]);
  return groups;
}

/** Returns the values of the attributes that change a prerendered picture, without defaults. */
export const pictureLook = (values: Readonly<Record<keyof Table, unknown>>): PictureLook =>
  Object.fromEntries(
    PROPERTIES.filter((property) => {
      const { effect, read } = ATTRIBUTES[property];
      return effect === 'picture' && values[property] && values[property] !== read(null);
    }).map((property) => [property, values[property]]),
  );

/** Reads an attribute. `get` returns its text by its name. Calls `warn` for an invalid text. */
export function readAttribute<P extends keyof Table>(
  property: P,
  get: (name: string) => string | null,
  warn?: Warn,
): AttributeValues[P] {
  const { name, read }: Attribute<unknown> = ATTRIBUTES[property];
  return read(name ? get(name) : null, warn) as AttributeValues[P];
}

/** Returns the console warning about `title`, a global attribute that sets no title above the chart. */
export const titleWarning = (tag: string): string =>
  `<${tag} title="…"> is a tooltip of the browser. Use heading="…" for the title above the chart`;

/** Returns whether anyone may set the attribute with this name in HTML; `undefined` if there is none. */
export const isForAnyone = (name: string): boolean | undefined =>
  Object.values(ATTRIBUTES).find((each) => each.name === name)?.forAnyone;

/** Reads an enumerated attribute. Calls `warn` for an invalid value. */
export function readWord<T extends string>(
  tag: string,
  name: string,
  words: readonly T[],
  value: string | null,
  warn: Warn = warnOnce,
): T {
  const written = (value ?? '').trim().toLowerCase();
  const word = words.find((each) => each === written);
  if (word !== undefined) return word;
  if (value !== null) {
    warn(`<vibedasher-${tag} ${name}="${value}">: use one of ${words.filter(Boolean).join(', ')}`);
  }
  return words[0]!;
}
