import { isGrain, NO_VALUE } from './formats.ts';
import type { Formats, Locale, NumberStyle } from './types.ts';
import type { VegaLocale } from '../vega/types.ts';

/** d3's own English, but for what stands where there is no number. */
const ENGLISH_NUMBERS = { thousands: ',', grouping: [3], currency: ['$', ''], nan: NO_VALUE };

const STYLES: Readonly<Record<NumberStyle, true>> = {
  full: true,
  short: true,
  percent: true,
  change: true,
  plain: true,
};

/**
 * What Vega needs to write in a language: the definitions of d3-format and d3-time-format for a spec's own patterns
 * (without `definitions`: English), and the writers behind the custom format types for everything else.
 */
export function createVegaLocale(
  formats: Formats,
  date: Locale['date'],
  definitions: typeof import('./vega-definitions.ts') | null,
): VegaLocale {
  return {
    number: definitions?.numberDefinition(formats.tag) ?? ENGLISH_NUMBERS,
    time: definitions?.timeDefinition(formats.tag) ?? null,
    formatNumber: (value, format) =>
      value instanceof Date ? formats.tick(value) : formats.number(value, isStyle(format) ? format : 'short'),
    formatTime(value, format) {
      const moment = toDate(value);
      if (!moment) return NO_VALUE;
      return isGrain(format) ? date(moment, format) : formats.tick(moment);
    },
  };
}

function isStyle(format: string | undefined): format is NumberStyle {
  return format !== undefined && Object.hasOwn(STYLES, format);
}

function toDate(value: unknown): Date | null {
  if (value instanceof Date) return value;
  return typeof value === 'number' ? new Date(value) : null;
}
