import { ITEMS_PER_SLICE, type SlicedTask } from '../internal/tasks.ts';
import { tallyOf } from './answer.ts';
import { type Convert, converterFor } from './cells.ts';
import { malformed } from './fields.ts';
import { dayLength, parseTimestamp } from './temporal.ts';
import type { Cell, Column, ColumnType, Dataset } from './types.ts';
import type { Table } from './wire.ts';

interface DecodeOptions {
  readonly maxCells: number;
  /** What a timestamp becomes, of milliseconds since 1970. Default: that moment. */
  readonly toMoment?: ((ms: number) => Date) | undefined;
}

/**
 * Types the columns of a result and decodes its cells. Short rows are filled with `null`, longer ones are cut.
 * @throws VibedasherError of kind `too-large`, or `malformed` (with the path of the cell)
 */
export function* toDataset(
  table: Table,
  { maxCells, toMoment = (ms) => new Date(ms) }: DecodeOptions,
): SlicedTask<Dataset> {
  const tally = tallyOf(maxCells);
  // A row without cells takes as much as one with a cell.
  tally.check(table.rows.length * Math.max(1, table.columns.length), 'cells', maxCells);
  const rows: unknown[][] = [];
  for (const row of table.rows) {
    rows.push(cellsOf(row, table.columns, rows.length));
    if (rows.length % ITEMS_PER_SLICE === 0) yield;
  }
  const names = uniqueNames(table.columns.map((column) => column.name));
  const columns: Column[] = [];
  for (const [place, column] of table.columns.entries()) {
    const type = column.type ?? inferType(rows, place);
    yield* decodeColumn(rows, place, converterFor(type, toMoment, tally));
    columns.push({ name: names[place]!, type });
  }
  const dataset = { columns, rows: rows as Cell[][], truncated: table.truncated };
  return table.asOf ? { ...dataset, asOf: table.asOf } : dataset;
}

/** A row's raw cells in column order, in an array of our own: the wire's may be shared. */
function cellsOf(row: unknown, columns: Table['columns'], index: number): unknown[] {
  if (typeof row !== 'object' || row === null) throw malformed(`rows[${index}]`, 'row');
  const isList = Array.isArray(row);
  // An array that grows item by item has room for a dozen more.
  return columns.map(({ name }, place) => {
    const value: unknown = isList ? row[place] : ownField(row, name);
    return isNothing(value) ? null : value;
  });
}

function ownField(row: object, name: string): unknown {
  return Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : null;
}

/** What no type can hold: `undefined`, `NaN`, infinities. */
function isNothing(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && !Number.isFinite(value));
}

function* decodeColumn(rows: readonly unknown[][], place: number, convert: Convert): SlicedTask<void> {
  for (let index = 0; index < rows.length; index++) {
    if (index % ITEMS_PER_SLICE === 0) yield;
    const row = rows[index]!;
    const raw = row[place];
    if (raw === null) continue;
    const cell = convert(raw);
    if (cell === undefined) throw malformed(`rows[${index}][${place}]`, 'value of its column’s type');
    row[place] = cell;
  }
}

/** Every column gets a name, and no two the same, whatever the query called them. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const used = new Set<string>();
  const counts = new Map<string, number>();
  return names.map((name, place) => {
    const base = name || `column_${place + 1}`;
    let count = counts.get(base) ?? 1;
    let unique = base;
    while (used.has(unique) || (unique !== name && taken.has(unique))) unique = `${base}_${++count}`;
    counts.set(base, count);
    used.add(unique);
    return unique;
  });
}

type Sort = 'boolean' | 'number' | 'huge' | 'date' | 'timestamp' | 'text' | 'json';

/** An integer as text that a number could not hold exactly. */
const HUGE = /^-?[1-9]\d{15,998}$/;

/**
 * The type of a column whose wire has none, from its values. Text stays text however much it looks like a number
 * ("007", "80331"): what is a number comes as one.
 */
function inferType(rows: readonly (readonly unknown[])[], place: number): ColumnType {
  const seen = new Set<Sort>();
  for (const row of rows) {
    const value = row[place];
    if (value !== null) seen.add(sortOf(value, seen.has('text')));
  }
  const only = (...sorts: Sort[]): boolean => [...seen].every((sort) => sorts.includes(sort));
  if (seen.size === 0) return 'string';
  if (seen.has('json')) return 'json';
  if (only('boolean')) return 'boolean';
  if (seen.has('number') && only('number', 'huge')) return 'number';
  if (only('date')) return 'date';
  return only('date', 'timestamp') ? 'timestamp' : 'string';
}

function sortOf(value: unknown, textSeen: boolean): Sort {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (value instanceof Date) return 'timestamp';
  if (typeof value !== 'string') return 'json';
  if (textSeen) return 'text';
  if (parseTimestamp(value) !== undefined) return value.length === dayLength(value) ? 'date' : 'timestamp';
  return HUGE.test(value) ? 'huge' : 'text';
}
