import type { Beside, DateLength, Formats, Grain, NumberStyle } from './types.ts';

/** What stands where there is no value. */
export const NO_VALUE = '–';

/** What Vega writes by itself. */
const PLAIN_ENGLISH = /^en(-us)?$/i;

const NUMERIC = /^[-+]?\d+(\.\d+)?$/;

const DAY = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit' } as const;
const PARTS = { ...DAY, ...TIME, second: '2-digit' } as const;

/** The parts of a date that its grain needs. A quarter has no format in Intl: it takes a sentence. */
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

/** Whether a tag is of the English that Vega's own formats are in. */
export function isPlainEnglish(tag: string): boolean {
  return PLAIN_ENGLISH.test(tag);
}

/** Whether a text names a grain. */
export function isGrain(text: string | undefined): text is Grain {
  return text !== undefined && Object.hasOwn(GRAINS, text);
}

/**
 * A tag that the platform has formats for: canonical, `en` for anything unknown or malformed. (Intl itself
 * would fall back to the reader's system, which need not be the page's language.)
 */
export const resolveTag = memoised((asked: string | null | undefined): string => {
  const tag = (asked ?? '').trim().replaceAll('_', '-');
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag)[0] ?? 'en';
  } catch {
    return 'en';
  }
});

/** The zone if the platform knows it, else `undefined`: the reader's own. */
export function resolveZone(timeZone: string | null | undefined): string | undefined {
  if (!timeZone) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** The formats of a tag that {@link resolveTag} gave. `timeZone` counts for real moments only. */
export function createFormats(tag: string, timeZone: string | undefined): Formats {
  const numbers = memoised((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options));
  const dates = memoised(
    (options: Intl.DateTimeFormatOptions) =>
      // One calendar for labels, tooltips and Vega's own axes, which know no other.
      new Intl.DateTimeFormat(tag, { calendar: 'gregory', ...options }),
  );
  const rules = memoised(() => new Intl.PluralRules(tag));
  const relative = memoised(() => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));

  const write = (value: number, options: Intl.NumberFormatOptions) =>
    withMinus(numbers(options).format(value));
  const wallClock = (value: Date, options: Intl.DateTimeFormatOptions) =>
    isNaN(value.getTime()) ? NO_VALUE : dates({ timeZone: 'UTC', ...options }).format(sameFieldsInUtc(value));

  /** Whether a power of ten is shorter when it is abbreviated ("10K" is, "10 tys." is not). */
  const abbreviates = memoised((power: number) => {
    const length = (options: Intl.NumberFormatOptions) => write(10 ** power, options).length;
    return length({ notation: 'compact' }) + 1 < length({});
  });

  const options: Record<NumberStyle, (value: number, beside: Beside) => Intl.NumberFormatOptions> = {
    full: (value, { decimals }) =>
      decimals === undefined
        ? fullOptions(value)
        : { minimumFractionDigits: decimals, maximumFractionDigits: decimals },
    short: (value, beside) => tickOptions(value, beside, abbreviates) ?? shortOptions(value, abbreviates),
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
    number(value, style = 'full', beside = {}) {
      if (typeof value === 'number')
        return isNaN(value) ? NO_VALUE : write(value, options[style](value, beside));
      if (typeof value === 'bigint') return withMinus(numbers({}).format(value));
      if (value === null || value === undefined) return NO_VALUE;
      const text = String(value);
      if (!NUMERIC.test(text)) return text;
      const exact = numbers({ useGrouping: style !== 'plain', maximumFractionDigits: 20 });
      return withMinus(exact.format(text as Intl.StringNumericLiteral));
    },
    date: (value, grain = 'day', length: DateLength = 'short') =>
      wallClock(value, { ...GRAINS[grain], ...(GRAINS[grain].month && { month: length }) }),
    parts: (value, parts) => wallClock(value, Object.fromEntries(parts.map((part) => [part, PARTS[part]]))),
    moment(value) {
      if (isNaN(value.getTime())) return NO_VALUE;
      const isDay = value.getTime() % 86_400_000 === 0;
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
      return (forms[rules(0).select(count)] ?? forms.other).replace('#', write(count, fullOptions(count)));
    },
  };
}

function fullOptions(value: number): Intl.NumberFormatOptions {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e21) return {};
  if (isExtreme(size, 1e21)) return { notation: 'scientific', maximumSignificantDigits: 6 };
  // Numbers that someone wrote are shown whole; the rest of a division is cut to what can be read.
  return { maximumSignificantDigits: Math.max(isRound(value, 10) ? 10 : 6, wholeDigits(size) + 2) };
}

function shortOptions(value: number, abbreviates: (power: number) => boolean): Intl.NumberFormatOptions {
  const size = Math.abs(value);
  if (isExtreme(size, 1e15)) return { notation: 'scientific', maximumSignificantDigits: 4 };
  // A tick keeps its few digits, or neighbours would look alike; a measured value is rounded.
  const most = size < 1e6 ? 4 : 5;
  const digits = isRound(value, most) ? most : 3;
  return size >= 1e4 && abbreviates(wholeDigits(size) - 1)
    ? { notation: 'compact', maximumSignificantDigits: digits }
    : { maximumSignificantDigits: Math.max(digits, wholeDigits(size)) };
}

/** Among ticks each has as many decimals as the step needs, and large ones the same letters; `null` for no tick. */
function tickOptions(
  value: number,
  { step, most = 0 }: Beside,
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

/** Whether a number has at most that many significant digits, but for the noise of floating point. */
function isRound(value: number, digits: number): boolean {
  return Math.abs(Number(value.toPrecision(digits)) - value) <= Math.abs(value) * 1e-13;
}

/** A real minus sign: screen readers say it, and lines do not break after it. */
function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}

/**
 * The date whose fields in UTC are the local ones of `date`. Formatting it in UTC shows the wall clock as
 * it is, free of the odd seconds by which local zones lay off before there were time zones.
 */
function sameFieldsInUtc(date: Date): Date {
  const moved = new Date(0);
  moved.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  moved.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds());
  return moved;
}

function memoised<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<unknown, Value>();
  return (key) => {
    // What has no parts is its own name: some are asked for with every mark of a chart.
    const name = typeof key === 'object' ? JSON.stringify(key) : key;
    let value = made.get(name);
    if (value === undefined) made.set(name, (value = make(key)));
    return value;
  };
}
