import { isObject, type JsonObject } from '../internal/json.ts';

/** Maximum nesting of objects and arrays in a spec: its views are visited recursively, also by the compiler. */
export const MAX_DEPTH = 100;

/** Properties that create several views from one. */
export const COMPOSITIONS = ['concat', 'hconcat', 'vconcat', 'facet', 'repeat', 'spec'];
/** Properties of a view that contain other views. */
const CHILDREN = ['layer', 'concat', 'hconcat', 'vconcat', 'spec'];

/** Returns the views that a view contains: layers, concatenated views, and the view of a facet or repeat. */
export const childViews = (view: JsonObject): readonly JsonObject[] =>
  CHILDREN.flatMap((key) => view[key] ?? []).filter(isObject);

/**
 * Visits a view, then the views in it. The spec need not be valid.
 *
 * @param visitor Returns what the children of the view inherit
 */
export function visitViews<T>(
  view: unknown,
  visitor: (view: JsonObject, inherited: T, children: readonly JsonObject[]) => T,
  inherited: T,
  depth = 0,
): void {
  if (!isObject(view) || depth > MAX_DEPTH) return;
  const children = childViews(view);
  const inner = visitor(view, inherited, children);
  for (const child of children) visitViews(child, visitor, inner, depth + 1);
}

/**
 * Returns a copy of a view in which it and the views in it are replaced; the view itself if nothing changes.
 *
 * @param replace Returns the replacement of a view, which includes the children, and what the children inherit
 */
export function mapViews<T>(
  view: JsonObject,
  replace: (view: JsonObject, inherited: T) => readonly [view: JsonObject, inherited: T],
  inherited: T,
  depth = 0,
): JsonObject {
  if (depth > MAX_DEPTH) return view;
  const [replaced, inner] = replace(view, inherited);
  const mapChild = (child: unknown): unknown =>
    isObject(child) ? mapViews(child, replace, inner, depth + 1) : child;
  const changed = CHILDREN.flatMap((key) => {
    const value = view[key];
    const next = Array.isArray(value) ? value.map(mapChild) : mapChild(value);
    const isSame = Array.isArray(next)
      ? next.every((child, index) => child === (value as unknown[])[index])
      : next === value;
    return isSame ? [] : [[key, next]];
  });
  return changed.length > 0 ? { ...replaced, ...Object.fromEntries(changed) } : replaced;
}

/**
 * Returns a copy of a spec with new definitions of the channels of all views. A channel may have a list of definitions, each
 * of which is passed to `toDefinition`.
 */
export const mapChannels = (
  spec: JsonObject,
  toDefinition: (channel: string, definition: unknown) => unknown,
): JsonObject =>
  mapViews(
    spec,
    (view) => {
      const { encoding } = view;
      if (!isObject(encoding)) return [view, null];
      const written = Object.entries(encoding).map(([channel, definition]) => [
        channel,
        Array.isArray(definition)
          ? definition.map((each: unknown) => toDefinition(channel, each))
          : toDefinition(channel, definition),
      ]);
      return [{ ...view, encoding: Object.fromEntries(written) as JsonObject }, null];
    },
    null,
  );
