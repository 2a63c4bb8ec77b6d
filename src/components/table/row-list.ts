import { listTop, scrollTopFor, windowOf, type Scrolled } from './table-model.ts';

/** What a row's height is taken for until one has been measured, in px. */
const ASSUMED_HEIGHT = 32;

/**
 * The rows of a table within its scroller: all of them, or, where they are many, those in sight. Rows that stay in
 * sight keep their elements, and with them focus and selection. `@tanstack/virtual-core` (3.19: 8.9 kB by brotli) and
 * `@lit-labs/virtualizer` (2.1: 8.0 kB without Lit) measure rows of any height; these are all of one, which takes the
 * few lines of `table-model.ts` and scrolls to any row exactly.
 */
export class RowList {
  /** A row that stays in the document wherever the list is scrolled to: the one with the focus. */
  kept = -1;
  readonly #scroller: HTMLElement;
  readonly #makeRow: (place: number) => HTMLTableRowElement;
  readonly #rows = new Map<number, HTMLTableRowElement>();
  #body: HTMLElement | null = null;
  #count = 0;
  #large = false;
  #rowHeight = ASSUMED_HEIGHT;
  #headHeight = 0;
  #scrollTop = 0;
  #away = false;
  #isMeasured = false;

  /** `makeRow` makes the element for a place in the list. */
  constructor(scroller: HTMLElement, makeRow: (place: number) => HTMLTableRowElement) {
    this.#scroller = scroller;
    this.#makeRow = makeRow;
    scroller.addEventListener('scroll', () => this.#onScroll());
    new ResizeObserver(() => this.#onResize()).observe(scroller);
  }

  /** Rows that are seen at once, one less: what was last is first after a Page Down. */
  get page(): number {
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

  /** Its scroller is in the page: no row is painted at a height that is not its own. */
  settle(): void {
    if (this.#large && !this.#isMeasured) this.#measure();
  }

  /** Its scroller is out of the page, and forgets how far it was scrolled. */
  leave(): void {
    this.#away = true;
  }

  /** Back to where it was, if it has been away. */
  comeBack(): void {
    if (!this.#away || this.#scroller.clientHeight === 0) return;
    this.#away = false;
    this.#scroller.scrollTop = this.#scrollTop;
  }

  /** To the first row. */
  rewind(): void {
    this.#scroller.scrollTo(0, 0);
    this.#scrollTop = 0;
  }

  row(place: number): HTMLTableRowElement | undefined {
    return this.#rows.get(place);
  }

  /** Scrolls the list so far that a row is in the document, and in sight. */
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
    if (!this.#away) this.#scrollTop = this.#scroller.scrollTop;
    if (this.#large) this.#fill();
  }

  #onResize(): void {
    if (this.#scroller.clientHeight === 0) return this.leave();
    this.comeBack();
    this.#measure();
    if (this.#large) this.#fill();
  }

  /** Reads how high headings and rows are by now; what was the first row in sight stays it. */
  #measure(): void {
    const head = this.#scroller.querySelector('thead');
    this.#headHeight = head?.offsetHeight ?? 0;
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

  /** Brings those rows into the document that belong there, and takes others out. */
  #fill(): void {
    const body = this.#body;
    if (!body) return;
    const { height, first, end, topOf } = this.#large
      ? windowOf(this.#scrolled)
      : { height: null, first: 0, end: this.#count, topOf: null };
    body.style.height = height === null ? '' : `${height}px`;
    for (const [place, row] of this.#rows) {
      if ((place >= first && place < end) || place === this.kept) continue;
      row.remove();
      this.#rows.delete(place);
    }
    let next: Element | null = this.kept >= end ? (this.#rows.get(this.kept) ?? null) : null;
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
