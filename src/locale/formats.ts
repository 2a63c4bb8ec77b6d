import { formatEnglishDate, formatEnglishNumber } from './english-formats.ts';
import type { NumberContext, DateLength, Formats, Grain, NumberStyle } from './format-types.ts';

/** Shown in place of a missing value. */
export const NO_VALUE = '–';

const PLAIN_ENGLISH = /^en(-us)?$/i;

const NUMERIC = /^[-+]?\d+(\.\d+)?$/;

const DAY = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const YEAR = { year: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit' } as const;
const PARTS = { ...DAY, ...TIME, second: '2-digit' } as const;

/** The parts of a date to show for each grain. Intl has no format for quarters: `Messages.quarter` writes them. */
const GRAINS: Readonly<Record<Grain, Intl.DateTimeFormatOptions>> = {
  year: YEAR,
  quarter: { year: 'numeric', month: 'short' },
  month: { year: 'numeric', month: 'short' },
  week: DAY,
  day: DAY,
  hour: { ...DAY, ...TIME },
  minute: { ...DAY, ...TIME },
  second: PARTS,
};

type Age = readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number];

const SECOND: Age = ['second', 1];
const AGES: readonly Age[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** A unit of compact notation, such as "K" or "Mio.", and the texts around the number. */
interface Unit {
  readonly divisor: number;
  readonly before: string;
  readonly after: string;
}

const NO_UNIT: Unit = { divisor: 1, before: '', after: '' };

interface SharedFormat extends Unit {
  readonly decimals: number;
}

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

  /** Returns the compact notation of numbers of this size, as in "12K" or "3,4 Mio.". */
  const unitOf = memoized((power: number): Unit => {
    const text = write(10 ** power, { notation: 'compact', maximumSignificantDigits: 1 });
    const parts = text.split(/\p{Nd}/u);
    return { divisor: 10 ** (power + 2 - parts.length), before: parts[0]!, after: parts.at(-1)! };
  });

  /** Returns how all ticks of an axis, or all labels of a chart, are written; `null` if they share no format. */
  const sharedFormat = (value: number, context: NumberContext): SharedFormat | null => {
    const { step = 0, most = 0, least, decimals: fixed } = context;
    if (step === 0 || value === 0 || isExtreme(most)) return null;
    if (least === undefined && !isMultiple(value, step)) return null;
    const writtenIn = (unit: Unit): SharedFormat => {
      const needed = Math.max(0, -powerOf(step / unit.divisor));
      // An axis needs the decimals of its ticks. The page can add more only without a unit letter.
      const decimals = least === undefined ? Math.max(needed, unit.divisor > 1 ? 0 : (fixed ?? 0)) : fixed;
      return { ...unit, decimals: Math.min(decimals ?? needed, 20) };
    };
    const power = powerOf(most);
    const short = writtenIn(most >= 1e4 && abbreviates(power) ? unitOf(power) : NO_UNIT);
    if (least === undefined) {
      if (short.divisor === 1 || short.decimals < 2) return short;
      return writtenIn(most < 1e9 ? NO_UNIT : unitOf(power - 3));
    }
    const formats = [short, ...(most < 1e6 || fixed !== undefined ? [writtenIn(NO_UNIT)] : [])];
    const showsLeast = ({ divisor, decimals }: SharedFormat) => 2 * least * 10 ** decimals >= divisor;
    return formats.find(showsLeast) ?? (fixed === undefined ? null : formats.at(-1)!);
  };

  const options: Record<NumberStyle, (value: number, context: NumberContext) => Intl.NumberFormatOptions> = {
    full: (value, { decimals }) =>
      decimals === undefined
        ? fullOptions(value)
        : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
    short: (value, { decimals }) => shortOptions(value, abbreviates, decimals),
    percent: (_, { decimals }) => ({
      style: 'percent',
      minimumFractionDigits: decimals ?? 0,
      maximumFractionDigits: decimals ?? 1,
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
      if (typeof value === 'number') {
        if (isNaN(value)) return NO_VALUE;
        const shared = style === 'short' ? sharedFormat(value, context) : null;
        if (!shared) return write(value, options[style](value, context));
        const { divisor, decimals, before, after } = shared;
        const fraction = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
        return before + write(value / divisor, fraction) + after;
      }
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
    moment(value, grain) {
      if (isNaN(value.getTime())) return NO_VALUE;
      if (grain) {
        const options = grain === 'year' ? YEAR : ({ ...YEAR, month: 'long' } as const);
        return isEnglish
          ? formatEnglishDate(value, options)
          : dates({ timeZone: 'UTC', ...options }).format(value);
      }
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
      const [unit, length] = AGES.find((entry) => seconds >= entry[1]) ?? SECOND;
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
  if (isExtreme(size)) return { notation: 'scientific', maximumSignificantDigits: 6 };
  // Show numbers with up to 10 digits in full. Longer ones are results of a division: round them.
  return { maximumSignificantDigits: Math.max(isRound(value, 10) ? 10 : 6, wholeDigits(size) + 2) };
}

function shortOptions(
  value: number,
  abbreviates: (power: number) => boolean,
  decimals: number | undefined,
): Intl.NumberFormatOptions {
  if (decimals !== undefined) return { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const size = Math.abs(value);
  if (isExtreme(size)) return { notation: 'scientific', maximumSignificantDigits: 4 };
  // Keep the digits of round values, which may be ticks and must differ. Round measured values.
  const most = size < 1e6 ? 4 : 5;
  const digits = isRound(value, most) ? most : 3;
  return size >= 1e4 && abbreviates(wholeDigits(size) - 1)
    ? { notation: 'compact', maximumSignificantDigits: digits }
    : { maximumSignificantDigits: Math.max(digits, wholeDigits(size)) };
}

/** Returns the power of ten of the first digit of a positive number. */
const powerOf = (size: number): number => Math.floor(Math.log10(size) + 1e-9);

const isMultiple = (value: number, step: number): boolean =>
  Math.abs(Math.round(value / step) * step - value) <= step * 1e-9;

/** Returns whether a number would have too many zeros. Only errors in a query produce such numbers. */
const isExtreme = (size: number): boolean =>
  (size !== 0 && size < 1e-15) || (size >= 1e21 && size < Infinity);

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
export function sameFieldsInUtc(date: Date): Date {
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
