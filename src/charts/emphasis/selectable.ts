import { singleViews } from '../summary.ts';
import { isObject, type JsonObject } from '../../internal/json.ts';
import { unescapeText } from '../../spec/inherited-names.ts';
import { FOLDED, GROUPED } from '../../spec/names.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';

/** A field of a chart whose values a reader can choose. */
export interface Selectable {
  /** The field's name in the spec. */
  readonly field: string;
  /** The field's name in the data of marks, which begins with the time unit if there is one. */
  readonly key: string;
  /** Whether the spec bins the field. */
  readonly binned: boolean;
  readonly title: string | null;
  /** The axis that shows the field. */
  readonly axis: 'x' | 'y' | null;
  /** Whether the field has a continuous range instead of categories. */
  readonly continuous: boolean;
  readonly time: boolean;
}

/** The channels of categories, in order of preference. */
const CHANNELS =
  'y x color fill stroke shape strokeDash theta detail facet row column yOffset xOffset text tooltip'.split(
    ' ',
  );
/** Vega-Lite reads names with these characters as paths into nested values. */
const PATH_CHARACTERS = /[.[\]\\'"]/;
/** Columns with categories that a derived chart computes. */
const COMPUTED: readonly string[] = [GROUPED, FOLDED[0]];

/** Returns the fields of a spec whose values can be chosen, in order of preference. */
export const selectables = (spec: VegaLiteSpec): readonly Selectable[] =>
  highlightables(spec).filter(({ field }) => !COMPUTED.includes(field));

/**
 * Returns the {@link selectables} and the computed fields, which a page can highlight but a query cannot have as
 * parameters.
 */
export function highlightables(spec: VegaLiteSpec): readonly Selectable[] {
  const found: Selectable[] = [];
  const views = singleViews(spec);
  for (const channel of CHANNELS) {
    for (const { encoding } of views) {
      for (const definition of [encoding[channel]].flat()) {
        const one = isObject(definition) ? toSelectable(channel, definition) : null;
        const known = found.findIndex(({ field }) => field === one?.field);
        if (one && known < 0) found.push(one);
        // The tooltip often has a title where the axis has none.
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

function toSelectable(channel: string, definition: JsonObject): Selectable | null {
  const { field, aggregate, type, timeUnit, bin, title } = definition;
  if (typeof field !== 'string' || PATH_CHARACTERS.test(field) || aggregate) return null;
  // Other computed fields of derived charts are not categories: ranks, shares, positions of labels.
  if (field.startsWith('_') && !COMPUTED.includes(field)) return null;
  const unit = timeUnitName(timeUnit);
  if (unit === null) return null;
  const binned = bin === true || isObject(bin);
  const time = unit !== '' || type === 'temporal';
  const continuous =
    type === 'temporal' ||
    type === 'quantitative' ||
    binned ||
    (!type && (unit !== '' || channel === 'theta'));
  const isAxis = channel === 'x' || channel === 'y';
  // A number without an axis is neither a category nor a range that a pointer can select.
  if (continuous && !isAxis && channel !== 'tooltip') return null;
  return {
    field,
    key: unit ? `${unit}_${field}` : field,
    binned,
    // In the tooltip of a derived chart, the title of an unnamed column is its field.
    title: typeof title === 'string' && title !== field ? title : null,
    axis: isAxis ? channel : null,
    continuous,
    time,
  };
}

/** Returns the name of a time unit, `''` for none, or `null` for a unit whose values are not dates. */
function timeUnitName(timeUnit: unknown): string | null {
  if (timeUnit === undefined || timeUnit === null) return '';
  const unit =
    isObject(timeUnit) && !('step' in timeUnit) && !('maxbins' in timeUnit) ? timeUnit['unit'] : timeUnit;
  return typeof unit === 'string' && /^year/.test(unit) ? unit : null;
}

/**
 * Finds the field for a parameter: the one in `select-to`, or else the one with the parameter's name, or else the
 * preferred one.
 */
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

/**
 * Returns the value of a field in a mark's data (of a binned field, the start of the bin), or `undefined` if there is
 * none.
 */
export function valueIn(datum: JsonObject, { field, key, binned }: Selectable): unknown {
  const value = datum[binned ? (binKey(datum, field) ?? key) : key] ?? datum[field];
  return typeof value === 'string' ? unescapeText(value) : value;
}

/** Returns the end of a mark's bin, or the value of a field that is not binned. */
export function endIn(datum: JsonObject, selectable: Selectable): unknown {
  const key = selectable.binned ? binKey(datum, selectable.field) : undefined;
  return key === undefined ? valueIn(datum, selectable) : datum[`${key}_end`];
}

/** Returns the key of a bin, which Vega-Lite names after its options. */
const binKey = (datum: JsonObject, field: string): string | undefined =>
  Object.keys(datum).find((key) => key.startsWith('bin_') && key.endsWith(`_${field}`));
