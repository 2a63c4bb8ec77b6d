/** Letters that a name may have where it is shown: no layout has room for more. */
export const LONGEST_NAME = 300;
/** The same of a description. */
export const LONGEST_DESCRIPTION = 5000;

/**
 * A text as it is shown: what is longer ends in an ellipsis, so that hundreds of kB are never measured and broken into
 * lines.
 */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  // No half of a pair is left.
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** A text for a terminal or a log, where line breaks, escapes and changes of direction could pass for something else. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]+/gu, ' ');

/** A name as a person would write it: `avg_delay`, `avgDelay` → `Avg delay`. */
export const titleOf = (name: string): string =>
  (/^[a-z]+([A-Z][a-z\d]+)+$/.test(name)
    ? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : name.replace(/[_\s]+/g, ' ').trim()
  ).replace(/^./u, (letter) => letter.toUpperCase());

/**
 * A date as the API takes it: `YYYY-MM-DD` for local midnight, which is how a `date` is decoded; any other moment keeps
 * its time, as `write` has it: in ISO 8601. The date must be a valid one.
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

const warned = new Set<string>();

/** Says something to the page's developer, once. */
export function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(message);
}
