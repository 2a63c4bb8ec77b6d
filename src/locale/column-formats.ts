import { measureFormat, type MeasureFormats } from '../charts/measure-formats.ts';
import { areYears } from '../internal/values.ts';
import type { Cell, Column, Dataset } from '../public-client/types.ts';
import { columnGrain, columnNumberStyle, withMeasure } from './cells.ts';
import type { ColumnFormat } from './types.ts';

/** Maximum number of cells that determine the format of a column. */
const FORMAT_SAMPLE = 1000;
/** Number of significant digits shown for computed numbers, and maximum number in those that a person has written. */
const COMPUTED_DIGITS = 6;
const WRITTEN_DIGITS = 10;

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

/** Returns the format for all cells of a column. */
export function columnFormat(column: Column, cells: readonly Cell[]): ColumnFormat {
  if (column.type !== 'number') return { grain: columnGrain(column, cells) };
  const numbers = cells
    .slice(0, FORMAT_SAMPLE)
    .filter((cell) => typeof cell === 'number' && Number.isFinite(cell));
  const style = columnNumberStyle(column, numbers);
  if (style === 'plain') return { style };
  const scale = style === 'percent' ? 100 : 1;
  const texts = (digits: number): readonly string[] =>
    numbers.map((number) => String(Number((Number(number) * scale).toPrecision(digits))));
  const written = texts(WRITTEN_DIGITS);
  // With very large or small numbers, a common number of decimals makes no sense.
  if (written.some((text) => text.includes('e'))) return { style };
  const most = Math.max(0, ...written.map(countDecimals));
  if (style === 'percent') return { style, decimals: Math.min(1, most) };
  const isWritten = numbers.every(
    (number, index) => Math.abs(Number(written[index]) - Number(number)) <= 1e-12 * Math.abs(Number(number)),
  );
  const whole = Math.max(1, ...written.map((text) => /\d+/.exec(text)?.[0].length ?? 1));
  return { style, decimals: isWritten ? most : Math.min(most, Math.max(2, COMPUTED_DIGITS - whole)) };
}

const countDecimals = (text: string): number => text.split('.')[1]?.length ?? 0;
