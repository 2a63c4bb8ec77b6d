import type { FunctionContext } from 'vega-functions';
import type { VegaLiteConfig, VegaLocale } from './types.ts';

/** The custom format types through which numbers and dates reach the locale of their own view. */
const NUMBER = 'vibedasherNumber';
const TIME = 'vibedasherTime';
/** Says everything: all digits of a number, a date with its year and, where it is not midnight, its time. */
const FULL = 'full';

const locales = new WeakMap<object, VegaLocale>();

/** Gives the views of a loader the formats of a locale. (A view's loader is known before its first expression runs.) */
export function setLocale(loader: object, locale: VegaLocale): void {
  locales.set(loader, locale);
}

/**
 * The custom format types as expression functions. Vega knows these globally, so they are the same for all
 * views, and ask the view that they are called in for its locale.
 */
export const FORMATS = {
  [NUMBER](this: FunctionContext, value: unknown, format?: unknown): string {
    return localeOf(this)?.formatNumber(value, pattern(format)) ?? String(value);
  },
  [TIME](this: FunctionContext, value: unknown, format?: unknown): string {
    const asked = pattern(format);
    // What an author wrote in d3's directives stays what it is, in the words of the locale.
    if (asked?.includes('%'))
      return this.context.dataflow.locale().timeFormat(asked)(new Date(value as number));
    const grain = asked === FULL ? fullGrain(value) : asked;
    return localeOf(this)?.formatTime(value, grain) ?? String(value);
  },
};

function localeOf({ context }: FunctionContext): VegaLocale | undefined {
  return locales.get(context.dataflow.loader());
}

function pattern(format: unknown): string | undefined {
  return typeof format === 'string' && format !== '' ? format : undefined;
}

function fullGrain(value: unknown): string {
  const date = new Date(value as number);
  return date.getHours() === 0 && date.getMinutes() === 0 ? 'day' : 'minute';
}

/**
 * Config that sends every number without a format of its own through the locale, and the dates of tooltips. Axes keep
 * Vega's own choice of ticks, in the locale's words: with a custom type Vega-Lite would drop the `format` of an axis.
 */
export const LOCALE_CONFIG: VegaLiteConfig = {
  customFormatTypes: true,
  numberFormatType: NUMBER,
  normalizedNumberFormatType: NUMBER,
  normalizedNumberFormat: 'percent',
  tooltipFormat: {
    numberFormatType: NUMBER,
    numberFormat: FULL,
    normalizedNumberFormatType: NUMBER,
    normalizedNumberFormat: 'percent',
    timeFormatType: TIME,
    timeFormat: FULL,
  },
};
