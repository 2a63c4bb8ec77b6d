import { titleOf } from '../internal/title-of.ts';
import type { Column, Dataset } from '../public-client/types.ts';
import { isObject } from './json.ts';
import { singleViews } from './selectable.ts';
import type { VegaLiteSpec } from './types.ts';

/**
 * What readers know columns by: the titles that the chart's tooltips and axes give to their fields, else their names as a
 * person would write them. A title that says what was made of a column (a sum, a share) is none of the column's.
 */
export function columnTitles(columns: readonly Column[], spec: VegaLiteSpec | null): readonly string[] {
  const titles = new Map<string, string>();
  for (const { encoding } of spec ? singleViews(spec) : []) {
    const { tooltip, ...channels } = encoding;
    for (const definition of [tooltip, ...Object.values(channels)].flat()) {
      if (!isObject(definition)) continue;
      const { field, title, aggregate, bin } = definition;
      if (typeof field !== 'string' || typeof title !== 'string' || !title || aggregate || bin) continue;
      if (!titles.has(field)) titles.set(field, title);
    }
  }
  return columns.map(({ name }) => titles.get(name) ?? titleOf(name));
}

/** The same rows under the titles of their columns. */
export function withTitles(dataset: Dataset, spec: VegaLiteSpec | null): Dataset {
  const titles = columnTitles(dataset.columns, spec);
  const columns = dataset.columns.map((column, index) => ({ ...column, name: titles[index] ?? column.name }));
  return { ...dataset, columns };
}
