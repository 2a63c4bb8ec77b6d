/** The `colors` attribute: one color for the marks of a chart, or one for each category. */
import { isObject, type JsonObject } from '../../internal/json.ts';
import { clip, listNames, MAX_NAME_LENGTH } from '../../internal/text.ts';
import type { VegaLiteSpec } from '../../spec/types.ts';
import { mapViews, visitViews } from '../../spec/views.ts';
import { parseEntries } from '../entries.ts';
import { encodingOf, markOf } from '../summary.ts';
import type { SpecChart } from '../types.ts';
import { highlightables } from './selectable.ts';
import { columnValues, markText } from './selected-marks.ts';

/** A color as `#rrggbb`. */
export interface Paint {
  /** As the page wrote it. */
  readonly exact: string;
  /** With enough contrast to the background: for lines, and around areas. */
  readonly readable: string;
}

export interface ColorOptions {
  /** `null` before there are rows. */
  readonly data: SpecChart['data'] | null;
  /** The theme's colors of categories, for those without a color of their own; `null` under `theme="none"`. */
  readonly palette: readonly string[] | null;
  /** Returns the color, or `null` for a text that is no color. */
  readonly readColor: (text: string) => Paint | null;
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
/** Marks with an area that keeps its color: a line around it has enough contrast. */
const OUTLINED = new Set([...FILLED, 'area']);
const COLOR_CHANNELS = ['color', 'fill', 'stroke'];

/** Applies the colors where the spec leaves them open. */
export function withColors(spec: VegaLiteSpec, written: string, options: ColorOptions): VegaLiteSpec {
  const { data, readColor, shadesOf, palette } = options;
  // Warn only once there are rows.
  const warn = (why: string): void => void (data && options.warn(why));
  const named = new Map<string, Paint>();
  let single: Paint | null = null;
  for (const { name, value } of parseEntries(written).slice(0, MAX_COLORS)) {
    const color = readColor(value);
    if (color === null) {
      warn(`${quote(value)} is not a color: use a CSS color, such as seagreen, #2e8b57 or rgb(46 139 87)`);
    } else if (name === null) single = color;
    else named.set(fold(name), color);
  }
  const colors = palette ?? VEGA_PALETTE;
  const usual = single === null ? colors : [single.readable, ...colors.slice(1)];
  const base =
    single === null ? spec : withDefaultColor(spec, single, palette && usual, shadesOf(single.readable));
  return named.size > 0 && data ? withNamedColors(base, named, { data, palette: usual, warn }) : base;
}

const quote = (text: string): string => `"${clip(text, MAX_NAME_LENGTH)}"`;
/** Names are compared without case. */
const fold = (value: unknown): string => String(value).trim().toLowerCase();

/** Returns whether a view has a mark with an area, and no color or outline of its own in the definition of the mark. */
function isOutlined({ mark, ...view }: JsonObject): boolean {
  const own = isObject(mark) ? mark : {};
  return (
    OUTLINED.has(markOf({ mark, ...view }) ?? '') &&
    own['filled'] !== false &&
    !COLOR_CHANNELS.some((channel) => channel in own)
  );
}

function withDefaultColor(
  spec: VegaLiteSpec,
  { exact, readable: color }: Paint,
  category: readonly string[] | null,
  shades: readonly string[],
): VegaLiteSpec {
  const config = isObject(spec['config']) ? spec['config'] : {};
  const part = (name: string, defaults: JsonObject): JsonObject => {
    const own = config[name];
    return { ...defaults, ...(isObject(own) && own) };
  };
  const isOpen = ![config['mark'], config['bar'], config['area']].some(
    (own) => isObject(own) && ('color' in own || 'fill' in own),
  );
  const outlined = mapViews<JsonObject>(
    spec,
    (view, outer) => {
      const encoding = encodingOf(view, outer);
      const isColored = COLOR_CHANNELS.some((channel) => channel in encoding);
      if (exact === color || !isOpen || isColored || !isOutlined(view)) return [view, encoding];
      const mark = isObject(view['mark']) ? view['mark'] : { type: view['mark'] };
      return [{ ...view, mark: { ...mark, color: exact, stroke: color } }, encoding];
    },
    {},
  );
  return {
    ...outlined,
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
  named: ReadonlyMap<string, Paint>,
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
  const conditionOf = (toColor: (paint: Paint) => string | null, datum: string): readonly JsonObject[] =>
    values.flatMap((value) => {
      const paint = named.get(fold(value));
      const color = paint ? toColor(paint) : null;
      return color
        ? [{ test: `toString(${datum}) === ${JSON.stringify(markText(value))}`, value: color }]
        : [];
    });
  const datum = `datum[${JSON.stringify(key)}]`;
  const exact = conditionOf((paint) => paint.exact, datum);
  const outlines = conditionOf(outlineOf, datum);
  const stroke = outlines.length > 0 ? { stroke: { condition: outlines } } : {};
  const symbols = { stroke: { condition: conditionOf(outlineOf, 'datum.value'), value: 'transparent' } };
  // All views share the scale.
  let keepsColors = true;
  visitViews<JsonObject>(
    spec,
    (view, outer, children) => {
      const encoding = encodingOf(view, outer);
      const uses = COLOR_CHANNELS.some(
        (each) => isObject(encoding[each]) && encoding[each]['field'] === field,
      );
      if (uses && children.length === 0) keepsColors &&= isOutlined(view) && !('stroke' in encoding);
      return encoding;
    },
    {},
  );
  const colorOf = (value: unknown): string | undefined =>
    named.get(fold(value))?.[keepsColors ? 'exact' : 'readable'];
  const facts = { field, values, palette, colorOf };
  const colored = mapViews<JsonObject>(
    spec,
    (view, outer) => {
      const encoding = encodingOf(view, outer);
      const scaled = withScale(view, (definition) => {
        const opened = openScale(definition, facts);
        if (!opened || !keepsColors || outlines.length === 0 || opened['legend'] === null) return opened;
        return {
          ...opened,
          legend: { ...(opened['legend'] as JsonObject | undefined), encoding: { symbols } },
        };
      });
      if (scaled) {
        const inner = keepsColors ? { ...(scaled['encoding'] as JsonObject), ...stroke } : scaled['encoding'];
        return [{ ...scaled, encoding: inner }, encoding];
      }
      return [withCondition(view, encoding, field, { color: { condition: exact }, ...stroke }), encoding];
    },
    {},
  );
  if (colored === spec) warn('the chart sets its own colors');
  return colored;
}

/** Returns the color of the line around an area; `null` for an area with enough contrast. */
const outlineOf = ({ exact, readable }: Paint): string | null => (exact === readable ? null : readable);

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
  /** Returns the color that the page sets for a value. */
  readonly colorOf: (value: unknown) => string | undefined;
  readonly palette: readonly string[];
}

/** Sets the colors of a scale of categories, unless the spec sets them. */
function openScale(
  definition: JsonObject,
  { field, values, colorOf, palette }: ScaleFacts,
): JsonObject | null {
  const { scale = {}, type, sort } = definition;
  const isOpen =
    definition['field'] === field &&
    (type === undefined || type === 'nominal' || type === 'ordinal') &&
    isObject(scale) &&
    !('range' in scale || 'scheme' in scale);
  if (!isOpen) return null;
  const domain = Array.isArray(scale['domain']) ? (scale['domain'] as unknown[]) : inOrder(values, sort);
  const range = domain.map((value, place) => colorOf(value) ?? palette[place % palette.length]);
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
  channels: JsonObject,
): JsonObject {
  const { mark } = view;
  const own = isObject(mark) ? mark : {};
  const isColored = COLOR_CHANNELS.some((channel) => channel in encoding || channel in own);
  const shows = Object.values(encoding).some((each) => isObject(each) && each['field'] === field);
  if (!FILLED.has(markOf(view) ?? '') || isColored || !shows) return view;
  const before = isObject(view['encoding']) ? view['encoding'] : {};
  return { ...view, encoding: { ...before, ...channels } };
}
