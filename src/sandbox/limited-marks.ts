import { isObject } from '../internal/json.ts';
import { OnDemand } from '../spec/errors.ts';
import { textMetrics } from 'vega-scenegraph';
import { list } from '../spec/facts.ts';
import type { Bounds } from '../spec/scene.ts';
import { type Budget, countValues } from './budget.ts';
import { MAX_PIXELS } from './limits.ts';

/*
 * Costs of measuring and drawing marks, in steps, as measured in browsers. Simple marks cost nothing here. Only
 * features that can be a thousand times as expensive in one mark as in another have a cost.
 */

/** Each additional line of text is a separate SVG element. */
const STEPS_PER_LINE = 15_000;
const STEPS_PER_LETTER = 150;
/** Vega measures text with a `limit` several times. */
const MEASUREMENTS = 4;
/** Number of free characters in a line. */
const FREE_LETTERS = 30;
/** First use of a font. */
const STEPS_PER_FONT = 150_000;
const STEPS_PER_DASH = 300;
/** A number in a path, usually a coordinate, plus a cost for each px of the line to it. */
const STEPS_PER_NUMBER = 600;
const STEPS_PER_LENGTH = 7;
/** Number of free numbers in a path. */
const FREE_NUMBERS = 20;
/** A painted pixel. */
const STEPS_PER_PIXEL = 1;
/** Number of free pixels in an item. */
const FREE_PIXELS = 500;
/** A stroke of this width in px may cover the whole box. */
const WIDE_STROKE = 10;
const STEPS_PER_SHADED_PIXEL = 8;
const STEPS_PER_STOP = 1000;
/** A length in `strokeDash`, which is set again for each item. */
const STEPS_PER_DASH_LENGTH = 50;
/** For each row of pixels, a canvas sorts the edges of a path that cross it. */
export const STEPS_PER_CROSSING = { line: 0.004, area: 0.012, trail: 0.012 } as const;

/** Costs are charged when their sum reaches this number of steps. */
const CHARGE_SIZE = 1_000_000;

/** An item of the scenegraph after encoding. Channels may have any type. */
type Item = Readonly<Record<string, unknown>>;

export interface Mark {
  readonly marktype: string;
  readonly items: readonly Item[];
  readonly clip?: unknown;
  readonly group?: { readonly width?: unknown; readonly height?: unknown };
}

/** Charges for encoded items of a mark, before Vega measures and draws them. */
export function chargeMarks(budget: Budget, mark: Mark, changed: readonly object[]): void {
  if (isPath(mark)) {
    if (changed.length > 0) chargePath(budget, mark, budget.onCanvas);
    return;
  }
  let steps = 0;
  for (const item of changed) {
    steps += itemSteps(mark.marktype, item as Item, budget);
    if (steps < CHARGE_SIZE) continue;
    budget.chargeSteps(steps);
    steps = 0;
  }
  budget.chargeSteps(steps);
}

/** Charges for paths that are slow on a canvas. Called when a chart switches to a canvas. */
export function chargePaths(budget: Budget, mark: Mark): void {
  if (isPath(mark)) chargePath(budget, mark, true);
  else if (mark.marktype === 'group') {
    for (const { items } of mark.items) for (const child of list(items)) chargePaths(budget, child as Mark);
  }
}

/** Charges for the pixels of items, after Vega has measured them. */
export function chargePixels(budget: Budget, mark: Mark, changed: readonly object[]): void {
  // All items of a path mark form one path.
  const items = isPath(mark) && changed[0] ? mark.items.slice(0, 1) : changed;
  budget.chargeSteps(items.reduce((sum, item) => sum + pixelSteps(mark, item as Item), 0));
}

function pixelSteps({ marktype, clip, group }: Mark, item: Item): number {
  const { fill, stroke, strokeWidth } = item;
  const { x1, x2, y1, y2 } = item['bounds'] as Bounds;
  const width = stroke ? toLength(strokeWidth ?? 1) : 0;
  // The bounds of a text do not include its stroke.
  const side = (from: number, to: number, most: unknown): number =>
    width + Math.max(0, clip ? Math.min(to, toLength(most)) - Math.max(from, 0) : to - from);
  const area = Math.min(MAX_PIXELS, side(x1, x2, group?.width) * side(y1, y2, group?.height)) || 0;
  if (isObject(fill)) return area * STEPS_PER_SHADED_PIXEL + list(fill['stops']).length * STEPS_PER_STOP;
  const isFilled = marktype === 'image' || (fill && fill !== 'transparent');
  const share = isFilled ? STEPS_PER_PIXEL : Math.min(STEPS_PER_PIXEL, (width / WIDE_STROKE) ** 2);
  return Math.max(0, area - FREE_PIXELS) * share;
}

/** Returns whether the items of a mark are points of one path. */
function isPath({ marktype }: Mark): boolean {
  return marktype in STEPS_PER_CROSSING;
}

function chargePath(budget: Budget, { marktype, items, group }: Mark, onCanvas: boolean): void {
  const height = Math.max(1, toLength(group?.height));
  const within = (y: unknown): number => Math.min(height, Math.max(0, Number(y) || 0));
  let [way, rise] = [0, 0];
  for (let index = 1; index < items.length; index += 1) {
    const [from, to] = [items[index - 1]!, items[index]!];
    way += distance(from['x'], to['x']) + distance(from['y'], to['y']);
    rise += Math.abs(within(to['y']) - within(from['y']));
  }
  if (onCanvas) {
    budget.chargeSteps(
      (STEPS_PER_CROSSING[marktype as keyof typeof STEPS_PER_CROSSING] * rise ** 2) / height,
    );
  }
  if (items[0]) budget.chargeSteps(strokeSteps(items[0], way));
}

function itemSteps(marktype: string, item: Item, budget: Budget): number {
  if (marktype === 'text') return textSteps(item, budget);
  const [width, height] = outlineSize(marktype, item);
  return pathSteps(item['shape'], width) + strokeSteps(item, 2 * (width + height));
}

/** Returns the width and height of an item's outline, in px. */
function outlineSize(marktype: string, item: Item): readonly [number, number] {
  if (marktype === 'symbol') {
    const side = Math.sqrt(toLength(item['size'] ?? 64));
    return [side, side];
  }
  if (marktype === 'arc') {
    const radius = 2 * toLength(item['outerRadius']);
    return [radius, radius];
  }
  if (marktype === 'rule') {
    return [
      distance(item['x'], item['x2'] ?? item['x']) / 2,
      distance(item['y'], item['y2'] ?? item['y']) / 2,
    ];
  }
  return [toLength(item['width']), toLength(item['height'])];
}

function textSteps(item: Item, budget: Budget): number {
  const { text, lineBreak } = item;
  const whole: readonly unknown[] = Array.isArray(text) ? text : [text];
  const lines = lineBreak && typeof text === 'string' ? text.split(String(lineBreak)) : whole;
  let letters = 0;
  for (const line of lines) letters += Math.max(0, countLetters(line) - FREE_LETTERS);
  if (item['limit']) letters *= MEASUREMENTS;
  evictTextWidths(letters);
  const { fontStyle, fontWeight, fontSize, font } = item;
  const isNew = budget.isFirstUse(
    `${String(fontStyle)} ${String(fontWeight)} ${String(fontSize)} ${String(font)}`,
  );
  return (
    Math.max(0, lines.length - 1) * STEPS_PER_LINE + letters * STEPS_PER_LETTER + (isNew ? STEPS_PER_FONT : 0)
  );
}

/** Counts the characters of a line. Each value of an array or object counts as 100. */
function countLetters(line: unknown): number {
  if (typeof line === 'string') return line.length;
  return isObject(line) || Array.isArray(line) ? 100 * countValues(line) : 0;
}

/** Number of texts of a page that Vega caches with their widths. */
const CACHED_TEXTS = 20_000;
/** Maximum number of characters of the texts in this cache. */
const MAX_CACHED_LETTERS = 20_000_000;
let cachedLetters = 0;
let evictions = 0;

/** Counts characters that Vega measures. If Vega's cache may contain too many, fills the cache with short texts. */
export function evictTextWidths(letters: number): void {
  if ((cachedLetters += letters) < MAX_CACHED_LETTERS) return;
  cachedLetters = 0;
  for (let count = 0; count < CACHED_TEXTS; count += 1)
    textMetrics.width({ fontSize: 1 }, String(evictions++));
}

function strokeSteps({ stroke, strokeDash }: Item, way: number): number {
  if (!strokeDash || !stroke) return 0;
  const dashes = list(strokeDash).map(toLength);
  const period = dashes.reduce((sum, dash) => sum + dash, 0);
  // Browsers ignore dashes whose total length is 0.
  const count = period > 0 ? (way / period) * dashes.length : 0;
  return count * STEPS_PER_DASH + dashes.length * STEPS_PER_DASH_LENGTH;
}

function pathSteps(shape: unknown, size: number): number {
  if (typeof shape !== 'string' || shape.length < FREE_NUMBERS) return 0;
  return Math.max(0, numbersIn(shape) - FREE_NUMBERS) * (STEPS_PER_NUMBER + STEPS_PER_LENGTH * size);
}

let lastPath = '';
let lastNumbers = 0;

/** Counts the numbers in a path, with a cache of one path, because most items of a mark have the same shape. */
function numbersIn(path: string): number {
  if (path !== lastPath) [lastPath, lastNumbers] = [path, path.match(/\d+(?:\.\d+)?|\.\d+/g)?.length ?? 0];
  return lastNumbers;
}

function distance(from: unknown, to: unknown): number {
  const length = Math.abs(Number(to) - Number(from));
  return Number.isFinite(length) ? length : 0;
}

/** Converts a length. Returns 0 for values that cannot be drawn. */
function toLength(value: unknown): number {
  const number = Math.abs(Number(value));
  return Number.isFinite(number) ? number : 0;
}

/** Shapes of symbols that Vega draws without reading a path. */
const NAMED_SHAPE =
  /^(?:circle|cross|diamond|square|arrow|wedge|triangle(?:-up|-down|-left|-right)?|stroke)$/;

/** The limits of paths, in rare-limits.ts: charges for a path, and returns the one to draw. */
export const pathLimits = new OnDemand<(budget: Budget | undefined, path: string) => string>();

/** Charges for the shape of a symbol, and returns the shape to draw. */
export const chargeShape = (budget: Budget | undefined, shape: string): string =>
  NAMED_SHAPE.test(shape) ? shape : pathLimits.get()(budget, shape);
