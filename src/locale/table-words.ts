import { createFormats } from './formats.ts';
import type { Formats, Locale, TableWords } from './types.ts';

const ROWS = { one: '# row', other: '# rows' };

const build = ({ number, plural }: Formats): TableWords => ({
  copy: 'Copy table',
  copied: (rows) => `${plural(rows, ROWS)} copied.`,
  rowCopied: 'Row copied.',
  copyRefused: 'The browser did not allow copying. You can copy single rows with Ctrl+C.',
  count: (rows) => plural(rows, ROWS),
  columns: (shown, total) =>
    `The first ${number(shown)} of ${number(total)} columns. Copies and files contain all columns.`,
  sorted: (name, direction) => `Sorted by ${name}, ${direction}.`,
  unsorted: 'In the original order.',
  hint: 'Arrow keys move through the cells, Enter on a heading sorts, Ctrl+C copies the row.',
});

let english: TableWords | undefined;

/** What is said about a table: English comes with the table, other languages bring it with their sentences. */
export const tableWords = ({ messages }: Locale): TableWords =>
  messages.table ?? (english ??= build(createFormats('en', undefined)));
