/**
 * Formats of numbers and dates in English (`en`, `en-US`), equal to those of Intl. The first use of Intl in a process
 * initializes its list of locales, which would delay the first picture of a chart.
 */
import { pad } from '../internal/text.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** The units of compact notation, one for each power of 1000. */
const UNITS = ['', 'K', 'M', 'B', 'T'];

/** Whole digits, decimals and exponent. */
const DECIMAL = /(\d+)\.?(\d*)(?:e(.+))?/;

/**
 * Equals `new Intl.NumberFormat('en', options).format(value)` for the options that `formats.ts` uses.
 * @param value a number except NaN, or digits as text
 */
export function formatEnglishNumber(
  value: number | bigint | string,
  {
    style,
    notation,
    useGrouping = true,
    minimumFractionDigits = 0,
    maximumFractionDigits = style ? 0 : 3,
    minimumSignificantDigits,
    maximumSignificantDigits,
  }: Intl.NumberFormatOptions,
): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  const sign = text.startsWith('-') ? '-' : '';
  let unit = style ? '%' : '';
  if (!isFinite(Number(text))) return `${sign}∞${unit}`;
  const [, before = '', after = '', power = 0] = DECIMAL.exec(text) ?? [];

  // Like Intl, round the decimal text instead of the binary value. The leading zero takes the carry.
  const significant = (before + after).replace(/^0+/, '');
  /** The number of digits before the decimal point. If negative, the number of zeros after it. */
  let point = significant ? significant.length - after.length + Number(power) + (style ? 2 : 0) : 1;
  let digits = roundHalfUp(
    `0${significant}`,
    1 + (maximumSignificantDigits ?? point + maximumFractionDigits),
  );
  if (digits.startsWith('0')) digits = digits.slice(1);
  else point++;

  if (notation === 'scientific') {
    unit = `E${point - 1}`;
    point = 1;
  } else if (notation === 'compact') {
    const thousands = Math.max(0, Math.min(Math.floor((point - 1) / 3), UNITS.length - 1));
    unit = UNITS[thousands]!;
    point -= 3 * thousands;
  }
  const whole = digits.slice(0, Math.max(0, point)).padEnd(point, '0') || '0';
  const decimals = (point < 0 ? '0'.repeat(-point) + digits : digits.slice(point))
    .replace(/(?<!0)0+$/, '')
    .padEnd(
      minimumSignificantDigits === undefined ? minimumFractionDigits : minimumSignificantDigits - point,
      '0',
    );
  // Compact notation writes 1000T, but 10,000T.
  const isGrouped = useGrouping && (notation !== 'compact' || whole.length > 4);
  return sign + (isGrouped ? group(whole) : whole) + (decimals && `.${decimals}`) + unit;
}

/** Rounds half up to the first `count` digits, without the zeros that result from a carry. */
function roundHalfUp(digits: string, count: number): string {
  const kept = digits.slice(0, Math.max(0, count));
  // `charAt` returns an empty string if there is no digit, as for a negative count.
  if (!(digits.charAt(count) >= '5')) return kept;
  let last = kept.length - 1;
  while (kept[last] === '9') last--;
  return kept.slice(0, last) + (Number(kept[last]) + 1);
}

function group(whole: string): string {
  const first = whole.length % 3 || 3;
  return whole.slice(0, first) + whole.slice(first).replace(/\d{3}/g, ',$&');
}

/**
 * Equals `new Intl.DateTimeFormat('en', { timeZone: 'UTC', ...options }).format(date)` for the options that `formats.ts`
 * and the ticks of time axes use, but with a plain space before AM and PM: versions of Intl use different spaces.
 */
export function formatEnglishDate(
  date: Date,
  { year, month, day, hour, minute, second }: Intl.DateTimeFormatOptions,
): string {
  const name = MONTHS[date.getUTCMonth()]!;
  const fullYear = date.getUTCFullYear();
  const hours = date.getUTCHours();
  const join = (separator: string, ...parts: readonly unknown[]) => parts.filter(Boolean).join(separator);
  return join(
    month === 'long' ? ' at ' : ', ',
    join(
      day ? ', ' : ' ',
      join(' ', month === 'long' ? name : month && name.slice(0, 3), day && date.getUTCDate()),
      // Like Intl, count years before the year 1 backwards.
      year && (fullYear > 0 ? fullYear : 1 - fullYear),
    ),
    join(
      ' ',
      join(
        ':',
        hour && (hours % 12 || 12),
        minute && pad(date.getUTCMinutes(), 2),
        second && pad(date.getUTCSeconds(), 2),
      ),
      hour && (hours < 12 ? 'AM' : 'PM'),
    ),
  );
}
