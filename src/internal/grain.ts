import { isMidnight } from './text.ts';

/** The precision of a set of dates: the smallest unit in which they differ. */
export type Grain = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

/** Units of whole months, in months. */
export const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
/** Units of fixed length, in ms. */
export const LENGTHS: Readonly<Record<string, number>> = {
  second: 1e3,
  minute: 6e4,
  hour: 36e5,
  day: 864e5,
  week: 7 * 864e5,
};

/**
 * Tests from the coarsest grain to the finest, with the minimum number of dates. The first test that all dates pass
 * determines the grain.
 */
const TESTS: readonly (readonly [grain: Grain, atLeast: number, starts: (date: Date) => boolean])[] = [
  ['year', 2, (date) => date.getMonth() === 0 && date.getDate() === 1 && isMidnight(date)],
  ['quarter', 2, (date) => date.getMonth() % 3 === 0 && date.getDate() === 1 && isMidnight(date)],
  ['month', 2, (date) => date.getDate() === 1 && isMidnight(date)],
  ['day', 1, isMidnight],
  ['minute', 1, (date) => date.getSeconds() === 0 && date.getMilliseconds() === 0],
];

/** Minimum number of dates, all on the same weekday, for which the grain is a week. */
const MIN_WEEKS = 3;

/**
 * Detects the grain of dates by their local fields: `month` if all are the first of a month, `hour` if all are full
 * hours. A single date is at most a `day`, because 1 January 2026 may not mean the year. Ignores nulls and invalid
 * dates; without any date the grain is `day`.
 */
export function detectGrain(dates: Iterable<unknown>): Grain {
  const times = new Set<number>();
  for (const date of dates) if (date instanceof Date) times.add(date.getTime());
  times.delete(NaN);
  const distinct = [...times].map((time) => new Date(time));
  const grain = TESTS.find(
    ([, atLeast, starts]) => distinct.length >= atLeast && distinct.every(starts),
  )?.[0];
  if (grain === 'day') return isWeekly(distinct) ? 'week' : 'day';
  if (grain === 'minute') return distinct.every((date) => date.getMinutes() === 0) ? 'hour' : 'minute';
  return grain ?? (distinct.length === 0 ? 'day' : 'second');
}

function isWeekly(dates: readonly Date[]): boolean {
  return dates.length >= MIN_WEEKS && dates.every((date) => date.getDay() === dates[0]?.getDay());
}
