import type { FunctionContext } from 'vega-functions';
import type { ViewLocale } from 'vega-view';
import { isObject } from '../internal/json.ts';
import { withAffixes } from '../internal/text.ts';
import { LABELS, NUMBER, TIME } from '../internal/secret-names.ts';
import { list } from '../spec/facts.ts';
import type { NumberFormat, NumberTicks, VegaLiteConfig, VegaLocale } from '../spec/types.ts';

/** Format without loss: all digits of a number, a date with its year and, unless it is midnight, its time. */
const FULL = 'full';

/** Maximum number of digits of the largest label of a chart. */
const MOST_DIGITS = 3;

const locales = new WeakMap<object, VegaLocale>();

/** Sets the locale of the view that uses a loader. A view has its loader before its first expression runs. */
export function setLocale(loader: object, locale: VegaLocale): void {
  locales.set(loader, locale);
}

/**
 * The custom format types as expression functions. Vega registers functions globally, so they look up the locale of the
 * view that calls them.
 */
export const FORMATS = {
  [NUMBER](
    this: FunctionContext,
    value: unknown,
    format?: unknown,
    domain?: unknown,
    count?: unknown,
  ): string {
    const ticks = Array.isArray(domain)
      ? ticksIn(domain.map(Number), Number(count))
      : (domain as NumberTicks | undefined);
    const locale = findLocale(this);
    // The lowest limit in the legend of a scale that maps ranges.
    if (value === -Infinity) return '';
    if (!isObject(format)) return locale?.formatNumber(value, pattern(format), ticks) ?? String(value);
    const measure: NumberFormat = format;
    const number = measure.unsigned && typeof value === 'number' ? Math.abs(value) : value;
    const text = measure.pattern
      ? this.context.dataflow.locale().format(measure.pattern)(Number(number))
      : locale?.formatNumber(number, measure, ticks);
    const isTop =
      Array.isArray(domain) && Number(value) + ticks!.step * 0.999 > Math.max(...domain.map(Number));
    return withAffixes(text ?? String(value), measure.once && !isTop ? {} : measure);
  },
  /** Takes rows and a field, or numbers and, if these are the domain of a scale, its name. */
  [LABELS](this: FunctionContext, rows: unknown, name?: unknown): NumberTicks | undefined {
    const field = String(name);
    const scale = this.context.scales[field]?.value;
    return labelTicks(
      scale?.thresholds?.() ??
        scale?.quantiles?.() ??
        list(rows).map((row) => (isObject(row) ? row[field] : row)),
    );
  },
  [TIME](this: FunctionContext, value: unknown, format?: unknown): string {
    const specifier = pattern(format);
    // The author wrote a d3 format, so keep it, with the locale's names of months and days.
    if (specifier?.includes('%'))
      return this.context.dataflow.locale().timeFormat(specifier)(new Date(value as number));
    return findLocale(this)?.formatTime(value, specifier) ?? String(value);
  },
};

/** Returns the facts by which all labels of a chart get the same format; `undefined` without a number other than 0. */
export function labelTicks(values: readonly unknown[]): NumberTicks | undefined {
  let [most, least, place] = [0, Infinity, Infinity];
  for (const value of values) {
    const size = Math.abs(Number(value));
    if (!(size > 0 && size < Infinity)) continue;
    const [digits = '', power] = Number(size.toPrecision(10)).toExponential().split('e');
    most = Math.max(most, size);
    least = Math.min(least, size);
    place = Math.min(place, Number(power) - Math.max(0, digits.length - 2));
  }
  const finest = Math.floor(Math.log10(most) + 1e-9) - MOST_DIGITS + 1;
  return most > 0 ? { most, least, step: 10 ** Math.max(place, finest) } : undefined;
}

/** Returns the locale of the view that calls an expression function. */
export function findLocale({ context }: FunctionContext): VegaLocale | undefined {
  return locales.get(context.dataflow.loader());
}

/** Computes the step of the ticks that d3 chooses for a domain, and the largest absolute value. */
function ticksIn(domain: readonly number[], count: number): { readonly step: number; readonly most: number } {
  const least = (Math.max(...domain) - Math.min(...domain)) / count;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [7.0711, 3.1623, 1.4142].findIndex((limit) => least / power >= limit);
  return { step: power * ([10, 5, 2][factor] ?? 1), most: Math.max(...domain.map(Math.abs)) };
}

/** Shortens zeros such as "0.0" to "0". In English, replaces the SI prefixes k and G with K and B. */
export function plainUnits(text: string, isEnglish: boolean): string {
  if (!/[1-9]/.test(text)) return '0';
  return isEnglish ? text.replace(/k$/, 'K').replace(/G$/, 'B') : text;
}

/** Prefix of patterns that name a grain. The view's locale formats dates with that grain. */
const GRAIN = 'grain:';

/** Grains, keyed by the smallest time unit. */
const GRAINS: Readonly<Record<string, string>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  week: 'week',
  day: 'day',
  date: 'day',
  dayofyear: 'day',
  hours: 'hour',
  minutes: 'minute',
  seconds: 'second',
};

/** Wraps Vega's `timeUnitSpecifier`, which returns the pattern for time units, in views with a locale. */
export function unitFunctions(
  functions: object,
  { timeUnitSpecifier: original }: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (typeof original !== 'function' || !findLocale(functions as FunctionContext)) return {};
  return {
    timeUnitSpecifier(this: unknown, units: unknown, specifiers: unknown): unknown {
      const pattern: unknown = original.call(this, units, specifiers);
      const [first, last] = [list(units).at(0), list(units).at(-1)];
      const grain = first === 'year' ? GRAINS[String(last)] : undefined;
      return grain ? GRAIN + grain : pattern;
    },
  };
}

/** Replaces the formats of time units and of large numbers in a view with those of its locale. */
export function withGrains(formats: ViewLocale, loader: object): ViewLocale {
  const units =
    (write: ViewLocale['format']): ViewLocale['format'] =>
    (specifier) => {
      const format = write(specifier);
      const locale = /s$/.test(specifier ?? '') ? locales.get(loader) : undefined;
      return locale ? (value) => plainUnits(format(value), locale.isEnglish) : format;
    };
  return {
    ...formats,
    format: units(formats.format),
    formatSpan: (start, stop, count, specifier) =>
      units(() => formats.formatSpan(start, stop, count, specifier))(specifier),
    timeFormat(specifier) {
      const locale = locales.get(loader);
      const grain =
        typeof specifier === 'string' && specifier.startsWith(GRAIN) ? specifier.slice(GRAIN.length) : null;
      return locale && grain !== null
        ? (date) => locale.formatTime(date, grain)
        : formats.timeFormat(specifier);
    },
  };
}

function pattern(format: unknown): string | undefined {
  return typeof format === 'string' && format !== '' ? format : undefined;
}

/**
 * Config that formats all numbers without a `format`, and the dates in tooltips, with the locale. Does not affect the
 * dates of axes, because Vega-Lite drops the `format` of an axis with a custom type.
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
