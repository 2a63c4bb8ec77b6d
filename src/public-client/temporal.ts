/** The end of a time: a fraction of a second and an offset. */
const TIME_END = /^(?:\.(\d+))?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?$/;

const MINUTE = 60_000;
export const DAY = 1440 * MINUTE;
/** A year within the range of `Date` in every time zone. */
const LAST_YEAR = 270_000;
/** The range of `Date`, in ms before and after 1970. */
export const LAST_MOMENT = 8.64e15;
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/**
 * Returns the length of the date at the start of an ISO 8601 text: years outside 0000–9999 have a sign and six
 * digits.
 */
export function dayLength(text: string): number {
  return text[0] === '+' || text[0] === '-' ? 13 : 10;
}

/**
 * Parses a calendar day (`YYYY-MM-DD`) as local midnight, the same day in every time zone. Returns `undefined` if it
 * is invalid.
 */
export function parseDate(text: string): Date | undefined {
  const day = text.length === dayLength(text) ? parseDay(text) : undefined;
  return day === undefined ? undefined : localFromUtc(day);
}

/**
 * Parses ISO 8601 text to milliseconds since 1970. Returns `undefined` if it is invalid. A time without an offset is
 * UTC; a day without a time is midnight.
 */
export function parseTimestamp(text: string): number | undefined {
  const day = parseDay(text);
  const at = dayLength(text);
  if (day === undefined || text.length === at) return day;
  const hour = digits(text, at + 1, 2);
  const minute = digits(text, at + 4, 2);
  const hasSeconds = text[at + 6] === ':';
  const second = hasSeconds ? digits(text, at + 7, 2) : 0;
  const valid = (text[at] === 'T' || text[at] === ' ') && text[at + 3] === ':';
  if (!valid || !(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  const end = parseTimeEnd(text.slice(at + (hasSeconds ? 9 : 6)));
  return end === undefined ? undefined : day + (hour * 60 + minute) * MINUTE + second * 1000 + end;
}

/** Returns the milliseconds that a fraction and an offset add. */
function parseTimeEnd(text: string): number | undefined {
  if (text === '' || text === 'Z') return 0;
  const match = TIME_END.exec(text);
  if (!match) return undefined;
  const [, fraction = '', sign, hours = 0, minutes = 0] = match;
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE;
  return Number(fraction.slice(0, 3).padEnd(3, '0')) + (sign === '+' ? -offset : offset);
}

/** Returns midnight UTC of the day at the start of a text, or `undefined` if there is no such day. */
function parseDay(text: string): number | undefined {
  const end = dayLength(text);
  const year = end === 10 ? digits(text, 0, 4) : Number(`${text[0]}1`) * digits(text, 1, 6);
  const month = digits(text, end - 5, 2);
  const day = digits(text, end - 2, 2);
  if (text[end - 6] !== '-' || text[end - 3] !== '-' || !(Math.abs(year) <= LAST_YEAR)) return undefined;
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  if (!(day >= 1 && day <= (MONTH_LENGTHS[month - 1] ?? 0) + leapDay)) return undefined;
  // Date.UTC adds 1900 to years below 100. Add 400 years, which always have the same number of days, and subtract them.
  return year >= 0 && year < 100
    ? Date.UTC(year + 400, month - 1, day) - 146_097 * DAY
    : Date.UTC(year, month - 1, day);
}

/** Parses digits to a number, or `NaN`. A loop is faster than `Number`: a result may have a million dates. */
function digits(text: string, start: number, length: number): number {
  let number = 0;
  for (let at = start; at < start + length; at++) {
    const digit = text.charCodeAt(at) - 48;
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : NaN;
  }
  return number;
}

/**
 * Returns the `Date` whose local fields equal the UTC fields of `ms`, or the next hour if the local clock skips that
 * hour.
 */
export function localFromUtc(ms: number): Date {
  const utc = new Date(ms);
  const year = utc.getUTCFullYear();
  const local = new Date(
    year,
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
    utc.getUTCMilliseconds(),
  );
  // The constructor adds 1900 to years below 100.
  if (year < 100) local.setFullYear(year, utc.getUTCMonth(), utc.getUTCDate());
  return local;
}
