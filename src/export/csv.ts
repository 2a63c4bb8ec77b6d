/** Rows as a table that spreadsheets and programs read alike. */
import type { Cell, Column, Dataset } from '../public-client/types.ts';
import { inPieces, isNumeral, isoDate } from './cells.ts';

/** Without it Excel takes UTF-8 for something else. */
const BYTE_ORDER_MARK = '\ufeff';
const END = '\r\n';

/** What spreadsheets take for the beginning of a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** What begins another cell where a spreadsheet's lists go by semicolons, or where it does not heed the quotes. */
const SEPARATOR = /[;\t\r\n]/;
/** What may stand between such a separator and a formula, both included. It matches every run whole: no letter is read twice. */
const INNER_START = /["';\s]+[=+\-@＝＋－＠]?/g;
const QUOTED = /[",;\t\r\n]|^\s|\s$/;

/**
 * The rows after RFC 4180, with a byte order mark, and nothing else: a program takes a line of words for a row. Numbers are as
 * they are, dates ISO 8601, no value is an empty cell, and text that a spreadsheet would take for a formula has an
 * apostrophe before it.
 */
export async function writeCsv(dataset: Dataset): Promise<Blob> {
  const { columns } = dataset;
  const write = (rows: Dataset['rows']): string =>
    rows.map((row) => line(columns.map((column, index) => cellText(row[index] ?? null, column)))).join('');
  const parts = [
    BYTE_ORDER_MARK,
    line(columns.map(({ name }) => textCell(name))),
    ...(await inPieces(dataset, write)),
  ];
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}

const line = (cells: readonly string[]): string => cells.join(',') + END;

function cellText(cell: Cell, { type }: Column): string {
  if (cell === null) return '';
  if (cell instanceof Date) return isoDate(cell, type, ' ');
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (typeof cell === 'boolean') return String(cell);
  if (type === 'number' && isNumeral(cell)) return String(cell);
  return textCell(typeof cell === 'object' ? JSON.stringify(cell) : cell);
}

/** The start of a cell within a text, with an apostrophe before the sign that would make a formula of it. */
function parted(start: string): string {
  return SEPARATOR.test(start) ? start.replace(/[^"';\s]$/, "'$&") : start;
}

function textCell(text: string): string {
  const whole = FORMULA.test(text) ? `'${text}` : text;
  const harmless = SEPARATOR.test(text) ? whole.replace(INNER_START, parted) : whole;
  return QUOTED.test(harmless) || harmless.startsWith('#') ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
