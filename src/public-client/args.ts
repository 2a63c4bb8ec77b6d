import { dateText } from '../internal/date-text.ts';
import { VibedasherError } from './errors.ts';
import type { Params, ParamValue, Query } from './types.ts';

/** A query as it is sent: every parameter is text. */
export interface WireQuery {
  readonly sql: string;
  readonly args?: Readonly<Record<string, string>>;
}

/**
 * Parameter values as the API takes them. "No choice" is sent as `''`, so that no `{{name}}` stays unfilled.
 * @throws VibedasherError of kind `config` for a query without SQL and a value without a text form
 */
export function toWireQuery({ sql, params }: Query): WireQuery {
  if (!sql.trim()) throw new VibedasherError('config', 'The query has no SQL');
  const args = toArgs(params ?? {});
  return args.length > 0 ? { sql, args: Object.fromEntries(args) } : { sql };
}

/** Sorted, so that the same values are the same query in whatever order they were set. */
function toArgs(params: Params): (readonly [string, string])[] {
  return Object.entries(params)
    .map(([name, value]) => [name, argOf(name, value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function argOf(name: string, value: ParamValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.length > 0 ? JSON.stringify(value.map(String)) : '';
  if (value instanceof Date) return dateArg(name, value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw unusable(name, value);
  return String(value);
}

function dateArg(name: string, date: Date): string {
  if (Number.isNaN(date.getTime())) throw unusable(name, date);
  return dateText(date);
}

function unusable(name: string, value: unknown): VibedasherError {
  return new VibedasherError('config', `Parameter "${name}" has no value to send: ${String(value)}`);
}

/** The body of a batch. */
export function toBatch(queries: readonly WireQuery[]): { readonly queries: readonly WireQuery[] } {
  return { queries };
}
