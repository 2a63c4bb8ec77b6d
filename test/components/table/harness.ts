import '../../../src/components/table/table-element-define.ts';
import { createPublicClient } from '../../../src/public-client/index.ts';
import type { FakeQuery } from '../../support/fake-api.ts';
import { place, SALES_SQL, salesApi, settle } from '../viz/harness.ts';

/** Creates a result whose columns have these types. */
export const typed = (
  columns: Readonly<Record<string, string>>,
  rows: readonly (readonly unknown[])[],
): FakeQuery => ({
  result: {
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    rows,
    truncated: false,
  },
});

export type TablePage = Awaited<ReturnType<typeof mountTable>>;

/** Mounts a table of these rows, then waits until the table is drawn. */
export async function mountTable(
  query: FakeQuery,
  attributes: Readonly<Record<string, string>> = {},
  style = 'width: 700px',
) {
  const api = salesApi({ queries: { [SALES_SQL]: query } });
  const element = document.createElement('vibedasher-table');
  element.client = createPublicClient({ apiBase: api.base, fetch: api.fetch, maxRetries: 0 });
  const all = { account: 'acme', slug: 'sales', loading: 'eager', ...attributes };
  for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
  place(style).append(element);
  await element.ready;
  await settle(element);
  const root = element.shadowRoot!;
  const rowOf = (at: number) => root.querySelector<HTMLTableRowElement>(`tr[aria-rowindex="${at + 2}"]`);
  return {
    element,
    api,
    grid: root.querySelector('table')!,
    scroller: root.querySelector<HTMLElement>('[part=table]')!,
    /** Returns the heading of a column, counted from 0. */
    heading: (column: number) => root.querySelectorAll<HTMLButtonElement>('th button')[column]!,
    /** Returns the cell at a position in the table, if it is in the document. */
    cell: (at: number, column: number): HTMLElement | null => rowOf(at)?.cells[column] ?? null,
    /** Returns the texts of a column for the rows that are in the document, from the top. */
    column: (column: number) =>
      [...root.querySelectorAll<HTMLTableRowElement>('tbody tr')].map(
        (each) => each.cells[column]?.textContent ?? '',
      ),
    focused: () => root.activeElement,
    /** Returns the position and column of the focused cell; the position of a heading is -1. */
    where(): readonly [place: number, column: number] | null {
      const cell = root.activeElement?.closest<HTMLTableCellElement>('td, th');
      const index = cell?.parentElement?.getAttribute('aria-rowindex');
      return cell && index ? [Number(index) - 2, cell.cellIndex] : null;
    },
    /** Presses a key on the focused element. */
    async press(key: string, modifiers: KeyboardEventInit = {}): Promise<void> {
      const init = { key, bubbles: true, composed: true, cancelable: true, ...modifiers };
      (root.activeElement ?? element).dispatchEvent(new KeyboardEvent('keydown', init));
      await settle(element);
    },
  };
}

/** A result with 100,000 rows and four columns. */
export const MANY = typed(
  { place: 'number', shop: 'string', day: 'date', amount: 'number' },
  Array.from({ length: 100_000 }, (_, index) => [
    index,
    `Shop ${index % 317}`,
    `2024-01-${String((index % 28) + 1).padStart(2, '0')}`,
    (index * 7919) % 1009,
  ]),
);
