/** Values of engines as results have them. The worker for queries in the browser contains this module, too. */

const DAY_MS = 86_400_000;
/** The range of an ECMAScript date, in milliseconds before and after 1970. */
const MAX_DATE_MS = 8.64e15;

/** Converts an integer to a number if a double holds it. */
export function exactInteger(value: number | bigint | string): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Converts a decimal, such as `-12.30`, to a number if a double holds it. */
export function exactDecimal(text: string): number | string {
  const number = Number(text);
  // A double keeps any fifteen digits.
  if (text.length <= 15) return number;
  const digits = text.replace(/\D/g, '').replace(/^0+/, '');
  const trimmed = text.includes('.') ? text.replace(/\.?(?<!0)0+$/, '') : text;
  // With more digits, check that the number has the same text.
  return digits.length <= 15 || String(number) === trimmed ? number : text;
}

/** Formats days since 1970-01-01 as an ISO date, or returns `null` for one that browsers cannot parse. */
export function isoDate(days: number): string | null {
  const ms = days * DAY_MS;
  return Math.abs(ms) > MAX_DATE_MS ? null : new Date(ms).toISOString().split('T')[0]!;
}

/**
 * Formats nanoseconds since 1970 as an ISO date and time, without a zone and with up to 9 digits of a second. Returns
 * `null` for a time that browsers cannot parse.
 */
export function isoMoment(nanos: bigint): string | null {
  const fraction = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const ms = Number((nanos - fraction) / 1_000_000n);
  if (Math.abs(ms) > MAX_DATE_MS) return null;
  return new Date(ms).toISOString().slice(0, -'.000Z'.length) + fractionText(fraction);
}

/** Formats the fraction with 3, 6 or 9 digits. Returns an empty string for a full second. */
function fractionText(nanos: bigint): string {
  const digits = nanos
    .toString()
    .padStart(9, '0')
    .replace(/(?:000){1,3}$/, '');
  return digits && `.${digits}`;
}
