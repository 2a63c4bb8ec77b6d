/** The `reference` attribute, as in `reference="100 Target; life: 80 Goal; 2024-03..2024-05 Strike"`: adds lines and areas to a chart. */
import { MONTHS } from '../../internal/grain.ts';
import { isObject, type JsonObject } from '../../internal/json.ts';
import { clip, dayText } from '../../internal/text.ts';
import { readPeriod } from '../../internal/values.ts';
import type { Cell } from '../../public-client/types.ts';
import { isComposed, list } from '../../spec/facts.ts';
import { REFERENCES } from '../../spec/names.ts';
import { DASHES } from '../../internal/secret-names.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { singleViews } from '../summary.ts';
import {
  axisCells,
  axisKind,
  bandMark,
  labelMarks,
  ruleMark,
  type Axis,
  type Channel,
  type Line,
  type Reference,
  type ReferenceLook,
} from './reference-marks.ts';
import { trendLayer } from './trend.ts';

export interface ReferenceOptions extends ReferenceLook {
  /** Called with the reason why a line cannot be drawn, as the end of a sentence. */
  readonly refuse: (why: string) => void;
  /** Returns the number or date of a line in the reader's language. */
  readonly format?: (reference: Reference) => string;
}

export type { Reference } from './reference-marks.ts';

const MAX_LINES = 10;
const MAX_LABEL_LENGTH = 100;
const NUMBER = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,3})?)(%?)$/i;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/;
const YEAR = /^[12]\d{3}$/;
/** The column whose axis has the line, and the rest of an entry. */
const NAMED = /^("[^"]*"|'[^']*'|[^:]+):\s(.+)$/s;
const TREND = /^trend(?:\s(.*))?$/is;
/** The precision of a date by its length. A date with a time is longer. */
const GRAINS: Readonly<Record<number, Reference['grain']>> = { 7: 'month', 10: 'day' };

/** Parses the `reference` attribute. Calls `refuse` for each entry that does not begin with a number or a date. */
export function readReferences(text: string, refuse: (why: string) => void): readonly Reference[] {
  const parts = text.split(';').filter((part) => part.trim());
  if (parts.length > MAX_LINES) refuse(`only the first ${MAX_LINES} lines are drawn`);
  return parts.slice(0, MAX_LINES).flatMap((part) => {
    const trend = TREND.exec(part.trim());
    if (trend)
      return {
        ...{ at: NaN, grain: null, isPercent: false },
        label: shorten((trend[1] ?? '').trim()),
        isTrend: true,
      };
    const [, name = '', rest = ''] = NAMED.exec(part.trim()) ?? [];
    const named = readReference(rest.trim());
    const column = name.trim().replace(/^(["'])(.*)\1$/s, '$2');
    const reference = readReference(part.trim()) ?? (named && { ...named, column });
    if (!reference) {
      const shown = shorten(part.trim());
      refuse(
        `"${shown}": begin with a number or a date, as in "100 Target", "2024-03-01 Opening" or "COLUMN: 100 Target"`,
      );
    }
    return reference ?? [];
  });
}

/** A number or date of an entry. */
type Value = Pick<Reference, 'at' | 'grain' | 'isPercent'>;

const shorten = (label: string): string => clip(label, MAX_LABEL_LENGTH);

function readReference(part: string): Reference | null {
  const [, value = '', rest = ''] = /^(\S+)\s*([^]*)/.exec(part) ?? [];
  const [from, to, ...others] = value.split('..').map(readValue);
  const label = shorten(rest);
  if (!from || others.length > 0) return null;
  if (to === undefined) return { ...from, label };
  if (!to || (to.grain === null) !== (from.grain === null) || to.isPercent !== from.isPercent) return null;
  const [first, last] = from.at <= to.at ? [from, to] : [to, from];
  return { ...first, to: last.at, grain: last.grain, label };
}

function readValue(written: string): Value | null {
  const value = written.replace(/^−/, '-');
  const [, digits, percent] = NUMBER.exec(value) ?? [];
  if (digits !== undefined) {
    const at = percent ? Number(digits) / 100 : Number(digits);
    return Number.isFinite(at) ? { at, grain: null, isPercent: Boolean(percent) } : null;
  }
  const text = value.toUpperCase();
  const at = Number(MOMENT.test(text) ? new Date(text) : (readPeriod(text) ?? NaN));
  const grain = text.includes('Q') ? 'quarter' : (GRAINS[text.length] ?? 'minute');
  // `Date` turns 31 February into a day in March.
  const isDay = grain !== 'day' || dayText(new Date(at)) === text;
  return Number.isNaN(at) || !isDay ? null : { at, grain, isPercent: false };
}

/**
 * Adds lines across the plot of a spec, or across each cell of its facet. Numbers are placed on the axis of the
 * measure, dates on the time axis. An explicit scale domain is extended to include the lines. `placed` lists the lines
 * that could be added.
 */
export function withReferences(
  spec: VegaLiteSpec,
  references: readonly Reference[],
  options: ReferenceOptions,
): { readonly spec: VegaLiteSpec; readonly placed: readonly Reference[] } {
  const nothing = { spec, placed: [] };
  if (references.length === 0) return nothing;
  const { facet, spec: cell, repeat } = spec;
  if (isObject(facet) && isObject(cell) && !repeat) {
    const { spec: lined, placed } = withReferences(cell, references, { ...options, isCell: true });
    return placed.length > 0 ? { spec: { ...spec, spec: lined }, placed } : nothing;
  }
  const why = unsupportedReason(spec);
  if (why) {
    options.refuse(why);
    return nothing;
  }
  const trend = references.find(({ isTrend }) => isTrend);
  const trendMarks = trend ? trendLayer(spec, trend.label, options) : [];
  const lines = references.flatMap((reference) =>
    reference.isTrend ? [] : (placeLine(spec, reference, findAxes(spec, reference.column), options) ?? []),
  );
  if (lines.length + trendMarks.length === 0) return nothing;
  const { mark, encoding, layer, resolve, name, params, ...outer } = spec;
  const all = list(params);
  const inner = withoutEmpty({ mark, encoding, layer, resolve, name, params: all.filter(isSelection) });
  const bands = lines.flatMap((line) => (hasEnd(line) ? bandMark(line, options) : []));
  // A layer has one empty row. With the chart's data, there would be a line for each row.
  const ownData = { data: { values: [{}] } };
  const dashes = options.isCell || lines.every(hasEnd) ? [] : [{ name: DASHES, value: [] }];
  const marks = [
    ...lines.filter((line) => !hasEnd(line)).map((line, index) => ruleMark(line, index, options)),
    ...labelMarks('y', lines, spec, options),
    ...labelMarks('x', lines, spec, options),
  ];
  return {
    placed: [...(trend && trendMarks.length > 0 ? [trend] : []), ...lines.map(({ reference }) => reference)],
    spec: {
      ...outer,
      ...withoutEmpty({ params: [...all.filter((param) => !isSelection(param)), ...dashes] }),
      layer: [
        ...(bands.length > 0 ? [{ name: `${REFERENCES}_ranges`, ...ownData, layer: bands }] : []),
        lines.reduce(
          (view, { axis, reference: { at, to = at } }) =>
            [at, to].reduce((each, end) => withDomainIncluding(each, axis.channel, end), view),
          inner,
        ),
        ...trendMarks,
        ...(marks.length > 0 ? [{ name: REFERENCES, ...ownData, layer: marks }] : []),
      ],
    },
  };
}

const hasEnd = (line: Line): line is Line & { readonly to: number } => line.to !== undefined;

/** Drops `undefined` properties and empty lists. */
const withoutEmpty = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );

const isSelection = (param: unknown): boolean => isObject(param) && 'select' in param;

function unsupportedReason(spec: VegaLiteSpec): string | null {
  const { layer, params } = spec;
  if (isComposed(spec)) return 'a chart of several plots cannot have a reference line: add it to the spec';
  return layer && Array.isArray(params) && params.some(isSelection)
    ? 'layers with a selection cannot have a reference line: add it to the spec'
    : null;
}

interface Axes {
  readonly measure: Axis | null;
  readonly time: Axis | null;
}

/** Finds the first axis of numbers, y before x, and the first axis of dates; with `column`, only among its axes. */
function findAxes(spec: VegaLiteSpec, column?: string): Axes {
  const found: Partial<Record<ReturnType<typeof axisKind>, Axis>> = {};
  for (const channel of ['y', 'x'] as const) {
    for (const { encoding } of singleViews(spec)) {
      const definition = encoding[channel];
      if (!isObject(definition) || !(column === undefined || isAxisOf(column, channel, definition))) continue;
      const kind = axisKind(definition);
      found[kind] ??= { channel, definition, isBand: kind === 'period' };
    }
  }
  return { measure: found.measure ?? found.bin ?? null, time: found.time ?? found.period ?? null };
}

/** Returns whether a name in an attribute is that of an axis: of its column, its title or its channel. */
export const isAxisOf = (name: string, channel: Channel, { field, title }: JsonObject): boolean =>
  [field, title, channel].some((each) => String(each).toLowerCase() === name.toLowerCase());

function placeLine(
  { resolve }: VegaLiteSpec,
  written: Reference,
  axes: Axes,
  { data, refuse, format }: ReferenceOptions,
): Line | null {
  const reference = isYear(written, axes, data)
    ? {
        ...written,
        at: startOfYear(written.at),
        ...(written.to !== undefined && { to: startOfYear(written.to) }),
        grain: 'year' as const,
      }
    : written;
  const { at, to, grain, isPercent } = reference;
  const axis = grain === null ? axes.measure : axes.time;
  const fail = (why: string): null => {
    refuse(`"${reference.label || at}": ${why}`);
    return null;
  };
  const shows = reference.column === undefined ? '' : ` of "${shorten(reference.column)}"`;
  if (!axis) return fail(`the chart has no ${grain === null ? 'numeric' : 'time'} axis${shows}`);
  const { channel, definition, isBand } = axis;
  const scales = isObject(resolve) && isObject(resolve['scale']) ? resolve['scale'] : {};
  if (scales[channel] === 'independent') return fail(`the layers have independent scales for ${channel}`);
  if (isPercent && data && !hasShares(axis, data))
    return fail(`the axis has numbers, not shares: write ${at * 100} in place of ${at * 100}%`);
  const { scale, timeUnit } = definition;
  if (isObject(scale) && scale['type'] === 'log' && at <= 0)
    return fail('a logarithmic scale has no such value');
  const value = isAxisShown(axis) ? '' : (format?.(reference).replace(' ', NO_BREAK) ?? '');
  const texts = { label: reference.label, value };
  if (!isBand && to === undefined) return { reference, axis, at, ...texts };
  const startOf = (date: Date): number =>
    timeUnit ? Number(startOfPeriod(date, JSON.stringify(timeUnit))) : Number(date);
  if (to === undefined) {
    const band = startOf(new Date(at));
    if (data && !axisCells(axis, data).some((cell) => startOf(toDate(cell)) === band))
      return fail('the axis does not include this date');
    return { reference, axis, at: band, ...texts };
  }
  if (grain === null) return { reference, axis, at, to, ...texts };
  const end = Number(endOfPeriod(new Date(to), grain));
  const dates = axisCells(axis, data).map((cell) => startOf(toDate(cell)));
  const included = dates.filter((date) => date >= startOf(new Date(at)) && date < end);
  if (isBand && data && included.length === 0) return fail('the axis does not include these dates');
  const last = included.reduce((latest, date) => Math.max(latest, date), isBand ? -Infinity : to);
  const first = isBand ? included.reduce((earliest, date) => Math.min(earliest, date), Infinity) : at;
  return { reference, axis, at: first, to: last, ...texts };
}

/** A space that keeps a number and its unit in one line. */
const NO_BREAK = '\u00a0';

const startOfYear = (year: number): number => Number(new Date(year, 0));

/** Returns whether an axis shows its values. */
const isAxisShown = ({ definition: { axis } }: Axis): boolean =>
  axis !== null && axis !== false && !(isObject(axis) && axis['labels'] === false);

/** Above this value, a measure is not a share of 1. */
const MAX_SHARE = 2;

/** Returns whether an axis can show percentages: whether its values are shares of 1. */
function hasShares(axis: Axis, data: ReferenceOptions['data']): boolean {
  const { stack, aggregate, axis: guide } = axis.definition;
  const format = isObject(guide) ? guide['format'] : null;
  if (stack === 'normalize' || (typeof format === 'string' && format.includes('%'))) return true;
  return (
    aggregate !== 'count' && axisCells(axis, data).every((cell) => !(Math.abs(Number(cell)) > MAX_SHARE))
  );
}

/** Returns whether a four-digit number is within the years of the time axis but outside the values of the measure. */
function isYear(
  { at, to = at, grain, isPercent }: Reference,
  { measure, time }: Axes,
  data: ReferenceOptions['data'],
): boolean {
  const isWritten = [at, to].every((each) => YEAR.test(String(each)));
  if (grain !== null || isPercent || !isWritten || !time) return false;
  if (!measure) return true;
  const years = axisCells(time, data).map((cell) => toDate(cell).getFullYear());
  const values = axisCells(measure, data).map(Number);
  return [at, to].some((each) => isWithin(each, years)) && !isWithin(at, values);
}

const isWithin = (at: number, values: readonly number[]): boolean =>
  values.some((value) => value <= at) && values.some((value) => value >= at);

const toDate = (cell: Cell): Date => readPeriod(cell) ?? new Date(cell as string);

/** Returns the start of the year, quarter, month … that contains a date. */
function startOfPeriod(date: Date, unit: string): Date {
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  if (unit.includes('minutes')) return new Date(year, month, day, date.getHours(), date.getMinutes());
  if (unit.includes('date')) return new Date(year, month, day);
  if (unit.includes('quarter')) return new Date(year, month - (month % 3));
  return new Date(year, unit.includes('month') ? month : 0);
}

/** Returns the end of a year, quarter, month … that begins at a date. */
function endOfPeriod(start: Date, grain: NonNullable<Reference['grain']>): Date {
  const [year, month, day] = [start.getFullYear(), start.getMonth(), start.getDate()];
  if (grain in MONTHS) return new Date(year, month + MONTHS[grain]!);
  return grain === 'day' ? new Date(year, month, day + 1) : new Date(Number(start) + 1);
}

/** If a view sets a domain for the channel, extends it to include a value. */
function withDomainIncluding(view: JsonObject, channel: Channel, at: number): JsonObject {
  const { encoding, layer } = view;
  const definition = isObject(encoding) ? encoding[channel] : undefined;
  const scale = isObject(definition) ? definition['scale'] : undefined;
  return {
    ...view,
    ...(Array.isArray(layer) && {
      layer: layer.map((child: unknown) =>
        isObject(child) ? withDomainIncluding(child, channel, at) : child,
      ),
    }),
    ...(isObject(scale) && {
      encoding: {
        ...(encoding as JsonObject),
        [channel]: { ...(definition as JsonObject), scale: extendScale(scale, at) },
      },
    }),
  };
}

function extendScale(scale: JsonObject, at: number): JsonObject {
  const { domain, domainMin, domainMax } = scale;
  const ends = Array.isArray(domain) && domain.length === 2 ? domain.map(toDomainEnd) : [];
  return {
    ...scale,
    ...(ends.length === 2 &&
      ends.every(Number.isFinite) &&
      !isWithin(at, ends) && { domain: extendDomain(ends, at) }),
    ...(typeof domainMin === 'number' && { domainMin: Math.min(domainMin, at) }),
    ...(typeof domainMax === 'number' && { domainMax: Math.max(domainMax, at) }),
  };
}

const toDomainEnd = (end: unknown): number =>
  typeof end === 'string' ? Number(new Date(end)) : typeof end === 'number' ? end : NaN;

/** Extends a domain to include a value. A domain may be descending. */
function extendDomain([from = 0, to = 0]: readonly number[], at: number): readonly number[] {
  const isNearer = Math.abs(at - from) < Math.abs(at - to);
  return isNearer ? [at, to] : [from, at];
}
