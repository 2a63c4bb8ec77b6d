/**
 * The box of an element at a width, in CSS px at a text size of 16 px: what caption and footer leave of it for the picture.
 * The numbers are those of components/viz/viz-element.styles.ts, viz-parts.styles.ts and cdn.css.
 */
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
