import type { VegaLiteSpec } from '../charts/types.ts';
import { specError } from './spec-error.ts';
import { isObject } from './spec-facts.ts';

/** Most values that a spec may generate as a sequence. */
export const MAX_SEQUENCE = 1_000_000;
/** Deepest nest of objects and arrays in a spec. */
export const MAX_DEPTH = 100;
/** Most views (layers, cells of a concat or repeat) in a spec. */
export const MAX_VIEWS = 500;
/** Most pixels of a picture. */
export const MAX_PIXELS = 10_000_000;

const DEFAULT_EXTENT = 200;

/** Throws an error of kind `spec` that names the limit, where a spec asks for more than a page should give. */
export function checkViews(spec: VegaLiteSpec): void {
  const { views, pixels } = measure(spec);
  if (views > MAX_VIEWS) throw specError(`The spec has ${views} views: at most ${MAX_VIEWS} are drawn.`);
  checkPixels(pixels);
}

/** Throws an error of kind `spec` for a picture that no page should hold. */
export function checkPixels(pixels: number): void {
  if (pixels > MAX_PIXELS) {
    throw specError(`The picture would have ${Math.round(pixels)} pixels: at most ${MAX_PIXELS} are drawn.`);
  }
}

/** Checks the `sequence` of a data generator. */
export function checkSequence(sequence: Readonly<Record<string, unknown>>): void {
  const start = Number(sequence['start'] ?? 0);
  const step = Number(sequence['step'] ?? 1) || 1;
  const length = (Number(sequence['stop']) - start) / step;
  if (length > MAX_SEQUENCE) {
    throw specError(`The spec generates a sequence of ${Math.ceil(length)} values: at most ${MAX_SEQUENCE}.`);
  }
}

interface Measure {
  readonly views: number;
  readonly pixels: number;
}

function measure(spec: unknown): Measure {
  if (!isObject(spec)) return { views: 0, pixels: 0 };
  const children = ['concat', 'hconcat', 'vconcat'].flatMap((key) => list(spec[key]));
  if (children.length > 0) return sum(children.map(measure));
  if ('repeat' in spec) return times(measure(spec['spec']), repeats(spec['repeat']));
  if ('spec' in spec) return measure(spec['spec']);
  const layers = list(spec['layer']).map(measure);
  const own = extent(spec['width']) * extent(spec['height']);
  const pixels = Math.max(own, ...layers.map((layer) => layer.pixels));
  return { views: Math.max(1, sum(layers).views), pixels };
}

function repeats(repeat: unknown): number {
  if (Array.isArray(repeat)) return repeat.length;
  if (!isObject(repeat)) return 1;
  return Object.values(repeat).reduce<number>((product, fields) => product * (list(fields).length || 1), 1);
}

function sum(parts: readonly Measure[]): Measure {
  return parts.reduce((a, b) => ({ views: a.views + b.views, pixels: a.pixels + b.pixels }), {
    views: 0,
    pixels: 0,
  });
}

function times({ views, pixels }: Measure, factor: number): Measure {
  return { views: views * factor, pixels: pixels * factor };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function extent(size: unknown): number {
  return typeof size === 'number' && Number.isFinite(size) ? size : DEFAULT_EXTENT;
}
