import { VibedasherError } from './errors.ts';
import { DAY, localFromUtc } from './temporal.ts';

/**
 * Moves moments to a zone's wall clock: the local fields of the result are what a clock in that zone shows.
 * @throws VibedasherError of kind `config` for a zone that the platform does not know
 */
export function wallClock(timeZone: string): (ms: number) => Date {
  const offsetAt = zoneOffsets(timeZone);
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
function zoneOffsets(timeZone: string): (ms: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch (cause) {
    throw new VibedasherError('config', `"${timeZone}" is not a known time zone`, { cause });
  }
  return (ms) => {
    const [, sign, hour, minute, second] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(format.format(ms)) ?? [];
    const seconds = Number(hour ?? 0) * 3600 + Number(minute ?? 0) * 60 + Number(second ?? 0);
    return (sign === '-' ? -1000 : 1000) * seconds;
  };
}
