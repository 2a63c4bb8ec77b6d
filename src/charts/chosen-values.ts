import { dateText } from '../internal/date-text.ts';
import { periodText } from '../internal/period.ts';
import type { Column } from '../public-client/types.ts';
import { endOf, readDate, type Chosen } from '../state/selection.ts';
import { textOf } from './highlight.ts';
import { endIn, valueIn, type Selectable } from './selectable.ts';

/** How the moments that a chart draws go into parameters and come back. */
export interface Clock {
  /** What is drawn, as a parameter takes it; `last`: the later of two moments that a clock set back shows alike. */
  readonly write: (drawn: Date, last: boolean) => string;
  /** What is drawn for a moment. */
  readonly show: (moment: Date) => Date;
}

/** What stands between the rows that are drawn and the values of parameters. */
export interface ValueContext {
  readonly selectable: Selectable;
  /** The column behind the field, as it came; `null` where the spec makes it. */
  readonly column: Column | null;
  /** How fine its dates are. */
  readonly grain: Parameters<typeof endOf>[1];
  /** `null` where what is drawn are the very moments that the rows hold. */
  readonly clock: Clock | null;
  /** A text of the column, where its texts are the names of months, quarters or days; else `null`. */
  readonly like?: string | null;
  /** Derived charts write these in place of `true` and `false`, and of nothing. */
  readonly words: { readonly yes: string; readonly no: string; readonly none: string } | null;
}

type Row = Readonly<Record<string, unknown>>;

/** The value of a mark as a parameter takes it; `null` for a mark that stands for none. */
export function chosenIn(datum: Row, context: ValueContext): Chosen | null {
  const { selectable, words } = context;
  const value = valueIn(datum, selectable);
  if (value === words?.none) return null;
  return toChosen(value, context);
}

/** The first and the last value that marks stand for: of a month, its last day. `null` where they stand for none. */
export function rangeIn(data: readonly Row[], context: ValueContext): readonly [Chosen, Chosen] | null {
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

/** Whether a mark stands for one of these values. */
export function isAmong(datum: Row, texts: ReadonlySet<string>, { selectable }: ValueContext): boolean {
  return texts.has(textOf(valueIn(datum, selectable)));
}

/** Whether a mark lies between two values, of which either may be open. */
export function isWithin(
  datum: Row,
  [from, to]: readonly [Chosen | null, Chosen | null],
  context: ValueContext,
): boolean {
  const value = toScalar(valueIn(datum, context.selectable), context);
  if (!isScalar(value)) return false;
  const [first, last] = [from, to].map((end) => (end === null ? null : toDrawn(end, context)));
  return (!isScalar(first) || value >= first) && (!isScalar(last) || value <= last);
}

/** A chosen value as the rows that are drawn have it. */
export function toDrawn(value: Chosen, { selectable, column, words, clock }: ValueContext): unknown {
  if (selectable.time && column?.type === 'number') return new Date(Number(value), 0);
  if (selectable.time) return readDate(String(value), clock?.show);
  if (words && column?.type === 'boolean') return String(value) === 'true' ? words.yes : words.no;
  return selectable.continuous ? Number(value) : value;
}

/** A drawn value as cells of its column are. */
export function toCell(value: Chosen, context: ValueContext): Chosen | Date {
  const { selectable, column } = context;
  if (selectable.time && column?.type !== 'number') return readDate(String(value), context.clock?.show);
  return column?.type === 'boolean' ? String(value) === 'true' : value;
}

function toChosen(value: unknown, context: ValueContext, last = false): Chosen | null {
  const { selectable, column, words } = context;
  const date =
    value instanceof Date ? value : selectable.time && typeof value === 'number' ? new Date(value) : null;
  if (date) {
    if (Number.isNaN(date.getTime())) return null;
    if (context.like) return periodText(date, context.like);
    return column?.type === 'number' ? date.getFullYear() : momentText(date, context, last);
  }
  if (words && column?.type === 'boolean') return value === words.yes;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'boolean' || (typeof value === 'string' && value !== '') ? value : null;
}

/** Grains whose moments have a time, and units that have one. */
const TIMED = /hour|minute|second/;

/** A day goes out as a day, which has no zone; midnight among hours is a moment as they are. */
function momentText(date: Date, { selectable: { field, key }, grain, clock }: ValueContext, last: boolean) {
  const write = (moment: Date): string => clock?.write(moment, last) ?? moment.toISOString();
  const isTimed = TIMED.test(grain) && (key === field || TIMED.test(key.slice(0, -field.length)));
  return isTimed ? write(date) : dateText(date, write);
}

/** Units of time are numbers in the rows of marks. */
const toScalar = (value: unknown, { selectable }: ValueContext): unknown =>
  selectable.time && typeof value === 'number' ? new Date(value) : value;

const isScalar = (value: unknown): value is number | Date =>
  (typeof value === 'number' && !Number.isNaN(value)) ||
  (value instanceof Date && !Number.isNaN(value.getTime()));
