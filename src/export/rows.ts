import { dayText, pad } from '../internal/text.ts';
import { clockText } from '../internal/values.ts';
import type { Cell, Column, ColumnType, Dataset } from '../public-client/types.ts';
import type { FileMetadata } from './types.ts';

/** Without a byte order mark, Excel does not detect UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';

/** Text that spreadsheets evaluate as a formula. Includes full-width characters. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/**
 * Characters that start another cell in locales whose list separator is a semicolon, or in spreadsheets that ignore
 * quotes.
 */
const SEPARATOR = /[;\t\r\n]/;
/** A separator, the formula sign after it, and all characters in between. Matches in linear time. */
const INNER_START = /["';\s]+[=+\-@＝＋－＠]?/g;
const QUOTED = /[",;\t\r\n]|^\s|\s$/;

/**
 * Writes rows as CSV (RFC 4180) with a byte order mark and a header row. Numbers are unformatted, dates are ISO 8601,
 * `null` is an empty cell. Text that a spreadsheet would evaluate as a formula gets an apostrophe as prefix. The file has
 * no lines of metadata, because programs would read them as rows.
 */
export async function writeCsv(dataset: Dataset): Promise<Blob> {
  const { columns } = dataset;
  const write = (rows: Dataset['rows']): string =>
    rows.map((row) => line(columns.map((column, index) => formatCell(row[index] ?? null, column)))).join('');
  const parts = [
    BYTE_ORDER_MARK,
    line(columns.map(({ name }) => formatTextCell(name))),
    ...(await writeInSlices(dataset, write)),
  ];
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}

const line = (cells: readonly string[]): string => cells.join(',') + LINE_END;

function formatCell(cell: Cell, { type }: Column): string {
  if (cell === null) return '';
  if (cell instanceof Date) return isoDate(cell, type, ' ');
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (typeof cell === 'boolean') return String(cell);
  if (type === 'number' && isNumeral(cell)) return String(cell);
  return formatTextCell(typeof cell === 'object' ? JSON.stringify(cell) : cell);
}

/** Inserts an apostrophe before the formula sign of a match of {@link INNER_START}. */
function escapeInnerFormula(start: string): string {
  return SEPARATOR.test(start) ? start.replace(/[^"';\s]$/, "'$&") : start;
}

function formatTextCell(text: string): string {
  const whole = FORMULA.test(text) ? `'${text}` : text;
  const escaped = SEPARATOR.test(text) ? whole.replace(INNER_START, escapeInnerFormula) : whole;
  return QUOTED.test(escaped) || escaped.startsWith('#') ? `"${escaped.replaceAll('"', '""')}"` : escaped;
}

/**
 * Writes rows as JSON:
 * `{ title, description, byline, source, url, notes, params: { name: value }, asOf, retrievedAt, truncated, columns: [{ name, type }], rows: [[…]] }`.
 * Rows are arrays in the order of the columns, so column names such as `__proto__` are harmless. Dates are ISO
 * 8601; those in cells have no time zone.
 */
export async function writeJson(dataset: Dataset, metadata: FileMetadata): Promise<Blob> {
  const { columns, truncated } = dataset;
  const { choices: _, ...about } = metadata;
  const head = { ...about, truncated, columns };
  const cell = (value: Cell, index: number): unknown =>
    value instanceof Date ? isoDate(value, columns[index]!.type, 'T') || null : value;
  const write = (rows: Dataset['rows']): string =>
    rows.map((row) => `\n    ${JSON.stringify(row.map(cell))}`).join();
  const rows = (await writeInSlices(dataset, write)).flatMap((piece) => [',', piece]).slice(1);
  const parts = [JSON.stringify(head, null, 2).slice(0, -2), ',\n  "rows": [', ...rows, '\n  ]\n}\n'];
  return new Blob(parts, { type: 'application/json' });
}

/**
 * Formats a date or a wall-clock time as ISO 8601 without a time zone. Returns `''` for an invalid date.
 *
 * @param between Separator of day and time
 */
function isoDate(value: Date, type: ColumnType, between: string): string {
  if (isNaN(value.getTime())) return '';
  const day = isoDay(value);
  if (type === 'date') return day;
  const ms = value.getMilliseconds();
  return `${day}${between}${clockText(value)}${ms ? `.${pad(ms, 3)}` : ''}`;
}

/** Formats a day. ISO 8601 writes years outside 0–9999 with a sign and six digits. */
function isoDay(date: Date): string {
  const year = date.getFullYear();
  const day = dayText(date);
  return year < 0 || year > 9999 ? `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}${day.slice(-6)}` : day;
}

/** Returns whether a cell is a number as text. Exact numbers beyond 2⁵³ arrive as text. */
const isNumeral = (cell: Cell): boolean =>
  typeof cell === 'string' && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(cell);

/** Number of cells to write before yielding to the page. */
const CELLS_PER_SLICE = 100_000;

/** Writes rows in slices, and yields to the page between them. Returns one text for each slice. */
async function writeInSlices(
  { columns, rows }: Dataset,
  write: (rows: Dataset['rows']) => string,
): Promise<string[]> {
  const pieces: string[] = [];
  const step = Math.ceil(CELLS_PER_SLICE / Math.max(columns.length, 1));
  for (let start = 0; start < rows.length; start += step) {
    if (start > 0) await new Promise((resolve) => setTimeout(resolve));
    pieces.push(write(rows.slice(start, start + step)));
  }
  return pieces;
}
