/** A Vega-Lite specification as JSON. Untrusted: nothing about its shape is known before it is compiled. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

export type VegaLiteConfig = Readonly<Record<string, unknown>>;

/** The attribute `renderer`: what a chart is drawn with. */
export type Renderer = 'auto' | 'svg' | 'canvas';

/** Parts of a formatted date: `['month', 'year']` is "Jan 2026". */
export type DatePart = 'year' | 'quarter' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/**
 * The ticks of an axis or the labels of a chart, with absolute values of at most `most`. Ticks are multiples of `step`;
 * labels are rounded to it.
 */
export interface NumberTicks {
  readonly step: number;
  readonly most: number;
  /** The smallest absolute value of labels other than 0; ticks have none. */
  readonly least?: number | undefined;
}

/** The format of a measure from the attributes `unit`, `decimals` and `format`. A spec contains it as `format`. */
export interface NumberFormat {
  /** Default: `short` on axes, else `full`. */
  readonly style?: 'short' | 'percent' | undefined;
  /** From 0 to 6. */
  readonly decimals?: number | undefined;
  /** A d3-format pattern, which replaces style and decimals. */
  readonly pattern?: string | undefined;
  /** Texts around each number, with their spaces. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  /** Whether only the top label of an axis has these texts. */
  readonly once?: boolean | undefined;
  /** Whether numbers below zero have no minus sign, as in mirrored bars. */
  readonly unsigned?: boolean | undefined;
}

/** d3-format and d3-time-format locale definitions plus the formatters behind the custom format types. */
export interface VegaLocale {
  readonly number: Readonly<Record<string, unknown>>;
  /** Whether the language is English (`en`, `en-US`). */
  readonly isEnglish: boolean;
  /** `null` for d3's default, English. */
  readonly time: Readonly<Record<string, unknown>> | null;
  /** Formats a number for an axis or a label, in the element's language. */
  readonly formatNumber: (value: unknown, format?: string | NumberFormat, ticks?: NumberTicks) => string;
  /** Formats a date with day and, unless it is midnight, time; or at the grain `format`. */
  readonly formatTime: (value: unknown, format?: string) => string;
  /** Formats some parts of a date, in the order of the language. */
  readonly formatDateParts: (value: Date, parts: readonly DatePart[]) => string;
  /**
   * Returns the title of an aggregated field, such as "Average price"; the field is empty for a count without one.
   * `locale/aggregate-titles.ts` sets it when a chart needs it.
   */
  aggregateTitle?: (aggregate: string, field: string) => string;
}

/** A Vega specification: the parts that this project reads. */
export interface VegaSpec {
  readonly data?: readonly VegaData[];
  readonly signals?: readonly VegaSignal[];
  readonly [key: string]: unknown;
}

export interface VegaData {
  readonly name: string;
  readonly format?: object | undefined;
  readonly values?: unknown;
  readonly url?: unknown;
  readonly source?: unknown;
  readonly transform?: unknown;
}

export interface VegaSignal {
  readonly name: string;
  readonly [key: string]: unknown;
}
