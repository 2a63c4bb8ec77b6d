/** The formats that the attributes `unit`, `decimals` and `format` set. */
import { namesIdentifier, namesYear } from '../internal/values.ts';
import type { NumberFormat } from '../spec/types.ts';

export interface MeasureFormat extends Omit<NumberFormat, 'style' | 'once'> {
  /** The unit for titles; `null` for a currency or `%`, which each number has. */
  readonly unit: string | null;
  /** Whether the unit is `%`, with which shares stay percentages. */
  readonly isPercent?: boolean;
  /** Writes a number with `pattern`. */
  readonly write?: ((value: number) => string) | undefined;
}

/** Formats by the name of a column in lower case. The empty name applies to all other measures. */
export type MeasureFormats = ReadonlyMap<string, MeasureFormat>;

/** Columns that no unit applies to unless it names them. */
const COORDINATE = /^(lat|latitude|lon|lng|long|longitude)$/i;

/** Aggregates that do not have the unit of their field. */
export const COUNTS = /^(count|valid|missing|distinct|variance|variancep|argmin|argmax)$/;

/** Returns the format of a column; `null` if it has none. */
export function measureFormat(
  formats: MeasureFormats | null | undefined,
  name: string,
): MeasureFormat | null {
  const own = formats?.get(name.toLowerCase());
  if (own || !formats) return own ?? null;
  const isMeasure = ![namesYear, namesIdentifier].some((names) => names(name)) && !COORDINATE.test(name);
  return (isMeasure && formats.get('')) || null;
}

/** Returns the format that all measures of a chart share; `null` if there is none. */
export const sharedFormat = (formats: MeasureFormats | null): MeasureFormat | null =>
  (formats?.size === 1 ? [...formats.values()][0] : formats?.get('')) ?? null;

/** Returns whether shares stay percentages with a format. A unit other than `%` replaces them. */
export const keepsPercent = ({ before, after, isPercent }: MeasureFormat): boolean =>
  isPercent || (!before && !after);

/** Returns whether a unit is too long to repeat it at each number: the title of the axis has it. */
export const isWord = (format: Pick<MeasureFormat, 'unit'> | null | undefined): boolean =>
  (format?.unit?.length ?? 0) > 4;

/** Adds the unit to a title, unless the title contains it already. A column named `gwh` has the title "GWh". */
export function withUnit(title: string, unit: string | null | undefined): string {
  if (!unit || title.endsWith(unit) || title.includes(`(${unit})`)) return title;
  return title.toLowerCase() === unit.toLowerCase() ? unit : `${title} (${unit})`;
}
