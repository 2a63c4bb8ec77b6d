import { isObject } from '../internal/json.ts';
import { specError } from '../spec/errors.ts';
import { list, objects } from '../spec/facts.ts';
import type { VegaLiteSpec } from '../spec/types.ts';

/*
 * What a published spec may ask of a page. Nothing here is a matter of taste: below these numbers a page goes on,
 * above them a tab may not. docs/security.md lists them; a test compares.
 */

/** Deepest nest of objects and arrays in a spec: the compiler follows it by recursion. */
export const MAX_DEPTH = 100;
/**
 * Most values in a spec, lists and objects among them, rows not counted: the compiler goes through all several times.
 */
export const MAX_VALUES = 100_000;
/** Most views (layers, cells of a concat or repeat) in a spec: each takes milliseconds to compile and to parse. */
export const MAX_VIEWS = 500;
/** Most selections in views: each is in every view below it, with signals, marks and data of its own there. */
export const MAX_SELECTIONS = 500;
/** Most pixels of a picture: a canvas holds four bytes for each, and four times as many on a dense screen. */
export const MAX_PIXELS = 10_000_000;
/** Most characters of an expression: its parser follows the nest by recursion. */
export const MAX_EXPRESSION = 10_000;
/** Deepest nest of brackets and signs in an expression, for the same reason. */
export const MAX_NESTING = 500;
/** Most characters of a text in a spec, or of one that an expression makes or reads: a canvas measures every one. */
export const MAX_TEXT = 100_000;
/** Most characters of a pattern that numbers or dates are written by: each tick follows it again. */
export const MAX_PATTERN = 1000;
/** Most patterns of numbers and dates that a chart uses: each is kept, for it will be used again. */
export const MAX_PATTERNS = 1000;
/** Most characters that a number may be filled up to. */
export const MAX_DIGITS = 100;
/** Most rows and marks that a chart makes at once, and most rows that a spec brings along: each takes some 0.3 kB. */
export const MAX_ROWS = 1_000_000;
/**
 * Most cells of a text that a spec brings along or loads, those that its lines lack among them: each is a field of an
 * object.
 */
export const MAX_CELLS = 5_000_000;
/** Most ticks of an axis, entries of a legend, bins or colors of a scale: none shows more. */
export const MAX_TICKS = 10_000;
/** Options of the inputs that a spec binds its parameters to. */
export const MAX_OPTIONS = 5000;
/** Most operators that a chart is made of: facets and series multiply them, and each takes microseconds. */
export const MAX_OPERATORS = 100_000;
/** Most steps of calculation that a chart takes at once, a few nanoseconds each; its rows add to them (budget.ts). */
export const MAX_STEPS = 500_000_000;
/** Longest time in ms that a chart works without a pause for the page, where it can be stopped. */
export const MAX_PAUSE = 2000;
/**
 * Most rows and marks that a chart holds, in all of its lists of them: a chart of 900,000 points has some 3.6 million.
 */
export const MAX_HELD = 5_000_000;
/** Most operators that a chart holds. */
export const MAX_HELD_OPERATORS = 200_000;
/** Most bytes of texts and lists in rows, where expressions make some. */
export const MAX_HELD_BYTES = 268_435_456;
/** Most characters of different shapes by path that a chart draws: Vega keeps each for the page's life. */
export const MAX_SHAPES = 250_000;
/** Shortest interval of a timer in ms: a frame of the screen. */
export const MIN_INTERVAL = 16;
/** Latest moment, before and after 1970, in ms: d3's intervals look for the next date without end near the last one. */
export const MAX_MOMENT = 8.6e15;
/** Smallest base of automatic bins: by less, their size would never be reached. */
export const MIN_BIN_BASE = 2;
/** Smallest span of automatic bins: by much less, their size would be 0, and never be reached. */
export const MIN_BIN_SPAN = 1e-300;
/** Finest sampling of the lines of a map, in px: d3 halves each line until it is reached. */
export const MIN_PRECISION = 0.1;
/** Largest scale of a map: a street is some 10⁷. */
export const MAX_MAP_SCALE = 100_000_000;

/** Most pixels of the different images of a chart: a browser decodes each as a whole, however small it is drawn. */
export const MAX_IMAGE_PIXELS = 50_000_000;
/** Largest body in bytes that a spec may load. */
export const MAX_BYTES = 67_108_864;

const DEFAULT_EXTENT = 200;

/** Throws an error of kind `spec` that names the limit, where a spec asks for more than a page should give. */
export function checkViews(spec: VegaLiteSpec): void {
  const { views, selections, pixels } = measure(spec);
  atMost(MAX_VIEWS, views, 'views');
  atMost(MAX_SELECTIONS, selections, 'selections in views');
  checkPixels(pixels);
}

/** Throws an error of kind `spec` for a picture that no page should hold. */
export function checkPixels(pixels: number): void {
  atMost(MAX_PIXELS, pixels, 'pixels');
}

/** Throws an error of kind `spec` where there is more of something than its limit. */
export function atMost(limit: number, count: number, what: string, does = 'asks for'): void {
  if (count > limit) {
    throw specError(
      `The chart ${does} ${Math.ceil(count)} ${what}: at most ${Math.ceil(limit)} are allowed.`,
    );
  }
}

/** Throws an error of kind `spec` for a moment (in ms) that d3 should not start from. */
export function checkMoment(moment: unknown): void {
  atMost(MAX_MOMENT, Math.abs(Number(moment)), 'milliseconds before or after 1970');
}

/** Throws an error of kind `spec` where a quantity is smaller than its limit. */
export function atLeast(limit: number, quantity: number, what: string): void {
  if (quantity < limit) {
    throw specError(`The chart asks for ${what} of ${quantity}: at least ${limit} is allowed.`);
  }
}

/** How many values `start`, `start + step`, … there are before `stop`. */
export function sequenceLength(start: unknown, stop: unknown, step: unknown): number {
  return Math.max(0, (Number(stop) - Number(start ?? 0)) / (Number(step) || 1));
}

/** What a number at one place of a spec is limited to, by key. What is not written down there is known only later. */
const NUMBERS: ReadonlyMap<string, (value: number) => void> = new Map([
  ['maxbins', (value) => atMost(MAX_TICKS, value, 'bins')],
  ['tickCount', (value) => atMost(MAX_TICKS, value, 'ticks')],
  ['columns', (value) => atMost(MAX_TICKS, value, 'columns')],
  ['steps', (value) => atMost(MAX_ROWS, value, 'rows')],
  ['minsteps', (value) => atMost(MAX_ROWS, value, 'rows')],
  ['maxsteps', (value) => atMost(MAX_ROWS, value, 'rows')],
  ['base', (value) => atMost(MAX_TICKS, value, 'ticks')],
] as const);

const EXPRESSIONS = new Set([
  ...['expr', 'calculate', 'filter', 'test', 'labelExpr', 'update', 'init', 'and', 'or', 'not'],
  ...['signal', 'on', 'events', 'clear', 'translate', 'zoom', 'between', 'merge', 'debounce', 'throttle'],
]);

/** Whether a text under this key of a spec is an expression, or a selector of events. */
export const isExpressionKey = (key: string): boolean => EXPRESSIONS.has(key);

/** Throws an error of kind `spec` for a value that is beyond its limit by itself. */
export function checkValue(key: string, value: unknown): void {
  if (typeof value === 'number') NUMBERS.get(key)?.(value);
  if (typeof value === 'string') {
    if (isExpressionKey(key)) checkExpression(value);
    // Images that a spec brings along are as large as they are.
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
  /** Each as often as there are views that it is in. */
  readonly selections: number;
  readonly pixels: number;
}

const NOTHING: Measure = { views: 0, selections: 0, pixels: 0 };

/** `inherited` selections are in all views. */
function measure(spec: unknown, inherited = 0): Measure {
  if (!isObject(spec)) return NOTHING;
  const given = inherited + objects(spec['params']).filter((param) => 'select' in param).length;
  const within = (child: unknown): Measure => measure(child, given);
  const children = ['concat', 'hconcat', 'vconcat'].flatMap((key) => list(spec[key]));
  if (children.length > 0) return sum(children.map(within));
  if ('repeat' in spec) return times(within(spec['spec']), repeats(spec['repeat']));
  if ('spec' in spec) return within(spec['spec']);
  const layers = list(spec['layer']).map(within);
  const own = extent(spec['width']) * extent(spec['height']);
  const pixels = Math.max(own, ...layers.map((layer) => layer.pixels));
  return layers.length > 0 ? { ...sum(layers), pixels } : { views: 1, selections: given, pixels };
}

function repeats(repeat: unknown): number {
  if (Array.isArray(repeat)) return repeat.length;
  if (!isObject(repeat)) return 1;
  return Object.values(repeat).reduce<number>((product, fields) => product * (list(fields).length || 1), 1);
}

function sum(parts: readonly Measure[]): Measure {
  return parts.reduce(
    (a, b) => ({
      views: a.views + b.views,
      selections: a.selections + b.selections,
      pixels: a.pixels + b.pixels,
    }),
    NOTHING,
  );
}

function times({ views, selections, pixels }: Measure, factor: number): Measure {
  return { views: views * factor, selections: selections * factor, pixels: pixels * factor };
}

function extent(size: unknown): number {
  return typeof size === 'number' && Number.isFinite(size) ? size : DEFAULT_EXTENT;
}
