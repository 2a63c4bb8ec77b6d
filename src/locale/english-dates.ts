/** Dates as `Intl.DateTimeFormat('en')` writes them, for the reason of english-numbers.ts. */

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/**
 * The local fields of a date in English, or `null` where that is left to Intl: before our era, and a month spelled out
 * beside a time.
 */
export function writeEnglishDate(date: Date, options: Intl.DateTimeFormatOptions): string | null {
  const { year, month, day, hour, minute, second } = options;
  if (date.getFullYear() < 1 || (hour && month === 'long')) return null;
  const name = MONTHS[date.getMonth()] ?? '';
  const monthDay = join([month && (month === 'long' ? name : name.slice(0, 3)), day && date.getDate()], ' ');
  const dates = join([monthDay, year && date.getFullYear()], day ? ', ' : ' ');
  if (!hour) return dates;
  const hours = date.getHours();
  const time = join(
    [hours % 12 || 12, minute && pad(date.getMinutes()), second && pad(date.getSeconds())],
    ':',
  );
  return join([dates, `${time}\u202f${hours < 12 ? 'AM' : 'PM'}`], ', ');
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** Those of the parts that are there. */
function join(parts: readonly unknown[], separator: string): string {
  return parts.filter(Boolean).join(separator);
}
