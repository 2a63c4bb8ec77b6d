import { Bounds } from 'vega-scenegraph';
import type { OperatorContext } from 'vega-view';
import { weigh } from './limited-values.ts';
import { isObject } from './spec-facts.ts';

/** What a dataflow holds from run to run. */
export interface Held {
  /** Entries of all lists of rows and marks. */
  rows: number;
  operators: number;
}

/** Counts what the operators of a dataflow hold, those of its facets among them; a list that several share once. */
export function countHeld(context: OperatorContext): Held {
  const held = { rows: 0, operators: 0 };
  for (const rows of collectionsIn(context, held)) held.rows += sizeOf(rows);
  return held;
}

/** Counts the bytes of what is in rows: letters of texts, values of lists and objects. */
export function countBytes(context: OperatorContext): number {
  const rows = new Set<object>();
  for (const collection of collectionsIn(context)) {
    if (hasRows(collection)) for (const row of collection) rows.add(row);
  }
  let bytes = 0;
  for (const row of rows) for (const value of Object.values(row)) bytes += bytesOf(value);
  return bytes;
}

/** What a value of an expression takes beyond its place in a row, about. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? BYTES_PER_VALUE * weigh(value) : 0;
}

/** As many as letters of a text count as one value (limited-values.ts). */
const BYTES_PER_VALUE = 100;

/** A list of rows, or what finds them by a key. */
type Collection = readonly unknown[] | { readonly size: number };

function collectionsIn(
  context: OperatorContext,
  held?: Held,
  found = new Set<Collection>(),
): Set<Collection> {
  for (const { value } of Object.values(context.nodes)) {
    if (held) held.operators += 1;
    if (isCollection(value)) found.add(value);
  }
  for (const inner of context.subcontext ?? []) collectionsIn(inner, held, found);
  return found;
}

function isCollection(value: unknown): value is Collection {
  return Array.isArray(value) || (isObject(value) && typeof value['size'] === 'number');
}

/** Items of the scenegraph lead to all of it. No expression can make bounds such as theirs. */
function hasRows(collection: Collection): collection is readonly object[] {
  const [first] = Array.isArray(collection) ? (collection as readonly unknown[]) : [];
  return (
    isObject(first) &&
    Object.getPrototypeOf(first) === Object.prototype &&
    !(first['bounds'] instanceof Bounds)
  );
}

function sizeOf(collection: Collection): number {
  return 'size' in collection ? collection.size : collection.length;
}
