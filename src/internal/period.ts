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
  const month = String(date.getMonth() + 1).padStart(2, '0');
  const rest = like.includes('Q') ? `Q${Math.floor(date.getMonth() / 3) + 1}` : month;
  const day = like.length > 7 ? `-${String(date.getDate()).padStart(2, '0')}` : '';
  return `${date.getFullYear()}-${rest}${day}`;
}
