/** The `sort` attribute for a spec that its author has written. Loaded on demand. */
import { isObject, type JsonObject } from '../internal/json.ts';
import { MAIN } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { mapChannels } from '../spec/views.ts';
import { type CategoryAxis, categoryField, findCategoryAxis, transformsOf } from './category-axis.ts';
import { type ChartWords, makeField } from './columns.ts';
import { orderNames, otherLast } from './order.ts';
import type { Sort, SpecChart } from './types.ts';

interface SpecSortOptions {
  readonly sort: Sort;
  /** A BCP 47 tag, by which names are sorted. */
  readonly language: string;
  readonly words: Pick<ChartWords, 'other'>;
  readonly data: SpecChart['data'];
  /** Receives why the attribute has no effect, or only a part of it. */
  readonly warn: (why: string) => void;
}

/** Compositions whose views have orders of their own. */
const CONCATS = ['concat', 'hconcat', 'vconcat'];

/** Sorts the categories of a spec that leaves their order open. Warns if no view does. */
export function sortSpec(spec: VegaLiteSpec, options: SpecSortOptions): VegaLiteSpec {
  const transforms = transformsOf(spec);
  let isSorted = false;
  let reason = 'no axis has categories for numbers of the other axis';
  const sorted = mapConcatenated(spec, (view) => {
    const axis = findCategoryAxis(view);
    if (!axis) return view;
    if (axis.sort !== undefined) {
      reason = 'the spec sets the order of the categories';
      return view;
    }
    isSorted = true;
    const sort = toVegaLiteSort(axis, transforms, options);
    return mapChannels(view, (channel, definition) =>
      channel === axis.channel && categoryField(definition) === axis.field
        ? { ...(definition as JsonObject), sort }
        : definition,
    );
  });
  if (isSorted) return sorted;
  options.warn(`it has no effect: ${reason}`);
  return spec;
}

function mapConcatenated(spec: VegaLiteSpec, replace: (view: VegaLiteSpec) => VegaLiteSpec): VegaLiteSpec {
  const concat = CONCATS.find((key) => Array.isArray(spec[key]));
  if (!concat) return replace(spec);
  const views = spec[concat] as readonly unknown[];
  return { ...spec, [concat]: views.map((view) => (isObject(view) ? mapConcatenated(view, replace) : view)) };
}

function toVegaLiteSort(
  axis: CategoryAxis,
  transforms: readonly JsonObject[],
  options: SpecSortOptions,
): unknown {
  const { sort, data, warn } = options;
  const { field, op = 'sum' } = axis.measure;
  if (sort === 'rows') return null;
  const isComputed = transforms.some(({ as }) => [as].flat().includes(axis.field));
  const names = isComputed ? null : namesInOrder(axis, options);
  if (sort === 'name') return names ?? 'ascending';
  const last = names?.at(-1);
  if (last !== undefined && otherLast([last, ''], options)[1] === last) {
    // A list is an expression for each row, so use one only where Vega-Lite has no other way.
    const isColumn = data.get(MAIN)?.columns.some(({ name }) => name === field);
    if (isColumn && op === 'sum' && transforms.length === 0) return names;
    warn('“Other” may not come last, because the spec computes the numbers');
  }
  return { ...axis.measure, op, order: sort === 'value' ? 'ascending' : 'descending' };
}

/** Returns the names in the order of the attribute; `null` if they are no texts of a column. */
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
