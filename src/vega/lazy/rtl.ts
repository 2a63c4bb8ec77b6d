/**
 * Lays out charts in right-to-left pages, unless the spec sets the layout, and sets the direction of canvas text. Loaded
 * on demand.
 */
import { expressionFunction } from 'vega-functions';
import { renderModule, textMetrics, type CanvasRenderer } from 'vega-scenegraph';
import { encodingOf } from '../../charts/summary.ts';
import { isObject, type JsonObject } from '../../internal/json.ts';
import { provideCosts } from '../../sandbox/limited-functions.ts';
import { countValues } from '../../sandbox/budget.ts';
import { ownFunction } from '../../internal/secret-names.ts';
import { list, objects } from '../../spec/facts.ts';
import type { VegaLiteSpec, VegaLiteConfig, VegaSpec } from '../../spec/types.ts';
import { visitViews } from '../../spec/views.ts';
import { LINES } from '../label-layout.ts';
import { mapLists, someProperty, updateOf, withUpdate, quoteString } from '../rewrite.ts';
import type { PassFacts } from '../types.ts';

const WIDTH = ownFunction('Width');
const FROM_RIGHT = ownFunction('FromRight');

/** The value of an invisible entry of a legend: a space without a width. */
const BLANK = '\ufeff';

/** Expression functions for the layout of legends. */
export const functions = {
  /**
   * Returns the width in px of the widest text. Each text is truncated at `limit`, unless `limit` is 0. With `columns`,
   * measures only the texts in the column of the one at `index`.
   */
  [WIDTH](texts: unknown, style: object, limit: unknown, index: unknown, columns: unknown): number {
    const face = { ...style, limit: Number(limit) };
    const isInColumn = (at: number): boolean => !columns || (at - Number(index)) % Number(columns) === 0;
    const all = Array.isArray(texts) ? list(texts).filter((_, at) => isInColumn(at)) : [texts];
    return Math.ceil(
      all.reduce<number>((most, text) => Math.max(most, textMetrics.width(face, String(text))), 0),
    );
  },
  /**
   * Reverses each row of a list with this number of columns. Blanks before the last row move it to the right. With 0
   * columns, the list is one row.
   */
  [FROM_RIGHT](values: unknown, columns: unknown): unknown[] {
    const all = list(values);
    const length = Math.max(1, Math.floor(Number(columns)) || all.length);
    const rows = Array.from({ length: Math.ceil(all.length / length) }, (_, row) =>
      all.slice(row * length, (row + 1) * length).reverse(),
    );
    const last = rows.at(-1);
    if (last && rows.length > 1) last.unshift(...Array<string>(length - last.length).fill(BLANK));
    return rows.flat();
  },
};

/** Steps to measure a text or to move a value. */
const STEPS_PER_VALUE = 300;
for (const [name, each] of Object.entries(functions)) {
  expressionFunction(name, each);
  provideCosts({
    [name]: ([values]) => Math.max(1, list(values).length) * STEPS_PER_VALUE + countValues(values),
  });
}

/**
 * Changes a theme's config for right-to-left pages. The value axis is on the right; titles, legends and horizontal bars
 * start there. Numbers, dates and ordered values still run from left to right, as is usual in Arabic and Hebrew
 * publications.
 */
export function mirrorConfig(config: VegaLiteConfig | null, spec: VegaLiteSpec): VegaLiteConfig | null {
  if (!config) return null;
  const section = (name: string): JsonObject => (isObject(config[name]) ? config[name] : {});
  const { layout, ...legend } = section('legend');
  const atEnd = { ...(isObject(layout) && layout), anchor: 'end' };
  const directions = directionsOf(spec);
  const isReversed = directions.includes('rtl') && !directions.includes('ltr');
  return {
    ...config,
    title: { ...section('title'), anchor: 'end' },
    header: { ...section('header'), labelAnchor: 'end', titleAnchor: 'end' },
    legend: {
      ...legend,
      titleAnchor: 'end',
      layout: { ...(isObject(layout) && layout), top: atEnd, bottom: atEnd },
    },
    axisX: {
      ...section('axisX'),
      ...(isReversed ? { titleAnchor: 'end', titleAlign: 'left' } : { titleAnchor: 'start' }),
    },
    ...((isReversed || !hasNamesOnY(spec)) &&
      !setsAxisOrient(spec) && { axisY: { ...section('axisY'), orient: 'right' } }),
    ...(isReversed && { scale: { ...section('scale'), xReverse: true } }),
  };
}

const setsAxisOrient = (spec: VegaLiteSpec): boolean =>
  someProperty(
    spec,
    (key, axis) => key === 'axis' && isObject(axis) && /^(left|right)$/.test(String(axis['orient'])),
  );

const NAMES = /^(nominal|ordinal)$/;

/** Returns whether a y axis has names. Horizontal bars start at such an axis. */
const hasNamesOnY = (spec: VegaLiteSpec): boolean =>
  someProperty(spec, (key, y) => key === 'y' && isObject(y) && NAMES.test(String(y['type'])));

const DIRECTION_PROPERTIES = ['reverse', 'range', 'rangeMin', 'rangeMax'];
const OFFSET_PROPERTIES = ['align', 'dx', 'xOffset'];

type Direction = 'ltr' | 'rtl';

/** Returns the direction of the x axis in each view. Omits views that adopt the direction of the others. */
function directionsOf(spec: VegaLiteSpec): readonly Direction[] {
  const found: (Direction | null)[] = [];
  const add = (view: JsonObject, outer: JsonObject, children: readonly JsonObject[]): JsonObject => {
    const encoding = encodingOf(view, outer);
    if (children.length === 0) found.push(directionOf(view, encoding));
    return encoding;
  };
  visitViews(spec, add, {});
  return found.filter((direction) => direction !== null);
}

function directionOf(view: JsonObject, encoding: JsonObject): Direction | null {
  const mark: JsonObject = isObject(view['mark']) ? view['mark'] : { type: view['mark'] };
  // A text with an offset from its mark would overlap the mark if mirrored. Labels and areas of references have no such
  // mark.
  if (/^(text|rect)$/.test(String(mark['type'])) && mark['aria'] === false) return null;
  if (mark['type'] === 'text' && OFFSET_PROPERTIES.some((key) => key in mark)) return 'ltr';
  const { x, y } = encoding;
  if (!isObject(x) || 'value' in x) return null;
  const { scale, timeUnit, bin, type } = x;
  if (scale === null || (isObject(scale) && DIRECTION_PROPERTIES.some((key) => key in scale))) return 'ltr';
  if (timeUnit || bin || type === 'temporal' || type === 'ordinal') return 'ltr';
  if (type === 'nominal') return 'rtl';
  if (/^(rule|tick|text)$/.test(String(mark['type']))) return null;
  const isHorizontalBar = mark['type'] === 'bar' && isObject(y) && NAMES.test(String(y['type']));
  return isHorizontalBar ? 'rtl' : 'ltr';
}

/** Right-aligns the legends of a compiled chart, with symbols on the right. Gradients stay unchanged. */
export function rewrite(vega: VegaSpec, { config }: PassFacts): VegaSpec {
  if (!config) return vega;
  const style = { ...(isObject(config['legend']) && config['legend']), font: config['font'] };
  const visit = (group: JsonObject, outer: ReadonlyMap<unknown, unknown>): JsonObject => {
    const own = objects(group['scales']).map(({ name, type }) => [name, type] as const);
    const scales = new Map([...outer, ...own]);
    return mapLists(group, {
      legends: (legend) => mirrorLegend(legend, scales, style),
      marks: (mark) => (mark['type'] === 'group' ? visit(mark, scales) : mark),
    });
  };
  return visit(vega, new Map()) as VegaSpec;
}

/** The channels of legends, in the order in which Vega looks for a scale. */
const CHANNELS = ['size', 'shape', 'fill', 'stroke', 'strokeWidth', 'strokeDash', 'opacity'];
/** Px between symbol and label. */
const GAP = 4;

function mirrorLegend(
  legend: JsonObject,
  scales: ReadonlyMap<unknown, unknown>,
  style: JsonObject,
): JsonObject {
  const [scale, another] = CHANNELS.flatMap((channel) => legend[channel] ?? []);
  const hasNames = /^(ordinal|band|point)$/.test(String(scales.get(scale)));
  const isColor = !another && (legend['fill'] ?? legend['stroke']) !== undefined;
  if ((legend['type'] ?? (isColor && !hasNames ? 'gradient' : 'symbol')) === 'gradient') return legend;

  const setting = (name: string): unknown => legend[name] ?? style[name];
  const names = legend['values'] ? expressionOf(legend['values']) : `domain(${quoteString(scale)})`;
  const columns = expressionOf(setting('columns') ?? 0);
  const { text } = updateOf(legend['encode'], 'labels');
  const label = isObject(text) && 'signal' in text ? String(text['signal']) : 'datum.label';
  const isAcross = hasNames && legend['direction'] !== 'vertical';
  const ordered = isAcross ? `${FROM_RIGHT}(${names}, ${columns})` : names;
  // Labels in one column are aligned at the end of the longest label.
  const isName = hasNames && [`${LINES}(datum.label`, 'datum.label'].some((start) => label.startsWith(start));
  const texts = isName ? `(${columns} && length(${names}) > ${columns} ? ${ordered} : ${label})` : label;
  const face = quoteString({
    font: setting('labelFont') ?? style['font'],
    fontSize: setting('labelFontSize') ?? 10,
    fontWeight: setting('labelFontWeight'),
  });
  const limit = expressionOf(setting('labelLimit') ?? 0);
  const width = `${WIDTH}(${texts}, ${face}, ${limit}, datum.index, ${columns})`;
  const size = `(${columns} ? datum.offset : datum.size)`;
  const { opacity = legend['opacity'] ? { scale: legend['opacity'], field: 'value' } : { value: 1 } } =
    updateOf(legend['encode'], 'symbols');
  return {
    ...legend,
    ...(isAcross && { values: { signal: ordered } }),
    encode: withUpdate(
      withUpdate(legend['encode'], 'labels', { align: { value: 'right' }, x: { signal: width } }),
      'symbols',
      {
        x: { signal: `${width} + ${GAP} + ${size} / 2` },
        ...(isAcross && { opacity: [{ test: `datum.value === '${BLANK}'`, value: 0 }, opacity].flat() }),
      },
    ),
  };
}

/** Converts a value of a Vega spec, or a signal reference, to an expression. */
function expressionOf(value: unknown): string {
  return isObject(value) && 'signal' in value ? `(${String(value['signal'])})` : quoteString(value);
}

/** Matches text whose first letter belongs to a right-to-left script. */
const RTL_TEXT = /^\P{L}*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const patchedContexts = new WeakSet<CanvasRenderingContext2D>();

/** Patches a context so that each text has the direction of its first letter. */
function setDirections(context: CanvasRenderingContext2D): CanvasRenderingContext2D {
  if (patchedContexts.has(context)) return context;
  patchedContexts.add(context);
  for (const method of ['fillText', 'strokeText'] as const) {
    const draw = context[method].bind(context);
    context[method] = (text, ...place) => {
      context.direction = RTL_TEXT.test(text) ? 'rtl' : 'ltr';
      draw(text, ...place);
    };
  }
  return context;
}

let isPatched = false;

/**
 * Patches Vega's canvas renderer so that each text has its own direction, regardless of the page's direction. The
 * canvas module must have loaded. In SVG, a style has this effect.
 */
export function patchCanvasRenderer(): void {
  const canvas = renderModule('canvas');
  if (!canvas || isPatched) return;
  isPatched = true;
  const Original = canvas['renderer'] as typeof CanvasRenderer;
  class Renderer extends Original {
    override context(): CanvasRenderingContext2D | null {
      const context = super.context();
      return context && setDirections(context);
    }
  }
  Object.assign(canvas, { renderer: Renderer, headless: Renderer });
}
