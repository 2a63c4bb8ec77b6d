/** Length in ms of Vega's intervals, by name without the plural. */
const LENGTHS: Readonly<Record<string, number>> = {
  ...{ millisecond: 1, second: 1e3, minute: 6e4, hour: 3.6e6 },
  ...{ date: 8.64e7, day: 8.64e7, dayofyear: 8.64e7, week: 6.048e8, isoweek: 6.048e8 },
  ...{ month: 2.628e9, quarter: 7.884e9, year: 3.154e10 },
};

/** Length of an interval in ms; 0 for none that there is. */
export function intervalLength(unit: unknown): number {
  return LENGTHS[String(unit).replace(/s$/, '')] ?? 0;
}
