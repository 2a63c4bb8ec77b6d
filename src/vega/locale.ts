import { expressionFunction } from 'vega-functions';
import type { VegaLiteConfig, VegaLocale } from './types.ts';

/** The custom format type through which numbers reach the locale of their own view. */
const FORMAT_TYPE = 'vibedasherNumber';
/** The format of numbers in tooltips: all of their digits. */
const FULL = 'full';

const locales = new WeakMap<object, VegaLocale>();

/** Gives a view the formats of a locale. */
export function setLocale(view: object, locale: VegaLocale): void {
  locales.set(view, locale);
}

/**
 * Makes the custom format type known to Vega. Its expression functions are global, so it is one for all views
 * and asks the view that it is called in for the locale.
 */
export function registerNumberFormat(): void {
  expressionFunction(FORMAT_TYPE, function (value: unknown, format?: unknown) {
    const pattern = typeof format === 'string' && format !== '' ? format : undefined;
    return locales.get(this.context.dataflow)?.formatNumber(value, pattern) ?? String(value);
  });
}

/** Config that sends every number without a format of its own through the locale. */
export const LOCALE_CONFIG: VegaLiteConfig = {
  customFormatTypes: true,
  numberFormatType: FORMAT_TYPE,
  tooltipFormat: { numberFormatType: FORMAT_TYPE, numberFormat: FULL },
};
