import { createFormats } from '../../formats.ts';
import type { TableWords } from '../../types.ts';

const { number, plural } = createFormats('en', undefined);

const ROWS = { one: '# row', other: '# rows' };

/** English messages of tables and their toolbars. */
const english: TableWords = {
  copy: 'Copy table',
  copied: (rows) => `${plural(rows, ROWS)} copied.`,
  rowCopied: 'Row copied.',
  copyRefused: 'The browser did not allow copying. You can copy single rows with Ctrl+C.',
  count: (rows) => plural(rows, ROWS),
  columns: (shown, total) =>
    `The first ${number(shown)} of ${number(total)} columns. Copies and files contain all columns.`,
  sorted: (name, direction) => `Sorted by ${name}, ${direction}.`,
  sortBy: 'Sort by',
  unsorted: 'In the original order',
  hint: 'Arrow keys move through the cells, Enter on a heading sorts, Ctrl+C copies the row.',
};

export default english;
