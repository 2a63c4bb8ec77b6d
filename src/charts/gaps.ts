/** Gaps in lines. A value of `null` interrupts a line; a row that is missing does not. */
import type { Field } from './columns.ts';

/**
 * Minimum average number of points between gaps. A line with fewer has less frequent dates: five for workdays, one for
 * quarters.
 */
const MIN_POINTS = 6;

interface Points {
  readonly x: Field;
  readonly number: Field;
  readonly series: Field;
}

/**
 * Adds a row without a number where a line has no rows at dates of the other lines, as when a station has sent nothing for
 * a month. A straight line there would look like data. Lines with less frequent dates, such as quarters next to months,
 * stay as they are.
 */
export function withGaps({ x, number, series }: Points): Points {
  const lines = new Map<string, Set<number>>();
  const dates = new Set<number>();
  x.values.forEach((date, row) => {
    if (!(date instanceof Date)) return;
    const name = String(series.values[row]);
    lines.set(name, (lines.get(name) ?? new Set()).add(+date));
    dates.add(+date);
  });
  const sorted = [...dates].sort((a, b) => a - b);
  const added = [...lines].flatMap(([name, own]) =>
    gapsBetween(sorted, own).map((date) => ({ name, date: new Date(date) })),
  );
  if (added.length === 0) return { x, number, series };
  return {
    x: { ...x, values: [...x.values, ...added.map(({ date }) => date)] },
    number: { ...number, values: [...number.values, ...added.map(() => null)] },
    series: { ...series, values: [...series.values, ...added.map(({ name }) => name)] },
  };
}

/** Returns the first date of each gap between the dates in `own`; `[]` if these are less frequent. */
function gapsBetween(dates: readonly number[], own: ReadonlySet<number>): readonly number[] {
  const isOwn = dates.map((date) => own.has(date));
  const last = isOwn.lastIndexOf(true);
  const gaps = dates.filter((_, place) => place < last && !isOwn[place] && isOwn[place - 1]);
  return (gaps.length + 1) * MIN_POINTS <= own.size ? gaps : [];
}
