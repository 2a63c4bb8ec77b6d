/**
 * Fades the names of marks that are not highlighted or chosen: on axes of categories, in legends, above the cells of
 * facets and at lines. Loaded on demand.
 */
import { FADED_OPACITY } from '../../charts/emphasis/selected-marks.ts';
import { isObject, type JsonObject } from '../../internal/json.ts';
import { objects } from '../../spec/facts.ts';
import { LINE_NAMES } from '../../spec/names.ts';
import { CHOSEN, HIGHLIGHTED } from '../../internal/secret-names.ts';
import type { VegaSpec } from '../../spec/types.ts';
import { groundOf, readableColor, TEXT_CONTRAST } from '../contrast.ts';
import { NAMED_BY } from '../label-layout.ts';
import { mapLists, updateOf, withUpdate, quoteString } from '../rewrite.ts';
import type { PassFacts } from '../types.ts';

interface Names {
  /** The expression for the chosen marks. */
  readonly marks: string;
  readonly scales: readonly JsonObject[];
  /** The fields that the marks show by each scale. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
  /** The color of axis labels, legend labels and other names. */
  readonly colors: Readonly<Record<'axis' | 'legend' | 'name' | 'faded', string>>;
}

/** Adds the colors of names to a compiled chart that fades marks. Returns other charts unchanged. */
export function rewrite(vega: VegaSpec, { locale, config, background, muted }: PassFacts): VegaSpec {
  const signals = new Set(objects(vega.signals).map(({ name }) => name));
  if (!locale || !signals.has(CHOSEN)) return vega;
  const color = (part: string, key: string): string | null => {
    const groups = [vega['config'], config].map((each) => (isObject(each) ? each[part] : null));
    const own = groups.map((group) => (isObject(group) ? group[key] : null));
    return (own.find((each) => typeof each === 'string') as string | undefined) ?? null;
  };
  const name = color('text', 'color') ?? 'black';
  const axis = color('axis', 'labelColor') ?? name;
  const faded = readableColor(muted ?? axis, groundOf(vega, background), TEXT_CONTRAST) ?? name;
  const fields = new Map<string, Set<string>>();
  const scales = collect(vega, fields);
  const marks = signals.has(HIGHLIGHTED) ? `(${CHOSEN} || ${HIGHLIGHTED})` : CHOSEN;
  const colors = { axis, legend: color('legend', 'labelColor') ?? name, name, faded };
  return withNames(vega, { marks, scales, fields, colors }) as VegaSpec;
}

/** Collects the fields of scales. Returns all scales. */
function collect(group: JsonObject, fields: Map<string, Set<string>>): readonly JsonObject[] {
  const inner = objects(group['marks']).flatMap((mark) => {
    const { update } = isObject(mark['encode']) ? mark['encode'] : {};
    for (const rule of objects(Object.values(isObject(update) ? update : {}).flat())) {
      const { scale, field } = rule;
      if (typeof scale !== 'string' || typeof field !== 'string') continue;
      fields.set(scale, (fields.get(scale) ?? new Set()).add(field));
    }
    return collect(mark, fields);
  });
  return [...objects(group['scales']), ...inner];
}

function withNames(group: JsonObject, names: Names): JsonObject {
  const { title } = group;
  return {
    ...mapLists(group, {
      axes: (axis) => withAxisNames(axis, names),
      legends: (legend) => withLegendNames(legend, names),
      marks: (mark) => (mark['name'] === LINE_NAMES ? withLineNames(mark, names) : withNames(mark, names)),
    }),
    ...(isObject(title) && { title: withCellName(title, names) }),
  };
}

/** Returns the fields that marks show by these scales of categories. */
const keysOf = (
  scaleNames: readonly unknown[],
  types: RegExp,
  { scales, fields }: Names,
): readonly string[] => [
  ...new Set(
    scaleNames.flatMap((name) => {
      const type = scales.find((scale) => scale['name'] === name)?.['type'];
      return types.test(String(type)) ? [...(fields.get(String(name)) ?? [])] : [];
    }),
  ),
];

/** The expression for the value of a name, and the fields that may contain it. */
interface NameValue {
  readonly value: string;
  readonly keys: readonly string[];
}

/** Chooses an expression: if no mark is chosen, if the mark of the name is, and if another mark is. */
function choose(
  { value, keys }: NameValue,
  [usual, chosen, faded]: readonly [usual: string, chosen: string, faded: string],
  { marks }: Names,
): JsonObject {
  const text = `(isDate(${value}) ? toString(toNumber(${value})) : toString(${value}))`;
  const isUsual = `!${marks} || indexof(${quoteString(keys)}, ${marks}.key) < 0`;
  return { signal: `${isUsual} ? ${usual} : indexof(${marks}.texts, ${text}) >= 0 ? ${chosen} : ${faded}` };
}

/**
 * Chooses the color of a name. `own` is its channel or property, if it has one. Returns `null` if that has rules, which
 * stay unchanged.
 */
function chooseColor(own: unknown, usual: string, name: NameValue, names: Names): JsonObject | null {
  const value = isObject(own) ? own['value'] : (own ?? usual);
  const signal = isObject(own) ? own['signal'] : null;
  const isPlain = typeof value === 'string';
  if (!isPlain && typeof signal !== 'string') return null;
  const expression = isPlain ? quoteString(value) : `(${String(signal)})`;
  const chosen = isPlain ? quoteString(names.colors.name) : expression;
  return choose(name, [expression, chosen, quoteString(names.colors.faded)], names);
}

/** Adds the color of labels to the `encode` of an axis or legend. */
function withLabelColor(
  { encode, labelColor }: JsonObject,
  keys: readonly string[],
  usual: string,
  names: Names,
): JsonObject {
  const { fill: own = labelColor } = updateOf(encode, 'labels');
  const fill = chooseColor(own, usual, { value: 'datum.value', keys }, names);
  return withUpdate(encode, 'labels', fill ? { fill } : {});
}

function withAxisNames(axis: JsonObject, names: Names): JsonObject {
  const keys = axis['labels'] === false ? [] : keysOf([axis['scale']], /^(?:band|point)$/, names);
  return keys.length > 0 ? { ...axis, encode: withLabelColor(axis, keys, names.colors.axis, names) } : axis;
}

function withLegendNames(legend: JsonObject, names: Names): JsonObject {
  const scales = NAMED_BY.map((channel) => legend[channel]);
  const keys = keysOf(scales, /^ordinal$/, names);
  if (keys.length === 0) return legend;
  const opacity = choose({ value: 'datum.value', keys }, ['1', '1', String(FADED_OPACITY)], names);
  const encode = withLabelColor(legend, keys, names.colors.legend, names);
  const symbols = { fillOpacity: opacity, strokeOpacity: opacity, ...updateOf(encode, 'symbols') };
  return { ...legend, encode: withUpdate(encode, 'symbols', symbols) };
}

/** The field of the name above a cell of a facet. */
const PARENT = /parent\[("(?:[^"\\]|\\.)*")\]/;

function withCellName(title: JsonObject, names: Names): JsonObject {
  const { text, color } = title;
  const [value = '', field] = PARENT.exec(isObject(text) ? String(text['signal']) : '') ?? [];
  if (!field) return title;
  const faded = chooseColor(color, names.colors.name, { value, keys: [JSON.parse(field) as string] }, names);
  return faded ? { ...title, color: faded } : title;
}

/** `mark` is the one of `line-names.ts`. */
function withLineNames(mark: JsonObject, names: Names): JsonObject {
  const { update } = mark['encode'] as { readonly update: JsonObject };
  const key = String(mark['key']);
  const name = { value: `datum[${quoteString(key)}]`, keys: [key] };
  const fill = chooseColor(update['fill'], names.colors.name, name, names);
  return fill ? { ...mark, encode: { update: { ...update, fill } } } : mark;
}
