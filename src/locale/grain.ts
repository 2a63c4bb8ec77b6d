import { arePeriods, readPeriod } from '../internal/period.ts';
import type { Cell, Column } from '../public-client/types.ts';
import type { Grain } from './types.ts';

/** From the coarsest on: the first whose test every date passes is the grain. Quarter and week need company. */
const TESTS: readonly (readonly [grain: Grain, atLeast: number, starts: (date: Date) => boolean])[] = [
  ['year', 2, (date) => date.getMonth() === 0 && date.getDate() === 1 && isMidnight(date)],
  ['quarter', 2, (date) => date.getMonth() % 3 === 0 && date.getDate() === 1 && isMidnight(date)],
  ['month', 2, (date) => date.getDate() === 1 && isMidnight(date)],
  ['day', 1, isMidnight],
  ['minute', 1, (date) => date.getSeconds() === 0 && date.getMilliseconds() === 0],
];

/** From this many different dates on, all on one weekday are taken for weeks and not for chance. */
const WEEKS = 3;

/**
 * The grain of a set of wall-clock dates: monthly figures are `month`, stamps on the full hour `hour`.
 * One date alone is at least a `day`, for 1 January 2026 need not mean the year. Nulls and invalid dates do
 * not count; without any date the grain is `day`.
 */
export function grainOf(dates: Iterable<unknown>): Grain {
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

/** The grain of a column that has dates, or texts that name months, quarters or days; `undefined` for any other. */
export function columnGrain({ type }: Column, cells: readonly Cell[]): Grain | undefined {
  if (type === 'date' || type === 'timestamp') return grainOf(cells);
  if (type !== 'string' || !arePeriods(cells)) return undefined;
  const text = String(cells.find(Boolean));
  return text.includes('Q') ? 'quarter' : text.length === 7 ? 'month' : grainOf(cells.map(readPeriod));
}

function isMidnight(date: Date): boolean {
  return (
    date.getHours() === 0 &&
    date.getMinutes() === 0 &&
    date.getSeconds() === 0 &&
    date.getMilliseconds() === 0
  );
}

function isWeekly(dates: readonly Date[]): boolean {
  return dates.length >= WEEKS && dates.every((date) => date.getDay() === dates[0]?.getDay());
}
