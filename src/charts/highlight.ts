import { isObject, type JsonObject } from './json.ts';
import { encodingOf, markOf, singleViews, type Selectable } from './selectable.ts';
import type { VegaLiteSpec } from './types.ts';

/** The parameter of a spec that holds what is chosen, a {@link ChosenMarks}; `null` where nothing is. */
export const CHOSEN = 'vibedasher_chosen';

/** Which marks are chosen: those whose rows have one of these texts (see {@link textOf}) as the value of `key`. */
export interface ChosenMarks {
  readonly key: string;
  readonly texts: readonly string[];
}

/** What is left of the ink of marks that are not chosen. */
const FAINT = 0.25;
/** Text has to stay readable. */
const FAINT_TEXT = 0.6;
const PATHS = new Set(['line', 'area', 'trail']);
/** Made of several marks each, which take no such encoding. */
const COMPOSITE = new Set(['boxplot', 'errorbar', 'errorband']);
const CHILDREN = ['layer', 'concat', 'hconcat', 'vconcat'];
const MAX_DEPTH = 20;

/**
 * A spec whose marks are faint while {@link CHOSEN} is of a field that they show, and holds another value: all that say
 * nothing of the opacities of fill and stroke themselves, which multiply with what the spec says of opacity.
 */
export function withHighlight(spec: VegaLiteSpec, fields: readonly Selectable[]): VegaLiteSpec {
  const dressed = dress(spec, {}, fields, 0);
  if (dressed === spec) return spec;
  const params = Array.isArray(spec['params']) ? (spec['params'] as unknown[]) : [];
  return { ...dressed, params: [...params, { name: CHOSEN, value: null }] };
}

/** Whether a field runs along a path of the chart, so that no look of the whole path can tell its values apart. */
export const runsAlongPath = (spec: VegaLiteSpec, { field }: Selectable): boolean =>
  singleViews(spec).some(
    ({ mark, encoding }) => PATHS.has(mark) && channelsOf(encoding, field).some(isPosition),
  );

function dress(
  view: JsonObject,
  outer: JsonObject,
  fields: readonly Selectable[],
  depth: number,
): JsonObject {
  if (depth > MAX_DEPTH) return view;
  const encoding = encodingOf(view, outer);
  const inner = (child: unknown): unknown =>
    isObject(child) ? dress(child, encoding, fields, depth + 1) : child;
  let dressed = view;
  for (const key of CHILDREN) {
    const children = view[key];
    if (!Array.isArray(children)) continue;
    const next = children.map(inner);
    if (next.some((child, index) => child !== children[index])) dressed = { ...dressed, [key]: next };
  }
  const child = inner(view['spec']);
  if (child !== view['spec']) dressed = { ...dressed, spec: child };
  const keys = keysFor(view, encoding, fields);
  if (keys.length === 0) return dressed;
  const own = isObject(view['encoding']) ? view['encoding'] : {};
  const faint = {
    condition: { test: testFor(keys), value: 1 },
    value: markOf(view) === 'text' ? FAINT_TEXT : FAINT,
  };
  return { ...dressed, encoding: { ...own, fillOpacity: faint, strokeOpacity: faint } };
}

/** The keys of the fields that a mark can be chosen by. */
function keysFor(view: JsonObject, encoding: JsonObject, fields: readonly Selectable[]): readonly string[] {
  const mark = markOf(view);
  if (mark === null || COMPOSITE.has(mark) || 'fillOpacity' in encoding || 'strokeOpacity' in encoding)
    return [];
  return fields
    .filter(({ field }) => {
      const channels = channelsOf(encoding, field);
      return channels.length > 0 && !(PATHS.has(mark) && channels.some(isPosition));
    })
    .map(({ key }) => key);
}

const isPosition = (channel: string): boolean => channel === 'x' || channel === 'y';

const channelsOf = (encoding: JsonObject, field: string): readonly string[] =>
  Object.keys(encoding).filter((channel) =>
    [encoding[channel]].flat().some((each) => isObject(each) && each['field'] === field),
  );

function testFor(keys: readonly string[]): string {
  const value = `datum[${CHOSEN}.key]`;
  const text = `(isDate(${value}) ? toString(toNumber(${value})) : toString(${value}))`;
  return `!${CHOSEN} || indexof(${JSON.stringify(keys)}, ${CHOSEN}.key) < 0 || indexof(${CHOSEN}.texts, ${text}) >= 0`;
}

/** What tells a value of a mark from others. */
export const textOf = (value: unknown): string => String(value instanceof Date ? value.getTime() : value);
