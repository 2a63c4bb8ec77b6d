import type { Column } from '../public-client/types.ts';
import { isObject, type JsonObject } from './json.ts';
import type { VegaLiteSpec } from './types.ts';

/** One single view of a spec: its mark, and its encoding with what it inherits. */
export interface SingleView {
  readonly mark: string;
  readonly encoding: JsonObject;
}

const CHILDREN = ['layer', 'concat', 'hconcat', 'vconcat', 'spec'];
const MAX_DEPTH = 20;

/** The single views of a spec. */
export function singleViews(view: unknown, outer: JsonObject = {}, depth = 0): readonly SingleView[] {
  if (!isObject(view) || depth > MAX_DEPTH) return [];
  const encoding = encodingOf(view, outer);
  const children = CHILDREN.flatMap((key) => view[key] ?? []);
  if (children.length > 0) return children.flatMap((child) => singleViews(child, encoding, depth + 1));
  const mark = markOf(view);
  return mark === null ? [] : [{ mark, encoding }];
}

export function markOf({ mark }: JsonObject): string | null {
  const type = isObject(mark) ? mark['type'] : mark;
  return typeof type === 'string' ? type : null;
}

/** The encoding of a view with what it inherits; that of a facet is one of its fields. */
export function encodingOf({ facet, encoding }: JsonObject, outer: JsonObject): JsonObject {
  const split = isObject(facet) ? ('field' in facet ? { facet } : facet) : {};
  return { ...outer, ...split, ...(isObject(encoding) ? encoding : {}) };
}

/** Transforms whose columns are known only when they have run. */
const OPEN_TRANSFORMS = ['pivot', 'lookup', 'flatten', 'fold'];

/**
 * The fields that a spec encodes and that neither the rows' columns nor its own transforms have. None where that
 * cannot be told: a spec with data of its own, or with transforms whose columns are known only later.
 */
export function missingFields(spec: VegaLiteSpec, columns: readonly Column[]): readonly string[] {
  const known = new Set(columns.map(({ name }) => name));
  const used = new Set<string>();
  let isOpen = false;

  // A list instead of a recursion: nobody has checked yet how deep the spec is nested.
  const pending: [value: unknown, isEncoded: boolean][] = [[spec, false]];
  for (const [value, isEncoded] of pending) {
    if (Array.isArray(value)) for (const each of value) pending.push([each, isEncoded]);
    if (!isObject(value)) continue;
    const { field, as, data } = value;
    if (data !== undefined && !(isObject(data) && Object.keys(data).join() === 'name')) isOpen = true;
    if (OPEN_TRANSFORMS.some((key) => key in value)) isOpen = true;
    if (isEncoded && typeof field === 'string') used.add(field);
    for (const name of [as].flat()) if (typeof name === 'string') known.add(name);
    for (const [key, inner] of Object.entries(value)) {
      if (key !== 'data' && key !== 'datasets') pending.push([inner, isEncoded || key === 'encoding']);
    }
  }
  if (isOpen || 'datasets' in spec) return [];
  return [...used].filter((field) => !known.has(field) && !known.has(baseOf(field)));
}

/** The column that a path into a nested value starts from, without the escapes of Vega-Lite. */
const baseOf = (field: string): string =>
  (/^(?:\\.|[^.[\\])*/.exec(field)?.[0] ?? field).replace(/\\(.)/g, '$1');
