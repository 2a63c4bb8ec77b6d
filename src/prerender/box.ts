/**
 * The box of an element of a given width, in CSS px at a text size of 16 px, and the room that caption and footer leave
 * for the picture. The numbers match those of components/viz/viz-element.styles.ts, viz-chart.styles.ts and cdn.css.
 */
import { VibedasherError } from '../public-client/errors.ts';
import type { Size } from '../vega/types.ts';
import type { TextMeasure } from './text-widths.ts';

const ASPECT_RATIO = 16 / 9;
/** In px; in a larger text size it is higher. */
export const LOWEST = { chart: 350, table: 400 };
export const HIGHEST = 520;
/** Between caption, picture and footer. */
const GAP = 8;
/** In a box no higher than this the picture gets more of the room. */
const LOW_BOX = 352;
const LINE_HEIGHT = 1.35;
const DESCRIPTION = { size: 14, margin: 2.1 };
/** The lines below the picture. */
const SMALL = 13;
const NOTES_LINE_HEIGHT = 1.4;
/** The notes take at most this part of the box. */
const MOST_NOTES = 0.2;
const FOOTER = 28;
const FOOTER_LINE = 24;
/** Between the text below the picture and the button beside it, whose padding is in em. */
const COLUMN_GAP = 16;
const BUTTON_PADDING = 0.2;
/** The frame of a theme that has its own background. */
export const FRAME = 12;

/** One drawing for each of these by default, in CSS px. */
export const WIDTHS: readonly number[] = [320, 360, 480, 640, 720, 1080];

/** The narrowest drawing may have any width. Each of the others has a rule in cdn.css, which shows it from its width on. */
export const WIDER_WIDTHS: readonly number[] = [360, 480, 640, 720, 800, 960, 1080, 1200, 1440];
const HIGHEST_WIDTH = 4000;

/** The widths of drawings, sorted, each once. Throws an error of kind `config` if one would never be shown. */
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

/** The texts and the frame around a picture. */
export interface Surroundings {
  readonly title: string | null;
  readonly description: string | null;
  readonly notes: string | null;
  /** The source of the rows. */
  readonly source: string | null;
  /** The text after that. */
  readonly notices: readonly string[];
  /** The button beside it. */
  readonly button: string;
  /** Whether a frame is around all of it. */
  readonly framed: boolean;
}

/** The height of the box at a width. */
export function boxHeight(width: number, kind: keyof typeof LOWEST = 'chart'): number {
  return Math.min(HIGHEST, Math.max(LOWEST[kind], width / ASPECT_RATIO));
}

/** The size of the picture in a box of this width. */
export function roomIn(
  width: number,
  { title, description, notes, source, notices, button, framed }: Surroundings,
  measure: TextMeasure,
): Size {
  const frame = framed ? 2 * FRAME : 0;
  const height = boxHeight(width + frame) - frame;
  const isLow = height <= LOW_BOX;
  const widthOf = (text: string, size: number, bold = false): number => measure(text, { size, bold });
  const lines = (text: string, size: number, bold = false): number =>
    countLines(text, width, (part) => widthOf(part, size, bold));

  const titleSize = isLow ? 16 : 18;
  const titleHeight = title ? lines(title, titleSize, true) * titleSize * LINE_HEIGHT : 0;
  const descriptionLines = description ? lines(description, DESCRIPTION.size) : 0;
  const descriptionHeight =
    Math.min(descriptionLines, isLow ? 2 : Infinity) * DESCRIPTION.size * LINE_HEIGHT +
    (description && !isLow ? DESCRIPTION.margin : 0);
  const caption = Math.min(titleHeight + descriptionHeight, height / 2);

  const notesLine = SMALL * NOTES_LINE_HEIGHT;
  const notesHeight = notes
    ? Math.min((isLow ? 1 : lines(notes, SMALL)) * notesLine, Math.max(notesLine, height * MOST_NOTES))
    : 0;
  const beside = width - COLUMN_GAP - widthOf(button, SMALL) - BUTTON_PADDING * SMALL;
  // In a low box, a source too long for one line is cut off.
  const isCut = isLow && source !== null && widthOf(source, SMALL) > beside;
  const remarks = [isCut ? null : source, ...notices].filter((text) => text !== null).join(' · ');
  const remarkLines =
    (isCut ? 1 : 0) + (remarks ? countLines(remarks, beside, (part) => widthOf(part, SMALL)) : 0);
  const footer = Math.max(isLow ? FOOTER_LINE : FOOTER, notesHeight + FOOTER_LINE * Math.max(1, remarkLines));

  const gaps = (caption > 0 ? 2 : 1) * GAP - (isLow ? GAP : 0);
  return { width, height: Math.max(40, Math.round(height - caption - footer - gaps)) };
}

/** How many lines a text takes when it breaks between words, and within words that are too long. */
function countLines(text: string, width: number, widthOf: (text: string) => number): number {
  let lines = 0;
  for (const paragraph of text.split('\n')) {
    lines++;
    let line = '';
    for (const word of paragraph.split(/[^\S\u00a0]+/).filter(Boolean)) {
      const longer = line && `${line} ${word}`;
      if (longer && widthOf(longer) <= width) {
        line = longer;
        continue;
      }
      if (line) lines++;
      lines += Math.max(0, Math.ceil(widthOf(word) / width) - 1);
      line = word;
    }
  }
  return lines;
}
