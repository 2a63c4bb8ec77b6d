/** Names at the ends of lines, in place of a legend. Loaded on demand. */
import { expressionFunction, type FunctionContext, type Scale } from 'vega-functions';
import { isObject, type JsonObject } from '../../internal/json.ts';
import { provideCosts } from '../../sandbox/limited-functions.ts';
import { ownFunction } from '../../internal/secret-names.ts';
import { list, objects } from '../../spec/facts.ts';
import { LINE_NAMES, REFERENCES } from '../../spec/names.ts';
import type { Point } from '../../spec/scene.ts';
import type { VegaSpec } from '../../spec/types.ts';
import { groundOf, readableColor, TEXT_CONTRAST } from '../contrast.ts';
import { styleOf } from '../labels.ts';
import { quoteString } from '../rewrite.ts';
import type { PassFacts } from '../types.ts';
import { type FontFace, findNameLegend, textWidth } from '../label-layout.ts';

/** `axisHeight` is the maximum height of the axes, in px. */
type LineFacts = LineFields & FontFace & { readonly axisHeight: number };

/** Expression function that computes the positions of the labels. */
const ENDS = ownFunction('Ends');
/** Expression function that returns the color of a name for the color of its line. */
const INK = ownFunction('Ink');
/**
 * Returns the distance of a label from the end of its line, in px. The lowest label is next to the last label of the
 * axis below, which grows with the text.
 */
const labelGap = (size: number): number => Math.max(8, Math.round(size * 0.6));

/**
 * Adds labels at the ends of lines to a chart whose legend shows the colors of lines. While the chart runs, the labels
 * replace the legend if all of them fit.
 */
export function rewrite(vega: VegaSpec, { config, background }: PassFacts): VegaSpec {
  const { font, size, color, offset } = styleOf(config);
  const { legend, scale } = findNameLegend(vega) ?? {};
  const lines = scale && legend?.['stroke'] === scale ? findLines(vega, scale) : null;
  if (!legend || !lines) return vega;
  const { data, series, x, y } = lines;
  const scales = [x[0], y[0], scale!].flatMap((name) => [
    `domain(${quoteString(name)})`,
    `range(${quoteString(name)})`,
  ]);
  // Dates below a plot take two lines; axis titles take another one above or below it.
  const titles = objects(vega['axes']).filter(({ title }) => title).length;
  const axisHeight = (2.5 + 1.5 * titles) * (size + 2);
  const facts: LineFacts = { ...lines, font, size, axisHeight };
  const ends = `${ENDS}(data(${quoteString(data)}), [${scales.join()}], ${quoteString(facts)})`;
  const place = `(vibedasher_ends || {})['$' + datum[${quoteString(series)}]]`;
  const stroke = `scale(${quoteString(scale)}, datum[${quoteString(series)}])`;
  const ink = `${place} ? ${INK}(${[stroke, quoteString(groundOf(vega, background)), quoteString(color)].join()}) : null`;
  const at = (channel: keyof Point): JsonObject => ({ signal: `(${place} || {}).${channel}` });
  return {
    ...vega,
    signals: [...(vega.signals ?? []), { name: 'vibedasher_ends', update: ends }],
    data: [
      ...(vega.data ?? []),
      { name: 'vibedasher_names', source: data, transform: [{ type: 'aggregate', groupby: [series] }] },
    ],
    marks: [
      ...list(vega['marks']),
      {
        type: 'text',
        name: LINE_NAMES,
        from: { data: 'vibedasher_names' },
        key: series,
        interactive: false,
        aria: false,
        encode: {
          update: {
            text: { signal: `${place} ? datum[${quoteString(series)}] : ''` },
            x: { ...at('x'), offset: labelGap(size) },
            y: at('y'),
            baseline: { value: 'middle' },
            font: { value: font },
            fontSize: { value: size },
            fill: { signal: ink },
          },
        },
      },
    ],
    legends: [
      {
        ...legend,
        values: { signal: `vibedasher_ends ? [] : domain(${quoteString(scale)})` },
        offset: { signal: `vibedasher_ends ? 0 : ${String(legend['offset'] ?? offset)}` },
      },
    ],
  };
}

/** Returns whether a field is a plain name instead of a path into nested values. */
const isPlain = (field: unknown): field is string => typeof field === 'string' && !/[.[\]\\'"]/.test(field);

/** Finds the lines of a chart, if one field alone sets their colors and groups their rows. */
function findLines(
  { marks, axes }: VegaSpec,
  color: string,
): (Pick<LineFacts, 'series' | 'color' | 'x' | 'y'> & { readonly data: string }) | null {
  const all = objects(marks);
  const groups = all.filter(({ type }) => type === 'group');
  const [{ from, marks: inner } = {}] = groups;
  const [line] = objects(inner);
  const hasText = all.some(
    ({ type, name }) => type === 'text' && !(typeof name === 'string' && name.startsWith(REFERENCES)),
  );
  if (groups.length !== 1 || line?.['type'] !== 'line' || hasText) return null;
  if (objects(axes).some(({ orient }) => orient === 'right')) return null;
  const { data, groupby } = isObject(from) && isObject(from['facet']) ? from['facet'] : {};
  const { update } = isObject(line['encode']) ? line['encode'] : {};
  const [series, ...others] = list(groupby);
  if (!isObject(update) || typeof data !== 'string' || !isPlain(series) || others.length > 0) return null;
  const { x, y, stroke } = update;
  const places = [x, y].map((channel) => {
    const { scale, field, ...more } = isObject(channel) ? channel : {};
    if (typeof scale !== 'string' || !isPlain(field) || Object.keys(more).length > 0) return null;
    return [scale, field] as const;
  });
  const [across, up] = places;
  // Grey lines have a color of their own, after the condition of the others.
  const [ink] = [stroke].flat();
  const isColored = isObject(ink) && ink['scale'] === color && ink['field'] === series;
  return across && up && isColored ? { data, series, color, x: across, y: up } : null;
}

/** Expression functions for the names. */
export const functions = {
  [ENDS](
    this: FunctionContext,
    rows: unknown,
    _scales: unknown,
    facts: LineFacts,
  ): Readonly<Record<string, Point>> | null {
    const { scales, dataflow } = this.context;
    const [x, y, color] = [facts.x[0], facts.y[0], facts.color].map((name) => scales[name]?.value);
    if (!x || !y || !color) return null;
    const box = { width: dataflow._viewWidth, height: dataflow._viewHeight, axisHeight: facts.axisHeight };
    const names = new Set(color.domain().map(String));
    const named = (list(rows) as JsonObject[]).filter((row) => names.has(String(row[facts.series])));
    return placeAtLineEnds(named, facts, { x, y }, box, facts);
  },
  [INK]: (color: unknown, background: string, fallback: string): string =>
    (typeof color === 'string' && readableColor(color, background, TEXT_CONTRAST)) || fallback,
};
for (const [name, each] of Object.entries(functions)) expressionFunction(name, each);

/** Steps to compute the position of a row, and to find a color. */
const STEPS_PER_ROW = 100;
const STEPS_PER_COLOR = 500;
provideCosts({
  [ENDS]: ([rows]) => list(rows).length * STEPS_PER_ROW,
  [INK]: () => STEPS_PER_COLOR,
});

/** The field with the names of the lines, the scale of their colors, and the scales and fields of their positions. */
interface LineFields {
  readonly series: string;
  readonly color: string;
  readonly x: readonly [scale: string, field: string];
  readonly y: readonly [scale: string, field: string];
}

/** Maximum share of the width that labels may take. */
const MAX_LABEL_SHARE = 0.25;
const MAX_LABELS = 12;
/** Maximum distance of a label above or below the end of its line, in px. */
const MAX_SHIFT = 7;

/** The size of a picture, and the maximum height of its axes, in px. */
interface LabelBox {
  readonly width: number;
  readonly height: number;
  readonly axisHeight: number;
}

/**
 * Computes the positions of labels at the ends of lines, in px, keyed by `$` and the name of the line. Returns `null`
 * unless all labels fit. Vega first lays out the plot with the full height of the box, and shrinks it if a legend
 * appears. So the labels must fit into both heights, or the layout would alternate.
 */
function placeAtLineEnds(
  rows: readonly Readonly<Record<string, unknown>>[],
  { series, x, y }: LineFields,
  scales: { readonly x: Scale; readonly y: Scale },
  box: LabelBox,
  face: FontFace,
): Readonly<Record<string, Point>> | null {
  const ends = new Map<string, Point>();
  for (const row of rows) {
    const [name, across, up] = [row[series], row[x[1]], row[y[1]]];
    // A legend formats dates and other objects in its own way.
    if (typeof name === 'object') return null;
    if (across == null || up == null) continue;
    const end = { x: (scales.x(across) ?? NaN) + (scales.x.bandwidth?.() ?? 0) / 2, y: scales.y(up) ?? NaN };
    const known = ends.get(String(name));
    if (Number.isFinite(end.x + end.y) && !(known && known.x > end.x)) ends.set(String(name), end);
    if (ends.size > MAX_LABELS) return null;
  }
  const sorted = [...ends].sort(([, a], [, b]) => a.y - b.y);
  const last = Math.max(...sorted.map(([, end]) => end.x));
  const isRoom = sorted.every(
    // The label of a line that ends earlier would overlap other lines.
    ([name, end]) => textWidth(name, face) <= box.width * MAX_LABEL_SHARE && last - end.x <= 1,
  );
  const [bottom = 0, top = 0] = scales.y.range().map(Number);
  const least = Math.min(1, (box.height - box.axisHeight) / Math.abs(bottom - top));
  const [lowest, heights] = [least, 1].map((part) =>
    movedApart(
      sorted.map(([, end]) => end.y * part),
      face.size + 2,
    ),
  );
  if (!isRoom || !lowest || !heights || sorted.length === 0) return null;
  return Object.fromEntries(sorted.map(([name], index) => [`$${name}`, { x: last, y: heights[index]! }]));
}

/**
 * Moves sorted heights apart by as little as possible. Returns `null` if one would move farther than
 * {@link MAX_SHIFT}.
 */
function movedApart(heights: readonly number[], least: number): readonly number[] | null {
  // Subtract the distances, then average heights that are out of order (isotonic regression).
  const shared: { sum: number; count: number }[] = [];
  for (const [index, height] of heights.entries()) {
    let last = { sum: height - index * least, count: 1 };
    for (let before = shared.at(-1); before && before.sum / before.count > last.sum / last.count;) {
      last = { sum: before.sum + last.sum, count: before.count + last.count };
      shared.pop();
      before = shared.at(-1);
    }
    shared.push(last);
  }
  const moved = shared
    .flatMap(({ sum, count }) => Array<number>(count).fill(sum / count))
    .map((height, index) => height + index * least);
  return moved.every((height, index) => Math.abs(height - heights[index]!) <= MAX_SHIFT) ? moved : null;
}
