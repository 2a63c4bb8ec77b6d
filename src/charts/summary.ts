import { isObject, type JsonObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import type { Column, Dataset } from '../public-client/types.ts';
import { FOLDED, GROUPED, MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { visitViews } from '../spec/views.ts';
import {
  categoriesOf,
  type ChartWords,
  extent,
  type Field,
  type DateGrain,
  fieldGrain,
  readFields,
} from './columns.ts';
import { COUNTS } from './measure-formats.ts';
import type { SpecChart } from './types.ts';

type SummaryKind = 'bar' | 'line' | 'area' | 'point' | 'arc' | 'map' | 'heatmap' | 'chart';

/**
 * One field of a chart: its title (empty if it has none for readers) and its range. An unknown range is `NaN`, or an
 * empty list of values.
 */
export type SummaryField =
  | {
      readonly type: 'number';
      /** The name of the column; empty if the spec computes the field; `null` if it has no unit, as a count. */
      readonly name: string | null;
      /** The name of the field in the rows of marks. */
      readonly key: string;
      readonly title: string;
      readonly min: number;
      readonly max: number;
    }
  | {
      readonly type: 'date';
      readonly title: string;
      readonly min: Date;
      readonly max: Date;
      readonly grain: DateGrain;
    }
  | { readonly type: 'category'; readonly title: string; readonly values: readonly string[] };

/** The content of a chart, from which `locale/summary.ts` makes a sentence. */
export interface ChartSummary {
  readonly kind: SummaryKind;
  readonly measures: readonly SummaryField[];
  /** Fields that the measures are grouped by. */
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

/** Channels in the order in which their fields are named. */
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

/**
 * Summarizes a chart: its kind, its fields and their ranges in the rows. `words` name values such as `null` and `true`.
 * Never throws, even for an invalid spec.
 */
export function summarizeChart(
  { spec, data, folded = [] }: Pick<SpecChart, 'spec' | 'data' | 'folded'>,
  words: ChartWords,
): ChartSummary {
  const views = singleViews(spec);
  const fields = readFields(mainRows(data), words);
  const found = new Map<string, { readonly measure: boolean; readonly field: SummaryField }>();
  for (const { encoding } of views) {
    for (const channel of CHANNELS) {
      const definition = encoding[channel];
      const entry = isObject(definition)
        ? describeField(definition, encoding['tooltip'], fields, words)
        : undefined;
      const key = entry && entry.field.type + entry.field.title;
      if (key && !found.has(key)) found.set(key, entry);
    }
  }
  const all = [...found.values()];
  return {
    kind: summaryKind(views),
    measures: [
      ...all.filter(({ measure }) => measure).map(({ field }) => field),
      ...folded.map((field) => numberField(field.source, field.source, field.title, extent(field))),
    ],
    dimensions: all.filter(({ measure }) => !measure).map(({ field }) => field),
  };
}

export const NO_ROWS: Dataset = { columns: [], rows: [], truncated: false };

/** Returns the rows of a chart's main query, or else of its first one. */
export const mainRows = (data: SpecChart['data']): Dataset =>
  data.get(MAIN) ?? [...data.values()][0] ?? NO_ROWS;

function summaryKind(views: readonly SingleView[]): SummaryKind {
  if (views.some(({ encoding }) => PLACES.every((place) => place in encoding))) return 'map';
  // Lines between two points of each name.
  if (views[0]?.mark === 'rule' && ['x2', 'y2'].some((end) => end in views[0]!.encoding)) return 'chart';
  return views.map(({ mark }) => KINDS[mark]).find(Boolean) ?? 'chart';
}

function describeField(
  definition: JsonObject,
  tooltip: unknown,
  fields: readonly Field[],
  words: ChartWords,
): { readonly measure: boolean; readonly field: SummaryField } | undefined {
  const { field: name, aggregate, type, timeUnit, bin } = definition;
  // Folded fields are described by their original columns instead.
  if ((typeof name !== 'string' && !aggregate) || FOLDED.some((folded) => String(name).startsWith(folded)))
    return undefined;
  if (type === 'geojson') return undefined;
  const known = fields.find((field) => field.name === name || field.source === String(name).toLowerCase());
  // Axes often have no title where the tooltip has one. A title equal to the field name is only a fallback.
  const own = [definition, aggregate ? null : tooltip]
    .flat()
    .map((each) => isObject(each) && each['field'] === name && each['title'])
    .find((each) => typeof each === 'string' && each && each !== name);
  const aggregated =
    typeof aggregate === 'string' && definition['title'] === undefined
      ? words.aggregateTitle?.(aggregate, String(name ?? ''))
      : null;
  const label = String(
    own ?? aggregated ?? (name === GROUPED ? '' : known?.title) ?? titleOf(String(name ?? aggregate)),
  );
  const counted = Boolean(aggregate);
  const kind =
    known?.kind ?? (type === 'temporal' || timeUnit ? 'time' : type === 'quantitative' ? 'number' : 'text');

  if (counted || (kind === 'number' && !bin && type !== 'nominal' && type !== 'ordinal')) {
    // The range of an aggregate is not that of the rows.
    const range = counted || !known ? ([NaN, NaN] as const) : extent(known);
    const key = aggregate === 'count' ? '__count' : [aggregate, name].filter(Boolean).join('_');
    const column = COUNTS.test(String(aggregate)) ? null : (known?.source ?? '');
    return { measure: true, field: numberField(column, key, label, range) };
  }
  if (kind === 'time' && known) {
    const [min, max] = extent(known);
    const field = { title: label, min: new Date(min), max: new Date(max), grain: fieldGrain(known) };
    return { measure: false, field: { type: 'date', ...field } };
  }
  const values = [...new Set(known && categoriesOf(known, words))];
  return { measure: false, field: { type: 'category', title: label, values } };
}

const numberField = (
  name: string | null,
  key: string,
  title: string,
  [min, max]: readonly [min: number, max: number],
): SummaryField => ({
  type: 'number',
  name,
  key,
  title,
  min,
  max,
});

/** One single view of a spec: its mark type, and its encoding including inherited channels. */
interface SingleView {
  readonly mark: string;
  readonly encoding: JsonObject;
}

export function singleViews(spec: unknown): readonly SingleView[] {
  const found: SingleView[] = [];
  const add = (view: JsonObject, outer: JsonObject, children: readonly JsonObject[]): JsonObject => {
    const encoding = encodingOf(view, outer);
    const mark = markOf(view);
    if (children.length === 0 && mark !== null) found.push({ mark, encoding });
    return encoding;
  };
  visitViews(spec, add, {});
  return found;
}

export function markOf({ mark }: JsonObject): string | null {
  const type = isObject(mark) ? mark['type'] : mark;
  return typeof type === 'string' ? type : null;
}

/** Returns the encoding of a view, including inherited channels and the fields of its facet. */
export function encodingOf({ facet, encoding }: JsonObject, outer: JsonObject): JsonObject {
  const split = isObject(facet) ? ('field' in facet ? { facet } : facet) : {};
  return { ...outer, ...split, ...(isObject(encoding) ? encoding : {}) };
}

/** Transforms whose output columns are not in the spec. */
const OPEN_TRANSFORMS = ['pivot', 'lookup', 'flatten', 'fold', 'density', 'quantile', 'regression', 'loess'];

/**
 * Returns the fields that a spec encodes but that are neither columns of the rows nor outputs of its transforms.
 * Returns an empty list if this cannot be determined: for a spec with inline data, or with one of the
 * {@link OPEN_TRANSFORMS}.
 */
export function missingFields(spec: VegaLiteSpec, columns: readonly Column[]): readonly string[] {
  const known = new Set(columns.map(({ name }) => name));
  const used = new Set<string>();
  let isOpen = false;

  // Use a list instead of recursion, because the depth of the spec has not been checked yet.
  const pending: [value: unknown, isEncoded: boolean][] = [[spec, false]];
  for (const [value, isEncoded] of pending) {
    if (Array.isArray(value)) for (const each of value) pending.push([each, isEncoded]);
    if (!isObject(value)) continue;
    const { field, as, data } = value;
    if (data !== undefined && !(isObject(data) && Object.keys(data).join() === 'name')) isOpen = true;
    if (OPEN_TRANSFORMS.some((key) => key in value)) isOpen = true;
    if (isEncoded && typeof field === 'string' && field !== '*') used.add(field);
    for (const name of [as].flat()) if (typeof name === 'string') known.add(name);
    for (const [key, inner] of Object.entries(value)) {
      if (key !== 'data' && key !== 'datasets')
        pending.push([inner, isEncoded || key === 'encoding' || key === 'facet']);
    }
  }
  if (isOpen || 'datasets' in spec) return [];
  return [...used].filter((field) => !known.has(field) && !known.has(baseColumn(field)));
}

/** Returns the column at the start of a Vega-Lite field path, unescaped. */
function baseColumn(field: string): string {
  const [, , quoted, plain] = /^\[?(["'])((?:\\.|(?!\1)[^\\])*)\1|^((?:\\.|[^.[\\])*)/s.exec(field)!;
  return (quoted ?? plain!).replace(/\\(.)/gs, '$1');
}
