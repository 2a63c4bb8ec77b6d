/** `reference="100 Target; 2024-03-01 Opening"`: lines across a chart, without a spec of the page's own. */
import { isObject, type JsonObject } from '../internal/json.ts';
import { clip, dayText } from '../internal/text.ts';
import { readPeriod } from '../internal/values.ts';
import type { Cell } from '../public-client/types.ts';
import { REFERENCES } from '../spec/names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';
import {
  cellsOf,
  kindOf,
  labelsOn,
  ruleOf,
  type Axis,
  type Channel,
  type Line,
  type Reference,
  type ReferenceLook,
} from './reference-marks.ts';
import { singleViews } from './summary.ts';

/** What a chart's lines depend on besides its spec. */
interface ReferenceSetting extends ReferenceLook {
  /** Told why a line cannot be drawn, as the end of a sentence. */
  readonly refuse: (why: string) => void;
}

export type { Reference } from './reference-marks.ts';

const MOST = 10;
const LONGEST_LABEL = 100;
const NUMBER = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,3})?)(%?)$/i;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/;
const YEAR = /^[12]\d{3}$/;
/** How fine a date is, by the number of its letters; one with a time is longer. */
const GRAINS: Readonly<Record<number, Reference['grain']>> = { 7: 'month', 10: 'day' };

/** The lines that an attribute asks for. What is none is told to `refuse`. */
export function readReferences(written: string, refuse: (why: string) => void): readonly Reference[] {
  const parts = written.split(';').filter((part) => part.trim());
  if (parts.length > MOST) refuse(`only the first ${MOST} lines are drawn`);
  return parts.slice(0, MOST).flatMap((part) => {
    const reference = readReference(part.trim());
    if (!reference) {
      const shown = clip(part.trim(), LONGEST_LABEL);
      refuse(`"${shown}": begin with a number or a date, as in "100 Target" or "2024-03-01 Opening"`);
    }
    return reference ?? [];
  });
}

function readReference(part: string): Reference | null {
  const [, value = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(part.replace(/^−/, '-')) ?? [];
  const label = clip(rest, LONGEST_LABEL);
  const [, digits, percent] = NUMBER.exec(value) ?? [];
  if (digits !== undefined) {
    const at = percent ? Number(digits) / 100 : Number(digits);
    return Number.isFinite(at) ? { at, grain: null, isPercent: Boolean(percent), label } : null;
  }
  const text = value.toUpperCase();
  const at = Number(MOMENT.test(text) ? new Date(text) : (readPeriod(text) ?? NaN));
  const grain = text.includes('Q') ? 'quarter' : (GRAINS[text.length] ?? 'minute');
  // 31 February is no day, and not one in March either.
  const isDay = grain !== 'day' || dayText(new Date(at)) === text;
  return Number.isNaN(at) || !isDay ? null : { at, grain, isPercent: false, label };
}

/**
 * A spec with lines across its plot, or across each cell of its facet, and the lines that have found a place there. A
 * number stands on the axis of the measure, a date on that of dates; the axis reaches as far as its lines do.
 */
export function withReferences(
  spec: VegaLiteSpec,
  references: readonly Reference[],
  setting: ReferenceSetting,
): { readonly spec: VegaLiteSpec; readonly placed: readonly Reference[] } {
  const nothing = { spec, placed: [] };
  if (references.length === 0) return nothing;
  const { facet, spec: cell, repeat } = spec;
  if (isObject(facet) && isObject(cell) && !repeat) {
    const { spec: lined, placed } = withReferences(cell, references, { ...setting, isCell: true });
    return placed.length > 0 ? { spec: { ...spec, spec: lined }, placed } : nothing;
  }
  const why = refusal(spec);
  if (why) {
    setting.refuse(why);
    return nothing;
  }
  const axes = axesOf(spec);
  const lines = references.flatMap((reference) => placeLine(spec, reference, axes, setting) ?? []);
  if (lines.length === 0) return nothing;
  const { mark, encoding, layer, resolve, name, params, ...outer } = spec;
  const all = Array.isArray(params) ? (params as readonly unknown[]) : [];
  const inner = withoutEmpty({ mark, encoding, layer, resolve, name, params: all.filter(isSelection) });
  const marks = [
    ...lines.map((line) => ruleOf(line, setting)),
    ...labelsOn('y', lines, spec, setting),
    ...labelsOn('x', lines, spec, setting),
  ];
  return {
    placed: lines.map(({ reference }) => reference),
    spec: {
      ...outer,
      ...withoutEmpty({ params: all.filter((param) => !isSelection(param)) }),
      layer: [
        lines.reduce((view, { axis, reference }) => reaching(view, axis.channel, reference.at), inner),
        // A row of its own: by the chart's rows there would be a line for each.
        { name: REFERENCES, data: { values: [{}] }, layer: marks },
      ],
    },
  };
}

/** An object without what is missing or an empty list. */
const withoutEmpty = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );

const isSelection = (param: unknown): boolean => isObject(param) && 'select' in param;

const COMPOSED = ['concat', 'hconcat', 'vconcat', 'facet', 'repeat', 'spec'];

/** Why no line can be drawn in a chart. */
function refusal({ layer, params, ...spec }: VegaLiteSpec): string | null {
  const { encoding } = spec as { readonly encoding?: unknown };
  const split = isObject(encoding) ? ['row', 'column', 'facet'].filter((channel) => encoding[channel]) : [];
  if (COMPOSED.some((key) => key in spec) || split.length > 0)
    return 'a chart of several plots cannot have a reference line: add it to the spec';
  return layer && Array.isArray(params) && params.some(isSelection)
    ? 'layers with a selection cannot have a reference line: add it to the spec'
    : null;
}

interface Axes {
  readonly measure: Axis | null;
  readonly time: Axis | null;
}

/** The first axis of numbers, y before x, and that of dates. */
function axesOf(spec: VegaLiteSpec): Axes {
  const found: Partial<Record<ReturnType<typeof kindOf>, Axis>> = {};
  for (const channel of ['y', 'x'] as const) {
    for (const { encoding } of singleViews(spec)) {
      const definition = encoding[channel];
      if (!isObject(definition)) continue;
      const kind = kindOf(definition);
      found[kind] ??= { channel, definition, isBand: kind === 'period' };
    }
  }
  return { measure: found.measure ?? found.bin ?? null, time: found.time ?? found.period ?? null };
}

function placeLine(
  { resolve }: VegaLiteSpec,
  written: Reference,
  axes: Axes,
  { data, refuse }: ReferenceSetting,
): Line | null {
  const reference = isYear(written, axes, data)
    ? { ...written, at: Number(new Date(written.at, 0)), grain: 'year' as const }
    : written;
  const { at, grain, label } = reference;
  const axis = grain === null ? axes.measure : axes.time;
  const fail = (why: string): null => {
    refuse(`"${label || at}": ${why}`);
    return null;
  };
  if (!axis) return fail(`the chart has no ${grain === null ? 'numeric' : 'time'} axis`);
  const { channel, definition, isBand } = axis;
  const scales = isObject(resolve) && isObject(resolve['scale']) ? resolve['scale'] : {};
  if (scales[channel] === 'independent') return fail(`the layers have independent scales for ${channel}`);
  const { scale, timeUnit } = definition;
  if (isObject(scale) && scale['type'] === 'log' && at <= 0)
    return fail('a logarithmic scale has no such value');
  if (!isBand) return { reference, axis, at };
  const begins = (date: Date): number => Number(beginningOf(date, String(timeUnit)));
  const band = begins(new Date(at));
  if (data && !cellsOf(axis, data).some((cell) => begins(dateOf(cell)) === band))
    return fail('the axis does not include this date');
  return { reference, axis, at: band };
}

/** Whether a number is a year of the chart's dates, and no value of its measure. */
function isYear(
  { at, grain, isPercent }: Reference,
  { measure, time }: Axes,
  data: ReferenceSetting['data'],
): boolean {
  if (grain !== null || isPercent || !YEAR.test(String(at)) || !time) return false;
  if (!measure) return true;
  const years = cellsOf(time, data).map((cell) => dateOf(cell).getFullYear());
  const values = cellsOf(measure, data).map(Number);
  return isWithin(at, years) && !isWithin(at, values);
}

const isWithin = (at: number, values: readonly number[]): boolean =>
  values.some((value) => value <= at) && values.some((value) => value >= at);

const dateOf = (cell: Cell): Date => readPeriod(cell) ?? new Date(cell as string);

/** When the year, quarter, month … begins that a date lies in. */
function beginningOf(date: Date, unit: string): Date {
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()];
  if (unit.includes('minutes')) return new Date(year, month, day, date.getHours(), date.getMinutes());
  if (unit.includes('date')) return new Date(year, month, day);
  if (unit.includes('quarter')) return new Date(year, month - (month % 3));
  return new Date(year, unit.includes('month') ? month : 0);
}

/** A view whose own domain on an axis, where it has one, reaches as far as a value. */
function reaching(view: JsonObject, channel: Channel, at: number): JsonObject {
  const { encoding, layer } = view;
  const definition = isObject(encoding) ? encoding[channel] : undefined;
  const scale = isObject(definition) ? definition['scale'] : undefined;
  return {
    ...view,
    ...(Array.isArray(layer) && {
      layer: layer.map((child: unknown) => (isObject(child) ? reaching(child, channel, at) : child)),
    }),
    ...(isObject(scale) && {
      encoding: {
        ...(encoding as JsonObject),
        [channel]: { ...(definition as JsonObject), scale: wideScale(scale, at) },
      },
    }),
  };
}

function wideScale(scale: JsonObject, at: number): JsonObject {
  const { domain, domainMin, domainMax } = scale;
  const ends = Array.isArray(domain) && domain.length === 2 ? domain.map(endOf) : [];
  return {
    ...scale,
    ...(ends.length === 2 &&
      ends.every(Number.isFinite) &&
      !isWithin(at, ends) && { domain: stretched(ends, at) }),
    ...(typeof domainMin === 'number' && { domainMin: Math.min(domainMin, at) }),
    ...(typeof domainMax === 'number' && { domainMax: Math.max(domainMax, at) }),
  };
}

const endOf = (end: unknown): number =>
  typeof end === 'string' ? Number(new Date(end)) : typeof end === 'number' ? end : NaN;

/** A domain may run downwards. */
function stretched([from = 0, to = 0]: readonly number[], at: number): readonly number[] {
  const isNearer = Math.abs(at - from) < Math.abs(at - to);
  return isNearer ? [at, to] : [from, at];
}
