import { isObject, type JsonObject } from '../internal/json.ts';
import { specError } from '../spec/errors.ts';
import { list, objects } from '../spec/facts.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { childViews } from '../spec/views.ts';

/*
 * Limits of a published spec. Below these numbers, a page stays usable; above them, the tab may crash.
 * docs/security.md lists them.
 */

/**
 * Maximum number of values in a spec, including arrays and objects but not rows. The compiler visits each value
 * several times.
 */
export const MAX_VALUES = 100_000;
/**
 * Maximum number of views (layers, cells of a concat or repeat) in a spec. Each takes milliseconds to compile and to
 * parse.
 */
const MAX_VIEWS = 500;
/**
 * Maximum number of selections, counted once for each view that inherits them, because each view gets signals, marks
 * and data.
 */
const MAX_SELECTIONS = 500;
/**
 * Maximum number of pixels in a picture. A canvas needs four bytes per pixel, and four times as much on a high-density
 * screen.
 */
export const MAX_PIXELS = 10_000_000;
/** Maximum length of an expression, in characters. The parser is recursive. */
const MAX_EXPRESSION = 10_000;
/** Maximum nesting depth of brackets and unary operators in an expression, for the same reason. */
const MAX_NESTING = 500;
/** Maximum length of a text in a spec or in the value of an expression, in characters. A canvas measures texts. */
export const MAX_TEXT = 100_000;
/** Maximum length of a number or date pattern, in characters. A pattern is applied to each tick. */
export const MAX_PATTERN = 1000;
/** Maximum count of number and date patterns in a chart. Vega caches patterns. */
export const MAX_PATTERNS = 1000;
/** Maximum width that a number is padded to, in characters. */
export const MAX_DIGITS = 100;
/** Maximum number of rows and items that a chart creates at once, and of inline rows. Each needs about 0.3 kB. */
export const MAX_ROWS = 1_000_000;
/**
 * Maximum number of cells in delimited text, inline or loaded, including missing cells. Each becomes a property of an
 * object.
 */
export const MAX_CELLS = 5_000_000;
/** Maximum number of ticks of an axis, entries of a legend, or bins or colors of a scale. */
export const MAX_TICKS = 10_000;
/** Maximum number of inputs that a spec binds its parameters to. Each is a tab stop between two parts of the page. */
export const MAX_INPUTS = 100;
/** Maximum total number of options of these inputs. */
export const MAX_OPTIONS = 5000;
/**
 * Maximum number of operators that a chart creates at once. Facets and series multiply them, and each takes
 * microseconds.
 */
export const MAX_OPERATORS = 100_000;
/** Maximum number of calculation steps at once. A step takes a few nanoseconds. Rows raise the limit (budget.ts). */
export const MAX_STEPS = 500_000_000;
/** Maximum time in ms that interruptible work may run without yielding to the page. */
export const MAX_PAUSE = 2000;
/**
 * Maximum number of rows and items that a chart holds in all collections. A chart of 900,000 points holds about
 * 3.6 million.
 */
export const MAX_HELD = 5_000_000;
/** Maximum number of operators that a chart holds. */
export const MAX_HELD_OPERATORS = 200_000;
/** Maximum number of bytes of texts and arrays in rows that expressions have changed. */
export const MAX_HELD_BYTES = 268_435_456;
/** Maximum number of characters of distinct shape paths in a chart. Vega caches them for the lifetime of the page. */
export const MAX_SHAPES = 250_000;
/** Minimum interval of a timer in ms: the duration of a frame. */
export const MIN_INTERVAL = 16;
/** Maximum distance of a date from 1970, in ms. Near the end of the range of `Date`, d3's intervals loop forever. */
const MAX_MOMENT = 8.6e15;
/** Minimum base of automatic bins. With a smaller base, Vega's search for a bin size does not end. */
export const MIN_BIN_BASE = 2;
/** Minimum span of automatic bins. With a much smaller span, the bin size underflows to 0 and the search is endless. */
export const MIN_BIN_SPAN = 1e-300;
/**
 * Minimum precision of the lines of a map, in px. d3 divides lines until they have the precision that a spec sets.
 */
export const MIN_PRECISION = 0.1;
/** Maximum scale of a map. A map of a street has a scale of about 10⁷. */
export const MAX_MAP_SCALE = 100_000_000;

/** Maximum number of pixels of the distinct images in a chart. Browsers decode images at full size. */
export const MAX_IMAGE_PIXELS = 50_000_000;
/** Maximum size in bytes of a response body that a spec may load. */
export const MAX_BYTES = 67_108_864;

const DEFAULT_EXTENT = 200;

/** Throws an error of kind `spec` for a spec with too many views, selections or pixels. */
export function checkViews(spec: VegaLiteSpec): void {
  const { views, selections, pixels } = measure(spec);
  atMost(MAX_VIEWS, views, 'views');
  atMost(MAX_SELECTIONS, selections, 'selections in views');
  checkPixels(pixels);
}

/** Throws an error of kind `spec` for a picture with too many pixels. */
export function checkPixels(pixels: number): void {
  atMost(MAX_PIXELS, pixels, 'pixels');
}

/**
 * Throws an error of kind `spec` if `count` exceeds `limit`.
 *
 * @param what What is counted, in the plural
 * @param does The verb of the message
 */
export function atMost(limit: number, count: number, what: string, does = 'asks for'): void {
  if (count > limit) {
    throw specError(
      `The chart ${does} ${Math.ceil(count)} ${what}: at most ${Math.ceil(limit)} are allowed.`,
    );
  }
}

/** Throws an error of kind `spec` for a timestamp (ms since 1970) that d3 cannot handle. */
export function checkMoment(moment: unknown): void {
  atMost(MAX_MOMENT, Math.abs(Number(moment)), 'milliseconds before or after 1970');
}

/** Throws an error of kind `spec` if `quantity` is below `limit`. */
export function atLeast(limit: number, quantity: number, what: string): void {
  if (quantity < limit) {
    throw specError(`The chart asks for ${what} of ${quantity}: at least ${limit} is allowed.`);
  }
}

/** Returns the number of values `start`, `start + step`, … before `stop`. */
export function sequenceLength(start: unknown, stop: unknown, step: unknown): number {
  return Math.max(0, (Number(stop) - Number(start ?? 0)) / (Number(step) || 1));
}

/** Checks of literal numbers in a spec, by key. Numbers that signals compute are checked in the dataflow. */
const NUMBERS = new Map<string, readonly [most: number, what: string]>([
  ['maxbins', [MAX_TICKS, 'bins']],
  ['tickCount', [MAX_TICKS, 'ticks']],
  ['columns', [MAX_TICKS, 'columns']],
  ['steps', [MAX_ROWS, 'rows']],
  ['minsteps', [MAX_ROWS, 'rows']],
  ['maxsteps', [MAX_ROWS, 'rows']],
  ['base', [MAX_TICKS, 'ticks']],
]);

const EXPRESSIONS = new Set([
  ...['expr', 'calculate', 'filter', 'test', 'labelExpr', 'update', 'init', 'and', 'or', 'not'],
  ...['signal', 'on', 'events', 'clear', 'translate', 'zoom', 'between', 'merge', 'debounce', 'throttle'],
]);

/** Returns whether a text under this key of a spec is an expression or an event selector. */
export const isExpressionKey = (key: string): boolean => EXPRESSIONS.has(key);

/** Throws an error of kind `spec` for a value beyond its limit. Does not check the values in it. */
export function checkValue(key: string, value: unknown): void {
  const [most, what] = NUMBERS.get(key) ?? [];
  if (typeof value === 'number' && most && what) {
    if (key === 'columns') atLeast(0, value, what);
    atMost(most, value, what);
  }
  if (typeof value === 'string') {
    if (isExpressionKey(key)) checkExpression(value);
    // Embedded images may be long.
    else if (!value.startsWith('data:')) atMost(MAX_TEXT, value.length, 'characters in a text');
  }
  if (key === 'sequence' && isObject(value)) {
    atMost(MAX_ROWS, sequenceLength(value['start'], value['stop'], value['step']), 'rows');
  }
}

function checkExpression(expression: string): void {
  atMost(MAX_EXPRESSION, expression.length, 'characters in an expression');
  let brackets = 0;
  let signs = 0;
  let deepest = 0;
  for (const character of expression) {
    if ('([{'.includes(character)) brackets += 1;
    else if (')]}'.includes(character)) brackets -= 1;
    if ('!~+-'.includes(character)) signs += 1;
    else if (character !== ' ') signs = 0;
    deepest = Math.max(deepest, brackets + signs);
  }
  atMost(MAX_NESTING, deepest, 'levels in an expression');
}

interface Measure {
  readonly views: number;
  /** Number of selections, counted once for each view. */
  readonly selections: number;
  readonly pixels: number;
}

/** @param inherited Number of selections that the view inherits from the views that contain it */
function measure(spec: JsonObject, inherited = 0): Measure {
  const given = inherited + objects(spec['params']).filter((param) => 'select' in param).length;
  const parts = childViews(spec).map((view) => measure(view, given));
  const own = extent(spec['width']) * extent(spec['height']);
  if (parts.length === 0) return { views: 1, selections: given, pixels: own };
  // Layers share one plot.
  const isLayered = parts.length === objects(spec['layer']).length;
  const factor = 'repeat' in spec && !isLayered ? repeats(spec['repeat']) : 1;
  const total = (key: keyof Measure): number => factor * parts.reduce((sum, part) => sum + part[key], 0);
  return {
    views: total('views'),
    selections: total('selections'),
    pixels: isLayered ? Math.max(own, ...parts.map(({ pixels }) => pixels)) : total('pixels'),
  };
}

function repeats(repeat: unknown): number {
  if (Array.isArray(repeat)) return repeat.length;
  if (!isObject(repeat)) return 1;
  return Object.values(repeat).reduce<number>((product, fields) => product * (list(fields).length || 1), 1);
}

function extent(size: unknown): number {
  return typeof size === 'number' && Number.isFinite(size) ? size : DEFAULT_EXTENT;
}
