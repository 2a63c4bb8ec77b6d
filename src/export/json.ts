/** Rows for programs. */
import type { Cell, Dataset } from '../public-client/types.ts';
import { inPieces, isoDate } from './cells.ts';
import type { Credits } from './types.ts';

/**
 * `{ title, description, source, url, notes, params: { name: value }, asOf, retrievedAt, truncated, columns: [{ name, type }],
 * rows: [[…]] }`: rows as lists in the order of the columns, so that no column's name can do harm. Dates are ISO 8601; those of cells have no zone.
 */
export async function writeJson(dataset: Dataset, credits: Credits): Promise<Blob> {
  const { columns, truncated } = dataset;
  const { title, description, source, url, notes, params, asOf, retrievedAt } = credits;
  const head = { title, description, source, url, notes, params, asOf, retrievedAt, truncated, columns };
  const cell = (value: Cell, index: number): unknown =>
    value instanceof Date ? isoDate(value, columns[index]!.type, 'T') || null : value;
  const write = (rows: Dataset['rows']): string =>
    rows.map((row) => `\n    ${JSON.stringify(row.map(cell))}`).join();
  const rows = (await inPieces(dataset, write)).flatMap((piece) => [',', piece]).slice(1);
  const parts = [JSON.stringify(head, null, 2).slice(0, -2), ',\n  "rows": [', ...rows, '\n  ]\n}\n'];
  return new Blob(parts, { type: 'application/json' });
}
