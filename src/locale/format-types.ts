import type { Grain } from '../internal/grain.ts';
import type { DatePart, NumberFormat, NumberTicks } from '../spec/types.ts';

export type { Grain };

/** The precision of the date of the data: a year, a month, or else a day or a moment. */
export type AgeGrain = Extract<Grain, 'year' | 'month'> | undefined;

/**
 * The style of a number: `full` for tooltips and tables · `short` for axes and labels (12K, 3,4 Mio.) · `percent` for
 * shares (0.123 → 12.3%) · `change` for shares with few digits (12%) · `plain` without grouping, for years and ids.
 */
export type NumberStyle = 'full' | 'short' | 'percent' | 'change' | 'plain';

/** The ticks, labels or column that a number belongs to, so all their numbers have the same decimals. */
export interface NumberContext extends Partial<NumberTicks> {
  /** The number of decimals that the page has set, or that the cells of the column have. */
  readonly decimals?: number | undefined;
}

/** The format of a column's cells. */
export interface ColumnFormat extends NumberContext, Pick<NumberFormat, 'before' | 'after'> {
  /** Writes a number in place of `style` and `decimals`. */
  readonly write?: ((value: number) => string) | undefined;
  readonly grain?: Grain | undefined;
  readonly style?: NumberStyle | undefined;
}

/** `long`: the name of the month in full. */
export type DateLength = 'short' | 'long';

/** The kind of a chart in a sentence. `chart` if unknown. */
export type ChartKind =
  'bar' | 'line' | 'area' | 'point' | 'arc' | 'map' | 'heatmap' | 'number' | 'table' | 'chart';

export type Direction = 'up' | 'down' | 'same';

/** A chosen parameter: its label, and its value for readers. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

/** The forms of a counted noun by CLDR category. `#` is replaced by the number. */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** The formats of one language. They accept every value and never throw. */
export interface Formats {
  /** Canonical BCP 47 tag that Intl supports. */
  readonly tag: string;
  /** Numbers as text stay exact (integers beyond 2⁵³). A missing value is an en dash. */
  number(value: unknown, style?: NumberStyle, context?: NumberContext): string;
  /** Formats a date by its local fields, as in decoded cells. */
  date(value: Date, grain?: Grain, length?: DateLength): string;
  /** Formats some parts of a date, in the order of the language. */
  parts(value: Date, parts: readonly Exclude<DatePart, 'quarter'>[]): string;
  /**
   * Formats a moment in the time zone of the formats. Midnight UTC is a day without a time in every time zone. With
   * `grain`, it is the year or month that begins then in UTC.
   */
  moment(value: Date, grain?: AgeGrain): string;
  /** Formats an age, as in "5 minutes ago". Never returns a time in the future. */
  ago(seconds: number): string;
  /** Formats an age in days, as in "today", "yesterday" or "12 days ago". */
  daysAgo(days: number): string;
  plural(count: number, forms: PluralForms): string;
}
