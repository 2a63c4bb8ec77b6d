import { findOption } from '../charts/find-option.ts';
import { keepsPercent, type MeasureFormat } from '../charts/measure-formats.ts';
import type { ParamSchema } from '../charts/types.ts';
import { detectGrain } from '../internal/grain.ts';
import { clip, withAffixes } from '../internal/text.ts';
import { arePeriods, areShares, namesIdentifier, namesYear, readPeriod } from '../internal/values.ts';
import type { Cell, Column, ParamValue } from '../public-client/types.ts';
import { NO_VALUE } from './formats.ts';
import type { ColumnFormat, Grain, Locale, NumberStyle } from './types.ts';

/** Returns `plain` for years and ids, by the column's name; `percent` for shares, by name and range; else `full`. */
export function columnNumberStyle({ name }: Column, numbers: readonly unknown[] = []): NumberStyle {
  if (namesYear(name) || namesIdentifier(name)) return 'plain';
  return areShares(name, numbers) ? 'percent' : 'full';
}

/** Returns the format of a column's numbers with the format that the page has set, if any. */
export function withMeasure(usual: ColumnFormat, own: MeasureFormat | null | undefined): ColumnFormat {
  if (!own) return usual;
  const { before, after, decimals = usual.decimals, write } = own;
  const isShare = usual.style === 'percent';
  if (isShare && keepsPercent(own)) return { ...usual, decimals, write };
  return { style: isShare ? 'full' : usual.style, decimals, write, before, after };
}

/** Maximum number of characters of a cell that are shown. */
const MAX_CELL_LENGTH = 1000;

/**
 * Formats a cell for tables, big numbers and selections. Long texts are cut. `format` is that of the column (see
 * `column-formats.ts`). With a grain, texts such as "2025-01" are formatted as dates, too; without one, dates are shown to
 * the day and timestamps to the minute.
 */
export function formatCell(
  cell: Cell | undefined,
  column: Column,
  locale: Locale,
  format: ColumnFormat = {},
): string {
  const { grain, style } = format;
  if (cell === null || cell === undefined) return NO_VALUE;
  const date = grain ? (readPeriod(cell) ?? cell) : cell;
  if (date instanceof Date) {
    return locale.date(date, grain ?? (column.type === 'timestamp' ? 'minute' : 'day'));
  }
  if (column.type === 'number') {
    const text =
      format.write && typeof cell === 'number'
        ? format.write(cell)
        : locale.number(cell, style ?? columnNumberStyle(column, [cell]), format);
    return withAffixes(text, format);
  }
  if (typeof cell === 'boolean') return cell ? locale.messages.yes : locale.messages.no;
  return clip(typeof cell === 'object' ? JSON.stringify(cell) : String(cell), MAX_CELL_LENGTH);
}

/**
 * Formats a number with the format that the page has set for its measure, if any.
 * @param numbers All numbers that are shown as percentages if this one is
 */
export const formatMeasure = (
  cell: Cell,
  column: Column,
  locale: Locale,
  own: MeasureFormat | null | undefined,
  numbers: readonly Cell[] = [cell],
): string =>
  formatCell(cell, column, locale, withMeasure({ style: columnNumberStyle(column, numbers) }, own));

/** Returns the first label of a value in `schemas`; `undefined` if there is none or it equals the value. */
export function optionLabel(schemas: Schemas, value: string): string | undefined {
  for (const schema of schemas) {
    const label = schema?.options?.kind === 'values' && findOption(schema.options.values, value)?.label;
    if (label) return label === value ? undefined : label;
  }
  return undefined;
}

/** Returns a parameter's value for readers: the first label found in `schemas`, else the formatted value. */
export function describeValue(value: ParamValue, schemas: Schemas, locale: Locale): string {
  const isDay = schemas.some((schema) => schema?.type === 'date');
  const write = (each: unknown): string => {
    const text = String(each);
    // A date without a time would be parsed as UTC.
    const cell = isDay && /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00`) : (each as Cell);
    return optionLabel(schemas, text) ?? formatCell(cell, { name: '', type: 'string' }, locale);
  };
  const values: readonly unknown[] = Array.isArray(value) ? value : [value ?? ''];
  return (values.length > 0 ? values : ['']).map(write).join(locale.messages.comma);
}

type Schemas = readonly (ParamSchema | null | undefined)[];

/** Returns the grain of a column with dates, or texts that are months, quarters or days; `undefined` for others. */
export function columnGrain({ type }: Column, cells: readonly Cell[]): Grain | undefined {
  if (type === 'date' || type === 'timestamp') return detectGrain(cells);
  if (type !== 'string' || !arePeriods(cells)) return undefined;
  const text = String(cells.find(Boolean));
  return text.includes('Q') ? 'quarter' : text.length === 7 ? 'month' : detectGrain(cells.map(readPeriod));
}
