/**
 * Locale definitions for the format patterns in specs, which Vega passes to d3. English is built into d3; this module
 * loads with the first other language.
 */
import { NO_VALUE } from './formats.ts';

/** A date whose fields all have one digit, which shows the fields that a language pads with zeros. */
const SAMPLE = Date.UTC(2026, 0, 5, 9, 5, 5);
/** A number that is long enough to show all group sizes (3, 2, 2, … in India). */
const MANY_DIGITS = 1e19;

const DATE = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit', second: '2-digit' } as const;

/**
 * Returns the d3-format locale definition of a language, computed with Intl. `$` in a pattern is always the dollar
 * sign, at the position that is usual in the language.
 */
export function numberDefinition(tag: string): Readonly<Record<string, unknown>> {
  const parts = new Intl.NumberFormat(tag).formatToParts(MANY_DIGITS);
  const groups = parts.filter((part) => part.type === 'integer').map((part) => part.value.length);
  const digits = Array.from('0123456789', (digit) => new Intl.NumberFormat(tag).format(Number(digit)));
  return {
    decimal: findPart(new Intl.NumberFormat(tag).formatToParts(1.5), 'decimal') ?? '.',
    thousands: findPart(parts, 'group') ?? '',
    // Skip the first group: it is incomplete.
    grouping: groups.length > 1 ? groups.slice(1).reverse() : [3],
    currency: affixes(tag, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' }),
    percent: affixes(tag, { style: 'percent' })[1],
    minus: '−',
    nan: NO_VALUE,
    ...(digits[1] !== '1' && { numerals: digits }),
  };
}

/** Returns the text that a style adds before and after the digits. */
function affixes(tag: string, options: Intl.NumberFormatOptions): [before: string, after: string] {
  const parts = new Intl.NumberFormat(tag, { maximumFractionDigits: 0, ...options }).formatToParts(1);
  const digits = parts.findIndex((part) => part.type === 'integer');
  const text = (some: readonly Intl.NumberFormatPart[]) => some.map((part) => part.value).join('');
  return [text(parts.slice(0, digits)), text(parts.slice(digits + 1))];
}

/** Returns the d3-time-format locale definition of a language, computed with Intl. */
export function timeDefinition(tag: string): Readonly<Record<string, unknown>> {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { calendar: 'gregory', timeZone: 'UTC', ...options });
  const months = (month: 'long' | 'short') =>
    Array.from({ length: 12 }, (_, index) => format({ month }).format(Date.UTC(2026, index, 1)));
  // 4 January 2026 is a Sunday.
  const days = (weekday: 'long' | 'short') =>
    Array.from({ length: 7 }, (_, index) => format({ weekday }).format(Date.UTC(2026, 0, 4 + index)));
  const period = (hour: number) =>
    findPart(
      format({ hour: 'numeric', hour12: true }).formatToParts(Date.UTC(2026, 0, 5, hour)),
      'dayPeriod',
    ) ?? (hour < 12 ? 'AM' : 'PM');
  return {
    dateTime: toPattern(format({ ...DATE, ...TIME })),
    date: toPattern(format(DATE)),
    time: toPattern(format(TIME)),
    periods: [period(9), period(21)],
    days: days('long'),
    shortDays: days('short'),
    months: months('long'),
    shortMonths: months('short'),
  };
}

function toPattern(format: Intl.DateTimeFormat): string {
  const hour = format.resolvedOptions().hour12 ? 'I' : 'H';
  const directives: Readonly<Record<string, string>> = {
    day: 'd',
    month: 'm',
    hour,
    minute: 'M',
    second: 'S',
  };
  return format
    .formatToParts(SAMPLE)
    .map(({ type, value }) => {
      const directive = directives[type];
      if (directive) return value.length > 1 ? `%${directive}` : `%-${directive}`;
      if (type === 'year') return '%Y';
      return type === 'dayPeriod' ? '%p' : value.replaceAll('%', '%%');
    })
    .join('');
}

function findPart(
  parts: readonly { readonly type: string; readonly value: string }[],
  type: string,
): string | undefined {
  return parts.find((part) => part.type === type)?.value;
}
