/** Rows as a table that spreadsheets and programs read alike. */
import type { CreditWords } from '../locale/credit-words.ts';
import type { Cell, Column, Dataset } from '../public-client/types.ts';
import { inPieces, isNumeral, isoDate } from './cells.ts';
import type { Credits } from './types.ts';

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
 * The rows after RFC 4180, with a byte order mark. Numbers are as they are, dates ISO 8601, no value is an empty cell, and
 * text that a spreadsheet would take for a formula has an apostrophe before it. Title, source, address,
 * parameters and date stand at the end, after an empty line, in lines that begin with `#`; so do the remarks.
 */
export async function writeCsv(
  dataset: Dataset,
  credits: Credits,
  words: CreditWords,
  remarks: readonly string[],
): Promise<Blob> {
  const { columns } = dataset;
  const write = (rows: Dataset['rows']): string =>
    rows.map((row) => line(columns.map((column, index) => cellText(row[index] ?? null, column)))).join('');
  const parts = [
    BYTE_ORDER_MARK,
    line(columns.map(({ name }) => textCell(name))),
    ...(await inPieces(dataset, write)),
    END,
    ...notes(credits, words).map(([name, value]) => line([`# ${name}`, textCell(value)])),
    ...remarks.map((remark) => line(['#', textCell(remark)])),
  ];
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}

function notes(
  { title, source, url, choices, asOf, retrievedAt }: Credits,
  words: CreditWords,
): [string, string][] {
  const all: [string, string | undefined | null][] = [
    [words.title, title],
    [words.source, source],
    [words.address, url],
    [words.params, choices.join('; ')],
    [words.asOf, asOf?.toISOString()],
    [words.retrieved, retrievedAt.toISOString()],
  ];
  // A line is a line also for those who skip it by its first character.
  return all.flatMap(([name, value]) => (value ? [[name, value.replace(/\s+/g, ' ')]] : []));
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
