import { endIn, type Selectable, valueIn } from '../charts/emphasis/selectable.ts';
import { markText } from '../charts/emphasis/selected-marks.ts';
import type { SpecChart } from '../charts/types.ts';
import { detectGrain, LENGTHS, MONTHS } from '../internal/grain.ts';
import { dateText, dayText, pad, titleOf } from '../internal/text.ts';
import {
  arePeriods,
  areYearTexts,
  clockText,
  isAlias,
  periodText,
  readPeriod,
  zoneOffsets,
} from '../internal/values.ts';
import { columnGrain } from '../locale/cells.ts';
import { resolveZone, sameFieldsInUtc } from '../locale/formats.ts';
import type { Grain, Locale } from '../locale/types.ts';
import type { ChartViewModel } from '../pipeline/view-model.ts';
import { DAY, localFromUtc } from '../public-client/temporal.ts';
import type { Cell, Column, Dataset, ParamValue } from '../public-client/types.ts';

/** Converts between the dates that a chart draws and the values of parameters. */
interface Clock {
  /** Converts a drawn date to text. If clocks are set back and repeat an hour, `last` selects the later time. */
  readonly write: (drawn: Date, last: boolean) => string;
  /** Converts a moment to the date that is drawn for it. */
  readonly show: (moment: Date) => Date;
}

/** What is needed to convert between drawn rows and the values of parameters. */
export interface ValueContext {
  readonly selectable: Selectable;
  /** The column of the field in the result; `null` for a field that the spec computes. */
  readonly column: Column | null;
  /** The precision of the field's dates. */
  readonly grain: Parameters<typeof endOf>[1];
  /** `null` if dates are drawn as they are in the rows. */
  readonly clock: Clock | null;
  /** A text of the column if its texts are names of years, months, quarters or days, such as `2026-Q1`; else `null`. */
  readonly periodExample?: string | null;
  /** The words that derived charts show for `true`, `false` and null. */
  readonly words: { readonly yes: string; readonly no: string; readonly none: string } | null;
}

type Row = Readonly<Record<string, unknown>>;

/** Returns the value of a mark for a parameter, or `null` if it has none. */
export function readChoice(datum: Row, context: ValueContext): Selected | null {
  const { selectable, words } = context;
  const value = valueIn(datum, selectable);
  if (value === words?.none) return null;
  return toChosen(value, context);
}

/** Returns the first and last value of marks for parameters; the last value of a month is its last day. */
export function readRange(data: readonly Row[], context: ValueContext): readonly [Selected, Selected] | null {
  const { selectable, column, grain } = context;
  const starts = data.map((datum) => toScalar(valueIn(datum, selectable), context));
  const ends = data.map((datum) => toScalar(endIn(datum, selectable), context));
  const known = starts.flatMap((start, index) => (isScalar(start) ? [{ start, end: ends[index] }] : []));
  if (known.length === 0) return null;
  const first = known.reduce((a, b) => (b.start < a.start ? b : a)).start;
  const last = known.map(({ start, end }) => (isScalar(end) ? end : start)).reduce((a, b) => (b > a ? b : a));
  const end = last instanceof Date && column?.type !== 'number' ? endOf(last, grain) : last;
  const range = [toChosen(first, context), toChosen(end, context, true)] as const;
  return range[0] === null || range[1] === null ? null : [range[0], range[1]];
}

/** Returns whether the value of a mark is one of these. */
export function isAmong(datum: Row, texts: ReadonlySet<string>, { selectable }: ValueContext): boolean {
  return texts.has(markText(valueIn(datum, selectable)));
}

/** Returns whether the value of a mark is in a range. An end that is `null` is open. */
export function isWithin(
  datum: Row,
  [from, to]: readonly [Selected | null, Selected | null],
  context: ValueContext,
): boolean {
  const value = toScalar(valueIn(datum, context.selectable), context);
  if (!isScalar(value)) return false;
  const [first, last] = [from, to].map((end) => (end === null ? null : toDrawn(end, context)));
  return (!isScalar(first) || value >= first) && (!isScalar(last) || value <= last);
}

/** Converts a chosen value to the value that drawn rows contain. */
export function toDrawn(value: Selected, context: ValueContext): unknown {
  const { selectable, column, words, clock } = context;
  if (hasYears(context)) return new Date(Number(value), 0);
  if (selectable.time) return readDate(String(value), clock?.show);
  if (words && column?.type === 'boolean') return String(value) === 'true' ? words.yes : words.no;
  return selectable.continuous ? Number(value) : value;
}

/** Converts a chosen value to a cell of its column. */
export function toCell(value: Selected, context: ValueContext): Selected | Date {
  const { selectable, column } = context;
  if (selectable.time && !hasYears(context)) return readDate(String(value), context.clock?.show);
  return column?.type === 'boolean' ? String(value) === 'true' : value;
}

/** Returns whether the dates of a chart are years in the rows, as numbers or as text. */
const hasYears = ({ selectable, column, periodExample }: ValueContext): boolean =>
  selectable.time && (column?.type === 'number' || periodExample?.length === 'YYYY'.length);

function toChosen(value: unknown, context: ValueContext, last = false): Selected | null {
  const { selectable, column, words } = context;
  const date =
    value instanceof Date ? value : selectable.time && typeof value === 'number' ? new Date(value) : null;
  if (date) {
    if (Number.isNaN(date.getTime())) return null;
    if (context.periodExample) return periodText(date, context.periodExample);
    return column?.type === 'number' ? date.getFullYear() : momentText(date, context, last);
  }
  if (words && column?.type === 'boolean') return value === words.yes;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'boolean' || (typeof value === 'string' && value !== '') ? value : null;
}

/** Grains and time units with a time of day. */
const TIMED = /hour|minute|second/;

/** Formats a date as a day, which has no zone, or as a moment if the field has a time of day. */
function momentText(date: Date, { selectable: { field, key }, grain, clock }: ValueContext, last: boolean) {
  const write = (moment: Date): string => clock?.write(moment, last) ?? moment.toISOString();
  const isTimed = TIMED.test(grain) && (key === field || TIMED.test(key.slice(0, -field.length)));
  return isTimed ? write(date) : dateText(date, write);
}

/** Converts a time unit to a date. The data of marks contain time units as numbers. */
const toScalar = (value: unknown, { selectable }: ValueContext): unknown =>
  selectable.time && typeof value === 'number' ? new Date(value) : value;

const isScalar = (value: unknown): value is number | Date =>
  (typeof value === 'number' && !Number.isNaN(value)) ||
  (value instanceof Date && !Number.isNaN(value.getTime()));

/** A chosen value, in the form of a parameter. */
export type Selected = string | number | boolean;

/** A parsed `select-to` attribute. */
export interface SelectTo {
  /** The parameter, or the two for the ends of a range. */
  readonly params: readonly [string] | readonly [from: string, to: string];
  /** The field, or `null` to find one in the chart. */
  readonly field: string | null;
  /** Whether `[]` marks a parameter with several values. */
  readonly several: boolean;
}

const NAME = /^[^\s,:[\]]+$/;

/** Parses `region`, `region:state_name`, `regions[]` or `from,to`. Returns `null` for any other text. */
export function readSelectTo(text: string): SelectTo | null {
  const [, params = text, field = null] = /^([^:]*):([^]*)/.exec(text)?.map((part) => part.trim()) ?? [];
  const [first = '', second, ...more] = params.split(',').map((name) => name.trim());
  const name = first.replace(/\[\]$/, '').trimEnd();
  const several = name !== first;
  const named = NAME.test(name) && (second === undefined || NAME.test(second));
  if (!named || field === '' || more.length > 0 || (several && second)) return null;
  return { params: second ? [name, second] : [name], field, several };
}

/** Returns the choice after a click on `value`: toggles it, and without `add` removes all others. */
export function toggleValue<T>(chosen: readonly T[], value: T, add: boolean): readonly T[] {
  const has = chosen.includes(value);
  if (add) return has ? chosen.filter((each) => each !== value) : [...chosen, value];
  return has && chosen.length === 1 ? [] : [value];
}

/** Returns the values of a parameter as a list; empty for no choice. */
export function toSelectedValues(value: ParamValue | undefined): readonly Selected[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) return value as readonly Selected[];
  return [value instanceof Date ? dateText(value) : (value as Selected)];
}

/** Formats a date in local time, without a zone. */
function localDateTime(date: Date): string {
  return `${dayText(date)}T${clockText(date)}.${pad(date.getMilliseconds(), 3)}`;
}

const WITH_ZONE = /\d:\d\d.*(Z|[+-]\d\d(:?\d\d)?)\s*$/i;

/**
 * Parses a date. A day, and a time without a zone, are in local time. `show` converts a time with a zone to the date that
 * is drawn for it. Returns an invalid date for any other text.
 */
export function readDate(text: string, show = (moment: Date): Date => moment): Date {
  const period = readPeriod(text);
  if (period) return period;
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year) return new Date(Number(year), Number(month) - 1, Number(day));
  const date = new Date(text);
  // Check the date first: on long text, the pattern takes quadratic time.
  return !Number.isNaN(date.getTime()) && WITH_ZONE.test(text) ? show(date) : date;
}

/** Returns the last day, or the last millisecond, of the period that begins with `start`. */
export function endOf(start: Date, grain: Grain): Date {
  const [year, month, day] = [start.getFullYear(), start.getMonth(), start.getDate()];
  if (grain in MONTHS) return new Date(year, month + MONTHS[grain]!, 0);
  if (grain === 'week') return new Date(year, month, day + 6);
  return /hour|minute/.test(grain) ? new Date(start.getTime() + LENGTHS[grain]! - 1) : start;
}

/** Creates one context per chart and field. */
export class ValueContexts {
  readonly #byChart = new WeakMap<SpecChart, Map<string, ValueContext>>();

  /** @param timeZone The zone whose local time the dates of the rows show */
  get(
    chart: SpecChart,
    selectable: Selectable,
    viewModel: ChartViewModel,
    timeZone: string | null,
  ): ValueContext {
    let contexts = this.#byChart.get(chart);
    if (!contexts) this.#byChart.set(chart, (contexts = new Map()));
    let context = contexts.get(selectable.field);
    if (!context) {
      const rows = [...(viewModel.loaded?.data.values() ?? [])];
      const { yes, no, none } = viewModel.locale.messages;
      const known = findColumn(rows, selectable, chart.derived);
      const periodExample = chart.derived && selectable.time ? findPeriodExample(known.cells) : null;
      context = {
        selectable,
        column: known.column,
        grain: !selectable.time ? 'day' : periodExample?.length === 'YYYY'.length ? 'year' : findGrain(known),
        clock: selectable.time ? createClock(known, rows, timeZone) : null,
        periodExample,
        words: chart.derived ? { yes, no, none } : null,
      };
      contexts.set(selectable.field, context);
    }
    return context;
  }
}

/** Returns the title of a field. Names that the platform generates are translated. */
export function fieldTitle({ selectable, column }: ValueContext, { messages: { unnamed } }: Locale): string {
  const { title, field, time, continuous } = selectable;
  const name = column?.name ?? field;
  return (
    title ?? (isAlias(name) ? unnamed[time ? 'date' : continuous ? 'number' : 'category'] : titleOf(name))
  );
}

const findGrain = ({ column, cells }: SourceColumn): Grain =>
  (column && columnGrain(column, cells as readonly Cell[])) ?? detectGrain(cells);

function findPeriodExample(cells: readonly unknown[]): string | null {
  const text = cells.find((cell) => cell !== null);
  return typeof text === 'string' && (arePeriods(cells) || areYearTexts(cells)) ? text : null;
}

interface SourceColumn {
  readonly column: Column | null;
  readonly cells: readonly unknown[];
}

function findColumn(rows: readonly Dataset[], { field }: Selectable, derived: boolean): SourceColumn {
  for (const { columns, rows: cells } of rows) {
    // Derived charts rename columns whose names Vega-Lite would misread.
    const place = derived ? /^column_(\d+)$/.exec(field)?.[1] : undefined;
    const index = place ? Number(place) - 1 : columns.findIndex(({ name }) => name === field);
    const column = columns[index];
    if (column) return { column, cells: cells.map((row) => row[index]) };
  }
  return { column: null, cells: [] };
}

const ISO_WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/**
 * Creates the clock of a field; `null` if its dates are drawn as they are in the rows. A field that the spec computes
 * uses the drawn dates. Text is parsed as in JavaScript.
 */
function createClock(
  { column, cells }: SourceColumn,
  rows: readonly Dataset[],
  timeZone: string | null,
): Clock | null {
  const text = column?.type === 'string' ? cells.find((cell) => cell !== null) : null;
  if (typeof text === 'string') return ISO_WITHOUT_ZONE.test(text) ? wallTime : null;
  const columns = column ? [column] : rows.flatMap((each) => each.columns);
  const zone = resolveZone(timeZone);
  return zone && columns.some(({ type }) => type === 'timestamp') ? zoneClock(zone) : null;
}

/** The clock for rows without a zone: both rows and picture show local time. */
const wallTime: Clock = { write: localDateTime, show: (moment) => moment };

/** Creates the clock for rows that were converted to the local time of a zone when decoded. The zone must be valid. */
function zoneClock(timeZone: string): Clock {
  const offsetAt = zoneOffsets(timeZone);
  return {
    write(drawn, last) {
      const wall = sameFieldsInUtc(drawn).getTime();
      const [before, after] = [offsetAt(wall - DAY), offsetAt(wall + DAY)];
      const moments = [wall - before, wall - after].filter((ms) => ms + offsetAt(ms) === wall);
      const moment = last ? Math.max(...moments) : Math.min(...moments);
      return new Date(moments.length > 0 ? moment : wall - before).toISOString();
    },
    show: (moment) => localFromUtc(moment.getTime() + offsetAt(moment.getTime())),
  };
}
