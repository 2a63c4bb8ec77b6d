import { createFormats } from '../../formats.ts';

const { number, plural } = createFormats('en', undefined);

const ROWS = { one: '# row', other: '# rows' };

/** English messages of tables and their toolbars. */
const english = {
  copy: 'Copy table',
  copied: (rows: number) => `${plural(rows, ROWS)} copied.`,
  rowCopied: 'Row copied.',
  copyRefused: 'The browser did not allow copying. You can copy single rows with Ctrl+C.',
  count: (rows: number) => plural(rows, ROWS),
  /** Only the first columns are shown: `total` is greater than `shown`. */
  columns: (shown: number, total: number) =>
    `The first ${number(shown)} of ${number(total)} columns. Copies and files contain all columns.`,
  sorted: (name: string, direction: 'ascending' | 'descending') => `Sorted by ${name}, ${direction}.`,
  /** The label of a menu with the columns. */
  sortBy: 'Sort by',
  /** In the order of the query: an option and an announcement, without a full stop. */
  unsorted: 'In the original order',
  hint: 'Arrow keys move through the cells, Enter on a heading sorts, Ctrl+C copies the row.',
};

export default english;
