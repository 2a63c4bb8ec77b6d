import { isObject } from '../internal/json.ts';
import { titleOf } from '../internal/text.ts';
import { isAlias } from '../internal/values.ts';
import type { Column, Dataset } from '../public-client/types.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import { measureFormat, withUnit, type MeasureFormats } from './measure-formats.ts';
import { singleViews } from './summary.ts';
import type { ChartSource } from './types.ts';

/**
 * Returns titles of columns for readers: the titles in the chart's tooltips and axes, or else the names in readable
 * form. Ignores titles of aggregated or binned fields, because they describe something other than the column.
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
  return columns.map((column) => titles.get(column.name) ?? columnTitle(column, words));
}

/** The messages that name the platform's own columns. */
interface ColumnWords {
  readonly unnamed: Readonly<Record<'category' | 'date' | 'number', string>>;
  readonly previous: string;
  readonly verdicts: Readonly<Record<'better' | 'worse', string>>;
}

/**
 * Returns the title of a column that has none in the chart. Names the platform's columns in the reader's language.
 */
function columnTitle({ name, type }: Column, { unnamed, previous, verdicts }: ColumnWords): string {
  if (isAlias(name))
    return unnamed[type === 'number' ? type : /^(date|timestamp)$/.test(type) ? 'date' : 'category'];
  const known = new Map([
    ['prev_value', previous],
    ['is_favorable', verdicts.better],
    ['is_unfavorable', verdicts.worse],
  ]);
  return known.get(name.toLowerCase()) ?? titleOf(name);
}

interface TitleContext {
  readonly loaded: { readonly source: Pick<ChartSource, 'spec'> } | null;
  readonly locale: { readonly messages: ColumnWords };
  readonly formats: MeasureFormats | null;
}

/** Returns the same rows with titles and units instead of column names. */
export function withTitles(dataset: Dataset, { loaded, locale, formats }: TitleContext): Dataset {
  const titles = columnTitles(dataset.columns, loaded?.source.spec ?? null, locale.messages);
  const columns = dataset.columns.map((column, index) => {
    const unit = column.type === 'number' ? measureFormat(formats, column.name)?.unit : null;
    return { ...column, name: withUnit(titles[index] ?? column.name, unit) };
  });
  return { ...dataset, columns };
}
