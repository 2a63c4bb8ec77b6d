import { isObject } from '../internal/json.ts';
import { quote, specError } from '../spec/errors.ts';
import { checkName, escapeSpecText, isInherited } from '../spec/inherited-names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { MAX_DEPTH } from '../spec/views.ts';
import { atMost, checkValue, isExpressionKey, MAX_ROWS, MAX_VALUES } from './limits.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const MARKS = words(
  'arc area bar boxplot circle errorband errorbar geoshape image line point rect rule square text tick trail',
);

/** Operations of aggregate and window transforms. */
const OPERATIONS = words(
  'argmax argmin average ci0 ci1 count distinct exponential exponentialb max mean median min missing product q1 q3 ' +
    'stderr stdev stdevp sum valid values variance variancep ' +
    'cume_dist dense_rank first_value lag last_value lead next_value nth_value ntile percent_rank prev_value rank row_number',
);

/** Allowed keys in the `format` of data. */
const FORMAT_KEYS = words('type parse property feature mesh filter delimiter header');

/** Keys whose values are names, which a spec may not compute. */
const NAME_KEYS = words(
  'field fields groupby key as op aggregate lookup fold flatten pivot property feature mesh',
);
/** Keys of texts for readers, and of values that are compared with rows. All other texts, except expressions, are names. */
const TEXT_KEYS = words(
  'title subtitle text description placeholder tooltip labels options ' +
    'value values datum domain default equal oneOf range lt lte gt gte keyvals',
);

/** Returns whether a text under this key of a spec is for readers, or is compared with rows. */
export const isTextKey = (key: string): boolean => TEXT_KEYS.has(key);

/** Kind of a part of a spec, which determines the meaning of its keys. */
type Place =
  'view' | 'transform' | 'transform argument' | 'from' | 'data' | 'format' | 'param' | 'values' | '';

const INNER_PLACES: Readonly<Partial<Record<Place, Readonly<Record<string, Place>>>>> = {
  view: {
    ...{ layer: 'view', concat: 'view', hconcat: 'view', vconcat: 'view', spec: 'view' },
    ...{ data: 'data', transform: 'transform', params: 'param', usermeta: 'values' },
  },
  transform: { from: 'from' },
  from: { data: 'data' },
  data: { format: 'format' },
  param: { value: 'values' },
  values: {},
};

function placeIn(place: Place, key: string): Place {
  const inner = INNER_PLACES[place];
  if (place === 'values') return place;
  if (inner && Object.hasOwn(inner, key)) return inner[key]!;
  return place === 'transform' ? 'transform argument' : '';
}

/** Result of a walk through a spec. */
interface Tally {
  values: number;
  rows: number;
  /** Whether any text must be escaped. */
  escapes: boolean;
}

/**
 * Checks every key and value of a spec, except its rows: how many there are, and whether names, operations and mark
 * types are allowed. Throws an error of kind `spec`.
 */
export function checkStructure(spec: VegaLiteSpec): Readonly<Tally> {
  const tally: Tally = { values: 0, rows: 0, escapes: false };
  visit(spec, '', 'view', 0, tally);
  return tally;
}

/** @param key Key of the value. Elements of an array have the key of the array. */
function visit(value: unknown, key: string, place: Place, depth: number, tally: Tally): void {
  checkValue(key, value);
  atMost(MAX_VALUES, (tally.values += 1), 'values in a spec');
  if (typeof value === 'string') return visitText(value, key, place, tally);
  if (typeof value !== 'object' || value === null) return;
  checkDepth(depth);
  if (Array.isArray(value)) {
    // A `sort` array contains values, not names.
    const inner = key === 'sort' ? 'values' : key;
    for (const child of value) visit(child, inner, place, depth + 1, tally);
    return;
  }
  const isName = place !== 'values' && (place === 'transform argument' || NAME_KEYS.has(key));
  if (isName && ('signal' in value || 'expr' in value)) {
    throw specError(`The spec may not compute ${quote(key)}: it has to be written down.`);
  }
  for (const [name, child] of Object.entries(value)) {
    if (isInherited(name)) throw specError(`The spec may not have a key ${quote(name)}.`);
    if (place === 'format') checkFormat(name);
    if (place === 'view') checkShape(name, child);
    if (name === 'mark') checkMark(child);
    if ((place === 'data' && name === 'values') || (name === 'datasets' && depth === 0)) {
      visitRows(name, child, depth + 1, tally);
    } else {
      // The `value` of a pivot transform is a field.
      const inner = name === 'value' && 'pivot' in value ? 'field' : name;
      visit(child, inner, placeIn(place, name), depth + 1, tally);
    }
  }
}

function visitText(text: string, key: string, place: Place, tally: Tally): void {
  const isText = place === 'values' || isTextKey(key) || isExpressionKey(key);
  if (!isText) checkName(text);
  if ((key === 'op' || key === 'aggregate') && !isText && !OPERATIONS.has(text)) {
    throw specError(`${quote(text)} is not an operation: use one of ${[...OPERATIONS].join(', ')}.`);
  }
  if (escapeSpecText(text) !== text) tally.escapes = true;
}

function checkFormat(key: string): void {
  if (!FORMAT_KEYS.has(key)) {
    throw specError(
      `The format of data may not have a key ${quote(key)}: use ${[...FORMAT_KEYS].join(', ')}.`,
    );
  }
}

/** Parts of a view that are lists of objects. */
const LISTS = words('layer concat hconcat vconcat transform params');

/** Checks the type of a part of a view. The compiler's message would refer to its source code. */
function checkShape(name: string, value: unknown): void {
  if (value === null || value === undefined) return;
  if (LISTS.has(name) && !(Array.isArray(value) && value.every(isObject))) {
    throw specError(`${quote(name)} has to be a list of objects, in square brackets.`);
  }
  if (name === 'mark' && typeof (isObject(value) ? value['type'] : value) !== 'string') {
    throw specError('"mark" has to be the name of a mark, or an object with its "type".');
  }
}

/** Checks the type of a mark. Without this check, the compiler's message would refer to its source code. */
function checkMark(mark: unknown): void {
  const type = isObject(mark) ? mark['type'] : mark;
  if (typeof type !== 'string' || MARKS.has(type)) return;
  throw specError(`${quote(type)} is not a Vega-Lite mark: use one of ${[...MARKS].join(', ')}.`);
}

function visitRows(key: string, rows: unknown, depth: number, tally: Tally): void {
  if (key === 'datasets' && isObject(rows)) Object.keys(rows).forEach(checkName);
  if (typeof rows === 'string') atMost(MAX_ROWS, countRows(rows), 'rows in a spec');
  checkRows(rows, depth, tally);
}

function checkRows(value: unknown, depth: number, tally: Tally): void {
  if (typeof value !== 'object' || value === null) return;
  checkDepth(depth);
  if (Array.isArray(value)) atMost(MAX_ROWS, (tally.rows += value.length), 'rows in a spec');
  for (const child of Object.values(value)) checkRows(child, depth + 1, tally);
}

/** Returns an upper bound of the number of rows in delimited text or JSON. */
function countRows(text: string): number {
  const end = /^\s*[[{]/.test(text) ? ',' : '\n';
  let count = 1;
  for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) count += 1;
  return count;
}

function checkDepth(depth: number): void {
  atMost(MAX_DEPTH, depth, 'levels of nesting');
}
