import type { VegaLiteSpec } from './types.ts';
import { isObject, type JsonObject } from '../internal/json.ts';

const COMPOSITIONS = ['concat', 'hconcat', 'vconcat', 'facet', 'repeat', 'spec'];
const FACET_CHANNELS = ['row', 'column', 'facet'];

/** A value if it is a list, else an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The JSON objects in a value, if it is a list. */
export const objects = (value: unknown): readonly JsonObject[] => list(value).filter(isObject);

/** Whether a spec is made of several views side by side (facet, repeat, concat), which has a size of its own. */
export function isComposed(spec: VegaLiteSpec): boolean {
  if (COMPOSITIONS.some((key) => key in spec)) return true;
  const { encoding } = spec;
  return isObject(encoding) && FACET_CHANNELS.some((channel) => encoding[channel] !== undefined);
}

/**
 * Whether a spec is a facet that says `"autosize": "fit"`: then its cells share the height of the box, too. As with a
 * single view, a `height` beside that is the least one.
 */
export function fillsBox({ facet, autosize }: VegaLiteSpec): boolean {
  return isObject(facet) && (isObject(autosize) ? autosize['type'] : autosize) === 'fit';
}

/** The size that a spec asks for: its width by its height where both are numbers, and its least height in px. */
interface OwnSize {
  readonly ratio: number | null;
  readonly minHeight: number | null;
}

/**
 * The size of its own that a single or layered spec brings. With `fit="container"` it counts as a proportion
 * and a least height of the chart's box; a composed spec has none in this sense, unless it {@link fillsBox}.
 */
export function ownSize(spec: VegaLiteSpec): OwnSize {
  const fills = fillsBox(spec);
  if (isComposed(spec) && !fills) return { ratio: null, minHeight: null };
  const width = fills ? null : positive(spec['width']);
  const height = positive(spec['height']);
  return { ratio: width !== null && height !== null ? width / height : null, minHeight: height };
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : null;
}

interface PlainTitle {
  readonly title: string;
  readonly subtitle: string | null;
}

/** The top-level title as text, where it is nothing but text: then a caption can show it instead of the picture. */
export function plainTitle(spec: VegaLiteSpec): PlainTitle | null {
  const { title } = spec;
  const text = lines(isObject(title) ? title['text'] : title);
  if (text === null) return null;
  const subtitle = isObject(title) ? title['subtitle'] : null;
  if (subtitle === undefined || subtitle === null) return { title: text, subtitle: null };
  const below = lines(subtitle);
  return below === null ? null : { title: text, subtitle: below };
}

function lines(text: unknown): string | null {
  const parts: readonly unknown[] = Array.isArray(text) ? text : [text];
  const joined = parts.every((part) => typeof part === 'string') ? parts.join(' ').trim() : '';
  return joined === '' ? null : joined;
}
