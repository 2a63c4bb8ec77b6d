/** A Vega-Lite specification as JSON. Untrusted: nothing about its shape is known before it is compiled. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>;

/** A Vega-Lite `config` object. */
export type VegaLiteConfig = Readonly<Record<string, unknown>>;

/** The attribute `renderer`: what a chart is drawn with. */
export type Renderer = 'auto' | 'svg' | 'canvas';

/** The parts that a date is written with: `['month', 'year']` is "Jan 2026". */
export type DatePart = 'year' | 'quarter' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/** The ticks of an axis that a number is written for: all are multiples of `step`, none larger than `most`. */
export interface NumberTicks {
  readonly step: number;
  readonly most: number;
}

/** d3-format and d3-time-format locale definitions plus the formatters behind the custom format types. */
export interface VegaLocale {
  readonly number: Readonly<Record<string, unknown>>;
  /** `null`: d3's own, which is English. */
  readonly time: Readonly<Record<string, unknown>> | null;
  /** Formats a number for an axis or a label: short, in the element's language. */
  readonly formatNumber: (value: unknown, format?: string, ticks?: NumberTicks) => string;
  /** Writes a date to its day, and to its minute where it is not midnight; with a `format` at that grain. */
  readonly formatTime: (value: unknown, format?: string) => string;
  /** Writes some parts of a date, as the language puts them together. */
  readonly formatDateParts: (value: Date, parts: readonly DatePart[]) => string;
}
