/** The layout of names: wrapped text, and legends in columns. */
import { textMetrics } from 'vega-scenegraph';
import type { JsonObject } from '../internal/json.ts';
import { ownFunction } from '../internal/secret-names.ts';
import { SQUARE } from '../internal/widths.ts';
import { objects } from '../spec/facts.ts';
import type { VegaSpec } from '../spec/types.ts';
import { quoteString } from './rewrite.ts';

/** Style of labels. Lengths are px. */
export interface LabelStyle {
  readonly font: string;
  readonly size: number;
  /** Color of labels next to marks. */
  readonly color: string;
  /** Maximum width of an axis label. */
  readonly limit: number;
  /** Distance of a legend from the plot. */
  readonly offset: number;
}

/** Expression function that wraps a text. */
export const LINES = ownFunction('Lines');

/** Properties of a legend that can name an ordinal scale. */
export const NAMED_BY = ['fill', 'stroke', 'shape', 'strokeDash', 'opacity'];

/** Returns the legend of a chart if it is the only legend, is horizontal and lists categories. */
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

/** A font to measure text with. */
export interface FontFace {
  readonly font: string;
  /** In px. */
  readonly size: number;
  readonly weight?: number;
}

/** Returns the width of a legend's symbol with the gap after it, in px. It grows with the text. */
export const symbolWidth = (fontSize: number): number => Math.max(18, fontSize + 6);
/** Gap between the columns of a legend, in px. */
const COLUMN_GAP = 16;

/** Returns the width of a text in px. */
export const textWidth = (text: string, { font, size, weight = 400 }: FontFace): number =>
  textMetrics.width({ font, fontSize: size, fontWeight: weight }, text);

/** A word with the separator after it. Text of square letters can break after each. */
const WORD = new RegExp(`[${SQUARE}][\\s/-]*|[^\\s${SQUARE}/-]+[\\s/-]*|[\\s/-]+`, 'gu');

/** Maximum number of characters that {@link wrapText} measures. A name may have thousands of words, and letters no width. */
const MAX_MEASURED = 10_000;

/**
 * Wraps text at words into lines of at most `width` px. Returns at most `most` lines; the last line contains the
 * rest, however long.
 */
export function wrapText(
  text: string,
  width: number,
  most: number,
  face: FontFace,
): string | readonly string[] {
  if (!(most > 1) || textWidth(text, face) <= width) return text;
  const lines: string[] = [];
  let left = MAX_MEASURED;
  for (const word of text.match(WORD) ?? []) {
    const line = (lines.at(-1) ?? '') + word;
    let isFull = lines.length === 0;
    if (!isFull && lines.length < most && left > 0) {
      left -= line.length;
      isFull = textWidth(line.trimEnd(), face) > width;
    }
    if (isFull) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.length > 1 ? lines.map((line) => line.trim()) : text;
}

/** Returns how many columns of legend entries fit into `width` px. */
export function countColumns(names: readonly string[], width: number, face: FontFace): number {
  const symbol = symbolWidth(face.size);
  const widths = names.map((name) => symbol + Math.min(textWidth(name, face), width - symbol));
  for (let columns = widths.length; columns > 1; columns--) {
    const widest = Array<number>(columns).fill(0);
    for (const [place, each] of widths.entries())
      widest[place % columns] = Math.max(widest[place % columns]!, each);
    if (widest.reduce((sum, each) => sum + each, (columns - 1) * COLUMN_GAP) <= width) return columns;
  }
  return 1;
}
