/** Maximum number of characters of a name that is shown. */
export const MAX_NAME_LENGTH = 300;
/** Maximum number of characters of a description that is shown. */
export const MAX_DESCRIPTION_LENGTH = 5000;

/** Shortens text to `most` characters plus an ellipsis, so the browser never lays out hundreds of kB. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  // Do not leave half of a surrogate pair.
  return `${text.slice(0, most).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Maximum number of characters of a name in a list. */
const MAX_LISTED_LENGTH = 200;

/** Lists at most `most` names for a message, each clipped. */
export const listNames = (names: readonly string[], most = 30): string =>
  [
    ...names.slice(0, most).map((name) => clip(name, MAX_LISTED_LENGTH)),
    ...(names.length > most ? ['…'] : []),
  ].join(', ');

/** Splits a text at commas, without empty parts. */
export const splitList = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

/** Adds the texts before and after a formatted number. The minus sign comes first. */
export const withAffixes = (
  text: string,
  { before = '', after = '' }: { readonly before?: string | undefined; readonly after?: string | undefined },
): string => text.replace(/^−?/, (sign) => sign + before) + after;

/** Replaces line breaks, control characters and bidi marks with spaces, for terminals and logs. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}]+/gu, ' ');

/** Units whose letters keep their case, at the start of a name. */
const UNIT = /^(pp[mb]|[cdkm]m|[kmµ]g|[cdhm]l|[kmgt]wh?|[km]?hz|h?pa|k?mph|ph)(?![a-z])/i;
/** A name in quotes in the query, which its author has written for readers; not a call such as `sum(price)`. */
const WRITTEN = /^(?!\w+\(.*\)$).*[^\p{L}\p{M}\p{N}_]/u;

/** Makes a column name readable: `avg_delay`, `avgDelay` → `Avg delay`. Names with a space or sign are not changed. */
export const titleOf = (name: string): string => {
  const text = name.replace(/[_\s]+/g, ' ').trim();
  if (WRITTEN.test(name) || UNIT.test(name)) return text;
  return (
    /^[a-z]+([A-Z][a-z\d]+)+$/.test(name)
      ? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
      : text
  ).replace(/^./u, (letter) => letter.toUpperCase());
};

/**
 * Formats a valid date for the API: `YYYY-MM-DD` if it is local midnight, as in decoded columns of type `date`; else
 * with time, formatted by `write` (ISO 8601 by default).
 */
export function dateText(date: Date, write = (moment: Date): string => moment.toISOString()): string {
  return isMidnight(date) ? dayText(date) : write(date);
}

/** Returns whether a date is the first moment of its local day: at some clock changes, a day starts at 01:00. */
export const isMidnight = (date: Date): boolean => new Date(date).setHours(0, 0, 0, 0) === date.getTime();

/** Formats a date as `YYYY-MM-DD` in local time. */
export const dayText = (date: Date): string =>
  `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;

/** Pads a number with leading zeros. */
export const pad = (value: number, length: number): string => String(value).padStart(length, '0');

/** The messages that {@link warnOnce} has logged. */
export const warned = new Set<string>();

/** Logs a console warning once per page. */
export function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  console.warn(message);
}
