import { countLetters } from '../../internal/widths.ts';
import type { Cell, Column, Dataset } from '../../public-client/types.ts';

type Rows = Dataset['rows'];

export type Direction = 'ascending' | 'descending';

/** The sorting of a table. Without one, rows have the order of the result. */
export interface Sorting {
  readonly column: number;
  readonly direction: Direction;
}

/** A cell of the grid. `place` is the position of its row, from the top; -1 for the headings. */
export interface GridPlace {
  readonly place: number;
  readonly column: number;
}

/** The size of a grid, for {@link moveInGrid}. */
interface GridSize {
  /** The number of rows, without headings. */
  readonly rows: number;
  readonly columns: number;
  /** The number of rows to move by Page Down. */
  readonly page: number;
  readonly rtl: boolean;
}

/** Maximum number of rows and cells in the document. Larger tables add only visible rows, because layout is slow. */
const MAX_ROWS = 1000;
const MAX_CELLS = 20_000;

/** Maximum number of columns that are shown. Copies and files contain all of them. */
const MAX_COLUMNS = 200;
/** Approximate maximum number of characters in all cells in the document. */
const MAX_TABLE_LENGTH = 1_000_000;
const MIN_CELL_LENGTH = 100;
/** Maximum number of characters of a heading. */
export const MAX_HEADING_LENGTH = 80;
/** Maximum number of characters of a text that are compared for sorting. */
const MAX_COMPARED_LENGTH = 1000;

/** Returns the columns of a dataset that are shown. */
export function limitColumns(dataset: Dataset): Dataset {
  const { columns } = dataset;
  return columns.length <= MAX_COLUMNS ? dataset : { ...dataset, columns: columns.slice(0, MAX_COLUMNS) };
}

/** Returns the maximum number of characters of a cell. */
export const maxCellLength = ({ rows, columns }: Dataset): number =>
  Math.max(
    MIN_CELL_LENGTH,
    Math.floor(MAX_TABLE_LENGTH / (Math.min(rows.length, MAX_ROWS) * columns.length)),
  );

/** Returns whether only visible rows are added to the document. */
export const isLarge = ({ rows, columns }: Dataset): boolean =>
  rows.length > Math.min(MAX_ROWS, Math.ceil(MAX_CELLS / columns.length));

/** Returns the number of lines of a card: the first column has a line of its own, two others share one. */
export const cardLines = ({ columns }: Dataset): number => 1 + Math.ceil((columns.length - 1) / 2);

export const haveSameColumns = (a: Dataset, b: Dataset): boolean =>
  a.columns.length === b.columns.length &&
  a.columns.every(({ name }, index) => name === b.columns[index]?.name);

/** Returns the sorting after a heading was pressed: ascending, then descending, then none. */
export function nextSorting(current: Sorting | null, column: number): Sorting | null {
  if (current?.column !== column) return { column, direction: 'ascending' };
  return current.direction === 'ascending' ? { column, direction: 'descending' } : null;
}

/** Returns the order of the result: position → index of the row. */
export const originalOrder = (count: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, place) => place);

/**
 * Sorts `order` by a column, with nulls last in both directions. The sort is stable, so rows sorted by one column and
 * then by another are sorted by both. `compare` compares texts.
 */
export function sortOrder(
  order: Uint32Array,
  { rows, columns }: Dataset,
  { column, direction }: Sorting,
  compare: (a: string, b: string) => number,
): void {
  const ranks = rankRows(rows, column, columns[column], compare);
  const sign = direction === 'ascending' ? 1 : -1;
  order.sort((a, b) => {
    const left = ranks[a] ?? NaN;
    const right = ranks[b] ?? NaN;
    // NaN represents a missing value.
    if (left !== left || right !== right) return Number(left !== left) - Number(right !== right);
    return (left - right) * sign;
  });
}

/** Returns a sort key for each row. Compares each distinct text only once. */
function rankRows(
  rows: Rows,
  column: number,
  declared: Column | undefined,
  compare: (a: string, b: string) => number,
): Float64Array {
  const isNumber = declared?.type === 'number';
  const values = rows.map((row) => sortValue(row[column] ?? null));
  if (!values.some((value) => typeof value === 'string')) return Float64Array.from(values as number[]);
  const distinct = [...new Set(values)].filter((value) => typeof value === 'string' || !Number.isNaN(value));
  distinct.sort(isNumber ? compareNumbers : (a, b) => compare(String(a), String(b)));
  const ranks = new Map(distinct.map((value, rank) => [value, rank]));
  return Float64Array.from(values, (value) => ranks.get(value) ?? NaN);
}

function sortValue(cell: Cell): number | string {
  if (cell === null) return NaN;
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'boolean' || cell instanceof Date) return Number(cell);
  return (typeof cell === 'string' ? cell : JSON.stringify(cell)).slice(0, MAX_COMPARED_LENGTH);
}

const INTEGER = /^[-+]?\d+$/;

/** Compares numbers. Integers beyond the precision of a JavaScript number are texts and are compared exactly. */
function compareNumbers(a: number | string, b: number | string): number {
  const difference = Number(a) - Number(b);
  if (difference !== 0 || !INTEGER.test(String(a)) || !INTEGER.test(String(b))) return difference || 0;
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : Number(left > right);
}

/** Returns the cell that a key moves to, following the ARIA grid pattern; `null` for other keys. */
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
  // Other keys with a modifier are shortcuts of the browser.
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

/** The number of rows that determine the widths of columns. */
const TRACK_SAMPLE = 200;
/** Bounds of a column's width, in `ch`. */
const MIN_TRACK = 6;
const MAX_TRACK = 36;

/**
 * Returns the width of each column of a large table in `ch`, from the longest text in a sample of its rows. The widths
 * are fixed, so they do not change while scrolling. `textOf` returns the text of a cell.
 */
export function trackWidths(
  dataset: Dataset,
  textOf: (row: number, column: number) => string,
): readonly number[] {
  const { rows, columns } = dataset;
  const step = Math.max(1, Math.floor(rows.length / TRACK_SAMPLE));
  return columns.map(({ name, type }, column) => {
    // Leave space for the sort arrow.
    let longest = countLetters(name.slice(0, MAX_HEADING_LENGTH)) + 3;
    for (let row = 0; row < rows.length; row += step)
      longest = Math.max(longest, countLetters(textOf(row, column)));
    // Separate text from a number before it.
    const apart = type !== 'number' && columns[column - 1]?.type === 'number' ? 2 : 0;
    return clamp(longest + 2 + apart, MIN_TRACK, MAX_TRACK);
  });
}
