/** A scrolled list of rows of equal height; all lengths in px. */
export interface Scrolled {
  readonly count: number;
  readonly rowHeight: number;
  /** The height of the area that shows rows. */
  readonly viewport: number;
  readonly scrollTop: number;
}

/** The rows to add to the document, and their positions. */
interface RowWindow {
  /** The height of the list in the document, in px. Browsers limit elements to about 17 million px. */
  readonly height: number;
  readonly first: number;
  /** The end of the window, exclusive. */
  readonly end: number;
  /** Returns the distance of a row from the top of the list, in px. */
  readonly topOf: (place: number) => number;
}

/** Maximum height of the list in px. In a higher list, a px of the scroll bar is several px of rows. */
const MAX_LIST_HEIGHT = 15_000_000;
/** Maximum value of `viewport`, higher than any screen. A box without a fixed height might be as high as all rows. */
const MAX_VIEWPORT = 4000;

/** Returns the visible rows, and as many above and below, so fast scrolling shows no gap. */
export function visibleWindow(scrolled: Scrolled): RowWindow {
  const { count, rowHeight, scrollTop } = scrolled;
  const viewport = Math.min(scrolled.viewport, MAX_VIEWPORT);
  const height = Math.min(count * rowHeight, MAX_LIST_HEIGHT);
  const top = listTop(scrolled);
  const around = Math.ceil(viewport / rowHeight) + 4;
  return {
    height,
    first: Math.max(0, Math.floor(top / rowHeight) - around),
    end: Math.min(count, Math.ceil((top + viewport) / rowHeight) + around),
    topOf: (place) => place * rowHeight - top + scrollTop,
  };
}

/** Returns the scroll position as if the list were as high as all its rows. */
export function listTop(scrolled: Scrolled): number {
  return Math.max(0, scrolled.scrollTop) * scrollScale(scrolled);
}

/** Returns the scroll position at which a row is visible: the current one if it already is. */
export function scrollTopFor(place: number, scrolled: Scrolled): number {
  const { rowHeight, viewport, scrollTop } = scrolled;
  const top = place * rowHeight;
  const now = listTop(scrolled);
  if (top < now) return top / scrollScale(scrolled);
  if (top + rowHeight > now + viewport) return (top + rowHeight - viewport) / scrollScale(scrolled);
  return scrollTop;
}

function scrollScale({ count, rowHeight, viewport }: Scrolled): number {
  const total = count * rowHeight;
  return total > MAX_LIST_HEIGHT ? (total - viewport) / (MAX_LIST_HEIGHT - viewport) : 1;
}
