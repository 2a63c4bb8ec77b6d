import { html, nothing, type TemplateResult } from 'lit';
import { clip, MAX_NAME_LENGTH } from '../../internal/text.ts';
import english from '../../locale/messages/en/table.ts';
import type { Locale, TableWords } from '../../locale/types.ts';
import type { Dataset } from '../../public-client/types.ts';
import { type Direction, isLarge, MAX_HEADING_LENGTH, type Sorting } from './table-model.ts';

/** Maximum number of columns in a narrow box. Tables with more columns become cards there. */
const FEW_COLUMNS = 2;
const ARROWS: Readonly<Record<Direction, string>> = { ascending: '↑', descending: '↓' };

/** The state that a table renders, without its rows, which `RowList` adds and removes. */
export interface TableView {
  readonly dataset: Dataset;
  /** The number of columns in the result, which may be more than shown. */
  readonly columns: number;
  readonly title: string | null;
  readonly locale: Locale;
  readonly words: TableWords;
  readonly sorting: Sorting | null;
  /** The column of the heading that is the tab stop; `null` if a cell is. */
  readonly activeHeading: number | null;
  /** The text for screen readers. */
  readonly announcement: string;
  readonly onHeading: (column: number) => void;
  /** `null`: the order of the result. */
  readonly onSorting: (sorting: Sorting | null) => void;
}

export function tableTemplate(view: TableView): TemplateResult {
  const { dataset, title, locale, words, sorting, announcement } = view;
  const { columns, rows } = dataset;
  const shape = [columns.length > FEW_COLUMNS ? 'wide' : '', isLarge(dataset) ? 'large' : ''].join(' ');
  const head = columns.map(
    ({ name, type }, column) =>
      html`<th
        role="columnheader"
        scope="col"
        class=${type === 'number' ? 'numeric' : ''}
        aria-sort=${sorting?.column === column ? sorting.direction : nothing}
      >
        <button
          type="button"
          class="sort"
          title=${name.length > MAX_HEADING_LENGTH ? clip(name, MAX_NAME_LENGTH) : nothing}
          tabindex=${view.activeHeading === column ? 0 : -1}
          @click=${() => view.onHeading(column)}
        >
          <bdi>${clip(name, MAX_HEADING_LENGTH)}</bdi>
        </button>
      </th>`,
  );
  return html`${columns.length > FEW_COLUMNS ? sortByTemplate(view) : nothing}
    <table
      class=${shape}
      role="grid"
      aria-label=${locale.messages.tableCaption(title)}
      aria-describedby="table-hint"
      aria-rowcount=${rows.length + 1}
      aria-colcount=${view.columns > columns.length ? view.columns : nothing}
    >
      <thead role="rowgroup">
        <tr role="row" aria-rowindex="1">
          ${head}
        </tr>
      </thead>
      <tbody role="rowgroup"></tbody>
    </table>
    <p id="table-hint" hidden>${words.hint}</p>
    <div class="announcer" aria-live="polite">${announcement}</div>`;
}

/** Renders the menu that sorts cards. A column has two entries: `COLUMN ascending` and `COLUMN descending`. */
function sortByTemplate({ dataset, words, sorting, onSorting }: TableView): TemplateResult {
  const onChange = ({ target }: Event): void => {
    const [column, direction] = (target as HTMLSelectElement).value.split(' ');
    onSorting(direction ? { column: Number(column), direction: direction as Direction } : null);
  };
  const options = dataset.columns.flatMap(({ name }, column) =>
    Object.entries(ARROWS).map(
      ([direction, arrow]) =>
        html`<option value="${column} ${direction}">${clip(name, MAX_HEADING_LENGTH)} ${arrow}</option>`,
    ),
  );
  return html`<label class="sort-by"
    >${words.sortBy}
    <select .value=${sorting ? `${sorting.column} ${sorting.direction}` : ''} @change=${onChange}>
      <option value="">${words.unsorted}</option>
      ${options}
    </select></label
  >`;
}

/** Returns the number of rows and columns in words, or `null` if the table shows all of them at once. */
export function countText(whole: Dataset, shown: Dataset, { count, columns }: TableWords): string | null {
  const rows = isLarge(shown) ? [count(whole.rows.length)] : [];
  const more = shown === whole ? [] : [columns(shown.columns.length, whole.columns.length)];
  return [...rows, ...more].join(' · ') || null;
}

/** Returns the messages of a table in the reader's language. */
export const tableWords = ({ messages }: Locale): TableWords => messages.table ?? english;
