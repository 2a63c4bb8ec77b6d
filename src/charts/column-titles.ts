import { isObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import { isAlias } from '../internal/values.ts';
import type { Messages } from '../locale/types.ts';
import type { Column, Dataset } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { singleViews } from './summary.ts';
import type { ChartSource } from './types.ts';

/**
 * What readers know columns by: the titles that the chart's tooltips and axes give to their fields, else their names as
 * a person would write them. A title that says what was made of a column (a sum, a share) is none of the column's.
 */
export function columnTitles(
  columns: readonly Column[],
  spec: VegaLiteSpec | null,
  words: ColumnWords,
): readonly string[] {
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
  return columns.map((column) => titles.get(column.name) ?? nameFor(column, words));
}

/** The words for columns that have no name for readers. */
type ColumnWords = Pick<Messages, 'unnamed' | 'previous' | 'verdicts'>;

/** A column's name for readers, where no chart gives it a title: those of the platform are in the reader's language. */
function nameFor({ name, type }: Column, { unnamed, previous, verdicts }: ColumnWords): string {
  if (isAlias(name))
    return unnamed[type === 'number' ? type : /^(date|timestamp)$/.test(type) ? 'date' : 'category'];
  const known = new Map([
    ['prev_value', previous],
    ['is_favorable', verdicts.better],
    ['is_unfavorable', verdicts.worse],
  ]);
  return known.get(name.toLowerCase()) ?? titleOf(name);
}

/** What the columns of a chart are called by. */
interface Titled {
  readonly loaded: { readonly source: Pick<ChartSource, 'spec'> } | null;
  readonly locale: { readonly messages: ColumnWords };
}

/** The same rows under the titles of their columns. */
export function withTitles(dataset: Dataset, { loaded, locale }: Titled): Dataset {
  const titles = columnTitles(dataset.columns, loaded?.source.spec ?? null, locale.messages);
  const columns = dataset.columns.map((column, index) => ({ ...column, name: titles[index] ?? column.name }));
  return { ...dataset, columns };
}
