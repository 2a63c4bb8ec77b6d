/** What a parameter takes for the moments that a chart draws, which are not always those that its rows hold. */
import type { Clock } from '../../charts/chosen-values.ts';
import { DAY, localFromUtc } from '../../public-client/temporal.ts';
import { localText } from '../../state/selection.ts';

/** Rows without a zone hold what a clock shows, and so does what is drawn. */
export const wallTime: Clock = { write: localText, show: (moment) => moment };

/** Of moments that were moved to the wall clock of a zone when they were decoded. The zone must be a known one. */
export function clockOf(timeZone: string): Clock {
  const offsetAt = offsetsOf(timeZone);
  return {
    write(drawn, last) {
      const wall = utcOfLocal(drawn);
      const [before, after] = [offsetAt(wall - DAY), offsetAt(wall + DAY)];
      const moments = [wall - before, wall - after].filter((ms) => ms + offsetAt(ms) === wall);
      const moment = last ? Math.max(...moments) : Math.min(...moments);
      return new Date(moments.length > 0 ? moment : wall - before).toISOString();
    },
    show: (moment) => localFromUtc(moment.getTime() + offsetAt(moment.getTime())),
  };
}

/** As in `public-client/wall-clock.ts`: if both shared it, it would be a chunk and a request of its own. */
function offsetsOf(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (ms) => {
    const [, sign, ...parts] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(format.format(ms)) ?? [];
    const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
    return (sign === '-' ? -1000 : 1000) * (hours * 3600 + minutes * 60 + seconds);
  };
}

/** The milliseconds at which UTC has the local fields of a date. */
function utcOfLocal(date: Date): number {
  const utc = new Date(0);
  utc.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  return utc.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds());
}
