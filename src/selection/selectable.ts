import { singleViews } from '../charts/summary.ts';
import { isObject, type JsonObject } from '../internal/json.ts';
import { unescapeText } from '../spec/inherited-names.ts';
import type { VegaLiteSpec } from '../spec/types.ts';

/** A field of a chart that a reader can choose values of. */
export interface Selectable {
  /** Its name in the spec. */
  readonly field: string;
  /** Its name in the rows behind marks: that of its unit of time, where it has one. */
  readonly key: string;
  /** Whether marks stand for bins of it. */
  readonly binned: boolean;
  readonly title: string | null;
  /** The axis that it lies on. */
  readonly axis: 'x' | 'y' | null;
  /** It has no categories, but a range. */
  readonly continuous: boolean;
  readonly time: boolean;
}

/** What a reader takes for the category, the most likely first. */
const CATEGORIES =
  'y x color fill stroke shape strokeDash theta detail facet row column yOffset xOffset text tooltip'.split(
    ' ',
  );
/** Vega-Lite reads these as paths into nested values. */
const NO_PLAIN_NAME = /[.[\]\\'"]/;
/** The fields of a spec whose values can be chosen, the first one the most likely. */
export function selectables(spec: VegaLiteSpec): readonly Selectable[] {
  const found: Selectable[] = [];
  const views = singleViews(spec);
  for (const channel of CATEGORIES) {
    for (const { encoding } of views) {
      for (const definition of [encoding[channel]].flat()) {
        const one = isObject(definition) ? selectable(channel, definition) : null;
        const known = found.findIndex(({ field }) => field === one?.field);
        if (one && known < 0) found.push(one);
        // Axes often leave the title out that a tooltip has.
        else if (one && found[known]?.title === null) found[known] = { ...found[known], title: one.title };
      }
    }
  }
  const order = ({ time, axis }: Selectable): number => (time ? 0 : axis === 'x' ? 1 : 2);
  const ranges = found
    .filter(({ continuous, axis }) => continuous && axis !== null)
    .sort((a, b) => order(a) - order(b));
  return [...found.filter(({ continuous }) => !continuous), ...ranges];
}

function selectable(channel: string, definition: JsonObject): Selectable | null {
  const { field, aggregate, type, timeUnit, bin, title } = definition;
  // What begins so is of a derived chart's own making.
  if (typeof field !== 'string' || NO_PLAIN_NAME.test(field) || field.startsWith('_') || aggregate)
    return null;
  const unit = unitOf(timeUnit);
  if (unit === null) return null;
  const binned = bin === true || isObject(bin);
  const time = unit !== '' || type === 'temporal';
  const continuous =
    type === 'temporal' ||
    type === 'quantitative' ||
    binned ||
    (!type && (unit !== '' || channel === 'theta'));
  const isAxis = channel === 'x' || channel === 'y';
  // A number outside of an axis is no category, and no range that one could point at.
  if (continuous && !isAxis && channel !== 'tooltip') return null;
  return {
    field,
    key: unit ? `${unit}_${field}` : field,
    binned,
    // A derived chart's tooltip calls what has no name for readers by its field.
    title: typeof title === 'string' && title !== field ? title : null,
    axis: isAxis ? channel : null,
    continuous,
    time,
  };
}

/** The name of a unit of time, `''` for none; `null` for one whose values are no dates that could be asked for. */
function unitOf(timeUnit: unknown): string | null {
  if (timeUnit === undefined || timeUnit === null) return '';
  const unit =
    isObject(timeUnit) && !('step' in timeUnit) && !('maxbins' in timeUnit) ? timeUnit['unit'] : timeUnit;
  return typeof unit === 'string' && /^year/.test(unit) ? unit : null;
}

/** The field for a parameter: the one that it names, else the one of its name, else the most likely one. */
export function findSelectable(
  spec: VegaLiteSpec,
  wanted: { readonly field: string | null; readonly param: string | null; readonly range: boolean },
): Selectable | null {
  const { field, param, range } = wanted;
  const all = selectables(spec);
  const named = (name: string): Selectable | undefined =>
    all.find((each) => [each.field, each.title].some((one) => one?.toLowerCase() === name.toLowerCase()));
  if (field !== null) return named(field) ?? null;
  const fitting = range ? all.filter((each) => each.axis !== null && (each.continuous || each.time)) : all;
  const own = param === null || range ? undefined : named(param);
  return own ?? fitting.find(({ axis }) => !range || axis === 'x') ?? fitting[0] ?? null;
}

/** The value of a field in the row behind a mark, of a bin where it begins; `undefined` where the row has none. */
export function valueIn(datum: JsonObject, { field, key, binned }: Selectable): unknown {
  const value = datum[binned ? (binKey(datum, field) ?? key) : key] ?? datum[field];
  return typeof value === 'string' ? unescapeText(value) : value;
}

/** Where the bin ends that a mark stands for, else its value. */
export function endIn(datum: JsonObject, selectable: Selectable): unknown {
  const key = selectable.binned ? binKey(datum, selectable.field) : undefined;
  return key === undefined ? valueIn(datum, selectable) : datum[`${key}_end`];
}

/** Vega-Lite names a bin after its options. */
const binKey = (datum: JsonObject, field: string): string | undefined =>
  Object.keys(datum).find((key) => key.startsWith('bin_') && key.endsWith(`_${field}`));
