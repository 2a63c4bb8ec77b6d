import { isObject, type JsonObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import type { Column, Dataset } from '../public-client/types.ts';
import { FOLDED, MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { ENGLISH, extent, type Field, type DateGrain, grainOf, readFields } from './columns.ts';
import type { SpecChart } from './types.ts';

type SummaryKind = 'bar' | 'line' | 'area' | 'point' | 'arc' | 'map' | 'heatmap' | 'chart';

/**
 * One field of a chart: its title, empty where it has none for readers, and what it spans. Ranges are left out (`NaN`,
 * no values) where rows are not known.
 */
type SummaryField =
  | { readonly type: 'number'; readonly title: string; readonly min: number; readonly max: number }
  | {
      readonly type: 'date';
      readonly title: string;
      readonly min: Date;
      readonly max: Date;
      readonly grain: DateGrain;
    }
  | { readonly type: 'category'; readonly title: string; readonly values: readonly string[] };

/** A chart in structured words, for a language to make a sentence of. */
interface ChartSummary {
  readonly kind: SummaryKind;
  /** What is measured. */
  readonly measures: readonly SummaryField[];
  /** By what it is measured. */
  readonly dimensions: readonly SummaryField[];
}

const KINDS: Readonly<Record<string, SummaryKind>> = {
  bar: 'bar',
  line: 'line',
  trail: 'line',
  area: 'area',
  point: 'point',
  circle: 'point',
  square: 'point',
  tick: 'point',
  arc: 'arc',
  geoshape: 'map',
  rect: 'heatmap',
};

/** In the order in which they are named: first what is measured against, mostly on y. */
const CHANNELS = [
  'y',
  'x',
  'theta',
  'size',
  'color',
  'fill',
  'shape',
  'strokeDash',
  'row',
  'column',
  'facet',
];
const PLACES = ['latitude', 'longitude'];

/** What a chart shows: its kind, its fields and their ranges in the rows. Never throws, whatever the spec. */
export function summarizeChart({
  spec,
  data,
  folded = [],
}: Pick<SpecChart, 'spec' | 'data' | 'folded'>): ChartSummary {
  const views = singleViews(spec);
  const fields = readFields(data.get(MAIN) ?? [...data.values()][0] ?? NOTHING, ENGLISH);
  const found = new Map<string, { readonly measure: boolean; readonly field: SummaryField }>();
  for (const { encoding } of views) {
    for (const channel of CHANNELS) {
      const definition = encoding[channel];
      const entry = isObject(definition) ? describe(definition, encoding['tooltip'], fields) : undefined;
      const key = entry && entry.field.type + entry.field.title;
      if (key && !found.has(key)) found.set(key, entry);
    }
  }
  const all = [...found.values()];
  return {
    kind: summaryKind(views),
    measures: [
      ...all.filter(({ measure }) => measure).map(({ field }) => field),
      ...folded.map((field) => numberField(field.title, extent(field))),
    ],
    dimensions: all.filter(({ measure }) => !measure).map(({ field }) => field),
  };
}

const NOTHING: Dataset = { columns: [], rows: [], truncated: false };
function summaryKind(views: readonly SingleView[]): SummaryKind {
  if (views.some(({ encoding }) => PLACES.every((place) => place in encoding))) return 'map';
  return views.map(({ mark }) => KINDS[mark]).find(Boolean) ?? 'chart';
}

function describe(
  definition: JsonObject,
  tooltip: unknown,
  fields: readonly Field[],
): { readonly measure: boolean; readonly field: SummaryField } | undefined {
  const { field: name, aggregate, type, timeUnit, bin } = definition;
  // What is folded is described as the columns that it was.
  if ((typeof name !== 'string' && !aggregate) || FOLDED.some((folded) => folded === name)) return undefined;
  const known = fields.find((field) => field.name === name || field.source === String(name).toLowerCase());
  // An axis often leaves out the title that the tooltip has, which calls what has none by its field.
  const own = [definition, aggregate ? null : tooltip]
    .flat()
    .map((each) => isObject(each) && each['field'] === name && each['title'])
    .find((each) => typeof each === 'string' && each && each !== name);
  const label = String(own ?? (name === '_group' ? '' : known?.title) ?? titleOf(String(name ?? aggregate)));
  const counted = Boolean(aggregate);
  const kind =
    known?.kind ?? (type === 'temporal' || timeUnit ? 'time' : type === 'quantitative' ? 'number' : 'text');

  if (counted || (kind === 'number' && !bin && type !== 'nominal' && type !== 'ordinal')) {
    // What an aggregate gives is not known from the rows.
    return { measure: true, field: numberField(label, counted || !known ? [NaN, NaN] : extent(known)) };
  }
  if (kind === 'time' && known) {
    const [min, max] = extent(known);
    const field = { title: label, min: new Date(min), max: new Date(max), grain: grainOf(known) };
    return { measure: false, field: { type: 'date', ...field } };
  }
  const values = [...new Set(known?.values.map(String))];
  return { measure: false, field: { type: 'category', title: label, values } };
}

const numberField = (title: string, [min, max]: readonly [min: number, max: number]): SummaryField => ({
  type: 'number',
  title,
  min,
  max,
});

/** One single view of a spec: its mark, and its encoding with what it inherits. */
interface SingleView {
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

  // A list instead of a recursion: how deep the spec is nested has not been checked yet.
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
