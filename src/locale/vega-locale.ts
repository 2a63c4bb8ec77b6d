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
  { date, messages }: Pick<Locale, 'date' | 'messages'>,
  definitions: typeof import('./vega-definitions.ts') | null,
): VegaLocale {
  const formatTime: VegaLocale['formatTime'] = (value, format) => {
    const moment = toDate(value);
    if (!moment) return NO_VALUE;
    const isDay = moment.getHours() === 0 && moment.getMinutes() === 0;
    return date(moment, isGrain(format) ? format : isDay ? 'day' : 'minute');
  };
  return {
    number: definitions?.numberDefinition(formats.tag) ?? ENGLISH_NUMBERS,
    time: definitions?.timeDefinition(formats.tag) ?? null,
    formatNumber: (value, format, ticks) =>
      value instanceof Date
        ? formatTime(value)
        : formats.number(value, isStyle(format) ? format : 'short', ticks),
    formatTime,
    formatDateParts(value, parts) {
      const rest = parts.filter((part) => part !== 'quarter');
      if (rest.length === parts.length) return formats.parts(value, rest);
      const year = rest.length > 0 ? formats.parts(value, rest) : '';
      return messages.quarter(Math.floor(value.getMonth() / 3) + 1, year).trim();
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
