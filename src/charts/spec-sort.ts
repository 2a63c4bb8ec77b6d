/** The `sort` attribute for a spec that its author has written. Loaded on demand. */
import { isObject, type JsonObject } from '../internal/json.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { mapChannels } from '../spec/views.ts';
import { type CategoryAxis, categoryField, findCategoryAxis } from './category-axis.ts';
import { type ChartWords, makeField } from './columns.ts';
import { orderNames, otherLast } from './order.ts';
import type { Sort, SpecChart } from './types.ts';

export interface SpecSortOptions {
  readonly sort: Sort;
  /** A BCP 47 tag, by which names are sorted. */
  readonly language: string;
  readonly words: Pick<ChartWords, 'other'>;
  readonly data: SpecChart['data'];
  /** Receives the reason if the attribute has no effect. */
  readonly warn: (why: string) => void;
}

/** Compositions whose views have orders of their own. */
const CONCATS = ['concat', 'hconcat', 'vconcat'];

/** Sorts the categories of a spec that leaves their order open. */
export function sortSpec(spec: VegaLiteSpec, options: SpecSortOptions): VegaLiteSpec {
  const concat = CONCATS.find((key) => Array.isArray(spec[key]));
  if (concat) {
    const views = spec[concat] as readonly unknown[];
    return { ...spec, [concat]: views.map((view) => (isObject(view) ? sortSpec(view, options) : view)) };
  }
  const axis = findCategoryAxis(spec);
  if (!axis || axis.sort !== undefined) {
    options.warn(axis ? 'the spec sets the order of the categories' : 'no axis of the chart has categories');
    return spec;
  }
  const sort = toVegaLiteSort(axis, options);
  return mapChannels(spec, (channel, definition) =>
    channel === axis.channel && categoryField(definition) === axis.field
      ? { ...(definition as JsonObject), sort }
      : definition,
  );
}

function toVegaLiteSort(axis: CategoryAxis, options: SpecSortOptions): unknown {
  const { sort } = options;
  if (sort === 'rows') return null;
  const names = namesInOrder(axis, options);
  if (sort === 'name') return names ?? 'ascending';
  // A list is an expression for each row, so use one only where Vega-Lite has no other way.
  const last = names?.at(-1);
  const isOtherLast = last !== undefined && otherLast([last, ''], options)[1] === last;
  if (isOtherLast && axis.measure.op === 'sum') return names;
  return { ...axis.measure, order: sort === 'value' ? 'ascending' : 'descending' };
}

/** Returns the names in the order of the attribute; `null` if the spec computes them, or if they are no texts. */
function namesInOrder(
  { field, measure }: CategoryAxis,
  { data, ...context }: SpecSortOptions,
): readonly string[] | null {
  const { columns = [], rows = [] } = data.get(MAIN) ?? {};
  const at = columns.findIndex(({ name }) => name === field);
  if (columns[at]?.type !== 'string') return null;
  const used = rows.filter((row) => typeof row[at] === 'string');
  const numberAt = columns.findIndex(({ name }) => name === measure.field);
  const texts = used.map((row) => String(row[at]));
  const numbers = used.map((row) => Number(row[numberAt] ?? 0));
  return orderNames(makeField(field, '', 'text', texts), makeField('', '', 'number', numbers), context).names;
}
