/** What is known of a scrolled list of rows that are all of one height; all lengths in px. */
export interface Scrolled {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of the part that shows rows. */
  readonly viewport: number;
  readonly scrollTop: number;
}

/** Which rows are to be in the document, and where. */
export interface RowWindow {
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
