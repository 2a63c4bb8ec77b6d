import { dayText, pad } from './text.ts';

/** "2025-01", "2025-Q1" and "2025-01-31", as queries write months, quarters and days into text. */
const PERIOD = /^((?:1[89]|2[01])\d\d)-(?:Q([1-4])|(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)$/;

/** The local midnight with which a month, a quarter or a day begins; `null` for any other text. */
export function readPeriod(text: unknown): Date | null {
  const [found, year, quarter, month, day = 1] = (typeof text === 'string' && PERIOD.exec(text)) || [];
  if (found === undefined) return null;
  return new Date(Number(year), quarter ? Number(quarter) * 3 - 3 : Number(month) - 1, Number(day));
}

/** Whether texts name months, quarters or days, all of one kind. Empty cells do not count. */
export function arePeriods(cells: readonly unknown[]): boolean {
  const some = cells.filter((cell) => cell !== null && cell !== undefined && cell !== '');
  const { length } = String(some[0]);
  return some.length > 0 && some.every((cell) => readPeriod(cell) && (cell as string).length === length);
}

/** A date in the form of another text: that of its month where that is the text of a month. */
export function periodText(date: Date, like: string): string {
  const day = dayText(date);
  return like.includes('Q')
    ? `${day.slice(0, -5)}Q${Math.floor(date.getMonth() / 3) + 1}`
    : day.slice(0, like.length);
}

/** `HH:MM:SS`, as the local clock has it. */
export const clockText = (date: Date): string =>
  [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(':');

/**
 * The offset of a zone from UTC in milliseconds, at a moment in milliseconds since 1970.
 * @throws RangeError for a zone that the platform does not know
 */
export function zoneOffsets(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (ms) => {
    const [, sign, hour, minute, second] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(format.format(ms)) ?? [];
    const seconds = Number(hour ?? 0) * 3600 + Number(minute ?? 0) * 60 + Number(second ?? 0);
    return (sign === '-' ? -1000 : 1000) * seconds;
  };
}

/* What the name of a column says of it. */

/** Last words of names whose numbers are parts of a whole. */
const PARTS = new Set(
  'rate rates share shares proportion fraction anteil quote taux tasa tasso taxa aandeel udział'.split(' '),
);
/** Words that make another number of a rate: 0.92 of one currency, 0.4 per thousand. */
const OTHERS = new Set('exchange fx currency per wechsel change cambio'.split(' '));

/** The words of a column's name, in lower case. */
export const splitWords = (name: string): readonly string[] =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean);

/** Whether the numbers of a column are shares of one by name and by range: those are written as per cent. */
export function areShares(name: string, numbers: readonly unknown[]): boolean {
  const words = splitWords(name);
  if (!PARTS.has(words.at(-1) ?? '') || words.some((word) => OTHERS.has(word))) return false;
  const known = numbers.filter((number) => typeof number === 'number');
  return known.every((number) => Math.abs(number) <= 1) && known.some((number) => !Number.isInteger(number));
}

/** Whether a name is one that the platform's own queries give to columns: it says nothing to a reader. */
export const isAlias = (name: string): boolean => /^(dimension|value)$/i.test(name);
