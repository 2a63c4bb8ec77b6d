import { clip } from '../internal/clip.ts';
import { readPeriod } from '../internal/period.ts';
import { areShares, wordsOf } from '../internal/column-names.ts';
import type { Cell, Column } from '../public-client/types.ts';
import { NO_VALUE } from './formats.ts';
import type { ColumnFormat, Locale, NumberStyle } from './types.ts';

/** Last words of a column's name whose numbers are names: nobody writes the year 2,026. */
const NAMING = new Set(
  'year years yr jahr année annee año anno ano jaar rok 年 年度 id zip plz postcode'.split(' '),
);

/** `plain` for columns of years and ids, by their name, `percent` for shares, by name and range; else `full`. */
export function numberStyleOf({ name }: Column, numbers: readonly unknown[] = []): NumberStyle {
  if (NAMING.has(wordsOf(name).at(-1) ?? '')) return 'plain';
  return areShares(name, numbers) ? 'percent' : 'full';
}

/** Letters of a cell that are shown. */
const LONGEST = 1000;

/**
 * A cell as tables and tooltips show it, with an ellipsis in place of what nobody reads there. `format` is that of its column
 * (see `columnFormat`), with the grain of its dates (see `grainOf`), which may be texts such as
 * "2025-01"; without it dates are written to the day, timestamps to the minute.
 */
export function formatCell(
  cell: Cell | undefined,
  column: Column,
  locale: Locale,
  format: ColumnFormat = {},
): string {
  const { grain, style } = format;
  if (cell === null || cell === undefined) return NO_VALUE;
  const date = grain ? (readPeriod(cell) ?? cell) : cell;
  if (date instanceof Date) {
    return locale.date(date, grain ?? (column.type === 'timestamp' ? 'minute' : 'day'));
  }
  if (column.type === 'number') return locale.number(cell, style ?? numberStyleOf(column, [cell]), format);
  if (typeof cell === 'boolean') return cell ? locale.messages.yes : locale.messages.no;
  return clip(typeof cell === 'object' ? JSON.stringify(cell) : String(cell), LONGEST);
}
