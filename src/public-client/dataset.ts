import { ITEMS_PER_SLICE, type SlicedTask } from '../internal/tasks.ts';
import { createTally } from './parse-json.ts';
import { type Convert, converterFor } from './cells.ts';
import { malformed } from './fields.ts';
import { dayLength, parseTimestamp } from './temporal.ts';
import type { Cell, Column, ColumnType, Dataset } from './types.ts';
import type { Table } from './wire.ts';

interface DecodeOptions {
  readonly maxCells: number;
  /** Converts a timestamp (ms since 1970) to a `Date`. Default: `new Date(ms)`. */
  readonly toMoment?: ((ms: number) => Date) | undefined;
}

/**
 * Decodes the cells of a result by the types of its columns. Short rows are padded with `null`, long rows are cut.
 * @throws VibedasherError of kind `too-large`, or `malformed` (with the path of the cell)
 */
export function* toDataset(
  table: Table,
  { maxCells, toMoment = (ms) => new Date(ms) }: DecodeOptions,
): SlicedTask<Dataset> {
  const tally = createTally(maxCells);
  // Count at least one cell per row, so rows without columns are also limited.
  tally.check(table.rows.length * Math.max(1, table.columns.length), 'cells', maxCells);
  const rows: unknown[][] = [];
  for (const row of table.rows) {
    rows.push(rawCells(row, table.columns, rows.length));
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

/** Returns a row's raw cells in column order, in a new array because callers may share the response. */
function rawCells(row: unknown, columns: Table['columns'], index: number): unknown[] {
  if (typeof row !== 'object' || row === null) throw malformed(`rows[${index}]`, 'row');
  const isList = Array.isArray(row);
  // `map` allocates the exact length; `push` would reserve memory for more items.
  return columns.map(({ name }, place) => {
    const value: unknown = isList ? row[place] : ownField(row, name);
    return isUnrepresentable(value) ? null : value;
  });
}

function ownField(row: object, name: string): unknown {
  return Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : null;
}

/** Returns whether a value fits no column type: `undefined`, `NaN` and infinities. */
function isUnrepresentable(value: unknown): boolean {
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

/** Fills in missing column names and makes duplicates unique. */
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

type ValueKind = 'boolean' | 'number' | 'huge' | 'date' | 'timestamp' | 'text' | 'json';

/** An integer, as text, that is too large for an exact number. */
const HUGE = /^-?[1-9]\d{15,998}$/;

/**
 * Infers the type of a column from its values, if the response does not give it. Text with digits ("007", "80331") is
 * not a number: the API sends numbers as numbers.
 */
function inferType(rows: readonly (readonly unknown[])[], place: number): ColumnType {
  const seen = new Set<ValueKind>();
  for (const row of rows) {
    const value = row[place];
    if (value !== null) seen.add(valueKind(value, seen.has('text')));
  }
  const only = (...kinds: ValueKind[]): boolean => [...seen].every((sort) => kinds.includes(sort));
  if (seen.size === 0) return 'string';
  if (seen.has('json')) return 'json';
  if (only('boolean')) return 'boolean';
  if (seen.has('number') && only('number', 'huge')) return 'number';
  if (only('date')) return 'date';
  return only('date', 'timestamp') ? 'timestamp' : 'string';
}

function valueKind(value: unknown, textSeen: boolean): ValueKind {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (value instanceof Date) return 'timestamp';
  if (typeof value !== 'string') return 'json';
  if (textSeen) return 'text';
  if (parseTimestamp(value) !== undefined) return value.length === dayLength(value) ? 'date' : 'timestamp';
  return HUGE.test(value) ? 'huge' : 'text';
}
