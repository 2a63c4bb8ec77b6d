import { html, render, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { withTitles } from '../../charts/column-titles.ts';
import { clip } from '../../internal/text.ts';
import { formatCell } from '../../locale/cells.ts';
import type { ColumnFormat, TableWords } from '../../locale/types.ts';
import type { ChartViewModel } from '../../pipeline/view-model.ts';
import type { Dataset } from '../../public-client/types.ts';
import { RowList } from './row-list.ts';
import { TableCopying } from './table-copying.ts';
import {
  givenOrder,
  formatsOf,
  haveSameColumns,
  isLarge,
  lettersOf,
  LONGEST_HEADING,
  moveInGrid,
  nextSorting,
  shownPart,
  sortOrder,
  tracksOf,
  type GridPlace,
  type Sorting,
} from './table-model.ts';
import { countText, tableTemplate, type TableView, tableWords } from './table-template.ts';
import { styles } from './table.styles.ts';

/**
 * The rows of a chart as a grid: sorted by its headings, walked by the keyboard, copied. It lives in the shadow root of
 * its host, which puts the element that {@link show} gives where it wants it.
 */
export class TablePart {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #box = document.createElement('div');
  readonly #list: RowList;
  readonly #copying: TableCopying;
  /** All of it, which is copied. */
  #whole: Dataset | null = null;
  /** What is shown of it. */
  #dataset: Dataset | null = null;
  /** The same rows under the names that readers know the columns by. */
  #titled: Dataset | null = null;
  #viewModel: ChartViewModel | null = null;
  #formats: readonly ColumnFormat[] = [];
  /** Place → index of the row. */
  #order: Uint32Array = new Uint32Array();
  #sorting: Sorting | null = null;
  /** The one tab stop. */
  #active: GridPlace = { place: -1, column: 0 };
  #said = '';

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    const box = this.#box;
    box.className = 'scroll';
    box.part.add('table');
    // Firefox makes a tab stop of whatever scrolls.
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
      hostUpdated: () => this.#list.settle(),
      hostDisconnected: () => this.#list.leave(),
    });
    const { shadowRoot } = host;
    const { styleSheet } = styles;
    if (styleSheet) shadowRoot?.adoptedStyleSheets.push(styleSheet);
  }

  /** The element that shows these rows in this language. Sorting and place stay while the columns are the same. */
  show(dataset: Dataset, viewModel: ChartViewModel): HTMLElement {
    const before = this.#whole;
    const known = this.#viewModel;
    this.#viewModel = viewModel;
    if (dataset !== before) this.#take(dataset);
    if (dataset !== before || viewModel.locale !== known?.locale || viewModel.title !== known.title)
      this.#refill();
    this.#list.comeBack();
    return this.#box;
  }

  /** What there is to say in a line under the table. */
  get notice(): string | null {
    return this.#copying.notice;
  }

  /** The buttons for it. */
  tools(): TemplateResult {
    return html`<button type="button" part="button" @click=${this.#copying.copyAll}>
      ${this.#words.copy}
    </button>`;
  }

  /** How many rows and columns there are, where not all of them are to be seen at once. */
  get count(): string | null {
    return this.#whole && this.#dataset && countText(this.#whole, this.#dataset, this.#words);
  }

  get #words(): TableWords {
    return tableWords(this.#viewModel!.locale);
  }

  #take(whole: Dataset): void {
    const before = this.#dataset;
    const dataset = shownPart(whole);
    this.#whole = whole;
    this.#dataset = dataset;
    const { rows } = dataset;
    if (!before || !haveSameColumns(dataset, before)) {
      this.#sorting = null;
      this.#active = { place: -1, column: 0 };
      this.#list.rewind();
    }
    this.#list.kept = -1;
    this.#active = { ...this.#active, place: Math.min(this.#active.place, rows.length - 1) };
    this.#formats = formatsOf(dataset);
    this.#order = givenOrder(rows.length);
    this.#sort();
    this.#say('');
  }

  #sort(): void {
    const { locale } = this.#viewModel!;
    if (!this.#dataset || !this.#sorting) return;
    const { compare } = new Intl.Collator(locale.tag, { numeric: true });
    sortOrder(this.#order, this.#dataset, this.#sorting, compare);
  }

  #refill(): void {
    const dataset = this.#dataset!;
    this.#titled = withTitles(dataset, this.#viewModel!);
    const hadFocus = this.#cellWithFocus !== null;
    this.#render();
    const table = this.#box.querySelector('table')!;
    const large = isLarge(dataset);
    if (large) {
      const tracks = tracksOf(this.#titled, (row, column) => this.#textOf(row, column));
      const width = tracks.reduce((sum, track) => sum + track, 0);
      table.style.setProperty('--_tracks', tracks.map((track) => `minmax(${track}ch, ${track}fr)`).join(' '));
      table.style.setProperty('--_width', `${width}ch`);
    }
    table.style.setProperty('--_columns', `${dataset.columns.length}`);
    this.#list.reset(table.tBodies[0]!, dataset.rows.length, large);
    if (hadFocus) this.#goTo(this.#active);
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
      said: this.#said,
      onHeading: (column) => this.#onHeading(column),
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
        cell.dataset['label'] = clip(name, LONGEST_HEADING);
        Object.assign(cell, type === 'number' ? { className: 'numeric' } : { dir: 'auto' });
        cell.textContent = this.#textOf(this.#order[place] ?? 0, column);
        return cell;
      }),
    );
    return row;
  }

  /** What a cell shows, by its row in the data. */
  #textOf(row: number, column: number): string {
    return clip(this.#longTextOf(row, column), lettersOf(this.#dataset!));
  }

  /** What its tooltip shows. */
  #longTextOf(row: number, column: number): string {
    const { columns, rows } = this.#dataset!;
    return formatCell(rows[row]?.[column], columns[column]!, this.#viewModel!.locale, this.#formats[column]);
  }

  #onHeading(column: number): void {
    this.#active = { place: -1, column };
    this.#sorting = nextSorting(this.#sorting, column);
    // From how the rows stand: those that are equal stay sorted by what they were sorted by before.
    if (this.#sorting) this.#sort();
    else this.#order = givenOrder(this.#order.length);
    const { sorted, unsorted } = this.#words;
    const name = clip(this.#titled?.columns[column]?.name ?? '', LONGEST_HEADING);
    this.#say(this.#sorting ? sorted(name, this.#sorting.direction) : unsorted);
    this.#list.kept = -1;
    this.#refill();
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.altKey || event.shiftKey || !this.#dataset) return;
    const size = {
      rows: this.#order.length,
      columns: this.#dataset.columns.length,
      page: this.#list.page,
      rtl: getComputedStyle(this.#box).direction === 'rtl',
    };
    const next = moveInGrid({ key: event.key, jump: event.ctrlKey || event.metaKey }, this.#active, size);
    if (!next) return;
    event.preventDefault();
    this.#goTo(next);
  };

  /** Moves the focus to a cell, which need not be in the document yet. */
  #goTo(to: GridPlace): void {
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

  /** However the focus came: the cell that has it is the tab stop from now on. */
  readonly #onFocusin = ({ target }: FocusEvent): void => {
    const cell = (target as Element).closest<HTMLTableCellElement>('td, th');
    const row = cell?.parentElement;
    if (!cell || !row) return;
    const before = this.#cellAt(this.#active);
    if (before) before.tabIndex = -1;
    const place = Number(row.getAttribute('aria-rowindex')) - 2;
    this.#active = { place, column: cell.cellIndex };
    this.#list.kept = place;
    (target as HTMLElement).tabIndex = 0;
    this.#copying.listen();
  };

  readonly #onFocusout = (): void => {
    this.#copying.leave();
  };

  /** What is cut off can be read in a tooltip of the browser's. */
  readonly #onPointerover = ({ target }: Event): void => {
    const cell = (target as Element).closest<HTMLTableCellElement>('td');
    if (!cell) return;
    const place = Number(cell.parentElement?.getAttribute('aria-rowindex')) - 2;
    const text = this.#longTextOf(this.#order[place] ?? 0, cell.cellIndex);
    if (text !== cell.textContent || cell.scrollWidth > cell.clientWidth) cell.title = text;
  };

  get #root(): ShadowRoot {
    return this.#host.shadowRoot!;
  }

  get #cellWithFocus(): Element | null {
    const focused = this.#root.activeElement;
    return focused && focused !== this.#box && this.#box.contains(focused) ? focused : null;
  }

  /** Says it to those who see the table, and to those who hear it. */
  #onNotice(): void {
    const { notice } = this.#copying;
    this.#host.requestUpdate();
    if (notice) this.#say(notice);
  }

  #say(text: string): void {
    this.#said = text;
    const region = this.#box.querySelector('.announcer');
    if (region) this.#render();
  }
}
