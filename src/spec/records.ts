import type { Cell, Column, Dataset } from '../public-client/types.ts';
import { escapeTexts } from './inherited-names.ts';

/** A row as Vega expects it: an object keyed by column name. */
export type DataRecord = Record<string, Cell>;

/**
 * Converts the rows of a dataset to objects for Vega, new ones for each call, because Vega writes into them. Converts
 * text in number columns (integers beyond 2⁵³) to numbers, because a picture does not show their last digits. Stores a
 * column named `__proto__` as an own property. Escapes texts (inherited-names.ts).
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
