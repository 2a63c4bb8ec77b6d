/** How names are laid out: over how many lines, in how many columns, and where at the ends of lines. */
import type { Scale } from 'vega-functions';
import { textMetrics } from 'vega-scenegraph';

/** What tells how wide a text is. */
export interface Face {
  readonly font: string;
  /** In px. */
  readonly size: number;
  readonly weight?: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A row as what its line is called, and where it stands. */
export interface LineFields {
  readonly series: string;
  readonly x: readonly [scale: string, field: string];
  readonly y: readonly [scale: string, field: string];
}

/** Px that the symbol of a legend takes with the gap behind it, and px between columns. */
export const SYMBOL = 18;
const COLUMN_GAP = 16;
/** The part of the width that names at the ends of lines may take. */
const BESIDE_LIMIT = 0.25;
/** More names than this are no help. */
const MOST_ENDS = 12;
/** A name may stand so many px above or below the end of its line. */
const MOST_SHIFT = 7;

const widthOf = (text: string, { font, size, weight = 400 }: Face): number =>
  textMetrics.width({ font, fontSize: size, fontWeight: weight }, text);

/** A word with what parts it from the next one; letters of East Asia may be parted anywhere. */
const WORD = /[\u2e80-\uffef][\s/-]*|[^\s\u2e80-\uffef/-]+[\s/-]*|[\s/-]+/g;

/** A text in as few lines as are no wider than so many px, as far as words allow: at most `most`, the last one with the rest. */
export function linesOf(text: string, width: number, most: number, face: Face): string | readonly string[] {
  if (!(most > 1) || widthOf(text, face) <= width) return text;
  const lines: string[] = [];
  for (const word of text.match(WORD) ?? []) {
    const line = (lines.at(-1) ?? '') + word;
    const isFull = lines.length === 0 || widthOf(line.trimEnd(), face) > width;
    if (isFull && lines.length < most) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.length > 1 ? lines.map((line) => line.trim()) : text;
}

/** How many columns of a legend's entries fit beside one another in so many px. */
export function columnsOf(names: readonly string[], width: number, face: Face): number {
  const widths = names.map((name) => SYMBOL + Math.min(widthOf(name, face), width - SYMBOL));
  for (let columns = widths.length; columns > 1; columns--) {
    const widest = Array<number>(columns).fill(0);
    for (const [place, each] of widths.entries())
      widest[place % columns] = Math.max(widest[place % columns]!, each);
    if (widest.reduce((sum, each) => sum + each, (columns - 1) * COLUMN_GAP) <= width) return columns;
  }
  return 1;
}

/**
 * Where the names of lines stand at the ends of these, by `$` and name, in a picture of so many px; `null` where not all of
 * them have room.
 */
export function endsOf(
  rows: readonly Readonly<Record<string, unknown>>[],
  { series, x, y }: LineFields,
  scales: { readonly x: Scale; readonly y: Scale },
  width: number,
  face: Face,
): Readonly<Record<string, Place>> | null {
  const ends = new Map<string, Place>();
  for (const row of rows) {
    const [name, across, up] = [row[series], row[x[1]], row[y[1]]];
    // A legend would write it in its own way.
    if (typeof name === 'object') return null;
    if (across == null || up == null) continue;
    const end = { x: (scales.x(across) ?? NaN) + (scales.x.bandwidth?.() ?? 0) / 2, y: scales.y(up) ?? NaN };
    const known = ends.get(String(name));
    if (Number.isFinite(end.x + end.y) && !(known && known.x > end.x)) ends.set(String(name), end);
    if (ends.size > MOST_ENDS) return null;
  }
  const sorted = [...ends].sort(([, a], [, b]) => a.y - b.y);
  const last = Math.max(...sorted.map(([, end]) => end.x));
  const isRoom = sorted.every(
    // Other lines run on beside one that ends before them.
    ([name, end]) => widthOf(name, face) <= width * BESIDE_LIMIT && last - end.x <= 1,
  );
  const heights = isRoom
    ? movedApart(
        sorted.map(([, end]) => end.y),
        face.size + 2,
      )
    : null;
  if (!heights || sorted.length === 0) return null;
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
  return moved.every((height, index) => Math.abs(height - heights[index]!) <= MOST_SHIFT) ? moved : null;
}
