/** Lines that have their names at their ends, in place of a legend. */
import type { Scale } from 'vega-functions';
import { textMetrics } from 'vega-scenegraph';
import { ownFunction } from '../sandbox/own-functions.ts';
import { isObject, type JsonObject } from '../internal/json.ts';
import { list, objects } from '../spec/facts.ts';
import { REFERENCES } from '../spec/names.ts';
import type { VegaSpec } from './compile.ts';

/** How labels are written. */
export interface LabelStyle {
  readonly font: string;
  /** In px. */
  readonly size: number;
  /** Of what stands beside marks. */
  readonly color: string;
  /** Px that a name on an axis may take of the width. */
  readonly limit: number;
  /** Px between a legend and the picture. */
  readonly offset: number;
}

/** `axisHeight`: px of the height that axes take at most. */
export type LineFacts = LineFields & FontFace & { readonly axisHeight: number };

/** The function of expressions that says where names stand. */
export const ENDS = ownFunction('Ends');
/** Px between a line and its name. */
const LABEL_GAP = 8;

export const quoteString = (value: unknown): string => JSON.stringify(value);

/** The scales of a legend whose entries are names. */
const NAMED_BY = ['fill', 'stroke', 'shape', 'strokeDash', 'opacity'];

/** The legend of a chart that has one, and one alone, if it is of names. */
export function findNameLegend({
  legends,
  scales,
}: VegaSpec): { readonly legend: JsonObject; readonly scale: string } | null {
  const [legend, ...others] = objects(legends);
  if (!legend || others.length > 0 || quoteString(legend['encode'] ?? '').includes('"text"')) return null;
  const scale = NAMED_BY.map((channel) => legend[channel]).find((name) => typeof name === 'string') as string;
  const type = objects(scales).find(({ name }) => name === scale)?.['type'];
  const isAbove =
    /^(top|bottom)$/.test(String(legend['orient'] ?? 'top')) && legend['direction'] !== 'vertical';
  return type === 'ordinal' && isAbove ? { legend, scale } : null;
}

/** Lines of one color each with their names at their ends, in place of the legend wherever all have room there. */
export function withNamedLines(vega: VegaSpec, { font, size, color, offset }: LabelStyle): VegaSpec {
  const { legend, scale } = findNameLegend(vega) ?? {};
  const lines = scale && legend?.['stroke'] === scale ? findLines(vega, scale) : null;
  if (!legend || !lines) return vega;
  const { data, series, x, y } = lines;
  const scales = [x[0], y[0]].flatMap((name) => [
    `domain(${quoteString(name)})`,
    `range(${quoteString(name)})`,
  ]);
  // Labels below a plot take two lines where they are dates; titles of axes stand above or below it.
  const titles = objects(vega['axes']).filter(({ title }) => title).length;
  const axisHeight = (2.5 + 1.5 * titles) * (size + 2);
  const facts: LineFacts = { series, x, y, font, size, axisHeight };
  const ends = `${ENDS}(data(${quoteString(data)}), [${scales.join()}], ${quoteString(facts)})`;
  const place = `(vibedasher_ends || {})['$' + datum[${quoteString(series)}]]`;
  const at = (channel: keyof LabelPosition): JsonObject => ({ signal: `(${place} || {}).${channel}` });
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
        from: { data: 'vibedasher_names' },
        interactive: false,
        aria: false,
        encode: {
          update: {
            text: { signal: `${place} ? datum[${quoteString(series)}] : ''` },
            x: { ...at('x'), offset: LABEL_GAP },
            y: at('y'),
            baseline: { value: 'middle' },
            font: { value: font },
            fontSize: { value: size },
            fill: { value: color },
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

/** Whether a field is no path into nested values. */
const isPlain = (field: unknown): field is string => typeof field === 'string' && !/[.[\]\\'"]/.test(field);

/** The lines of a chart, where each has its color by one field and nothing else says what a line is. */
function findLines(
  { marks, axes }: VegaSpec,
  color: string,
): (Pick<LineFacts, 'series' | 'x' | 'y'> & { readonly data: string }) | null {
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
  const isColored = isObject(stroke) && stroke['scale'] === color && stroke['field'] === series;
  return across && up && isColored ? { data, series, x: across, y: up } : null;
}

/* How names are laid out: over how many lines, in how many columns, and where at the ends of lines. */

/** What tells how wide a text is. */
export interface FontFace {
  readonly font: string;
  /** In px. */
  readonly size: number;
  readonly weight?: number;
}

export interface LabelPosition {
  readonly x: number;
  readonly y: number;
}

/** A row as what its line is called, and where it stands. */
interface LineFields {
  readonly series: string;
  readonly x: readonly [scale: string, field: string];
  readonly y: readonly [scale: string, field: string];
}

/** Px that the symbol of a legend takes with the gap behind it, and px between columns. */
export const SYMBOL = 18;
const COLUMN_GAP = 16;
/** The part of the width that names at the ends of lines may take. */
const MAX_LABEL_SHARE = 0.25;
/** More names than this are no help. */
const MAX_LABELS = 12;
/** The most px that a name may stand above or below the end of its line. */
const MAX_SHIFT = 7;

const textWidth = (text: string, { font, size, weight = 400 }: FontFace): number =>
  textMetrics.width({ font, fontSize: size, fontWeight: weight }, text);

/** A word with what parts it from the next one; letters of East Asia may be parted anywhere. */
const WORD = /[\u2e80-\uffef][\s/-]*|[^\s\u2e80-\uffef/-]+[\s/-]*|[\s/-]+/g;

/**
 * A text in as few lines as are no wider than `width` px, as far as words allow: at most `most`, the last one with the
 * rest.
 */
export function wrapText(
  text: string,
  width: number,
  most: number,
  face: FontFace,
): string | readonly string[] {
  if (!(most > 1) || textWidth(text, face) <= width) return text;
  const lines: string[] = [];
  for (const word of text.match(WORD) ?? []) {
    const line = (lines.at(-1) ?? '') + word;
    const isFull = lines.length === 0 || textWidth(line.trimEnd(), face) > width;
    if (isFull && lines.length < most) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.length > 1 ? lines.map((line) => line.trim()) : text;
}

/** How many columns of a legend's entries fit beside one another in `width` px. */
export function countColumns(names: readonly string[], width: number, face: FontFace): number {
  const widths = names.map((name) => SYMBOL + Math.min(textWidth(name, face), width - SYMBOL));
  for (let columns = widths.length; columns > 1; columns--) {
    const widest = Array<number>(columns).fill(0);
    for (const [place, each] of widths.entries())
      widest[place % columns] = Math.max(widest[place % columns]!, each);
    if (widest.reduce((sum, each) => sum + each, (columns - 1) * COLUMN_GAP) <= width) return columns;
  }
  return 1;
}

/** The size of a picture, and what axes take of its height at most, in px. */
interface LabelBox {
  readonly width: number;
  readonly height: number;
  readonly axisHeight: number;
}

/**
 * Where the names of lines are at the ends of the lines, by `$` and name, in a box in px; `null` if not all of them
 * fit. The plot is as high as the box when it is laid out first, and shrinks if a legend comes: names that fit only in
 * a plot of the full height are left out.
 */
export function placeAtLineEnds(
  rows: readonly Readonly<Record<string, unknown>>[],
  { series, x, y }: LineFields,
  scales: { readonly x: Scale; readonly y: Scale },
  box: LabelBox,
  face: FontFace,
): Readonly<Record<string, LabelPosition>> | null {
  const ends = new Map<string, LabelPosition>();
  for (const row of rows) {
    const [name, across, up] = [row[series], row[x[1]], row[y[1]]];
    // A legend would write it in its own way.
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
    // Other lines run on beside one that ends before them.
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

/** Heights in order, moved apart by as little as it takes; `null` where one would be too far from its own. */
function movedApart(heights: readonly number[], least: number): readonly number[] | null {
  // Without the room that each needs, none may be before the one above it: those that would be share their mean.
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
