import type { FunctionContext } from 'vega-functions';
import type { ViewLocale } from 'vega-view';
import { ownFunction } from '../sandbox/own-functions.ts';
import { list } from '../spec/facts.ts';
import type { VegaLiteConfig, VegaLocale } from '../spec/types.ts';

/** The custom format types through which numbers and dates reach the locale of their own view. */
export const NUMBER = ownFunction('Number');
export const TIME = ownFunction('Time');
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
  [NUMBER](
    this: FunctionContext,
    value: unknown,
    format?: unknown,
    domain?: unknown,
    count?: unknown,
  ): string {
    const ticks = domain === undefined ? undefined : ticksIn(list(domain).map(Number), Number(count));
    return findLocale(this)?.formatNumber(value, pattern(format), ticks) ?? String(value);
  },
  [TIME](this: FunctionContext, value: unknown, format?: unknown): string {
    const asked = pattern(format);
    // What an author wrote in d3's directives stays what it is, in the words of the locale.
    if (asked?.includes('%'))
      return this.context.dataflow.locale().timeFormat(asked)(new Date(value as number));
    return findLocale(this)?.formatTime(value, asked) ?? String(value);
  },
};

/** The locale of the view that an expression function is called in. */
export function findLocale({ context }: FunctionContext): VegaLocale | undefined {
  return locales.get(context.dataflow.loader());
}

/** The ticks that Vega makes of a domain: how far they are apart, and how large they become. */
function ticksIn(domain: readonly number[], count: number): { readonly step: number; readonly most: number } {
  const least = (Math.max(...domain) - Math.min(...domain)) / count;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [7.0711, 3.1623, 1.4142].findIndex((limit) => least / power >= limit);
  return { step: power * ([10, 5, 2][factor] ?? 1), most: Math.max(...domain.map(Math.abs)) };
}

/** Plain zeros, and the letters that our own short numbers have in English: d3 has those of physics. */
function plainUnits(text: string, isEnglish: boolean): string {
  if (!/[1-9]/.test(text)) return '0';
  return isEnglish ? text.replace(/k$/, 'K').replace(/G$/, 'B') : text;
}

/** In place of a pattern: the view's locale writes the date, to a grain. */
const GRAIN = 'grain:';

/** By the last unit of time that follows the year. */
const GRAINS: Readonly<Record<string, string>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  date: 'day',
  dayofyear: 'day',
  hours: 'hour',
  minutes: 'minute',
  seconds: 'second',
};

/** Vega's function for the pattern of units of time, where it is asked in a view with a locale. */
export function unitFunctions(
  functions: object,
  original: ((...parameters: unknown[]) => unknown) | undefined,
): Record<string, unknown> {
  if (!original || !findLocale(functions as FunctionContext)) return {};
  return {
    timeUnitSpecifier(this: unknown, units: unknown, specifiers: unknown): unknown {
      const pattern = original.call(this, units, specifiers);
      const [first, last] = [list(units).at(0), list(units).at(-1)];
      const grain = first === 'year' ? GRAINS[String(last)] : undefined;
      return grain ? GRAIN + grain : pattern;
    },
  };
}

/** The formats of a view, where those of units of time are the locale's, and large numbers have its letters. */
export function withGrains(formats: ViewLocale, loader: object): ViewLocale {
  const units =
    (write: ViewLocale['format']): ViewLocale['format'] =>
    (asked) => {
      const format = write(asked);
      const locale = /s$/.test(asked ?? '') ? locales.get(loader) : undefined;
      return locale ? (value) => plainUnits(format(value), locale.time === null) : format;
    };
  return {
    ...formats,
    format: units(formats.format),
    formatSpan: (start, stop, count, asked) =>
      units(() => formats.formatSpan(start, stop, count, asked))(asked),
    timeFormat(asked) {
      const locale = locales.get(loader);
      const grain = typeof asked === 'string' && asked.startsWith(GRAIN) ? asked.slice(GRAIN.length) : null;
      return locale && grain !== null ? (date) => locale.formatTime(date, grain) : formats.timeFormat(asked);
    },
  };
}

function pattern(format: unknown): string | undefined {
  return typeof format === 'string' && format !== '' ? format : undefined;
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
