import { isObject, type JsonObject } from '../../internal/json.ts';
import { readPeriod } from '../../internal/values.ts';
import type { Cell, Dataset } from '../../public-client/types.ts';
import { cellsOf } from '../columns.ts';
import { encodingOf, markOf, singleViews } from '../summary.ts';
import { list } from '../../spec/facts.ts';
import { escapeText } from '../../spec/inherited-names.ts';
import { PART_VALUES } from '../../spec/names.ts';
import { CHOSEN, HIGHLIGHTED } from '../../internal/secret-names.ts';
import { PATHS } from '../../spec/scene.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { mapViews } from '../../spec/views.ts';
import { highlightables, type Selectable } from './selectable.ts';

/**
 * The value of {@link CHOSEN} and {@link HIGHLIGHTED}: the marks whose `key` has one of these values, as text (see
 * {@link markText}).
 */
export interface ChosenMarks {
  readonly key: string;
  readonly texts: readonly string[];
}

/** The opacity factor of marks that are not chosen. */
export const FADED_OPACITY = 0.25;
/** The opacity factor of text. The text color of the built-in themes keeps more than 4.5:1 contrast. */
export const FADED_TEXT_OPACITY = 0.65;
/** Composite marks, which do not support these encodings. */
const COMPOSITE = new Set(['boxplot', 'errorbar', 'errorband']);

/**
 * Fades the marks whose value is not among the {@link CHOSEN} ones, or, while nothing is chosen, not among
 * `highlighted`. Sets `fillOpacity` and `strokeOpacity`, which multiply with `opacity`, relative to those of the mark
 * definition. Marks that encode or compute one of these, and marks that do not show the field, stay unchanged. Areas of
 * maps keep their colors, as a legend explains them: the chosen ones get a line in the color `outline` around them.
 */
export function withHighlight(
  spec: VegaLiteSpec,
  fields: readonly Selectable[],
  highlighted: ChosenMarks | null = null,
  outline = 'black',
): VegaLiteSpec {
  const marks = highlighted ? `(${CHOSEN} || ${HIGHLIGHTED})` : CHOSEN;
  const emphasize = (
    view: JsonObject,
    outer: JsonObject,
  ): readonly [view: JsonObject, encoding: JsonObject] => {
    const encoding = encodingOf(view, outer);
    return [addEmphasis(view, encoding, { fields, marks, outline }), encoding];
  };
  const decorated = mapViews(spec, emphasize, {});
  if (decorated === spec) return spec;
  const own = [
    { name: CHOSEN, value: null },
    ...(highlighted ? [{ name: HIGHLIGHTED, value: highlighted }] : []),
  ];
  return { ...decorated, params: [...list(spec['params']), ...own] };
}

/** The marks of the `highlight` attribute; `names` are its values as written. */
export interface Highlight extends ChosenMarks {
  readonly names: readonly string[];
}

/** The maximum number of highlighted values. */
const MAX_NAMES = 50;

/**
 * Finds the marks that the `highlight` attribute names. Uses the category with the most of these values in the rows,
 * or else one that the spec computes, or else the first one. Returns `null` for a chart without categories.
 */
export function resolveHighlight(
  spec: VegaLiteSpec,
  written: string,
  data: ReadonlyMap<string, Dataset> | null,
): Highlight | null {
  let best: { readonly score: number; readonly highlight: Highlight } | null = null;
  for (const { field, key, continuous, time } of highlightables(spec)) {
    if (continuous) continue;
    const values = data && columnValues(field, data);
    const known = values && new Set(values.map(markText));
    const names = readNames(written, known);
    const texts = names.map((name) => {
      const own = markText(name);
      const text = inCaseOf(known, own);
      return known?.has(text) || !time ? text : (dateMarkText(name) ?? text);
    });
    const hits = known ? texts.filter((text) => known.has(text)).length : 0;
    const score = hits > 0 ? hits + 1 : known ? 0 : 1;
    if (!best || score > best.score) best = { score, highlight: { key, texts, names } };
  }
  return best?.highlight ?? null;
}

/** Returns the known value that differs from a text only in case, or else the text. */
function inCaseOf(known: ReadonlySet<string> | null, text: string): string {
  if (!known || known.has(text)) return text;
  const lower = text.toLowerCase();
  return [...known].find((each) => each.toLowerCase() === lower) ?? text;
}

/** Splits the attribute at `|`, or else at commas. A text that is itself a known value is not split. */
function readNames(written: string, known: ReadonlySet<string> | null): readonly string[] {
  const whole = written.trim();
  if (known?.has(inCaseOf(known, markText(whole)))) return [whole];
  const names = whole.split(whole.includes('|') ? '|' : ',').map((name) => name.trim());
  return [...new Set(names.filter(Boolean))].slice(0, MAX_NAMES);
}

/** Returns the values of a column, or `null` if no data set has it. */
export function columnValues(field: unknown, data: ReadonlyMap<string, Dataset>): readonly Cell[] | null {
  for (const dataset of data.values()) {
    const cells = cellsOf(dataset, field);
    if (cells) return cells;
  }
  return null;
}

/** Converts a year, month or day to the text of a mark's date. */
function dateMarkText(name: string): string | null {
  const date = /^\d{4}$/.test(name) ? new Date(Number(name), 0) : readPeriod(name);
  return date && markText(date);
}

/** Returns whether a field runs along a line or area. If so, its values cannot be styled one by one. */
export const runsAlongPath = (spec: VegaLiteSpec, { field }: Selectable): boolean =>
  singleViews(spec).some(
    ({ mark, encoding }) => PATHS.has(mark) && channelsOf(encoding, field).some(isPosition),
  );

/** `fields` are those that identify marks; `marks` is the expression for the {@link ChosenMarks}. */
interface EmphasisOptions {
  readonly fields: readonly Selectable[];
  readonly marks: string;
  readonly outline: string;
}

/** The opacity factor of areas on a map that are not chosen. */
const FADED_AREA_OPACITY = 0.85;
/** Width of the lines around the chosen areas of a map, in px. */
const OUTLINE_WIDTH = 2;

function addEmphasis(view: JsonObject, encoding: JsonObject, how: EmphasisOptions): JsonObject {
  const keys = emphasisKeys(view, encoding, how.fields);
  if (keys.length === 0) return view;
  const own = isObject(view['encoding']) ? view['encoding'] : {};
  const type = markOf(view);
  const isArea = type === 'geoshape';
  // The color of a value in a part has enough contrast only if the part is not faded.
  const textFactor = view['name'] === PART_VALUES ? 0 : FADED_TEXT_OPACITY;
  const factor = isArea ? FADED_AREA_OPACITY : type === 'text' ? textFactor : FADED_OPACITY;
  const test = opacityTest(keys, how.marks);
  const fade = (opacity: number): object => ({
    condition: { test, value: opacity },
    value: opacity * factor,
  });
  const [fillOpacity, strokeOpacity] = ownOpacities(view).map(fade);
  if (!isArea) return { ...view, encoding: { ...own, fillOpacity, strokeOpacity } };
  const chosen = `${how.marks} && (${test})`;
  const { mark } = view;
  const { strokeWidth = 0.5 } = isObject(mark) ? mark : {};
  return {
    ...view,
    encoding: {
      // The neighbors must not cover the line.
      order: { condition: { test: chosen, value: 1 }, value: 0 },
      stroke: { condition: { test: chosen, value: how.outline } },
      strokeWidth: { condition: { test: chosen, value: OUTLINE_WIDTH }, value: strokeWidth },
      ...own,
      fillOpacity,
    },
  };
}

/** Returns fill opacity and stroke opacity of a view's mark definition. `NaN`: an expression computes it. */
const ownOpacities = ({ mark }: JsonObject): readonly number[] =>
  ['fillOpacity', 'strokeOpacity'].map((name) => {
    const own = isObject(mark) ? (mark[name] ?? 1) : 1;
    return typeof own === 'number' ? own : NaN;
  });

/** Returns the keys of the fields by which a mark can be chosen. */
function emphasisKeys(
  view: JsonObject,
  encoding: JsonObject,
  fields: readonly Selectable[],
): readonly string[] {
  const mark = markOf(view);
  const isOwn = 'fillOpacity' in encoding || 'strokeOpacity' in encoding || ownOpacities(view).some(isNaN);
  if (mark === null || COMPOSITE.has(mark) || isOwn) return [];
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

function opacityTest(keys: readonly string[], marks: string): string {
  const value = `datum[${marks}.key]`;
  const text = `(isDate(${value}) ? toString(toNumber(${value})) : toString(${value}))`;
  return `!${marks} || indexof(${JSON.stringify(keys)}, ${marks}.key) < 0 || indexof(${marks}.texts, ${text}) >= 0`;
}

/** Converts a value of a mark to a text that identifies it. */
export const markText = (value: unknown): string =>
  escapeText(String(value instanceof Date ? value.getTime() : value));
