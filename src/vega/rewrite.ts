/** Shared parts of the steps that rewrite a spec. */
import type { View } from 'vega-view';
import { isObject, type JsonObject } from '../internal/json.ts';
import { objects } from '../spec/facts.ts';
import type { Size } from './types.ts';

/**
 * Adjusts a view to the size of its box, in px, where the dataflow alone cannot: sizes of cells, places of annotations.
 * Resolves when the dataflow has run.
 */
export type FitToBox = (view: View, box: Size) => Promise<void>;

/** Returns whether any property of a spec, except in its data, passes a test. The spec need not be valid. */
export function someProperty(spec: unknown, test: (key: string, value: unknown) => boolean): boolean {
  if (Array.isArray(spec)) return spec.some((each) => someProperty(each, test));
  return (
    isObject(spec) &&
    Object.entries(spec).some(
      ([key, value]) =>
        key !== 'data' && key !== 'datasets' && (test(key, value) || someProperty(value, test)),
    )
  );
}

/** Returns whether a compiled spec is a facet. */
export const isFacet = ({ signals }: JsonObject): boolean =>
  objects(signals).some(({ name }) => name === 'child_width');

/** Returns whether an axis is next to the plot, not above or below it. */
export const isOnSide = ({ orient }: JsonObject): boolean => orient === 'left' || orient === 'right';

/** Returns whether a scale has a band or a point for each category. */
export const isBandScale = (scale: JsonObject | undefined): boolean =>
  scale?.['type'] === 'band' || scale?.['type'] === 'point';

/** Returns whether a compiled spec has a vertical axis with categories. */
export const hasNamesOnSide = ({ axes, scales }: JsonObject): boolean =>
  objects(axes).some(
    (axis) => isOnSide(axis) && isBandScale(objects(scales).find(({ name }) => name === axis['scale'])),
  );

/** Returns a copy of a group with other objects in its lists: axes, legends or marks. A missing list stays missing. */
export const mapLists = (
  group: JsonObject,
  replace: Readonly<Record<string, (each: JsonObject) => JsonObject>>,
): JsonObject => ({
  ...group,
  ...Object.fromEntries(
    Object.entries(replace)
      .filter(([key]) => group[key] !== undefined)
      .map(([key, toOther]) => [key, objects(group[key]).map((each) => toOther(each))]),
  ),
});

const member = (value: unknown, key: string): JsonObject =>
  isObject(value) && isObject(value[key]) ? value[key] : {};

/** Returns the channels in the `update` of a part, such as `labels`, of the `encode` of an axis or legend. */
export const updateOf = (encode: unknown, part: string): JsonObject => member(member(encode, part), 'update');

/** Returns the `encode` of an axis or legend in which `update` overrides channels of a part. */
export const withUpdate = (encode: unknown, part: string, update: JsonObject): JsonObject => ({
  ...(isObject(encode) && encode),
  [part]: { ...member(encode, part), update: { ...updateOf(encode, part), ...update } },
});

/** Returns an expression with a value. */
export const quoteString = (value: unknown): string => escapeSeparators(JSON.stringify(value));

/** Escapes the characters that end a line in an expression but not in JSON. */
export const escapeSeparators = (text: string): string =>
  text.replace(/[\u2028\u2029]/g, (found) => `\\u${found.charCodeAt(0).toString(16)}`);
