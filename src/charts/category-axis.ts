/** The axis of categories in a spec that its author has written, and its order. */
import { isObject, type JsonObject } from '../internal/json.ts';
import type { Cell, Dataset } from '../public-client/types.ts';
import { objects } from '../spec/facts.ts';
import { PATHS } from '../spec/scene.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { visitViews } from '../spec/views.ts';
import { cellsOf } from './columns.ts';
import { singleViews } from './summary.ts';
import type { Chart } from './types.ts';

/** An axis of categories, with the number that each of them shows. */
export interface CategoryAxis {
  readonly channel: 'x' | 'y';
  readonly field: string;
  /** The order in the spec; `undefined` if the spec leaves it open. */
  readonly sort: unknown;
  readonly measure: Measure;
  /** Whether a line or an area connects the categories. */
  readonly isLine: boolean;
}

interface Measure {
  /** Missing if the number is a count of rows. */
  readonly field?: string;
  /** The aggregate of a category's rows. Missing if each row has a mark of its own. */
  readonly op?: string;
}

/** Aggregates that return the value of a single row. Of zeros, they return zero. */
export const VALUE_OPS = /^(sum|mean|average|median|min|max|q1|q3)$/;

const AXES = [
  ['y', 'x'],
  ['x', 'y'],
] as const;

/** Finds the first axis of categories for a number in a spec, which need not be valid. */
export function findCategoryAxis(spec: VegaLiteSpec): CategoryAxis | null {
  const views = singleViews(spec);
  for (const { mark, encoding } of views) {
    for (const [channel, other] of AXES) {
      const field = categoryField(encoding[channel]);
      const measure = measureOf(encoding[other]);
      if (field === null || !measure) continue;
      const sort = views
        .map((view) => view.encoding[channel])
        .filter((each) => categoryField(each) === field)
        .map((each) => (each as JsonObject)['sort'])
        .find((each) => each !== undefined);
      return { channel, field, sort, measure, isLine: PATHS.has(mark) };
    }
  }
  return null;
}

/** Returns the field of a channel definition if it holds categories, else `null`. */
export function categoryField(definition: unknown): string | null {
  if (!isObject(definition)) return null;
  const { field, type = 'nominal', timeUnit, bin, aggregate } = definition;
  const isCategory = type === 'nominal' || type === 'ordinal';
  return isCategory && typeof field === 'string' && !(timeUnit || bin || aggregate) ? field : null;
}

function measureOf(definition: unknown): Measure | null {
  if (!isObject(definition)) return null;
  const { field, type, aggregate, bin } = definition;
  if (bin || isObject(aggregate) || (type !== 'quantitative' && !aggregate)) return null;
  if (typeof field === 'string') return { field, ...(typeof aggregate === 'string' && { op: aggregate }) };
  return aggregate === 'count' ? { op: 'count' } : null;
}

export function transformsOf(spec: VegaLiteSpec): readonly JsonObject[] {
  const found: JsonObject[] = [];
  visitViews(spec, ({ transform }) => void found.push(...objects(transform)), undefined);
  return found;
}

/** Returns the indices of rows in the order of a chart's categories; `null` if the chart does not order these rows. */
export function rowsInOrderOf(chart: Chart | null, dataset: Dataset): readonly number[] | null {
  if (chart?.kind !== 'spec') return null;
  const order = chart.derived ? chart.rowOrder?.() : rowsInSpecOrder(chart.spec, dataset);
  return order?.length === dataset.rows.length ? order : null;
}

/** Returns `null`, too, for an order that depends on computed values. */
function rowsInSpecOrder(spec: VegaLiteSpec, dataset: Dataset): readonly number[] | null {
  const axis = findCategoryAxis(spec);
  const categories = axis && !axis.isLine && cellsOf(dataset, axis.field);
  if (!categories) return null;
  const sorted = sortedNames(axis, dataset, categories, transformsOf(spec).length > 0);
  if (!sorted) return null;
  const ranks = new Map(sorted.map((name, rank) => [name, rank]));
  return [...categories.keys()].sort((a, b) => ranks.get(categories[a]!)! - ranks.get(categories[b]!)!);
}

/** Sorts the values of an axis as Vega-Lite does. */
function sortedNames(
  { sort = 'ascending', channel, measure }: CategoryAxis,
  dataset: Dataset,
  categories: readonly Cell[],
  isTransformed: boolean,
): readonly Cell[] | null {
  const names = [...new Set(categories)];
  const sortBy = (keyOf: (name: Cell) => Cell, isDescending: boolean): readonly Cell[] =>
    [...names].sort((a, b) => compareCells(keyOf(a), keyOf(b)) * (isDescending ? -1 : 1));
  if (Array.isArray(sort)) {
    const at = (name: Cell): number => (sort.includes(name) ? sort.indexOf(name) : sort.length);
    return sortBy(at, false);
  }
  if (sort === 'ascending' || sort === 'descending') return sortBy((name) => name, sort === 'descending');
  if (isTransformed) return null;
  if (sort === null) return names;
  const key = readSortKey(sort, channel, measure);
  const numbers = key && cellsOf(dataset, key.field);
  // Without an aggregate, the number of several rows depends on whether Vega-Lite stacks the marks.
  const isKnown = names.length === categories.length ? VALUE_OPS.test(key?.op ?? 'sum') : key?.op === 'sum';
  if (!numbers || !isKnown) return null;
  const sums = new Map<Cell, number>();
  categories.forEach((name, row) => {
    const number = numbers[row] ?? null;
    if (number !== null) sums.set(name, (sums.get(name) ?? 0) + Number(number));
  });
  return sortBy((name) => sums.get(name) ?? null, key.isDescending);
}

/** Reads a `sort` by another channel or field. Returns `null` for one that does not depend on the measure. */
function readSortKey(
  sort: unknown,
  channel: 'x' | 'y',
  measure: Measure,
): (Measure & { readonly isDescending: boolean }) | null {
  const other = channel === 'x' ? 'y' : 'x';
  if (typeof sort === 'string')
    return sort.replace('-', '') === other ? { ...measure, isDescending: sort[0] === '-' } : null;
  if (!isObject(sort)) return null;
  const { field, encoding, op, order } = sort;
  const isDescending = order === 'descending';
  if (encoding === other) return { ...measure, isDescending };
  return typeof field === 'string' ? { field, ...(typeof op === 'string' && { op }), isDescending } : null;
}

/** Compares as Vega does: missing values first. */
function compareCells(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
