import type { Cell, Column, Dataset } from '../public-client/types.ts';
import { escapeTexts } from './inherited-names.ts';

/** A row as Vega wants it: an object by column name. */
export type DataRecord = Record<string, Cell>;

/**
 * The rows of a dataset as objects for Vega, created for every call since Vega writes into them. Text in a
 * number column (integers beyond 2⁵³) becomes a number: a picture has no use for its last digits. A column
 * called `__proto__` is an own property like any other. Texts are escaped (inherited-names.ts).
 */
export function toRecords(dataset: Dataset): DataRecord[] {
  const { columns, rows } = dataset;
  return rows.map((row) => {
    const record: DataRecord = {};
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index] as Column;
      setOwn(record, column.name, toValue(row[index], column));
    }
    return record;
  });
}

function toValue(cell: Cell | undefined, column: Column): Cell {
  if (cell === undefined) return null;
  return column.type === 'number' && typeof cell === 'string' ? Number(cell) : escapeTexts(cell);
}

function setOwn(record: DataRecord, name: string, value: Cell): void {
  if (name !== '__proto__') record[name] = value;
  else Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
}
