import type { Cell, Column } from '../public-client/types.ts';
import { numberStyleOf } from './cells.ts';
import { columnGrain } from './grain.ts';
import type { ColumnFormat } from './types.ts';

/** So many cells tell how a column is written. */
const SAMPLE = 1000;
/** Digits of numbers that are computed, and those of any number that somebody wrote. */
const COMPUTED = 6;
const WRITTEN = 10;

/** How the cells of a column are written, all alike. */
export function columnFormat(column: Column, cells: readonly Cell[]): ColumnFormat {
  if (column.type !== 'number') return { grain: columnGrain(column, cells) };
  const numbers = cells.slice(0, SAMPLE).filter((cell) => typeof cell === 'number' && Number.isFinite(cell));
  const style = numberStyleOf(column, numbers);
  if (style === 'plain') return { style };
  const scale = style === 'percent' ? 100 : 1;
  const texts = (digits: number): readonly string[] =>
    numbers.map((number) => String(Number((Number(number) * scale).toPrecision(digits))));
  const written = texts(WRITTEN);
  // Beside very large or small numbers none can have as many decimals as the others.
  if (written.some((text) => text.includes('e'))) return { style };
  const most = Math.max(0, ...written.map(decimalsOf));
  if (style === 'percent') return { style, decimals: Math.min(1, most) };
  const isWritten = numbers.every(
    (number, index) => Math.abs(Number(written[index]) - Number(number)) <= 1e-12 * Math.abs(Number(number)),
  );
  const whole = Math.max(1, ...written.map((text) => /\d+/.exec(text)?.[0].length ?? 1));
  return { style, decimals: isWritten ? most : Math.min(most, Math.max(2, COMPUTED - whole)) };
}

const decimalsOf = (text: string): number => text.split('.')[1]?.length ?? 0;
