import type { Cell, ColumnType, Dataset } from '../public-client/types.ts';

/**
 * A date or a wall-clock moment in ISO 8601, without a zone: it is what a clock showed. `between` stands between day and
 * time. No date is no text.
 */
export function isoDate(value: Date, type: ColumnType, between: string): string {
  if (isNaN(value.getTime())) return '';
  const year = value.getFullYear();
  const far = year < 0 || year > 9999;
  const years = far ? `${year < 0 ? '-' : '+'}${digits(Math.abs(year), 6)}` : digits(year, 4);
  const day = `${years}-${digits(value.getMonth() + 1)}-${digits(value.getDate())}`;
  if (type === 'date') return day;
  const clock = [value.getHours(), value.getMinutes(), value.getSeconds()].map((part) => digits(part));
  const ms = value.getMilliseconds();
  return `${day}${between}${clock.join(':')}${ms ? `.${digits(ms, 3)}` : ''}`;
}

const digits = (value: number, length = 2): string => String(value).padStart(length, '0');

/** Text that is nothing but a number, as the exact ones beyond 2⁵³ are. */
export const isNumeral = (cell: Cell): boolean =>
  typeof cell === 'string' && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(cell);

/** So many cells are written at a time; then the page has its turn. */
const CELLS_AT_ONCE = 100_000;

/** Rows as pieces of text, made one by one. */
export async function inPieces(
  { columns, rows }: Dataset,
  write: (rows: Dataset['rows']) => string,
): Promise<string[]> {
  const pieces: string[] = [];
  const step = Math.ceil(CELLS_AT_ONCE / Math.max(columns.length, 1));
  for (let start = 0; start < rows.length; start += step) {
    if (start > 0) await new Promise((resolve) => setTimeout(resolve));
    pieces.push(write(rows.slice(start, start + step)));
  }
  return pieces;
}
