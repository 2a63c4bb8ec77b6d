import { formatEnglishDate, formatEnglishNumber } from './english-formats.ts';
import type { NumberContext, DateLength, Formats, Grain, NumberStyle } from './types.ts';

/** Shown in place of a missing value. */
export const NO_VALUE = '–';

const PLAIN_ENGLISH = /^en(-us)?$/i;

const NUMERIC = /^[-+]?\d+(\.\d+)?$/;

const DAY = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit' } as const;
const PARTS = { ...DAY, ...TIME, second: '2-digit' } as const;

/** The parts of a date to show for each grain. Intl has no format for quarters: `Messages.quarter` writes them. */
const GRAINS: Readonly<Record<Grain, Intl.DateTimeFormatOptions>> = {
  year: { year: 'numeric' },
  quarter: { year: 'numeric', month: 'short' },
  month: { year: 'numeric', month: 'short' },
  week: DAY,
  day: DAY,
  hour: { ...DAY, ...TIME },
  minute: { ...DAY, ...TIME },
  second: PARTS,
};

type Unit = readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number];

const SECOND: Unit = ['second', 1];
const UNITS: readonly Unit[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** Returns whether a language tag is `en` or `en-US`, the language of Vega's default formats. */
export function isPlainEnglish(tag: string): boolean {
  return PLAIN_ENGLISH.test(tag);
}

export function isGrain(text: string | undefined): text is Grain {
  return text !== undefined && Object.hasOwn(GRAINS, text);
}

/**
 * Returns the canonical form of a language tag; `en` if it is unknown or malformed. (Intl would fall back to the
 * language of the system, which may not be that of the page.)
 */
export const resolveTag = memoized((requested: string | null | undefined): string => {
  const tag = (requested ?? '').trim().replaceAll('_', '-') || 'en';
  if (isPlainEnglish(tag)) return tag.length > 2 ? 'en-US' : 'en';
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
});

/** Returns the canonical name of a time zone; `undefined`, for the reader's time zone, if it is unknown. */
export function resolveZone(timeZone: string | null | undefined): string | undefined {
  if (!timeZone) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/**
 * Creates the formats of a language.
 * @param tag from {@link resolveTag}
 * @param timeZone for {@link Formats.moment} only
 */
export function createFormats(tag: string, timeZone: string | undefined): Formats {
  const isEnglish = isPlainEnglish(tag);
  const numbers = memoized((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options));
  const dates = memoized(
    (options: Intl.DateTimeFormatOptions) =>
      // Vega's axes use the Gregorian calendar, so labels and tooltips must use it, too.
      new Intl.DateTimeFormat(tag, { calendar: 'gregory', ...options }),
  );
  const rules = memoized(() => new Intl.PluralRules(tag));
  const select = (count: number) => (isEnglish ? (count === 1 ? 'one' : 'other') : rules(0).select(count));
  const relative = memoized(() => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));

  const write = (value: number | bigint | Intl.StringNumericLiteral, options: Intl.NumberFormatOptions) =>
    withMinus(isEnglish ? formatEnglishNumber(value, options) : numbers(options).format(value));
  const wallClock = (value: Date, options: Intl.DateTimeFormatOptions) => {
    const moved = sameFieldsInUtc(value);
    if (isNaN(moved.getTime())) return NO_VALUE;
    return isEnglish
      ? formatEnglishDate(moved, options)
      : dates({ timeZone: 'UTC', ...options }).format(moved);
  };

  /** Returns whether compact notation shortens a power of ten, as in "10K", but not in "10 tys.". */
  const abbreviates = memoized((power: number) => {
    const length = (options: Intl.NumberFormatOptions) => write(10 ** power, options).length;
    return length({ notation: 'compact', maximumSignificantDigits: 1 }) + 1 < length({});
  });

  const options: Record<NumberStyle, (value: number, context: NumberContext) => Intl.NumberFormatOptions> = {
    full: (value, { decimals }) =>
      decimals === undefined
        ? fullOptions(value)
        : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
    short: (value, context) => tickOptions(value, context, abbreviates) ?? shortOptions(value, abbreviates),
    percent: (_, { decimals = 0 }) => ({
      style: 'percent',
      minimumFractionDigits: decimals,
      maximumFractionDigits: 1,
    }),
    change: (value) => ({
      style: 'percent',
      maximumFractionDigits: Math.abs(value) < 0.1 ? 1 : 0,
    }),
    plain: () => ({ useGrouping: false, maximumFractionDigits: 10 }),
  };

  return {
    tag,
    number(value, style = 'full', context = {}) {
      if (typeof value === 'number')
        return isNaN(value) ? NO_VALUE : write(value, options[style](value, context));
      if (typeof value === 'bigint') return write(value, {});
      if (value === null || value === undefined) return NO_VALUE;
      const text = String(value);
      if (!NUMERIC.test(text)) return text;
      return write(text as Intl.StringNumericLiteral, {
        useGrouping: style !== 'plain',
        maximumFractionDigits: 20,
      });
    },
    date: (value, grain = 'day', length: DateLength = 'short') =>
      wallClock(value, { ...GRAINS[grain], ...(GRAINS[grain].month && { month: length }) }),
    parts: (value, parts) => wallClock(value, Object.fromEntries(parts.map((part) => [part, PARTS[part]]))),
    moment(value) {
      if (isNaN(value.getTime())) return NO_VALUE;
      const isDay = value.getTime() % 86_400_000 === 0;
      if (isEnglish && (isDay || !timeZone)) {
        const options = { ...DAY, month: 'long', ...(!isDay && TIME) } as const;
        return formatEnglishDate(isDay ? value : sameFieldsInUtc(value), options);
      }
      const zone = isDay ? 'UTC' : timeZone;
      return dates({
        dateStyle: 'long',
        ...(!isDay && { timeStyle: 'short' }),
        ...(zone && { timeZone: zone }),
      }).format(value);
    },
    ago(seconds) {
      const [unit, length] = UNITS.find((entry) => seconds >= entry[1]) ?? SECOND;
      return relative(0).format(-Math.max(1, Math.floor(seconds / length)), unit);
    },
    daysAgo: (days) => relative(0).format(-Math.max(0, Math.floor(days)), 'day'),
    plural(count, forms) {
      return (forms[select(count)] ?? forms.other).replace('#', write(count, fullOptions(count)));
    },
  };
}

function fullOptions(value: number): Intl.NumberFormatOptions {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e21) return {};
  if (isExtreme(size, 1e21)) return { notation: 'scientific', maximumSignificantDigits: 6 };
  // Show numbers with up to 10 digits in full. Longer ones are results of a division: round them.
  return { maximumSignificantDigits: Math.max(isRound(value, 10) ? 10 : 6, wholeDigits(size) + 2) };
}

function shortOptions(value: number, abbreviates: (power: number) => boolean): Intl.NumberFormatOptions {
  const size = Math.abs(value);
  if (isExtreme(size, 1e15)) return { notation: 'scientific', maximumSignificantDigits: 4 };
  // Keep the digits of round values, which may be ticks and must differ. Round measured values.
  const most = size < 1e6 ? 4 : 5;
  const digits = isRound(value, most) ? most : 3;
  return size >= 1e4 && abbreviates(wholeDigits(size) - 1)
    ? { notation: 'compact', maximumSignificantDigits: digits }
    : { maximumSignificantDigits: Math.max(digits, wholeDigits(size)) };
}

/** Returns options that give all ticks of an axis the same decimals and unit; `null` if the value is not a tick. */
function tickOptions(
  value: number,
  { step, most = 0 }: NumberContext,
  abbreviates: (power: number) => boolean,
): Intl.NumberFormatOptions | null {
  const size = Math.abs(value);
  if (
    !step ||
    size === 0 ||
    isExtreme(size, 1e15) ||
    Math.abs(Math.round(size / step) * step - size) > step * 1e-9
  )
    return null;
  const power = Math.floor(Math.log10(step) + 1e-9);
  const digits = Math.max(1, Math.min(21, wholePower(size) - power + 1));
  return most >= 1e4 && abbreviates(Math.max(3, wholePower(size)))
    ? { notation: 'compact', minimumSignificantDigits: digits, maximumSignificantDigits: digits }
    : { minimumSignificantDigits: digits, maximumSignificantDigits: Math.max(digits, wholeDigits(size)) };
}

const wholePower = (size: number): number => Math.floor(Math.log10(size) + 1e-9);

function isExtreme(size: number, limit: number): boolean {
  return (size !== 0 && size < 1e-6) || (size >= limit && size < Infinity);
}

function wholeDigits(size: number): number {
  return size < 1 || size === Infinity ? 1 : Math.floor(Math.log10(size)) + 1;
}

/** Returns whether a number has at most `digits` significant digits, within the precision of floating point. */
function isRound(value: number, digits: number): boolean {
  return Math.abs(Number(value.toPrecision(digits)) - value) <= Math.abs(value) * 1e-13;
}

/** Replaces hyphens with minus signs, which screen readers read and after which lines do not break. */
function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}

/**
 * Returns the date whose UTC fields equal the local fields of `date`. Formatted in UTC, it shows the local time. Local
 * time zones of the 19th century have offsets with seconds, which formats in local time would round.
 */
function sameFieldsInUtc(date: Date): Date {
  const moved = new Date(0);
  moved.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  moved.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds());
  return moved;
}

function memoized<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<unknown, Value>();
  return (key) => {
    // Serialize only objects, because some formats are used for every mark of a chart.
    const name = typeof key === 'object' ? JSON.stringify(key) : key;
    let value = made.get(name);
    if (value === undefined) made.set(name, (value = make(key)));
    return value;
  };
}
