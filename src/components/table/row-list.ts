import { listTop, scrollTopFor, visibleWindow, type Scrolled } from './window-model.ts';

/** The assumed height of a row until one has been measured, in px. */
const ASSUMED_HEIGHT = 32;

/**
 * The rows of a table in its scroll container: all of them or, if there are many, the visible ones. Rows that stay
 * visible keep their elements, and with them focus and selection.
 *
 * `@tanstack/virtual-core` (3.19: 8.9 kB with brotli) and `@lit-labs/virtualizer` (2.1: 8.0 kB without Lit) support rows
 * of different heights. These rows all have the same height, so a few lines in `window-model.ts` are enough, and scroll to
 * any row exactly.
 */
export class RowList {
  /** The position of the focused row, which stays in the document while it is scrolled out of view; -1 for none. */
  pinned = -1;
  readonly #scroller: HTMLElement;
  readonly #makeRow: (place: number) => HTMLTableRowElement;
  readonly #rows = new Map<number, HTMLTableRowElement>();
  #body: HTMLElement | null = null;
  #count = 0;
  #large = false;
  #rowHeight = ASSUMED_HEIGHT;
  #headHeight = 0;
  #scrollTop = 0;
  #isDetached = false;
  #isMeasured = false;

  /** @param makeRow Creates the element for a position in the list */
  constructor(scroller: HTMLElement, makeRow: (place: number) => HTMLTableRowElement) {
    this.#scroller = scroller;
    this.#makeRow = makeRow;
    scroller.addEventListener('scroll', () => this.#onScroll());
    new ResizeObserver(() => this.#onResize()).observe(scroller);
  }

  /** The number of rows that Page Down moves by: one less than visible, so the last visible row becomes the first. */
  get pageSize(): number {
    const height = this.#large
      ? this.#rowHeight
      : (this.#rows.values().next().value?.offsetHeight ?? ASSUMED_HEIGHT);
    return Math.max(1, Math.floor(this.#scrolled.viewport / Math.max(1, height)) - 1);
  }

  /** Creates all rows again. */
  reset(body: HTMLElement, count: number, large: boolean): void {
    this.#rows.clear();
    body.replaceChildren();
    this.#body = body;
    this.#count = count;
    this.#large = large;
    this.#isMeasured = false;
    this.#fill();
    this.#measure();
  }

  /** Measures the rows once the scroll container is in the page, before they are painted with the assumed height. */
  measureRows(): void {
    if (this.#large && !this.#isMeasured) this.#measure();
  }

  /** Call this when the scroll container is removed from the page, which resets its scroll position. */
  detach(): void {
    this.#isDetached = true;
  }

  /** Restores the scroll position after `detach()`. */
  reattach(): void {
    if (!this.#isDetached || this.#scroller.clientHeight === 0) return;
    this.#isDetached = false;
    this.#scroller.scrollTop = this.#scrollTop;
  }

  scrollToStart(): void {
    this.#scroller.scrollTo(0, 0);
    this.#scrollTop = 0;
  }

  row(place: number): HTMLTableRowElement | undefined {
    return this.#rows.get(place);
  }

  /** Scrolls a row into view, which adds it to the document. */
  reveal(place: number): void {
    if (!this.#large) return;
    const top = scrollTopFor(place, this.#scrolled);
    if (top !== this.#scroller.scrollTop) this.#scroller.scrollTop = top;
    this.#onScroll();
  }

  get #scrolled(): Scrolled {
    const { clientHeight, scrollTop } = this.#scroller;
    const viewport = Math.max(0, clientHeight - this.#headHeight);
    return { count: this.#count, rowHeight: this.#rowHeight, viewport, scrollTop };
  }

  #onScroll(): void {
    if (!this.#isDetached) this.#scrollTop = this.#scroller.scrollTop;
    if (this.#large) this.#fill();
  }

  #onResize(): void {
    if (this.#scroller.clientHeight === 0) return this.detach();
    this.reattach();
    this.#measure();
    if (this.#large) this.#fill();
  }

  /** Measures rows, and the headings or the menu above them. The first visible row stays the first. */
  #measure(): void {
    const [menu, head] = ['.sort-by', 'thead'].map(
      (part) => this.#scroller.querySelector<HTMLElement>(part)?.offsetHeight,
    );
    this.#headHeight = menu || head || 0;
    const { style, offsetWidth, clientWidth } = this.#scroller;
    style.scrollPaddingTop = `${this.#headHeight}px`;
    style.setProperty('--_scrollbar', `${offsetWidth - clientWidth}px`);
    const row = this.#large && this.#rows.values().next().value;
    if (!row || row.offsetHeight === 0) return;
    this.#isMeasured = true;
    const height = Number.parseFloat(getComputedStyle(row).height);
    if (!(height > 0) || height === this.#rowHeight) return;
    const before = this.#scrolled;
    const first = listTop(before) / before.rowHeight;
    this.#rowHeight = height;
    this.#fill();
    if (first > 0) {
      const top = scrollTopFor(first, { ...this.#scrolled, scrollTop: Number.MAX_SAFE_INTEGER });
      this.#scroller.scrollTop = top;
      this.#onScroll();
    }
  }

  /** Adds visible rows to the document and removes others. */
  #fill(): void {
    const body = this.#body;
    if (!body) return;
    const { height, first, end, topOf } = this.#large
      ? visibleWindow(this.#scrolled)
      : { height: null, first: 0, end: this.#count, topOf: null };
    body.style.height = height === null ? '' : `${height}px`;
    for (const [place, row] of this.#rows) {
      if ((place >= first && place < end) || place === this.pinned) continue;
      row.remove();
      this.#rows.delete(place);
    }
    let next: Element | null = this.pinned >= end ? (this.#rows.get(this.pinned) ?? null) : null;
    for (let place = end - 1; place >= first; place--) {
      let row = this.#rows.get(place);
      if (!row) {
        row = this.#makeRow(place);
        this.#rows.set(place, row);
        body.insertBefore(row, next);
      }
      next = row;
    }
    if (topOf) for (const [place, row] of this.#rows) row.style.top = `${topOf(place)}px`;
  }
}
