import { dateText, dayText, pad } from '../internal/date-text.ts';
import { readPeriod } from '../internal/period.ts';
import type { ParamValue } from '../public-client/types.ts';

/** One chosen value: that of a mark's field, as it goes into a parameter. */
export type Chosen = string | number | boolean;

/** What a `select-to` attribute asks for. */
export interface SelectTo {
  /** The parameter, or the two that take the ends of a range. */
  readonly params: readonly [string] | readonly [from: string, to: string];
  /** The field that it names; `null`: to be found in the chart. */
  readonly field: string | null;
  /** It says by `[]` that the parameter takes several values. */
  readonly several: boolean;
}

const NAME = /^[^\s,:[\]]+$/;

/** Reads `region`, `region:state_name`, `regions[]`, `from,to`; `null` where the text is none of these. */
export function readSelectTo(text: string): SelectTo | null {
  const [, params = text, field = null] = /^([^:]*):([^]*)/.exec(text)?.map((part) => part.trim()) ?? [];
  const [first = '', second, ...more] = params.split(',').map((name) => name.trim());
  const name = first.replace(/\[\]$/, '').trimEnd();
  const several = name !== first;
  const named = NAME.test(name) && (second === undefined || NAME.test(second));
  if (!named || field === '' || more.length > 0 || (several && second)) return null;
  return { params: second ? [name, second] : [name], field, several };
}

/** What is chosen after `value` was pointed at: it alone, or nothing where it was that already; `add` keeps the others. */
export function toggled<T>(chosen: readonly T[], value: T, add: boolean): readonly T[] {
  const has = chosen.includes(value);
  if (add) return has ? chosen.filter((each) => each !== value) : [...chosen, value];
  return has && chosen.length === 1 ? [] : [value];
}

/** The single values of a parameter; none for what means "no choice". */
export function valuesOf(value: ParamValue | undefined): readonly Chosen[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) return value as readonly Chosen[];
  return [value instanceof Date ? dateText(value) : (value as Chosen)];
}

/** The moment that the local clock shows so, without a zone. */
export function localText(date: Date): string {
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((value) => pad(value, 2))
    .join(':');
  return `${dayText(date)}T${time}.${pad(date.getMilliseconds(), 3)}`;
}

const WITH_ZONE = /\d:\d\d.*(Z|[+-]\d\d(:?\d\d)?)\s*$/i;

/**
 * The date that such a text means, an invalid one for any other. A day, and a time without a zone, are what the clock shows;
 * `show` makes of any other moment what is drawn for it.
 */
export function readDate(text: string, show = (moment: Date): Date => moment): Date {
  const period = readPeriod(text);
  if (period) return period;
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year) return new Date(Number(year), Number(month) - 1, Number(day));
  const date = new Date(text);
  return WITH_ZONE.test(text) && !Number.isNaN(date.getTime()) ? show(date) : date;
}

type Grain = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

/** The last day, or the last moment, of the unit of time that begins with `start`. */
export function endOf(start: Date, grain: Grain): Date {
  const [year, month, day] = [start.getFullYear(), start.getMonth(), start.getDate()];
  switch (grain) {
    case 'year':
      return new Date(year, 12, 0);
    case 'quarter':
      return new Date(year, month + 3, 0);
    case 'month':
      return new Date(year, month + 1, 0);
    case 'week':
      return new Date(year, month, day + 6);
    case 'hour':
      return new Date(start.getTime() + 3_599_999);
    case 'minute':
      return new Date(start.getTime() + 59_999);
    case 'day':
    case 'second':
      return start;
  }
}
