/** Labels of a chart: wraps long names, and lays out legends in as many columns as fit. */
import { expressionFunction, type FunctionContext } from 'vega-functions';
import { isObject, type JsonObject } from '../internal/json.ts';
import {
  countColumns,
  findNameLegend,
  type FontFace,
  type LabelStyle,
  LINES,
  symbolWidth,
  wrapText,
} from './label-layout.ts';
import {
  hasNamesOnSide,
  isBandScale,
  isFacet,
  isOnSide,
  mapLists,
  withUpdate,
  quoteString,
} from './rewrite.ts';
import { provideCosts } from '../sandbox/limited-functions.ts';
import { ownFunction } from '../internal/secret-names.ts';
import { NARROW } from '../internal/widths.ts';
import { list, objects } from '../spec/facts.ts';
import type { VegaLiteConfig, VegaSpec } from '../spec/types.ts';
import type { Pass, PassFacts } from './types.ts';

const COLUMNS = ownFunction('Columns');
const BOX = ownFunction('Box');

/** Vega's maximum number of entries in a legend. */
const MAX_ENTRIES = 30;
/** Expression functions for the layout of labels. */
export const functions = {
  [LINES]: (text: unknown, width: unknown, most: unknown, face: FontFace): string | readonly string[] =>
    wrapText(String(text), Number(width), Number(most), face),
  [COLUMNS]: (names: unknown, width: unknown, face: FontFace): number =>
    countColumns(list(names).slice(0, MAX_ENTRIES).map(String), Number(width), face),
  /**
   * Returns the size of the picture with its axes. Unlike the size of the plot, it does not depend on the axis
   * labels.
   */
  [BOX](this: FunctionContext): { readonly width: number; readonly height: number } {
    const { _viewWidth: width, _viewHeight: height } = this.context.dataflow;
    return { width, height };
  },
};
for (const [name, each] of Object.entries(functions)) expressionFunction(name, each);

/** Steps to measure a letter, and to read the size of the box. */
const STEPS_PER_LETTER = 20;
const STEPS_PER_BOX = 100;
provideCosts({
  [LINES]: ([text]) => String(text).length * STEPS_PER_LETTER,
  [COLUMNS]: ([names]) =>
    list(names)
      .slice(0, MAX_ENTRIES)
      .reduce<number>((sum, name) => sum + String(name).length * STEPS_PER_LETTER, MAX_ENTRIES ** 2),
  [BOX]: () => STEPS_PER_BOX,
});

/** Wraps the names on vertical axes of categories, and above the cells of facets. */
export function withWrappedNames(vega: VegaSpec, { locale, config, fitted }: PassFacts): VegaSpec {
  if (!locale || !hasNames(vega)) return vega;
  const gap = isFacet(vega) ? gapOf(vega['layout']) : null;
  const wrapped = withLines(vega, { style: styleOf(config), gap, fitted }) as VegaSpec;
  return fitted ? withBox(wrapped) : wrapped;
}

/** Returns whether a compiled spec has a legend, facets, or a vertical axis with categories. */
const hasNames = (vega: VegaSpec): boolean =>
  objects(vega['legends']).length > 0 || isFacet(vega) || hasNamesOnSide(vega);

/** Adds the signal `vibedasher_box`, unless a spec has it. */
export const withBox = (vega: VegaSpec): VegaSpec =>
  vega.signals?.some(({ name }) => name === 'vibedasher_box')
    ? vega
    : {
        ...vega,
        signals: [...(vega.signals ?? []), { name: 'vibedasher_box', update: `${BOX}(width, height)` }],
      };

/** Lays out the legends of a chart that fits its box. */
export const withLegendColumns: Pass = (vega, { locale, config, fitted }) =>
  locale && fitted ? withNarrowColumns(withColumns(vega, styleOf(config))) : vega;

/** Returns the style of labels in a theme's config. */
export function styleOf(config: VegaLiteConfig | null): LabelStyle {
  const of = (part: string, key: string): unknown => {
    const group = config?.[part];
    return isObject(group) ? group[key] : undefined;
  };
  return {
    font: String(config?.['font'] ?? 'sans-serif'),
    size: Number(of('axis', 'labelFontSize') ?? 10),
    color: String(of('text', 'color') ?? 'black'),
    limit: Number(of('axis', 'labelLimit') ?? 180),
    offset: Number(of('legend', 'offset') ?? 18),
  };
}

interface Layout {
  readonly style: LabelStyle;
  /** Px between the cells of a facet; `null` for other charts. */
  readonly gap: number | null;
  readonly fitted: boolean;
}

function gapOf(layout: unknown): number {
  const padding = isObject(layout) ? layout['padding'] : 0;
  return Number(isObject(padding) ? padding['column'] : padding) || 0;
}

/** Wraps names on axes and above the cells of facets. */
function withLines(group: JsonObject, layout: Layout, outer: readonly JsonObject[] = []): JsonObject {
  const scales = [...objects(group['scales']), ...outer];
  const { title } = group;
  return {
    ...mapLists(group, {
      axes: (axis) => wrappedAxis(axis, scales, layout),
      marks: (mark) => (mark['type'] === 'group' ? withLines(mark, layout, scales) : mark),
    }),
    ...(layout.gap !== null && isObject(title) && { title: wrappedHeader(title, layout.gap, layout.style) }),
  };
}

/** Estimated height of the axis and the legend, in lines. */
const AXIS_AND_LEGEND_LINES = 64 / 14;

/** Wraps the names on a vertical band axis to as many lines as fit into a band. */
function wrappedAxis(axis: JsonObject, scales: readonly JsonObject[], { style, fitted }: Layout): JsonObject {
  const { scale: name, labels, labelAngle, labelLimit, encode = {} } = axis;
  if (
    !isOnSide(axis) ||
    !isBandScale(scales.find((scale) => scale['name'] === name)) ||
    labels === false ||
    labelAngle ||
    !isObject(encode) ||
    quoteString(encode).includes('"text"')
  )
    return axis;
  const { font, size } = style;
  const line = size + 2;
  const half = fitted ? `min(${style.limit}, vibedasher_box.width / 2)` : String(style.limit);
  const limit = typeof labelLimit === 'number' ? String(labelLimit) : half;
  const height = fitted
    ? `vibedasher_box.height - ${Math.round(AXIS_AND_LEGEND_LINES * line)}`
    : `abs(span(range(${quoteString(name)})))`;
  const maxLines = `floor((${height}) / length(domain(${quoteString(name)})) / ${line})`;
  const lines = `${LINES}(datum.label, ${limit}, ${maxLines}, ${quoteString({ font, size })})`;
  const update = {
    text: { signal: lines },
    dy: { signal: `isArray(${lines}) ? (1 - length(${lines})) * ${line / 2} : 0` },
  };
  return { ...axis, labelLimit: { signal: limit }, encode: withUpdate(encode, 'labels', update) };
}

const MAX_HEADER_LINES = 3;

function wrappedHeader(title: JsonObject, gap: number, { font, size }: LabelStyle): JsonObject {
  const { text: own, fontSize = size, fontWeight: weight, limit } = title;
  if (!isObject(own) || !String(own['signal']).includes('parent[') || limit !== undefined) return title;
  const face = { font, size: fontSize, ...(typeof weight === 'number' && { weight }) };
  return {
    ...title,
    text: {
      signal: `${LINES}(${String(own['signal'])}, child_width, ${MAX_HEADER_LINES}, ${quoteString(face)})`,
    },
    // A single long word may extend into the gap between cells.
    limit: { signal: `child_width + ${Math.max(0, gap - 6)}` },
  };
}

/** Px between the columns of a legend next to another one; `wide` for boxes that are not {@link NARROW}. */
const COLUMN_GAP = { narrow: 4, wide: 16 };

/** Reduces the column padding of legends if there are several. */
function withNarrowColumns(vega: VegaSpec): VegaSpec {
  const { narrow, wide } = COLUMN_GAP;
  const columnPadding = { signal: `vibedasher_box.width < ${NARROW} ? ${narrow} : ${wide}` };
  const all = objects(vega['legends']);
  if (all.length < 2) return vega;
  return {
    ...vega,
    legends: all.map((legend) => (legend['size'] === undefined ? legend : { columnPadding, ...legend })),
  };
}

function withColumns(vega: VegaSpec, { font, size }: LabelStyle): VegaSpec {
  const { legend, scale } = findNameLegend(vega) ?? {};
  if (!legend || legend['columns'] !== undefined || legend['labelLimit'] !== undefined) return vega;
  const face = quoteString({ font, size });
  const space = `vibedasher_box.width - ${symbolWidth(size)}`;
  const { encode, values } = legend;
  const names = Array.isArray(values) ? quoteString(values) : `domain(${quoteString(scale)})`;
  const text = { signal: `${LINES}(datum.label, ${space}, ${MAX_HEADER_LINES}, ${face})` };
  return {
    ...vega,
    signals: [
      ...(vega.signals ?? []),
      { name: 'vibedasher_columns', update: `${COLUMNS}(${names}, vibedasher_box.width, ${face})` },
    ],
    legends: [
      {
        ...legend,
        columns: { signal: 'vibedasher_columns' },
        labelLimit: { signal: space },
        encode: withUpdate(encode, 'labels', { text }),
      },
    ],
  };
}
