import { isObject, type JsonObject } from '../internal/json.ts';
import { readPeriod } from '../internal/values.ts';
import type { Dataset } from '../public-client/types.ts';
import { selectables, type Selectable } from './selectable.ts';
import { encodingOf, markOf, singleViews } from '../charts/summary.ts';
import { escapeText } from '../spec/inherited-names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';

/** The parameter of a spec that holds what is chosen, a {@link ChosenMarks}; `null` where nothing is. */
export const CHOSEN = 'vibedasher_chosen';
/** The one that holds what the page wants to stand out as long as nothing is chosen, likewise. */
export const HIGHLIGHTED = 'vibedasher_highlighted';

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
 * A spec whose marks are faint while {@link CHOSEN}, or else `highlighted`, is of a field that they show, and holds
 * another value: all that say nothing of the opacities of fill and stroke themselves, which multiply with what the spec
 * says of opacity.
 */
export function withHighlight(
  spec: VegaLiteSpec,
  fields: readonly Selectable[],
  highlighted: ChosenMarks | null = null,
): VegaLiteSpec {
  const marks = highlighted ? `(${CHOSEN} || ${HIGHLIGHTED})` : CHOSEN;
  const decorated = decorateSpec(spec, {}, { fields, marks }, 0);
  if (decorated === spec) return spec;
  const params = Array.isArray(spec['params']) ? (spec['params'] as unknown[]) : [];
  const own = [
    { name: CHOSEN, value: null },
    ...(highlighted ? [{ name: HIGHLIGHTED, value: highlighted }] : []),
  ];
  return { ...decorated, params: [...params, ...own] };
}

/** What a page wants to stand out, as marks; `names` are the same texts as they were written. */
export interface Highlight extends ChosenMarks {
  readonly names: readonly string[];
}

/** More values than this do not stand out. */
const MOST_NAMES = 50;

/**
 * The marks that the `highlight` attribute names: by the category that has the most of these values in the rows, else
 * by one that the spec computes, else by the first. `null` for a chart without categories.
 */
export function highlightOf(
  spec: VegaLiteSpec,
  written: string,
  data: ReadonlyMap<string, Dataset> | null,
): Highlight | null {
  let best: { readonly score: number; readonly highlight: Highlight } | null = null;
  for (const { field, key, continuous, time } of selectables(spec)) {
    if (continuous) continue;
    const known = data && textsOf(field, data);
    const names = readNames(written, known);
    const texts = names.map((name) => {
      const text = textOf(name);
      return known?.has(text) || !time ? text : (momentOf(name) ?? text);
    });
    const hits = known ? texts.filter((text) => known.has(text)).length : 0;
    const score = hits > 0 ? hits + 1 : known ? 0 : 1;
    if (!best || score > best.score) best = { score, highlight: { key, texts, names } };
  }
  return best?.highlight ?? null;
}

/** One value, or several between `|`, or else between commas: a value may have a comma itself. */
function readNames(written: string, known: ReadonlySet<string> | null): readonly string[] {
  const whole = written.trim();
  if (known?.has(textOf(whole))) return [whole];
  const names = whole.split(whole.includes('|') ? '|' : ',').map((name) => name.trim());
  return [...new Set(names.filter(Boolean))].slice(0, MOST_NAMES);
}

/** The values of a column as texts; `null` where no rows have it. */
function textsOf(field: string, data: ReadonlyMap<string, Dataset>): ReadonlySet<string> | null {
  for (const { columns, rows } of data.values()) {
    const index = columns.findIndex(({ name }) => name === field);
    if (index >= 0) return new Set(rows.map((row) => textOf(row[index])));
  }
  return null;
}

/** A year, a month or a day as marks have it. */
function momentOf(name: string): string | null {
  const date = /^\d{4}$/.test(name) ? new Date(Number(name), 0) : readPeriod(name);
  return date && textOf(date);
}

/** Whether a field runs along a path of the chart, so that no look of the whole path can tell its values apart. */
export const runsAlongPath = (spec: VegaLiteSpec, { field }: Selectable): boolean =>
  singleViews(spec).some(
    ({ mark, encoding }) => PATHS.has(mark) && channelsOf(encoding, field).some(isPosition),
  );

/** The fields that marks can be told apart by, and the expression for those that stand out. */
interface Dress {
  readonly fields: readonly Selectable[];
  readonly marks: string;
}

function decorateSpec(view: JsonObject, outer: JsonObject, how: Dress, depth: number): JsonObject {
  if (depth > MAX_DEPTH) return view;
  const encoding = encodingOf(view, outer);
  const inner = (child: unknown): unknown =>
    isObject(child) ? decorateSpec(child, encoding, how, depth + 1) : child;
  let decorated = view;
  for (const key of CHILDREN) {
    const children = view[key];
    if (!Array.isArray(children)) continue;
    const next = children.map(inner);
    if (next.some((child, index) => child !== children[index])) decorated = { ...decorated, [key]: next };
  }
  const child = inner(view['spec']);
  if (child !== view['spec']) decorated = { ...decorated, spec: child };
  const keys = keysFor(view, encoding, how.fields);
  if (keys.length === 0) return decorated;
  const own = isObject(view['encoding']) ? view['encoding'] : {};
  const faint = {
    condition: { test: testFor(keys, how.marks), value: 1 },
    value: markOf(view) === 'text' ? FAINT_TEXT : FAINT,
  };
  return { ...decorated, encoding: { ...own, fillOpacity: faint, strokeOpacity: faint } };
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

function testFor(keys: readonly string[], marks: string): string {
  const value = `datum[${marks}.key]`;
  const text = `(isDate(${value}) ? toString(toNumber(${value})) : toString(${value}))`;
  return `!${marks} || indexof(${JSON.stringify(keys)}, ${marks}.key) < 0 || indexof(${marks}.texts, ${text}) >= 0`;
}

/** What tells a value of a mark from others. */
export const textOf = (value: unknown): string =>
  escapeText(String(value instanceof Date ? value.getTime() : value));
