/** The axes of charts over time: ticks where the marks are, and labels that say what is new. */
import { expressionFunction, type FunctionContext } from 'vega-functions';
import { isObject, type JsonObject } from '../../internal/json.ts';
import type { VegaSpec } from '../../spec/types.ts';
import { findLocale } from '../locale.ts';
import { provideCosts } from '../../sandbox/limited-functions.ts';
import { ownFunction } from '../../sandbox/own-functions.ts';
import { list, objects } from '../../spec/facts.ts';
import { FLUSH, timeTicks, type TickRequest, type Ticks } from '../time-ticks.ts';

/** What is known of an axis when the chart is compiled. */
type AxisFacts = Pick<
  TickRequest,
  'isBand' | 'isVertical' | 'isFilled' | 'isFlush' | 'size' | 'every' | 'most'
> & {
  /** The spec's own format. */
  readonly own: string | null;
};

const TICKS = ownFunction('Ticks');

/** The function of expressions that gives the ticks of an axis. */
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

/** Steps to find the place of a date, and to write all labels that are tried. */
const STEPS_PER_DATE = 20;
const STEPS_FOR_LABELS = 1_000_000;
provideCosts({
  [TICKS]: ([domain, , dates]) =>
    (list(domain).length + list(dates).flat().length) * STEPS_PER_DATE + STEPS_FOR_LABELS,
});

/**
 * A compiled chart whose axes over time have our ticks and labels. A format of the spec's own stays; an axis with
 * labels or ticks of its own stays as it is.
 */
export function withDateAxes(vega: VegaSpec, fontSize: number): VegaSpec {
  let count = 0;
  const visit = (group: JsonObject, outer: ReadonlyMap<unknown, JsonObject>, isCell = true): JsonObject => {
    const own = objects(group['scales']).map((scale) => [scale['name'], scale] as const);
    const scales = new Map([...outer, ...own]);
    const axes = objects(group['axes']);
    const dated = new Map<unknown, DateAxis>();
    for (const axis of axes) {
      const facts =
        axis['labels'] === false ? null : factsOf(axis, scales.get(axis['scale']), fontSize, isCell);
      if (facts) dated.set(axis['scale'], { ...facts, name: `vibedasher_ticks_${count++}` });
    }
    const signals = [...dated.values()].map(({ name, update }) => ({ name, update }));
    return {
      ...group,
      ...(signals.length > 0 && {
        signals: [...list(group['signals']), ...signals],
        axes: axes.map((axis) => withTicks(axis, dated.get(axis['scale']))),
      }),
      ...(group['marks'] !== undefined && {
        marks: objects(group['marks']).map((mark) => (mark['type'] === 'group' ? visit(mark, scales) : mark)),
      }),
    };
  };
  return visit(vega, new Map(), false) as VegaSpec;
}

interface DateAxis {
  readonly facts: AxisFacts;
  /** The expression that gives its ticks, and the signal that holds them. */
  readonly update: string;
  readonly name: string;
}

/** Vega-Lite's own formats of units of time. */
const UNITS = /^timeUnitSpecifier\((\[.*?\])/;

/** What there is to know of an axis over time; `null` for another one, and for one that is the spec's own. */
function factsOf(
  axis: JsonObject,
  scale: JsonObject | undefined,
  size: number,
  isCell: boolean,
): Omit<DateAxis, 'name'> | null {
  const { format, formatType, values, tickCount, encode, orient } = axis;
  const type = scale?.['type'];
  const isBand = type === 'band' || type === 'point';
  if (!scale || !(isBand ? formatType === 'time' : type === 'time')) return null;
  if (values !== undefined || JSON.stringify(encode)?.includes('"text"')) return null;
  const own = typeof format === 'string' ? format : null;
  const units = isObject(format) ? UNITS.exec(String(format['signal']))?.[1] : undefined;
  // Without a year, dates are not those that they seem to be.
  if (own === null ? format !== undefined && !units?.startsWith('["year"') : isBand) return null;
  const preferred = preferredTicks(tickCount);
  if (!preferred) return null;
  const { expression, isFilled } = datesOf(scale['domain']);
  const isVertical = orient === 'left' || orient === 'right';
  const isFlush = isCell && !isBand && !isVertical && !isFilled;
  const facts = { isBand, isVertical, isFilled: !isBand && isFilled, isFlush, size, ...preferred, own };
  const name = JSON.stringify(axis['scale']);
  const update = `${TICKS}(domain(${name}), range(${name}), ${expression}, ${JSON.stringify(facts)})`;
  return { facts, update };
}

/** Vega-Lite's own number of ticks. */
const DEFAULT_COUNT = /^ceil\(\w+\s*\/\s*40\)$/;

/** The ticks that a spec asks for; `null` where what it asks is Vega's own business. */
function preferredTicks(tickCount: unknown): Pick<TickRequest, 'every' | 'most'> | null {
  if (typeof tickCount === 'number') return { every: null, most: tickCount };
  if (typeof tickCount === 'string') return { every: { unit: tickCount, step: 1 }, most: null };
  if (!isObject(tickCount)) return { every: null, most: null };
  const { signal, interval, step } = tickCount;
  if (signal !== undefined) return DEFAULT_COUNT.test(String(signal)) ? { every: null, most: null } : null;
  return { every: { unit: String(interval), step: Number(step ?? 1) }, most: null };
}

/** The dates in the domain of a scale, as an expression, and whether marks reach from one date to another. */
function datesOf(domain: unknown): { readonly expression: string; readonly isFilled: boolean } {
  const { data, field, fields = [field] } = isObject(domain) ? domain : {};
  const entries = list(fields).map((each) => (isObject(each) ? each : { data, field: each }));
  const known = entries.filter((entry) => typeof entry.field === 'string' && typeof entry.data === 'string');
  const names = known.map((entry) => String(entry.field));
  const isEnd = (entry: JsonObject): boolean =>
    /_end$/.test(String(entry['field'])) && names.includes(String(entry['field']).slice(0, -4));
  const starts = known.filter((entry) => !isEnd(entry));
  const plucked = starts.map(
    (entry) => `pluck(data(${JSON.stringify(entry.data)}), ${JSON.stringify(entry.field)})`,
  );
  return { expression: `[${[...new Set(plucked)].join()}]`, isFilled: starts.length < known.length };
}

function withTicks(axis: JsonObject, dated: DateAxis | undefined): JsonObject {
  if (!dated) return axis;
  const { name, facts } = dated;
  const ticked = { ...axis, tickCount: undefined, values: { signal: `${name}.values` } };
  if (axis['labels'] === false) return ticked;
  const scale = JSON.stringify(axis['scale']);
  const place = `[round(datum.index * (length(${name}.values) - 1))]`;
  const at = `scale(${scale}, datum.value)`;
  const encode = isObject(axis['encode']) ? axis['encode'] : {};
  const labels = isObject(encode['labels']) ? encode['labels'] : {};
  const update = {
    ...(isObject(labels['update']) && labels['update']),
    text: { signal: `${name}.labels${place}` },
    // Below the middle of the mark.
    ...(facts.isFilled && {
      [facts.isVertical ? 'dy' : 'dx']: {
        signal: `(scale(${scale}, ${name}.ends${place}) - ${at}) / 2`,
      },
    }),
    ...(facts.isFlush && {
      align: {
        signal: `${at} < ${FLUSH} ? 'left' : ${at} > span(range(${scale})) - ${FLUSH} ? 'right' : 'center'`,
      },
    }),
  };
  return {
    ...ticked,
    labelOverlap: false,
    labelFlush: false,
    encode: { ...encode, labels: { ...labels, update } },
  };
}
