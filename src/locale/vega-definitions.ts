/**
 * What Vega needs to know of a language for a spec's own patterns. English is d3's own and does without: this is loaded
 * with the first other language.
 */
import { NO_VALUE } from './formats.ts';

/** A morning in January whose every field has one digit: the pattern shows which of them a language pads. */
const SAMPLE = Date.UTC(2026, 0, 5, 9, 5, 5);
/** Long enough to show how groups go on (3, 2, 2, … in India). */
const MANY_DIGITS = 1e19;

const DATE = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit', second: '2-digit' } as const;

/**
 * d3-format's definition of a language, computed from Intl. `$` in a pattern stays a dollar; only its place follows.
 */
export function numberDefinition(tag: string): Readonly<Record<string, unknown>> {
  const parts = new Intl.NumberFormat(tag).formatToParts(MANY_DIGITS);
  const groups = parts.filter((part) => part.type === 'integer').map((part) => part.value.length);
  const digits = Array.from('0123456789', (digit) => new Intl.NumberFormat(tag).format(Number(digit)));
  return {
    decimal: partOf(new Intl.NumberFormat(tag).formatToParts(1.5), 'decimal') ?? '.',
    thousands: partOf(parts, 'group') ?? '',
    // The leading group is only what is left over.
    grouping: groups.length > 1 ? groups.slice(1).reverse() : [3],
    currency: around(tag, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' }),
    percent: around(tag, { style: 'percent' })[1],
    minus: '−',
    nan: NO_VALUE,
    ...(digits[1] !== '1' && { numerals: digits }),
  };
}

/** What a style puts before and after the digits. */
function around(tag: string, options: Intl.NumberFormatOptions): [before: string, after: string] {
  const parts = new Intl.NumberFormat(tag, { maximumFractionDigits: 0, ...options }).formatToParts(1);
  const digits = parts.findIndex((part) => part.type === 'integer');
  const text = (some: readonly Intl.NumberFormatPart[]) => some.map((part) => part.value).join('');
  return [text(parts.slice(0, digits)), text(parts.slice(digits + 1))];
}

/** d3-time-format's definition of a language, computed from Intl. */
export function timeDefinition(tag: string): Readonly<Record<string, unknown>> {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { calendar: 'gregory', timeZone: 'UTC', ...options });
  const months = (month: 'long' | 'short') =>
    Array.from({ length: 12 }, (_, index) => format({ month }).format(Date.UTC(2026, index, 1)));
  // 4 January 2026 is a Sunday.
  const days = (weekday: 'long' | 'short') =>
    Array.from({ length: 7 }, (_, index) => format({ weekday }).format(Date.UTC(2026, 0, 4 + index)));
  const period = (hour: number) =>
    partOf(
      format({ hour: 'numeric', hour12: true }).formatToParts(Date.UTC(2026, 0, 5, hour)),
      'dayPeriod',
    ) ?? (hour < 12 ? 'AM' : 'PM');
  return {
    dateTime: pattern(format({ ...DATE, ...TIME })),
    date: pattern(format(DATE)),
    time: pattern(format(TIME)),
    periods: [period(9), period(21)],
    days: days('long'),
    shortDays: days('short'),
    months: months('long'),
    shortMonths: months('short'),
  };
}

/** An Intl format as a d3-time-format pattern. */
function pattern(format: Intl.DateTimeFormat): string {
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

function partOf(
  parts: readonly { readonly type: string; readonly value: string }[],
  type: string,
): string | undefined {
  return parts.find((part) => part.type === type)?.value;
}
