import type { VegaLiteSpec } from './types.ts';
import { isObject, type JsonObject } from '../internal/json.ts';
import { COMPOSITIONS } from './views.ts';

const FACET_CHANNELS = ['row', 'column', 'facet'];

/** Returns the value if it is an array, else an empty array. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Returns the objects in an array; an empty array for any other value. */
export const objects = (value: unknown): readonly JsonObject[] => list(value).filter(isObject);

/** Returns whether a spec has several views (facet, repeat, concat), each with its own size. */
export function isComposed(spec: VegaLiteSpec): boolean {
  if (COMPOSITIONS.some((key) => key in spec)) return true;
  const { encoding } = spec;
  return isObject(encoding) && FACET_CHANNELS.some((channel) => encoding[channel] !== undefined);
}

/**
 * Returns whether a spec is a facet with `"autosize": "fit"`, whose cells share the height of the box. As with a
 * single view, its `height` is a minimum.
 */
export function fillsBox({ facet, autosize }: VegaLiteSpec): boolean {
  return isObject(facet) && (isObject(autosize) ? autosize['type'] : autosize) === 'fit';
}

interface OwnSize {
  /** Width divided by height, if both are numbers. */
  readonly ratio: number | null;
  /** In px. */
  readonly minHeight: number | null;
}

/**
 * Returns the size of a single or layered spec. With `fit="container"`, it sets the aspect ratio and the minimum
 * height of the chart's box. Composed specs have no size, unless they {@link fillsBox}.
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

/** A title as text, as a caption shows it. */
export interface PlainTitle {
  readonly title: string;
  readonly subtitle: string | null;
}

/** Returns the top-level title if it is plain text, which a caption can show instead of the picture. */
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

/** Maximum number of categories that a derived chart shows, even with `limit="all"`. */
export const MAX_CATEGORIES = 500;

/** Maximum number of characters of a title, times their size in px, that fits into any box: 24 characters of 12 px. */
const MAX_SHORT_TITLE = 24 * 12;

/** Returns whether the title of an axis may have to be wrapped. `size` is that of its text in px. */
export const isLongTitle = (title: unknown, size: number): boolean =>
  typeof title === 'string' && title.length * size > MAX_SHORT_TITLE;
