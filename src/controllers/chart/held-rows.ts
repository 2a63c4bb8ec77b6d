/** A chart with a view that can be suspended. */
export interface RowHolder {
  /** The element that contains the picture. */
  readonly container: Element | null;
  /** Called when the rows of all charts are too many. Suspends the view. */
  readonly onDisplaced: () => void;
}

/**
 * Maximum number of rows and marks that all views of a page hold together. A chart of 900,000 points holds about 3.6
 * million, and about 100 bytes for each.
 */
const MAX_PAGE_ROWS = 4_000_000;

/** Rows and marks of each chart. */
const heldRows = new Map<RowHolder, number>();

/**
 * Records how many rows and marks the view of a chart holds; 0 if it has no view. If the page holds too many, this
 * displaces charts: those farthest from the middle of the viewport first.
 */
export function recordHeldRows(holder: RowHolder, rows: number): void {
  heldRows.delete(holder);
  if (rows > 0) heldRows.set(holder, rows);
  let total = 0;
  for (const each of heldRows.values()) total += each;
  if (total <= MAX_PAGE_ROWS) return;
  for (const each of [...heldRows.keys()].sort((a, b) => distance(b) - distance(a))) {
    if (total <= MAX_PAGE_ROWS) return;
    total -= heldRows.get(each)!;
    heldRows.delete(each);
    each.onDisplaced();
  }
}

function distance({ container }: RowHolder): number {
  const { top, bottom } = container!.getBoundingClientRect();
  return Math.abs(top + bottom - innerHeight);
}
