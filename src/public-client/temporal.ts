const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIMESTAMP =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?$/;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** A calendar day (`YYYY-MM-DD`) as local midnight, or `undefined`. A day has no zone: it is that day everywhere. */
export function parseDate(text: string): Date | undefined {
  const match = DATE.exec(text);
  const day = match && utcDay(match);
  return day === null || day === undefined ? undefined : localFromUtc(day);
}

/** ISO 8601 text as milliseconds since 1970, or `undefined`. Without an offset it is UTC; a bare day is its midnight. */
export function parseTimestamp(text: string): number | undefined {
  const match = TIMESTAMP.exec(text) ?? DATE.exec(text);
  const day = match && utcDay(match);
  if (!match || day === null || day === undefined) return undefined;
  const [hour, minute, second] = [match[4], match[5], match[6]].map((part) => Number(part ?? 0)) as Triple;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const fraction = Math.trunc(Number(`0.${match[7] ?? 0}`) * 1000 + 1e-9);
  const offset = Number(`${match[8] ?? ''}1`) * (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0));
  return day + (hour * 60 + minute - offset) * MINUTE + second * 1000 + fraction;
}

type Triple = [number, number, number];

/** Midnight UTC of a matched day, or `undefined` where the calendar has no such day. */
function utcDay(match: RegExpExecArray): number | undefined {
  const [year, month, day] = [match[1], match[2], match[3]].map(Number) as Triple;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

/** The `Date` whose local fields are the UTC fields of `ms`. Where the local clock skips that hour, the next one. */
export function localFromUtc(ms: number): Date {
  const utc = new Date(ms);
  const local = new Date(2000, 0, 1);
  local.setFullYear(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate());
  local.setHours(utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds(), utc.getUTCMilliseconds());
  return local;
}

/**
 * Moves moments to a zone's wall clock: the local fields of the result are what a clock in that zone shows.
 * Returns `null` for a zone that the platform does not know.
 */
export function wallClock(timeZone: string): ((ms: number) => Date) | null {
  const offsetAt = zoneOffsets(timeZone);
  if (!offsetAt) return null;
  const days = new Map<number, number | null>();
  return (ms) => {
    // Asking Intl is slow, and most days have one offset: ask at both ends of a day, once.
    const day = Math.floor(ms / DAY);
    let offset = days.get(day);
    if (offset === undefined) {
      const start = offsetAt(day * DAY);
      offset = start === offsetAt((day + 1) * DAY) ? start : null;
      days.set(day, offset);
    }
    return localFromUtc(ms + (offset ?? offsetAt(ms)));
  };
}

/** The offset of a zone from UTC in milliseconds, at a moment. */
function zoneOffsets(timeZone: string): ((ms: number) => number) | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return null;
  }
  return (ms) => {
    const [, sign, hour, minute, second] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(format.format(ms)) ?? [];
    const seconds = Number(hour ?? 0) * 3600 + Number(minute ?? 0) * 60 + Number(second ?? 0);
    return (sign === '-' ? -1000 : 1000) * seconds;
  };
}
