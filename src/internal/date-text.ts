/**
 * A date as the API takes it: `YYYY-MM-DD` for local midnight, which is how a `date` is decoded; any other moment keeps its
 * time, as `write` has it: in ISO 8601. The date must be a valid one.
 */
export function dateText(date: Date, write = (moment: Date): string => moment.toISOString()): string {
  const midnight = new Date(date);
  midnight.setHours(0, 0, 0, 0);
  return midnight.getTime() === date.getTime() ? dayText(date) : write(date);
}

/** `YYYY-MM-DD`, as the local clock has it. */
export const dayText = (date: Date): string =>
  `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;

/** A number with zeros before it. */
export const pad = (value: number, length: number): string => String(value).padStart(length, '0');
