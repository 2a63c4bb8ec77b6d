/**
 * The box of an element at a width, in CSS px at a text size of 16 px: what caption and footer leave of it for the picture.
 * The numbers are those of components/viz/viz-element.styles.ts, viz-parts.styles.ts and cdn.css.
 */
import { VibedasherError } from '../public-client/errors.ts';
import type { Size } from '../vega/types.ts';
import type { TextMeasure } from './text-widths.ts';

const ASPECT_RATIO = 16 / 9;
const LOWEST = { chart: 240, table: 400 };
const HIGHEST = 520;
/** Between caption, picture and footer. */
const GAP = 8;
/** A box as low as that gives the picture more room. */
const LOW_BOX = 300;
const LINE_HEIGHT = 1.35;
const DESCRIPTION = { size: 14, margin: 2.1 };
const NOTES = { size: 13, lineHeight: 1.4 };

/** The smallest of several drawings may have any width; the others are shown from theirs on, by a rule in cdn.css for each. */
export const WIDER_WIDTHS: readonly number[] = [480, 640, 720, 800, 960, 1080, 1200, 1440];
const HIGHEST_WIDTH = 4000;

/** Widths of drawings in their order, each once. Throws an error of kind `config` where one would never be shown. */
export function sortedWidths(widths: readonly number[]): readonly number[] {
  const sorted = [...new Set(widths)].sort((a, b) => a - b);
  const [smallest = NaN, ...wider] = sorted;
  const isPossible = Number.isInteger(smallest) && smallest >= 1 && smallest <= HIGHEST_WIDTH;
  if (isPossible && wider.every((width) => WIDER_WIDTHS.includes(width))) return sorted;
  throw new VibedasherError(
    'config',
    `widths ${widths.join(',')}: use any whole number from 1 to ${HIGHEST_WIDTH} as the smallest, and ${WIDER_WIDTHS.join(', ')} as others`,
  );
}

/** What stands around a picture. */
export interface Surroundings {
  readonly title: string | null;
  readonly description: string | null;
  readonly notes: string | null;
}

/** The height of the box at a width. */
export function boxHeight(width: number, kind: keyof typeof LOWEST = 'chart'): number {
  return Math.min(HIGHEST, Math.max(LOWEST[kind], width / ASPECT_RATIO));
}

/** The size of the picture in a box of that width. */
export function roomIn(
  width: number,
  { title, description, notes }: Surroundings,
  measure: TextMeasure,
): Size {
  const height = boxHeight(width);
  const isLow = height <= LOW_BOX;
  const lines = (text: string, size: number, bold: boolean): number =>
    Math.max(1, Math.ceil(measure(text, { size, bold }) / width));
  const titleSize = isLow ? 16 : 18;
  const titleHeight = title ? lines(title, titleSize, true) * titleSize * LINE_HEIGHT : 0;
  const descriptionLines = description ? lines(description, DESCRIPTION.size, false) : 0;
  const descriptionHeight =
    Math.min(descriptionLines, isLow ? 2 : Infinity) * DESCRIPTION.size * LINE_HEIGHT +
    (description && !isLow ? DESCRIPTION.margin : 0);
  const caption = Math.min(titleHeight + descriptionHeight, height / 2);
  const notesHeight = notes
    ? (isLow ? 1 : lines(notes, NOTES.size, false)) * NOTES.size * NOTES.lineHeight
    : 0;
  const footer = (isLow ? 24 : 28) + notesHeight;
  const gaps = (caption > 0 ? 2 : 1) * GAP - (isLow ? GAP : 0);
  return { width, height: Math.max(40, Math.round(height - caption - footer - gaps)) };
}
