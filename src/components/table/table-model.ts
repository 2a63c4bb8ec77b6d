import { columnGrain, columnNumberStyle } from '../../locale/cells.ts';
import type { ColumnFormat } from '../../locale/types.ts';
import type { Cell, Column, Dataset } from '../../public-client/types.ts';

type Rows = Dataset['rows'];

export type Direction = 'ascending' | 'descending';

/** By which column the rows are sorted; without one they stand as the query gave them. */
export interface Sorting {
  readonly column: number;
  readonly direction: Direction;
}

/** A cell of the grid: its place from above, -1 for the headings, and its column. */
export interface GridPlace {
  readonly place: number;
  readonly column: number;
}

/** What a key means in a grid of this size. */
interface GridSize {
  /** Rows without the headings. */
  readonly rows: number;
  readonly columns: number;
  /** Rows that are seen at once. */
  readonly page: number;
  readonly rtl: boolean;
}

/** More rows than this, or cells, are not all in the document at once: no browser lays them out in a moment. */
const MAX_ROWS = 1000;
const MAX_CELLS = 20_000;

/** Columns that are shown, the first ones: a reader who looks at more takes a file. */
const MAX_COLUMNS = 200;
/** Letters in all the cells of a table that are in the document, about; every cell has some. */
const MAX_LETTERS = 1_000_000;
const MIN_LETTERS = 100;
/** Letters of a heading, and of texts that are compared for sorting. */
export const LONGEST_HEADING = 80;
const LONGEST_COMPARED = 1000;

/** What is shown of a dataset. */
export function shownPart(dataset: Dataset): Dataset {
  const { columns } = dataset;
  return columns.length <= MAX_COLUMNS ? dataset : { ...dataset, columns: columns.slice(0, MAX_COLUMNS) };
}

/** Letters that a cell of such a table may have. */
export const lettersOf = ({ rows, columns }: Dataset): number =>
  Math.max(MIN_LETTERS, Math.floor(MAX_LETTERS / (Math.min(rows.length, MAX_ROWS) * columns.length)));

/** Whether only those rows are in the document that are in sight. */
export const isLarge = ({ rows, columns }: Dataset): boolean =>
  rows.length > Math.min(MAX_ROWS, Math.ceil(MAX_CELLS / columns.length));

/** How the cells of each column are written. */
export const formatsOf = ({ columns, rows }: Dataset): readonly ColumnFormat[] =>
  columns.map((column, index) =>
    columnFormat(
      column,
      rows.map((row) => row[index] ?? null),
    ),
  );

export const haveSameColumns = (a: Dataset, b: Dataset): boolean =>
  a.columns.length === b.columns.length &&
  a.columns.every(({ name }, index) => name === b.columns[index]?.name);

/** The sorting after a heading was pressed: up, down, as it was. */
export function nextSorting(current: Sorting | null, column: number): Sorting | null {
  if (current?.column !== column) return { column, direction: 'ascending' };
  return current.direction === 'ascending' ? { column, direction: 'descending' } : null;
}

/** The order of rows as the query gave them: place → index of the row. */
export const givenOrder = (count: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, place) => place);

/**
 * Sorts `order` by one column, nulls last in both directions. What is equal stays as it stood, so that rows sorted by
 * one column and then by another are sorted by both. `compare` is for texts.
 */
export function sortOrder(
  order: Uint32Array,
  { rows, columns }: Dataset,
  { column, direction }: Sorting,
  compare: (a: string, b: string) => number,
): void {
  const ranks = ranksOf(rows, column, columns[column], compare);
  const sign = direction === 'ascending' ? 1 : -1;
  order.sort((a, b) => {
    const left = ranks[a] ?? NaN;
    const right = ranks[b] ?? NaN;
    // NaN stands for no value.
    if (left !== left || right !== right) return Number(left !== left) - Number(right !== right);
    return (left - right) * sign;
  });
}

/** A number for each row, by which they sort. Texts are compared once for each that is another. */
function ranksOf(
  rows: Rows,
  column: number,
  declared: Column | undefined,
  compare: (a: string, b: string) => number,
): Float64Array {
  const isNumber = declared?.type === 'number';
  const values = rows.map((row) => valueOf(row[column] ?? null));
  if (!values.some((value) => typeof value === 'string')) return Float64Array.from(values as number[]);
  const distinct = [...new Set(values)].filter((value) => typeof value === 'string' || !Number.isNaN(value));
  distinct.sort(isNumber ? compareNumbers : (a, b) => compare(String(a), String(b)));
  const ranks = new Map(distinct.map((value, rank) => [value, rank]));
  return Float64Array.from(values, (value) => ranks.get(value) ?? NaN);
}

function valueOf(cell: Cell): number | string {
  if (cell === null) return NaN;
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean' || cell instanceof Date) return Number(cell);
  return (typeof cell === 'string' ? cell : JSON.stringify(cell)).slice(0, LONGEST_COMPARED);
}

const INTEGER = /^[-+]?\d+$/;

/** Among numbers, those that are too long for one come as text: they are compared digit by digit. */
function compareNumbers(a: number | string, b: number | string): number {
  const difference = Number(a) - Number(b);
  if (difference !== 0 || !INTEGER.test(String(a)) || !INTEGER.test(String(b))) return difference || 0;
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : Number(left > right);
}

/** Where a key leads from a cell, after the grid pattern of ARIA; `null` where it does not mean a move. */
export function moveInGrid(
  { key, jump }: { readonly key: string; readonly jump: boolean },
  { place, column }: GridPlace,
  { rows, columns, page, rtl }: GridSize,
): GridPlace | null {
  const to = (nextPlace: number, nextColumn: number): GridPlace => ({
    place: clamp(nextPlace, -1, rows - 1),
    column: clamp(nextColumn, 0, columns - 1),
  });
  if (key === 'Home') return to(jump ? -1 : place, 0);
  if (key === 'End') return to(jump ? rows - 1 : place, columns - 1);
  // With a modifier the other keys are the browser's own: Back, the page's end.
  if (jump) return null;
  const aside = rtl ? -1 : 1;
  switch (key) {
    case 'ArrowLeft':
      return to(place, column - aside);
    case 'ArrowRight':
      return to(place, column + aside);
    case 'ArrowUp':
      return to(place - 1, column);
    case 'ArrowDown':
      return to(place + 1, column);
    case 'PageUp':
      return to(place < 0 ? place : Math.max(0, place - page), column);
    case 'PageDown':
      return to(place + page, column);
    default:
      return null;
  }
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

/** Rows that are looked at for the widths of columns. */
const SAMPLE = 200;
const NARROWEST = 6;
const WIDEST = 36;
/** Letters as wide as they are high, those of East Asia above all. */
const WIDE_LETTERS = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/g;

/**
 * The columns of a large table as tracks of a CSS grid, from the longest of some texts of each: as rows come and go, no
 * column may change its width. `textOf` is what a cell shows.
 */
export function tracksOf(
  dataset: Dataset,
  textOf: (row: number, column: number) => string,
): readonly number[] {
  const { rows, columns } = dataset;
  const step = Math.max(1, Math.floor(rows.length / SAMPLE));
  return columns.map(({ name, type }, column) => {
    // Beside a heading stands its arrow.
    let longest = widthOf(name.slice(0, LONGEST_HEADING)) + 3;
    for (let row = 0; row < rows.length; row += step)
      longest = Math.max(longest, widthOf(textOf(row, column)));
    // Text keeps away from a number before it.
    const apart = type !== 'number' && columns[column - 1]?.type === 'number' ? 2 : 0;
    return clamp(longest + 2 + apart, NARROWEST, WIDEST);
  });
}

/** About how many digits wide a text is. */
const widthOf = (text: string): number => text.length + (text.match(WIDE_LETTERS)?.length ?? 0);

/** What is known of a scrolled list of rows that are all of one height; all lengths in px. */
export interface Scrolled {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of the part that shows rows. */
  readonly viewport: number;
  readonly scrollTop: number;
}

/** Which rows are to be in the document, and where. */
interface RowWindow {
  /** Height of the list in the document: browsers know no element beyond some 17 million px. */
  readonly height: number;
  readonly first: number;
  /** The first that is not in it. */
  readonly end: number;
  /** Distance of a row from the top of the list. */
  readonly topOf: (place: number) => number;
}

/** Beyond this height the list is scrolled at a scale: each px of the bar stands for more of the rows. */
const TALLEST = 15_000_000;
/** No screen is higher; a box without a height of its own might be as high as all rows. */
const HIGHEST = 4000;

/** The rows in sight, and as many again above and below, so that a quick wheel meets no gap. */
export function windowOf(scrolled: Scrolled): RowWindow {
  const { count, rowHeight, scrollTop } = scrolled;
  const viewport = Math.min(scrolled.viewport, HIGHEST);
  const height = Math.min(count * rowHeight, TALLEST);
  const top = listTop(scrolled);
  const around = Math.ceil(viewport / rowHeight) + 4;
  return {
    height,
    first: Math.max(0, Math.floor(top / rowHeight) - around),
    end: Math.min(count, Math.ceil((top + viewport) / rowHeight) + around),
    topOf: (place) => place * rowHeight - top + scrollTop,
  };
}

/** How far the list is scrolled, were it as high as all its rows. */
export function listTop(scrolled: Scrolled): number {
  return Math.max(0, scrolled.scrollTop) * scaleOf(scrolled);
}

/** The scroll position at which a row is in sight; the present one where it is already. */
export function scrollTopFor(place: number, scrolled: Scrolled): number {
  const { rowHeight, viewport, scrollTop } = scrolled;
  const top = place * rowHeight;
  const now = listTop(scrolled);
  if (top < now) return top / scaleOf(scrolled);
  if (top + rowHeight > now + viewport) return (top + rowHeight - viewport) / scaleOf(scrolled);
  return scrollTop;
}

function scaleOf({ count, rowHeight, viewport }: Scrolled): number {
  const total = count * rowHeight;
  return total > TALLEST ? (total - viewport) / (TALLEST - viewport) : 1;
}

/** The number of cells that tell how a column is written. */
const FORMAT_SAMPLE = 1000;
/** Digits of numbers that are computed, and those of any number that somebody wrote. */
const COMPUTED = 6;
const WRITTEN = 10;

/** How the cells of a column are written, all alike. */
export function columnFormat(column: Column, cells: readonly Cell[]): ColumnFormat {
  if (column.type !== 'number') return { grain: columnGrain(column, cells) };
  const numbers = cells
    .slice(0, FORMAT_SAMPLE)
    .filter((cell) => typeof cell === 'number' && Number.isFinite(cell));
  const style = columnNumberStyle(column, numbers);
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
