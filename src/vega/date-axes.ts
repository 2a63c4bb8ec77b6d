/** Date axes: places ticks at the marks, and shows a larger unit, such as the year, only where it changes. */
import { expressionFunction, type FunctionContext } from 'vega-functions';
import { isObject, type JsonObject } from '../internal/json.ts';
import { isGrain } from '../locale/formats.ts';
import type { VegaSpec } from '../spec/types.ts';
import { findLocale } from './locale.ts';
import { styleOf } from './labels.ts';
import { isBandScale, isOnSide, mapLists, withUpdate, quoteString } from './rewrite.ts';
import { provideCosts } from '../sandbox/limited-functions.ts';
import { ownFunction } from '../internal/secret-names.ts';
import { list, objects } from '../spec/facts.ts';
import type { PassFacts } from './types.ts';
import { FLUSH, timeTicks, type TickRequest, type Ticks } from './time-ticks.ts';

/** The properties of an axis that are known when the chart is compiled. */
type AxisFacts = Pick<
  TickRequest,
  'isBand' | 'isVertical' | 'isFilled' | 'isFlush' | 'size' | 'every' | 'most'
> & {
  /** The format in the spec. */
  readonly own: string | null;
};

const TICKS = ownFunction('Ticks');

/** An expression function that returns the ticks of an axis. */
export const functions = {
  [TICKS](this: FunctionContext, domain: unknown, range: unknown, dates: unknown, facts: AxisFacts): Ticks {
    const [from = 0, to = 0] = [list(range).at(0), list(range).at(-1)].map(Number);
    const { own, ...request } = facts;
    const locale = findLocale(this);
    return timeTicks({
      ...request,
      domain: list(domain).map((date) => new Date(date as number)),
      length: Math.abs(to - from),
      moments: list(dates).flat().map(Number),
      write: (date, parts) => locale?.formatDateParts(date, parts) ?? '',
      format: own === null ? null : this.context.dataflow.locale().timeFormat(own),
    });
  },
};
for (const [name, each] of Object.entries(functions)) expressionFunction(name, each);

/** Steps to compute the position of a date, and to format all candidate labels. */
const STEPS_PER_DATE = 20;
const STEPS_FOR_LABELS = 1_000_000;
provideCosts({
  [TICKS]: ([domain, , dates]) =>
    (list(domain).length + list(dates).flat().length) * STEPS_PER_DATE + STEPS_FOR_LABELS,
});

/**
 * Replaces the ticks and labels of the date axes of a compiled chart. Keeps a format in the spec. Axes whose labels or
 * tick values the spec sets stay unchanged.
 */
export function withDateAxes(vega: VegaSpec, { locale, config }: PassFacts): VegaSpec {
  if (!locale) return vega;
  const { size } = styleOf(config);
  let count = 0;
  const visit = (group: JsonObject, outer: ReadonlyMap<unknown, JsonObject>, isCell = true): JsonObject => {
    const own = objects(group['scales']).map((scale) => [scale['name'], scale] as const);
    const scales = new Map([...outer, ...own]);
    const dated = new Map<unknown, DateAxis>();
    for (const axis of objects(group['axes'])) {
      const facts = axis['labels'] === false ? null : factsOf(axis, scales.get(axis['scale']), size, isCell);
      if (facts) dated.set(axis['scale'], { ...facts, name: `vibedasher_ticks_${count++}` });
    }
    const signals = [...dated.values()].map(({ name, update }) => ({ name, update }));
    return {
      ...mapLists(group, {
        axes: (axis) => withTicks(axis, dated.get(axis['scale'])),
        marks: (mark) => (mark['type'] === 'group' ? visit(mark, scales) : mark),
      }),
      ...(signals.length > 0 && { signals: [...list(group['signals']), ...signals] }),
    };
  };
  return visit(vega, new Map(), false) as VegaSpec;
}

interface DateAxis {
  readonly facts: AxisFacts;
  /** The expression of the signal `name`, whose value is the ticks. */
  readonly update: string;
  readonly name: string;
}

/** Vega-Lite's default format for time units. */
const UNITS = /^timeUnitSpecifier\((\[.*?\])/;

/** Returns the facts of a date axis, or `null` for other axes and for axes that the spec formats. */
function factsOf(
  axis: JsonObject,
  scale: JsonObject | undefined,
  size: number,
  isCell: boolean,
): Omit<DateAxis, 'name'> | null {
  const { format, formatType, values, tickCount, encode } = axis;
  const isBand = isBandScale(scale);
  if (!scale || !(isBand ? formatType === 'time' : scale['type'] === 'time')) return null;
  if (values !== undefined || JSON.stringify(encode)?.includes('"text"')) return null;
  const own = typeof format === 'string' ? format : null;
  const units = isObject(format) ? UNITS.exec(String(format['signal']))?.[1] : undefined;
  // Time units without a year map dates to another year.
  if (own === null ? format !== undefined && !units?.startsWith('["year"') : isBand) return null;
  const preferred = preferredTicks(tickCount);
  if (!preferred) return null;
  const { expression, isFilled } = datesOf(scale['domain']);
  const isVertical = isOnSide(axis);
  const isFlush = isCell && !isBand && !isVertical && !isFilled;
  const facts = { isBand, isVertical, isFilled: !isBand && isFilled, isFlush, size, ...preferred, own };
  const name = quoteString(axis['scale']);
  const update = `${TICKS}(domain(${name}), range(${name}), ${expression}, ${quoteString(facts)})`;
  return { facts, update };
}

/** Vega-Lite's default number of ticks. */
const DEFAULT_COUNT = /^ceil\(\w+\s*\/\s*40\)$/;

/** Returns the tick count or interval that a spec sets, or `null` for a signal, which only Vega can evaluate. */
function preferredTicks(tickCount: unknown): Pick<TickRequest, 'every' | 'most'> | null {
  if (typeof tickCount === 'number') return { every: null, most: tickCount };
  const { signal, interval = tickCount, step = 1 } = isObject(tickCount) ? tickCount : {};
  if (isObject(interval) && !DEFAULT_COUNT.test(String(signal))) return null;
  const unit = String(interval);
  return { every: isGrain(unit) && Number(step) >= 1 ? { unit, step: Number(step) } : null, most: null };
}

/**
 * Returns an expression for the dates in the domain of a scale, and whether marks extend from one date to another.
 */
function datesOf(domain: unknown): { readonly expression: string; readonly isFilled: boolean } {
  const { data, field, fields = [field] } = isObject(domain) ? domain : {};
  const entries = list(fields).map((each) => (isObject(each) ? each : { data, field: each }));
  const known = entries.filter((entry) => typeof entry.field === 'string' && typeof entry.data === 'string');
  const names = known.map((entry) => String(entry.field));
  const isEnd = (entry: JsonObject): boolean =>
    /_end$/.test(String(entry['field'])) && names.includes(String(entry['field']).slice(0, -4));
  const starts = known.filter((entry) => !isEnd(entry));
  const plucked = starts.map(
    (entry) => `pluck(data(${quoteString(entry.data)}), ${quoteString(entry.field)})`,
  );
  return { expression: `[${[...new Set(plucked)].join()}]`, isFilled: starts.length < known.length };
}

function withTicks(axis: JsonObject, dated: DateAxis | undefined): JsonObject {
  if (!dated) return axis;
  const { name, facts } = dated;
  // With either of these, Vega would drop ticks: Vega-Lite's minimum step of a year is 366 days.
  const unlimited = { tickCount: undefined, tickMinStep: undefined };
  const ticked = { ...axis, ...unlimited, values: { signal: `${name}.values` } };
  if (axis['labels'] === false) return ticked;
  const scale = quoteString(axis['scale']);
  const place = `[round(datum.index * (length(${name}.values) - 1))]`;
  const at = `scale(${scale}, datum.value)`;
  const canFlush = !facts.isBand && !facts.isVertical && !facts.isFilled && axis['labelAlign'] === undefined;
  const update = {
    text: { signal: `${name}.labels${place}` },
    // Center the label on the mark.
    ...(facts.isFilled && {
      [facts.isVertical ? 'dy' : 'dx']: {
        signal: `(scale(${scale}, ${name}.ends${place}) - ${at}) / 2`,
      },
    }),
    ...(canFlush && {
      align: {
        signal: `!${name}.isFlush ? 'center' : ${at} < ${FLUSH} ? 'left' : ${at} > span(range(${scale})) - ${FLUSH} ? 'right' : 'center'`,
      },
    }),
  };
  return {
    ...ticked,
    // Ticks at an interval that the spec sets may have more labels than fit.
    ...(!facts.every && { labelOverlap: false }),
    labelFlush: false,
    encode: withUpdate(axis['encode'], 'labels', update),
  };
}
