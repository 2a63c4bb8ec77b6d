import { html, render, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { rowsInOrderOf } from '../../charts/category-axis.ts';
import { withTitles } from '../../charts/column-titles.ts';
import { clip } from '../../internal/text.ts';
import { formatCell } from '../../locale/cells.ts';
import { columnFormats } from '../../locale/column-formats.ts';
import type { ColumnFormat, TableWords } from '../../locale/types.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';
import type { Dataset } from '../../public-client/types.ts';
import { RowList } from './row-list.ts';
import { TableCopying } from './table-copying.ts';
import {
  cardLines,
  originalOrder,
  haveSameColumns,
  isLarge,
  maxCellLength,
  MAX_HEADING_LENGTH,
  moveInGrid,
  nextSorting,
  limitColumns,
  sortOrder,
  trackWidths,
  type GridPlace,
  type Sorting,
} from './table-model.ts';
import { countText, tableTemplate, type TableView, tableWords } from './table-template.ts';
import { styles } from './table.styles.ts';

/**
 * A grid with the rows of a chart, with sorting, keyboard navigation and copying. The host renders the element that
 * {@link show} returns in its shadow root.
 */
export class TablePart {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #box = document.createElement('div');
  readonly #list: RowList;
  readonly #copying: TableCopying;
  /** The complete data, which can be copied. */
  #whole: Dataset | null = null;
  /** The part of the data that is shown. */
  #dataset: Dataset | null = null;
  /** The same part with readable column names. */
  #titled: Dataset | null = null;
  #viewModel: ChartViewModel | null = null;
  #formats: readonly ColumnFormat[] = [];
  /** Position in the table → index of the row in the data. */
  #order: Uint32Array = new Uint32Array();
  #sorting: Sorting | null = null;
  /** The cell that is the tab stop. */
  #active: GridPlace = { place: -1, column: 0 };
  #announcement = '';
  /** The data that the height of the element fits. */
  #fitted: Dataset | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    const box = this.#box;
    box.className = 'scroll';
    box.part.add('table');
    // Firefox makes scroll containers tab stops.
    box.tabIndex = -1;
    this.#list = new RowList(box, (place) => this.#makeRow(place));
    this.#copying = new TableCopying(
      () => ({
        root: this.#root,
        words: this.#words,
        dataset: this.#whole,
        order: this.#order,
        place: this.#cellWithFocus ? this.#active.place : null,
      }),
      () => this.#onNotice(),
    );
    box.addEventListener('keydown', this.#onKeydown);
    box.addEventListener('focusin', this.#onFocusin);
    box.addEventListener('focusout', this.#onFocusout);
    box.addEventListener('pointerover', this.#onPointerover);
    host.addController({
      hostUpdated: () => {
        this.#list.measureRows();
        this.#fitBox();
      },
      hostDisconnected: () => this.#list.detach(),
    });
    host.shadowRoot?.adoptedStyleSheets.push(styles.styleSheet!);
  }

  /** Shows these rows and returns the element. Keeps sorting and position while the columns stay the same. */
  show(dataset: Dataset, viewModel: ChartViewModel): HTMLElement {
    const before = this.#whole;
    const known = this.#viewModel;
    this.#viewModel = viewModel;
    const isNew = dataset !== before || viewModel.formats !== known?.formats;
    if (isNew) this.#setDataset(dataset);
    if (isNew || viewModel.locale !== known?.locale || viewModel.title !== known.title) this.#rebuild();
    this.#list.reattach();
    return this.#box;
  }

  /** The message below the table. */
  get notice(): string | null {
    return this.#copying.notice;
  }

  /** Renders the buttons of the table. */
  tools(): TemplateResult {
    return html`<button type="button" part="button" @click=${this.#copying.copyAll}>
      ${this.#words.copy}
    </button>`;
  }

  /** The number of rows and columns in words, or `null` if the table shows all of them at once. */
  get count(): string | null {
    return this.#whole && this.#dataset && countText(this.#whole, this.#dataset, this.#words);
  }

  get #words(): TableWords {
    return tableWords(this.#viewModel!.locale);
  }

  /**
   * Shrinks the box to a few rows, if nothing visible moves: below the viewport, or if it is short already. More rows, and a
   * chart with this table, take the usual box.
   */
  #fitBox(): void {
    const [host, scroller] = [this.#host, this.#box];
    const box = scroller.closest('.box');
    if (!box || this.#fitted === this.#dataset) return;
    this.#fitted = this.#dataset;
    const canShrink = box.classList.contains('short') || host.getBoundingClientRect().top >= innerHeight;
    box.classList.remove('short');
    if (!canShrink || this.#viewModel?.chart?.kind !== 'table') return;
    const { offsetHeight } = host;
    if (scroller.scrollHeight > scroller.clientHeight) return;
    box.classList.add('short');
    // The page sets the height.
    if (host.offsetHeight === offsetHeight) box.classList.remove('short');
  }

  #setDataset(whole: Dataset): void {
    const before = this.#dataset;
    const dataset = limitColumns(whole);
    this.#whole = whole;
    this.#dataset = dataset;
    const { rows } = dataset;
    if (!before || !haveSameColumns(dataset, before)) {
      this.#sorting = null;
      this.#active = { place: -1, column: 0 };
      this.#list.scrollToStart();
    }
    this.#list.pinned = -1;
    this.#active = { ...this.#active, place: Math.min(this.#active.place, rows.length - 1) };
    this.#formats = columnFormats(dataset, this.#viewModel!.formats);
    this.#order = this.#originalOrder();
    this.#sort();
    this.#announce('');
  }

  /** The order of the chart, or else that of the rows. */
  #originalOrder(): Uint32Array {
    const dataset = this.#dataset!;
    const order = rowsInOrderOf(this.#viewModel!.chart, dataset);
    return order ? Uint32Array.from(order) : originalOrder(dataset.rows.length);
  }

  #sort(): void {
    const { locale } = this.#viewModel!;
    if (!this.#dataset || !this.#sorting) return;
    const { compare } = new Intl.Collator(locale.tag, { numeric: true });
    sortOrder(this.#order, this.#dataset, this.#sorting, compare);
  }

  #rebuild(): void {
    const dataset = this.#dataset!;
    this.#titled = withTitles(dataset, this.#viewModel!);
    const hadFocus = this.#cellWithFocus !== null;
    this.#render();
    const table = this.#box.querySelector('table')!;
    const large = isLarge(dataset);
    if (large) {
      const tracks = trackWidths(this.#titled, (row, column) => this.#cellText(row, column));
      const width = tracks.reduce((sum, track) => sum + track, 0);
      table.style.setProperty('--_tracks', tracks.map((track) => `minmax(${track}ch, ${track}fr)`).join(' '));
      table.style.setProperty('--_width', `${width}ch`);
    }
    table.style.setProperty('--_lines', `${cardLines(dataset)}`);
    this.#list.reset(table.tBodies[0]!, dataset.rows.length, large);
    if (hadFocus) this.#focusCell(this.#active);
  }

  #render(): void {
    const { locale, title } = this.#viewModel!;
    const { place, column } = this.#active;
    const view: TableView = {
      dataset: this.#titled!,
      columns: this.#whole!.columns.length,
      title,
      locale,
      words: this.#words,
      sorting: this.#sorting,
      activeHeading: place < 0 ? column : null,
      announcement: this.#announcement,
      onHeading: (column) => this.#onHeading(column),
      onSorting: (sorting) => this.#sortBy(sorting),
    };
    render(tableTemplate(view), this.#box);
  }

  #makeRow(place: number): HTMLTableRowElement {
    const { columns } = this.#titled!;
    const row = document.createElement('tr');
    row.setAttribute('role', 'row');
    row.setAttribute('aria-rowindex', `${place + 2}`);
    row.append(
      ...columns.map(({ name, type }, column) => {
        const cell = document.createElement('td');
        cell.setAttribute('role', 'gridcell');
        cell.tabIndex = place === this.#active.place && column === this.#active.column ? 0 : -1;
        cell.dataset['label'] = clip(name, MAX_HEADING_LENGTH);
        Object.assign(cell, type === 'number' ? { className: 'numeric' } : { dir: 'auto' });
        cell.textContent = this.#cellText(this.#order[place] ?? 0, column);
        return cell;
      }),
    );
    return row;
  }

  /** Returns the text of a cell; `row` is an index in the data. */
  #cellText(row: number, column: number): string {
    return clip(this.#fullCellText(row, column), maxCellLength(this.#dataset!));
  }

  #fullCellText(row: number, column: number): string {
    const { columns, rows } = this.#dataset!;
    return formatCell(rows[row]?.[column], columns[column]!, this.#viewModel!.locale, this.#formats[column]);
  }

  #onHeading(column: number): void {
    this.#active = { place: -1, column };
    this.#sortBy(nextSorting(this.#sorting, column));
  }

  #sortBy(sorting: Sorting | null): void {
    this.#sorting = sorting;
    // Sort the current order, so equal rows keep the order of the previous sorting.
    if (this.#sorting) this.#sort();
    else this.#order = this.#originalOrder();
    const { sorted, unsorted } = this.#words;
    const name = clip(this.#titled?.columns[sorting?.column ?? -1]?.name ?? '', MAX_HEADING_LENGTH);
    this.#announce(sorting ? sorted(name, sorting.direction) : unsorted);
    this.#list.pinned = -1;
    this.#rebuild();
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.altKey || event.shiftKey || !this.#dataset) return;
    const size = {
      rows: this.#order.length,
      columns: this.#dataset.columns.length,
      page: this.#list.pageSize,
      rtl: getComputedStyle(this.#box).direction === 'rtl',
    };
    const next = moveInGrid({ key: event.key, jump: event.ctrlKey || event.metaKey }, this.#active, size);
    if (!next) return;
    event.preventDefault();
    this.#focusCell(next);
  };

  /** Moves the focus to a cell, which may not be in the document yet. */
  #focusCell(to: GridPlace): void {
    if (to.place >= 0) this.#list.reveal(to.place);
    const cell = this.#cellAt(to);
    if (!cell) return;
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #cellAt({ place, column }: GridPlace): HTMLElement | null {
    if (place < 0) return this.#box.querySelectorAll<HTMLElement>('th .sort')[column] ?? null;
    return this.#list.row(place)?.cells[column] ?? null;
  }

  /** Makes the focused cell the tab stop. */
  readonly #onFocusin = ({ target }: FocusEvent): void => {
    const cell = (target as Element).closest<HTMLTableCellElement>('td, th');
    const row = cell?.parentElement;
    if (!cell || !row) return;
    const before = this.#cellAt(this.#active);
    if (before) before.tabIndex = -1;
    const place = Number(row.getAttribute('aria-rowindex')) - 2;
    this.#active = { place, column: cell.cellIndex };
    this.#list.pinned = place;
    (target as HTMLElement).tabIndex = 0;
    this.#copying.listen();
  };

  readonly #onFocusout = (): void => {
    this.#copying.stopListening();
  };

  /** Shows the complete text of a truncated cell in a native tooltip. */
  readonly #onPointerover = ({ target }: Event): void => {
    const cell = (target as Element).closest<HTMLTableCellElement>('td');
    if (!cell) return;
    const place = Number(cell.parentElement?.getAttribute('aria-rowindex')) - 2;
    const text = this.#fullCellText(this.#order[place] ?? 0, cell.cellIndex);
    if (text !== cell.textContent || cell.scrollWidth > cell.clientWidth) cell.title = text;
  };

  get #root(): ShadowRoot {
    return this.#host.shadowRoot!;
  }

  get #cellWithFocus(): Element | null {
    const focused = this.#root.activeElement;
    return focused && focused !== this.#box && this.#box.contains(focused) ? focused : null;
  }

  /** Shows a notice below the table and announces it to screen readers. */
  #onNotice(): void {
    const { notice } = this.#copying;
    this.#host.requestUpdate();
    if (notice) this.#announce(notice);
  }

  #announce(text: string): void {
    this.#announcement = text;
    const region = this.#box.querySelector('.announcer');
    if (region) this.#render();
  }
}
