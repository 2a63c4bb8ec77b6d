/** The `colors` attribute: one color for the marks of a chart, or one for each category. */
import { isObject, type JsonObject } from '../../internal/json.ts';
import { clip, listNames, MAX_NAME_LENGTH } from '../../internal/text.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { mapViews } from '../../spec/views.ts';
import { parseEntries } from '../entries.ts';
import { encodingOf, markOf } from '../summary.ts';
import type { SpecChart } from '../types.ts';
import { highlightables } from './selectable.ts';
import { columnValues, markText } from './selected-marks.ts';

export interface ColorOptions {
  /** `null` before there are rows. */
  readonly data: SpecChart['data'] | null;
  /** The theme's colors of categories, for those without a color of their own; `null` under `theme="none"`. */
  readonly palette: readonly string[] | null;
  /** Returns the color as `#rrggbb`, with enough contrast, or `null` for a text that is no color. */
  readonly readColor: (text: string) => string | null;
  /** Returns the colors of a scale of numbers, from near the background to a color. */
  readonly shadesOf: (color: string) => readonly string[];
  /** Receives problems of the attribute. */
  readonly warn: (why: string) => void;
}

/** Maximum number of entries. */
const MAX_COLORS = 100;
/** Vega's default colors of categories. */
const VEGA_PALETTE = '#4c78a8 #f58518 #e45756 #72b7b2 #54a24b #eeca3b #b279a2 #ff9da6 #9d755d #bab0ac'.split(
  ' ',
);
/** Marks that can have a color for each category on an axis. */
const FILLED = new Set(['bar', 'arc', 'point', 'circle', 'square', 'rect', 'tick']);
const COLOR_CHANNELS = ['color', 'fill', 'stroke'];

/** Applies the colors where the spec leaves them open. */
export function withColors(spec: VegaLiteSpec, written: string, options: ColorOptions): VegaLiteSpec {
  const { data, readColor, shadesOf, palette } = options;
  // Warn only once there are rows.
  const warn = (why: string): void => void (data && options.warn(why));
  const named = new Map<string, string>();
  let single: string | null = null;
  for (const { name, value } of parseEntries(written).slice(0, MAX_COLORS)) {
    const color = readColor(value);
    if (color === null) {
      warn(`${quote(value)} is not a color: use a name, a hexadecimal value, rgb() or hsl()`);
    } else if (name === null) single = color;
    else named.set(fold(name), color);
  }
  const colors = palette ?? VEGA_PALETTE;
  const usual = single === null ? colors : [single, ...colors.slice(1)];
  const base = single === null ? spec : withDefaultColor(spec, single, palette && usual, shadesOf(single));
  return named.size > 0 && data ? withNamedColors(base, named, { data, palette: usual, warn }) : base;
}

const quote = (text: string): string => `"${clip(text, MAX_NAME_LENGTH)}"`;
/** Names are compared without case. */
const fold = (value: unknown): string => String(value).trim().toLowerCase();

function withDefaultColor(
  spec: VegaLiteSpec,
  color: string,
  category: readonly string[] | null,
  shades: readonly string[],
): VegaLiteSpec {
  const config = isObject(spec['config']) ? spec['config'] : {};
  const part = (name: string, defaults: JsonObject): JsonObject => {
    const own = config[name];
    return { ...defaults, ...(isObject(own) && own) };
  };
  return {
    ...spec,
    config: {
      ...config,
      mark: part('mark', { color }),
      trail: part('trail', { color }),
      // Only a scheme has as many colors as an ordinal scale has values.
      range: part('range', {
        ...(category && { category }),
        ramp: shades,
        heatmap: shades,
        ordinal: { scheme: shades },
      }),
    },
  };
}

interface NamedOptions extends Pick<ColorOptions, 'warn'> {
  readonly data: SpecChart['data'];
  readonly palette: readonly string[];
}

function withNamedColors(
  spec: VegaLiteSpec,
  named: ReadonlyMap<string, string>,
  { data, palette, warn }: NamedOptions,
): VegaLiteSpec {
  const fields = highlightables(spec).filter(({ continuous }) => !continuous);
  const candidates = fields.map((field) => {
    const values = [...new Set(columnValues(field.field, data))].filter((value) => value !== null);
    return { ...field, values, hits: values.filter((value) => named.has(fold(value))).length };
  });
  const best = candidates.reduce<(typeof candidates)[number] | undefined>(
    (most, each) => (most && most.hits >= each.hits ? most : each),
    undefined,
  );
  if (!best) {
    warn('the chart has no categories');
    return spec;
  }
  const { field, key, values } = best;
  const known = new Set(values.map(fold));
  const lost = [...named.keys()].filter((name) => !known.has(name)).map(quote);
  if (lost.length > 0) {
    warn(`${lost.join(', ')} is not in the chart, which has ${listNames(values.map(String))}`);
  }
  if (best.hits === 0) return spec;
  const condition = values.flatMap((value) => {
    const color = named.get(fold(value));
    const test = `toString(datum[${JSON.stringify(key)}]) === ${JSON.stringify(markText(value))}`;
    return color ? [{ test, value: color }] : [];
  });
  const colored = mapViews<JsonObject>(
    spec,
    (view, outer) => {
      const encoding = encodingOf(view, outer);
      return [
        withScale(view, (definition) => openScale(definition, { field, values, named, palette })) ??
          withCondition(view, encoding, field, condition),
        encoding,
      ];
    },
    {},
  );
  if (colored === spec) warn('the chart sets its own colors');
  return colored;
}

/** Replaces the color of a view that has one. Returns `null` for other views. */
function withScale(
  view: JsonObject,
  replace: (definition: JsonObject) => JsonObject | null,
): JsonObject | null {
  const { encoding } = view;
  if (!isObject(encoding)) return null;
  for (const channel of COLOR_CHANNELS) {
    const definition = encoding[channel];
    const replaced = isObject(definition) ? replace(definition) : null;
    if (replaced) return { ...view, encoding: { ...encoding, [channel]: replaced } };
  }
  return null;
}

interface ScaleFacts {
  readonly field: string;
  readonly values: readonly unknown[];
  readonly named: ReadonlyMap<string, string>;
  readonly palette: readonly string[];
}

/** Sets the colors of a scale of categories, unless the spec sets them. */
function openScale(definition: JsonObject, { field, values, named, palette }: ScaleFacts): JsonObject | null {
  const { scale = {}, type, sort } = definition;
  const isOpen =
    definition['field'] === field &&
    (type === undefined || type === 'nominal' || type === 'ordinal') &&
    isObject(scale) &&
    !('range' in scale || 'scheme' in scale);
  if (!isOpen) return null;
  const domain = Array.isArray(scale['domain']) ? (scale['domain'] as unknown[]) : inOrder(values, sort);
  const range = domain.map((value, place) => named.get(fold(value)) ?? palette[place % palette.length]);
  return { ...definition, scale: { ...scale, domain, range } };
}

/** Orders values as Vega-Lite orders a domain. */
function inOrder(values: readonly unknown[], sort: unknown): readonly unknown[] {
  if (sort === null) return values;
  if (Array.isArray(sort)) return [...new Set([...(sort as unknown[]), ...values])];
  const sorted = [...values].sort((a, b) => (String(a) < String(b) ? -1 : 1));
  return sort === 'descending' ? sorted.reverse() : sorted;
}

/** Colors the marks of some categories in a view whose marks have no other color. */
function withCondition(
  view: JsonObject,
  encoding: JsonObject,
  field: string,
  condition: readonly JsonObject[],
): JsonObject {
  const { mark } = view;
  const own = isObject(mark) ? mark : {};
  const isColored = COLOR_CHANNELS.some((channel) => channel in encoding || channel in own);
  const shows = Object.values(encoding).some((each) => isObject(each) && each['field'] === field);
  if (!FILLED.has(markOf(view) ?? '') || isColored || !shows) return view;
  const before = isObject(view['encoding']) ? view['encoding'] : {};
  return { ...view, encoding: { ...before, color: { condition } } };
}
