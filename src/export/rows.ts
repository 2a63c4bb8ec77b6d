/** Rows as a table that spreadsheets and programs read alike. */
import { dayText, pad } from '../internal/text.ts';
import { clockText } from '../internal/values.ts';
import type { Cell, Column, ColumnType, Dataset } from '../public-client/types.ts';
import type { FileMetadata } from './types.ts';

/** Without it Excel takes UTF-8 for something else. */
const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';

/** What spreadsheets take for the beginning of a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** What begins another cell where a spreadsheet's lists go by semicolons, or where it does not heed the quotes. */
const SEPARATOR = /[;\t\r\n]/;
/**
 * What may stand between such a separator and a formula, both included. It matches every run whole: no letter is read
 * twice.
 */
const INNER_START = /["';\s]+[=+\-@＝＋－＠]?/g;
const QUOTED = /[",;\t\r\n]|^\s|\s$/;

/**
 * The rows after RFC 4180, with a byte order mark, and nothing else: a program takes a line of words for a row. Numbers
 * are as they are, dates ISO 8601, no value is an empty cell, and text that a spreadsheet would take for a formula has
 * an apostrophe before it.
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

/** The start of a cell within a text, with an apostrophe before the sign that would make a formula of it. */
function escapeInnerFormula(start: string): string {
  return SEPARATOR.test(start) ? start.replace(/[^"';\s]$/, "'$&") : start;
}

function formatTextCell(text: string): string {
  const whole = FORMULA.test(text) ? `'${text}` : text;
  const escaped = SEPARATOR.test(text) ? whole.replace(INNER_START, escapeInnerFormula) : whole;
  return QUOTED.test(escaped) || escaped.startsWith('#') ? `"${escaped.replaceAll('"', '""')}"` : escaped;
}

/* Rows for programs. */

/**
 * `{ title, description, source, url, notes, params: { name: value }, asOf, retrievedAt, truncated, columns: [{ name, type }], rows: [[…]] }`:
 * rows as lists in the order of the columns, so that no column's name can do harm. Dates are ISO 8601; those of cells
 * have no zone.
 */
export async function writeJson(dataset: Dataset, metadata: FileMetadata): Promise<Blob> {
  const { columns, truncated } = dataset;
  const { title, description, source, url, notes, params, asOf, retrievedAt } = metadata;
  const head = { title, description, source, url, notes, params, asOf, retrievedAt, truncated, columns };
  const cell = (value: Cell, index: number): unknown =>
    value instanceof Date ? isoDate(value, columns[index]!.type, 'T') || null : value;
  const write = (rows: Dataset['rows']): string =>
    rows.map((row) => `\n    ${JSON.stringify(row.map(cell))}`).join();
  const rows = (await writeInSlices(dataset, write)).flatMap((piece) => [',', piece]).slice(1);
  const parts = [JSON.stringify(head, null, 2).slice(0, -2), ',\n  "rows": [', ...rows, '\n  ]\n}\n'];
  return new Blob(parts, { type: 'application/json' });
}

/**
 * A date or a wall-clock moment in ISO 8601, without a zone: it is what a clock showed. `between` stands between day
 * and time. No date is no text.
 */
function isoDate(value: Date, type: ColumnType, between: string): string {
  if (isNaN(value.getTime())) return '';
  const day = isoDay(value);
  if (type === 'date') return day;
  const ms = value.getMilliseconds();
  return `${day}${between}${clockText(value)}${ms ? `.${pad(ms, 3)}` : ''}`;
}

/** Years beyond four digits have a sign and six digits. */
function isoDay(date: Date): string {
  const year = date.getFullYear();
  const day = dayText(date);
  return year < 0 || year > 9999 ? `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}${day.slice(-6)}` : day;
}

/** Text that is nothing but a number, as the exact ones beyond 2⁵³ are. */
const isNumeral = (cell: Cell): boolean =>
  typeof cell === 'string' && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(cell);

/** Cells written at a time before the page has a task. */
const CELLS_PER_SLICE = 100_000;

/** Rows as pieces of text, made one by one. */
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
