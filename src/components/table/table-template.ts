import { html, nothing, type TemplateResult } from 'lit';
import { clip, LONGEST_NAME } from '../../internal/text.ts';
import { createFormats } from '../../locale/formats.ts';
import type { Formats, Locale, TableWords } from '../../locale/types.ts';
import type { Dataset } from '../../public-client/types.ts';
import { isLarge, LONGEST_HEADING, type Sorting } from './table-model.ts';

/** Tables of so few columns stay tables where there is little room; others become cards. */
const FEW_COLUMNS = 2;

/** What a table draws but for its rows, which come and go as it scrolls. */
export interface TableView {
  readonly dataset: Dataset;
  /** Columns of the result, of which these may be the first only. */
  readonly columns: number;
  readonly title: string | null;
  readonly locale: Locale;
  readonly words: TableWords;
  readonly sorting: Sorting | null;
  /** The heading that is the one tab stop; `null` where a cell is. */
  readonly activeHeading: number | null;
  /** What those hear who do not see it. */
  readonly said: string;
  readonly onHeading: (column: number) => void;
}

export function tableTemplate(view: TableView): TemplateResult {
  const { dataset, title, locale, words, sorting, said } = view;
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
          title=${name.length > LONGEST_HEADING ? clip(name, LONGEST_NAME) : nothing}
          tabindex=${view.activeHeading === column ? 0 : -1}
          @click=${() => view.onHeading(column)}
        >
          <bdi>${clip(name, LONGEST_HEADING)}</bdi>
        </button>
      </th>`,
  );
  return html`<table
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
    <div class="announcer" aria-live="polite">${said}</div>`;
}

/** How many rows and columns there are, where not all of them are to be seen at once. */
export function countText(whole: Dataset, shown: Dataset, { count, columns }: TableWords): string | null {
  const rows = isLarge(shown) ? [count(whole.rows.length)] : [];
  const more = shown === whole ? [] : [columns(shown.columns.length, whole.columns.length)];
  return [...rows, ...more].join(' · ') || null;
}

const ROWS = { one: '# row', other: '# rows' };

const build = ({ number, plural }: Formats): TableWords => ({
  copy: 'Copy table',
  copied: (rows) => `${plural(rows, ROWS)} copied.`,
  rowCopied: 'Row copied.',
  copyRefused: 'The browser did not allow copying. You can copy single rows with Ctrl+C.',
  count: (rows) => plural(rows, ROWS),
  columns: (shown, total) =>
    `The first ${number(shown)} of ${number(total)} columns. Copies and files contain all columns.`,
  sorted: (name, direction) => `Sorted by ${name}, ${direction}.`,
  unsorted: 'In the original order.',
  hint: 'Arrow keys move through the cells, Enter on a heading sorts, Ctrl+C copies the row.',
});

let english: TableWords | undefined;

/** What is said about a table: English comes with the table, other languages bring it with their sentences. */
export const tableWords = ({ messages }: Locale): TableWords =>
  messages.table ?? (english ??= build(createFormats('en', undefined)));
