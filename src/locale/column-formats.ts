import { commonDecimals } from '../charts/formatted-spec.ts';
import { measureFormat, type MeasureFormats } from '../charts/measure-formats.ts';
import { areYears } from '../internal/values.ts';
import type { Cell, Column, Dataset } from '../public-client/types.ts';
import { columnGrain, columnNumberStyle, withMeasure } from './cells.ts';
import type { ColumnFormat } from './types.ts';

/** Maximum number of cells that determine the format of a column. */
const FORMAT_SAMPLE = 1000;

/** Returns the format of each column. Headings show the units that `formats` contains once. */
export const columnFormats = (
  dataset: Dataset,
  formats: MeasureFormats | null = null,
): readonly ColumnFormat[] =>
  usualFormats(dataset).map((usual, index) => {
    const { name, type } = dataset.columns[index]!;
    const own = type === 'number' ? measureFormat(formats, name) : null;
    const format = withMeasure(usual, own);
    return own?.unit ? { ...format, before: undefined, after: undefined } : format;
  });

const usualFormats = (dataset: Dataset): readonly ColumnFormat[] =>
  dataset.columns.map((column, index) =>
    column.type === 'number' && areYears(dataset, index)
      ? { style: 'plain' }
      : columnFormat(
          column,
          dataset.rows.map((row) => row[index] ?? null),
        ),
  );

export function columnFormat(column: Column, cells: readonly Cell[]): ColumnFormat {
  if (column.type !== 'number') return { grain: columnGrain(column, cells) };
  const numbers = cells
    .slice(0, FORMAT_SAMPLE)
    .filter((cell): cell is number => typeof cell === 'number' && Number.isFinite(cell));
  const style = columnNumberStyle(column, numbers);
  if (style === 'plain') return { style };
  const decimals = commonDecimals(numbers.map((number) => number * (style === 'percent' ? 100 : 1)));
  if (style === 'percent') return decimals ? { style, decimals: 1 } : { style };
  return decimals === undefined ? { style } : { style, decimals };
}
